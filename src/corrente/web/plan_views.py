"""What the plan's pages show, made from the plan as it stands and what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from markupsafe import Markup, escape

from corrente.core.answer import Answer, Estimate
from corrente.core.plan import (
    FromAnswer,
    FromItem,
    FromMetric,
    FromPerson,
    FromTest,
    Ground,
    Item,
    Linked,
    Marked,
    Measured,
    Revision,
)
from corrente.core.question import Stream
from corrente.core.words import Language, Number, Phrase
from corrente.reports.page import solid
from corrente.reports.terms import of_whom, term
from corrente.reports.words import NAMES
from corrente.stream.plan.comparing import compare, decisions, effect_said, moved_by, said, turned
from corrente.stream.plan.naming import UNSHOWN, say_field
from corrente.stream.planning import MAIN, Seen, Standing, accepted_with, goes_with, print_of
from corrente.web.texts import TEXTS

_SENTENCE = frozenset(
    {"segment", "need", "theme", "feature", "level", "attribute", "rival", "message", "date", "model", "offer"}
)
"""Fields that an upstream sentence says."""


@dataclass(frozen=True)
class Rest:
    """One thing that an item rests on: where it is found, what it is called, and what it says."""

    href: str
    name: str
    says: str
    source: str


@dataclass(frozen=True)
class Moved:
    """One thing that is another now: what it was, what it is, and by how much where it is a number."""

    href: str
    name: str
    was: str
    now: str
    by: str


@dataclass(frozen=True)
class Draft:
    """What a marked item would say now; ``along`` is accepted with it, ``shown`` tells the version."""

    statement: Markup
    moved: tuple[Moved, ...]
    along: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class Card:
    """One item as a page shows it."""

    item: Item
    number: int
    href: str
    statement: Markup
    facts: tuple[tuple[str, str], ...]
    rests: tuple[Rest, ...]
    weak: tuple[str, ...]
    changed: tuple[Moved, ...]
    draft: Draft | None


@dataclass(frozen=True)
class Past:
    """A revision with its sentence, where that is another than before, and what was decided otherwise."""

    revision: Revision
    statement: Markup
    moved: tuple[Moved, ...]


@dataclass(frozen=True)
class Desk:
    """What a page of the plan is made from: the plan, what is known, what the marked items would say, the reader."""

    plan: Standing
    seen: Seen
    proposed: Mapping[str, Item]
    language: Language
    people: Mapping[str, str]
    last: Mapping[str, int] = field(default_factory=dict)

    def at(self, path: str, **asked: str) -> str:
        """The address of a page of this plan."""
        inside = {} if self.plan.name == MAIN else {"of": self.plan.name}
        query = urlencode({**inside, **asked})
        return f"{path}?{query}" if query else path

    def item_at(self, id: str) -> str:
        """The address of an item's page."""
        return self.at(f"/plan/items/{quote(id, safe='')}")

    def cards(self, items: Iterable[Item]) -> list[Card]:
        """The items as cards."""
        return [self.card(item) for item in items]

    def card(self, item: Item) -> Card:
        """One item as a card."""
        return Card(
            item,
            self.plan.revisions[item.id].number,
            self.item_at(item.id),
            linked(item.statement, self.language),
            self.facts(item),
            tuple(self._rest(ground) for ground in item.rests_on),
            self._weak(item),
            self._changed(item),
            self._draft(item),
        )

    def facts(self, item: Item) -> tuple[tuple[str, str], ...]:
        """What was decided, by name; what is open is left out, and upstream what the sentence says already."""
        hidden = UNSHOWN | (_SENTENCE if item.kind.stream is Stream.UPSTREAM else {"segment"})
        told = (
            say_field(name, held, self.seen.settings.currency)
            for name, held in decisions(item).items()
            if name not in hidden and held is not None
        )
        return tuple((name.say(self.language), value.say(self.language)) for name, value in told)

    def title(self, id: str) -> str:
        """What an item is called, also one that is gone."""
        item = self.plan.by_id.get(id)
        return item.title.say(self.language) if item else id

    def source(self, ground: Ground) -> str:
        """What changed, as a sentence names it."""
        if isinstance(ground, FromItem):
            return self.title(ground.item)
        return _source(ground, self.language) if isinstance(ground, FromAnswer | FromMetric) else ""

    def past(self, revisions: Sequence[Revision]) -> list[Past]:
        """An item's revisions, the last first, each with what it changed of the one before."""
        bodies = {revision.number: revision.body for revision in revisions}
        return [self._past(revision, bodies.get(revision.based_on or 0)) for revision in reversed(revisions)]

    def _past(self, revision: Revision, before: Item | None) -> Past:
        body = revision.body
        told = tuple(self._told(before, body)) if before and body else ()
        reworded = body is not None and (before is None or before.statement.say() != body.statement.say())
        return Past(revision, linked(body.statement, self.language) if body and reworded else Markup(), told)

    def still(self, act: Iterable[Revision]) -> bool:
        """Whether an act's items are all as it left them, so that it can be taken back."""
        return all(self.last.get(revision.item) == revision.number for revision in act)

    def removable(self, id: str) -> bool:
        """Whether the item can be taken out."""
        return goes_with(self.plan, id) is not None

    def _rest(self, ground: Ground) -> Rest:
        match ground:
            case FromItem():
                return Rest(
                    self.item_at(ground.item), self.title(ground.item), "", TEXTS["plan_of_item"].say(self.language)
                )
            case FromPerson():
                name = self.people.get(ground.author, ground.author)
                return Rest("", name, ground.reason, TEXTS["plan_of_person"].say(self.language))
            case FromTest():
                name, shown = ground.change.say(self.language), effect_said(ground).say(self.language)
                return Rest(f"/tests/{ground.test}", name, shown, TEXTS["plan_of_test"].say(self.language))
        return Rest(
            _href(ground), _name(ground, self.language), said(ground).say(self.language), _source(ground, self.language)
        )

    def _weak(self, item: Item) -> tuple[str, ...]:
        """The questions it rests on whose answers are not solid."""
        questions = dict.fromkeys(ground.question for ground in item.rests_on if isinstance(ground, FromAnswer))
        soft = (name for name in questions if _soft(self.seen.answers.get(name)))
        return tuple(NAMES[name].say(self.language) for name in soft)

    def _changed(self, item: Item) -> tuple[Moved, ...]:
        """The changes behind the item's open marks, each once."""
        found: dict[str, Marked] = {}
        for mark in self.plan.open:
            if mark.marked.item == item.id:
                found.setdefault(mark.marked.because.key, mark.marked)
        return tuple(self._moved(marked.because, marked.now) for marked in found.values())

    def _moved(self, was: Ground, now: Ground | None) -> Moved:
        if isinstance(was, FromAnswer | FromMetric):
            return _measured(was, now if isinstance(now, FromAnswer | FromMetric) else None, self.language)
        href = self.item_at(was.item) if isinstance(was, FromItem) else ""
        name = self.title(was.item) if isinstance(was, FromItem) else ""
        before, after = (turned(*pair).say(self.language) for pair in ((was, now), (now, was)))
        return Moved(href, name, before, after, "")

    def _draft(self, item: Item) -> Draft | None:
        proposed = self.proposed.get(item.id)
        if proposed is None:
            return None
        ids = accepted_with(self.plan, item.id)
        return Draft(
            linked(proposed.statement, self.language),
            tuple(self._differs(item, proposed)),
            tuple(self.title(id) for id in ids if id != item.id),
            print_of(self.proposed[id] for id in self.proposed if id in ids),
        )

    def _differs(self, old: Item, new: Item) -> Iterator[Moved]:
        """Numbers of the same estimate, of whomever they are, then what is decided otherwise; the causes left out."""
        numbers = (_measured(was, now, self.language) for was, now in _paired(old, new))
        yield from (move for move in numbers if move.was != move.now)
        causes = {(move.was, move.now) for move in self._changed(old)}
        yield from (move for move in self._told(old, new) if (move.was, move.now) not in causes)

    def _told(self, old: Item, new: Item) -> Iterator[Moved]:
        """What was decided in one and another in the other."""
        for one in compare([old], [new], self.seen.settings.currency):
            if one.part in decisions(new) and one.part != "persona" and one.before and one.after:
                was, now = one.before.say(self.language), one.after.say(self.language)
                yield Moved("", one.what.say(self.language), was, now, "")


