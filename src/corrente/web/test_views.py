"""What the pages of tests say: where one stands, each variant in figures, what a measure means, what was done."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from fastapi import Request

from corrente.core.answer import Estimate
from corrente.core.experiment import RELATIVE_CHANGE, Learning, Measure, Metric, Phase, Test
from corrente.core.plan import Item
from corrente.core.words import Form, Language, Number, Phrase, certainty, date_to_day
from corrente.experiments import kept
from corrente.experiments.finding import UNIT
from corrente.experiments.kept import Revision
from corrente.experiments.results import ArmResult, Interval, MetricResult
from corrente.experiments.stopping import name
from corrente.inference import test_size
from corrente.reports.test_pictures import SURE, chance, leading
from corrente.stream.planning import Standing
from corrente.web.plan_desk import store_of
from corrente.web.test_forms import Asked
from corrente.web.test_looks import Look, Looks
from corrente.web.texts import TEXTS

_DAY, _HOUR, _MINUTE = 86_400, 3600, 60


def told(key: str, **values: Number | Phrase | str) -> Phrase:
    """A text of the pages with its values."""
    return Phrase(TEXTS[key].en, TEXTS[key].pt, values)


def number(value: float, form: Form = Form.COUNT) -> Number:
    """A number for a sentence."""
    return Number(value, form)


# where a test stands


def standing(look: Look) -> Phrase:
    """Where a test stands, in one sentence."""
    test = look.test
    if test.phase is Phase.DRAFT or look.began is None:
        return told("tests_is_draft", n=number(len(test.open_variants)))
    if test.phase is Phase.STOPPED:
        return _ended(look)
    if look.results is None:
        return told("tests_is_unseen", day=number(date_to_day(look.began.date()), Form.DATE))
    return told("tests_is_running", n=number(look.people), leading=leading(test, look.results))


def _ended(look: Look) -> Phrase:
    """A stopped test: what was chosen, and what it does against the default."""
    test, day = look.test, number(date_to_day((look.ended or look.at).date()), Form.DATE)
    chosen = name(test, test.chosen)
    if look.results is None or test.chosen == test.default.id:
        return told("tests_is_kept", day=day, arm=chosen)
    draws = look.results.decision.arm(test.chosen).effect
    more = sum(draw > 0 for draw in draws) / len(draws) if draws else 0.0
    sure = max(more, 1 - more)
    if not draws or not all(map(math.isfinite, draws)) or sure < SURE:
        return told("tests_is_open", day=day, arm=chosen)
    effect = look.finding.effect if look.finding else Estimate.from_draws(RELATIVE_CHANGE, draws, UNIT)
    value, low, high = (number(one, Form.SHARE) for one in (effect.value, effect.low, effect.high))
    key = "tests_is_more" if more >= 0.5 else "tests_is_less"
    return told(key, day=day, arm=chosen, sure=certainty(sure), value=value, low=low, high=high,
                metric=told(f"tests_of_{test.decision.measure.value}"))  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A test in the list."""

    test: Test
    says: Phrase
    people: int
    chance: float | None

    @property
    def chance_said(self) -> Number | Phrase:
        """The chance in words."""
        return chance(self.chance or 0.0)


def line(look: Look) -> Line:
    """A test as the list shows it; the chance is the leader's to be the best."""
    found = look.results if look.test.phase is Phase.RUNNING else None
    best = found.decision.arm(found.leader).best if found else None
    return Line(look.test, standing(look), look.people, best)


def tests_of(request: Request, item: str) -> list[Line]:
    """The tests that were made from an item of the plan."""
    return [line(look_at(request, one)) for one in kept.listed(store_of(request)) if one.body.item == item]


def look_at(request: Request, revision: Revision) -> Look:
    """What there is to see of a test."""
    looks: Looks = request.app.state.looks
    return looks.of(store_of(request), revision)


# figures


@dataclass(frozen=True)
class Row:
    """One variant by one metric, in the reader's words; what is not known yet is empty."""

    id: str
    name: str
    notes: tuple[str, ...]
    shown: str
    people: str
    responded: str
    mean: str
    against: str
    best: str
    loss: str
    raw: ArmResult


@dataclass(frozen=True)
class Board:
    """All variants by one metric, with what the metric means."""

    metric: Metric
    title: str
    says: str
    decides: bool
    rows: tuple[Row, ...]


def boards(look: Look, currency: str, language: Language) -> list[Board]:
    """The decision metric, then the guardrails."""
    found = look.results.metrics if look.results else ()
    made = [_board(look.test, one, place == 0, currency, language) for place, one in enumerate(found)]
    bounced = _bounces(look, language)
    return [replace(b, says=b.says + bounced) if b.metric.measure is Measure.SESSION_TIME else b for b in made]


def _bounces(look: Look, language: Language) -> str:
    """The share of each variant's first sessions that ended at once, where there are any."""
    of = {name(look.test, arm): found.bounced / found.people for arm, found in sorted(look.sessions.items())}
    said = ", ".join(f"{arm} {Number(share, Form.SHARE).say(language)}" for arm, share in of.items())
    return f" {told('tests_bounces', shares=said).say(language)}" if said else ""


