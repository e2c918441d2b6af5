"""The plan's dates in the words of other programs' calendars, read back by the library that reads calendars."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from corrente.core.mailing import MailPhase
from corrente.core.plan import Item, ItemKind, Revision
from corrente.core.words import Language, Phrase
from corrente.outreach.calendar import Date, dates, mailings, write
from corrente.outreach.mail import kept
from corrente.state.store import open_state
from corrente.state.test_tables import MAIN
from tests.outreach.mail.mailings import a_mailing

DAY = dt.date
AT = dt.datetime(2026, 11, 23, 12, 0, tzinfo=dt.UTC)
CAMPAIGN = Item(
    "campaign.linkedin",
    ItemKind.CAMPAIGN,
    Phrase("Campaign: LinkedIn", "Campanha: LinkedIn"),
    Phrase("Advertise to enterprise; win leads, cheaply.", "Anunciar para grandes empresas; conquistar leads."),
    {"offer": Phrase("the e-book", "o e-book")},
    starts=DAY(2027, 4, 1),
    ends=DAY(2027, 6, 30),
)
LAUNCH = Item(
    "launch.enterprise", ItemKind.LAUNCH, Phrase("Launch", "Lançamento"), Phrase("Launch.", "Lançar."),
    starts=DAY(2027, 4, 1),
)  # fmt: skip
PRICE = Item("price", ItemKind.PRICE, Phrase("Price", "Preço"), Phrase("None.", "Nenhum."))


def revised(*bodies: tuple[str, Item | None]) -> tuple[Revision, ...]:
    return tuple(
        Revision("plan", n, id, "ana", AT + dt.timedelta(hours=n), "", None, body)
        for n, (id, body) in enumerate(bodies, 1)
    )


def events(history: tuple[Revision, ...], language: Language = Language.EN) -> dict[str, Any]:
    calendar = Calendar.from_ical(write("Acme", "America/Sao_Paulo", dates(history), language))
    return {str(event["summary"]): event for event in calendar.walk("VEVENT")}


def test_launches_last_a_day_and_campaigns_through_their_last_day() -> None:
    found = events(revised(("price", PRICE), ("launch.enterprise", LAUNCH), ("campaign.linkedin", CAMPAIGN)))

    assert found.keys() == {"Launch", "Campaign: LinkedIn"}  # a price has no days
    launch, campaign = found["Launch"], found["Campaign: LinkedIn"]
    assert (launch["dtstart"].dt, launch["dtend"].dt) == (DAY(2027, 4, 1), DAY(2027, 4, 2))
    assert (campaign["dtstart"].dt, campaign["dtend"].dt) == (DAY(2027, 4, 1), DAY(2027, 7, 1))
    assert campaign["categories"].to_ical() == b"Campaign"


def test_a_date_that_moves_stays_the_same_entry_with_a_higher_number() -> None:
    moved = replace(CAMPAIGN, starts=DAY(2027, 5, 1))
    first = events(revised(("campaign.linkedin", CAMPAIGN)))["Campaign: LinkedIn"]
    second = events(revised(("campaign.linkedin", CAMPAIGN), ("campaign.linkedin", moved)))["Campaign: LinkedIn"]

    assert first["uid"] == second["uid"]
    assert (first["sequence"], second["sequence"]) == (1, 2)
    assert second["dtstart"].dt == DAY(2027, 5, 1)
    assert second["last-modified"].dt > first["last-modified"].dt


@pytest.mark.parametrize("after", [None, replace(CAMPAIGN, starts=None, ends=None)], ids=["taken out", "without days"])
def test_what_has_no_days_any_more_is_cancelled(after: Item | None) -> None:
    found = events(revised(("campaign.linkedin", CAMPAIGN), ("campaign.linkedin", after)))["Campaign: LinkedIn"]

    assert (found["status"], found["sequence"]) == ("CANCELLED", 2)


def test_both_languages_say_the_same_dates_of_the_same_entries() -> None:
    history = revised(("campaign.linkedin", CAMPAIGN))
    english, portuguese = events(history)["Campaign: LinkedIn"], events(history, Language.PT)["Campanha: LinkedIn"]

    assert english["uid"] == portuguese["uid"]
    assert str(portuguese["description"]) == "Anunciar para grandes empresas; conquistar leads. Oferta: o e-book."
    assert str(english["description"]).endswith("Offer: the e-book.")


def test_companies_and_plans_do_not_share_entries() -> None:
    entry = dates(revised(("campaign.linkedin", CAMPAIGN)))
    scenario = tuple(replace(date, id=date.id.replace("plan/", "scenario/a/")) for date in entry)
    written = [write("Acme", "UTC", entry, Language.EN), write("Beta", "UTC", entry, Language.EN),
               write("Acme", "UTC", scenario, Language.EN)]  # fmt: skip

    assert len({str(Calendar.from_ical(one).walk("VEVENT")[0]["uid"]) for one in written}) == 3


def test_a_moment_is_written_in_the_companys_zone_with_its_rules() -> None:
    word = Phrase("Mailing", "Disparo")
    mailing = Date("mailing/1", word, word, word, dt.datetime(2027, 4, 2, 13, tzinfo=dt.UTC), None, 1, AT)

    calendar = Calendar.from_ical(write("Acme", "America/Sao_Paulo", [mailing], Language.EN))

    start: Any = calendar.walk("VEVENT")[0]["dtstart"]
    assert (start.params["TZID"], start.dt.hour) == ("America/Sao_Paulo", 10)  # three hours behind UTC
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["America/Sao_Paulo"]


def test_a_mailing_has_the_moments_at_which_it_was_begun_and_done(tmp_path: Path) -> None:
    state = open_state(tmp_path / "state.sqlite", lambda: AT)
    for id in ("spring", "later"):
        kept.save(state, MAIN, a_mailing(id=id, name=id.title()), "ana")
    for phase, hour in ((MailPhase.SENDING, 1), (MailPhase.PAUSED, 2), (MailPhase.SENDING, 3), (MailPhase.DONE, 5)):
        with state.writing() as connection:
            kept.become(connection, MAIN, "spring", phase, "ana", AT + dt.timedelta(hours=hour))

    (found,) = mailings(state)  # a draft has no date

    state.close()
    assert (found.starts, found.ends) == (AT + dt.timedelta(hours=1), AT + dt.timedelta(hours=5))
    assert (found.title.say(Language.PT), found.number, found.cancelled) == ("Disparo: Spring", 5, False)


def test_long_and_odd_words_are_kept() -> None:
    odd = "São João; vírgulas, pontos e \\ e “aspas”\nlinha nova " + "ç" * 200
    item = replace(CAMPAIGN, title=Phrase(odd, odd))

    (found,) = events(revised(("campaign.linkedin", item))).values()

    assert str(found["summary"]) == odd


def test_the_same_plan_gives_the_same_file() -> None:
    entry = dates(revised(("campaign.linkedin", CAMPAIGN), ("launch.enterprise", LAUNCH)))
    assert write("Acme", "UTC", entry, Language.EN) == write("Acme", "UTC", reversed(entry), Language.EN)
