"""The form of a test: how one stands in it, what a person entered, and the test that follows or what is wrong."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from string import ascii_lowercase

from corrente.core.experiment import Learning, Measure, Metric, Test, Variant
from corrente.core.words import Language, Phrase, phrase
from corrente.experiments.sound import ID
from corrente.reports.page import fixed
from corrente.web.texts import TEXTS

Entered = Mapping[str, str]
"""What a person entered, by the input's name."""

ENGAGED = "Page Engaged"
"""The event of the script from which time in use is measured."""
EVENTS = ("Lead Captured", "Order Completed", "Trial Started", ENGAGED, "Email Link Clicked", "Unsubscribed")
"""Names of events that are suggested."""
MOST_ROWS, GUARDRAILS = 20, 3
MOST_CHARACTERS = 4000
RESERVED = frozenset({"new"})
"""Ids that no test may have, as the pages need their addresses."""

_DAY = 86_400
_SAYS = re.compile(r"([A-Za-z][\w-]{0,39}):(?!//)\s*(.*)", re.ASCII)
_TEXT = "text"
"""The part that a line without a name is for."""


@dataclass(frozen=True)
class Asked:
    """What a person tells the planner: ``mean`` and ``variance`` per person today, people a day, and the effect."""

    mean: float
    variance: float
    people_a_day: float
    effect: float
    arms: int
    window_days: float


@dataclass(frozen=True)
class Wanted:
    """The test that was asked for, or what is wrong with it by the input's name (empty: nothing)."""

    test: Test
    problems: Mapping[str, Phrase]


def blank() -> Test:
    """What the form of a new test begins with."""
    window = 7 * _DAY
    return Test("", "", (Variant("a"), Variant("b")), Metric("", Measure.CONVERSIONS, "Lead Captured", window))


def stands(test: Test, language: Language) -> dict[str, str]:
    """How a test stands in the form."""
    rows = {name: said for place, one in enumerate(test.variants) for name, said in _row(place, one, language).items()}
    metrics = {name: said for place, one in enumerate(test.metrics) for name, said in _metric(place, one, language)}
    return {
        "name": test.name, "id": test.id, "rows": str(len(test.variants)), **rows, **metrics,
        "learning": test.learning.value,
        "share": _percent(test.share, language), "least": _percent(test.least, language),
        "hold_back": _percent(test.hold_back, language), "contexts": ", ".join(test.contexts),
        "worth": "" if test.worth is None else _plain(test.worth, language),
        "update": _plain(test.update_seconds / 60, language), "least_people": _plain(test.least_people, language),
    }  # fmt: skip


def rows_of(entered: Entered) -> int:
    """How many variants the form has room for."""
    said = entered.get("rows", "")
    return min(max(int(said), 2), MOST_ROWS) if said.isdecimal() and len(said) < 4 else 2


def wanted(base: Test, entered: Entered, language: Language, taken: Collection[str] | None = None) -> Wanted:
    """The test that a person wants ``base`` to be.

    ``taken`` are the ids that a new one cannot have; ``None`` for a test that is there and keeps its own.
    """
    read = _Reading(entered, language)
    name = read.text("name", TEXTS["tests_need_name"])
    id = base.id if taken is None else _new_id(name, read, taken)
    variants, decision = _variants(base, read), _decision(base, read)  # in the form's order, as problems are told
    worth, guardrails = read.number("worth", None), _guardrails(base, decision, read)
    test = replace(
        base, id=id, name=name, variants=variants, decision=decision, worth=worth, guardrails=guardrails,
        learning=_learning(read), share=read.share("share", 1.0), least=read.share("least", 0.05),
        hold_back=read.share("hold_back", 0.0),
        contexts=tuple(dict.fromkeys(one.strip() for one in read.text("contexts").split(",") if one.strip())),
        update_seconds=round(60 * (read.number("update", 15.0, least=1.0) or 15.0)),
        least_people=round(read.number("least_people", 100.0, most=1e9) or 0.0),
    )  # fmt: skip
    return Wanted(test, read.problems)


def _new_id(name: str, read: _Reading, taken: Collection[str]) -> str:
    """The id that was asked for, or one made of the name."""
    said = read.text("id")
    if said and not ID.fullmatch(said):
        read.problems["id"] = TEXTS["tests_need_id"]
    elif said in taken or said in RESERVED:
        read.problems["id"] = TEXTS["tests_need_other_id"]
    return said or free_id(name, taken)


