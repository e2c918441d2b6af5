"""Pictures as Vega-Lite specs: pure functions from a `Picture` to a plain dict, in one language and one size.

All texts are said here, so that the numbers of a picture read as those of the sentence above it. Intervals are
always drawn: the 50% interval inside the 90% one, fading outward. Colours are the theme's light ones;
`corrente.reports.svg` turns them into custom properties that follow the page.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Language, Number
from corrente.reports import theme
from corrente.reports.journey import journey
from corrente.reports.plane import plane
from corrente.reports.stack import stack
from corrente.reports.theme import Token, colour
from corrente.reports.timeline import DAY, days, timeline

Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"


class Size(IntEnum):
    """How wide a picture is, in CSS pixels."""

    WIDE = 740
    NARROW = 330


def spec(picture: Picture, language: Language, size: Size = Size.WIDE, titled: bool = True) -> Spec:
    """The whole Vega-Lite spec; without ``titled`` the page says title and subtitle itself."""
    drawn = {Kind.CURVE: _curve, Kind.MAP: _map, Kind.JOURNEY: _journey, Kind.TIMELINE: _timeline,
             Kind.STACK: _stack}.get(picture.kind, _rows)  # fmt: skip
    body = drawn(picture, language, size)
    title = {"title": _title(picture, language, size)} if titled else {}
    described = {"$schema": SCHEMA, "description": picture.alt.say(language), "config": _config(picture)}
    return described | title | body


def said(mark: Mark, picture: Picture, language: Language) -> str:
    """A mark's value as text, with its 90% interval where there is one: ``0.62 (0.58–0.66)``."""
    if picture.kind is Kind.TIMELINE:
        return days(mark, language)
    value = Number(mark.value, picture.value_form, picture.value_unit).say(language)
    if mark.low is None or mark.high is None:
        return value
    low, high = (Number(v, picture.value_form, picture.value_unit).say(language) for v in (mark.low, mark.high))
    to = "–" if mark.low >= 0 else " to " if language is Language.EN else " a "
    return f"{value} ({low}{to}{high})"


