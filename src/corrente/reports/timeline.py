"""A time line as Vega-Lite: one bar per item from its first day to its last, its name above, a point for one day."""

from __future__ import annotations

from typing import Any

from corrente.core.picture import Mark, Picture
from corrente.core.words import Form, Language, Number
from corrente.reports import theme
from corrente.reports.theme import Token, colour

Spec = dict[str, Any]

DAY = 86_400_000
"""Milliseconds in a day: what a temporal axis counts in."""

STEP = 34
"""Pixels of a row: the bar and the name above it."""


def timeline(picture: Picture, language: Language, width: int) -> Spec:
    """The body of the spec; bars are coloured by series, upstream's colour first."""
    rows = [_row(mark, k, language) for k, mark in enumerate(picture.marks)]
    series = list(dict.fromkeys(row["series"] for row in rows))
    tokens = theme.SERIES[picture.stream][: len(series)]
    tint = {"field": "series", "type": "nominal", "legend": {"orient": "top"} if len(series) > 1 else None,
            "scale": {"domain": series, "range": [colour(token) for token in tokens]}}  # fmt: skip
    place = {"field": "row", "type": "ordinal", "axis": None}
    start = {"field": "start", "type": "temporal", "scale": {"type": "utc"}, "title": None,
             "axis": {"orient": "bottom", "tickCount": 6 if width > 500 else 3}}  # fmt: skip
    ink = {"value": colour(Token.INK)}
    return {
        "width": width,
        "height": {"step": STEP},
        "data": {"values": rows},
        "encoding": {"y": place},
        "layer": [
            {
                "transform": [{"filter": "datum.end > datum.start"}],
                "mark": {"type": "bar", "height": 9, "yOffset": 9, "cornerRadius": 4},
                "encoding": {"x": start, "x2": {"field": "end"}, "color": tint},
            },
            {
                "transform": [{"filter": "datum.end <= datum.start"}],
                "mark": {"type": "point", "filled": True, "shape": "diamond", "size": 110, "yOffset": 9, "opacity": 1},
                "encoding": {"x": start, "color": tint},
            },
            _named("datum.late", {"align": "right", "dx": 0}, "end", ink),
            _named("!datum.late", {"align": "left", "dx": 0}, "start", ink),
        ],
    }


def days(mark: Mark, language: Language) -> str:
    """When it is: its first and last day, or the one day."""
    return " – ".join(dict.fromkeys(Number(day, Form.DATE).say(language) for day in _ends(mark)))


def _ends(mark: Mark) -> tuple[float, float]:
    first = mark.low if mark.low is not None else mark.value
    return first, mark.high if mark.high is not None else first


def _row(mark: Mark, k: int, language: Language) -> Spec:
    first, last = _ends(mark)
    name = mark.label.say(language) if mark.label else ""
    return {
        "row": k,
        "start": first * DAY,
        "end": last * DAY,
        "said": f"{name} · {days(mark, language)}",
        "series": mark.series.say(language) if mark.series else "",
        "late": mark.emphasis,
    }


def _named(which: str, mark: Spec, at: str, ink: Spec) -> Spec:
    """Names stand at a bar's beginning; those of bars that begin late end where the bar does."""
    return {
        "transform": [{"filter": which}],
        "mark": {"type": "text", "fontSize": 12, "dy": -6, "baseline": "middle"} | mark,
        "encoding": {"x": {"field": at, "type": "temporal"}, "text": {"field": "said"}, "color": ink},
    }
