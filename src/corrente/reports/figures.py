"""A picture ready for a page: drawn wide and narrow, with its words and its data as a table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from corrente.core.answer import Answer
from corrente.core.picture import Kind, Mark, Picture, Step
from corrente.core.words import Form, Language, Number
from corrente.reports.svg import draw
from corrente.reports.vega import Size, said
from corrente.reports.words import text


@dataclass(frozen=True)
class Figure:
    """What a page needs of a picture; ``wide`` and ``narrow`` are SVG elements, ``rows`` its data said in words."""

    title: str
    subtitle: str
    wide: str
    narrow: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def figure(answer: Answer, language: Language) -> Figure | None:
    """The answer's picture in ``language``, or ``None`` where it has none."""
    return None if answer.figure is None else shown(answer.figure, language, answer.question.id)


def shown(picture: Picture, language: Language, name: str) -> Figure:
    """A picture as a page shows it; ``name`` tells it from the others of the page."""
    wide, narrow = drawn(picture, language, name)
    columns, rows = data_table(picture, language)
    return Figure(picture.title.say(language), picture.subtitle.say(language), wide, narrow, columns, rows)


def drawn(picture: Picture, language: Language, name: str) -> tuple[str, str]:
    """The picture as SVG, wide and narrow; ``name`` keeps its ids apart from those of other pictures of a page."""
    key = (repr(picture), language, name)
    if key not in _cache():
        if len(_cache()) > 200:
            _cache().clear()
        _cache()[key] = tuple(draw(picture, language, size, f"{name}-{size.name.lower()}") for size in Size)
    wide, narrow = _cache()[key]
    return wide, narrow


@lru_cache(maxsize=1)
def _cache() -> dict[tuple[str, Language, str], tuple[str, ...]]:
    """Pictures drawn so far; phrases hold mappings, so a picture's text form is the key."""
    return {}


def data_table(picture: Picture, language: Language) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """The picture's data as a table: titles, and rows of texts; columns that are empty throughout are left out."""
    if picture.kind is Kind.JOURNEY:
        return _journey_table(picture, language)
    at_title = picture.at_title.say(language) if picture.at_title else text("at", language)
    titles = (
        text("label", language), text("series", language), at_title, picture.value_title.say(language),
        text("observed", language),
    )  # fmt: skip
    return _filled(titles, [_cells(mark, picture, language) for mark in picture.marks])


def _filled(
    titles: tuple[str, ...], rows: list[tuple[str, ...]]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Only the columns that are not empty throughout."""
    kept = [i for i in range(len(titles)) if any(row[i] for row in rows)]
    return tuple(titles[i] for i in kept), tuple(tuple(row[i] for i in kept) for row in rows)


def _journey_table(picture: Picture, language: Language) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """A journey's boxes: who gets there, and what becomes of them."""
    keys = ("series", "label", "moves_on", "end_well", "leave", "time_to_next")
    series, label, *rest = (text(key, language) for key in keys)
    rows = [_step_cells(step, mark, picture, language) for step, mark in zip(picture.steps, picture.marks, strict=True)]
    return _filled((series, label, picture.value_title.say(language), *rest), rows)


def _step_cells(step: Step, mark: Mark, picture: Picture, language: Language) -> tuple[str, ...]:
    shares = (step.onward, step.won, step.lost)
    return (
        step.lane.say(language) if step.lane else "",
        step.label.say(language),
        said(mark, picture, language),
        *(Number(share, picture.value_form).say(language) if share else "" for share in shares),
        step.wait.say(language) if step.wait else "",
    )


def _cells(mark: Mark, picture: Picture, language: Language) -> tuple[str, ...]:
    def number(value: float | None, form: Form, unit: str = "") -> str:
        return "" if value is None else Number(value, form, unit).say(language)

    return (
        mark.label.say(language) if mark.label else "",
        mark.series.say(language) if mark.series else "",
        number(mark.at, picture.at_form),
        said(mark, picture, language),
        number(mark.observed, picture.value_form, picture.value_unit),
    )
