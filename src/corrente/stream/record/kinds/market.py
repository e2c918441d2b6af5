"""Forecasts of the market, of launches and of contacts."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Answer, Refusal
from corrente.core.count import Count
from corrente.core.segmentation import coded
from corrente.core.words import Phrase
from corrente.downstream.engagement import plan as engagement
from corrente.stream.growth.history import month_starts
from corrente.stream.record.kinds.growth import places
from corrente.stream.record.kinds.kind import MOST_PARTS, Kind, Of, Told, named, parts
from corrente.stream.record.kinds.steps import moved
from corrente.stream.record.seen import Array, Level, Number, Share
from corrente.stream.record.sight import QUARTER, Sight, Window
from corrente.upstream.adoption import plan as adoption
from corrente.upstream.adoption.series import read as read_launches
from corrente.upstream.market_direction import plan as direction
from corrente.upstream.market_direction.sales import Sales
from corrente.upstream.market_direction.sales import read as read_sales

Whole = NDArray[np.int64]

YEAR = 12
_PERIOD_SLACK = 31
"""Days that a table of periods may end before a window does: its last period begins before it ends."""


# -- where the market moves ------------------------------------------------------------------------------------------


def _tell_sales(name: str, sight: Sight, answer: Answer) -> Iterator[Told]:
    """The market's, and those of the first few of each kind of its parts."""
    planned = _months(sight)
    if planned is not None:
        ends = month_starts(int(planned.months[-1]), YEAR + 1) - 1
        for kind in ("market", *direction.KINDS):
            found = [e for e in answer.estimates if e.name == name and e.of.keys() == {kind}]
            yield from ((e, Window(int(ends[0]), int(ends[-1]))) for e in found[:MOST_PARTS])


def _months(sight: Sight) -> direction.Plan | None:
    """The months of the market; None where there are none, or only the company's own orders."""
    planned = direction.plan(sight.profile) if sight.table("category_sales") else None
    return None if planned is None or isinstance(planned, Refusal) else planned


def _sold(sight: Sight) -> tuple[direction.Plan, Sales] | None:
    planned, asked = _months(sight), direction.counts(sight.profile)
    if planned is None or isinstance(asked, Refusal):
        return None
    sales = read_sales(sight.cells(asked["months"]), planned)
    return None if sales is None else (planned, sales)


def _growth(sight: Sight, of: Of, window: Window) -> Level | None:
    """Sales of the window by those of as many months before it, less one."""
    found = _series(sight, of)
    if found is None:
        return None
    months, sold, _ = found
    chosen = places(months, window)
    if chosen is None or chosen.start < YEAR:
        return None
    now, before = sold[chosen].sum(), sold[chosen.start - YEAR : chosen.start].sum()
    return Growth(float(now / before - 1), moved(sold[: chosen.stop], YEAR, YEAR))


class Growth(Level):
    """A relative change: next time, what is sold is as it was, give or take the steps of the years before."""

    def again(self, rng: np.random.Generator, draws: int) -> Array:
        """Draws (S,) around no change."""
        return Level(1.0, self.steps).again(rng, draws) - 1


def _share(sight: Sight, of: Of, window: Window) -> Level | None:
    """Sales of the window by those of all, in the same division."""
    found = _series(sight, of)
    if found is None:
        return None
    months, sold, whole = found
    chosen = places(months, window)
    if chosen is None:
        return None
    return Level(float(sold[chosen].sum() / whole[chosen].sum()), moved((sold / whole)[: chosen.stop], YEAR, YEAR))


def _series(sight: Sight, of: Of) -> tuple[Whole, Array, Array] | None:
    """First days (T,), sales (T,) of what is meant, and of all (T,)."""
    found = _sold(sight)
    if found is None:
        return None
    planned, sales = found
    (kind, name), *_ = of.items()
    if kind == "market":
        return planned.months, sales.market, sales.market
    divided = next((k for k in sales.kinds if k.name == kind and name in k.names), None)
    if divided is None:
        return None
    return planned.months, divided.sold[:, divided.names.index(name)], np.asarray(divided.sold.sum(axis=1))


