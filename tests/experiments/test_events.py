"""Segment's events: what is taken and why not, the repair of clocks, and each message stored once."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from corrente.experiments.events import LATE_MS, OLDEST_MS, Event, Flag, Unacceptable, happened, moment, read, store
from corrente.state import test_tables as tables
from corrente.state.store import State

NOW = moment("2026-11-23T12:00:00Z")
assert NOW is not None
TRACK = {"type": "track", "messageId": "m1", "anonymousId": "anon-1", "event": "Lead Captured"}


def at(time: str) -> str:
    return f"2026-11-23T{time}Z"


@pytest.mark.parametrize(
    ("original", "sent", "minutes", "flags"),
    [
        (None, None, 0, Flag.NONE),
        (at("11:59:00"), None, -1, Flag.NONE),
        (at("11:58:00"), at("11:59:30"), -1.5, Flag.NONE),  # 30 seconds on the way, or a clock that is 30 seconds slow
        (at("10:30:00"), None, -90, Flag.LATE),
        (at("09:00:00"), at("12:00:00"), -180, Flag.LATE),  # kept on a phone without a network
        (at("05:00:00"), at("05:01:00"), -1, Flag.SKEWED),  # a clock that is seven hours slow
        ("2031-01-01T00:00:00Z", "2031-01-01T00:02:00Z", -2, Flag.SKEWED),
        ("1970-01-01T00:00:10Z", "1970-01-01T02:00:10Z", -120, Flag.SKEWED | Flag.LATE),
        (at("12:04:00"), None, 0, Flag.NONE),  # within what clocks differ by: not before it was received
        (at("13:00:00"), None, 0, Flag.IMPLAUSIBLE),
        (at("11:00:00"), at("10:00:00"), 0, Flag.SKEWED | Flag.IMPLAUSIBLE),  # sent before it happened
        ("2020-01-01T00:00:00Z", None, 0, Flag.IMPLAUSIBLE),
        ("yesterday", None, 0, Flag.IMPLAUSIBLE),
        (1_700_000_000, None, 0, Flag.IMPLAUSIBLE),
        (at("11:59:00"), "rubbish", -1, Flag.NONE),
        ("2026-11-23T08:59:00-03:00", None, -1, Flag.NONE),
    ],
)
def test_clocks_are_repaired_by_the_moment_of_sending(
    original: object, sent: object, minutes: float, flags: Flag
) -> None:
    assert happened(original, sent, NOW) == (NOW + minutes * 60_000, flags)


@pytest.mark.parametrize("said", ["", "2026-13-01", "9" * 50, "9999-12-31T23:59:59-14:00", 5, None, [], "0001-01-01"])
def test_no_moment_makes_it_fail(said: object) -> None:
    for sent in (said, None):
        found, _ = happened(said, sent, NOW)
        assert NOW - OLDEST_MS <= found <= NOW


def test_an_event_is_read_in_segments_words() -> None:
    said = {
        **TRACK,
        "userId": "maria",
        "timestamp": at("11:59:00"),
        "properties": {"decision_id": "d" * 22, "revenue": 12.5, "currency": "BRL"},
        "context": {
            "ip": "203.0.113.9",
            "userAgent": "Mozilla",
            "campaign": {"name": "launch", "source": "linkedin", "secret": "x"},
            "page": {"path": "/offer", "referrer": "https://example.com/?email=maria@example.com", "title": "Offer"},
            "groupId": "acme",
        },
    }
    event = read("main", said, NOW)
    assert (event.unit, event.person, event.decision, event.value) == ("anon-1", "maria", "d" * 22, 12.5)
    assert json.loads(event.properties) == said["properties"]
    assert json.loads(event.context or "") == {  # no address, no device, no query of a page
        "campaign": {"name": "launch", "source": "linkedin"},
        "page": {"path": "/offer", "referrer": "https://example.com/"},
        "groupId": "acme",
    }


def test_a_page_and_a_known_person() -> None:
    event = read("main", {"type": "page", "messageId": "p", "userId": "maria", "properties": {"seconds": 3}}, NOW)
    assert (event.name, event.unit, event.person, event.value) == ("Page Viewed", "maria", "maria", 3.0)


@pytest.mark.parametrize(
    ("change", "because"),
    [
        ({"type": "identify"}, "types"),
        ({"type": "track", "event": None}, "event"),
        ({"messageId": ""}, "messageId"),
        ({"messageId": "m" * 100}, "99 characters"),
        ({"anonymousId": None}, "anonymousId or a userId"),
        ({"anonymousId": 5}, "text"),
        ({"anonymousId": "u" * 201}, "200 characters"),
        ({"event": ["x"]}, "text"),
        ({"properties": []}, "object"),
        ({"properties": {"revenue": "12"}}, "no number"),
        ({"properties": {"revenue": True}}, "no number"),
        ({"properties": {"revenue": 10**400}}, "no number"),
        ({"properties": {"note": "x" * 4_000}}, "4000 bytes"),
        ({"properties": {"list": [[[[[[[[[1]]]]]]]]]}}, "too deep"),
        ({"properties": {"x": float("inf")}}, "finite"),
        ({"context": "x"}, "object"),
    ],
)
def test_what_is_not_taken_is_told_why(change: dict[str, object], because: str) -> None:
    with pytest.raises(Unacceptable, match=because):
        read("main", {**TRACK, **change}, NOW)


@pytest.mark.parametrize("said", [None, [], "x", 5])
def test_an_event_is_an_object(said: object) -> None:
    with pytest.raises(Unacceptable, match="object"):
        read("main", said, NOW)


def done(id: str, site: str = "main", **more: object) -> Event:
    return read(site, {**TRACK, "messageId": id, **more}, NOW)


def write(state: State, *events: Event) -> set[tuple[str, str]]:
    with state.writing() as connection:
        return store(connection, events)


def test_a_message_is_stored_once_in_each_site(state: State) -> None:
    late = done("é'\"\\", properties={"text": "👩🏽‍💻 \u2028", "revenue": 0.1}, timestamp="2026-11-23T10:00:00Z")
    assert write(state, late, done("2"), done("2", event="Other")) == {("main", late.message_id), ("main", "2")}
    assert write(state, late, done("2"), done("2", "other"), done("3")) == {("other", "2"), ("main", "3")}
    assert write(state) == set()
    with state.reading() as connection:
        kept = connection.execute(select(*tables.events.c).where(tables.events.c.message_id == late.message_id)).one()
    assert Event(*kept) == late
    assert kept.flags & Flag.LATE
    assert NOW - kept.at_ms > LATE_MS


def test_many_writers_of_the_same_messages_store_each_once(state: State) -> None:
    """In opposite orders: each message is new to exactly one of them, and nobody waits for ever."""
    ids = [f"m{number}" for number in range(40)]
    batches = [[done(id) for id in (ids if turn % 2 else reversed(ids))] for turn in range(12)]
    with ThreadPoolExecutor(4) as pool:
        new = list(pool.map(lambda batch: write(state, *batch), batches))
    assert sum(map(len, new)) == 40
    with state.reading() as connection:
        assert connection.execute(select(func.count()).select_from(tables.events)).scalar() == 40
