"""The catalogue holds the twenty questions of the seed text, in its order, and no cycle."""

from __future__ import annotations

from graphlib import TopologicalSorter

from corrente.core.catalogue import QUESTIONS
from corrente.core.question import Stream
from corrente.core.words import Language


def test_thirteen_upstream_and_seven_downstream_in_order() -> None:
    upstream = [q.number for q in QUESTIONS.values() if q.stream is Stream.UPSTREAM]
    downstream = [q.number for q in QUESTIONS.values() if q.stream is Stream.DOWNSTREAM]
    assert upstream == list(range(1, 14))
    assert downstream == list(range(1, 8))


def test_every_question_is_asked_in_both_languages() -> None:
    for question in QUESTIONS.values():
        en, pt = question.asked.say(Language.EN), question.asked.say(Language.PT)
        assert en.endswith("?")
        assert pt.endswith("?")
        assert en != pt


def test_the_questions_can_be_put_in_order() -> None:
    order = list(TopologicalSorter({q.id: q.after for q in QUESTIONS.values()}).static_order())
    assert set(order) == set(QUESTIONS)


def test_what_stands_beside_an_answer_comes_after_it() -> None:
    for question in QUESTIONS.values():
        assert all(question.id in QUESTIONS[name].after for name in question.beside)
