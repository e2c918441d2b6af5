"""Which of the twenty rooms are built, and where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, cast

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import InputError
from corrente.core.question import Need, Question
from corrente.core.words import phrase

if TYPE_CHECKING:
    from corrente.core.profile import Profile
    from corrente.core.room import Room


def find_question(id: str) -> Question:
    """The question of that id; raises `InputError` with the closest ids where there is none."""
    if id in QUESTIONS:
        return QUESTIONS[id]
    close = get_close_matches(id, QUESTIONS, n=1) or ["loyalty"]
    raise InputError(
        phrase("There is no question “{id}”.", "A pergunta “{id}” não existe.", id=id),
        phrase("The twenty questions are: {all}.", "As vinte perguntas são: {all}.", all=", ".join(QUESTIONS)),
        phrase("Did you mean “{close}”?", "Você quis dizer “{close}”?", close=close[0]),
    )


def by_waiting(names: Iterable[str]) -> list[str]:
    """Questions in the order to ask them: first those for which most others wait, then as in the catalogue."""
    waiting = Counter(before for question in QUESTIONS.values() for before in question.after)
    asked = set(names)
    return sorted((name for name in QUESTIONS if name in asked), key=lambda name: -waiting[name])


def is_built(question: Question) -> bool:
    """Whether this release has the question's room."""
    return find_spec(_module(question)) is not None


def find_room(question: Question) -> Room | None:
    """The question's room, or ``None`` where this release has none."""
    return cast("Room", import_module(_module(question))) if is_built(question) else None


def _module(question: Question) -> str:
    return f"corrente.{question.stream.value}.{question.id}"


def not_built() -> Refusal:
    """Why a question of the catalogue gets no answer in this release."""
    built = ", ".join(q.id for q in QUESTIONS.values() if is_built(q))
    return Refusal(
        phrase("This release does not answer this question yet.", "Esta versão ainda não responde a esta pergunta."),
        (),
        phrase(
            "Nothing is wrong with your data. Ask one of these now: {built}.",
            "Não há nada de errado com os seus dados. Pergunte uma destas agora: {built}.",
            built=built,
        ),
    )


def missing_tables(question: Question, profile: Profile) -> Refusal | None:
    """What to bring where a need of the question is not met, else ``None``."""
    return lacking(question.needs, profile)


def lacking(needs: Sequence[Need], profile: Profile) -> Refusal | None:
    """What to bring where one of the needs is not met, else ``None``."""
    missing = tuple(need for need in needs if not any(t in profile.tables for t in need.any_of))
    if not missing:
        return None
    first = missing[0].any_of[0]
    return Refusal(
        phrase(
            "We cannot tell yet: the data has no table {tables}.",
            "Ainda não dá para dizer: falta a tabela {tables} nos dados.",
            tables=", ".join(str(need) for need in missing),
        ),
        tuple(str(need) for need in missing),
        phrase(
            "Export it and put it into the folder; `corrente template {table}` makes an empty one.",
            "Exporte essa tabela e coloque na pasta; `corrente template {table}` cria um modelo com o cabeçalho certo.",
            table=first,
        ),
    )
