"""How long a growth forecast takes, against the same arithmetic done draw by draw and month by month."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from benchmarks.measure import measured
from benchmarks.page import Table
from corrente.core.answer import Answer, Estimate, Status
from corrente.core.answer import Table as Answered
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Phrase
from corrente.inference.renewal import YEAR
from corrente.stream.growth.base import Base
from corrente.stream.growth.drivers import DRAWS
from corrente.stream.growth.history import History
from corrente.stream.growth.model import run
from corrente.stream.growth.work import forecast

Array = NDArray[np.float64]


def by_hand(base: Base, draw: int) -> tuple[Array, Array]:
    """Sales by month and segment and new customers by month and channel of one draw, one month after the other."""
    ahead, months = base.ahead, len(base.months)
    share = base.segments.shares * base.segments.worth[draw]
    sales, won = np.empty((months, len(share))), np.empty((months, len(base.channels.names)))
    for t in range(months):
        market = (1 + base.growth[draw]) ** (max(t + 1 - YEAR, 0) / YEAR)
        won[t] = ahead.arrivals[draw, t] * market * base.channels.shares[draw]
        later = sum(won[u].sum() * ahead.kernel[draw, t - u] for u in range(t + 1))
        again = (base.level[draw] * ahead.present[draw, t] + later) * ahead.tempo[draw, t] * ahead.noise[draw, t]
        sales[t] = (won[t].sum() + again) * ahead.spend[draw, t] * share
    return sales, won


def timed(history: History) -> Table:
    """CPU seconds of a forecast of 36 months, 3 segments and 9 channels, and of its model drawn one by one."""
    answers = made_up()
    whole, found = measured(lambda: forecast(history, answers), 3)
    base = found.base
    model, course = measured(lambda: run(base), 3)
    alone, drawn = measured(lambda: [by_hand(base, draw) for draw in range(DRAWS)])
    apart = max(
        np.abs(course.revenue / np.stack([sales for sales, _ in drawn]) - 1).max(),
        np.abs(course.new_customers / np.stack([won for _, won in drawn]) - 1).max(),
    )
    return Table(
        "Time",
        ("what", "CPU seconds", "times the model"),
        [["the model on all draws at once", model.cpu, 1.0],
         ["the same, draw by draw and month by month", alone.cpu, alone.cpu / model.cpu],
         ["`forecast`: posterior of the months, drivers, model, sensitivity", whole.cpu, whole.cpu / model.cpu]],
        f"{len(base.months)} months, {len(base.segments.names)} segments, {len(base.channels.names)} channels, "
        f"{DRAWS:,} draws. Both ways give the same numbers (relative difference at most {apart:.0e}).",
    )  # fmt: skip


def made_up() -> Mapping[str, Answer]:
    """Loyalty of three segments and a media mix of eight channels."""
    segments = {"small": 20.0, "mid": 40.0, "enterprise": 90.0}
    values = [_value("lifetime_value", value, {"segment": name}) for name, value in {"all": 45.0, **segments}.items()]
    shares = [_value("contribution_share", 0.08, {"channel": f"channel {k}"}) for k in range(8)]
    same = Phrase.same("planted")
    table = Answered({"segment": same, "customers": same}, tuple((name, 1000) for name in segments))
    return {
        "loyalty": Answer(QUESTIONS["loyalty"], Status.ANSWERED, same, tuple(values), {"segments": table}),
        "acquisition": Answer(QUESTIONS["acquisition"], Status.ANSWERED, same, tuple(shares), {}),
    }


def _value(name: str, value: float, of: Mapping[str, str]) -> Estimate:
    return Estimate(name, value, 0.8 * value, 1.2 * value, "BRL per customer in 12 months", of)
