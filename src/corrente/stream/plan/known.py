"""What is known when a plan is drafted: estimates and readings as grounds, levers, and what could not be told."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from corrente.core.answer import Answer, Lever, Refusal, Status
from corrente.core.catalogue import QUESTIONS
from corrente.core.plan import Field, FromAnswer, Gap
from corrente.core.profile import Settings
from corrente.core.question import Question
from corrente.core.words import Phrase, phrase


@dataclass(frozen=True)
class Known:
    """The answers so far, the settings and the day of drafting.

    ``chosen`` are fields that a person decided, by the item's id: the drafts follow them as far as the answers know
    them.
    """

    answers: Mapping[str, Answer]
    settings: Settings
    today: dt.date
    chosen: Mapping[str, Mapping[str, Field]] = field(default_factory=dict)
    _versions: dict[str, str] = field(default_factory=dict, repr=False)

    def every(self, question: str, name: str, **of: str) -> tuple[FromAnswer, ...]:
        """The estimates of that name whose ``of`` holds all the given pairs, in the answer's order."""
        found = self.answers.get(question)
        if found is None:
            return ()
        version = self._version(question, found)
        matching = (e for e in found.estimates if e.name == name and of.items() <= e.of.items())
        return tuple(FromAnswer.of_estimate(question, estimate, version) for estimate in matching)

    def one(self, question: str, name: str, **of: str) -> FromAnswer | None:
        """The estimate of that name and of exactly this, where there is one."""
        return next((ground for ground in self.every(question, name, **of) if ground.of == of), None)

    def in_segment(self, question: str, name: str, segment: str, **of: str) -> FromAnswer | None:
        """The estimate for the segment, else for all."""
        return self.one(question, name, segment=segment, **of) or self.one(question, name, segment="all", **of)

    def choice(self, item: str, name: str) -> Field:
        """What a person chose for that field of the item; ``None`` where nobody did."""
        return self.chosen.get(item, {}).get(name)

    def best(self, found: Iterable[FromAnswer], item: str, *names: str) -> FromAnswer | None:
        """Of ``found``, the one whose ``names`` a person chose for the item, else the one with the largest value."""
        every = tuple(found)
        chosen = {name: self.choice(item, name) for name in names}
        own = (ground for ground in every if all(ground.of.get(name) == held for name, held in chosen.items()))
        return next(own, None) or max(every, key=lambda ground: ground.value, default=None)

    def levers(self, question: str, **of: str) -> tuple[Lever, ...]:
        """The answer's levers whose ``of`` holds all the given pairs."""
        found = self.answers.get(question)
        return tuple(lever for lever in found.levers if of.items() <= lever.of.items()) if found else ()

    def gaps(self, *questions: str) -> tuple[Gap, ...]:
        """What to bring for those of the questions that are refused, answered in part only, or not asked."""
        return tuple(gap for question in questions for gap in self._gap(question))

    def _gap(self, question: str) -> tuple[Gap, ...]:
        answer = self.answers.get(question)
        if answer is None:
            return (_not_asked(QUESTIONS[question]),)
        if answer.refusal is not None:
            return (_refused(question, answer.refusal),)
        return (_partly(answer),) if answer.status is Status.PARTIAL else ()

    def _version(self, question: str, answer: Answer) -> str:
        if question not in self._versions:
            said = repr([(e.name, sorted(e.of.items()), e.value, e.low, e.high) for e in answer.estimates])
            self._versions[question] = hashlib.sha256(said.encode()).hexdigest()[:16]
        return self._versions[question]

    @cached_property
    def column(self) -> str:
        """The column of customers by which the company divides them; empty where it names none."""
        return (self.settings.segment or "").removeprefix("customers.")


def _refused(question: str, refusal: Refusal) -> Gap:
    return Gap(question, refusal.because, refusal.missing, refusal.next_step)


def _partly(answer: Answer) -> Gap:
    caveats = answer.evidence.caveats
    because = phrase(
        "This question is answered in part only: “{asked}”",
        "Esta pergunta só tem resposta em parte: “{asked}”",
        asked=answer.question.asked,
    )
    missing = tuple(str(need) for need in answer.question.needs)
    next_step = caveats[0] if caveats else _bring(missing)
    return Gap(answer.question.id, because, missing, next_step)


def _not_asked(question: Question) -> Gap:
    missing = tuple(str(need) for need in question.needs)
    because = phrase(
        "Nobody has asked this yet: “{asked}”", "Isto ainda não foi perguntado: “{asked}”", asked=question.asked
    )
    return Gap(question.id, because, missing, _bring(missing))


def _bring(missing: tuple[str, ...]) -> Phrase:
    return phrase("Bring {tables}.", "Traga {tables}.", tables=", ".join(missing))
