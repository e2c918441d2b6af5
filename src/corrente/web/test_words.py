"""What a test means in words: what is measured, how people are shared out, how many it takes, the code for a page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from corrente.core.experiment import Learning, Measure, Metric, Test
from corrente.core.words import Form, Number, Phrase
from corrente.inference import test_size
from corrente.web.test_forms import Asked
from corrente.web.texts import TEXTS

_DAY, _HOUR, _MINUTE = 86_400, 3600, 60


def told(key: str, **values: Number | Phrase | str) -> Phrase:
    """A text of the pages with its values."""
    return Phrase(TEXTS[key].en, TEXTS[key].pt, values)


def number(value: float, form: Form = Form.COUNT) -> Number:
    """A number for a sentence."""
    return Number(value, form)


# what is measured, and how people are shared out


def definition(metric: Metric, currency: str = "") -> Phrase:
    """What a metric measures, so that a reader can check it."""
    said = told(f"tests_means_{metric.measure.value}", event=metric.event, window=lasting(metric.window_seconds))
    if metric.cap is None:
        return said
    cap = (
        Number(metric.cap, Form.MONEY, currency)
        if metric.measure is Measure.REVENUE
        else number(metric.cap, Form.EXACT)
    )
    return told("tests_means_capped", said=said, cap=cap)


def lasting(seconds: int) -> Phrase:
    """A length of time in its largest whole unit."""
    unit, size = next(
        ((unit, size) for unit, size in (("day", _DAY), ("hour", _HOUR), ("minute", _MINUTE)) if seconds % size == 0),
        ("second", 1),
    )
    n = seconds // size
    return TEXTS[f"tests_one_{unit}"] if n == 1 else told(f"tests_{unit}s", n=number(n))


def sharing(test: Test) -> list[Phrase]:
    """How people are shared out, in words."""
    return list(_sharing(test))


def _sharing(test: Test) -> Iterator[Phrase]:
    yield TEXTS[f"tests_by_{test.learning.value}"]
    if test.share < 1:
        yield told("tests_by_share", share=number(test.share, Form.SHARE))
    if test.learning is not Learning.FIXED:
        if test.least:
            yield told("tests_by_least", share=number(test.least, Form.SHARE))
        if test.hold_back:
            yield told("tests_by_hold_back", share=number(test.hold_back, Form.SHARE))
        yield told("tests_by_update", every=lasting(test.update_seconds), n=number(test.least_people))
    if test.contexts:
        yield told("tests_by_contexts", names=", ".join(test.contexts))


# the code


def page_code(test: Test) -> str:
    """What is put into a page: the script once, and marks around what the variants say."""
    head = f'<script async src="{SERVICE}/corrente.js" data-key="cw_…"></script>'
    return "\n".join((head, "", f'<section data-corrente-test="{test.id}">', *_marked(test), "</section>"))


SERVICE = "https://tests.example.com"
"""Stands for the service's own address, which the app does not know."""


def _marked(test: Test) -> Iterator[str]:
    parts = dict.fromkeys(part for variant in test.variants for part in variant.payload)
    for part in parts:
        yield f"  {_mark(part, test.default.payload.get(part, ''))}"
    if not parts:
        for place, variant in enumerate(test.open_variants):
            yield f'  <div data-corrente-variant="{variant.id}"{" hidden" if place else ""}>…</div>'
    for metric in test.metrics:
        if metric.measure is not Measure.SESSION_TIME:
            yield f'  <a data-corrente-event="{escape(metric.event)}" href="…">…</a>'


def _mark(part: str, said: str) -> str:
    """An element whose text or picture a variant replaces."""
    if said.startswith(("https://", "http://")) or part == "picture":
        return f'<img data-corrente-src="{part}" src="{escape(said)}" alt="…">'
    return f'<p data-corrente-text="{part}">{escape(said, quote=False)}</p>'


def asking(test: Test) -> str:
    """What a server asks to decide for a person."""
    context = dict.fromkeys(test.contexts, "…")
    body = json.dumps({"test": test.id, "unit": "…", "context": context}, ensure_ascii=False)
    return f"POST {SERVICE}/v1/decide\nAuthorization: Bearer cw_…\n\n{body}"


# how many people


def size(asked: Asked) -> list[Phrase]:
    """How many people and days it takes to see that effect."""
    found = test_size.per_arm(test_size.Outcome(asked.mean, asked.variance), asked.effect)
    always, once = found.always * asked.arms, found.once * asked.arms
    effect = number(asked.effect, Form.SHARE)
    said = [told("tests_size_people", effect=effect, always=number(always), once=number(once))]
    if asked.people_a_day > 0:
        days = test_size.days(found.always, asked.arms, asked.people_a_day, asked.window_days)
        said.append(told("tests_size_days", days=number(max(days, 1.0)), window=number(asked.window_days, Form.EXACT)))
        in_month = max(30 - asked.window_days, 1.0) * asked.people_a_day / asked.arms
        least = test_size.smallest_effect(test_size.Outcome(asked.mean, asked.variance), in_month)
        said.append(told("tests_size_month", effect=number(least, Form.SHARE)))
    return said
