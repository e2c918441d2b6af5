"""Which arm a unit gets: a pure function of the test, its policy and the unit. ``assign.js`` is the same in a browser.

Both pass every case of ``tests/experiments/assignment.json``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate

from corrente.core.experiment import DEFAULT_CELL, Learning, Policy, Test

BETWEEN = "|"
"""What joins the values of a context cell."""
MOST_CELLS = 64
"""The most context cells that a policy tells apart, the default one with them."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """An arm, the probability with which it came in that context cell, and the policy's version."""

    arm: str
    probability: float
    policy: int
    cell: str


def fraction(seed: str, unit: str) -> float:
    """A number in [0, 1), uniform over units and independent between seeds: the first 53 bits of a SHA-256.

    Raises ``UnicodeEncodeError`` for a text with half a surrogate pair.
    """
    digest = sha256(f"{seed}:{unit}".encode()).digest()
    return (int.from_bytes(digest[:7], "big") >> 3) / 2**53


def included(test: Test, unit: str) -> bool:
    """Whether the unit takes part in the test at all."""
    return fraction(test.inclusion_seed, unit) < test.share


def cell_of(test: Test, policy: Policy, context: Mapping[str, object]) -> str:
    """The context cell by which the policy decides; `DEFAULT_CELL` for one that it does not know.

    Only texts are told apart: a number is written differently by different languages.
    """
    if not test.contexts:
        return DEFAULT_CELL
    said = (context.get(name) for name in test.contexts)
    cell = BETWEEN.join(value if isinstance(value, str) else "" for value in said)
    return cell if cell in policy.weights else DEFAULT_CELL


def place(weights: Sequence[float], at: float) -> int:
    """The first place whose cumulative weight exceeds ``at``; the last with any weight where rounding leaves none.

    A place without weight never comes out. Raises ``ValueError`` where none has any.
    """
    sums = accumulate(weights)
    found = next((number for number, sum_so_far in enumerate(sums) if sum_so_far > at), None)
    return found if found is not None else max(number for number, weight in enumerate(weights) if weight > 0)


def assigned(test: Test, policy: Policy, unit: str, context: Mapping[str, object]) -> Assignment:
    """The arm of a unit that takes part and has none yet."""
    cell = cell_of(test, policy, context)
    weights = policy.of(cell)
    arm = place(weights, fraction(test.seed, unit))
    return Assignment(policy.arms[arm], weights[arm], policy.version, cell)


def opening(test: Test, version: int = 1) -> Policy:
    """The policy before anything is learnt: fixed weights where the split is fixed, else all open arms alike."""
    return Policy(version, tuple(v.id for v in test.variants), {DEFAULT_CELL: _held_back(test, _shares(test))})


def carried(test: Test, before: Policy, version: int) -> Policy:
    """The policy after arms were dropped or added: what was learnt of the others stays in proportion.

    A new arm gets an equal share. The next re-weighting restores the hold-back and the least probability exactly.
    """
    if test.learning is Learning.FIXED:
        return opening(test, version)
    arms = tuple(variant.id for variant in test.variants)
    rows = {cell: _carried_row(test, dict(zip(before.arms, row, strict=True))) for cell, row in before.weights.items()}
    return Policy(version, arms, rows)


def fits(test: Test, policy: Policy) -> bool:
    """Whether the policy knows the test's arms, gives nothing to dropped ones, and says all that is fixed."""
    if test.learning is Learning.FIXED:
        return opening(test, policy.version) == policy
    weighed = {arm for row in policy.weights.values() for arm, w in zip(policy.arms, row, strict=True) if w > 0}
    return policy.arms == tuple(v.id for v in test.variants) and weighed <= {v.id for v in test.open_variants}


def _carried_row(test: Test, before: Mapping[str, float]) -> tuple[float, ...]:
    opened = [variant.id for variant in test.open_variants]
    known = {arm: before[arm] for arm in opened if before.get(arm)}
    fresh = 1 / len(opened)
    left = (1 - fresh * (len(opened) - len(known))) / sum(known.values()) if known else 0.0
    rows = {arm: known[arm] * left if arm in known else fresh for arm in opened}
    return tuple(rows.get(variant.id, 0.0) for variant in test.variants)


def _shares(test: Test) -> tuple[float, ...]:
    raw = [0.0 if v.dropped else v.weight if test.learning is Learning.FIXED else 1.0 for v in test.variants]
    return tuple(weight / sum(raw) for weight in raw)


def _held_back(test: Test, shares: Sequence[float]) -> tuple[float, ...]:
    """The shares with the hold-back given to the default first."""
    first, *others = (share * (1 - test.hold_back) for share in shares)
    return (first + test.hold_back, *others)
