"""From counted lives to what the models read: customer-periods by what was known at their beginning, and ages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.inference.contract_survival import Ages
from corrente.inference.hierarchical_logistic import DealCells
from corrente.upstream.retention.plan import Plan, Source

Whole = NDArray[np.int64]
Vector = NDArray[np.float64]

Part = Mapping[str, NDArray[np.int64]]

AGE_STARTS = np.array([0, 1, 2, 3, 6, 12, 24])
AGE_NAMES = ("0", "1", "2", "3-5", "6-11", "12-23", "24+")
"""Whole periods since the first day, when a period begins."""
OTHERS = "(other)"
YES_NO = ("no", "yes")
_UNRECORDED = 5.0  # ends expected before the first one: with fewer, that there are none may be chance


def total(codes: Whole, number: Whole | Vector, size: int = 0) -> Vector:
    """Sums of ``number`` (C,) by code (C,), as many as ``size`` at least."""
    return np.bincount(codes, number, size).astype(np.float64)


@dataclass(frozen=True)
class Covariate:
    """What customers are told apart by: its column in the counts, its name, and its levels in the order of codes."""

    key: str
    name: str
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Risks:
    """Customer-periods in C cells: ``codes`` (C, J) of covariates, ``back`` (C,) periods ago, and what came of it."""

    covariates: tuple[Covariate, ...]
    codes: Whole
    back: Whole
    left: Vector
    at_risk: Vector

    def between(self, first: int, stop: int) -> Risks:
        """The periods that lie ``first`` up to ``stop`` - 1 periods back."""
        kept = (self.back >= first) & (self.back < stop)
        return replace(self, codes=self.codes[kept], back=self.back[kept], left=self.left[kept],
                       at_risk=self.at_risk[kept])  # fmt: skip

    def cells(self) -> DealCells:
        """All periods together: one cell per pattern that occurs, leaving being the outcome."""
        sizes = tuple(len(c.levels) for c in self.covariates)
        packed = np.ravel_multi_index(tuple(self.codes.T), sizes)
        found, place = np.unique(packed, return_inverse=True)
        left, at_risk = total(place, self.left), total(place, self.at_risk)
        levels = np.stack(np.unravel_index(found, sizes), axis=1).astype(np.int64)
        return DealCells(levels, sizes, left, at_risk - left)


@dataclass(frozen=True)
class Present:
    """Today's customers in patterns: ``codes`` (P, J) as in `Risks`, ``age`` (P,) whole periods, and how many."""

    codes: Whole
    age: Whole
    customers: Vector
    paid: float


@dataclass(frozen=True)
class Cohort:
    """Customers who began so many whole periods ago, and how many of them are still there."""

    periods_ago: int
    began: int
    still: int


@dataclass(frozen=True)
class Lives:
    """All that the counts say of staying.

    ``ages`` gives per group (all, and each plan or segment) those at risk and those who left by age; where customers
    simply stop, those who began and those not active instead. ``recorded_since`` is the number of periods
    back from which ends are known, where not from the beginning.
    """

    risks: Risks
    present: Present
    ages: dict[str, Ages]
    group: str
    cohorts: tuple[Cohort, ...]
    recorded_since: int | None = None


def read(raw: Cells, planned: Plan) -> Lives:
    """The lives of contracts or of activity."""
    return _contracts(raw, planned) if planned.source is Source.CONTRACTS else _activity(raw, planned)


def halves(raw: Cells, planned: Plan, rng: Generator) -> tuple[Lives, Lives]:
    """Two random halves of the customers, of whom all in one cell are alike; tickets are left out."""
    part = np.asarray(raw["part"])
    number = np.asarray(raw["customers"]).astype(np.int64)
    first = np.where(part == 0, rng.binomial(number, 0.5), 0)
    sides = (first, np.where(part == 0, number - first, 0))
    return tuple(read({**raw, "customers": side}, planned) for side in sides)  # type: ignore[return-value]


# -- contracts -------------------------------------------------------------------------------------------------------


