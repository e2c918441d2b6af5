"""From counted leads to the lead scoring room's estimate: the scorecard, its test, and the leads worth working."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.count import Scores
from corrente.core.room import Counted, Given
from corrente.core.words import Phrase
from corrente.downstream.lead_scoring import card as cards
from corrente.downstream.lead_scoring.backtest import Tested, backtest, test
from corrente.downstream.lead_scoring.card import Card
from corrente.downstream.lead_scoring.leads import Leads, Vector, read
from corrente.downstream.lead_scoring.plan import MOST_LEADS, Plan, plan
from corrente.downstream.lead_scoring.refusals import MIN_LOST, MIN_WON, nothing_known, too_few
from corrente.inference.hierarchical_logistic import DealCells, LogisticPosterior, expit, posterior
from corrente.inference.leaks import Sign

DRAWS = 600
SHARES = (0.05, 0.1, 0.2, 0.3, 0.5, 0.8)
BEST = 0.2
"""Where a company says neither what a lead costs nor how many it can work, the best fifth is worked."""
_MONTH = 30.4375
_BANDS = 10
_EXAMPLES = 5


@dataclass(frozen=True)
class Cut:
    """Working the best ``share`` of the leads: from which score, the chance there, and the wins that this catches.

    ``caught`` and ``lift`` are those seen in the test.
    """

    share: float
    score: int
    chance: float
    caught: Estimate
    lift: float


@dataclass(frozen=True)
class Threshold:
    """The score from which a lead is worth working, the chance there, and why: cost, capacity, or neither was said."""

    score: int
    chance: float
    by_cost: bool
    by_capacity: bool


@dataclass(frozen=True)
class Band:
    """Tested leads of like scores: how many, the share foretold and the share seen."""

    leads: int
    foretold: float
    seen: Estimate


@dataclass(frozen=True)
class LeadScoring:
    """The scorecard with its test; ``leaks`` are columns left out because they know too much."""

    plan: Plan
    overall: Estimate
    card: Card
    cuts: tuple[Cut, ...]
    threshold: Threshold
    bands: tuple[Band, ...]
    backtest: Backtest
    fit: LogisticPosterior
    expected: Estimate | None
    scores: Scores
    leaks: dict[str, Sign]
    examples: tuple[tuple[Phrase, float], ...]


def infer(counts: Counted, given: Given, rng: Generator) -> LeadScoring | Refusal:
    """The scorecard from all leads that have ended, and its test through time."""
    planned = plan(given.profile)
    if isinstance(planned, Refusal):
        return planned
    leads = read(counts["leads"], planned)
    won, lost = int(leads.won.sum()), int(leads.lost.sum())
    if won < MIN_WON or lost < MIN_LOST:
        return too_few(won, lost, planned.table)
    if not leads.features:
        return nothing_known(planned.table)
    tested = test(leads, rng)
    patterns = leads.patterns
    cells = _faded(leads, tested.discount)
    changing = tested.known is not None and tested.discount < 1
    fitted = tested.known.posterior(rng, DRAWS) if tested.known and changing else posterior(cells, rng, DRAWS)
    card = cards.make(patterns, cells, fitted.coefficients)
    cuts = tuple(_cuts(tested, _standing(patterns, card), card))
    threshold = _threshold(planned, leads, patterns, card, cuts)
    return LeadScoring(
        planned,
        _rate("conversion_rate", won, lost, {"segment": "all"}),
        card,
        cuts,
        threshold,
        tuple(_bands(tested)),
        backtest(tested),
        fitted,
        _expected(planned, patterns, fitted, rng),
        cards.joined(planned, patterns, card, threshold.score),
        dict(leads.leaks),
        _examples(patterns, card),
    )


def scores(estimate: LeadScoring) -> Scores:
    """Each lead's score as the sum of its points, each in words, with the chance that it means."""
    return estimate.scores


def _faded(leads: Leads, discount: float) -> DealCells:
    """Patterns over all periods, what is older counting less."""
    weight = discount ** (leads.period.max() - leads.period)
    return replace(leads, won=weight * leads.won, lost=weight * leads.lost).patterns.cells


def _rate(
    name: str, won: float, lost: float, of: dict[str, str], unit: str = "share of leads that have ended"
) -> Estimate:
    """The observed share, with the Jeffreys interval of the rate behind it (Brown, Cai & DasGupta 2001)."""
    from scipy.special import betaincinv

    low, inner_low, inner_high, high = (float(q) for q in betaincinv(won + 0.5, lost + 0.5, [0.05, 0.25, 0.75, 0.95]))
    value = won / (won + lost) if won + lost else 0.0
    inner = (min(inner_low, value), max(inner_high, value))
    return Estimate(
        name, value, min(low, value), max(high, value), unit, of, inner, {"won": int(won), "ended": int(won + lost)}
    )