# -- launches --------------------------------------------------------------------------------------------------------


def _tell_adopters(sight: Sight, answer: Answer) -> Iterator[Told]:
    planned = adoption.counts(sight.profile)
    if isinstance(planned, Refusal) or "launches" not in planned:
        return
    for series in read_launches({"launches": sight.cells(planned["launches"])}, sight.profile):
        ends = [series.day(series.periods + more) - 1 for more in (0, series.step.of_a_year)]
        for estimate in named(answer, "adopters_to_come", product=series.product):
            yield estimate, Window(*ends)


def _adopters(sight: Sight, of: Of, window: Window) -> Number | None:
    """New adopters of the periods that begin in the window."""
    planned, last = adoption.counts(sight.profile), sight.last_day("adoptions")
    table, as_of = sight.table("adoptions"), sight.profile.as_of
    if isinstance(planned, Refusal) or "launches" not in planned or table is None or last is None:
        return None
    over = as_of is None or as_of >= window.until
    if not over or last + _PERIOD_SLACK < window.until or (table.first_day or 0) > window.after + 1:
        return None
    names = adoption.products(table)
    code = names.index(of["product"]) + 1 if of["product"] in names else 0
    cells = sight.cells(planned["launches"])
    days = cells["period_day"].astype(np.int64)
    inside = (cells["product_code"] == code) & (days > window.after) & (days <= window.until)
    return Number(float(cells["adopted"][inside].sum()) / 10_000)


# -- contacts --------------------------------------------------------------------------------------------------------


def _tell_answers(sight: Sight, answer: Answer) -> Iterator[Told]:
    last = sight.last_day("touchpoints")
    if last is not None:
        window = Window(last, last + QUARTER)
        yield from ((e, window) for e in named(answer, "answer_rate", segment="all"))
        yield from ((e, window) for e in parts(answer, "answer_rate", ("channel",), "contacts"))


def _answers(sight: Sight, of: Of, window: Window) -> Share | None:
    """Contacts of the window that were answered within seven days and by its end."""
    planned = engagement.plan(sight.profile)
    if isinstance(planned, Refusal) or planned.contacts is None or not sight.covers("touchpoints", window):
        return None
    sent = planned.contacts
    days = {"until_day": window.until, "cut_day": window.after}
    more = {"window_seconds": 1, "segment_column": 0}
    lookups = sent.lookups | {"segment_codes": coded("segment_level", [""])}
    cells = sight.cells(Count("contact_responses", {**sent.parameters, **days, **more}, lookups))
    chosen = cells["later"] == 1
    if "channel" in of:
        if of["channel"] not in sent.channels:
            return None
        chosen &= cells["channel"] == sent.channels.index(of["channel"]) + 1
    answered, contacts = (float(cells[name][chosen].sum()) for name in ("answered_sum", "contacts"))
    return Share(answered, contacts) if contacts else None


KINDS = (
    Kind(
        "market_direction", "sales_growth",
        Phrase("sales of the next 12 months by those of the last 12, less one",
               "vendas dos próximos 12 meses sobre as dos últimos 12, menos um"),
        partial(_tell_sales, "sales_growth"), _growth, certain=True,
    ),
    Kind(
        "market_direction", "share_next_year",
        Phrase("share of the sales of the next 12 months", "parcela das vendas dos próximos 12 meses"),
        partial(_tell_sales, "share_next_year"), _share, certain=True,
    ),
    Kind(
        "adoption", "adopters_to_come",
        Phrase("new adopters in the next 12 months", "novos adotantes nos próximos 12 meses"),
        _tell_adopters, _adopters, certain=True,
    ),
    Kind(
        "engagement", "answer_rate",
        Phrase("contacts of the quarter that are answered", "contatos do trimestre que são respondidos"),
        _tell_answers, _answers,
    ),
)  # fmt: skip