def linked(words: Phrase, language: Language) -> Markup:
    """A sentence whose numbers lead to the pages that they come from."""
    template = str(escape(words.en if language is Language.EN else words.pt))
    if not words.values:
        return Markup(template)
    numbers = [value for value in words.values.values() if isinstance(value, Linked)]
    if len(numbers) == len(words.values) > 1 and len({number.ground for number in numbers}) == 1:
        return _link(numbers[0].ground, escape(words.say(language)))  # a number with its interval is one link
    filled = {name: _piece(value, language) for name, value in words.values.items()}
    return Markup(template.format_map(filled))


def _piece(value: Number | Phrase | str, language: Language) -> Markup:
    if isinstance(value, Phrase):
        return linked(value, language)
    if isinstance(value, Linked):
        return _link(value.ground, escape(value.say(language)))
    return escape(value if isinstance(value, str) else value.say(language))


def _link(key: str, words: Markup) -> Markup:
    source = key.partition("/")[0]
    if source in NAMES:
        return Markup('<a href="/questions/{}#numbers-{}">{}</a>').format(source, source, words)
    return Markup('<a href="/scorecard">{}</a>').format(words) if source == "scorecard" else words


def _href(ground: Measured) -> str:
    if isinstance(ground, FromMetric):
        return "/scorecard"
    return f"/questions/{ground.question}#numbers-{ground.question}"