def free_id(name: str, taken: Collection[str]) -> str:
    """An id made of a test's name that nobody has ``taken``."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    named = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:56].strip("-") or "test"
    tried = (named if turn == 1 else f"{named}-{turn}" for turn in count(1))
    return next(one for one in tried if one not in taken and one not in RESERVED)


def payload_of(said: str) -> dict[str, str]:
    """What a variant says, from lines such as ``headline: Try it for a month``; a line without a name is its text."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, said.replace("\r\n", "\n").split("\n"))):
        named = _SAYS.fullmatch(line)
        part, words = (named[1], named[2]) if named else (_TEXT, line)
        found[part] = f"{found[part]}\n{words}" if part in found else words
    return found


def said_of(payload: Mapping[str, str]) -> str:
    """A variant's payload as the form has it."""
    lines = ((part, line) for part, words in payload.items() for line in words.split("\n"))
    return "\n".join(f"{part}: {line}" for part, line in lines)


@dataclass(frozen=True)
class Planned:
    """What the planner was asked, or what is wrong with that by the input's name."""

    asked: Asked | None
    problems: Mapping[str, Phrase]


def planned(test: Test, entered: Entered, language: Language) -> Planned:
    """What a person asks the planner about the decision metric of ``test``."""
    read = _Reading(entered, language)
    share = test.decision.measure.is_share
    rate = read.number("size-rate", None, least=1e-6, most=100.0 if share else math.inf)
    deviation = None if share else read.number("size-deviation", None, least=1e-9)
    visitors, effect = read.number("size-visitors", 0.0) or 0.0, read.number("size-effect", None, least=0.01)
    for name, said in {
        "size-rate": rate,
        "size-effect": effect,
        **({} if share else {"size-deviation": deviation}),
    }.items():
        if said is None:
            read.problems.setdefault(name, TEXTS["tests_need_size"])
    if read.problems or rate is None or effect is None:
        return Planned(None, read.problems)
    mean = rate / 100 if share else rate
    variance = mean * (1 - mean) if share else (deviation or 0.0) ** 2
    window = test.decision.window_seconds / _DAY
    if not variance > 0:
        return Planned(None, {"size-rate": TEXTS["tests_need_size"]})
    return Planned(Asked(mean, variance, visitors * test.share, effect / 100, len(test.variants), window), {})


@dataclass
class _Reading:
    """What was entered, being read: what does not fit is noted by the input's name."""

    entered: Entered
    language: Language
    problems: dict[str, Phrase] = field(default_factory=dict)

    def text(self, name: str, needed: Phrase | None = None) -> str:
        said = self.entered.get(name, "")[:MOST_CHARACTERS]
        plain = " ".join(said.split())
        if needed and not plain:
            self.problems[name] = needed
        return plain

    def share(self, name: str, otherwise: float) -> float:
        found = self.number(name, 100 * otherwise, most=100.0)
        return otherwise if found is None else found / 100

    def number(
        self, name: str, otherwise: float | None, least: float = 0.0, most: float = math.inf
    ) -> float | None:  # fmt: skip
        said = "".join(self.entered.get(name, "").split()).rstrip("%")
        if not said:
            return otherwise
        group, point = (",", ".") if self.language is Language.EN else (".", ",")
        try:
            found = float(said.replace(group, "").replace(point, "."))
        except ValueError:
            found = math.nan
        if not (math.isfinite(found) and least <= found <= most):
            self.problems[name] = _no_number(said, least, most, self.language)
            return otherwise
        return found


def _no_number(said: str, least: float, most: float, language: Language) -> Phrase:
    low, high = _plain(least, language), "" if math.isinf(most) else _plain(most, language)
    key = TEXTS["tests_need_between" if high else "tests_need_number"]
    return phrase(key.en, key.pt, said=said[:40], low=low, high=high)


def _variants(base: Test, read: _Reading) -> tuple[Variant, ...]:
    found = tuple(one for place in range(rows_of(read.entered)) if (one := _variant(read, place)))
    if len(found) < 2:
        read.problems["v0-name"] = TEXTS["tests_need_variants"]
        return base.variants
    ids = _ids(base, found)
    return tuple(replace(one, id=id) for one, id in zip(found, ids, strict=True))


