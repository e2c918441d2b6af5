"""The predisposition room's picture: who will buy, by tenths of the customers."""

from __future__ import annotations

from corrente.core.answer import Answer, number_of
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.predisposition.plan import QUESTION


def figure(answer: Answer) -> Picture:
    """A bar per tenth of the customers, the likeliest first, with the share of all as the reference."""
    rows = [[number_of(value) for value in row[:5]] for row in answer.tables["tenths"].rows]
    average = sum(row[1] * row[2] for row in rows) / sum(row[1] for row in rows)
    top, last = rows[0], rows[-1]
    shares = {"top": Number(top[2], Form.SHARE), "last": Number(last[2], Form.SHARE)}
    return Picture(
        Kind.BARS, QUESTION.stream,
        phrase("{top} of the likeliest tenth will buy, {last} of the least likely",
               "{top} do décimo mais propenso vão comprar; do menos propenso, {last}", **shares),
        phrase("Share of each tenth of today's customers that will buy in the window; 90% intervals",
               "Parcela de cada décimo dos clientes de hoje que vai comprar na janela; intervalos de 90%"),
        phrase("Bars that fall from {top} to {last}; a line marks the share of all.",
               "Barras que caem de {top} a {last}; um traço marca a parcela de todos.", **shares),
        tuple(Mark(row[2], row[3], row[4], label=_label(int(row[0])), emphasis=row is top) for row in rows),
        phrase("Will buy", "Vão comprar"), Form.SHARE, reference=average,
        reference_label=phrase("all customers", "todos os clientes"),
    )  # fmt: skip


def _label(number: int) -> Phrase:
    return phrase("tenth {n}", "décimo {n}", n=Number(number, Form.COUNT))