def _source(ground: Measured, language: Language) -> str:
    if isinstance(ground, FromMetric):
        return TEXTS["scorecard"].say(language)
    return NAMES[ground.question].say(language)


def _name(ground: Measured, language: Language) -> str:
    """The estimate in words, and of whom."""
    whom, called = _whom(ground, ground.of, language), term(_estimate(ground), language)
    return f"{called} ({whom})" if whom else called


def _measured(was: Measured, now: Measured | None, language: Language) -> Moved:
    gone = TEXTS["plan_gone"].say(language)
    name = _name(was, language) if now is None or now.of == was.of else _turned(was, now, language)
    after = said(now).say(language) if now else gone
    by = moved_by(was, now).say(language) if now else ""
    return Moved(_href(was), name, said(was).say(language), after, by)


def _turned(was: Measured, now: Measured, language: Language) -> str:
    """The estimate in words, and of whom it was and is: ``active customers (mid → enterprise)``."""
    same = {key: value for key, value in was.of.items() if now.of.get(key) == value}
    one, other = ({key: value for key, value in ground.of.items() if key not in same} for ground in (was, now))
    both = f"{_whom(was, one, language)} → {_whom(now, other, language)}"
    return f"{term(_estimate(was), language)} ({', '.join(filter(None, (_whom(was, same, language), both)))})"


def _whom(ground: Measured, of: Mapping[str, str], language: Language) -> str:
    return of_whom(Estimate(_estimate(ground), ground.value, ground.low, ground.high, ground.unit, of), language)


def _estimate(ground: Measured) -> str:
    return ground.estimate if isinstance(ground, FromAnswer) else ground.metric


def _paired(old: Item, new: Item) -> Iterator[tuple[Measured, Measured]]:
    """Numbers of the same estimate in both, where each has just one of it, that are not the same."""
    one, other = _single(old), _single(new)
    for name, was in one.items():
        now = other.get(name)
        if now is not None and now.value != was.value and now.unit == was.unit:
            yield was, now


def _single(item: Item) -> dict[tuple[str, str], Measured]:
    found: dict[tuple[str, str], list[Measured]] = {}
    for ground in item.rests_on:
        if isinstance(ground, FromAnswer):
            found.setdefault((ground.question, ground.estimate), []).append(ground)
    return {name: several[0] for name, several in found.items() if len(several) == 1}


def _soft(answer: Answer | None) -> bool:
    return answer is not None and not solid(answer)
