"""An exposure is stored once, and the first one stands, whoever writes at the same time."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import func, select

from corrente.experiments.exposures import Exposure, decision_id, store
from corrente.state import test_tables as tables
from corrente.state.site_secrets import secret_of
from corrente.state.store import State


def exposed(unit: str, arm: str = "a", test: str = "page", **more: object) -> Exposure:
    made = Exposure(
        "main", test, unit, f"{test}/{unit}", arm, 0.1 + 0.2, 1, "new|é", 1_800_000_000_123, '{"s":"\\u00e9"}'
    )
    return replace(made, **more)


def write(state: State, *exposures: Exposure) -> Mapping[str, Exposure]:
    with state.writing() as connection:
        return store(connection, exposures)


def rows(state: State) -> int:
    with state.reading() as connection:
        return connection.execute(select(func.count()).select_from(tables.exposures)).scalar_one()


def test_what_is_stored_comes_back_to_the_last_digit(state: State) -> None:
    first = exposed("joão 👩🏽‍💻 'x\" \\ ; --", context=None)
    assert write(state, first) == {first.decision: first}
    assert write(state, replace(first, arm="b", probability=0.9)) == {first.decision: first}
    with state.reading() as connection:
        assert Exposure(*connection.execute(select(*tables.exposures.c)).one()) == first
    assert write(state) == {}


def test_the_first_one_stands_among_new_ones(state: State) -> None:
    write(state, exposed("1"))
    found = write(state, exposed("1", "b"), exposed("2", "b"), exposed("1", "b", test="mail"))
    assert {id: one.arm for id, one in found.items()} == {"page/1": "a", "page/2": "b", "mail/1": "b"}
    assert rows(state) == 3


def test_it_stands_by_its_unit_even_under_another_id(state: State) -> None:
    """As after a lost secret: the arm is kept, and so is the id under which events may already be on their way."""
    write(state, exposed("1"))
    assert write(state, exposed("1", "b", decision="other")) == {"other": exposed("1")}


def test_all_of_those_who_write_at_once_get_the_same(state: State) -> None:
    """In opposite orders, which would make two databases' transactions wait for each other if they were not sorted."""
    units = [str(number) for number in range(40)]
    batches = [[exposed(unit, arm) for unit in (units if arm < "c" else reversed(units))] for arm in "abcd"] * 3
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda batch: write(state, *batch), batches))
    assert len({tuple(sorted((id, one.arm) for id, one in one_found.items())) for one_found in found}) == 1
    assert rows(state) == 40


def test_decision_ids_are_the_same_for_repeats_and_nobody_else_can_make_them(state: State) -> None:
    secret, other = secret_of(state, "main"), secret_of(state, "other")
    ids = [
        decision_id(*said)
        for said in ((secret, "page", "1"), (secret, "page", "2"), (secret, "mail", "1"), (other, "page", "1"))
    ]
    assert len(set(ids)) == 4
    assert all(len(id) == 22 for id in ids)
    assert decision_id(secret, "page", "1") == ids[0]
