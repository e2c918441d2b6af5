"""Events: stored before they are acknowledged, once each, whatever else is in their batch."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from corrente.experiments.events import Flag
from corrente.state import test_tables as tables
from corrente.state.store import State
from tests.service.test_decide import Door, opened

EVENT = {"type": "track", "messageId": "m1", "anonymousId": "anon-1", "event": "Lead Captured"}


@pytest.fixture
def door(file_state: State) -> Iterator[Door]:
    with opened(file_state) as door:
        yield door


def track(door: Door, *events: object, **more: object) -> tuple[int, dict[str, object]]:
    answer = door.client.post("/v1/track", params={"key": door.key}, json={"batch": events, **more})
    return answer.status_code, answer.json()


def stored(state: State) -> dict[str, object]:
    with state.reading() as connection:
        return {row.message_id: row for row in connection.execute(select(tables.events))}


def test_a_batch_is_stored_and_a_repeat_of_it_does_no_harm(state: State) -> None:
    with opened(state) as door:
        batch = [EVENT, {**EVENT, "messageId": "m2"}, {**EVENT, "messageId": "m1"}]
        assert track(door, *batch) == (200, {"accepted": 2, "duplicates": 1, "rejected": []})
        assert track(door, *batch) == (200, {"accepted": 0, "duplicates": 3, "rejected": []})
        assert set(stored(state)) == {"m1", "m2"}


def test_an_event_joins_its_decision(door: Door) -> None:
    said = door.decide("anon-1").json()
    track(door, {**EVENT, "properties": {"decision_id": said["decision_id"], "revenue": 12}})
    row = stored(door.state)["m1"]
    assert (row.unit, row.decision, row.value, row.site) == ("anon-1", said["decision_id"], 12.0, "main")


def test_a_wrong_event_is_told_and_the_others_are_taken(door: Door) -> None:
    status, said = track(door, EVENT, {"type": "track"}, 5, {**EVENT, "messageId": "m2", "event": "x" * 300})
    assert (status, said["accepted"], said["duplicates"]) == (200, 1, 0)
    assert [(one["index"], one["because"]) for one in said["rejected"]] == [
        (1, "It needs an anonymousId or a userId."),
        (2, "An event is an object."),
        (3, "“event” has to be a text of at most 200 characters."),
    ]


def test_nothing_that_can_be_taken_is_422(door: Door) -> None:
    assert track(door, {"type": "track"})[0] == 422
    assert door.client.post("/v1/track", params={"key": door.key}, json={}).status_code == 422
    assert track(door) == (200, {"accepted": 0, "duplicates": 0, "rejected": []})


def test_one_event_by_itself_and_a_beacon(door: Door) -> None:
    assert door.client.post("/v1/track", params={"key": door.key}, json=EVENT).json()["accepted"] == 1
    beacon = json.dumps({"batch": [{**EVENT, "messageId": "m2"}], "writeKey": door.key})
    answer = door.client.post("/v1/track", content=beacon, headers={"Content-Type": "text/plain;charset=UTF-8"})
    assert answer.json()["accepted"] == 1


def test_a_wrong_clock_is_repaired_by_the_batch_s_moment_of_sending(door: Door) -> None:
    event = {**EVENT, "originalTimestamp": "2001-01-01T00:00:00Z"}
    track(door, event, {**event, "messageId": "m2"}, sentAt="2001-01-01T00:01:00Z")
    row = stored(door.state)["m1"]
    assert row.flags == Flag.SKEWED
    assert row.received_ms - row.at_ms == 60_000


def test_a_large_batch_goes_through_and_a_large_event_does_not(door: Door) -> None:
    many = [{**EVENT, "messageId": f"m{number}"} for number in range(2_500)]
    assert track(door, *many)[1] == {"accepted": 2_500, "duplicates": 0, "rejected": []}
    assert track(door, *many, EVENT)[0] == 422
    status, said = track(door, {**EVENT, "messageId": "l", "context": {"x": "y" * 40_000}}, EVENT)
    assert (status, said["rejected"][0]["because"]) == (200, "It is larger than 32000 bytes.")
    assert door.client.post("/v1/track", params={"key": door.key}, content=b"x" * 500_001).status_code in (413, 415)


def test_sites_have_message_ids_of_their_own(state: State) -> None:
    with opened(state) as door:
        from corrente.experiments import keys

        assert track(door, EVENT)[1]["accepted"] == 1
        _, theirs = keys.make(state, keys.Kind.WRITE, "branch")
        door.live.refresh()
        assert track(replace(door, key=theirs), EVENT)[1]["accepted"] == 1
