"""The months behind a company: new customers, purchases and revenue, from orders, contracts or won deals."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Refusal
from corrente.core.count import Cells, Count, Lookup
from corrente.core.profile import BusinessModel, Profile
from corrente.core.words import Number, Phrase, phrase
from corrente.inference.renewal import LEAST_MONTHS, YEAR, Past
from corrente.stream.scorecard.calendar import Calendar, calendar_of

SCALE = 10_000
"""Money in the clean tables is in ten-thousandths."""


class Kind(StrEnum):
    """Which table says what was earned."""

    ORDERS = "orders"
    CONTRACTS = "subscriptions"
    DEALS = "opportunities"

    @property
    def words(self) -> Phrase:
        """What was counted."""
        return _WORDS[self]


_WORDS = {
    Kind.ORDERS: Phrase("orders", "pedidos"),
    Kind.CONTRACTS: Phrase("running contracts", "contratos em vigor"),
    Kind.DEALS: Phrase("won deals", "negócios ganhos"),
}


@dataclass(frozen=True)
class History:
    """Whole months: ``months`` (T,) are their first days, ``first_ahead`` the first day of the month after them.

    ``margin`` is the share of each of the last months' sales that was left, where orders say it.
    """

    kind: Kind
    months: NDArray[np.int64]
    past: Past
    margin: NDArray[np.float64] | None = None

    @property
    def first_ahead(self) -> int:
        """The first day of the first month that is foretold."""
        return int(month_starts(int(self.months[-1]), 1)[0])


def month_starts(last: int, months: int) -> NDArray[np.int64]:
    """First days (M,) of the ``months`` after the one that begins on day ``last``."""
    first = np.datetime64(last, "D").astype("datetime64[M]")
    return np.asarray((first + np.arange(1, months + 1)).astype("datetime64[D]").astype(np.int64))


def plan_history(profile: Profile) -> Mapping[str, Count] | Refusal:
    """What to count: orders where there are any, unless the company lives of contracts; else contracts, else deals."""
    for kind in _order(profile):
        calendar = calendar_of(kind, profile.tables.get(kind), profile.as_of)
        if calendar is not None and np.flatnonzero(calendar.whole).size >= LEAST_MONTHS:
            return _COUNTS[kind](calendar, profile)
    return _too_short()


def read_history(counted: Mapping[str, Cells], profile: Profile) -> History | Refusal:
    """The whole months from what `plan_history` had counted; refuses where fewer than the model needs are whole."""
    kind = _KINDS[next(iter(counted))]
    calendar = calendar_of(kind, profile.tables.get(kind), profile.as_of)
    if calendar is None:
        return _too_short()
    past = _READERS[kind](counted, len(calendar.months))
    whole = np.flatnonzero(calendar.whole & (np.cumsum(past.purchases) > 0))
    if whole.size < LEAST_MONTHS:
        return _too_short()
    chosen = slice(int(whole[0]), int(whole[-1]) + 1)
    before = past.before + float(past.new[: chosen.start].sum())
    kept = Past(past.new[chosen], past.purchases[chosen], past.revenue[chosen], before)
    return History(kind, calendar.months[chosen], kept, _margins(counted, chosen))


def _order(profile: Profile) -> tuple[Kind, ...]:
    contracts_first = profile.settings.model is BusinessModel.CONTRACTUAL
    return (Kind.CONTRACTS, Kind.ORDERS, Kind.DEALS) if contracts_first else (Kind.ORDERS, Kind.CONTRACTS, Kind.DEALS)


def _order_counts(calendar: Calendar, profile: Profile) -> Mapping[str, Count]:
    until = {"until_day": calendar.until}
    categories: Lookup = {"category": [""], "code": [1]}
    margin = _one_count("margin_months", calendar) if "margin" in profile.tables[Kind.ORDERS].columns else {}
    return {
        "order_months": Count("order_months", until, {"calendar": calendar.lookup, "categories": categories}),
        "arrival_months": Count("arrival_months", {**until, "from_orders": 1}, {"calendar": calendar.lookup}),
        **margin,
    }


def _one_count(name: str, calendar: Calendar) -> Mapping[str, Count]:
    return {name: Count(name, {"until_day": calendar.until}, {"calendar": calendar.lookup})}


def _margins(counted: Mapping[str, Cells], chosen: slice) -> NDArray[np.float64] | None:
    """The share that was left in each of the last 12 of the ``chosen`` months that have sales with a margin."""
    if "margin_months" not in counted:
        return None
    kept, sold = (_by_month(counted["margin_months"], name, chosen.stop)[chosen] for name in ("kept", "sold"))
    known = np.flatnonzero(sold > 0)[-YEAR:]
    return kept[known] / sold[known] if known.size else None


def _read_orders(counted: Mapping[str, Cells], months: int) -> Past:
    orders, arrivals = counted["order_months"], counted["arrival_months"]
    return Past(
        _by_month(arrivals, "arrived", months),
        _by_month(orders, "purchases", months),
        _by_month(orders, "sold", months) / SCALE,
    )


def _read_contracts(counted: Mapping[str, Cells], months: int) -> Past:
    """What began is new; what ran in a month was billed, and those that ended in it were billed for it once more."""
    cells = counted["contract_months"]
    began, ended = (cells["ended"] == side for side in (0, 1))
    before = _before(cells, "contracts", began) - _before(cells, "contracts", ended)
    paid = _before(cells, "price_sum", began) - _before(cells, "price_sum", ended)
    new, gone = (_by_month(cells, "contracts", months, side) for side in (began, ended))
    more, less = (_by_month(cells, "price_sum", months, side) / SCALE for side in (began, ended))
    running = before + np.cumsum(new) - np.concatenate([[0.0], np.cumsum(gone)[:-1]])
    revenue = paid / SCALE + np.cumsum(more) - np.concatenate([[0.0], np.cumsum(less)[:-1]])
    return Past(new, running, revenue, before)


def _read_deals(counted: Mapping[str, Cells], months: int) -> Past:
    """Every won deal is a new customer: of later ones nothing is known."""
    cells = counted["pipeline_months"]
    won = (cells["ending"] == 2) & (cells["closed"].astype(np.int64) >= 0)
    sums = {name: np.zeros(months) for name in ("deals", "worth")}
    for name, total in sums.items():
        np.add.at(total, cells["closed"][won].astype(int), cells[name][won].astype(float))
    return Past(sums["deals"], sums["deals"], sums["worth"] / SCALE)


def _by_month(cells: Cells, name: str, months: int, where: NDArray[np.bool_] | None = None) -> NDArray[np.float64]:
    inside = (cells["month"].astype(np.int64) >= 0) & (True if where is None else where)
    total = np.zeros(months)
    np.add.at(total, cells["month"][inside].astype(int), cells[name][inside].astype(float))
    return total


def _before(cells: Cells, name: str, where: NDArray[np.bool_]) -> float:
    return float(cells[name][where & (cells["month"].astype(np.int64) < 0)].sum())


def _too_short() -> Refusal:
    return Refusal(
        phrase(
            "A forecast needs {n} whole months of orders, contracts or won deals.",
            "Uma previsão precisa de {n} meses completos de pedidos, contratos ou negócios ganhos.",
            n=Number(LEAST_MONTHS),
        ),
        ("orders", "subscriptions", "opportunities"),
        phrase(
            "Bring orders that reach a year or more back.",
            "Traga pedidos que cubram um ano ou mais.",
        ),
    )


_COUNTS: Mapping[Kind, Callable[[Calendar, Profile], Mapping[str, Count]]] = {
    Kind.ORDERS: _order_counts,
    Kind.CONTRACTS: lambda calendar, _: _one_count("contract_months", calendar),
    Kind.DEALS: lambda calendar, _: _one_count("pipeline_months", calendar),
}
_READERS: Mapping[Kind, Callable[[Mapping[str, Cells], int], Past]] = {
    Kind.ORDERS: _read_orders,
    Kind.CONTRACTS: _read_contracts,
    Kind.DEALS: _read_deals,
}
_KINDS = {"order_months": Kind.ORDERS, "contract_months": Kind.CONTRACTS, "pipeline_months": Kind.DEALS}
