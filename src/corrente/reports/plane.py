"""Maps as Vega-Lite: brands as points with the outlines that hold 90%, attributes as lines from the middle.

Both axes have one scale, so that distances mean the same in every direction; where nothing stands for a number,
axes have no ticks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from corrente.core.picture import Mark, Picture
from corrente.core.words import Language
from corrente.reports import theme
from corrente.reports.theme import Token, colour

Spec = dict[str, Any]

_MARGIN = 1.3  # room for labels beyond the outermost mark
_LETTER = 6.6
_PLACES = (
    (1, 8),
    (-1, 8),
    (1, -8),
    (-1, -8),
    (1, 0),
    (-1, 0),
    (0, 16),
    (0, -16),
    (1, 20),
    (-1, 20),
    (1, -20),
    (-1, -20),
)
"""Where a label may stand: to the right or left of its point, and so many pixels up."""


def plane(picture: Picture, language: Language, width: int, height: int) -> Spec:
    """The body of the spec of a map of so many CSS pixels."""
    reach = _reach(picture, width / height)
    marks = sorted(picture.marks, key=lambda mark: (not mark.emphasis, not mark.outline))
    rows = _labelled([_place(mark, language) for mark in marks], reach, width)
    points, lines = ([row for row in rows if row["brand"] is brand] for brand in (True, False))
    encoding = _axes(picture, language, reach)
    return {
        "width": width,
        "height": height,
        "layer": [
            *_middle(encoding),
            {"data": {"values": lines}, "encoding": encoding, "layer": _directions()},
            {"data": {"values": _corners(picture, language)}, "encoding": encoding, "layer": [_outline(picture)]},
            {"data": {"values": points}, "encoding": encoding, "layer": [_point(picture)]},
            {"data": {"values": rows}, "encoding": encoding, "layer": [*_labels()]},
        ],
    }


def _place(mark: Mark, language: Language) -> Spec:
    at = mark.at or 0.0
    label = mark.label.say(language) if mark.label else ""
    return {
        "label": label, "at": at, "value": mark.value, "emphasis": mark.emphasis, "brand": bool(mark.outline)
    }  # fmt: skip


def _labelled(rows: list[Spec], reach: tuple[float, float], width: int) -> list[Spec]:
    """Each row with the middle of its label, where it covers no other; one that finds no room goes unsaid.

    Greedy, in the order of the rows: our brand, the other brands, then attributes (the reader finds those without
    room in the table below the picture).
    """
    unit = 2 * reach[0] / width
    taken = [(row["at"] / unit, row["value"] / unit, 14.0, 12.0) for row in rows if row["brand"]]
    for row in rows:
        size = len(row["label"]) * _LETTER
        x, y = row["at"] / unit, row["value"] / unit
        boxes = [(x + side * (size / 2 + 9), y + up, size, 14.0) for side, up in _PLACES]
        inside = [box for box in boxes if abs(box[0]) + size / 2 < reach[0] / unit]
        free = next((box for box in inside if not any(_overlap(box, other) for other in taken)), None)
        chosen = free or (boxes[0] if row["brand"] else None)
        if chosen is not None:
            taken.append(chosen)
            row |= {"label_at": chosen[0] * unit, "label_value": chosen[1] * unit}
    return rows


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    """Whether two boxes (middle, width and height) cover each other."""
    return abs(one[0] - other[0]) < (one[2] + other[2]) / 2 and abs(one[1] - other[1]) < (one[3] + other[3]) / 2


def _corners(picture: Picture, language: Language) -> list[Spec]:
    """Every outline as rows in order."""
    return [
        {"label": mark.label.say(language) if mark.label else "", "at": at, "value": value, "corner": corner,
         "emphasis": mark.emphasis}
        for mark in picture.marks
        for corner, (at, value) in enumerate(mark.outline)
    ]  # fmt: skip


def _reach(picture: Picture, shape: float) -> tuple[float, float]:
    """How far both axes go from zero, in one scale."""
    corners = [corner for mark in picture.marks for corner in (*mark.outline, (mark.at or 0.0, mark.value))]
    across, up = (max(abs(corner[i]) for corner in corners) * _MARGIN or 1.0 for i in (0, 1))
    tall = max(up, across / shape)
    return tall * shape, tall


def _axes(picture: Picture, language: Language, reach: tuple[float, float]) -> Spec:
    def axis(field: str, title: str | None, most: float) -> Spec:
        scale = {"domain": [-most, most], "nice": False}
        bare = {"labels": False, "grid": False, "titleAnchor": "start"}
        return {"field": field, "type": "quantitative", "scale": scale, "axis": bare, "title": title}

    at = picture.at_title.say(language) if picture.at_title else None
    return {"x": axis("at", at, reach[0]), "y": axis("value", picture.value_title.say(language), reach[1])}


def _middle(encoding: Spec) -> list[Spec]:
    """A cross through zero."""
    rule = {"type": "rule", "color": colour(Token.LINE)}
    return [
        {"data": {"values": [{}]}, "mark": rule, "encoding": {c: {"datum": 0, "type": "quantitative"}}}
        for c in encoding
    ]


def _directions() -> list[Spec]:
    mark = {"type": "rule", "color": colour(Token.MUTED), "strokeWidth": 1, "opacity": 0.7}
    return [{"mark": mark, "encoding": {"x2": {"datum": 0}, "y2": {"datum": 0}}}]


def _outline(picture: Picture) -> Spec:
    return {
        "mark": {"type": "line", "interpolate": "linear-closed", "strokeWidth": 1, "fillOpacity": 0.18, "opacity": 0.9},
        "encoding": {
            "detail": {"field": "label"},
            "order": {"field": "corner", "type": "quantitative"},
            "fill": _tint(picture),
            "color": _tint(picture),
        },
    }


def _point(picture: Picture) -> Spec:
    mark = {"type": "point", "filled": True, "size": 70, "opacity": 1, "strokeWidth": 1.5,
            "stroke": colour(Token.SURFACE)}  # fmt: skip
    return {"mark": mark, "encoding": {"color": _tint(picture)}}


def _labels() -> Iterator[Spec]:
    """Our brand bold, the others in ink, attributes muted."""
    kinds = (("datum.emphasis", 700, Token.INK), ("datum.brand && !datum.emphasis", 400, Token.INK),
             ("!datum.brand", 400, Token.MUTED))  # fmt: skip
    for kept, weight, tint in kinds:
        places = {
            "x": {"field": "label_at", "type": "quantitative"},
            "y": {"field": "label_value", "type": "quantitative"},
            "text": {"field": "label"},
        }
        yield {
            "transform": [{"filter": f"({kept}) && isValid(datum.label_at)"}],
            "mark": {"type": "text", "fontSize": 12, "fontWeight": weight, "color": colour(tint)},
            "encoding": places,
        }


def _tint(picture: Picture) -> Spec:
    main, quiet = colour(theme.accent(picture.stream)), colour(Token.UNCERTAINTY)
    return {"condition": {"test": "datum.emphasis", "value": main}, "value": quiet}
