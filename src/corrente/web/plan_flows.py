"""The plan as the stream shows it: decisions in the lake, campaigns and tests as branches, growth as the sea."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corrente.core.answer import Refusal
from corrente.core.experiment import Test
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Form, Language, Number, Phrase, date_to_day
from corrente.reports.words import DECISIONS, text
from corrente.stream.growth.work import Growth
from corrente.stream.plan.items.price import ADD_ON, UPGRADE
from corrente.stream.planning import Standing
from corrente.web.desk import State as Work
from corrente.web.stream import Back, Branch, Choice, Ripple, Sea
from corrente.web.texts import TEXTS

KINDS = (ItemKind.SEGMENT, ItemKind.PROBLEM, ItemKind.SOLUTION, ItemKind.PRICE, ItemKind.ADVANTAGE,
         ItemKind.POSITIONING, ItemKind.MESSAGE)  # fmt: skip
"""The kinds of decisions in the lake, in the order of their names in `DECISIONS`."""
MOST_BRANCHES = 8
WIDEST, LEAST = 18.0, 3.0
"""How wide the largest monthly budget runs, and any at all; widths go with the square root of the money."""


@dataclass(frozen=True)
class Reading:
    """Who reads the plan, and how: the language, the currency, and the revision that was the last one seen.

    ``running`` are the tests that run, by the item that each was made from.
    """

    plan: Standing
    language: Language
    currency: str
    seen: int | None = None
    running: Mapping[str, Sequence[Test]] = field(default_factory=dict)

    def say(self, key: str, **values: Number | Phrase | str) -> str:
        """A text in the reader's language."""
        return Phrase(TEXTS[key].en, TEXTS[key].pt, values).say(self.language)

    def money(self, amount: float) -> Number:
        """An amount in the company's currency."""
        return Number(amount, Form.MONEY, self.currency)

    def ripple(self, item: Item) -> Ripple | None:
        """Whether an item should be looked at again."""
        if any(mark.marked.item == item.id for mark in self.plan.open):
            return Ripple.OPEN
        new = self.seen is not None and self.plan.revisions[item.id].number > self.seen
        return Ripple.CHANGED if new else None

    def label(self, item: Item) -> str:
        """All that is said of an item: its title, its statement, and why it should be looked at again."""
        why = {Ripple.OPEN: "home_open_mark", Ripple.CHANGED: "home_changed"}
        ripple = self.ripple(item)
        said = f"{item.title.say(self.language)}: {item.statement.say(self.language)}"
        return f"{said} {self.say(why[ripple])}" if ripple else said


def choices(reading: Reading) -> tuple[Choice, ...]:
    """The seven decisions, whether the plan has them or not."""
    items = {item.kind: item for item in reversed(reading.plan.items)}
    named = ((kind, said.say(reading.language)) for kind, said in zip(KINDS, DECISIONS, strict=True))
    return tuple(_choice(items.get(kind), name, reading) for kind, name in named)


def _choice(item: Item | None, name: str, reading: Reading) -> Choice:
    title = name[:1].upper() + name[1:]
    if item is None:
        return Choice("/plan", title, "", reading.say("home_not_drafted", kind=name))
    says = decided(item, reading) or reading.say("home_undecided")
    return Choice(f"/plan/items/{item.id}", title, says, reading.label(item), reading.ripple(item))


def decided(item: Item, reading: Reading) -> str:
    """What was decided, in a few words; empty where that is open."""
    held = item.fields
    match item.kind:
        case ItemKind.SEGMENT:
            return reading.say("home_everybody") if held.get("segment") == "all" else _plain(held.get("segment"))
        case ItemKind.PROBLEM:
            return _plain(held.get("need") or held.get("theme"))
        case ItemKind.SOLUTION:
            return _plain(held.get("feature"))
        case ItemKind.PRICE:
            return _price(held, reading)
        case ItemKind.ADVANTAGE:
            return _advantage(held, reading)
        case ItemKind.POSITIONING:
            return _plain(held.get("attribute"))
    return _plain(held.get("message"))


def _plain(held: object) -> str:
    return str(held).replace("_", " ") if held else ""


def _price(held: Mapping[str, object], reading: Reading) -> str:
    model, extra = held.get("model"), held.get("extra_price")
    named = {UPGRADE: "home_upgrade", ADD_ON: "home_add_on"}
    if model in named:
        said = reading.say(named[str(model)])
        price = reading.money(float(extra)) if isinstance(extra, int | float) and extra else None
        return reading.say("home_at_price", model=said, price=price) if price else said
    return reading.say("home_offer", offer=_plain(held.get("offer"))) if held.get("offer") else _plain(model)


def _advantage(held: Mapping[str, object], reading: Reading) -> str:
    if held.get("attribute"):
        return _plain(held["attribute"])
    if held.get("upgrade"):
        return reading.say("home_same_price")
    return reading.say("home_against", rival=_plain(held["rival"])) if held.get("rival") else ""


