"""The join back: each person's expected share of wallet by what they bought, and the category to offer next."""

from __future__ import annotations

import numpy as np

from corrente.core.count import Lookup, Scores
from corrente.upstream.share_of_wallet.estimate import ShareOfWallet, Wallets

_MOST = 60
"""Purchases of the category up to which the table is exact, as in the scores' SQL."""
_DRAWS = 200
_NO_DAY = -3_000_000


def scores(estimate: ShareOfWallet) -> Scores:
    """Per person: the expected share of wallet with its 90% interval, what is bought elsewhere, and the next offer."""
    panel, shelf = estimate.panel, estimate.shelf
    # a panel or orders that say too little pick nobody: the period is empty, or there is no category
    from_day = panel.from_day if panel else 1
    until_panel = panel.until_day if panel else 0
    parameters = {
        "from_day": from_day,
        "until_day": until_panel,
        "orders_until_day": shelf.until_day if shelf else _NO_DAY,
        "brand_code": panel.own if panel else 0,
    }
    lookups: dict[str, Lookup] = {
        **(panel.lookups if panel else {"brand_codes": {"brand": [""], "code": [0]}}),
        "wallets": _wallets(estimate.wallets) if estimate.wallets else _EMPTY_WALLETS,
        **(shelf.lookups if shelf else {"categories": {"category": [""], "code": [1], "bit": [1]}}),
        "offers": estimate.offers.lookup if estimate.offers else _EMPTY_OFFERS,
    }
    return Scores("share_of_wallet", parameters, lookups)


def _wallets(wallets: Wallets) -> Lookup:
    """The share that a person gives us, beta given the weights: mean over the draws, quantiles of the mixture."""
    times, own = (part.ravel() for part in np.meshgrid(np.arange(1, _MOST + 1), np.arange(_MOST + 1), indexing="ij"))
    times, own = times[own <= times], own[own <= times]
    alpha, rest = (part[:_DRAWS, None] for part in (wallets.wallet.alpha, wallets.wallet.rest))
    a, b = alpha + own, rest + times - own
    drawn = np.random.default_rng(1).beta(a, b)
    low, high = np.quantile(drawn, [0.05, 0.95], axis=0)
    return {"times": times, "own": own, "share": (a / (a + b)).mean(axis=0), "share_low": low, "share_high": high}


_EMPTY_WALLETS: Lookup = {"times": [0], "own": [0], "share": [0.0], "share_low": [0.0], "share_high": [0.0]}
_EMPTY_OFFERS: Lookup = {"owned": [0], "offer": [""], "chance": [0.0], "chance_low": [0.0], "chance_high": [0.0]}
