"""The solutions room's tables."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import worded
from corrente.core.words import Phrase, phrase
from corrente.upstream.solutions.estimate import Preferences, Solutions

_FROM, _TO = phrase("from", "de"), phrase("to", "até")
_SEGMENT = phrase("Segment", "Segmento")
POINT_NAMES: Mapping[str, Phrase] = {
    "marginal cheapness": phrase("lowest accepted price", "menor preço aceito"),
    "indifference": phrase("indifference price", "preço de indiferença"),
    "optimal": phrase("optimal price point", "ponto de preço ótimo"),
    "marginal expensiveness": phrase("highest accepted price", "maior preço aceito"),
}
_FEATURE_NAMES = {"price": phrase("price", "preço"), "alternative": phrase("the name itself", "o próprio nome")}
_NOTHING = phrase("none of them", "nenhuma delas")


def tables(estimate: Solutions) -> dict[str, Table]:
    """What features are worth, offers at their best price, best prices by segment, and price points."""
    found: dict[str, Table] = {}
    if estimate.preferences is not None:
        found |= _of_preferences(estimate.preferences)
    if estimate.survey is not None:
        rows = tuple(
            (POINT_NAMES[e.of["point"]], worded(e.of["segment"]), e.value, e.low, e.high)
            for e in estimate.survey.points
        )
        columns = {"point": phrase("Price point", "Ponto de preço"), "segment": _SEGMENT, **_interval("price", _PRICE)}
        found["price_points"] = Table(columns, rows)
    return found


def _of_preferences(preferences: Preferences) -> dict[str, Table]:
    pays = {tuple(sorted(e.of.items())): e for e in preferences.pays}
    rows = tuple(_worth_row(e, pays.get(tuple(sorted(e.of.items())))) for e in preferences.worths)
    found = {"features": Table(_FEATURES, rows)}
    if preferences.best:
        found["offers_at_best_price"] = Table(_OFFERS, tuple(
            (b.name, b.price.value, b.price.low, b.price.high, b.share.value, b.gain.value, b.gain.low, b.gain.high,
             b.leads)
            for b in preferences.best
        ), shares=("share", "leads"))  # fmt: skip
    by_segment = tuple((b.name, s, price, gain) for b in preferences.best for s, price, gain in b.of_segments)
    if by_segment:
        found["best_by_segment"] = Table(_BY_SEGMENT, by_segment)
    return found


def _worth_row(worth: Estimate, pay: Estimate | None) -> tuple[Cell, ...]:
    money = (pay.value, pay.low, pay.high) if pay is not None else (None, None, None)
    feature, level = worth.of["feature"], worth.of.get("level")
    named: Cell = _NOTHING if (feature, level) == ("alternative", "none") else level
    return (
        _FEATURE_NAMES.get(feature, feature),
        named,
        worded(worth.of["segment"]),
        worth.value,
        worth.low,
        worth.high,
        *money,
    )


def _interval(name: str, title: Phrase) -> dict[str, Phrase]:
    return {name: title, f"{name}_low": _FROM, f"{name}_high": _TO}


_PRICE = phrase("Price", "Preço")
_FEATURES = {
    "feature": phrase("Feature", "Característica"),
    "level": phrase("Level", "Nível"),
    "segment": _SEGMENT,
    **_interval("worth", phrase("Part-worth (log odds)", "Valor parcial (log das chances)")),
    **_interval("pay", phrase("Willingness to pay", "Disposição a pagar")),
}
_OFFERS = {
    "offer": phrase("Offer", "Oferta"),
    **_interval("price", phrase("Best price", "Melhor preço")),
    "share": phrase("Share of choices there", "Parcela das escolhas nesse preço"),
    **_interval("gain", phrase("Gain per choice", "Ganho por escolha")),
    "leads": phrase("Chance to be the best", "Chance de ser a melhor"),
}
_BY_SEGMENT = {
    "offer": phrase("Offer", "Oferta"),
    "segment": _SEGMENT,
    "price": phrase("Best price", "Melhor preço"),
    "gain": phrase("Gain per choice", "Ganho por escolha"),
}
