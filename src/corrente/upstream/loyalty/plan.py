"""What the loyalty room counts: purchase patterns at a cut, since then and today, and what was spent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.profile import Profile
from corrente.core.segmentation import Segmentation, choose_segmentation
from corrente.core.words import Form, Number, phrase

SHORTEST_WEEKS = 8
"""Half of it is hold-out: in less than four weeks next to nobody comes back."""

_EXACT = 40_000  # customers up to which every pattern is counted to the day and every spend to the cent
_AGES, _AGES_BY_SEGMENT = 36, 16  # cells of age otherwise: what keeps the counts within their declared bounds
_MOST_LEVELS = 12


@dataclass(frozen=True)
class Width:
    """Days per cell of time, for customers with few and with many purchases."""

    width: int
    wide: int

    def parameters(self, prefix: str) -> dict[str, int]:
        """As the counts' parameters: at the ``cut`` or at the ``end``."""
        return {f"{prefix}_width": self.width, f"{prefix}_wide": self.wide}


@dataclass(frozen=True)
class Plan:
    """Days (since 1970-01-01) of the first purchase, of the cut and of the end; cell widths; segments, if any."""

    first_day: int
    cut_day: int
    until_day: int
    overall: Width
    by_segment: Width
    coarse: int
    segmentation: Segmentation
    currency: str
    horizon_days: int

    @property
    def hold_out_weeks(self) -> float:
        """From the cut to the end."""
        return (self.until_day - self.cut_day) / 7

    @property
    def now_width(self) -> Width:
        """The width of the cells that are counted for today."""
        return self.by_segment if self.segmentation.levels else self.overall

    @property
    def now_coarse(self) -> int:
        """How coarse the steps of spend are that are counted for today."""
        return self.coarse * 2 if self.segmentation.levels else self.coarse


def plan(profile: Profile) -> Plan | Refusal:
    """The days and widths for this company, or a refusal where its orders span too short a time."""
    orders = profile.tables["orders"]
    if orders.first_day is None or orders.rows == 0:
        return _no_orders()
    first_day, until_day = orders.first_day, profile.until(QUESTIONS["loyalty"])
    span = until_day - first_day
    if span < 7 * SHORTEST_WEEKS:
        return _too_short(max(span, 0))
    exact = min(orders.rows, orders.distinct.get("customer_id", orders.rows)) <= _EXACT
    return Plan(
        first_day,
        first_day + span // 2,
        until_day,
        _width(span, _AGES, exact),
        _width(span, _AGES_BY_SEGMENT, exact),
        0 if exact else 1,
        choose_segmentation(profile, _MOST_LEVELS),
        profile.settings.currency,
        profile.settings.horizon_days,
    )


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """What to count: bounded statistics of the orders at the cut and at the end, or a refusal."""
    planned = plan(profile)
    if isinstance(planned, Refusal):
        return planned
    days = {"cut_day": planned.cut_day, "until_day": planned.until_day}
    widths = planned.overall.parameters("cut") | planned.now_width.parameters("end")
    coarse = {"cut_coarse": planned.coarse, "end_coarse": planned.now_coarse}
    segments = planned.segmentation
    parameters = days | widths | coarse | segments.parameters
    return {"histories": Count("purchase_histories", parameters, segments.lookups)}


def _width(span: int, ages: int, exact: bool) -> Width:
    width = 1 if exact else -(-(span + 1) // ages)
    return Width(width, width if exact else 8 * width)


def _no_orders() -> Refusal:
    return Refusal(
        phrase("There are no purchases in the data yet.", "Ainda não há compras nos dados."),
        ("orders",),
        phrase(
            "Bring the orders of at least {weeks} weeks, with customer and date.",
            "Traga os pedidos de pelo menos {weeks} semanas, com cliente e data.",
            weeks=Number(SHORTEST_WEEKS, Form.COUNT),
        ),
    )


def _too_short(span: int) -> Refusal:
    return Refusal(
        phrase(
            "The orders span only {days} days: too short to see who comes back.",
            "Os pedidos cobrem só {days} dias: pouco tempo para ver quem volta.",
            days=Number(span, Form.COUNT),
        ),
        (f"orders over at least {SHORTEST_WEEKS} weeks",),
        phrase(
            "Bring at least {weeks} weeks of orders; a year is better.",
            "Traga pelo menos {weeks} semanas de pedidos; um ano é melhor.",
            weeks=Number(SHORTEST_WEEKS, Form.COUNT),
        ),
    )
