"""The price: an upgrade without extra charge where the segment leaves more than others, else what they would pay."""

from __future__ import annotations

from corrente.core.answer import Lever
from corrente.core.plan import FromAnswer, Item, ItemKind, Part
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import linked, sentences, spread

TITLE = Phrase("Price", "Preço")
UPGRADE, ADD_ON, OFFER = "complementary upgrade", "add-on", "offer"
"""How the solution is sold: within the segment's tier, beside it, or as an offer of its own."""


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """How the solution is charged for, with the best price of an offer beside it."""
    worth, leaving, best = _worth(known, items), _leaving(known, items), _best(known)
    model = _model(known, worth, leaving, best)
    upgrade = model == UPGRADE
    said = sentences(
        _extra(known, items, worth, leaving, model),
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
                "extra_price": _extra_price(known, model, worth),
                "offer": best.of["offer"] if best else None,
            },
            (
                on(items, "segment", "segment"),
                on(items, "solution", "feature", "level"),
                *grounds(worth, leaving if upgrade else None, best),
            ),
            _levers(known, items, model, leaving, best),
            gaps=known.gaps("solutions", "retention"),
        ),
    )


def _levers(
    known: Known, items: Drafted, model: str | None, leaving: FromAnswer | None, best: FromAnswer | None
) -> tuple[Lever, ...]:
    """What brings money by the way that was chosen: who stays for an upgrade, who pays for an add-on or an offer."""
    if model == UPGRADE and leaving:
        return known.levers("retention", **leaving.of)
    if model == ADD_ON:
        feature, level = (str(items["solution"].fields[name]) for name in ("feature", "level"))
        return known.levers("solutions", feature=feature, level=level)
    return known.levers("solutions", offer=best.of["offer"]) if model == OFFER and best else ()


def _extra_price(known: Known, model: str | None, worth: FromAnswer | None) -> float | None:
    if model == UPGRADE:
        return 0.0
    chosen = known.choice("price", "extra_price")
    if isinstance(chosen, int | float) and model == ADD_ON:
        return float(chosen)
    return worth.low if worth and model == ADD_ON else None


def _extra(
    known: Known, items: Drafted, worth: FromAnswer | None, leaving: FromAnswer | None, model: str | None
) -> Phrase | None:
    if model == UPGRADE and worth and leaving:
        return _upgrade(known, items, worth, leaving)
    if model == ADD_ON and worth:
        price = _extra_price(known, model, worth)
        return _add_on(known, worth) if price is None or price == worth.low else _at(known, worth, price)
    return None


def _at(known: Known, worth: FromAnswer, price: float) -> Phrase:
    return phrase(
        "Sell it as an add-on at {price}; they would pay {worth}.",
        "Vender como adicional por {price}; eles pagariam {worth}.",
        price=Number(price, Form.MONEY, known.settings.currency),
        worth=spread(worth, Form.MONEY, known.settings.currency),
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
    return known.best(known.every("solutions", "best_profit"), "price", "offer")


def _model(known: Known, worth: FromAnswer | None, leaving: FromAnswer | None, best: FromAnswer | None) -> str | None:
    """How it is sold: as a person chose where the answers can say it so, else by the rule."""
    can = {UPGRADE: worth is not None and leaving is not None, ADD_ON: worth is not None, OFFER: best is not None}
    chosen = str(known.choice("price", "model") or "")
    if can.get(chosen):
        return chosen
    if can[UPGRADE] and leaving is not None and leaving.low > 0:
        return UPGRADE
    return next((name for name in (ADD_ON, OFFER) if can[name]), None)


def _upgrade(known: Known, items: Drafted, worth: FromAnswer, leaving: FromAnswer) -> Phrase:
    return phrase(
        "Give it to {whom} as a complementary upgrade of their tier, at no extra price: {leaving} more of them leave "
        "each month than on average, and the upgrade is worth {worth} to each.",
        "Entregar a {whom} como upgrade complementar do plano que já têm, sem custo extra: a cada mês saem {leaving} a "
        "mais deles que a média, e o upgrade vale {worth} para cada um.",
        whom=customers_of(segment_of(items)),
        leaving=spread(leaving, Form.POINTS),
        worth=spread(worth, Form.MONEY, known.settings.currency),
    )


def _add_on(known: Known, worth: FromAnswer | None) -> Phrase | None:
    if worth is None:
        return None
    return phrase(
        "Sell it as an add-on, starting at {low}, the low end of what they would pay: {worth}.",
        "Vender como adicional, começando em {low}, o piso do que pagariam: {worth}.",
        low=linked(worth, Form.MONEY, known.settings.currency, Part.LOW),
        worth=spread(worth, Form.MONEY, known.settings.currency),
    )


def _whole(known: Known, best: FromAnswer | None) -> Phrase | None:
    if best is None:
        return None
    return phrase(
        "Of the offers in the survey, {offer} would earn {most}{profit} per choice.",
        "Das ofertas da pesquisa, {offer} renderia {most}{profit} por escolha.",
        offer=best.of["offer"],
        most=_MOST if best == _top(known) else Phrase.same(""),
        profit=spread(best, Form.MONEY, known.settings.currency),
    )


_MOST = Phrase("the most, ", "mais, ")


def _top(known: Known) -> FromAnswer:
    return max(known.every("solutions", "best_profit"), key=lambda ground: ground.value)


_UNKNOWN = Phrase(
    "Leave prices as they are for now: what customers would pay has not been asked yet.",
    "Deixe os preços como estão por enquanto: quanto os clientes pagariam ainda não foi perguntado.",
)
