"""What the pages of tests show: where one stands, each variant in figures, what was done, what rests on it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from fastapi import Request

from corrente.core.answer import Estimate
from corrente.core.experiment import RELATIVE_CHANGE, Measure, Metric, Phase, Test
from corrente.core.plan import Item
from corrente.core.words import Form, Language, Number, Phrase, certainty, date_to_day
from corrente.experiments import kept
from corrente.experiments.finding import UNIT
from corrente.experiments.kept import Revision
from corrente.experiments.results import ArmResult, Interval, MetricResult
from corrente.experiments.stopping import name
from corrente.reports.test_pictures import SURE, chance, leading
from corrente.stream.planning import Standing
from corrente.web.plan_desk import store_of
from corrente.web.test_looks import Look, Looks
from corrente.web.test_words import definition, number, told
from corrente.web.texts import TEXTS

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


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
