"""Journeys as Vega-Lite: boxes in order, arrows as wide as the people who go on, below them who leaves.

All places are worked out here, in pixels: ``along`` the journey and ``across`` it. On a desk it runs from left to
right, on a phone from top to bottom, by the same geometry with the two axes exchanged.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from corrente.core.picture import Picture, Step
from corrente.core.words import Form, Language, Number
from corrente.reports import theme
from corrente.reports.theme import Token, colour

Spec = dict[str, Any]
Point = tuple[float, float]

_TIP = 7.0  # how far an arrow's tip stands out
_BEND = 7.0  # the inner radius of the turn of those who leave
_LINE = 15.0


@dataclass(frozen=True)
class Frame:
    """The measures of one orientation, in pixels; ``whole`` is how wide everybody is."""

    upright: bool
    length: float
    card: float
    gap: float
    whole: float
    pad: float
    fall: float
    loss: float

    @property
    def depth(self) -> float:
        """How far a card reaches across."""
        return self.whole + 2 * self.pad

    def place(self, along: float, across: float) -> Point:
        """A place on the page."""
        return (across, along) if self.upright else (along, across)


def journey(picture: Picture, language: Language, width: int, upright: bool) -> Spec:
    """The body of the spec of a journey so many CSS pixels wide."""
    lanes = [tuple(steps) for _, steps in groupby(picture.steps, key=lambda step: repr(step.lane))]
    shapes, cards, texts, offset = list[Spec](), list[Spec](), list[Spec](), 0.0
    for steps in lanes:
        lane = _Lane(steps, _frame(steps, width, upright), language, offset)
        shapes += lane.shapes()
        cards += lane.cards()
        texts += lane.texts()
        offset = lane.end + 28.0
    height = round(offset - 28.0)
    x, y = _axis("x", width), _axis("y", height)
    return {
        "width": width,
        "height": height,
        "layer": [
            *_flows(shapes, x, y, picture),
            *_boxes(cards, x, y, picture),
            *_words(texts, x, y, picture),
        ],
    }


def _frame(steps: Sequence[Step], width: int, upright: bool) -> Frame:
    if upright:
        return Frame(True, width, 84.0, 42.0, 136.0, 8.0, 20.0, 92.0)
    boxes = len(steps)
    card = min((width - 50.0 * (boxes - 1)) / boxes, 112.0)
    gap = min((width - card * boxes) / (boxes - 1), 96.0)
    return Frame(False, width, card, gap, 104.0, 10.0, 30.0, 18.0)


@dataclass(frozen=True)
class _Lane:
    """One journey: its steps, its measures, and where on the page it begins."""

    steps: tuple[Step, ...]
    frame: Frame
    language: Language
    offset: float

    @property
    def _head(self) -> float:
        """Room for the lane's name."""
        return 26.0 if self.steps[0].lane else 4.0

    @property
    def _early(self) -> float:
        """How wide the river is of those for whom it ends well before the last box but one."""
        return self._people(sum(step.won for step in self.steps[:-2]))

    @property
    def _river(self) -> float:
        """Where that river begins, across."""
        begin = 2.0 if self.frame.upright else self.offset + self._head
        return begin + (self.frame.pad if self.frame.upright or not self._early else 16.0)

    @property
    def _top(self) -> float:
        """Where the boxes begin, across: beside the river, if there is one."""
        return self._river - self.frame.pad if not self._early else self._river + self._early + 14.0

    def _along(self, place: int) -> float:
        begin = self.offset + self._head if self.frame.upright else 0.0
        return begin + place * (self.frame.card + self.frame.gap)

    @property
    def _bottom(self) -> float:
        """Where the boxes end, across."""
        return self._top + self.frame.depth

    @property
    def end(self) -> float:
        """Where the lane ends, down the page."""
        if self.frame.upright:
            return self._along(len(self.steps) - 1) + self.frame.card
        return self._bottom + self.frame.fall + _TIP + self.frame.loss

    def _people(self, share: float) -> float:
        return share * self.frame.whole

    def shapes(self) -> Iterator[Spec]:
        """The flows, as outlines."""
        won, goal = 0.0, self._along(len(self.steps) - 1)
        for place, step in enumerate(self.steps[:-1]):
            leaves = self._along(place) + self.frame.card
            begin = self._top + self.frame.pad
            buys, on, lost = (self._people(share) for share in (step.won, step.onward, step.lost))
            if step.won > 0:
                river = self._river + self._people(won)
                yield self._shape("won", place, _stream(leaves, leaves + self.frame.gap, goal, begin, river, buys, 0.0))
            if step.onward > 0:
                there = leaves + self.frame.gap
                yield self._shape("on", place, _stream(leaves, there, there, begin + buys, begin, on, _TIP))
            if step.lost > 0:
                slice_ = begin + buys + on
                yield self._shape("lost", place, _fall(leaves, slice_, lost, self._bottom + self.frame.fall))
            won += step.won

    def _shape(self, kind: str, place: int, points: Sequence[Point]) -> Spec:
        corners = [self.frame.place(*point) for point in points]
        return {"kind": kind, "name": f"{kind} {self.offset:.0f} {place}", "corners": corners}

    def cards(self) -> Iterator[Spec]:
        """The boxes; the last one also takes in the river."""
        for place in range(len(self.steps)):
            last = place == len(self.steps) - 1
            along, across = self._along(place), self._goal_top if last else self._top
            x, y = self.frame.place(along, across)
            x2, y2 = self.frame.place(along + self.frame.card, across + self._depth(last))
            yield {"x": x, "y": y, "x2": x2, "y2": y2, "goal": last}

    @property
    def _goal_top(self) -> float:
        """Where the last box begins, across: it takes in the river."""
        return self._river - self.frame.pad

    def _depth(self, last: bool) -> float:
        return self._bottom - self._goal_top if last and self.frame.upright else self.frame.depth

    def texts(self) -> Iterator[Spec]:
        """All words, each with its place and style."""
        lane = self.steps[0].lane
        if lane:
            yield _text(lane.say(self.language), 0.0, self.offset + 12.0, "lane")
        for place, step in enumerate(self.steps):
            yield from self._inside(place, step)
            yield from self._beside(place, step)

    def _inside(self, place: int, step: Step) -> Iterator[Spec]:
        """What stands in a box: its name, how many get there with the interval, and its notes."""
        last = place == len(self.steps) - 1
        x, y = self.frame.place(self._along(place), self._goal_top if last else self._top)
        width = self._depth(last) if self.frame.upright else self.frame.card
        style = "goal" if last else "box"
        yield _text(step.label.say(self.language), x + 7, y + 18, f"{style}-name", width - 9)
        yield _text(Number(step.share, Form.SHARE).say(self.language), x + 7, y + 42, f"{style}-share", width - 9)
        yield _text(_interval(step, self.language), x + 7, y + 57, f"{style}-note", width - 9)
        right, down = (72.0, 38.0) if self.frame.upright else (7.0, 78.0)
        for line, note in enumerate(step.notes[:3]):
            said = note.say(self.language)
            yield _text(said, x + right, y + down + _LINE * line, f"{style}-note", width - right - 2)

    def _beside(self, place: int, step: Step) -> Iterator[Spec]:
        """What stands on the arrows: the time to the next box, those who buy, and those who leave."""
        frame, leaves = self.frame, self._along(place) + self.frame.card
        yield from self._time(step, leaves + frame.gap / 2 - 2)
        if step.won > 0 and self._early and not frame.upright:
            said = f"+{Number(step.won, Form.SHARE).say(self.language)}"
            yield _text(said, leaves + frame.gap / 2, self._river - 5, "won")
        if step.loss and step.lost > 0:
            middle = leaves + _BEND + self._people(step.lost) / 2
            x, y = frame.place(middle, self._bottom + frame.fall + _TIP)
            aside, down, style = (6, 4, "lost-beside") if frame.upright else (0, 14, "lost")
            yield _text(step.loss.say(self.language), x + aside, y + down, style)

    def _time(self, step: Step, along: float) -> Iterator[Spec]:
        """The time on the arrow to the next box, over it where it is thin; on the last one where all end well by it."""
        if step.wait is None or (step.onward == 0 and self._early):
            return
        begin, wide = self._top + self.frame.pad, self._people(step.onward or step.won)
        over = wide < 20 and not self.frame.upright
        middle = begin - 5 if over else begin + wide / 2 + self._people(step.won if step.onward else 0.0) / 2
        x, y = self.frame.place(along, middle)
        yield _text(step.wait.say(self.language), x, y + 4, "wait" if step.onward else "wait-won")