def _title(picture: Picture, language: Language, size: Size) -> Spec:
    return {
        "text": textwrap.wrap(picture.title.say(language), size // 8),
        "subtitle": textwrap.wrap(picture.subtitle.say(language), size // 7),
    }


def _config(picture: Picture) -> Spec:
    ink, muted, line = colour(Token.INK), colour(Token.MUTED), colour(Token.LINE)
    return {
        "font": theme.FONT,
        "background": "transparent",
        "padding": 4,
        "view": {"stroke": None},
        "title": {
            "anchor": "start", "frame": "bounds", "color": ink, "fontSize": 16, "fontWeight": 600, "offset": 14,
            "subtitleColor": muted, "subtitleFontSize": 13, "subtitlePadding": 6,
        },
        "axis": {
            "domain": False, "ticks": False, "grid": True, "gridColor": line, "labelColor": muted, "labelFontSize": 12,
            "labelPadding": 8, "titleColor": muted, "titleFontSize": 12, "titleFontWeight": "normal",
            "titlePadding": 10,
        },
        "legend": {
            "orient": "top", "title": None, "labelColor": ink, "labelFontSize": 12, "symbolType": "square",
            "symbolStrokeWidth": 0, "offset": 8,
        },
        "range": {"category": [colour(token) for token in theme.SERIES[picture.stream]]},
    }  # fmt: skip


# -- pictures of rows: intervals, bars and funnels -------------------------------------------------------------------

LETTER = 6.6
"""About how wide a letter of 12.5 px is; room for labels is made from it before anything is drawn."""


def _rows(picture: Picture, language: Language, size: Size) -> Spec:
    data = [_row(mark, picture, language) for mark in picture.marks]
    series = any(mark.series for mark in picture.marks)
    labels = _room([row["label"] for row in data], size * 0.42)
    numbers = _room([row["said"] for row in data], size * 0.5)
    beside = size is Size.WIDE
    width = size - numbers - 16 - (labels if beside else 0)
    layers = [*_row_marks(picture, data, size), _said_at(width)]
    if not beside:
        layers.append(_label_above(data, -19 if picture.kind is Kind.INTERVALS else -24))
    return {
        "width": max(width, 80),
        "height": {"step": _step(picture, beside, series)},
        "data": {"values": data},
        "layer": [
            {"encoding": _row_places(picture, beside, series, labels), "layer": layers},
            *_reference(picture, language, "x"),
        ],
    }


def _row(mark: Mark, picture: Picture, language: Language) -> Spec:
    row: Spec = {
        "label": mark.label.say(language) if mark.label else "",
        "value": mark.value,
        "said": said(mark, picture, language),
        "emphasis": mark.emphasis,
    }
    optional = {"low": mark.low, "high": mark.high, "inner_low": mark.inner_low, "inner_high": mark.inner_high}
    optional |= {"observed": mark.observed, "at": mark.at}
    if mark.series:
        row["series"] = mark.series.say(language)
    return row | {name: value for name, value in optional.items() if value is not None}


def _room(texts: Sequence[str], most: float) -> int:
    return round(min(max((len(text) for text in texts), default=0) * LETTER + 12, most))


def _step(picture: Picture, beside: bool, series: bool) -> int:
    step = 34 if picture.kind is Kind.INTERVALS else 40
    return (step if beside else step + 16) // (2 if series else 1) + (8 if series else 0)


def _row_places(picture: Picture, beside: bool, series: bool, labels: int) -> Spec:
    axis = {"title": None, "grid": False, "labelLimit": labels, "labelColor": colour(Token.INK), "labelFontSize": 12.5}
    y: Spec = {"field": "label", "type": "nominal", "sort": None, "axis": axis if beside else None}
    if not beside:
        y["scale"] = {"paddingInner": 0, "paddingOuter": 0.1}
    places: Spec = {"y": y}
    if series:
        places["yOffset"] = {"field": "series", "sort": None}
        places["color"] = {"field": "series", "type": "nominal", "sort": None}
    else:
        places["color"] = _emphasis(picture)
    return places


def _emphasis(picture: Picture) -> Spec:
    main = colour(theme.accent(picture.stream))
    if not any(mark.emphasis for mark in picture.marks):
        return {"value": main}
    quiet = Token.UNCERTAINTY if picture.kind is Kind.INTERVALS else theme.soft(picture.stream)
    return {"condition": {"test": "datum.emphasis", "value": main}, "value": colour(quiet)}


def _row_marks(picture: Picture, data: Sequence[Spec], size: Size) -> list[Spec]:
    x = _value_axis(picture, size)
    if picture.kind is Kind.INTERVALS:
        return [
            _band("low", "high", x, {"height": 12, "opacity": 0.25, "cornerRadius": 6}, data),
            _band("inner_low", "inner_high", x, {"height": 12, "opacity": 0.45}, data),
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1, "strokeWidth": 2,
                         "stroke": colour(Token.SURFACE)},
                "encoding": {"x": x | {"field": "value"}},
            },
            *_observed("x", data),
        ]  # fmt: skip
    thick = 26 if picture.kind is Kind.FUNNEL else 20
    ink = {"value": colour(Token.INK)}
    return [
        {
            "mark": {"type": "bar", "height": thick, "cornerRadiusEnd": 2},
            "encoding": {"x": x | {"field": "value"}},
        },
        _band("low", "high", x, {"height": 5, "opacity": 0.3}, data, ink),
        _band("inner_low", "inner_high", x, {"height": 5, "opacity": 0.6}, data, ink),
        *_observed("x", data),
    ]


def _value_axis(picture: Picture, size: Size) -> Spec:
    scale: Spec = {"nice": True, "zero": picture.kind is not Kind.INTERVALS}
    axis: Spec = {"tickCount": 5 if size is Size.WIDE else 2, "format": _format(picture.value_form)}
    return {"type": "quantitative", "scale": scale, "axis": axis, "title": None}


def _band(low: str, high: str, x: Spec, mark: Spec, data: Sequence[Spec], tint: Spec | None = None) -> Spec:
    coloured = {"color": tint} if tint else {}
    return {
        "transform": [{"filter": f"isValid(datum.{low})"}] if any(low not in row for row in data) else [],
        "mark": {"type": "bar"} | mark,
        "encoding": {"x": x | {"field": low}, "x2": {"field": high}} | coloured,
    }


