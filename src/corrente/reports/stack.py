"""Sums by month as Vega-Lite: one column a month, its parts on top of each other, the sum above it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from corrente.core.picture import Picture
from corrente.core.words import Language, Number, date_to_day, day_to_date
from corrente.reports import theme
from corrente.reports.theme import Token, colour
from corrente.reports.timeline import DAY

Spec = dict[str, Any]

LETTER = 6.2
"""About how wide a letter of 11.5 px is: where a sum is wider than its column, sums are left out."""


def stack(picture: Picture, language: Language, width: int, height: int) -> Spec:
    """The body of the spec; parts are coloured by series, in the order in which they come."""
    rows: list[Spec] = [
        {"at": (mark.at or 0.0) * DAY, "value": mark.value, "series": mark.series.say(language) if mark.series else ""}
        for mark in picture.marks
    ]
    sums = _sums(picture, language)
    month = {"field": "at", "type": "ordinal", "timeUnit": "utcyearmonth", "title": None,
             "axis": {"format": "%b %Y", "grid": False, "labelAngle": 0, "labelOverlap": "greedy"},
             "scale": {"paddingInner": 0.28, "paddingOuter": 0.14}}  # fmt: skip
    amount = {"field": "value", "type": "quantitative", "stack": "zero", "title": picture.value_title.say(language),
              "axis": {"tickCount": 5, "format": ",~r"}}  # fmt: skip
    bars = {
        "data": {"values": rows},
        "mark": {"type": "bar"},
        "encoding": {"x": month, "y": amount, "color": _tint(picture, [row["series"] for row in rows])},
    }
    fits = len(sums) * LETTER * max(len(sum_["said"]) for sum_ in sums) < width
    return {"width": width, "height": height, "layer": [bars, _above(sums, month, fits)]}


def _tint(picture: Picture, series: list[str]) -> Spec:
    names = list(dict.fromkeys(series))
    tokens = theme.SERIES[picture.stream]
    colours = [colour(tokens[place % len(tokens)]) for place in range(len(names))]
    return {"field": "series", "type": "nominal", "legend": {"orient": "top"} if len(names) > 1 else None,
            "scale": {"domain": names, "range": colours}}  # fmt: skip


def _above(sums: list[Spec], month: Spec, shown: bool) -> Spec:
    return {
        "data": {"values": sums},
        "mark": {"type": "text", "dy": -8, "fontSize": 11.5, "color": colour(Token.INK), "opacity": float(shown)},
        "encoding": {"x": month, "y": {"field": "value", "type": "quantitative"}, "text": {"field": "said"}},
    }


def _sums(picture: Picture, language: Language) -> list[Spec]:
    """What all parts add up to in every month from the first to the last, also in those that have none."""
    totals: defaultdict[int, float] = defaultdict(float)
    for mark in picture.marks:
        totals[_first(mark.at or 0.0)] += mark.value
    months = [min(totals)]
    while months[-1] < max(totals):
        months.append(_first(months[-1] + 31))
    return [{"at": month * DAY, "value": totals[month], "said": _said(totals[month], picture, language)}
            for month in months]  # fmt: skip


def _first(day: float) -> int:
    """The first day of the month of ``day``."""
    return date_to_day(day_to_date(int(day)).replace(day=1))


def _said(total: float, picture: Picture, language: Language) -> str:
    return Number(total, picture.value_form, picture.value_unit).say(language) if total else ""
