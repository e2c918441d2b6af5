"""What to research next in words and as a picture: what knowing more is worth, what it would change, and how."""

from __future__ import annotations

from corrente.core.picture import Kind, Mark, Picture
from corrente.core.question import Stream
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.reports.forecast import Titles
from corrente.reports.words import NAMES
from corrente.stream.plan.say import listed, sentences
from corrente.stream.research.studies import Study, Way
from corrente.stream.research.work import Research, Worth

MOST_ROWS = 8
MOST_NAMED = 3
"""Decisions that a sentence names; the others it counts."""


def in_short(research: Research, most: int, titles: Titles) -> tuple[Phrase, ...]:
    """The ``most`` questions that are worth most, one sentence or two each; that nothing is worth it, if so."""
    worthy = [row for row in research.rows if row.worth > 0][:most]
    if not worthy:
        return (NOTHING,)
    return tuple(
        phrase("{name}: {said}", "{name}: {said}", name=NAMES[row.question.id],
               said=sentences(worth_of(row, research), would_change(row, titles), cheapest(row, research.currency)))
        for row in worthy
    )  # fmt: skip


NOTHING = Phrase(
    "Knowing more would change no decision of the plan as it stands.",
    "Saber mais não mudaria nenhuma decisão do plano como está.",
)


def worth_of(row: Worth, research: Research) -> Phrase:
    """What knowing the question's numbers perfectly would be worth."""
    return phrase("knowing it exactly is worth {worth}.", "saber isso com exatidão vale {worth}.",
                  worth=Number(row.worth, Form.MONEY, research.currency))  # fmt: skip


def would_change(row: Worth, titles: Titles) -> Phrase:
    """Which decisions knowing could change, and with what chance."""
    if not row.drivers:
        return Phrase(
            "No amount of money in the forecast comes from its numbers.",
            "Nenhum valor em dinheiro da previsão vem dos seus números.",
        )
    if not row.decisions:
        return Phrase("Whatever it says, the same would be decided.", "Diga o que disser, a decisão seria a mesma.")
    return phrase(
        "With a chance of {chance} it changes what is decided of {decisions}.",
        "Com chance de {chance}, muda a decisão sobre {decisions}.",
        chance=Number(row.changes, Form.SHARE), decisions=_decisions(row, titles),
    )  # fmt: skip


def _decisions(row: Worth, titles: Titles) -> Phrase:
    named = [phrase("“{title}”", "“{title}”", title=titles.get(id) or Phrase.same(id)) for id in row.decisions]
    if len(named) <= MOST_NAMED:
        return listed(named)
    rest = phrase("{n} more", "mais {n}", n=Number(len(named) - MOST_NAMED, Form.COUNT))
    return listed([*named[:MOST_NAMED], rest])


def cheapest(row: Worth, currency: str) -> Phrase:
    """The cheapest way to know more, with what it costs and is worth; that none pays, where none does."""
    if row.study is None:
        return _NO_STUDY
    return sentences(row.study.words, _pays_off(row.study, currency))


def _pays_off(study: Study, currency: str) -> Phrase:
    worth, cost = (Number(amount, Form.MONEY, currency) for amount in (study.worth, study.cost))
    if study.way is Way.DATA:
        return phrase("That is worth up to {worth}.", "Isso vale até {worth}.", worth=worth)
    return phrase(
        "That costs {cost} and is worth {worth}.", "Isso custa {cost} e vale {worth}.", cost=cost, worth=worth
    )


_NO_STUDY = Phrase("No study of it is worth its cost.", "Nenhum estudo disso vale o que custa.")


def worths_picture(research: Research) -> Picture | None:
    """What knowing each question would be worth; ``None`` where nothing is."""
    shown = [row for row in research.rows if row.worth > 0][:MOST_ROWS]
    if not shown:
        return None
    first = shown[0]
    return Picture(
        Kind.BARS, Stream.UPSTREAM,
        phrase("Knowing “{name}” better is worth most: up to {worth}",
               "Saber mais sobre “{name}” é o que mais vale: até {worth}",
               name=NAMES[first.question.id], worth=Number(first.worth, Form.MONEY, research.currency)),
        phrase("Expected value of knowing a question's numbers exactly, for the decisions of {n} months",
               "Valor esperado de saber com exatidão os números de cada pergunta, para as decisões de {n} meses",
               n=Number(research.months, Form.COUNT)),
        phrase("{n} bars, one for each question that could change a decision, the longest first.",
               "{n} barras, uma por pergunta que poderia mudar uma decisão, a maior primeiro.",
               n=Number(len(shown), Form.COUNT)),
        tuple(Mark(row.worth, label=NAMES[row.question.id], emphasis=row.study is not None) for row in shown),
        Phrase("Worth", "Valor"), Form.MONEY, value_unit=research.currency,
    )  # fmt: skip