def _observed(channel: str, data: Sequence[Spec]) -> list[Spec]:
    """What really happened: a hollow diamond in ink, the same in every picture."""
    if not any("observed" in row for row in data):
        return []
    mark = {
        "type": "point", "shape": "diamond", "size": 64, "filled": True, "opacity": 1, "strokeWidth": 1.5,
        "stroke": colour(Token.INK), "fill": colour(Token.SURFACE),
    }  # fmt: skip
    where = {"field": "observed", "type": "quantitative"}
    return [{"transform": [{"filter": "isValid(datum.observed)"}], "mark": mark, "encoding": {channel: where}}]


def _said_at(width: int) -> Spec:
    return {
        "mark": {"type": "text", "align": "left", "fontSize": 12.5},
        "encoding": {
            "x": {"value": max(width, 80) + 12}, "text": {"field": "said"}, "color": {"value": colour(Token.INK)},
        },
    }  # fmt: skip


def _label_above(data: Sequence[Spec], lift: int) -> Spec:
    """The label over its row, once where several series share it."""
    first = {row["label"]: row.get("series", "") for row in reversed(data)}
    for row in data:
        row["above"] = row["label"] if first[row["label"]] == row.get("series", "") else ""
    return {
        "mark": {"type": "text", "align": "left", "fontSize": 12.5, "dy": lift, "limit": int(Size.NARROW) - 12},
        "encoding": {"x": {"value": 0}, "text": {"field": "above"}, "color": {"value": colour(Token.INK)}},
    }


# -- pictures over time ------------------------------------------------------------------------------------------------


def _curve(picture: Picture, language: Language, size: Size) -> Spec:
    data = [_moment(mark, picture, language) for mark in picture.marks]
    series = list(dict.fromkeys(row["series"] for row in data if "series" in row))
    names = _room(series, size * 0.3) if len(series) > 1 else 8
    layers = [
        _area("low", "high", 0.16, data),
        _area("inner_low", "inner_high", 0.3, data),
        {"mark": {"type": "line", "strokeWidth": 2.25}},
        *_observed("y", data),
        *_series_names(series, data, 300 if size is Size.WIDE else 240),
    ]
    return {
        "width": size - names - 62,
        "height": 300 if size is Size.WIDE else 240,
        "data": {"values": data},
        "layer": [
            {"encoding": _curve_places(picture, language, size, bool(series)), "layer": layers},
            *_reference(picture, language, "y"),
        ],
    }


def _moment(mark: Mark, picture: Picture, language: Language) -> Spec:
    row = _row(mark, picture, language)
    if picture.at_form is Form.DATE:
        row["at"] *= DAY
    return row


def _curve_places(picture: Picture, language: Language, size: Size, series: bool) -> Spec:
    at = picture.at_title.say(language) if picture.at_title else None
    dated = picture.at_form is Form.DATE
    axis: Spec = {"grid": False, "tickCount": 6 if size is Size.WIDE else 3}
    if not dated:
        axis["format"] = _format(picture.at_form)
    y_axis: Spec = {"tickCount": 5, "format": _format(picture.value_form)}
    by_series: Spec = {"field": "series", "type": "nominal", "sort": None, "legend": None}
    return {
        "x": {"field": "at", "type": "temporal" if dated else "quantitative", "axis": axis, "title": at,
              "scale": {"zero": False, "nice": False} | ({"type": "utc"} if dated else {})},
        "y": {"field": "value", "type": "quantitative", "axis": y_axis, "title": picture.value_title.say(language)},
        "color": by_series if series else {"value": colour(theme.accent(picture.stream))},
    }  # fmt: skip


def _area(low: str, high: str, opacity: float, data: Sequence[Spec]) -> Spec:
    return {
        "transform": [{"filter": f"isValid(datum.{low})"}] if any(low not in row for row in data) else [],
        "mark": {"type": "area", "opacity": opacity},
        "encoding": {"y": {"field": low, "type": "quantitative"}, "y2": {"field": high}},
    }


