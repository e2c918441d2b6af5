"""``POST /v1/decide``: which variant a unit sees. The answer comes after the exposure is on disk."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import Request, Response

from corrente.core.experiment import Phase, Test
from corrente.core.words import Language, Phrase, phrase
from corrente.experiments.assignment import assigned, included
from corrente.experiments.exposures import Exposure, decision_id
from corrente.experiments.kept import Served
from corrente.experiments.keys import Kind
from corrente.service.batching import Work
from corrente.service.door import admit, key_of, read
from corrente.service.live import Live, live_of
from corrente.service.refusals import Refused, answer, language_of, malformed, no_test

MOST_BYTES = 8_000
"""Of one decision's body; a batch may have so many for each of its decisions."""
MOST_DECISIONS = 100
MOST_UNIT = 200
MOST_CONTEXT = 2_000
"""Bytes of a context as JSON."""
MOST_VALUES = 20


@dataclass(frozen=True, slots=True)
class Question:
    """Which variant of ``test`` shall ``unit`` see? ``context`` holds texts, numbers, and yes or no."""

    test: str
    unit: str
    context: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Decision:
    """A variant and, where the unit takes part, what is needed to learn from it; else nothing was stored."""

    variant: str
    decision_id: str | None
    probability: float | None
    policy_version: int | None
    payload: Mapping[str, str]

    @property
    def said(self) -> dict[str, object]:
        """The decision as it is answered."""
        return {name: getattr(self, name) for name in self.__slots__}


async def decide(live: Live, site: str, questions: Sequence[Question]) -> list[Decision | Refused]:
    """The decisions, stored where the unit takes part; a `Refused` (404) where the site has no such test.

    Raises `Refused` (503) where they could not be stored.
    """
    tests = [live.snapshot.tests.get((site, question.test)) for question in questions]
    planned = [
        no_test(question.test) if served is None else _planned(live, site, question, served)
        for question, served in zip(questions, tests, strict=True)
    ]
    standing = iter(await _stored(live, [one.exposure for one in planned if isinstance(one, _New)]))
    return [_of(one.test, next(standing)) if isinstance(one, _New) else one for one in planned]


@dataclass(frozen=True, slots=True)
class _New:
    """An exposure that has to be stored before its decision is told."""

    test: Test
    exposure: Exposure


def _planned(live: Live, site: str, question: Question, served: Served) -> _New | Decision:
    """The exposure that has to be stored, or the decision where nothing has to be."""
    test, policy, unit = served.body, served.policy, question.unit
    if test.phase is not Phase.RUNNING or policy is None or not included(test, unit):
        return _unlogged(test)
    decision = decision_id(live.snapshot.secrets[site], test.id, unit)
    if remembered := live.recent.get(decision):
        return _of(test, remembered)
    a = assigned(test, policy, unit, question.context)
    context = _json(question.context) if question.context else None
    now = time.time_ns() // 1_000_000
    row = (site, test.id, unit, decision, a.arm, a.probability, a.policy, a.cell, now, context)
    return _New(test, Exposure(*row))


async def _stored(live: Live, new: Sequence[Exposure]) -> Sequence[Exposure]:
    """What stands for each of them once it is on disk."""
    if not new:
        return ()
    standing = (await live.batcher.submit(Work(exposures=new))).exposures
    for made, stored in zip(new, standing, strict=True):
        live.recent.put(made.decision, stored)
    return standing


def _unlogged(test: Test) -> Decision:
    """The default; after the test was stopped, the variant that was chosen."""
    chosen = test.chosen if test.phase is Phase.STOPPED else ""
    variant = next((v for v in test.variants if v.id == chosen), test.default)
    return Decision(variant.id, None, None, None, variant.payload)


def _of(test: Test, stored: Exposure) -> Decision:
    payload: Mapping[str, str] = next((v.payload for v in test.variants if v.id == stored.arm), {})
    return Decision(stored.arm, stored.decision, stored.probability, stored.policy, payload)


