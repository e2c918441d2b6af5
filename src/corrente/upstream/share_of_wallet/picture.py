"""The share of wallet room's picture: brands' shares of their buyers' wallets, or steps from category to category."""

from __future__ import annotations

from corrente.core.answer import Answer, Table, number_of
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.share_of_wallet.plan import QUESTION

_MOST_ROWS = 12


def figure(answer: Answer) -> Picture:
    """Every brand's share of wallet beside its norm; for companies without a panel, the steps with the largest gain."""
    if "brand_norms" in answer.tables:
        return _norms(answer)
    return _steps(answer.tables["next_category"])


def _norms(answer: Answer) -> Picture:
    norms = [e for e in answer.estimates if e.name == "share_of_wallet_norm"][:_MOST_ROWS]
    seen = {str(row[0]): row for row in answer.tables["brand_norms"].rows}
    column = list(answer.tables["brand_norms"].columns).index("share")
    ours = answer.estimate("share_of_wallet", segment="all")
    marks = tuple(
        Mark(
            e.value, e.low, e.high, *(e.inner or (e.low, e.high)), label=Phrase.same(e.of["brand"]),
            observed=number_of(seen[e.of["brand"]][column]),
            emphasis=(e.observed or {}).get("purchases") == (ours.observed or {}).get("purchases"),
        )
        for e in norms
    )  # fmt: skip
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase(
            "Our buyers give us {share} of what they buy in the category",
            "Nossos compradores nos dão {share} do que compram na categoria",
            share=Number(ours.value, Form.SHARE),
        ),
        phrase(
            "Share of their buyers' category purchases, by brand: points as seen, intervals (50% and 90%) the norm",
            "Parcela das compras da categoria feitas por seus compradores, por marca: pontos, o observado; intervalos "
            "(50% e 90%), a norma",
        ),
        phrase(
            "One row per brand, from the largest: the norm for its size as an interval, what was seen as a point.",
            "Uma linha por marca, da maior para a menor: a norma para o porte como intervalo, o observado como ponto.",
        ),
        marks,
        phrase("Share of wallet", "Participação na carteira"),
        Form.SHARE,
    )


def _steps(table: Table) -> Picture:
    rows = [[row[place] for place in range(6)] for row in table.rows[:_MOST_ROWS]]
    marks = tuple(
        Mark(number_of(value), number_of(low), number_of(high), label=Phrase.same(f"{owned} → {offer}"))
        for owned, offer, _, value, low, high in rows
    )
    owned, offer, _, value, *_rest = rows[0]
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase(
            "{value} of the customers of {owned} go on to {offer}",
            "{value} dos clientes de {owned} passam a comprar {offer}",
            value=Number(number_of(value), Form.SHARE), owned=str(owned), offer=str(offer),
        ),
        phrase(
            "Share of customers who went on to a further category; 90% intervals",
            "Parcela dos clientes que passaram a comprar outra categoria; intervalos de 90%",
        ),
        phrase(
            "One row per step from a category to another, the largest gain over all customers first.",
            "Uma linha por passo de uma categoria a outra, primeiro o maior ganho ante todos os clientes.",
        ),
        marks,
        phrase("went on", "passaram a comprar"),
        Form.SHARE,
    )  # fmt: skip
