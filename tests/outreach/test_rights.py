"""A person is found whole, handed out whole, and forgotten whole; and everything ends after its time."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from sqlalchemy import Connection, insert, select, text

from corrente.core.mailing import MailStatus
from corrente.core.outreach import Lead, Purpose, Retention, Source, Suppressed, Utm
from corrente.core.words import Language
from corrente.outreach import consent, leads, retention, rights
from corrente.outreach.consent import Answered
from corrente.outreach.people import is_address, person_of
from corrente.state import audit, mail_tables, test_tables
from corrente.state.audit import Act
from corrente.state.failures import StateError
from corrente.state.once import upserted
from corrente.state.site_secrets import keyed, secret_of
from corrente.state.store import State
from corrente.state.tables import metadata
from tests.state.conftest import Clock

ANA, BOB = "ana@example.com", "bob@example.com"
DAY_MS = 86_400_000
SITE = "main"


def _now(state: State) -> int:
    return round(state.clock().timestamp() * 1000)


def _answer(purpose: Purpose, given: bool, at_ms: int, lead: str | None = None) -> Answered:
    return Answered(purpose, given, "May we?", Language.EN, Source.FORM, at_ms, "ebook", 1, lead, "address")


def fill(state: State, email: str, site: str = SITE, unit: str = "") -> Lead:
    """A lead with all that comes with one: consents, an exposure, events, a message."""
    person, now = person_of(secret_of(state, site), email), _now(state)
    unit = unit or f"unit-of-{email.partition(chr(64))[0]}"
    said = (person, "ebook", 1, "Ana", email, "Acme", Language.EN, now, unit, "t", "b", f"d-{site}-{unit}")
    lead = Lead(leads.new_id(), *said, utm=Utm("linkedin"))
    with state.writing() as connection:
        leads.take(connection, site, lead, f"{unit}.{person}", [_answer(Purpose.EMAIL, True, now, lead.id)])
        connection.execute(insert(test_tables.exposures), _exposure(site, unit, now))
        for number, (of, user) in enumerate(((unit, None), ("device", email), (lead.id, None))):
            connection.execute(insert(test_tables.events), _event(site, f"{email}-{number}", of, user, now))
        _deliver(connection, site, person, email, now)
    return lead


def _exposure(site: str, unit: str, now: int) -> dict[str, object]:
    return {"site": site, "test": "t", "unit": unit, "decision": f"d-{site}-{unit}", "arm": "b", "probability": 0.5,
            "policy": 1, "cell": "", "at_ms": now, "context": None}  # fmt: skip


def _event(site: str, id: str, unit: str, person: str | None, now: int) -> dict[str, object]:
    return {"site": site, "message_id": id, "name": "Lead Captured", "unit": unit, "person": person,
            "decision": None, "at_ms": now, "received_ms": now, "value": None, "flags": 0, "properties": "{}",
            "context": None}  # fmt: skip


def _deliver(connection: Connection, site: str, person: str, email: str, now: int) -> None:
    mailing = {"site": site, "mailing": "m", "revision": 0, "phase": "sending", "because": "", "changed_ms": now}
    connection.execute(upserted(connection, mail_tables.mailings).on_conflict_do_nothing(), mailing)
    row = {column.name: None for column in mail_tables.deliveries.c} | {
        "site": site, "mailing": "m", "person": person, "token": f"{site}-{person}", "email": email,
        "domain": "example.com", "fields": {"name": "Ana"}, "unit": person, "variant": "", "status": "queued",
        "worker": "", "attempts": 0, "due_ms": 0, "changed_ms": now, "reply": "",
    }  # fmt: skip
    connection.execute(insert(mail_tables.deliveries), row)


def _everything(state: State) -> str:
    """The whole store as text."""
    with state.reading() as connection:
        return "\n".join(repr(row) for table in metadata.sorted_tables for row in connection.execute(select(table)))


def test_a_person_is_forgotten_whole_and_nobody_else_is(state: State) -> None:
    lead = fill(state, ANA)
    fill(state, BOB)
    fill(state, ANA, site="other", unit="unit-there")
    counts = rights.forget(state, " Ana@Example.com", by="me")
    assert counts == {"leads": 2, "consents": 2, "deliveries": 2, "exposures": 2, "events": 6}
    said = _everything(state)
    for trace in (ANA, "ana@", lead.id, "unit-of-ana", "unit-there"):
        assert trace not in said
    for trace in (BOB, "unit-of-bob"):
        assert trace in said
    assert rights.held(state, ANA).keys() == {"suppressions", "deliveries"}
    with state.reading() as connection:
        (first, second) = connection.execute(
            select(mail_tables.deliveries).order_by(mail_tables.deliveries.c.email)
        ).all()[:2]
        assert {first.status, second.status} == {MailStatus.CANCELLED.value}
        assert consent.is_suppressed(connection, SITE, lead.person)
        assert not consent.agrees(connection, SITE, lead.person, Purpose.EMAIL)
    entry = audit.listed(state)[0]
    assert (entry.act, entry.by, entry.details["leads"]) == (Act.FORGOT, "me", "2")
    assert rights.forget(state, ANA, by="me") == {}


@pytest.mark.parametrize("said", ["lead", "person", "unit"])
def test_a_person_is_found_by_the_id_of_a_lead_a_hash_or_a_unit(state: State, said: str) -> None:
    lead = fill(state, ANA)
    fill(state, BOB)
    counts = rights.forget(state, {"lead": lead.id, "person": lead.person, "unit": lead.unit}[said], by="me")
    assert counts["leads"] == 1
    assert ANA not in _everything(state)
    assert BOB in _everything(state)


def test_who_is_not_known_stays_on_the_list_all_the_same(state: State) -> None:
    fill(state, BOB)
    assert rights.forget(state, ANA, by="me") == {}
    with state.reading() as connection:
        assert consent.is_suppressed(connection, SITE, person_of(secret_of(state, SITE), ANA))


def test_nobody_is_forgotten_by_a_word_that_is_nobodys(state: State) -> None:
    fill(state, ANA)
    for said in ("", "%", "' or 1=1 --", "ana", "*"):
        assert rights.forget(state, said, by="me") == {}
    assert ANA in _everything(state)


def test_who_fails_half_way_is_not_half_forgotten(state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(state, ANA)

    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    with monkeypatch.context() as patch:
        patch.setattr(audit, "write", fail)
        with pytest.raises(RuntimeError):
            rights.forget(state, ANA, by="me")
    assert rights.held(state, ANA)["leads"]


def test_all_that_is_held_is_handed_out(state: State) -> None:
    lead = fill(state, ANA)
    fill(state, BOB)
    with zipfile.ZipFile(io.BytesIO(rights.export(state, ANA, by="me"))) as archive:
        said = json.loads(archive.read("person.json"))
    held = said["held"]
    assert held["leads"][0]["email"] == ANA
    assert held["leads"][0]["lead"] == lead.id
    assert held["consents"][0]["words"] == "May we?"
    assert held["deliveries"][0]["fields"] == {"name": "Ana"}
    assert len(held["events"]) == 3
    assert "bob" not in json.dumps(said)
    assert audit.listed(state)[0].act is Act.HANDED_OUT


# consent


def test_the_last_answer_counts_and_bars_outlast_it(state: State, clock: Clock) -> None:
    lead = fill(state, ANA)

    def agrees() -> bool:
        with state.reading() as connection:
            one = consent.agrees(connection, SITE, lead.person, Purpose.EMAIL)
            assert one == (lead.person in connection.execute(consent.agreed(SITE, Purpose.EMAIL)).scalars().all())
            return one

    def does(*answers: Answered, bar: Suppressed | None = None) -> None:
        clock.move(seconds=1)
        with state.writing() as connection:
            consent.record(connection, SITE, lead.person, answers)
            if bar is not None:
                consent.suppress(connection, SITE, lead.person, bar, _now(state))

    assert agrees()
    does(consent.taken_back(Purpose.EMAIL, Source.UNSUBSCRIBE, Language.EN, _now(state)))
    assert not agrees()
    does(bar=Suppressed.UNSUBSCRIBED)
    does(_answer(Purpose.ADS, True, _now(state)))
    assert not agrees()
    clock.move(seconds=1)
    does(_answer(Purpose.EMAIL, True, _now(state) + 1000))
    assert agrees()
    does(bar=Suppressed.UNSUBSCRIBED)
    assert not agrees()
    clock.move(seconds=1)
    does(_answer(Purpose.EMAIL, True, _now(state) + 1000))
    does(bar=Suppressed.COMPLAINED)
    clock.move(seconds=1)
    does(_answer(Purpose.EMAIL, True, _now(state) + 1000))
    assert not agrees()
    with state.reading() as connection:
        assert consent.is_suppressed(connection, SITE, lead.person)


def test_the_proof_is_the_words_and_nobody_changes_it(state: State) -> None:
    lead = fill(state, ANA)
    with state.reading() as connection:
        (kept,) = consent.history(connection, SITE, lead.person)
    assert (kept.words, kept.language, kept.lead, kept.page_number) == ("May we?", Language.EN, lead.id, 1)
    for deed in (
        "update consents set given = not given",
        "update consent_texts set words = 'x'",
        "delete from consent_texts",
    ):
        with pytest.raises(StateError, match="append-only"), state.writing() as connection:
            connection.execute(text(deed))


# retention


def test_each_kind_ends_after_its_time(state: State, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    fill(state, ANA)
    limits = Retention(leads=24, messages=12, behaviour=14, consents=60)
    assert retention.expire(state, limits) == {}
    clock.move(days=13 * 30.5)
    fill(state, BOB)
    assert retention.expire(state, limits) == {"deliveries": 1}
    clock.move(days=2 * 30.5)
    assert retention.expire(state, limits) == {"exposures": 1, "events": 3}
    clock.move(days=10 * 30.5)
    counts = retention.expire(state, limits)
    assert counts["leads"] == 1
    assert ANA not in _everything(state)
    assert BOB in _everything(state)
    clock.move(days=50 * 30.5)
    assert retention.expire(state, limits)["consents"] == 2
    assert BOB not in _everything(state)
    assert audit.listed(state)[0].act is Act.EXPIRED


def test_a_person_who_came_again_keeps_what_came_before(state: State, clock: Clock) -> None:
    fill(state, ANA)
    clock.move(days=700)
    first = leads.listed(state, SITE)[0]
    again = Lead(**{**vars(first), "id": "again", "at_ms": _now(state)})
    with state.writing() as connection:
        leads.take(connection, SITE, again, "again", [])
    clock.move(days=100)
    assert "leads" not in retention.expire(state, Retention())
    assert len(leads.listed(state, SITE)) == 2


# people


def test_one_address_is_one_person_and_sites_do_not_share_them(state: State) -> None:
    secret, other = secret_of(state, SITE), secret_of(state, "other")
    assert secret_of(state, SITE) == secret
    assert person_of(secret, " ANA@example.com ") == person_of(secret, ANA)
    assert person_of(secret, ANA) != person_of(other, ANA)
    assert keyed(secret, "person", "x") != keyed(secret, "address", "x")
    assert len(person_of(secret, ANA)) == 22
    assert is_address("josé+x@exemplo.com.br")
    assert not is_address("ana@localhost")