def _interval(step: Step, language: Language) -> str:
    """The interval of a box's share, where there is one that is wider than nothing."""
    if step.low is None or step.high is None or step.low == step.high:
        return ""
    low, high = (Number(share, Form.SHARE).say(language) for share in (step.low, step.high))
    return f"{low.removesuffix('%')}–{high}"


def _stream(begin: float, joined: float, end: float, here: float, there: float, wide: float, tip: float) -> list[Point]:
    """A band that leaves ``begin`` at ``here`` across, is at ``there`` where ``joined``, and points at ``end``."""
    neck = end - tip
    turn = min(joined, neck)
    above = _curve(begin, turn, here, there)
    below = _curve(begin, turn, here + wide, there + wide)
    return [*above, (neck, there), (end, there + wide / 2), (neck, there + wide), *reversed(below)]


def _curve(begin: float, end: float, here: float, there: float, steps: int = 16) -> list[Point]:
    """From one place across to another, level at both ends."""
    parts = [i / steps for i in range(steps + 1)]
    return [(begin + t * (end - begin), here + (there - here) * t * t * (3 - 2 * t)) for t in parts]


def _fall(begin: float, here: float, wide: float, end: float, steps: int = 12) -> list[Point]:
    """A band that leaves ``begin`` at ``here`` and turns away across, to point at ``end``."""
    centre = here + wide + _BEND
    angles = [math.pi / 2 * i / steps for i in range(steps + 1)]
    outer = [(begin + (wide + _BEND) * math.sin(a), centre - (wide + _BEND) * math.cos(a)) for a in angles]
    inner = [(begin + _BEND * math.sin(a), centre - _BEND * math.cos(a)) for a in angles]
    far, near = begin + _BEND + wide, begin + _BEND
    end = max(end, centre)
    return [*outer, (far, end), ((far + near) / 2, end + _TIP), (near, end), *reversed(inner)]


