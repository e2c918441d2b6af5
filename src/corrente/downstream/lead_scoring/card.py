"""The scorecard: whole points for every level, and the chance that each score means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrente.core.answer import Estimate
from corrente.core.count import Lookup, Scores
from corrente.core.words import Phrase, phrase
from corrente.downstream.lead_scoring.leads import MOST_FEATURES, OTHERS, Feature, Leads, Vector
from corrente.downstream.lead_scoring.names import group
from corrente.downstream.lead_scoring.plan import Plan
from corrente.inference.hierarchical_logistic import DealCells, expit
from corrente.inference.posterior import Draws
from corrente.inference.scorecard import BASE, FACTOR, average_log_odds, effects_of


@dataclass(frozen=True)
class Line:
    """One level of one feature: its leads, and its points with their interval."""

    feature: Feature
    code: int
    won: int
    ended: int
    points: int
    estimate: Estimate


@dataclass(frozen=True)
class Card:
    """All lines, the whole points of each feature's levels, and by score (R,) the chance with its interval."""

    lines: tuple[Line, ...]
    points: tuple[Vector, ...]
    score: Vector
    chance: Vector
    low: Vector
    high: Vector

    def chance_of(self, score: Vector) -> Vector:
        """The chance that scores mean."""
        return np.interp(score, self.score, self.chance)

    def score_for(self, chance: float) -> int:
        """The lowest score that means at least this chance; one above the highest where none does."""
        enough = np.flatnonzero(self.chance >= chance)
        return int(self.score[enough[0]]) if len(enough) else int(self.score[-1]) + 1


def make(leads: Leads, cells: DealCells, coefficients: Draws) -> Card:
    """From posterior draws (S, D) of the effects, fitted to ``cells``, the patterns of these leads."""
    draws = effects_of(cells, coefficients)
    points = _whole(leads, draws.mean(axis=0))
    lines = tuple(_lines(leads, draws, points))
    base = average_log_odds(cells, coefficients)
    low, high = (int(BASE + sum(side(p) for p in points)) for side in (min, max))
    score = np.arange(min(low, BASE), max(high, BASE) + 1).astype(np.float64)
    middle = base.mean() + (score - BASE) / FACTOR
    spread = _spread(cells, coefficients, points, score)
    return Card(lines, points, score, expit(middle), expit(middle - 1.645 * spread), expit(middle + 1.645 * spread))


def totals(leads: Leads, card: Card) -> Vector:
    """The score (C,) of each cell."""
    parts = [p[leads.levels[:, j]] for j, p in enumerate(card.points)]
    return np.asarray(BASE + np.sum(parts, axis=0), dtype=np.float64)


def joined(planned: Plan, leads: Leads, card: Card, threshold: int) -> Scores:
    """How the scorecard is joined back to the leads."""
    numbered = dict(enumerate(leads.features, start=1))
    places = range(1, MOST_FEATURES + 1)
    of = {k: numbered.get(k) for k in places}
    parameters = {
        **planned.parameters,
        "base_points": BASE,
        "threshold": threshold,
        **{f"column_{k}": feature.place if feature else 0 for k, feature in of.items()},
        **{f"number_{k}": int(bool(feature and feature.number)) for k, feature in of.items()},
        **{f"engaged_{k}": int(bool(feature and feature.engaged)) for k, feature in of.items()},
    }
    chances = {"total": card.score.astype(np.int64), "chance": card.chance, "low": card.low, "high": card.high}
    return Scores(
        "lead_scoring",
        parameters,
        {"card": _card(planned, numbered, card), "rest": _rest(planned, of, card), "chances": chances},
    )


def explained(leads: Leads, card: Card, cell: int) -> Phrase:
    """One lead's score in words, as the sum that it is."""
    score, said = BASE, []
    for j, feature in enumerate(leads.features):
        code = int(leads.levels[cell, j])
        points = int(card.points[j][code])
        score += points
        if points:
            said.append((points, group(feature, code)))
    said.sort(key=lambda pair: -abs(pair[0]))
    parts = {
        f"p{i}": phrase(f"{points:+d} {{what}}", f"{points:+d} {{what}}", what=what)
        for i, (points, what) in enumerate(said)
    }
    listed = "".join(f" {{{name}}}," for name in parts).rstrip(",")
    return Phrase(f"{score} = {BASE}{listed}", f"{score} = {BASE}{listed}", parts)


def _whole(leads: Leads, mean: Vector) -> tuple[Vector, ...]:
    ends = np.cumsum(leads.sizes)
    return tuple(np.rint(mean[end - size : end]) for end, size in zip(ends, leads.sizes, strict=True))


def _lines(leads: Leads, draws: Draws, points: tuple[Vector, ...]) -> list[Line]:
    found, column = [], 0
    for j, feature in enumerate(leads.features):
        won, lost = (np.bincount(leads.levels[:, j], side, len(feature.levels)) for side in (leads.won, leads.lost))
        for code, name in enumerate(feature.levels):
            unit = "points of the score, against the average lead; 20 double the odds"
            seen = {"won": int(won[code]), "ended": int(won[code] + lost[code])}
            estimate = Estimate.from_draws("points", draws[:, column], unit, {feature.name: name}, observed=seen)
            found.append(Line(feature, code, seen["won"], seen["ended"], int(points[j][code]), estimate))
            column += 1
    return found


def _spread(cells: DealCells, coefficients: Draws, points: tuple[Vector, ...], score: Vector) -> Vector:
    """The posterior sd (R,) of the log odds of leads with each score: a parabola through what the patterns show."""
    parts = [p[cells.levels[:, j]] for j, p in enumerate(points)]
    total = BASE + np.sum(parts, axis=0)
    take = np.linspace(0, len(total) - 1, min(len(total), 2000)).astype(np.intp)
    sd = (coefficients[:400] @ cells.design[take].T).std(axis=0)
    degree = min(2, len(np.unique(total[take])) - 1)
    at = (score - BASE) / 100
    shape = np.polynomial.polynomial.polyfit(
        (total[take] - BASE) / 100, sd, degree, w=np.sqrt(cells.total[take] + 0.01)
    )
    inside = np.clip(at, (total.min() - BASE) / 100, (total.max() - BASE) / 100)
    return np.asarray(np.maximum(np.polynomial.polynomial.polyval(inside, shape), sd.min()))


def _card(planned: Plan, numbered: dict[int, Feature], card: Card) -> Lookup:
    rows = [
        (place, value, digits, int(card.points[place - 1][code]), group(feature, code).say(planned.language))
        for place, feature in numbered.items()
        for (value, digits), code in feature.keys.items()
    ]
    columns = zip(("place", "level", "digits", "points", "reason"), zip(*rows, strict=True), strict=True)
    return {name: list(column) for name, column in columns}


def _rest(planned: Plan, of: dict[int, Feature | None], card: Card) -> Lookup:
    """The points of values that have no line of their own: those of the others, else none."""
    found: dict[str, list[int] | list[str]] = {}
    for k, feature in of.items():
        code = len(feature.levels) - 1 if feature and feature.levels[-1] == OTHERS else None
        found[f"points_{k}"] = [int(card.points[k - 1][code]) if code is not None else 0]
        found[f"reason_{k}"] = [group(feature, code).say(planned.language) if feature and code is not None else ""]
    return found