def _expected(planned: Plan, leads: Leads, fitted: LogisticPosterior, rng: Generator) -> Estimate | None:
    """How many open leads will be won, a predictive interval; not where losses are unknown: open may be lost."""
    held = np.flatnonzero(leads.still_open)
    if planned.horizon_days or not len(held):
        return None
    here = leads.cells.design[held]
    chance = expit(fitted.coefficients @ here.T)
    wins = rng.binomial((planned.every * leads.still_open[held]).astype(np.int64), chance).sum(axis=1)
    return Estimate.from_draws("expected_conversions", wins, "open leads that will be won", {"segment": "open"})


# -- which leads to work ---------------------------------------------------------------------------------------------


def _standing(leads: Leads, card: Card) -> tuple[Vector, Vector]:
    """All leads by their score, highest first: scores and how many leads (C,)."""
    total = cards.totals(leads, card)
    order = np.argsort(-total, kind="stable")
    return total[order], (leads.won + leads.lost + leads.still_open)[order]


def _cuts(tested: Tested, standing: tuple[Vector, Vector], card: Card) -> Iterator[Cut]:
    for share in SHARES:
        caught, missed, worked = _caught(tested, share)
        estimate = _rate(
            "caught_share", caught, missed, {"worked": f"{share:.0%}"}, "share of the tested leads that were won"
        )
        score = _score_of(standing, share)
        yield Cut(share, score, float(card.chance_of(np.array([score]))[0]), estimate, estimate.value / worked)


def _caught(tested: Tested, share: float) -> tuple[float, float, float]:
    """Wins among the tested leads with the highest chances, wins among the others, and the share that was worked.

    Leads are compared within their period, as those are which a company has to choose between.
    """
    leads = tested.won + tested.lost
    order = np.lexsort((-tested.chance, tested.period))
    size = np.bincount(tested.period, leads)
    begins = np.cumsum(size) - size
    ends = np.cumsum(leads[order])
    period = tested.period[order]
    room = share * size[period] - (ends - leads[order] - begins[period])
    part = np.clip(room / np.maximum(leads[order], 1e-12), 0, 1)
    caught = float(part @ tested.won[order])
    return caught, float(tested.won.sum()) - caught, float(part @ leads[order] / leads.sum())


def _score_of(standing: tuple[Vector, Vector], share: float) -> int:
    """The score from which about this share of the leads is worked."""
    total, leads = standing
    place = int(np.searchsorted(np.cumsum(leads), share * leads.sum()))
    return int(total[min(place, len(total) - 1)])


def _threshold(planned: Plan, leads: Leads, patterns: Leads, card: Card, cuts: tuple[Cut, ...]) -> Threshold:
    """The stricter of what pays (chance at least cost over value) and what can be worked in a month."""
    standing, wanted = _standing(patterns, card), []
    by_cost = planned.cost is not None and planned.value is not None
    if planned.cost is not None and planned.value is not None:
        wanted.append(card.score_for(planned.cost / planned.value))
    if planned.capacity is not None:
        monthly = _monthly(planned, leads)
        wanted.append(_score_of(standing, min(planned.capacity / max(monthly, 1e-9), 1.0)))
    score = max(wanted) if wanted else next(cut.score for cut in cuts if cut.share == BEST)
    return Threshold(score, float(card.chance_of(np.array([score]))[0]), by_cost, planned.capacity is not None)


def _monthly(planned: Plan, leads: Leads) -> float:
    """New leads in a month, over the last fifth of the time."""
    everyone = leads.won + leads.lost + leads.still_open
    last = leads.period.max()
    recent = everyone[leads.period > last - max((last + 1) // 5, 1)].sum()
    days = max((last + 1) // 5, 1) * planned.period_days
    return float(planned.every * recent * _MONTH / days)


# -- how it was tested, and how it reads -----------------------------------------------------------------------------


def _bands(tested: Tested) -> Iterator[Band]:
    """Tenths of the tested leads by their chance: foretold and seen."""
    leads = tested.won + tested.lost
    order = np.argsort(tested.chance, kind="stable")
    middle = (np.cumsum(leads[order]) - leads[order] / 2) / leads.sum()
    tenth = np.minimum((middle * _BANDS).astype(np.int64), _BANDS - 1)
    for number in range(_BANDS):
        here = order[tenth == number]
        n = leads[here].sum()
        if n:
            seen = _rate("seen_share", tested.won[here].sum(), tested.lost[here].sum(), {"tenth": str(number + 1)})
            yield Band(int(n), float(tested.chance[here] @ leads[here] / n), seen)


def _examples(leads: Leads, card: Card) -> tuple[tuple[Phrase, float], ...]:
    """A few patterns from the lowest score to the highest, explained."""
    total = cards.totals(leads, card)
    order = np.argsort(total, kind="stable")
    places = np.unique(np.linspace(0, len(order) - 1, min(_EXAMPLES, len(order))).astype(np.intp))
    chosen = order[places][::-1]
    return tuple((cards.explained(leads, card, int(i)), float(card.chance_of(total[[i]])[0])) for i in chosen)


__all__ = ["MOST_LEADS", "LeadScoring", "infer", "scores"]
