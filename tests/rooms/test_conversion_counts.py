"""conversion: the counts against a plain reading of moves, and the order of stages."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from corrente.core.answer import Refusal
from corrente.core.stages import end_of
from corrente.downstream import conversion as room
from corrente.inference.stage_order import funnel_order
from tests.rooms.funnels import DAY, START, Entry, counted, profile_of, run, tables


def random_entries(seed: int, subjects: int = 300) -> list[Entry]:
    """Subjects walk mql, sql, proposal and end; some skip, enter a stage twice, or enter two in one second."""
    rng = np.random.default_rng(seed)
    entries: list[Entry] = []
    for i in range(subjects):
        second = (START + int(rng.integers(400))) * DAY
        for stage in ("mql", "sql", "proposal"):
            if rng.random() < 0.1:
                continue
            entries += [(f"s{i}", stage, second)] * (1 + int(rng.random() < 0.1))
            second += int(rng.integers(0, 20)) * DAY
            if rng.random() < 0.3:
                break
        else:
            entries.append((f"s{i}", "won" if rng.random() < 0.5 else "lost", second))
    return [entry for entry in entries if entry[2] < (START + 400) * DAY]


def naive_sequence(own: Sequence[tuple[str, int]], code: dict[str, int]) -> list[tuple[str, int]]:
    """First entries in the order of time, then code, won and lost last."""
    first: dict[str, int] = {}
    for stage, second in own:
        first[stage] = min(second, first.get(stage, second))
    return sorted(first.items(), key=lambda item: (end_of(item[0]), item[1], code[item[0]]))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_follows_the_definition_of_moves(seed: int) -> None:
    entries = random_entries(seed)
    rng = np.random.default_rng(seed)
    known = {f"s{i}": ["ads", "web", None][int(rng.integers(3))] for i in range(300) if i % 10}
    connection = tables(entries, known)
    profile = profile_of(connection)
    plan = room.counts(profile)
    assert not isinstance(plan, Refusal)
    count = plan["reach"]
    code = dict(zip(count.lookups["stages"]["stage"], range(9), strict=False))
    sources = dict(zip(count.lookups["sources"]["source"], range(9), strict=False))
    until, period = count.parameters["until_day"], count.parameters["period_days"]
    reach: dict[tuple[int, ...], int] = {}
    ages: dict[tuple[int, ...], int] = {}
    for subject in {entry[0] for entry in entries}:
        sequence = naive_sequence([(stage, second) for s, stage, second in entries if s == subject], code)
        for (stage, second), onward in zip(sequence, [*sequence[1:], None], strict=True):
            day = second // DAY
            went = 63 if onward is None else code[onward[0]]
            elapsed = until - day if onward is None else max(onward[1] // DAY - day, 0)
            in_time = int(onward is not None and elapsed <= count.parameters["horizon_days"])
            key = (
                code[stage],
                went,
                sources.get(known.get(subject) or "", 31),
                min((until - day) // period, 23),
                in_time,
            )
            reach[key] = reach.get(key, 0) + 1
            age = (code[stage], went, int(plan["ages"].lookups["ages"]["age_bin"][elapsed]))
            ages[age] = ages.get(age, 0) + 1
    for expected, cells in ((reach, run(connection, count)), (ages, run(connection, plan["ages"]))):
        columns = [column.tolist() for name, column in cells.items() if name != "n"]
        assert dict(zip(zip(*columns, strict=True), cells["n"].tolist(), strict=True)) == expected


def test_sources_come_from_whichever_table_knows_them() -> None:
    entries = random_entries(4)
    known: dict[str, str | None] = {f"s{i}": "ads" if i % 2 else "web" for i in range(300)}
    by_leads = tables(entries, known)
    by_deals = tables(entries, None, {s: (source, "open", 1) for s, source in known.items()})
    half = {s: source if int(s[1:]) < 150 else None for s, source in known.items()}
    rest = {s: (None if int(s[1:]) < 150 else source, "open", 1) for s, source in known.items()}
    by_both = tables(entries, half, rest)
    cells = [counted(c, profile_of(c))["reach"] for c in (by_leads, by_deals, by_both)]
    names = [room.counts(profile_of(c))["reach"].lookups["sources"]["source"] for c in (by_leads, by_deals, by_both)]
    totals = []
    for found, order in zip(cells, names, strict=True):
        totals.append({name: int(found["n"][found["source_code"] == k].sum()) for k, name in enumerate(order)})
    assert totals[0] == totals[1] == totals[2]


def test_the_order_is_that_of_most_moves() -> None:
    moves = np.zeros((5, 5))
    moves[2, 0], moves[0, 1], moves[1, 3], moves[2, 1], moves[1, 0] = 50, 40, 20, 5, 8
    assert funnel_order(moves, [0, 0, 0, 1, 2]) == [2, 0, 1, 3]


def test_the_order_is_the_best_of_all_orders() -> None:
    from itertools import permutations

    rng = np.random.default_rng(3)
    for _ in range(20):
        moves = rng.integers(0, 50, (6, 6)).astype(float)

        def against(order: Sequence[int], moves: np.ndarray = moves) -> float:
            return sum(moves[b, a] for i, a in enumerate(order) for b in order[i + 1 :])

        found = funnel_order(moves, [0] * 6)
        assert against(found) == min(against(order) for order in permutations(range(6)))


def test_stages_are_recognised_as_ends_in_both_languages() -> None:
    ends = {"Closed Won": 1, "Ganho": 1, "closedlost": 2, "Perdido": 2, "Desqualificado": 2, "Proposta": 0}
    assert {stage: end_of(stage) for stage in ends} == ends