def branches(reading: Reading) -> tuple[Branch, ...]:
    """Campaigns, each followed by its test, those with most money first; what is too much is told as a number."""
    campaigns = sorted(_of_kind(reading, ItemKind.CAMPAIGN), key=lambda item: -(item.monthly_cost or 0.0))
    tests = _of_kind(reading, ItemKind.TEST)
    ordered = [one for item in campaigns for one in (item, *(t for t in tests if t.fields.get("campaign") == item.id))]
    ordered += [test for test in tests if test not in ordered]
    most = max((item.monthly_cost or 0.0 for item in campaigns), default=0.0)
    every = [branch for item in ordered for branch in _of_item(item, most, reading)]
    shown = every if len(every) <= MOST_BRANCHES else every[: MOST_BRANCHES - 1]
    more = len(every) - len(shown)
    return (*shown, *([_more(more, reading)] if more else []))


def _of_item(item: Item, most: float, reading: Reading) -> Iterator[Branch]:
    """An item and the tests that run on it; a planned test gives way to the one that was made from it."""
    running = reading.running.get(item.id, ())
    if item.kind is ItemKind.CAMPAIGN or not running:
        yield _branch(item, most, reading)
    for test in running:
        measure = reading.say(f"tests_of_{test.decision.measure.value}")
        says = reading.say("home_test_runs", n=Number(len(test.open_variants), Form.COUNT), measure=measure)
        title = test.name or test.id
        yield Branch(f"/tests/{test.id}", title, says, f"{title}: {says}", 0.0)


def _of_kind(reading: Reading, kind: ItemKind) -> Sequence[Item]:
    return [item for item in reading.plan.items if item.kind is kind]


def _branch(item: Item, most: float, reading: Reading) -> Branch:
    says = _campaign(item, reading) if item.kind is ItemKind.CAMPAIGN else _test(item, reading)
    wide = max(LEAST, WIDEST * math.sqrt(item.monthly_cost / most)) if item.monthly_cost and most else 0.0
    title = item.title.say(reading.language)
    return Branch(f"/plan/items/{item.id}", title, says, reading.label(item), wide, reading.ripple(item))


def _campaign(item: Item, reading: Reading) -> str:
    cost = reading.say("home_monthly", cost=reading.money(item.monthly_cost)) if item.monthly_cost else None
    said = cost or reading.say("home_no_budget")
    day = Number(date_to_day(item.starts), Form.DATE) if item.starts else None
    return reading.say("home_from", cost=said, day=day) if day else said


def _test(item: Item, reading: Reading) -> str:
    measure = item.fields.get("measure")
    return reading.say("home_judged_by", measure=measure) if isinstance(measure, Phrase | str) else ""


def _more(n: int, reading: Reading) -> Branch:
    said = reading.say("home_more", n=Number(n, Form.COUNT))
    return Branch("/plan/downstream", said, "", reading.say("home_more_label"), 0.0)


@dataclass(frozen=True)
class Outlook:
    """The next 12 months' revenue: with the plan and its 90% interval, and without the plan, where there is one."""

    with_plan: Number
    low: Number
    high: Number
    without: Number
    decisions: bool

    def say(self, key: str, reading: Reading) -> str:
        """The text of that name, or the one for a company without decisions."""
        numbers = {name: getattr(self, name) for name in ("with_plan", "low", "high", "without")}
        return reading.say(key if self.decisions else f"{key}_alone", **numbers)

    def lead(self, reading: Reading) -> str:
        """A sentence of its own."""
        return self.say("home_lead_growth", reading)


def forecast(growth: Growth, reading: Reading) -> Outlook:
    """What a forecast says of the next 12 months."""
    planned, without = growth.revenue(course=growth.planned), growth.revenue()
    with_plan, low, high = (reading.money(value) for value in (planned.value, planned.low, planned.high))
    return Outlook(with_plan, low, high, reading.money(without.value), bool(growth.effects))


def told_sea(outlook: Outlook, reading: Reading) -> Sea:
    """Growth as a number with its interval."""
    name, number = text("growth", reading.language), outlook.with_plan.say(reading.language)
    says = outlook.say("home_sea", reading)
    return Sea(name, number, says, f"{name}: {number} {says}")


def sea_without(work: Work, reading: Reading) -> Sea:
    """Growth without a number, and why there is none."""
    name, says = text("growth", reading.language), _why_not(work, reading)
    return Sea(name, "", says, f"{name}: {says}")


def _why_not(work: Work, reading: Reading) -> str:
    if isinstance(work.growth, Refusal):
        return work.growth.because.say(reading.language)
    return reading.say("home_sea_waiting" if work.working else "home_sea_later")


def review(reading: Reading) -> Back | None:
    """How many items rest on something that changed; ``None`` where all hold."""
    n = len({mark.marked.item for mark in reading.plan.open})
    if n == 0:
        return None
    said = reading.say("home_to_review_one") if n == 1 else reading.say("home_to_review", n=Number(n, Form.COUNT))
    return Back(said, "/plan")
