"""Campaign links lead back to a plan's item, whatever address they are put on."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrente.core.errors import InputError
from corrente.core.outreach import Utm
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Phrase
from corrente.outreach.links import LONGEST, PARAMETERS, campaign_link, medium_of, read_link, tagged, tags_of

CAMPAIGN = Item(
    "campaign.linkedin",
    ItemKind.CAMPAIGN,
    Phrase("Campaign: LinkedIn", "Campanha: LinkedIn"),
    Phrase("Advertise.", "Anunciar."),
    {"channel": "linkedin", "role": "attract", "segment": "Médias & grandes"},
)
_CHARACTERS = st.characters(codec="utf-8")
_TEXT = st.text(_CHARACTERS, max_size=30)
_WORDS = st.text(_CHARACTERS, min_size=1, max_size=30)
_TAGS = st.builds(Utm, _TEXT, _TEXT, _TEXT, _TEXT, _TEXT, _WORDS)
_PAIR = st.from_regex(r"[a-z0-9%._~+-]{0,8}(=[A-Za-z0-9%._~+:/?-]{0,12})?", fullmatch=True)
_QUERY = st.lists(_PAIR.filter(lambda pair: pair and "utm" not in pair), max_size=4).map("&".join)
_FRAGMENT = st.from_regex(r"[A-Za-z0-9/?=&._-]{0,12}", fullmatch=True)


@given(tags=_TAGS, query=_QUERY, fragment=_FRAGMENT)
def test_every_click_is_traced_to_its_item_and_the_address_stays_what_it_was(
    tags: Utm, query: str, fragment: str
) -> None:
    url = (
        "https://acme.example:8443/pages/e-book" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
    )

    link = tagged(url, tags)

    assert read_link(link) == tags
    before, after = urlsplit(url), urlsplit(link)
    assert (after.scheme, after.netloc, after.path) == (before.scheme, before.netloc, before.path)
    assert after.fragment == before.fragment
    assert after.query.startswith(before.query)
    assert link.isascii()


@given(first=_TAGS, second=_TAGS)
def test_tagging_again_replaces_the_tags(first: Utm, second: Utm) -> None:
    once = tagged("https://acme.example/?a=1#top", second)
    assert tagged(tagged("https://acme.example/?a=1#top", first), second) == once


def test_a_plans_campaign_gives_all_six() -> None:
    link = campaign_link("https://acme.example/e-book", CAMPAIGN, content="b")

    assert dict(parse_qsl(urlsplit(link).query)) == {
        "utm_id": "campaign.linkedin",
        "utm_source": "linkedin",
        "utm_medium": "paid_social",
        "utm_campaign": "attract Médias & grandes",
        "utm_term": "Médias & grandes",
        "utm_content": "b",
    }
    assert set(PARAMETERS.values()) == dict(parse_qsl(urlsplit(link).query)).keys()


def test_another_channel_of_the_same_campaign_is_told_apart() -> None:
    assert tags_of(CAMPAIGN, channel="newsletter") == Utm(
        "newsletter", "email", "attract Médias & grandes", "Médias & grandes", "", "campaign.linkedin"
    )


@pytest.mark.parametrize(
    ("channel", "medium"),
    [
        ("linkedin", "paid_social"), ("Paid search", "cpc"), ("google_ads", "cpc"), ("E-mail", "email"),
        ("whatsapp", "whatsapp"), ("Display", "display"), ("webinar", "content"), ("Busca paga", "cpc"),
        ("affiliates", "affiliate"), ("roadshow", "content"),
    ],
)  # fmt: skip
def test_the_medium_is_a_word_that_web_analytics_groups_by(channel: str, medium: str) -> None:
    assert medium_of(channel) == medium


@pytest.mark.parametrize(
    "url",
    [
        "", "acme.example/page", "//acme.example", "javascript:alert(1)", "data:text/html,x", "ftp://acme.example/",
        "file:///etc/passwd", "https://", "https:///page", "https://user:secret@acme.example/", "mailto:a@acme.example",
        "https://acme.example/a b", "https://acme.example/\r\nBcc: x@y.example", "https://acme.example/\tx",
        "https://acme.example:99999/", "https://[::1/", "https://acme.example\\@evil.example/", "java\nscript:alert(1)",
        "https://acme.example/<script>",
    ],
)  # fmt: skip
def test_only_web_addresses_are_linked_to(url: str) -> None:
    with pytest.raises(InputError):
        tagged(url, Utm(id="campaign"))


def test_a_link_that_no_system_would_take_is_refused() -> None:
    with pytest.raises(InputError, match="characters"):
        tagged("https://acme.example/" + "a" * LONGEST, Utm(id="campaign"))


@pytest.mark.parametrize("url", ["https://acme.example/", "https://acme.example/?utm_source=x&utm_id=", "nonsense"])
def test_a_link_without_a_campaign_leads_nowhere(url: str) -> None:
    assert read_link(url) is None
