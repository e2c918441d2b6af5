"""Measures of deals: one pipeline, the same rows for marketing and for sales."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.monthly import Months, mean, rate, total
from corrente.stream.scorecard.contacts import SCALE
from corrente.stream.scorecard.series import Array, Seen, Series, Today

OPEN, WON, LOST = 0, 2, 3
KNOWN, TOUCHED = 1, 2
_SQUARES = (100_000 / SCALE) ** 2
"""Squares of amounts are counted in hundreds of thousands of ten-thousandths."""
_QUARTER = 3


@dataclass(frozen=True)
class Stock:
    """What is open at the end of each month (M,): deals, those with an amount, their worth, and its squares."""

    deals: Array
    priced: Array
    worth: Array
    squares: Array

    @property
    def value(self) -> tuple[Array, Array, Array]:
        """What `total` asks for."""
        return self.worth, self.squares, self.priced


def stock(seen: Seen, count: str, chosen: NDArray[np.bool_] | None = None) -> Stock:
    """Deals opened by the end of each month and not closed by then.

    A deal that ended on no day within the calendar was never open in it; one without a day of creation was open from
    the start.
    """
    cells = seen.cells[count]
    opened, closed, ending = (seen.whole(count, key) for key in ("opened", "closed", "ending"))
    stays = (ending == OPEN) | ((closed >= 0) & (closed >= opened))
    own = stays if chosen is None else stays & chosen
    ends = own & (ending != OPEN)
    early = own & (opened < 0)

    def held(column: str) -> Array:
        came = np.cumsum(seen.months(count, column, own, "opened")) + float(cells[column][early].sum())
        return np.asarray(came - np.cumsum(seen.months(count, column, ends, "closed")))

    return Stock(held("deals"), held("priced"), held("worth") / SCALE, held("squares") * _SQUARES)


def ended(seen: Seen, count: str, column: str, how: int, chosen: NDArray[np.bool_] | None = None) -> Array:
    """Sums (M,) of the deals that ended in each month as ``how`` says."""
    of_kind = seen.cells[count]["ending"] == how
    return seen.months(count, column, of_kind if chosen is None else of_kind & chosen, "closed")


def pipeline_value(seen: Seen, rng: Generator) -> Iterator[Series]:
    """The value of what is open at each month's end."""
    if "pipeline_months" in seen.cells:
        held = stock(seen, "pipeline_months")
        if held.priced.sum() > 0:
            yield Series(total(*held.value, rng), seen.calendars["pipeline_months"])


def win_rate(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Deals won by deals closed, by the month of closing; nothing where none is marked lost."""
    if "pipeline_months" in seen.cells:
        won, lost = (ended(seen, "pipeline_months", "deals", how) for how in (WON, LOST))
        if lost.sum() > 0:
            yield Series(rate(won, won + lost, rng), seen.calendars["pipeline_months"])


def pipeline_velocity(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Money per day: open deals, times what the deals closed in three months say of winning, worth and days."""
    if "pipeline_months" not in seen.cells:
        return
    won, lost, priced, worth, squares, timed, days, day_squares = (
        _quarter(ended(seen, "pipeline_months", column, how))
        for column, how in (
            ("deals", WON), ("deals", LOST), ("priced", WON), ("worth", WON), ("squares", WON),
            ("timed", WON), ("days", WON), ("day_squares", WON),
        )
    )  # fmt: skip
    chance = rate(won, won + lost, rng)
    value = mean(worth / SCALE, squares * _SQUARES, priced, rng)
    pace = mean(days, day_squares, timed, rng)
    held = stock(seen, "pipeline_months").deals
    known = (priced > 0) & (timed > 0) & (days > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        seen_now = held * chance.value * value.value / pace.value
        drawn = held * chance.draws * np.maximum(value.draws, 0.0) / np.maximum(pace.draws, 0.5)
    if known[_QUARTER - 1 :].any():
        known[: _QUARTER - 1] = False
        found = Months(np.where(known, seen_now, np.nan), np.where(known, drawn, np.nan))
        yield Series(found, seen.calendars["pipeline_months"])


def _quarter(months: Array) -> Array:
    """Sums over each month and the two before it."""
    return np.convolve(months, np.ones(_QUARTER))[: len(months)]


def pipeline_coverage(seen: Seen, rng: Generator) -> Iterator[Series]:
    """The pipeline's value over the target of a quarter, where the company says one."""
    target = seen.profile.settings.sales_target
    for series in pipeline_value(seen, rng) if target else ():
        found = Months(series.months.value / (target or 1.0), series.months.draws / (target or 1.0))
        yield Series(found, series.calendar)


def pipeline_forecast(seen: Seen, rng: Generator) -> Iterator[Today]:
    """What the open deals will bring: so many as win_rate expects to be won, drawn from the values of those open.

    The expected wins are taken as log-normal with the answer's value and interval; the values of the deals won vary as
    those of a sample without replacement from the open ones.
    """
    answer = seen.answers.get("win_rate")
    wins = next((e for e in answer.estimates if e.name == "expected_wins"), None) if answer else None
    if wins is None or wins.value <= 0 or "pipeline_months" not in seen.cells:
        return
    cells = seen.cells["pipeline_months"]
    still = cells["ending"] == OPEN
    deals, priced, worth, squares = (
        float(cells[name][still].sum()) for name in ("deals", "priced", "worth", "squares")
    )
    if priced < 2:
        return
    size = worth / SCALE / priced
    spread = np.sqrt(max(squares * _SQUARES / priced - size**2, 0.0))
    width = np.log(max(wins.high, 1e-9) / max(wins.low, 0.5)) / 3.2897
    drawn = np.minimum(wins.value * np.exp(width * rng.standard_normal(2000) - width**2 / 2), deals)
    noise = spread * np.sqrt(drawn * np.maximum(1 - drawn / deals, 0.0)) * rng.standard_normal(2000)
    yield Today(wins.value * size, np.maximum(drawn * size + noise, 0.0), seen.calendars["pipeline_months"].until)


def influenced_pipeline(seen: Seen, rng: Generator) -> Iterator[Series]:
    """The value of what is open at each month's end, of people who had been met before."""
    if _people_known(seen):
        touched = seen.whole("influence_months", "influence") == TOUCHED
        held = stock(seen, "influence_months", touched)
        yield Series(total(*held.value, rng), seen.calendars["influence_months"])


def influenced_revenue(seen: Seen, rng: Generator) -> Iterator[Series]:
    """The value of what was won in each month, of people who had been met before."""
    if _people_known(seen):
        touched = seen.whole("influence_months", "influence") == TOUCHED
        worth, squares, priced = (
            ended(seen, "influence_months", name, WON, touched) for name in ("worth", "squares", "priced")
        )
        yield Series(total(worth / SCALE, squares * _SQUARES, priced, rng), seen.calendars["influence_months"])


def influenced_share(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Deals won whose person had been met before, by deals won whose person is known."""
    if _people_known(seen):
        influence = seen.whole("influence_months", "influence")
        touched, known = (
            ended(seen, "influence_months", "deals", WON, influence >= least) for least in (TOUCHED, KNOWN)
        )
        if known.sum() > 0:
            yield Series(rate(touched, known, rng), seen.calendars["influence_months"])


def _people_known(seen: Seen) -> bool:
    return "influence_months" in seen.cells and bool((seen.whole("influence_months", "influence") >= KNOWN).any())
