"""Measures of the market: what is said, sold and offered."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.brands import own_brand
from corrente.core.count import Cells
from corrente.inference.monthly import DRAWS, mean, rate, share_of_sales
from corrente.stream.scorecard.contacts import SCALE
from corrente.stream.scorecard.series import Seen, Series, Today

_PRIOR_OFFERS, _PRIOR_SPREAD = 4.0, 0.4
_ABSENT = frozenset({"", "no", "não", "nao", "0", "false", "none", "nenhum", "nenhuma", "sem", "-", "–"})


def feedback_score(seen: Seen, rng: Generator) -> Iterator[Series]:
    """The mean rating of a month's comments."""
    if "feedback_months" in seen.cells:
        rated, sums, squares = (seen.months("feedback_months", name) for name in ("rated", "total", "squares"))
        if rated.sum() > 0:
            yield Series(mean(sums / SCALE, squares / SCALE, rated, rng), seen.calendars["feedback_months"])


def category_share(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Our sales by all sales, by month."""
    if "category_months" in seen.cells:
        ours = seen.cells["category_months"]["brand_code"] == 1
        own, whole = seen.months("category_months", "sold", ours), seen.months("category_months", "sold")
        if own.sum() > 0:
            yield Series(share_of_sales(own, whole, rng), seen.calendars["category_months"])


def category_penetration(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Buyers of ours by buyers in the category, by month."""
    if "penetration_months" in seen.cells:
        own, buyers = (seen.months("penetration_months", name) for name in ("own_buyers", "buyers"))
        if own.sum() > 0:
            yield Series(rate(own, buyers, rng), seen.calendars["penetration_months"])


def price_index(seen: Seen, rng: Generator) -> Iterator[Today]:
    """The ratio of geometric means, by Student's t of the logarithms with the spread of both sides pooled.

    What is uncertain is not the prices, which are listed, but what offers cost that could stand in the list as well.
    The spread has a prior worth `_PRIOR_OFFERS` offers that differ by `_PRIOR_SPREAD`: few offers say little of it.
    """
    cells = seen.cells.get("market_offers")
    ours = None if cells is None else _ours(seen, cells)
    if cells is None or ours is None:
        return
    price, n = cells["offer_price"].astype(float) / SCALE, cells["offers"].astype(float)
    sides = [(np.log(price[side]), n[side]) for side in (ours & (price > 0), ~ours & (price > 0))]
    sizes = [float(weight.sum()) for _, weight in sides]
    if min(sizes) < 1 or sum(sizes) < 3:
        return
    means = [float(np.average(log, weights=weight)) for log, weight in sides]
    squares = sum(float(weight @ (log - centre) ** 2) for (log, weight), centre in zip(sides, means, strict=True))
    degrees = sum(sizes) - 2 + _PRIOR_OFFERS
    spread = (squares + _PRIOR_OFFERS * _PRIOR_SPREAD**2) / degrees
    error = np.sqrt(spread * (1 / sizes[0] + 1 / sizes[1]))
    apart = means[0] - means[1]
    yield Today(100 * float(np.exp(apart)), 100 * np.exp(apart + error * rng.standard_t(degrees, DRAWS)))


def feature_index(seen: Seen, rng: Generator) -> Iterator[Today]:
    """The ratio of the shares of features that offers have, each with Jeffreys' prior.

    A further column is a feature unless all it holds are numbers.
    """
    cells = seen.cells.get("market_offers")
    ours = None if cells is None else _ours(seen, cells)
    if cells is None or ours is None:
        return
    n = cells["offers"].astype(float)
    columns = [cells[name] for name in cells if name.startswith("level_")]
    features = np.array([[str(level).casefold() not in _ABSENT for level in c] for c in columns if _is_feature(c)])
    if not features.size or not ours.any() or ours.all():
        return
    have = [float((features[:, side] * n[side]).sum()) for side in (ours, ~ours)]
    could = [float(len(features) * n[side].sum()) for side in (ours, ~ours)]
    drawn = [rng.beta(k + 0.5, m - k + 0.5, DRAWS) for k, m in zip(have, could, strict=True)]
    if have[1] > 0:
        yield Today(100 * (have[0] / could[0]) / (have[1] / could[1]), 100 * drawn[0] / drawn[1])


def _is_feature(column: NDArray[np.generic]) -> bool:
    levels = {str(level).strip() for level in column} - {""}
    return bool(levels) and (levels <= {"0", "1"} or not all(_is_number(level) for level in levels))


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def _ours(seen: Seen, cells: Cells) -> NDArray[np.bool_] | None:
    """Which offers are our own brand's; None where none is known to be."""
    brands = sorted({str(brand) for brand in cells["brand_name"]})
    own = own_brand(seen.profile.settings, brands)
    return None if own.assumed else np.array([brand == brands[own.place] for brand in cells["brand_name"]])
