"""What goes out for a campaign: its page, its files, and who may take them."""

from __future__ import annotations

import csv
import io
from html import unescape

import pytest
from icalendar import Calendar

from corrente.core.words import Language
from corrente.outreach.audiences import FORMATS, Platform, hashed
from corrente.outreach.links import read_link
from corrente.web.texts import TEXTS
from tests.outreach.test_audiences import answer
from tests.outreach.test_collect import lead

PAGE = "/plan/send/campaign.linkedin"


@pytest.fixture
def leads(client):
    store = client.app.state.store
    lead(store, "1", campaign_id="campaign.linkedin")
    lead(store, "2")
    lead(store, "3", campaign_id="campaign.linkedin")
    for person in ("p-1", "p-2"):
        answer(store, person, given=True)


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("language", Language)
def test_a_campaign_leads_to_what_goes_out_for_it(client, language):
    item = client.get(f"/plan/items/campaign.linkedin?lang={language.value}").text
    assert f'href="{PAGE}"' in item
    page = unescape(client.get(f"{PAGE}?lang={language.value}").text)
    assert TEXTS["send_audiences_says"].say(language) in page
    rows = [row.split("</tr>")[0] for row in page.split("<tr>")[2:]]
    assert ['class="n">1<' in rows[0], 'class="n">2<' in rows[1]] == [True, True]


def test_a_link_traces_back_to_the_campaign(client):
    page = unescape(client.get(PAGE, params={"url": "https://acme.example/e-book?a=1#top", "content": "video-1"}).text)
    link = page.split('<code class="link"')[1].split(">")[1].split("<")[0]
    found = read_link(link)
    assert (found.id, found.content, found.source) == ("campaign.linkedin", "video-1", "linkedin")
    assert link.startswith("https://acme.example/e-book?a=1&")
    assert link.endswith("#top")


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://a@b.example/", '"><script>alert(1)</script>'])
def test_what_is_no_web_address_is_told_and_not_linked_to(client, url):
    answered = client.get(PAGE, params={"url": url})
    assert answered.status_code == 422
    assert 'class="link"' not in answered.text
    assert "<script>alert" not in answered.text


@pytest.mark.usefixtures("leads")
@pytest.mark.parametrize("platform", Platform)
def test_audience_files_hold_those_who_agree(client, platform):
    for whose, people in (("campaign", ["1@acme.example"]), ("all", ["1@acme.example", "2@acme.example"])):
        answered = client.get(f"{PAGE}/audience/{whose}-{platform}.csv")
        rows = list(csv.reader(io.StringIO(answered.text)))
        assert tuple(rows[0]) == FORMATS[platform].header
        assert [row[0] for row in rows[1:]] == [hashed(one) for one in people]
        assert "attachment" in answered.headers["content-disposition"]


@pytest.mark.parametrize(
    "path",
    ["/plan/send/price", "/plan/send/nothing", f"{PAGE}/audience/all-tiktok.csv", f"{PAGE}/audience/none-meta.csv",
     "/plan/tracking-plan.exe", "/plan/send/..%2f..%2fetc"],
)  # fmt: skip
def test_what_is_not_there_is_not_found(client, path):
    assert client.get(path).status_code == 404


def test_the_dates_and_the_tracking_plan_can_be_taken_along(client):
    calendar = Calendar.from_ical(client.get("/plan/dates.ics").content)
    assert {"Campaign: LinkedIn", "Test: LinkedIn"} <= {str(event["summary"]) for event in calendar.walk("VEVENT")}
    plan = client.get("/plan/tracking-plan.json").json()
    assert "Lead Captured" in {event["name"] for event in plan["rules"]["events"]}
    assert client.get("/plan/tracking-plan.md").text.startswith("# Tracking plan of")
    assert 'href="/plan/dates.ics"' in client.get("/plan").text
