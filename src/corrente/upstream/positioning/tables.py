"""The positioning room's estimates and tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import worded
from corrente.core.words import Phrase
from corrente.upstream.positioning.estimate import Positioning, Standing

POINTS = "points of the scale"
_APART = "respondents' deviations"
_90, _50 = 1.6449, 0.6745


def estimates_of(found: Positioning) -> tuple[Estimate, ...]:
    """Differences to the strongest competitor first, then drivers, messages, how far brands stand apart, and means."""
    return (*_gaps(found), *_drivers(found), *_messages(found), *_apart(found), *_index(found), *_means(found))


def _gaps(found: Positioning) -> Iterator[Estimate]:
    rival = found.names.brands[found.rival]
    for k, attribute in enumerate(found.names.attributes):
        of = {"attribute": attribute, "against": rival}
        yield Estimate.from_draws("difference", found.gaps[:, k], POINTS, of)


def _drivers(found: Positioning) -> Iterator[Estimate]:
    if found.drivers is not None:
        for place, k in enumerate(found.drivers.attributes):
            of = {"attribute": found.names.attributes[k]}
            yield Estimate.from_draws("driver_share", found.drivers.shares[:, place], "share of what is explained", of)


def _messages(found: Positioning) -> Iterator[Estimate]:
    for segment in found.messages:
        for k in segment.order:
            of = {"message": segment.messages[k], "segment": segment.segment}
            yield Estimate.from_draws("message_share", segment.shares[:, k], "share of preference", of)


def _apart(found: Positioning) -> Iterator[Estimate]:
    for b, brand in enumerate(found.names.brands):
        yield Estimate.from_draws("differentiation", found.apart[:, b], _APART, {"brand": brand})


def _index(found: Positioning) -> Iterator[Estimate]:
    """Our mean over all attributes against the competitors', on a scale above zero, where a ratio says something."""
    levels = np.nanmean(found.means - found.contrasts.mean(axis=0), axis=0)
    ours = (levels + found.contrasts[:, found.own.place]).mean(axis=1)
    others = (levels + np.delete(found.contrasts, found.own.place, axis=1).mean(axis=1)).mean(axis=1)
    if not found.own.assumed and others.min() > 0 and ours.min() > 0:
        brand = {"brand": found.names.brands[found.own.place]}
        yield Estimate.from_draws("rating_index", 100 * ours / others, "competitors' mean = 100", brand)


def _means(found: Positioning) -> Iterator[Estimate]:
    for b, brand in enumerate(found.names.brands):
        for k, attribute in enumerate(found.names.attributes):
            value, error = float(found.means[b, k]), float(found.errors[b, k])
            if np.isfinite(error) and error > 0:
                of = {"brand": brand, "attribute": attribute}
                inner = (value - _50 * error, value + _50 * error)
                seen = {"ratings": int(found.n[b, k])}
                low, high = value - _90 * error, value + _90 * error
                yield Estimate("mean_rating", value, low, high, POINTS, of, inner, seen)


def tables_of(found: Positioning, estimates: tuple[Estimate, ...]) -> dict[str, Table]:
    """The points of parity and difference, the map, and, where they are known, messages and segments."""
    tables = {"attributes": _attribute_table(found, estimates), "map": _map_table(found)}
    if found.messages:
        rows = [e for e in estimates if e.name == "message_share"]
        told = tuple((worded(e.of["segment"]), e.of["message"], e.value, e.low, e.high) for e in rows)
        tables["messages"] = Table(_MESSAGE_COLUMNS, told, shares=("share", "share_low", "share_high"))
    if found.by_segment:
        tables["segments"] = Table(_SEGMENT_COLUMNS, tuple(_segment_rows(found)))
    return tables