def _contracts(raw: Cells, planned: Plan) -> Lives:
    part = _part(raw, 0)
    plan, segment, cohort, age, ended = (part[k] for k in ("plan", "segment", "cohort", "age", "left_now"))
    spans = age + ended  # customer-periods of each, the one in which it ended included
    who = np.repeat(np.arange(len(spans)), spans)
    at = np.arange(len(who)) - np.repeat(np.cumsum(spans) - spans, spans)
    leaves = ((ended[who] == 1) & (at == age[who])) * part["customers"][who]
    rows = _Rows(plan[who], segment[who], at, cohort[who] - 1 - at, np.zeros(len(who), dtype=np.int64),
                 leaves.astype(float), part["customers"][who].astype(float))  # fmt: skip
    since = None if planned.listed else _recorded_since(rows)
    rows = rows.since(since)
    risks = _risks(rows, _noted(_part(raw, 1)).since(since), planned)
    by_plan = len(planned.plans) > 1
    name = "plan" if by_plan else planned.segmentation.column or "segment"
    names = planned.plans if by_plan else planned.segmentation.levels
    codes = rows.plan if by_plan else rows.segment
    groups = {"all": np.ones(len(codes), bool)} | {n: codes == i + 1 for i, n in enumerate(names)}
    ages = {n: _ages(rows, kept) for n, kept in groups.items() if kept.any()}
    return Lives(risks, _contracts_now(raw), ages, name, _contract_cohorts(part), since)


@dataclass(frozen=True)
class _Rows:
    plan: Whole
    segment: Whole
    age: Whole
    back: Whole
    ticket: Whole
    left: Vector
    at_risk: Vector

    def since(self, back: int | None) -> _Rows:
        if back is None:
            return self
        kept = self.back <= back
        return _Rows(*(getattr(self, name)[kept] for name in self.__dataclass_fields__))


def _noted(part: Part) -> _Rows:
    """Customer-periods after one with a ticket."""
    number, age = part["customers"].astype(float), part["age"]
    return _Rows(part["plan"], part["segment"], age, part["cohort"] - 1 - age, np.ones(len(age), dtype=np.int64),
                 number * part["left_now"], number)  # fmt: skip


def _recorded_since(rows: _Rows) -> int | None:
    """Periods back to the first recorded end, where ends before it are missing beyond chance.

    A list of customers that was drawn up once holds only those who lasted until then: before the first end on record
    they were not at risk of being seen to leave (delayed entry: Kalbfleisch & Prentice 2002, section 1.3).
    """
    if not rows.left.any():
        return None
    first = int(rows.back[rows.left > 0].max())
    since, before = rows.back <= first, rows.back > first
    expected = rows.left.sum() / rows.at_risk[since].sum() * rows.at_risk[before].sum()
    return first if expected > _UNRECORDED else None