def _variant(read: _Reading, place: int) -> Variant | None:
    """The variant of a row; ``None`` where nothing is in it."""
    name, said = read.text(f"v{place}-name"), read.entered.get(f"v{place}-says", "")[:MOST_CHARACTERS]
    weight = read.number(f"v{place}-weight", 1.0)
    if not name and not said.strip():
        return None
    if not name:
        read.problems[f"v{place}-name"] = TEXTS["tests_need_variant_name"]
    return Variant(read.entered.get(f"v{place}-id", ""), name, payload_of(said), 1.0 if weight is None else weight)


def _ids(base: Test, variants: tuple[Variant, ...]) -> list[str]:
    """An id for each: the one it has, else the first letter that is free."""
    known = {one.id for one in base.variants}
    found = [one.id if one.id in known else "" for one in variants]
    for place, id in enumerate(found):
        found[place] = id or free_letter(found)
    return found


def free_letter(taken: Collection[str]) -> str:
    """The first letter that no variant has as its id."""
    return next(letter for letter in ascii_lowercase if letter not in taken)


def _decision(base: Test, read: _Reading) -> Metric:
    metric = _measured(0, read, base.decision)
    if metric is None:
        read.problems["m0-event"] = TEXTS["tests_need_event"]
        return base.decision
    return metric


def _guardrails(base: Test, decision: Metric, read: _Reading) -> tuple[Metric, ...]:
    before = (*base.guardrails, *[None] * GUARDRAILS)
    found = tuple(one for place in range(GUARDRAILS) if (one := _measured(place + 1, read, before[place])))
    if len({decision.name, *(one.name for one in found)}) <= len(found):
        read.problems["m1-event"] = TEXTS["tests_need_other_events"]
    return found


def _measured(place: int, read: _Reading, before: Metric | None) -> Metric | None:
    """The metric of a row; ``None`` where it names no event."""
    name = f"m{place}"
    said = read.entered.get(f"{name}-measure", "")
    measure = Measure(said) if said in set(Measure) else Measure.CONVERSIONS
    event = read.text(f"{name}-event") or (ENGAGED if measure is Measure.SESSION_TIME else "")
    if not event:
        return None
    cap = read.number(f"{name}-cap", None)
    if measure is Measure.REVENUE and not cap and f"{name}-cap" not in read.problems:
        read.problems[f"{name}-cap"] = TEXTS["tests_need_cap"]
    better = read.entered.get(f"{name}-better", "more") != "less"
    called = before.name if before and before.event == event and before.name else event[:200]
    return Metric(called, measure, event[:200], _window(f"{name}-window", read, before), cap or None, better)


def _window(name: str, read: _Reading, before: Metric | None) -> int:
    """The window in seconds; one that was not touched stays as it is, to the second."""
    days = read.number(name, 7.0, least=1 / 1440, most=90.0) or 7.0
    stood = before.window_seconds if before else 0
    return stood if read.entered.get(name) == _plain(stood / _DAY, read.language) else round(days * _DAY)


def _learning(read: _Reading) -> Learning:
    said = read.entered.get("learning", "")
    return Learning(said) if said in set(Learning) else Learning.THOMPSON


def _row(place: int, variant: Variant, language: Language) -> dict[str, str]:
    name = f"v{place}"
    return {
        f"{name}-id": variant.id, f"{name}-name": variant.name, f"{name}-says": said_of(variant.payload),
        f"{name}-weight": _plain(variant.weight, language),
    }  # fmt: skip


def _metric(place: int, metric: Metric, language: Language) -> list[tuple[str, str]]:
    name = f"m{place}"
    return [
        (f"{name}-measure", metric.measure.value),
        (f"{name}-event", metric.event),
        (f"{name}-window", _plain(metric.window_seconds / _DAY, language)),
        (f"{name}-cap", "" if metric.cap is None else _plain(metric.cap, language)),
        (f"{name}-better", "more" if metric.more_is_better else "less"),
    ]


def _percent(share: float, language: Language) -> str:
    return _plain(100 * share, language)


def _plain(value: float, language: Language) -> str:
    """A number as it stands in an input."""
    decimals = next((n for n in range(4) if round(value, n) == round(value, 4)), 4)
    return fixed(value, decimals, language)
