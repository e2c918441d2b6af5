"""The price: an upgrade without extra charge where the segment leaves more than others, else what they would pay."""

from __future__ import annotations

from corrente.core.plan import FromAnswer, Item, ItemKind, Part
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import linked, sentences, spread

TITLE = Phrase("Price", "Preço")
UPGRADE, ADD_ON, OFFER = "complementary upgrade", "add-on", "offer"
"""How the solution is sold: within the segment's tier, beside it, or as an offer of its own."""


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """How the solution is charged for, with the best price of an offer beside it."""
    worth, leaving, best = _worth(known, items), _leaving(known, items), _best(known)
    upgrade = worth is not None and leaving is not None and leaving.low > 0
    model = UPGRADE if upgrade else ADD_ON if worth else OFFER if best else None
    said = sentences(
        _upgrade(known, items, worth, leaving) if upgrade and worth and leaving else _add_on(known, worth),
        _whole(known, best),
    )
    return (
        Item(
            "price",
            ItemKind.PRICE,
            TITLE,
            said if worth or best else _UNKNOWN,
            {
                "segment": segment_of(items),
                "model": model,
                "extra_price": 0.0 if upgrade else worth.low if worth else None,
                "offer": best.of["offer"] if best else None,
            },
            (
                on(items, "segment", "segment"),
                on(items, "solution", "feature", "level"),
                *grounds(worth, leaving if upgrade else None, best),
            ),
            (
                *(known.levers("solutions", offer=best.of["offer"]) if best else ()),
                *(known.levers("retention", **leaving.of) if upgrade and leaving else ()),
            ),
            gaps=known.gaps("solutions", "retention"),
        ),
    )


def _worth(known: Known, items: Drafted) -> FromAnswer | None:
    fields = items["solution"].fields
    if fields["feature"] is None:
        return None
    of = {"feature": str(fields["feature"]), "level": str(fields["level"])}
    return known.in_segment("solutions", "willingness_to_pay", segment_of(items), **of)


def _leaving(known: Known, items: Drafted) -> FromAnswer | None:
    column = str(items["segment"].fields["column"])
    return known.one("retention", "leaving_effect", **{column: segment_of(items)}) if column else None


def _best(known: Known) -> FromAnswer | None:
    profits = known.every("solutions", "best_profit")
    return max(profits, key=lambda ground: ground.value) if profits else None


def _upgrade(known: Known, items: Drafted, worth: FromAnswer, leaving: FromAnswer) -> Phrase:
    return phrase(
        "Give it to {whom} as a complementary upgrade of their tier, at no extra price: each month {leaving} more of "
        "them leave than on average, and it is worth {worth} to them.",
        "Entregue a {whom} como upgrade complementar do plano que já têm, sem custo extra: a cada mês saem {leaving} a "
        "mais deles que a média, e para eles vale {worth}.",
        whom=customers_of(segment_of(items)),
        leaving=spread(leaving, Form.POINTS),
        worth=spread(worth, Form.MONEY, known.settings.currency),
    )


def _add_on(known: Known, worth: FromAnswer | None) -> Phrase | None:
    if worth is None:
        return None
    return phrase(
        "Sell it as an add-on, at {low} to begin with: the lower end of what they would pay, {worth}.",
        "Venda como complemento, por {low} para começar: a ponta de baixo do que pagariam, {worth}.",
        low=linked(worth, Form.MONEY, known.settings.currency, Part.LOW),
        worth=spread(worth, Form.MONEY, known.settings.currency),
    )


def _whole(known: Known, best: FromAnswer | None) -> Phrase | None:
    if best is None:
        return None
    return phrase(
        "Of the offers, {offer} would earn the most by stated choices, {profit} per choice.",
        "Entre as ofertas, {offer} seria a que mais rende pelas escolhas declaradas, {profit} por escolha.",
        offer=best.of["offer"],
        profit=spread(best, Form.MONEY, known.settings.currency),
    )


_UNKNOWN = Phrase(
    "Leave prices as they are for now: what customers would pay has not been asked yet.",
    "Deixe os preços como estão por enquanto: quanto os clientes pagariam ainda não foi perguntado.",
)
