"""From counted leads to what the model reads: values as levels, numbers as bands, and columns that know too much."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.downstream.lead_scoring.plan import Plan
from corrente.inference.discrimination import auc
from corrente.inference.hierarchical_logistic import DealCells
from corrente.inference.leaks import Sides, Sign, outweighs, sign_of, single_auc
from corrente.inference.scorecard import at_once

Vector = NDArray[np.float64]
Codes = NDArray[np.int64]

NOTHING, OTHERS = "(none)", "(other)"
MOST_FEATURES = 12
"""The columns of a scorecard: as many as a score's explanation has places for."""
_MOST_LEVELS, _BANDS = 25, 25
_FEWEST, _FEWEST_SHARE = 20, 0.004  # leads of a level of its own
_NUMBERS_FROM = 9  # different values from which a column of numbers is cut into bands
_SCALE = 10_000  # of amounts
_NUMBER = re.compile(r"-?\d+([.,]\d+)?")
_ENGAGED = re.compile(
    r"source|campaign|landing|channel|contact|visit|page|click|open|download|event|webinar|demo|trial|reply|respon"
    r"|meeting|call|email|form|touch|session|previous|pdays|poutcome|last|recen|engag|score|active"
    r"|origem|fonte|campanha|canal|contato|visita|pagina|página|clique|abert|baix|evento|reuni|ligac|ligaç|resposta"
    r"|formul|sess|anterior|ultim|últim|intera|teste"
)
"""Names of columns that say what the lead did, or how it came; all others say who it is."""


@dataclass(frozen=True)
class Feature:
    """One column as the scorecard has it.

    ``levels`` are the names of its codes; ``keys`` go from a value (for a number: its first character and its length)
    to a code; values that have none are `OTHERS`, the last code where there is one.
    """

    place: int
    name: str
    number: bool
    levels: tuple[str, ...]
    keys: Mapping[tuple[str, int], int]

    @property
    def engaged(self) -> bool:
        """Whether it says what the lead did rather than who it is."""
        return bool(_ENGAGED.search(self.name.lower()))

    @property
    def nothing(self) -> int | None:
        """The code of "nothing entered"."""
        return self.levels.index(NOTHING) if NOTHING in self.levels else None


@dataclass(frozen=True)
class Leads:
    """Leads by their levels: ``levels`` (C, J) of ``features``, the period (C,) in which they came, and counts (C,).

    ``lag``: periods until an outcome is known. ``leaks`` are the columns left out, with the sign that betrayed each.
    """

    features: tuple[Feature, ...]
    levels: Codes
    period: Codes
    won: Vector
    lost: Vector
    still_open: Vector
    lag: int
    leaks: Mapping[str, Sign]

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of levels of each feature."""
        return tuple(len(feature.levels) for feature in self.features)

    @property
    def cells(self) -> DealCells:
        """As the model reads them."""
        return DealCells(self.levels, self.sizes, self.won, self.lost)

    def only(self, kept: Sequence[int]) -> Leads:
        """With these features only, cells that are now alike added up."""
        return self._summed(tuple(kept), self.period)

    @property
    def patterns(self) -> Leads:
        """Over all periods: one cell per pattern."""
        return self._summed(tuple(range(len(self.features))), np.zeros_like(self.period))

    def _summed(self, kept: tuple[int, ...], period: Codes) -> Leads:
        levels = self.levels[:, kept]
        first, place = alike(np.column_stack([period, levels]))
        sums = [np.bincount(place, side, len(first)) for side in (self.won, self.lost, self.still_open)]
        won, lost, still_open = (side.astype(np.float64) for side in sums)
        return replace(
            self,
            features=tuple(self.features[j] for j in kept),
            levels=levels[first],
            period=period[first],
            won=won,
            lost=lost,
            still_open=still_open,
        )


def alike(codes: Codes) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows (C, J) of small whole numbers that are alike: the first of each kind, and the kind (C,) of every row."""
    kind = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        kind = np.unique(kind * (column.max(initial=0) + 1) + column, return_inverse=True)[1].ravel()
    _, first, place = np.unique(kind, return_index=True, return_inverse=True)
    return first, place.ravel()


def read(raw: Cells, planned: Plan) -> Leads:
    """The leads with every column that tells them apart; columns that know too much are left out and named."""
    won, lost, still_open = (np.asarray(raw[name], dtype=np.float64) for name in ("won", "lost", "still_open"))
    coded = [_coded(place, name, raw, won + lost + still_open) for place, name in planned.columns.items()]
    told = [(feature, code) for feature, code in coded if len(feature.levels) > 1]
    sides = [Sides.of(code, len(f.levels), won, lost, still_open, f.nothing) for f, code in told]
    ever = np.asarray(raw["ever_won"], dtype=np.float64)  # late wins count as lost within the horizon, not as never won
    final = [Sides.of(code, len(f.levels), ever, won + lost - ever, still_open, f.nothing) for f, code in told]
    signs = {f.name: sign for (f, _), side in zip(told, final, strict=True) if (sign := sign_of(side))}
    kept = [(f, code, single_auc(side)) for (f, code), side in zip(told, sides, strict=True) if f.name not in signs]
    levels = np.stack([code for _, code, _ in kept] or [np.zeros(len(won), dtype=np.int64)], axis=1)
    found = Leads(
        tuple(f for f, _, _ in kept), levels, np.asarray(raw["period"], dtype=np.int64), won, lost, still_open,
        _lag(raw, planned), signs,
    )  # fmt: skip
    return _strongest(_without_the_outweighing(found, [area for _, _, area in kept]))


