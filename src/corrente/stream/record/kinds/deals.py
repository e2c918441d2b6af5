"""Forecasts of deals: how many are won, how long they take, how far they come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from corrente.core.answer import Answer, Estimate
from corrente.core.count import Cells, Count
from corrente.core.stages import end_of, stage_lookup, stages_of
from corrente.core.words import Phrase
from corrente.downstream.conversion.plan import HORIZON_PERIODS, period_days, source_names
from corrente.inference.competing_hazards import observed_median, observed_median_draws
from corrente.inference.stage_order import funnel_order
from corrente.stream.record.kinds.kind import Kind, Of, Told, named, parts
from corrente.stream.record.seen import Array, Mean, Number, Share
from corrente.stream.record.sight import QUARTER, Sight, Window
from corrente.upstream.sales_cycle.plan import LONGEST
from corrente.upstream.win_rate.deals import NOTHING
from corrente.upstream.win_rate.plan import FAR_PAST, chosen, pattern_parameters

_DEALS, _MOVES = "opportunities", "stage_changes"
_WON, _NOT_YET = 2, 63
_TESTED_COLUMNS = ("source", "competitor", "owner")
_SETTLING = 180
_LEAST_WON = 5


# -- win rate --------------------------------------------------------------------------------------------------------


def _tell_win_rate(sight: Sight, answer: Answer) -> Iterator[Told]:
    yield from _told(sight, _DEALS, QUARTER, named(answer, "win_rate", segment="all"))
    yield from _told(sight, _DEALS, QUARTER, parts(answer, "win_rate", _columns(sight), "closed"))


def _columns(sight: Sight) -> tuple[str, ...]:
    """Columns by which closed deals are told apart: the company's own division of its customers, and the deals' own."""
    own = (sight.profile.settings.segment or "").removeprefix("customers.")
    return (own, *_TESTED_COLUMNS)


def _win_rate(sight: Sight, of: Of, window: Window) -> Share | None:
    """Deals closed in the window: won ones of them. Where nobody notes a loss, nothing is seen of it."""
    if not sight.covers(_DEALS, window) or not _losses_known(sight, window.until):
        return None
    cells = _closed(sight, of, window, FAR_PAST)
    if cells is None:
        return None
    won, lost = (float(cells[name].sum()) for name in ("won", "lost"))
    return Share(won, won + lost) if won + lost else None


def _closed(sight: Sight, of: Of, window: Window, created_after: int) -> Cells | None:
    """Deals that closed after the window began or are open, as of its end; None where the column of ``of`` is gone."""
    table = sight.profile.tables[_DEALS]
    (name, value), *_ = of.items()
    column = next((c for c in chosen(table) if c.name == name), None)
    if column is None and value not in ("all", "open"):
        return None
    switches = {k: 0 for k in pattern_parameters(sight.profile, table) if k.startswith("use_")}
    if column is not None:
        switches[f"use_{column.key.removeprefix('level_')}"] = 1
    days = {"until_day": window.until, "closed_after": window.after, "created_after": created_after}
    cells = sight.cells(Count("deal_cells", {**pattern_parameters(sight.profile, table), **switches, **days}))
    if column is None:
        return cells
    kept = cells[column.key] == ("" if value == NOTHING else value)
    return {name: numbers[kept] for name, numbers in cells.items()}


def _losses_known(sight: Sight, day: int) -> bool:
    """Whether any deal had been lost by a day."""
    ended = _closed(sight, {"segment": "all"}, Window(FAR_PAST, day), FAR_PAST)
    return ended is not None and bool(ended["lost"].any())


def _tell_wins(sight: Sight, answer: Answer) -> Iterator[Told]:
    return _told(sight, _DEALS, _SETTLING, named(answer, "expected_wins", segment="open"))


def _wins(sight: Sight, of: Of, window: Window) -> Number | None:
    """Deals open when the window began that are won by its end; nothing where some of them are open still."""
    if not sight.covers(_DEALS, window) or not _losses_known(sight, window.until):
        return None
    every, later = (_closed(sight, of, window, since) for since in (FAR_PAST, window.after))
    if every is None or later is None or every["still_open"].sum() > later["still_open"].sum():
        return None
    return Number(float(every["won"].sum() - later["won"].sum()))


# -- sales cycle -----------------------------------------------------------------------------------------------------


def _tell_days(sight: Sight, answer: Answer) -> Iterator[Told]:
    return _told(sight, _DEALS, QUARTER, named(answer, "median_days", stage="total", among="closed"))


def _days(sight: Sight, of: Of, window: Window) -> Mean | None:  # noqa: ARG001
    """The median days of the deals won in the window: those won by its end less those won by its beginning."""
    if not sight.covers(_DEALS, window):
        return None
    won = _won_by(sight, window.until) - _won_by(sight, window.after)
    if won.sum() < _LEAST_WON:
        return None
    drawn = observed_median_draws(won, np.random.default_rng(int(won.sum())), 1000)
    return Mean(observed_median(won), float(drawn.std()))


def _won_by(sight: Sight, day: int) -> Array:
    """Deals won up to a day, by the days that they took (LONGEST + 1,)."""
    cells = sight.cells(Count("deal_durations", {"until_day": day, "longest": LONGEST}, {"sources": {"source": [""]}}))
    won = cells["ending"] == _WON
    return np.bincount(cells["days"][won].astype(int), cells["deals"][won].astype(float), LONGEST + 1).astype(float)


# -- conversion ------------------------------------------------------------------------------------------------------


def _tell_conversion(sight: Sight, answer: Answer) -> Iterator[Told]:
    """Who enters in the first half of the window has as much time again to move on."""
    half = max(QUARTER, HORIZON_PERIODS * period_days(sight.profile))
    return _told(sight, _MOVES, 2 * half, (e for e in answer.estimates if e.name == "eventual_conversion"))


def _conversion(sight: Sight, of: Of, window: Window) -> Share | None:
    """Of those who entered the stage in the window's first half, who moved on by its end."""
    names, half = stages_of(sight.profile), window.days // 2
    if not sight.covers(_MOVES, window) or of["from"] not in names:
        return None
    times = {"until_day": window.until, "period_days": half, "last_period": 2, "horizon_days": window.days}
    sources = source_names(sight.profile)
    lookups = {"stages": stage_lookup(names), "sources": {"source": sources or [""], "code": range(len(sources) or 1)}}
    cells = sight.cells(Count("stage_reach", times, lookups))
    order = funnel_order(_moved(cells, len(names)), [end_of(name) for name in names])
    here = names.index(of["from"])
    ahead = order[order.index(here) + 1 :] if here in order else []
    entered = (cells["stage_code"] == here) & (cells["periods_ago"] == 1)
    n = cells["n"][entered].astype(float)
    return Share(float(n[np.isin(cells["next_code"][entered], ahead)].sum()), float(n.sum())) if n.sum() else None


