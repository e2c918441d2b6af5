"""From the counted answers to needs: importance, satisfaction and opportunity, in all and by segment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest, Estimate
from corrente.core.count import Cells
from corrente.core.words import phrase
from corrente.inference.opportunity import UNDER_SERVED, Array, score
from corrente.upstream.problems.refusals import MIN_RESPONDENTS

ALL = "all"
_TOP_TWO = {4: 5, 5: 5, 6: 7, 7: 7, 8: 10, 9: 10, 10: 10}
"""The highest answer seen, and the scale that it is of; answers above 10 are of a scale to 100."""
_OF_HUNDRED = 18  # the level of the answers above 80 (see need_cells.sql)
_IMPORTANT, _MET = 5.0, 5.0


@dataclass(frozen=True)
class Need:
    """One need in one segment: its estimates, and the chances that it is under-served, over-served or solved."""

    name: str
    segment: str
    answers: int
    importance: Estimate
    satisfaction: Estimate
    opportunity: Estimate
    under: float
    over: float
    solved: float


@dataclass(frozen=True)
class Survey:
    """What was answered about needs, and the back-test."""

    needs: tuple[Need, ...]
    backtest: Backtest


def top_two(levels: Array) -> int | None:
    """The lowest level that counts as top-two-box; None where the scale has too few points to tell."""
    highest = int(levels.max())
    if highest > 10:
        return _OF_HUNDRED
    scale = _TOP_TWO.get(highest)
    return None if scale is None else scale - 1


def rate(cells: Cells, rng: Generator) -> Survey | None:
    """Every need in all and in each segment with enough answers; None where there is none or the scale is too short."""
    important, satisfied = cells["important"].astype(float), cells["satisfied"].astype(float)
    usable = (important >= 0) & (satisfied >= 0) & (important < 20) & (satisfied < 20)
    if not usable.any():
        return None
    bound = top_two(np.concatenate([important[usable], satisfied[usable]]))
    if bound is None:
        return None
    box = 2 * (important < bound) + (satisfied < bound)  # 0 both, 1 important only, 2 satisfied only, 3 neither
    groups = _groups(cells, np.where(usable, box, -1).astype(int))
    if not groups:
        return None
    table = np.array(list(groups.values()))
    scored = score(table, rng)
    needs = tuple(_need(*of, table[i], scored.importance[:, i], scored.satisfaction[:, i], scored.opportunity[:, i])
                  for i, of in enumerate(groups))  # fmt: skip
    return Survey(needs, _backtest(np.array([c for (_, part), c in groups.items() if part == ALL]), rng))


def _backtest(cells: Array, rng: Generator) -> Backtest:
    """Half of the answers, drawn at random, predict the other half, against all needs alike; log loss per answer."""
    whole = cells.astype(np.int64)
    first = np.array([rng.multivariate_hypergeometric(row, int(row.sum()) // 2) for row in whole])
    second = whole - first
    own = (first + 0.25) / (first + 0.25).sum(axis=1, keepdims=True)
    common = (first.sum(axis=0) + 0.25) / (first.sum(axis=0) + 0.25).sum()
    model, base = (float(-(second * np.log(p)).sum() / second.sum()) for p in (own, common))
    return Backtest("log loss per answer", model, base, _BASELINE, details={"answers": int(second.sum())})


_BASELINE = phrase("the same answers for every need", "as mesmas respostas para todas as necessidades")


def _groups(cells: Cells, box: np.ndarray) -> dict[tuple[str, str], Array]:
    """Need and segment to the four cells, for those with enough answers."""
    found: dict[tuple[str, str], Array] = {}
    for need, part, place, n in zip(cells["asked"], cells["part"], box, cells["answers"], strict=True):
        if place < 0:
            continue
        for segment in {ALL, str(part)} - {""}:
            found.setdefault((str(need), segment), np.zeros(4))[place] += int(n)
    return {of: found[of] for of in sorted(found) if found[of].sum() >= MIN_RESPONDENTS}


def _need(name: str, segment: str, cells: Array, importance: Array, satisfaction: Array, opportunity: Array) -> Need:
    of = {"need": name, "segment": segment}
    total = int(cells.sum())
    observed = {"answers": total}
    return Need(
        name,
        segment,
        total,
        Estimate.from_draws("importance", importance, "points of 10", of, observed=observed),
        Estimate.from_draws("satisfaction", satisfaction, "points of 10", of, observed=observed),
        Estimate.from_draws("opportunity", opportunity, "points of 20", of, observed=observed),
        float((opportunity > UNDER_SERVED).mean()),
        float((satisfaction > importance).mean()),
        float(((importance > _IMPORTANT) & (satisfaction > _MET)).mean()),
    )


def estimates(needs: tuple[Need, ...]) -> Iterator[Estimate]:
    """Every need's estimates."""
    for need in needs:
        yield from (need.importance, need.satisfaction, need.opportunity)