def _lag(raw: Cells, planned: Plan) -> int:
    """Periods until an outcome is known: the horizon, or the mean days that leads took to end."""
    dated, days = float(np.sum(raw["dated"])), float(np.sum(raw["days"]))
    mean = planned.horizon_days or (days / dated if dated else 0.0)
    return int(np.ceil(mean / planned.period_days))


def _without_the_outweighing(leads: Leads, areas: Sequence[float]) -> Leads:
    """Without a column that alone tells outcomes apart better than all others together, while there is one."""
    for j in np.argsort(areas)[::-1]:
        others = [k for k in range(len(areas)) if k != j and leads.features[k].name not in leads.leaks]
        if len(others) < 2 or not outweighs(areas[j], 0.5):
            break
        if outweighs(areas[j], _together(leads.only(others))):
            leads = replace(leads, leaks={**leads.leaks, leads.features[j].name: Sign.ALONE})
    kept = [j for j, feature in enumerate(leads.features) if feature.name not in leads.leaks]
    return leads.only(kept) if kept else leads


def _together(leads: Leads) -> float:
    """The area under the curve of all the columns together, on the leads that they were fitted to."""
    cells = leads.patterns.cells
    return auc(cells.design @ at_once(cells), cells.won, cells.lost)


def _strongest(leads: Leads) -> Leads:
    """The columns that tell outcomes apart best, each by itself, as many as a scorecard has."""
    if len(leads.features) <= MOST_FEATURES:
        return leads
    sides = (
        Sides.of(leads.levels[:, j], len(f.levels), leads.won, leads.lost, leads.still_open, f.nothing)
        for j, f in enumerate(leads.features)
    )
    best = np.argsort([-single_auc(side) for side in sides])[:MOST_FEATURES]
    return leads.only(sorted(best.tolist()))


# -- columns ---------------------------------------------------------------------------------------------------------


def _coded(place: int, name: str, raw: Cells, weight: Vector) -> tuple[Feature, Codes]:
    """A counted column as a feature, with the code of each cell (C,)."""
    values, place_of = np.unique(raw[f"level_{place:02d}"].astype(str), return_inverse=True)
    leads = np.bincount(place_of, weight, len(values)).astype(np.float64)
    banded = _bands(values.tolist(), leads, _SCALE if name == "amount" else 1)
    names, keys = banded or _values(values.tolist(), leads)
    number = banded is not None
    others = len(names) - 1
    code = np.array([keys.get(_key(value, number), others) for value in values.tolist()], dtype=np.int64)
    return Feature(place, name, number, names, keys), code[place_of]


def _key(value: str, number: bool) -> tuple[str, int]:
    return (value[:1], len(value)) if number else (value, 0)


def _values(values: list[str], leads: Vector) -> tuple[tuple[str, ...], dict[tuple[str, int], int]]:
    """The most frequent values, each a level of its own; the others together."""
    fewest = max(_FEWEST, _FEWEST_SHARE * leads.sum())
    ranked = [i for i in np.argsort(-leads, kind="stable").tolist() if leads[i] >= fewest][:_MOST_LEVELS]
    names = [values[i] or NOTHING for i in ranked]
    keys = {(values[i], 0): code for code, i in enumerate(ranked)}
    return tuple(names if len(ranked) == len(values) else [*names, OTHERS]), keys


def _bands(values: list[str], leads: Vector, scale: int) -> tuple[tuple[str, ...], dict[tuple[str, int], int]] | None:
    """Numbers cut where their first digit or their length changes, so that any engine can tell the band of a text.

    None where there are other texts, few numbers, or lengths that do not follow size (1.5 beside 2.25).
    """
    numbers = {value: float(value.replace(",", ".")) / scale for value in values if _NUMBER.fullmatch(value)}
    if len(numbers) < _NUMBERS_FROM or any(value and value not in numbers for value in values):
        return None
    spans: dict[tuple[str, int], list[float]] = {}
    sizes: dict[tuple[str, int], float] = {}
    for value, count in zip(values, leads.tolist(), strict=True):
        key = _key(value, number=True)
        if value:
            spans.setdefault(key, []).append(numbers[value])
        sizes[key] = sizes.get(key, 0.0) + count
    order = sorted(spans, key=lambda key: min(spans[key]))
    if any(max(spans[a]) >= min(spans[b]) for a, b in itertools.pairwise(order)):
        return None
    return _merged(order, spans, sizes)


def _merged(
    order: Sequence[tuple[str, int]],
    spans: Mapping[tuple[str, int], list[float]],
    sizes: Mapping[tuple[str, int], float],
) -> tuple[tuple[str, ...], dict[tuple[str, int], int]]:
    """Neighbouring steps put together into bands of a twenty-fifth of the leads or more; nothing is its own."""
    wanted = sum(sizes[key] for key in order) / _BANDS
    bands: list[list[tuple[str, int]]] = [[]]
    for key in order:
        if sum(sizes[k] for k in bands[-1]) >= wanted:
            bands.append([])
        bands[-1].append(key)
    if len(bands) > 1 and sum(sizes[k] for k in bands[-1]) < wanted / 2:
        last = bands.pop()
        bands[-1] += last
    names = [_span(min(spans[band[0]]), max(spans[band[-1]])) for band in bands]
    keys = {key: code for code, band in enumerate(bands) for key in band}
    if ("", 0) in sizes:
        names, keys = [*names, NOTHING], {**keys, ("", 0): len(bands)}
    return tuple(names), keys


def _span(low: float, high: float) -> str:
    """A band's name: ``18..29``, or ``0`` where all are alike."""
    return f"{low:g}" if low == high else f"{_plain(low)}..{_plain(high)}"


def _plain(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:g}"
