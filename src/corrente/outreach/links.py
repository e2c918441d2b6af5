"""Campaign links: an address with the five UTM parameters and ``utm_id``, so that a click leads back to a plan's item.

The names are those of Google Analytics' URL builder (support.google.com/analytics/answer/10917952).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, fields
from urllib.parse import SplitResult, parse_qsl, quote, urlencode, urlsplit, urlunsplit

from corrente.core.errors import InputError
from corrente.core.outreach import Utm
from corrente.core.plan import Item
from corrente.core.words import Language, Phrase, phrase

LONGEST = 2_000
"""Characters of a link: what every browser, mail program and advertising system takes."""


PARAMETERS: Mapping[str, str] = {field.name: f"utm_{field.name}" for field in fields(Utm)}
"""The parameter that says each part of a `Utm`."""


def tags_of(item: Item, channel: str = "", content: str = "") -> Utm:
    """The tags of a plan's campaign, on ``channel`` where it is another than the plan's.

    ``id`` is the plan's item, ``content`` the asset or variant that is shown, ``source`` the channel as the company
    calls it, ``medium`` its kind, ``campaign`` what people call the campaign, ``term`` the segment spoken to.
    """
    source = channel or _said(item, "channel") or "direct"
    campaign = " ".join(filter(None, (_said(item, "role"), _said(item, "segment")))) or item.title.say(Language.EN)
    return Utm(source, medium_of(source), campaign, _said(item, "segment"), content, item.id)


def _said(item: Item, field: str) -> str:
    found = item.fields.get(field)
    return found.say(Language.EN) if isinstance(found, Phrase) else str(found or "")


def campaign_link(url: str, item: Item, channel: str = "", content: str = "") -> str:
    """The address with the tags of a plan's campaign. Raises `InputError` as `tagged` does."""
    return tagged(url, tags_of(item, channel, content))


def tagged(url: str, tags: Utm) -> str:
    """The address with ``tags``; its query and fragment stay, tags it had before go.

    Raises `InputError` for what is no web address, or would be longer than `LONGEST`.
    """
    parts = _web_address(url)
    kept = [pair for pair in parts.query.split("&") if pair and not _is_tag(pair)]
    said = {PARAMETERS[name]: value for name, value in asdict(tags).items() if value}
    query = "&".join([*kept, urlencode(said, quote_via=quote, safe="")])
    link = urlunsplit(parts._replace(query=query))
    if len(link) > LONGEST:
        raise _no_address(url, _TOO_LONG)
    return link


def _is_tag(pair: str) -> bool:
    return any(name in PARAMETERS.values() for name, _ in parse_qsl(pair, keep_blank_values=True))


def read_link(url: str) -> Utm | None:
    """The tags of an address; ``None`` where none leads to a plan's item. What is said twice counts as said first."""
    said = dict(reversed(parse_qsl(urlsplit(url).query)))
    found = {name: said[parameter] for name, parameter in PARAMETERS.items() if parameter in said}
    return Utm(**found) if "id" in found else None


_MEDIA = (
    ("email", r"e ?mail|newsletter"),
    ("whatsapp", r"whats ?app"),
    ("sms", r"sms"),
    ("push", r"push"),
    ("paid_social", r"linkedin|instagram|facebook|meta|tiktok|twitter|pinterest|kwai|social|influenc"),
    ("video", r"youtube|video|tv"),
    ("display", r"display|banner"),
    ("cpc", r"google|bing|search|busca|ads?|paid"),
    ("affiliate", r"affiliate|afiliad"),
    ("referral", r"referral|partner|parceir|indica"),
)


def medium_of(channel: str) -> str:
    """The kind of a channel, in the words that GA4's default channel groups know; ``content`` where none fits."""
    spaced = re.sub(r"[^a-z0-9]+", " ", channel.casefold())
    return next((medium for medium, names in _MEDIA if re.search(rf"\b({names})", spaced)), "content")


_TOO_LONG = phrase("It is longer than {n} characters.", "Tem mais de {n} caracteres.", n=str(LONGEST))
_UNSAFE = Phrase(
    "Only complete addresses that begin with https:// or http://, without a password or blanks, can be linked to.",
    "Só dá para usar endereços completos que comecem com https:// ou http://, sem senha e sem espaços.",
)


def _web_address(url: str) -> SplitResult:
    """The parts of an address that may be linked to. Raises `InputError`."""
    try:
        parts = urlsplit(url)
        named = parts.hostname and (parts.port is None or parts.port > 0)
    except ValueError:
        raise _no_address(url, _UNSAFE) from None
    plain = re.fullmatch(r"[^\s\x00-\x1f\x7f\\<>\"]+", url)
    if not (plain and named and parts.scheme in ("http", "https") and "@" not in parts.netloc):
        raise _no_address(url, _UNSAFE)
    return parts


def _no_address(url: str, because: Phrase) -> InputError:
    return InputError(
        phrase("“{url}” cannot be linked to.", "Não dá para usar o endereço “{url}”.", url=url[:200]),
        because,
        Phrase("Write it as https://example.com/page.", "Escreva como https://exemplo.com.br/pagina."),
    )