def _text(said: str, x: float, y: float, style: str, most: float = 400.0) -> Spec:
    return {"said": said, "x": x, "y": y, "style": style, "most": most}


def _axis(channel: str, size: int) -> Spec:
    scale = {"domain": [0, size], "range": [0, size], "nice": False, "zero": False}
    return {"field": channel, "type": "quantitative", "scale": scale, "axis": None}


def _flows(shapes: Sequence[Spec], x: Spec, y: Spec, picture: Picture) -> Iterator[Spec]:
    """One layer per kind of flow: who goes on, who leaves, and on top for whom it ends well."""
    accent = theme.accent(picture.stream)
    tints = (("on", theme.soft(picture.stream), 1.0), ("lost", Token.ATTENTION, 0.75), ("won", accent, 1.0))
    for kind, tint, opacity in tints:
        rows = [
            {"name": shape["name"], "corner": corner, "x": at[0], "y": at[1]}
            for shape in shapes
            if shape["kind"] == kind
            for corner, at in enumerate(shape["corners"])
        ]
        yield {
            "data": {"values": rows},
            "mark": {"type": "line", "interpolate": "linear-closed", "strokeWidth": 0.5,
                     "stroke": colour(tint), "fill": colour(tint), "opacity": opacity, "fillOpacity": 1},
            "encoding": {"x": x, "y": y, "detail": {"field": "name"}, "order": {"field": "corner", "type":
            "quantitative"}}, }  # fmt: skip


def _boxes(cards: Sequence[Spec], x: Spec, y: Spec, picture: Picture) -> Iterator[Spec]:
    accent = colour(theme.accent(picture.stream))
    for goal, fill, edge in ((False, colour(Token.SURFACE), colour(Token.EDGE)), (True, accent, accent)):
        yield {
            "data": {"values": [card for card in cards if card["goal"] is goal]},
            "mark": {"type": "rect", "cornerRadius": 6, "fill": fill, "stroke": edge, "strokeWidth": 1.25},
            "encoding": {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}},
        }


_STYLES: dict[str, tuple[float, int, Token, str]] = {
    "lane": (13, 600, Token.MUTED, "left"),
    "box-name": (12.5, 600, Token.INK, "left"),
    "box-share": (22, 600, Token.INK, "left"),
    "box-note": (11.5, 400, Token.MUTED, "left"),
    "goal-name": (12.5, 600, Token.SURFACE, "left"),
    "goal-share": (22, 600, Token.SURFACE, "left"),
    "goal-note": (11.5, 400, Token.SURFACE, "left"),
    "wait": (11.5, 600, Token.INK, "center"),
    "wait-won": (11.5, 600, Token.SURFACE, "center"),
    "won": (11.5, 600, Token.DOWNSTREAM, "center"),
    "lost": (12.5, 600, Token.ATTENTION, "center"),
    "lost-beside": (12.5, 600, Token.ATTENTION, "left"),
}
"""Size, weight, colour and alignment of every kind of text."""


def _words(texts: Sequence[Spec], x: Spec, y: Spec, picture: Picture) -> Iterator[Spec]:
    """One layer per kind of text and room for it."""
    kinds = dict.fromkeys((text["style"], text["most"]) for text in texts)
    for style, most in kinds:
        size, weight, token, align = _STYLES[style]
        tint = theme.accent(picture.stream) if style == "won" else token
        yield {
            "data": {"values": [text for text in texts if (text["style"], text["most"]) == (style, most)]},
            "mark": {"type": "text", "align": align, "baseline": "alphabetic", "fontSize": size, "fontWeight": weight,
                     "color": colour(tint), "limit": most},
            "encoding": {"x": x, "y": y, "text": {"field": "said"}},
        }  # fmt: skip
