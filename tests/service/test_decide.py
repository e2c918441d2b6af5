"""Deciding: a unit always gets the same, what is acknowledged is stored, a store that is gone harms nobody."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response
from sqlalchemy import func, select

from corrente.core.experiment import Learning, Measure, Metric, Phase, Test, Variant
from corrente.core.words import Phrase
from corrente.experiments import kept, keys
from corrente.experiments.assignment import fraction
from corrente.experiments.keys import Kind
from corrente.service.app import create_service
from corrente.service.limits import Buckets, Rate
from corrente.service.live import Live
from corrente.state import test_tables as tables
from corrente.state.failures import StateError
from corrente.state.store import State, open_state
from tests.service.listening import FREE

TEST = Test(
    "page",
    "E-book page",
    (Variant("a", payload={"title": "Olá"}), Variant("b", payload={"title": "Baixe já"})),
    Metric("leads", Measure.CONVERSIONS, "Lead Captured"),
    phase=Phase.RUNNING,
)


@dataclass
class Door:
    """A service within this process, the key of its pages, and its store."""

    client: TestClient
    live: Live
    state: State
    key: str

    def decide(self, unit: str = "anon-1", test: str = "page", **more: Any) -> Response:
        return self.client.post("/v1/decide", params={"key": self.key}, json={"test": test, "unit": unit, **more})

    def change(self, **changes: Any) -> None:
        """Change the test, and let the service see it now instead of within a second."""
        now = kept.current(self.state, "page")
        kept.save(self.state, replace(now.body, **changes), based_on=now.number, author="ana")
        self.live.refresh()

    def exposures(self) -> int:
        with self.state.reading() as connection:
            return connection.execute(select(func.count()).select_from(tables.exposures)).scalar_one()


@contextmanager
def opened(state: State, test: Test = TEST) -> Iterator[Door]:
    if not kept.history(state, test.id):
        kept.save(state, test, author="ana")
    _, key = keys.make(state, Kind.WRITE)
    app = create_service(state, FREE)
    with TestClient(app) as client:
        yield Door(client, app.state.live, state, key)


@pytest.fixture
def door(file_state: State) -> Iterator[Door]:
    with opened(file_state) as door:
        yield door


def test_a_decision_is_stored_with_all_that_learning_needs(state: State) -> None:
    with opened(state, replace(TEST, contexts=("segment",))) as door:
        kept.adopt(state, "page", {"": (0.5, 0.5), "new": (0.0, 1.0)}, after=1)
        door.live.refresh()
        said = door.decide("anon-1", context={"segment": "new", "visits": 3}).json()
        assert said == {
            "variant": "b", "decision_id": said["decision_id"], "probability": 1.0, "policy_version": 2,
            "payload": {"title": "Baixe já"},
        }  # fmt: skip
        with state.reading() as connection:
            row = connection.execute(select(tables.exposures)).one()
        assert (row.site, row.test, row.unit, row.decision) == ("main", "page", "anon-1", said["decision_id"])
        assert (row.arm, row.probability, row.policy, row.cell) == ("b", 1.0, 2, "new")
        assert json.loads(row.context) == {"segment": "new", "visits": 3}
        assert abs(row.at_ms - time.time() * 1000) < 60_000


def test_a_unit_keeps_its_variant_whatever_is_learnt(state: State) -> None:
    """In a process that remembers it, and in one that has to find it in the store."""
    with opened(state) as door:
        first = {f"anon-{number}": door.decide(f"anon-{number}").json() for number in range(6)}
        assert {said["variant"] for said in first.values()} == {"a", "b"}
        kept.adopt(state, "page", {"": (0.0, 1.0)}, after=1)
        door.live.refresh()
        assert all(door.decide(unit).json() == said for unit, said in first.items())
        assert door.decide("anon-new").json()["variant"] == "b"
    with opened(state) as other:
        assert all(other.decide(unit).json() == said for unit, said in first.items())
        assert other.exposures() == 7


def test_a_dropped_arm_is_kept_by_who_has_seen_it(door: Door) -> None:
    unit = next(f"anon-{n}" for n in range(99) if door.decide(f"anon-{n}").json()["variant"] == "b")
    door.change(variants=(TEST.variants[0], replace(TEST.variants[1], dropped=True)))
    assert door.decide(unit).json()["variant"] == "b"
    assert {door.decide(f"late-{number}").json()["variant"] for number in range(8)} == {"a"}


def test_who_takes_no_part_gets_the_default_and_is_not_logged(file_state: State) -> None:
    with opened(file_state, replace(TEST, share=0.5)) as door:
        seed = kept.current(file_state, "page").body.inclusion_seed
        units = [f"anon-{number}" for number in range(20)]
        for unit in units:
            said = door.decide(unit).json()
            assert (said["decision_id"] is None) == (fraction(seed, unit) >= 0.5)
            if said["decision_id"] is None:
                assert said == {
                    "variant": "a", "decision_id": None, "probability": None, "policy_version": None,
                    "payload": {"title": "Olá"},
                }  # fmt: skip
        assert door.exposures() == sum(fraction(seed, unit) < 0.5 for unit in units)


@pytest.mark.parametrize(
    ("phase", "chosen", "shown"), [(Phase.DRAFT, "", "a"), (Phase.STOPPED, "b", "b"), (Phase.STOPPED, "", "a")]
)
def test_a_test_that_does_not_run_shows_the_default_or_what_was_chosen(
    file_state: State, phase: Phase, chosen: str, shown: str
) -> None:
    with opened(file_state, replace(TEST, phase=phase, chosen=chosen)) as door:
        said = door.decide().json()
        assert (said["variant"], said["decision_id"]) == (shown, None)
        assert door.exposures() == 0


def test_many_are_decided_at_once_and_one_that_is_wrong_spoils_none(door: Door) -> None:
    asked = [{"test": "page", "unit": "1"}, {"test": "none", "unit": "1"}, {"test": "page", "unit": "1"},
             {"test": "page", "unit": "2"}]  # fmt: skip
    said = door.client.post("/v1/decide", json={"writeKey": door.key, "decisions": asked}).json()["decisions"]
    assert said[0] == said[2] == door.decide("1").json()
    assert said[1]["error"] == "This site has no test “none”."
    assert said[3]["decision_id"] == door.decide("2").json()["decision_id"]
    assert door.exposures() == 2


@pytest.mark.parametrize("decisions", [[], {}, "x", [1], [{"test": "page"}], [{"test": "page", "unit": "1"}] * 101])
def test_a_batch_that_is_none_is_refused_whole(door: Door, decisions: object) -> None:
    answer = door.client.post("/v1/decide", params={"key": door.key}, json={"decisions": decisions})
    assert answer.status_code == 422
    assert door.exposures() == 0


def test_the_key_may_come_in_five_ways(door: Door) -> None:
    asked = {"test": "page", "unit": "1"}
    basic = TestClient(door.client.app, headers={}).post
    assert basic("/v1/decide", json=asked, auth=(door.key, "")).status_code == 200
    assert basic("/v1/decide", json=asked, headers={"Authorization": f"Bearer {door.key}"}).status_code == 200
    assert basic("/v1/decide", json={**asked, "writeKey": door.key}).status_code == 200
    assert basic("/v1/decide", params={"key": door.key}, json=asked).status_code == 200
    beacon = json.dumps({**asked, "writeKey": door.key})
    assert basic("/v1/decide", content=beacon, headers={"Content-Type": "text/plain;charset=UTF-8"}).status_code == 200
    assert basic("/v1/decide", json=asked).status_code == 401


def test_pages_of_any_site_may_ask_without_credentials(door: Door) -> None:
    asked = door.client.options("/v1/decide", headers={"Origin": "https://shop.example"})
    assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")
    answer = door.decide()
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers
    assert "set-cookie" not in answer.headers


def test_results_are_read_with_a_read_key(door: Door) -> None:
    door.decide("1")
    _, reading = keys.make(door.state, Kind.READ)
    _, foreign = keys.make(door.state, Kind.READ, "branch")
    door.live.refresh()

    def read(key: str, test: str = "page", language: str = "en") -> Response:
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        return door.client.get(f"/v1/tests/{test}/results", headers=headers)

    found = read(reading)
    assert (found.status_code, found.json()["test"], found.json()["people"]) == (200, "page", 1)
    assert "access-control-allow-origin" not in found.headers
    refused = read(door.key, language="pt-BR,en")
    assert (refused.status_code, refused.json()["error"]) == (403, "Essa chave não abre isso.")
    assert read(foreign).status_code == read(reading, "none").status_code == 404
    door.live.of_results = Buckets(Rate(1, 1))  # they cost, and have a rate of their own
    assert [read(reading).status_code for _ in range(2)] == [200, 429]


def test_a_revoked_key_is_refused_within_a_second(door: Door) -> None:
    assert door.decide().status_code == 200
    keys.revoke(door.state, keys.listed(door.state)[0].id)
    until = time.monotonic() + 3
    while door.decide().status_code == 200 and time.monotonic() < until:
        time.sleep(0.05)
    assert door.decide().status_code == 401


def test_the_routes_are_described(door: Door) -> None:
    described = door.client.get("/v1/openapi.json").json()
    assert {"/v1/decide", "/v1/track", "/v1/tests/{id}/results", "/healthz"} <= set(described["paths"])
    asked = described["paths"]["/v1/decide"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert asked["oneOf"][0]["required"] == ["test", "unit"]


def test_a_store_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    """As after a reboot, where the service is up before its database: refused at once, and then served."""
    there = False

    def opener() -> State:
        if not there:
            raise StateError(Phrase("Not there.", "Não está."))
        return state

    state = open_state(tmp_path / "state.sqlite")
    kept.save(state, TEST, author="ana")
    _, key = keys.make(state, Kind.WRITE)
    with TestClient(create_service(opener, FREE)) as client:
        began = time.monotonic()
        answer = client.post("/v1/decide", params={"key": key}, json={"test": "page", "unit": "1"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
        assert client.get("/healthz").status_code == 503
        assert time.monotonic() - began < 1
        there = True
        until = time.monotonic() + 5
        while client.get("/healthz").status_code == 503 and time.monotonic() < until:
            time.sleep(0.05)
        assert client.post("/v1/decide", params={"key": key}, json={"test": "page", "unit": "1"}).status_code == 200
    state.close()


def test_while_the_store_is_gone_decisions_are_refused_and_then_go_on(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = door.decide("known").json()

    def fail(*_: object) -> object:
        raise StateError(Phrase("Gone.", "Sumiu."))

    with monkeypatch.context() as patch:
        patch.setattr(door.live.batcher, "write", fail)
        refused = door.decide("new")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "1")
        assert refused.json()["next"].startswith("Show the default")
        assert door.decide("known").json() == known  # it is on disk already
    assert door.decide("new").status_code == 200
    assert door.exposures() == 2


def test_fixed_weights_are_split_by_the_same_code(file_state: State) -> None:
    """300 units at a quarter: four standard errors are 0.1."""
    variants = (replace(TEST.variants[0], weight=1), replace(TEST.variants[1], weight=3))
    with opened(file_state, replace(TEST, learning=Learning.FIXED, variants=variants)) as door:
        asked = [{"test": "page", "unit": f"anon-{number}"} for number in range(300)]
        said = [
            one for start in range(0, 300, 100)
            for one in door.client.post(
                "/v1/decide", params={"key": door.key}, json={"decisions": asked[start : start + 100]}
            ).json()["decisions"]
        ]  # fmt: skip
    assert sum(one["variant"] == "a" for one in said) / 300 == pytest.approx(0.25, abs=0.1)
    assert {one["probability"] for one in said} == {0.25, 0.75}
