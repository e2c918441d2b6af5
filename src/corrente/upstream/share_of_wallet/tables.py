"""The share of wallet room's tables."""

from __future__ import annotations

import numpy as np

from corrente.core.answer import Table
from corrente.core.marks import worded
from corrente.core.words import phrase
from corrente.upstream.share_of_wallet.estimate import Figure, ShareOfWallet, Wallets
from corrente.upstream.share_of_wallet.offers import Offers

_SHOWN = 50


def tables(estimate: ShareOfWallet) -> dict[str, Table]:
    """Brands beside their norms, who else our buyers buy, segments; steps from category to category, and offers."""
    found: dict[str, Table] = {}
    if estimate.wallets:
        found |= _wallet_tables(estimate.wallets)
    if estimate.offers:
        found |= _offer_tables(estimate.offers)
    return found


def _beside(figure: Figure) -> tuple[float, float, float, float]:
    """What was seen, the norm, and where a brand at its norm would be in such a panel."""
    low, high = np.quantile(figure.expected, [0.05, 0.95])
    return figure.seen, figure.norm.value, float(low), float(high)


def _wallet_tables(wallets: Wallets) -> dict[str, Table]:
    brands = tuple(
        (b.name, b.buyers, *_beside(b.penetration), *_beside(b.frequency), *_beside(b.share)) for b in wallets.brands
    )
    also = sorted((b for b in wallets.brands if b.also), key=lambda b: -(b.also.seen if b.also else 0.0))
    shared = tuple((b.name, *_beside(b.also)) for b in also if b.also)
    segments = tuple(
        (worded(s.name), s.people, s.buyers, s.share.value, s.share.low, s.share.high, s.head_room.value)
        for s in (wallets.whole, *wallets.segments)
    )
    return {
        "brand_norms": Table(_BRANDS, brands, shares=_BRAND_SHARES),
        "bought_elsewhere": Table(_ELSEWHERE, shared, shares=("share", "norm", "low", "high")),
        "wallet_by_segment": Table(_SEGMENTS, segments, shares=("share", "share_low", "share_high")),
    }


def _offer_tables(offers: Offers) -> dict[str, Table]:
    steps = tuple(
        (s.owned, s.offer, s.customers, s.chance.value, s.chance.low, s.chance.high, s.lift.value, s.lift.low,
         s.lift.high)
        for s in offers.steps
    )  # fmt: skip
    return {
        "next_category": Table(_STEPS, steps[:_SHOWN], len(steps), ("chance", "chance_low", "chance_high")),
        "offers": Table(_OFFERS, offers.reachable),
    }


_LOW, _HIGH = phrase("from", "de"), phrase("to", "até")
_NORM = phrase("Norm", "Norma")
_BRANDS = {
    "brand": phrase("Brand", "Marca"),
    "buyers": phrase("Buyers", "Compradores"),
    "penetration": phrase("Share of category buyers", "Parcela dos compradores da categoria"),
    "penetration_norm": _NORM,
    "penetration_low": _LOW,
    "penetration_high": _HIGH,
    "frequency": phrase("Purchases per buyer", "Compras por comprador"),
    "frequency_norm": _NORM,
    "frequency_low": _LOW,
    "frequency_high": _HIGH,
    "share": phrase("Share of wallet", "Participação na carteira"),
    "share_norm": _NORM,
    "share_low": _LOW,
    "share_high": _HIGH,
}
_BRAND_SHARES = tuple(name for name in _BRANDS if name.startswith(("penetration", "share")))
_ELSEWHERE = {
    "brand": phrase("Also bought", "Também compram"),
    "share": phrase("Share of our buyers", "Parcela dos nossos compradores"),
    "norm": _NORM,
    "low": _LOW,
    "high": _HIGH,
}
_SEGMENTS = {
    "segment": phrase("Segment", "Segmento"),
    "category_buyers": phrase("Buyers of the category", "Compradores da categoria"),
    "buyers": phrase("Our buyers", "Nossos compradores"),
    "share": phrase("Share of wallet", "Participação na carteira"),
    "share_low": _LOW,
    "share_high": _HIGH,
    "elsewhere": phrase("Purchases elsewhere, per buyer", "Compras em outras marcas, por comprador"),
}
_STEPS = {
    "owned": phrase("Customers of", "Clientes de"),
    "offer": phrase("Went on to", "Passaram a comprar"),
    "customers": phrase("Customers who could", "Clientes que podiam"),
    "chance": phrase("Share that did", "Parcela que comprou"),
    "chance_low": _LOW,
    "chance_high": _HIGH,
    "lift": phrase("Against all customers (times)", "Ante todos os clientes (vezes)"),
    "lift_low": _LOW,
    "lift_high": _HIGH,
}
_OFFERS = {
    "offer": phrase("To offer", "A oferecer"),
    "customers": phrase("Customers", "Clientes"),
    "expected": phrase("Expected to buy", "Devem comprar"),
}