async def post(request: Request) -> Response:
    """Decide which variant a unit sees, or many at once; the same unit always gets the same."""
    body = await read(request, MOST_BYTES * MOST_DECISIONS)
    key = key_of(request, Kind.WRITE, body)
    if "decisions" not in body:
        question = _question(body)
        admit(request, key, 1)
        (found,) = await decide(live_of(request), key.site, [question])
        if isinstance(found, Refused):
            raise found
        return answer(found.said)
    questions = _questions(body["decisions"])
    admit(request, key, len(questions))
    found_all = await decide(live_of(request), key.site, questions)
    language = language_of(request.headers.get("accept-language", ""))
    return answer({"decisions": [_said(found, language) for found in found_all]})


def _said(found: Decision | Refused, language: Language) -> Mapping[str, object]:
    return found.said(language) if isinstance(found, Refused) else found.said


def _questions(said: object) -> list[Question]:
    if not isinstance(said, list) or not 1 <= len(said) <= MOST_DECISIONS:
        raise malformed(
            phrase(
                "“decisions” is a list of one to {most}.",
                "“decisions” é uma lista de um a {most}.",
                most=str(MOST_DECISIONS),
            )
        )
    return [_question(one) for one in said]


def _question(said: object) -> Question:
    if not isinstance(said, dict):
        raise malformed(Phrase("A decision is an object.", "Uma decisão é um objeto."))
    return Question(_name(said, "test", 64), _name(said, "unit", MOST_UNIT), _context(said.get("context")))


def _name(said: Mapping[str, object], name: str, most: int) -> str:
    found = said.get(name)
    if not isinstance(found, str) or not 1 <= len(found) <= most:
        raise malformed(
            phrase(
                "“{name}” has to be a text of one to {most} characters.",
                "“{name}” tem de ser um texto de um a {most} caracteres.",
                name=name,
                most=str(most),
            )
        )
    return found


def _context(said: object) -> Mapping[str, object]:
    if said is None:
        return {}
    if not isinstance(said, dict) or len(said) > MOST_VALUES or any(isinstance(v, (dict, list)) for v in said.values()):
        raise malformed(
            phrase(
                "“context” is a flat object of at most {most} texts, numbers and yes or no.",
                "“context” é um objeto plano de no máximo {most} textos, números e sim ou não.",
                most=str(MOST_VALUES),
            )
        )
    if len(_json(said)) > MOST_CONTEXT:
        raise malformed(
            phrase(
                "“context” holds more than {most} bytes.",
                "“context” passa de {most} bytes.",
                most=str(MOST_CONTEXT),
            )
        )
    return said


def _json(context: Mapping[str, object]) -> str:
    try:
        return json.dumps(context, separators=(",", ":"), allow_nan=False)
    except ValueError:
        raise malformed(
            Phrase("A number of the context is not finite.", "Um número do contexto não é finito.")
        ) from None


_TEXT, _NUMBER = {"type": "string"}, {"type": ["number", "null"]}
_ASKED = {
    "type": "object",
    "required": ["test", "unit"],
    "properties": {
        "test": {**_TEXT, "maxLength": 64},
        "unit": {**_TEXT, "minLength": 1, "maxLength": MOST_UNIT},
        "context": {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean", "null"]}},
        "writeKey": _TEXT,
    },
}
_ANSWERED = {
    "type": "object",
    "properties": {
        "variant": _TEXT,
        "decision_id": {"type": ["string", "null"]},
        "probability": _NUMBER,
        "policy_version": {"type": ["integer", "null"]},
        "payload": {"type": "object", "additionalProperties": _TEXT},
    },
}
_MANY = {"type": "object", "properties": {"decisions": {"type": "array", "maxItems": MOST_DECISIONS, "items": _ASKED}}}
DESCRIBED: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"oneOf": [_ASKED, {**_MANY, "required": ["decisions"]}]}}},
    },
    "responses": {"200": {"description": "Decided", "content": {"application/json": {"schema": _ANSWERED}}}},
}
