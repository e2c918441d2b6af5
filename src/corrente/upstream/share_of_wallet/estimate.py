"""From counts to the share of wallet room's estimate: our share, its norm, what goes elsewhere, what to offer next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.count import Cells
from corrente.core.room import Counted, Given
from corrente.inference.nbd_dirichlet import Norms, Wallet, duplication, norms, wallet_posterior
from corrente.upstream.share_of_wallet.backtest import backtest
from corrente.upstream.share_of_wallet.offers import Offers, infer_offers
from corrente.upstream.share_of_wallet.panel import Fitted, Period, fit, read_period, shared
from corrente.upstream.share_of_wallet.plan import Panel, Shelf, plan_panel, plan_shelf
from corrente.upstream.share_of_wallet.refusals import MIN_BUYERS, MIN_REPEATERS, nothing_to_count, too_few

Array = NDArray[np.float64]

_DRAWS, _NORM_DRAWS = 1000, 500
_FEWEST_IN_SEGMENT = 30  # of our buyers, to quote a segment


@dataclass(frozen=True)
class Figure:
    """One of a brand's figures: as seen, and what the norm would let us see in such a panel (draws)."""

    seen: float
    norm: Estimate
    expected: Array

    @property
    def above(self) -> float:
        """The chance that a brand at its norm would show less than was seen."""
        return float((self.expected < self.seen).mean() + 0.5 * (self.expected == self.seen).mean())


@dataclass(frozen=True)
class Brand:
    """A brand beside its norm; ``also`` is the share of our buyers who buy it too (None for ourselves)."""

    name: str
    buyers: int
    penetration: Figure
    frequency: Figure
    share: Figure
    also: Figure | None


@dataclass(frozen=True)
class Segment:
    """Our share in one segment: its buyers of the category, and of ours."""

    name: str
    people: int
    buyers: int
    share: Estimate
    head_room: Estimate
    draws: Array


@dataclass(frozen=True)
class Wallets:
    """What the panel says.

    ``whole`` is everybody, ``brands`` stand in the order of the counts' codes, ``under`` is the chance that our share
    is below the norm's, ``wallet`` holds the draws of everybody's wallet.
    """

    panel: Panel
    fitted: Fitted
    brands: tuple[Brand, ...]
    whole: Segment
    segments: tuple[Segment, ...]
    under: float
    wallet: Wallet

    @property
    def ours(self) -> Brand:
        """Our own brand."""
        return self.brands[self.panel.own]


@dataclass(frozen=True)
class ShareOfWallet:
    """What the counts say: the ``wallets`` of a panel, the ``offers`` to our own customers, or both."""

    wallets: Wallets | None
    offers: Offers | None
    backtest: Backtest | None
    panel: Panel | None
    shelf: Shelf | None
    estimates: tuple[Estimate, ...]


def infer(counts: Counted, given: Given, rng: Generator) -> ShareOfWallet | Refusal:
    """Share of wallet, norms and next offers; a refusal where neither panel nor orders say enough.

    Raises `ConvergenceError` where no posterior can be trusted.
    """
    panel, shelf = plan_panel(given.profile), plan_shelf(given.profile)
    wallets = _wallets(panel, counts, rng) if panel else None
    offers = infer_offers(shelf, counts["earlier"], counts["later"], counts["owned"], rng) if shelf else None
    known = wallets if isinstance(wallets, Wallets) else None
    next_ = offers if isinstance(offers, Offers) else None
    if known is None and next_ is None:
        refusal = wallets if isinstance(wallets, Refusal) else offers
        return refusal if isinstance(refusal, Refusal) else nothing_to_count()
    tested = backtest(panel, counts, rng) if panel and known else None
    return ShareOfWallet(
        known, next_, tested or (next_.backtest if next_ and not known else None), panel if known else None,
        shelf if next_ else None, tuple(_estimates(known)) if known else (),
    )  # fmt: skip


