"""What the store gathers becomes the company's data by the one door, beside what the company brings itself."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from sqlalchemy import Table, delete, insert

from corrente.company.books import Books, open_books
from corrente.company.collected import FOLDER, collected, left_out
from corrente.company.place import open_state_of
from corrente.outreach.collect import collect
from corrente.outreach.gathered import SESSION_MS, number
from corrente.state import mail_tables, outreach_tables, test_tables
from corrente.state.store import State
from corrente.state.test_tables import MAIN
from tests.company.helpers import rows as clean_rows

START = 1_795_000_000_000  # 2026-11-18
MINUTE = 60_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "corrente.toml").write_text('[company]\nname = "Acme"\ntimezone = "UTC"\n')
    return tmp_path


@pytest.fixture
def state(folder: Path) -> Iterator[State]:
    opened = open_state_of(folder)
    yield opened
    opened.close()


@pytest.fixture
def gathered(folder: Path) -> Path:
    return folder / ".corrente" / FOLDER


def add(state: State, table: Table, **values: object) -> None:
    with state.writing() as connection:
        connection.execute(insert(table).values(site=MAIN, **values))


def lead(state: State, id: str, at_ms: int = START, unit: str = "u1", **more: object) -> None:
    blank = dict.fromkeys(
        ("test", "variant", "plan", "item", "source", "medium", "campaign", "term", "content", "campaign_id",
         "referrer", "company"), "",
    )  # fmt: skip
    said: dict[str, object] = {
        "person": f"p-{id}", "page": "e-book", "page_number": 1, "name": "Ana", "email": f"{id}@acme.example",
        "language": "en", **blank, **more,
    }  # fmt: skip
    add(state, outreach_tables.leads, lead=id, submission=id, at_ms=at_ms, unit=unit, **said)


def event(state: State, name: str, at_ms: int, unit: str = "u1", context: object = None, **properties: object) -> None:
    said = {
        "message_id": f"{name}-{unit}-{at_ms}", "name": name, "unit": unit, "at_ms": at_ms, "received_ms": at_ms,
        "flags": 0, "properties": json.dumps(properties), "context": json.dumps(context) if context else None,
    }  # fmt: skip
    add(state, test_tables.events, **said)


def exposure(state: State, test: str, arm: str, at_ms: int, unit: str = "u1") -> None:
    said = {"decision": f"{test}-{unit}", "probability": 0.5, "policy": 1, "cell": ""}
    add(state, test_tables.exposures, test=test, unit=unit, arm=arm, at_ms=at_ms, **said)


def read(folder: Path, table: str) -> list[dict[str, Any]]:
    return pq.read_table(folder / f"corrente-{table}.parquet").to_pylist()


def rows(books: Books, table: str, columns: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[name] for name in columns.split(", ")) for row in clean_rows(books, table))


LINKEDIN = {"campaign": {"id": "campaign.linkedin", "source": "linkedin", "name": "attract"}}


def test_a_visit_is_what_happens_within_half_an_hour_and_says_campaign_variant_and_answer(
    state: State, gathered: Path
) -> None:
    event(state, "Page Viewed", START, context=LINKEDIN)
    exposure(state, "e-book", "b", START + 100)
    event(state, "Button Clicked", START + 5 * MINUTE)
    lead(state, "1", START + 6 * MINUTE, test="e-book", variant="b")
    event(state, "Page Viewed", START + 6 * MINUTE + SESSION_MS + 1)  # another visit, by nobody's campaign

    assert collect(state, gathered) == ("leads", "touchpoints")

    first, second = read(gathered, "touchpoints")
    assert first == {
        "person_id": number("p-1"), "occurred_at": dt.datetime.fromtimestamp(START / 1000, dt.UTC),
        "channel": "linkedin", "kind": "visit", "campaign": "campaign.linkedin", "message": "e-book: b", "response": 1,
    }  # fmt: skip
    assert (second["channel"], second["campaign"], second["response"]) == ("direct", None, 0)
    assert first["person_id"] == second["person_id"]  # known by the form, before it and after


def test_exactly_half_an_hour_is_still_the_same_visit(state: State, gathered: Path) -> None:
    event(state, "Page Viewed", START)
    event(state, "Page Viewed", START + SESSION_MS)
    collect(state, gathered)
    assert len(read(gathered, "touchpoints")) == 1


def test_visitors_who_never_left_their_name_are_told_apart(state: State, gathered: Path) -> None:
    for unit in ("u1", "u2"):
        event(state, "Page Viewed", START, unit, {"page": {"referrer": "https://news.example/"}})
    collect(state, gathered)
    found = read(gathered, "touchpoints")
    assert {row["person_id"] for row in found} == {number("u1"), number("u2")}
    assert {row["channel"] for row in found} == {"referral"}


def test_two_forms_of_one_person_are_two_leads_of_one_person(state: State, gathered: Path) -> None:
    lead(state, "1", person="p")
    lead(state, "2", START + MINUTE, unit="u2", person="p", source="linkedin", campaign_id="campaign.linkedin")
    collect(state, gathered)
    first, second = read(gathered, "leads")
    assert (first["person_id"], second["person_id"]) == (number("p"), number("p"))
    assert (second["source"], second["campaign"], second["outcome"]) == ("linkedin", "campaign.linkedin", "open")


def test_stages_are_those_of_the_lead_and_a_won_deal_ends_it(state: State, gathered: Path) -> None:
    event(state, "Opportunity Created", START - MINUTE)  # before there was a lead: of nobody
    lead(state, "1")
    event(state, "Lead Stage Changed", START + MINUTE, stage="sql")
    event(state, "Opportunity Created", START + 2 * MINUTE, unit="1")  # by the lead's own id, as a CRM says it
    event(state, "Opportunity Won", START + 3 * MINUTE)
    collect(state, gathered)
    assert [row["stage"] for row in read(gathered, "stage_changes")] == ["sql", "opportunity", "won"]
    assert {row["subject_id"] for row in read(gathered, "stage_changes")} == {1}
    (found,) = read(gathered, "leads")
    assert found["outcome"] == "won"
    assert found["converted_at"] == dt.datetime.fromtimestamp((START + 3 * MINUTE) / 1000, dt.UTC)


def test_an_e_mail_is_a_contact_and_its_click_another(state: State, gathered: Path) -> None:
    _mailing(state)
    blank = {"email": "", "domain": "acme.example", "fields": {}, "unit": "", "worker": "", "attempts": 1, "due_ms": 0,
             "reply": "", "status": "sent", "changed_ms": START}  # fmt: skip
    for person, clicked in (("p-1", START + MINUTE), ("p-2", None)):
        add(state, mail_tables.deliveries, mailing="m", person=person, token=person, variant="b", sent_ms=START,
            clicked_ms=clicked, **blank)  # fmt: skip
    collect(state, gathered)
    found = read(gathered, "touchpoints")
    assert [(row["kind"], row["response"]) for row in found] == [("delivered", 1), ("click", 1), ("delivered", 0)]
    assert {(row["channel"], row["campaign"], row["message"]) for row in found} == {("email", "campaign.email", "B")}


def _mailing(state: State) -> None:
    from corrente.core.experiment import Variant
    from corrente.core.mailing import Mailing, MailSlot, Sender
    from corrente.core.outreach import Controller
    from corrente.core.words import Language

    sender = Sender("Acme", "news@acme.example", Controller("Acme", "dpo@acme.example"), "Street 1")
    others = (Variant("b", payload={MailSlot.SUBJECT: "B"}),)
    body = Mailing("m", "E-book", Language.EN, sender, {MailSlot.SUBJECT: "A"}, others, item="campaign.email")
    add(state, mail_tables.mailings, mailing="m", revision=1, phase="sending", because="", changed_ms=START)
    add(state, mail_tables.mailing_revisions, mailing="m", number=1, body=body, author="ana", at=state.clock(),
        reason="")  # fmt: skip


def test_nothing_new_touches_nothing_and_a_change_only_its_table(state: State, gathered: Path) -> None:
    lead(state, "1")
    collect(state, gathered)
    before = {file.name: file.stat().st_mtime_ns for file in gathered.iterdir()}

    assert collect(state, gathered) == ()
    assert {file.name: file.stat().st_mtime_ns for file in gathered.iterdir()} == before

    event(state, "Opportunity Created", START + MINUTE)
    assert collect(state, gathered) == ("stage_changes",)
    (gathered / "stamp").unlink()  # even where it does not know of what it made them
    assert collect(state, gathered) == ()


def test_who_is_forgotten_is_gone_from_the_files(state: State, gathered: Path) -> None:
    lead(state, "1")
    collect(state, gathered)
    with state.writing() as connection:
        connection.execute(delete(outreach_tables.leads))
    assert collect(state, gathered) == ("leads", "touchpoints")
    assert [file.name for file in gathered.iterdir()] == ["stamp"]


def test_addresses_can_be_read_by_this_user_only(state: State, gathered: Path) -> None:
    lead(state, "1")
    collect(state, gathered)
    assert (gathered / "corrente-leads.parquet").stat().st_mode & 0o077 == 0


def test_ids_are_whole_and_stand_far_from_those_of_companies() -> None:
    found = {number(f"person {n}") for n in range(1000)}
    assert len(found) == 1000
    assert all(2**61 <= one < 2**62 for one in found)
    assert number(str(2**62 - 1)) == 2**62 - 1  # a lead's own id


class TestTheDoor:
    def test_collected_leads_stand_behind_the_companys_own(self, state: State, folder: Path, gathered: Path) -> None:
        own = "Lead ID;Criado em;Origem;E-mail;Porte\n7;03/11/2026;evento;ana@acme.example;grande\n"
        (folder / "leads.csv").write_text(own)
        lead(state, "1", email="beto@acme.example", variant="b", source="linkedin")
        collect(state, gathered)

        books = open_books(folder)

        assert books.profile.tables["leads"].rows == 2
        assert books.profile.tables["leads"].attributes == ("Porte", "medium", "variant")
        found = rows(books, "leads", "lead_id, source, attribute_01, attribute_03, created_day")
        day = START // 86_400_000
        assert found == [(1, "linkedin", None, "b", day), (7, "evento", "grande", None, 20760)]  # 2026-11-03
        assert books.checks["leads"].sources == ("leads.csv", "corrente-leads.parquet")
        assert books.checks["leads"].kept == 2
        books.engine.close()

    def test_a_lead_that_the_company_has_too_is_counted_once(self, state: State, folder: Path, gathered: Path) -> None:
        (folder / "leads.csv").write_text("lead_id,created_at,email\n7,2026-11-19,ANA@acme.example\n")
        lead(state, "1", email="ana@acme.example ")
        lead(state, "2", email="beto@acme.example")
        collect(state, gathered)

        books = open_books(folder)

        assert [id for (id,) in rows(books, "leads", "lead_id")] == [2, 7]
        assert "1 more that corrente collected are in your own file already." in map(str, books.checks["leads"].notes)
        books.engine.close()

    def test_whole_ids_stay_whole_in_every_table(self, state: State, folder: Path, gathered: Path) -> None:
        (folder / "customers.csv").write_text("customer_id\n1\n2\n")
        lead(state, "abc", person="a person's hash")
        collect(state, gathered)
        books = open_books(folder)
        assert rows(books, "customers", "customer_id") == [(1,), (2,)]
        assert rows(books, "leads", "person_id, lead_id") == [(number("a person's hash"), number("abc"))]
        books.engine.close()

    def test_text_ids_of_a_company_take_the_collected_in(self, state: State, folder: Path, gathered: Path) -> None:
        (folder / "leads.csv").write_text("lead_id,created_at\nL-7,2026-11-19\n")
        lead(state, "1")
        collect(state, gathered)
        books = open_books(folder)
        assert [id for (id,) in rows(books, "leads", "lead_id")] == ["1", "L-7"]
        books.engine.close()

    def test_only_what_changed_gets_another_fingerprint(self, state: State, folder: Path, gathered: Path) -> None:
        (folder / "leads.csv").write_text("lead_id,created_at\n7,2026-11-19\n")
        (folder / "orders.csv").write_text("customer_id,ordered_at,revenue\n1,2026-11-19,10\n")
        lead(state, "1")
        prints = []
        for _ in range(2):
            collect(state, gathered)
            books = open_books(folder)
            prints.append(books.fingerprints)
            books.engine.close()
        lead(state, "2", START + MINUTE)
        collect(state, gathered)
        books = open_books(folder)
        assert prints[0] == prints[1]
        differing = {table for table, found in books.fingerprints.items() if found != prints[0][table]}
        assert differing == {"leads", "touchpoints"}
        books.engine.close()

    def test_collected_alone_are_a_company(self, state: State, folder: Path, gathered: Path) -> None:
        lead(state, "1")
        collect(state, gathered)
        books = open_books(folder)
        assert {"leads", "touchpoints"} == books.profile.tables.keys()
        assert len(rows(books, "leads", "email")[0][0]) == 64  # hashed at the door
        books.engine.close()

    def test_a_connected_database_is_not_added_to_and_that_is_said(self, state: State, gathered: Path) -> None:
        lead(state, "1")
        collect(state, gathered)
        more = collected(gathered.parent)
        assert left_out(more, {"orders"}) == ()
        (note,) = left_out(more, {"leads", "touchpoints"})
        assert "of leads, touchpoints is not counted" in note.say()