def _moved(cells: Cells, stages: int) -> Array:
    """How many went from each stage to each as the next one they entered (K, K)."""
    moves, seen = np.zeros((stages, stages)), cells["next_code"] != _NOT_YET
    np.add.at(moves, (cells["stage_code"][seen], cells["next_code"][seen]), cells["n"][seen])
    return moves


def _told(sight: Sight, table: str, days: int, estimates: Iterable[Estimate]) -> Iterator[Told]:
    """Estimates, each for so many days after a table's last one; none where the table has no days."""
    last = sight.last_day(table)
    if last is not None:
        yield from ((estimate, Window(last, last + days)) for estimate in estimates)


KINDS = (
    Kind(
        "win_rate", "win_rate",
        Phrase("deals won by deals closed, of those that close in the quarter",
               "negócios ganhos sobre fechados, dos que fecham no trimestre"),
        _tell_win_rate, _win_rate,
    ),
    Kind(
        "win_rate", "expected_wins",
        Phrase("deals open today that are won, once all of them are closed",
               "negócios hoje abertos que são ganhos, quando todos estiverem fechados"),
        _tell_wins, _wins, certain=True,
    ),
    Kind(
        "sales_cycle", "median_days",
        Phrase("median days to the win, of the deals won in the quarter",
               "mediana de dias até o ganho, dos negócios ganhos no trimestre"),
        _tell_days, _days,
    ),
    Kind(
        "conversion", "eventual_conversion",
        Phrase("of those who enter the stage, who moves on, with as much time again",
               "de quem entra na etapa, quem avança, com igual prazo a mais"),
        _tell_conversion, _conversion,
    ),
)  # fmt: skip
