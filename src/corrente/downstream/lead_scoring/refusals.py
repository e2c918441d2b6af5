"""When the lead scoring room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_WON = MIN_LOST = 30
"""Leads of each outcome: with 30 and 30, the points of a column that parts them in halves are known to 25 either way,
where twenty double the odds (the root of 4 / 15, 1.645 times, in points; tests/rooms measures it)."""


def too_few(won: int, lost: int, table: str) -> Refusal:
    """Too few leads have ended one way or the other."""
    return Refusal(
        phrase(
            "Too few leads have ended to score the others: {won} won and {lost} not; it takes {needed} of each.",
            "Poucos leads chegaram a um desfecho para pontuar os outros: {won} ganhos e {lost} não; "
            "são precisos {needed} de cada.",
            won=Number(won, Form.COUNT),
            lost=Number(lost, Form.COUNT),
            needed=Number(MIN_WON, Form.COUNT),
        ),
        (table,),
        phrase(
            "Bring leads or deals with an outcome, won and lost, in the table {table}.",
            "Traga leads ou negócios com desfecho, won e lost, na tabela {table}.",
            table=table,
        ),
    )


def nothing_known(table: str) -> Refusal:
    """No column tells one lead from another."""
    return Refusal(
        phrase(
            "Nothing is known of the leads that could tell them apart before they end.",
            "Não há nada que diferencie os leads antes do desfecho.",
        ),
        (table,),
        phrase(
            "Bring what is known of a lead when it comes, such as source, size or role, as columns of {table}.",
            "Traga o que se sabe do lead quando ele chega, como origem, porte ou cargo, em colunas de {table}.",
            table=table,
        ),
    )
