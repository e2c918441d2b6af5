"""touchpoints: the counts against a plain reading of what a path, a rule and a set are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from corrente.core.answer import Refusal
from corrente.core.journeys import WINDOW_DAYS, channel_names
from corrente.downstream import touchpoints as room
from corrente.downstream.touchpoints.estimate import rules_of
from corrente.inference.attribution_rules import UNIT, Rule
from tests.rooms.paths import DAY, Order, Touch, counted, estimate_of, profile_of, random_rows, run, tables


def naive_paths(
    touches: Sequence[Touch], orders: Sequence[Order], code: Mapping[str, int]
) -> list[tuple[list[tuple[int, str]], int | None]]:
    """The definition in words, touch by touch: (touches of a path, moment of its conversion or None)."""
    window = WINDOW_DAYS * DAY
    found: list[tuple[list[tuple[int, str]], int | None]] = []
    for person in sorted({touch[0] for touch in touches}):
        own = sorted([(s, c) for p, s, c in touches if p == person], key=lambda t: (t[0], code[t[1]]))
        moments = sorted({s for p, s, r in orders if p == person and r >= 0})
        converting: dict[int, list[tuple[int, str]]] = {}
        drifting: list[list[tuple[int, str]]] = []
        last: int | None = None
        for second, channel in own:
            after = next((m for m in moments if m >= second), None)
            if after is not None and after - second <= window:
                converting.setdefault(after, []).append((second, channel))
                last = None
                continue
            crossed = last is not None and any(last < m <= second or m == last for m in moments)
            if last is None or second - last > window or crossed:
                drifting.append([])
            drifting[-1].append((second, channel))
            last = second
        found += [(path, moment) for moment, path in converting.items()] + [(path, None) for path in drifting]
    return found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_follows_the_definition_of_paths(seed: int) -> None:
    touches, orders = random_rows(seed)
    connection = tables(touches, orders)
    profile = profile_of(connection)
    plan = room.counts(profile)
    assert not isinstance(plan, Refusal)
    code = dict(zip(plan["steps"].lookups["channels"]["channel"], range(4), strict=True))
    known = plan["steps"].parameters["known_second"]
    expected: dict[tuple[int, int, int], int] = {}
    for path, moment in naive_paths(touches, orders, code):
        places = [62, *(code[channel] for _, channel in path), 61 if moment is None else 63]
        for (second, _), step in zip(path, zip(places, places[1:], places[2:], strict=False), strict=False):
            if second <= known:
                expected[step] = expected.get(step, 0) + 1
    cells = run(connection, plan["steps"])
    got: dict[tuple[int, int, int], int] = {}
    columns = (cells[name][cells["waited"] < 0].tolist() for name in ("came_from", "channel", "went_to", "n"))
    for *step, n in zip(*columns, strict=True):
        got[tuple(step)] = got.get(tuple(step), 0) + n
    assert got == expected


def rule_credits(rule: Rule, ages: Sequence[int]) -> list[float]:
    """What a rule gives each touch of a path, ``ages`` being whole days before the conversion."""
    length = len(ages)
    if rule is Rule.FIRST:
        return [1.0] + [0.0] * (length - 1)
    if rule is Rule.LAST:
        return [0.0] * (length - 1) + [1.0]
    if rule is Rule.TIME_DECAY:
        weights = [round(2**20 * 0.5 ** (age / 7)) for age in ages]
        return [weight / sum(weights) for weight in weights]
    special = {0, length - 1} if rule is Rule.U_SHAPED else {0, length - 1, (length - 1) // 2}
    if rule is Rule.LINEAR or length <= len(special) or length <= 2:
        return [1 / length] * length
    each = 0.4 if rule is Rule.U_SHAPED else 0.3
    rest = (1 - each * len(special)) / (length - len(special))
    return [each if i in special else rest for i in range(length)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_sql_credits_follow_the_rules(seed: int) -> None:
    """Micro-credits are cut, not rounded: a few hundred touches lose less than one part in a million together."""
    touches, orders = random_rows(seed)
    connection = tables(touches, orders)
    profile = profile_of(connection)
    names = channel_names(profile)
    code = {name: k for k, name in enumerate(names)}
    rules = rules_of(counted(connection, profile)["credits"], len(names))
    for rule in Rule:
        expected = np.zeros(len(names))
        for path, moment in naive_paths(touches, orders, code):
            if moment is None:
                continue
            ages = [(moment - second) // DAY for second, _ in path]
            for (_, channel), part in zip(path, rule_credits(rule, ages), strict=True):
                expected[code[channel]] += part
        np.testing.assert_allclose(rules[rule], expected, rtol=1e-6, err_msg=rule)


def test_value_and_sets_of_converting_paths() -> None:
    touches, orders = random_rows(4)
    orders.append((orders[0][0], orders[0][1], 70_000))  # two orders in one second: one conversion worth both
    connection = tables(touches, orders)
    profile = profile_of(connection)
    code = {name: k for k, name in enumerate(channel_names(profile))}
    cells = counted(connection, profile)["credits"]
    worth: dict[int, int] = {}
    for path, moment in naive_paths(touches, orders, code):
        if moment is not None:
            mask = sum({1 << code[channel] for _, channel in path})
            spent = sum(r for p, s, r in orders if r >= 0 and s == moment and (p, path[0][0], path[0][1]) in touches)
            worth[mask] = worth.get(mask, 0) + spent
    got = {
        int(mask): int(cells["first_value"][cells["channels_met"] == mask].sum()) for mask in set(cells["channels_met"])
    }
    assert sum(got.values()) == sum(worth.values())
    assert cells["linear"].sum() <= UNIT * cells["first_touches"].sum()


def test_leads_stand_in_for_orders() -> None:
    touches, orders = random_rows(5)
    positive = [(p, s, abs(r)) for p, s, r in orders]
    connection = tables(touches, positive)
    by_orders, by_leads = estimate_of(connection), estimate_of(connection, "leads")
    np.testing.assert_array_equal(by_orders.removal, by_leads.removal)
    np.testing.assert_array_equal(by_orders.credit, by_leads.credit)
