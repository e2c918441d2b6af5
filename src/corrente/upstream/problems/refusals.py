"""When the problems room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_TEXTS = 150
"""Texts needed: at 150, planted themes of one comment in fourteen are found again 97 times in 100, and the 90% interval
of a share of .15 is a tenth wide; at 60, themes of one comment in ten are found 8 times in 100."""
MIN_DIFFERENT = 30
"""Of them, so many must differ: a text sent again and again is one voice."""
MIN_RESPONDENTS = 30
"""Answers needed per need: from 30 on, the 90% interval of an importance is at most 3 of 10 points wide."""


def too_little(texts: int, people: int) -> Refusal:
    """Too few texts, and too few answers about any need."""
    return Refusal(
        phrase(
            "We cannot tell yet which problems matter: {texts} comments, {people} people asked about needs.",
            "Ainda não dá para dizer que problemas importam: {texts} comentários, {people} pessoas ouvidas.",
            texts=Number(texts, Form.COUNT), people=Number(people, Form.COUNT),
        ),
        ("feedback", "needs"),
        phrase(
            "Bring at least {texts} comments in the table feedback, or {people} respondents in the table needs.",
            "Traga pelo menos {texts} comentários na tabela feedback, ou {people} respondentes na tabela needs.",
            texts=Number(MIN_TEXTS, Form.COUNT), people=Number(MIN_RESPONDENTS, Form.COUNT),
        ),
    )  # fmt: skip


def no_themes(texts: int) -> Refusal:
    """The texts share no words from which themes could be told."""
    return Refusal(
        phrase(
            "The {texts} comments share too few words to tell what they speak of.",
            "Os {texts} comentários têm poucas palavras em comum para dizer do que tratam.",
            texts=Number(texts, Form.COUNT),
        ),
        ("feedback.text",),
        phrase(
            "Bring comments in customers' own words, in Portuguese or English, in the column text.",
            "Traga comentários nas palavras dos clientes, em português ou inglês, na coluna text.",
        ),
    )