def _series_names(series: Sequence[str], data: Sequence[Spec], height: int) -> list[Spec]:
    """Each line's name at its end: no legend to look up. Names of lines that end close together move apart."""
    if len(series) < 2:
        return []
    lifts = _apart(series, data, height)
    if not any(lifts.values()):
        return [_names_at(0, [])]
    return [_names_at(lift, [name for name in series if lifts[name] == lift]) for lift in dict.fromkeys(lifts.values())]


LINE = 16
"""Pixels that a name at the end of a line needs."""


def _apart(series: Sequence[str], data: Sequence[Spec], height: int) -> dict[str, int]:
    """How far up each name moves from the end of its line, in pixels, so that none stands on another."""
    ends = {row["series"]: row["value"] for row in sorted(data, key=lambda row: row["at"]) if "series" in row}
    values = [row[key] for row in data for key in ("value", "low", "high") if key in row]
    pixel = (max(*values, 0.0) - min(*values, 0.0)) / height or 1.0
    lifts: dict[str, int] = {}
    free = -math.inf
    for name in sorted(series, key=lambda name: ends[name]):
        free = max(ends[name] / pixel, free + LINE)
        lifts[name] = round(free - ends[name] / pixel)
    return lifts


def _names_at(lift: int, names: Sequence[str]) -> Spec:
    """The names (none: all) at the ends of their lines, so many pixels above them."""
    last = {"op": "argmax", "field": "at", "as": "last"}
    return {
        "transform": [
            *([{"filter": {"field": "series", "oneOf": list(names)}}] if names else []),
            {"aggregate": [last], "groupby": ["series"]},
            {"calculate": "datum.last.at", "as": "at"},
            {"calculate": "datum.last.value", "as": "value"},
        ],
        "mark": {"type": "text", "align": "left", "dx": 6, "fontSize": 12.5, "fontWeight": 600}
        | ({"dy": -lift} if lift else {}),
        "encoding": {"text": {"field": "series"}},
    }


def _map(picture: Picture, language: Language, size: Size) -> Spec:
    width = size - 40
    return plane(picture, language, width, round(width * (0.62 if size is Size.WIDE else 1.0)))


def _journey(picture: Picture, language: Language, size: Size) -> Spec:
    return journey(picture, language, size - 8, size is Size.NARROW)


def _timeline(picture: Picture, language: Language, size: Size) -> Spec:
    return timeline(picture, language, size - 20)


def _stack(picture: Picture, language: Language, size: Size) -> Spec:
    return stack(picture, language, size - 76, 260)


# -- shared ------------------------------------------------------------------------------------------------------------


def _reference(picture: Picture, language: Language, channel: str) -> list[Spec]:
    if picture.reference is None:
        return []
    where = {channel: {"datum": picture.reference, "type": "quantitative"}}
    rule: Spec = {
        "data": {"values": [{}]},
        "mark": {"type": "rule", "strokeDash": [4, 3], "strokeWidth": 1.25, "color": colour(Token.INK)},
        "encoding": where,
    }
    if picture.reference_label is None:
        return [rule]
    across = channel == "x"
    label: Spec = {
        "data": {"values": [{}]},
        "mark": {"type": "text", "fontSize": 11.5, "color": colour(Token.MUTED), "dy": 0 if across else -7,
                 "align": "center" if across else "left"},
        "encoding": where
        | {"y" if across else "x": {"value": -7 if across else 4}}
        | {"text": {"value": picture.reference_label.say(language)}},
    }  # fmt: skip
    return [rule, label]


_FORMATS: Mapping[Form, str] = {
    Form.COUNT: ",d",
    Form.ROUGH: ",~g",
    Form.EXACT: ",~r",
    Form.SHARE: ",~%",
    Form.EXACT_SHARE: ",~%",
    Form.POINTS: ",~p",
    Form.MONEY: ",~r",
}


def _format(form: Form) -> str:
    """The d3 format of an axis; amounts in points are shares of one, as everywhere."""
    return _FORMATS.get(form, ",~r")