def _wallets(panel: Panel, counts: Counted, rng: Generator) -> Wallets | Refusal:
    period = read_period(counts["histograms"], panel, 0)
    buyers, ours = int(period.category.buyers), int(period.buyers[panel.own])
    if buyers < MIN_BUYERS or period.repeaters < MIN_REPEATERS or ours < MIN_REPEATERS:
        return too_few(buyers, period.repeaters, ours)
    fitted = fit(period, rng, _DRAWS)
    wallet, _ = wallet_posterior(shared(counts["segments"]), rng, _DRAWS)
    normal = norms(fitted.buying.take(_NORM_DRAWS))
    gap = wallet.share[:_NORM_DRAWS] - normal.share[:, panel.own]
    return Wallets(
        panel,
        fitted,
        tuple(_brands(panel, period, normal, fitted, rng)),
        _segment("all", counts["segments"], None, wallet),
        tuple(_segments(panel, counts["segments"], rng)),
        float((gap < 0).mean()),
        wallet,
    )


def _brands(panel: Panel, period: Period, normal: Norms, fitted: Fitted, rng: Generator) -> Iterator[Brand]:
    """Each named brand beside its norm; deviations are predictive: a panel of this size is drawn from the norm."""
    both = duplication(fitted.buying.take(_NORM_DRAWS), panel.own)
    size, ours = round(period.category.buyers), max(round(period.buyers[panel.own]), 1)
    for b, name in enumerate(panel.brands):
        of = {"brand": name}
        buyers, bought, category = (int(c[b]) for c in (period.buyers, period.purchases, period.category_purchases))
        root = np.sqrt(max(buyers, 1))
        noise = rng.standard_normal((2, _NORM_DRAWS))
        shown = rng.binomial(size, normal.penetration[:, b]) / size
        also = None
        if b != panel.own:
            counted = int(period.with_own[b])
            seen = {"also_buyers": counted, "our_buyers": ours}
            drawn = rng.binomial(ours, np.clip(both[:, b], 0, 1)) / ours
            also = _figure("duplication_norm", both[:, b], counted / ours, drawn, "share of our buyers", of, seen)
        yield Brand(
            name,
            buyers,
            _figure("penetration_norm", normal.penetration[:, b], buyers / size, shown, "share of category buyers", of,
                    {"buyers": buyers, "category_buyers": size}),
            _figure("purchase_frequency_norm", normal.frequency[:, b], bought / max(buyers, 1),
                    normal.frequency[:, b] + noise[0] * normal.frequency_sd[:, b] / root, "purchases per buyer", of,
                    {"purchases": bought, "buyers": buyers}),
            _figure("share_of_wallet_norm", normal.share[:, b], bought / max(category, 1),
                    normal.share[:, b] + noise[1] * normal.share_sd[:, b] / root, "share of category purchases", of,
                    {"purchases": bought, "category_purchases": category}),
            also,
        )  # fmt: skip


def _figure(
    name: str, draws: Array, seen: float, expected: Array, unit: str, of: dict[str, str], observed: dict[str, int]
) -> Figure:
    return Figure(seen, Estimate.from_draws(name, draws, unit, of, observed=observed), expected)


def _segments(panel: Panel, cells: Cells, rng: Generator) -> Iterator[Segment]:
    """Segments with buyers enough, each with a posterior of its own."""
    for code, level in enumerate(panel.segmentation.levels, start=1):
        own = np.asarray(cells["segment"] == code) & (np.asarray(cells["own"], dtype=np.int64) > 0)
        if np.asarray(cells["people"])[own].sum() >= _FEWEST_IN_SEGMENT:
            wallet, _ = wallet_posterior(shared(cells, code), rng, _DRAWS)
            yield _segment(level, cells, code, wallet)


def _segment(name: str, cells: Cells, code: int | None, wallet: Wallet) -> Segment:
    people = shared(cells, code)
    buyers = people.own > 0
    of = {"segment": name}
    sums = {"purchases": people.own, "category_purchases": people.times}
    observed = {key: round(float(column[buyers] @ people.people[buyers])) for key, column in sums.items()}
    return Segment(
        name,
        round(people.people.sum()),
        round(people.people[buyers].sum()),
        Estimate.from_draws("share_of_wallet", wallet.share, "share of category purchases", of, observed=observed),
        Estimate.from_draws("head_room", wallet.elsewhere, "purchases per buyer", of),
        wallet.share,
    )


def _estimates(wallets: Wallets) -> Iterator[Estimate]:
    for segment in (wallets.whole, *wallets.segments):
        yield segment.share
        yield segment.head_room
    for brand in wallets.brands:
        yield from (brand.penetration.norm, brand.frequency.norm, brand.share.norm)
        if brand.also:
            yield brand.also.norm