def _attribute_table(found: Positioning, estimates: tuple[Estimate, ...]) -> Table:
    gaps = [e for e in estimates if e.name == "difference"]
    shares = {e.of["attribute"]: e for e in estimates if e.name == "driver_share"}
    rows = []
    for k in np.argsort([-gap.value for gap in gaps], kind="stable"):
        name, gap = found.names.attributes[k], gaps[k]
        share = shares.get(name)
        level = (float(found.means[found.own.place, k]), float(found.means[found.rival, k]))
        driver = (share.value, share.low, share.high) if share else (None, None, None)
        told = (gap.value, gap.low, gap.high, _STANDING[found.standing[k]])
        rows.append((name, *level, *told, *driver, _open(found, int(k))))
    return Table(_ATTRIBUTE_COLUMNS, tuple(rows), shares=("driver_share", "driver_low", "driver_high", "open"))


def _open(found: Positioning, k: int) -> float | None:
    """The chance that this attribute is the one with most room."""
    if found.drivers is None or found.open_ is None or k == found.drivers.target:
        return None
    return float((found.open_.argmax(axis=1) == found.drivers.attributes.index(k)).mean())


def _map_table(found: Positioning) -> Table:
    brands = [
        (_BRAND, name, float(x), float(y)) for name, (x, y) in zip(found.names.brands, found.map.brands, strict=True)
    ]
    attributes = [
        (_ATTRIBUTE, name, float(x), float(y))
        for name, (x, y) in zip(found.names.attributes, found.map.attributes, strict=True)
    ]
    return Table(_MAP_COLUMNS, (*brands, *attributes))


def _segment_rows(found: Positioning) -> Iterator[tuple[Cell, ...]]:
    own, rival = found.own.place, found.rival
    for segment, (n, mean) in found.by_segment.items():
        for k, attribute in enumerate(found.names.attributes):
            if min(n[own, k], n[rival, k]) > 0:
                yield segment, attribute, int(n[own, k]), float(mean[own, k]), float(mean[rival, k])


_LOW, _HIGH = Phrase("from", "de"), Phrase("to", "até")
_ATTRIBUTE, _BRAND = Phrase("Attribute", "Atributo"), Phrase("Brand", "Marca")
_STANDING = {
    Standing.AHEAD: Phrase("ahead", "à frente"),
    Standing.BEHIND: Phrase("behind", "atrás"),
    Standing.PARITY: Phrase("level", "em pé de igualdade"),
    Standing.OPEN: Phrase("not yet clear", "ainda incerto"),
}
_OURS, _RIVAL = Phrase("Our brand", "Nossa marca"), Phrase("Strongest competitor", "Concorrente mais forte")
_ATTRIBUTE_COLUMNS: Mapping[str, Phrase] = {
    "attribute": _ATTRIBUTE,
    "ours": _OURS,
    "rival": _RIVAL,
    "difference": Phrase("Difference", "Diferença"),
    "difference_low": _LOW,
    "difference_high": _HIGH,
    "standing": Phrase("We are", "Estamos"),
    "driver_share": Phrase("Weight in preference", "Peso na preferência"),
    "driver_low": _LOW,
    "driver_high": _HIGH,
    "open": Phrase("Chance of being the open position", "Chance de ser a posição aberta"),
}
_MAP_COLUMNS: Mapping[str, Phrase] = {
    "kind": Phrase("What", "O quê"),
    "name": Phrase("Name", "Nome"),
    "first": Phrase("First axis", "Primeiro eixo"),
    "second": Phrase("Second axis", "Segundo eixo"),
}
_MESSAGE_COLUMNS: Mapping[str, Phrase] = {
    "segment": Phrase("Segment", "Segmento"),
    "message": Phrase("Message", "Mensagem"),
    "share": Phrase("Share of preference", "Parcela da preferência"),
    "share_low": _LOW,
    "share_high": _HIGH,
}
_SEGMENT_COLUMNS: Mapping[str, Phrase] = {
    "segment": Phrase("Segment", "Segmento"),
    "attribute": _ATTRIBUTE,
    "ratings": Phrase("Ratings of our brand", "Notas da nossa marca"),
    "ours": _OURS,
    "rival": _RIVAL,
}
