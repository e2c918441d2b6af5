"""The buyers within the segment: how ready they are, how they buy, and which leads to work first."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import number_of
from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import linked, sentences, spread

TITLE = Phrase("Buyers", "Compradores")
_WORKED = "20%"


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """Who buys in the segment, as far as it is known."""
    segment, column = segment_of(items), str(items["segment"].fields["column"])
    rate = known.one("predisposition", "buying_rate", **{column: segment}) if column else None
    expected = None if rate else known.one("predisposition", "expected_buyers", segment="all")
    contacts = known.in_segment("buying_process", "contacts_to_buy", segment)
    days = known.in_segment("buying_process", "days_to_buy", segment)
    caught = known.one("lead_scoring", "caught_share", worked=_WORKED)
    said = list(_said(customers_of(segment), rate, expected, contacts, days, caught))
    return (
        Item(
            "buyers",
            ItemKind.BUYERS,
            TITLE,
            sentences(*said) if said else _unknown(customers_of(segment)),
            {"segment": segment, "lead_threshold": _threshold(known) if caught else None},
            (on(items, "segment", "segment"), *grounds(rate, expected, contacts, days, caught)),
            (*known.levers("predisposition"), *known.levers("lead_scoring")),
            gaps=known.gaps("predisposition", "buying_process", "lead_scoring", "personas"),
        ),
    )


def _threshold(known: Known) -> float | None:
    """The points from which the best fifth of leads begins."""
    table = known.answers["lead_scoring"].tables.get("thresholds")
    if table is None:
        return None
    worked, score = (list(table.columns).index(name) for name in ("worked", "score"))
    return next((number_of(row[score]) for row in table.rows if row[worked] == 0.2), None)


def _said(
    whom: Phrase,
    rate: FromAnswer | None,
    expected: FromAnswer | None,
    contacts: FromAnswer | None,
    days: FromAnswer | None,
    caught: FromAnswer | None,
) -> Iterator[Phrase]:
    if rate:
        yield phrase(
            "Of {whom}, {rate} will buy in the period ahead.",
            "De {whom}, {rate} vão comprar no período à frente.",
            whom=whom, rate=spread(rate, Form.SHARE),
        )  # fmt: skip
    if expected:
        yield phrase(
            "Among all customers, {n} will buy in the period ahead.",
            "Entre todos os clientes, {n} vão comprar no período à frente.",
            n=linked(expected, Form.ROUGH),
        )
    if contacts and days:
        yield phrase(
            "From first contact to purchase it takes {contacts} contacts and {days} days.",
            "Do primeiro contato à compra são {contacts} contatos e {days} dias.",
            contacts=spread(contacts, Form.ROUGH), days=spread(days, Form.ROUGH),
        )  # fmt: skip
    if caught:
        yield phrase(
            "The best-scored fifth of leads holds {share} of those that are won: call these first.",
            "O quinto de leads com mais pontos reúne {share} dos que são ganhos: ligue para eles primeiro.",
            share=spread(caught, Form.SHARE),
        )


def _unknown(whom: Phrase) -> Phrase:
    return phrase(
        "Who buys among {whom} is not in the data yet.",
        "Quem compra entre {whom} ainda não está nos dados.",
        whom=whom,
    )