def _risks(rows: _Rows, noted: _Rows, planned: Plan) -> Risks:
    """Periods after a ticket, and the rest of each pattern's."""
    shape = (len(planned.plans) + 1, len(planned.segmentation.levels) + 1, len(AGE_NAMES))
    longest = int(max(rows.back.max(initial=0), noted.back.max(initial=0))) + 1
    sides = []
    for part in (rows, noted):
        tenure = np.searchsorted(AGE_STARTS, part.age, side="right") - 1
        packed = np.ravel_multi_index((part.plan, part.segment, tenure, part.back), (*shape, longest))
        size = int(np.prod(shape)) * longest
        sides.append([total(packed, counted, size) for counted in (part.left, part.at_risk)])
    (left, at_risk), (noted_left, noted_risk) = sides
    left, at_risk = np.concatenate([left - noted_left, noted_left]), np.concatenate([at_risk - noted_risk, noted_risk])
    codes = np.stack(np.unravel_index(np.arange(len(left)) % (len(left) // 2), (*shape, longest)), axis=1)
    ticket = np.repeat([0, 1], len(left) // 2)
    filled = at_risk > 0
    covariates = (
        Covariate("plan_code", "plan", (OTHERS, *planned.plans)),
        Covariate("segment", planned.segmentation.column or "segment", (OTHERS, *planned.segmentation.levels)),
        Covariate("age", "tenure", AGE_NAMES),
        Covariate("ticket", "ticket", YES_NO),
    )
    table = np.column_stack([codes[:, :3], ticket])[filled]
    return Risks(covariates, table.astype(np.int64), codes[filled, 3], left[filled], at_risk[filled])


def _ages(rows: _Rows, kept: NDArray[np.bool_]) -> Ages:
    age = rows.age[kept]
    return Ages(total(age, rows.left[kept]), total(age, rows.at_risk[kept]))


def _contracts_now(raw: Cells) -> Present:
    part = _part(raw, 2)
    tenure = np.searchsorted(AGE_STARTS, part["age"], side="right") - 1
    codes = np.stack([part["plan"], part["segment"], tenure, part["left_now"]], axis=1).astype(np.int64)
    return Present(codes, part["age"], part["customers"].astype(float), float(part["price_sum"].sum()) / 1e4)


def _contract_cohorts(part: Part) -> tuple[Cohort, ...]:
    """Whoever has not left within whole periods is still there."""
    began = total(part["cohort"], part["customers"])
    left = total(part["cohort"], part["customers"] * part["left_now"])
    return tuple(Cohort(int(n), int(began[n]), int(began[n] - left[n])) for n in np.flatnonzero(began)[::-1])


# -- activity --------------------------------------------------------------------------------------------------------

_PATTERN = ("segment", "age", "silence", "activity", "ticket")
_SILENCES = ("0-25%", "25-50%", "50-75%", "75-100%")
_ACTIVITIES = ("1", "2", "3", "4+")


def _activity(raw: Cells, planned: Plan) -> Lives:
    part, now = _part(raw, 0), _part(raw, 2)
    covariates = (
        Covariate("segment", planned.segmentation.column or "segment", (OTHERS, *planned.segmentation.levels)),
        Covariate("age", "tenure", AGE_NAMES),
        Covariate("silence", "silence", _SILENCES),
        Covariate("activity", "activity", _ACTIVITIES),
        Covariate("ticket", "ticket", YES_NO),
    )
    risks = Risks(covariates, _coded(part), part["period"], part["left_sum"].astype(float),
                  part["customers"].astype(float))  # fmt: skip
    present = Present(_coded(now), now["age"], now["customers"].astype(float), float(now["paid_sum"].sum()) / 1e4)
    lived = _part(raw, 1)
    names = planned.segmentation.levels
    groups = {"all": np.ones(len(lived["age"]), bool)} | {n: lived["segment"] == i + 1 for i, n in enumerate(names)}
    ages = {n: _active(lived, kept) for n, kept in groups.items() if kept.any()}
    return Lives(risks, present, ages, planned.segmentation.column or "segment", _active_cohorts(lived))


def _coded(part: Part) -> Whole:
    columns = [np.searchsorted(AGE_STARTS, part[k]) if k == "age" else part[k] for k in _PATTERN]
    columns[3] = columns[3] - 1
    return np.stack(columns, axis=1).astype(np.int64)


def _active(part: Part, kept: NDArray[np.bool_]) -> Ages:
    """Of those whose life is long enough to tell, who is not active in each period after the first."""
    cohort, age, number = (part[k][kept] for k in ("cohort", "age", "customers"))
    longest = int(cohort.max(initial=1))
    began = total(cohort[age == 0], number[age == 0], longest + 1)
    able = np.cumsum(began[::-1])[::-1][1:]  # those with a cohort above each age
    active = total(age, number, longest)[:longest]
    return Ages((able - active)[1:], able[1:])


def _active_cohorts(part: Part) -> tuple[Cohort, ...]:
    first, last = part["age"] == 0, part["age"] == part["cohort"] - 1
    longest = int(part["cohort"].max(initial=0)) + 1
    began = total(part["cohort"][first], part["customers"][first], longest)
    still = total(part["cohort"][last], part["customers"][last], longest)
    return tuple(Cohort(int(n), int(began[n]), int(still[n])) for n in np.flatnonzero(began)[::-1])


def _part(raw: Cells, number: int) -> dict[str, Whole]:
    chosen = np.asarray(raw["part"]) == number
    return {name: np.asarray(column)[chosen].astype(np.int64) for name, column in raw.items()}


def told_apart(risks: Risks, covariates: Sequence[int]) -> Risks:
    """The same with only these covariates."""
    kept = list(covariates)
    return replace(risks, covariates=tuple(risks.covariates[i] for i in kept), codes=risks.codes[:, kept])