def _board(test: Test, found: MetricResult, decides: bool, currency: str, language: Language) -> Board:
    metric = found.metric
    say = _Sayer(metric, currency, language)
    rows = tuple(_row(test, arm, say, decides) for arm in found.arms)
    measure = told(f"tests_of_{metric.measure.value}").say(language)
    title = told("tests_metric", measure=_capital(measure), event=metric.event).say(language)
    means = definition(metric, currency).say(language)
    return Board(metric, title, means, decides, rows)


@dataclass(frozen=True)
class _Sayer:
    """How values of a metric are said."""

    metric: Metric
    currency: str
    language: Language

    def value(self, value: float) -> str:
        match self.metric.measure:
            case Measure.CLICKS | Measure.CONVERSIONS:
                return Number(value, Form.EXACT_SHARE).say(self.language)
            case Measure.REVENUE:
                return Number(value, Form.MONEY, self.currency).say(self.language)
            case Measure.SESSION_TIME:
                return f"{Number(value, Form.EXACT).say(self.language)} s"
        return Number(value, Form.EXACT).say(self.language)

    def interval(self, found: Interval) -> str:
        return self._between(self.value(found.value), found, self.value(found.low), self.value(found.high))

    def change(self, found: Interval) -> str:
        value, low, high = (signed(one, self.language) for one in (found.value, found.low, found.high))
        return self._between(value, found, low, high)

    def _between(self, value: str, found: Interval, low: str, high: str) -> str:
        key = "tests_between" if found.known else "tests_unbounded" if math.isfinite(found.value) else "tests_not_yet"
        return told(key, value=value, low=low, high=high).say(self.language)


def signed(share: float, language: Language) -> str:
    """A change as a share with its sign."""
    said = Number(share, Form.SHARE).say(language)
    return f"+{said}" if share > 0 else said.replace("-", "−")


def _row(test: Test, arm: ArmResult, say: _Sayer, decides: bool) -> Row:
    variant = next(one for one in test.variants if one.id == arm.arm)
    notes = (
        *(["tests_default"] if arm.arm == test.default.id else []),
        *(["tests_dropped"] if variant.dropped else []),
        *(["tests_chosen"] if arm.arm == test.chosen else []),
    )

    def count(value: float) -> str:
        return Number(value, Form.COUNT).say(say.language)

    return Row(
        arm.arm, name(test, arm.arm), tuple(TEXTS[note].say(say.language) for note in notes), count(arm.shown),
        count(arm.people), count(arm.responded), say.interval(arm.mean),
        say.change(arm.relative) if arm.relative else "",
        chance(arm.best).say(say.language) if arm.best is not None and decides else "",
        _loss(arm, say) if decides else "", arm,
    )  # fmt: skip


def _loss(arm: ArmResult, say: _Sayer) -> str:
    """What choosing the variant is expected to lose by person against the best, in money where that is known."""
    if arm.money is not None:
        return Number(arm.money, Form.MONEY, say.currency).say(say.language)
    return "" if arm.loss is None else say.value(arm.loss)


# words


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


# what was done


@dataclass(frozen=True)
class Deed:
    """One revision with what it changed."""

    revision: Revision
    did: tuple[Phrase, ...]


def deeds(history: Sequence[Revision]) -> list[Deed]:
    """Every revision with what it changed, the last one first."""
    pairs = zip((None, *history), history, strict=False)
    return [Deed(now, tuple(_did(before.body if before else None, now.body))) for before, now in pairs][::-1]


def _did(before: Test | None, now: Test) -> Iterator[Phrase]:
    if before is None:
        yield TEXTS["tests_did_make"]
        return
    if now.phase is not before.phase:
        yield told(f"tests_did_{now.phase.value}", arm=name(now, now.chosen))
    known = {variant.id: variant for variant in before.variants}
    for variant in now.variants:
        if variant.id not in known:
            yield told("tests_did_add", arm=variant.name or variant.id)
        elif variant.dropped and not known[variant.id].dropped:
            yield told("tests_did_drop", arm=variant.name or variant.id)
    drafted = before.phase is Phase.DRAFT
    if _definition(before, drafted) != _definition(now, drafted):
        yield TEXTS["tests_did_change"]


def _definition(test: Test, drafted: bool) -> Test:
    """What is neither the phase nor, once it runs, which variants there are."""
    return replace(test, phase=Phase.DRAFT, chosen="", variants=test.variants if drafted else ())


# the plan


def rests_on_finding(plan: Standing, test: str) -> list[Item]:
    """The items of the plan that are to be looked at again because of what a test showed."""
    ids = dict.fromkeys(m.marked.item for m in plan.open if m.marked.result and m.marked.result.test == test)
    return [plan.by_id[id] for id in ids if id in plan.by_id]


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


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
