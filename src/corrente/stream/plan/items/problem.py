"""The problem to solve: the need served worst in the segment, else the complaint that costs most."""

from __future__ import annotations

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import spread

TITLE = Phrase("Problem", "Problema")
UNDER_SERVED = 10.0
"""From so many of 20 points on a need is under-served (Ulwick 2005, "What Customers Want")."""


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """The first of the two that the answers can tell."""
    return (_need(known, items) or _complaint(known, items) or _unknown(known, items),)


def _need(known: Known, items: Drafted) -> Item | None:
    segment = segment_of(items)
    found = known.every("problems", "opportunity", segment=segment) or known.every(
        "problems", "opportunity", segment="all"
    )
    if not found:
        return None
    worst = max(found, key=lambda ground: ground.value)
    importance = known.one("problems", "importance", **worst.of)
    satisfaction = known.one("problems", "satisfaction", **worst.of)
    if importance is None or satisfaction is None:
        return None
    said = phrase(
        "{whom} need “{need}” made simpler: importance {importance}, satisfaction {satisfaction} of 10. {verdict}",
        "{whom} precisam de mais facilidade em “{need}”: importância {importance}, satisfação {satisfaction} de 10. "
        "{verdict}",
        whom=_capital(segment),
        need=worst.of["need"],
        importance=spread(importance, Form.ROUGH),
        satisfaction=spread(satisfaction, Form.ROUGH),
        verdict=_verdict(worst),
    )
    fields = {"segment": segment, "need": worst.of["need"], "theme": None}
    return _item(known, items, said, fields, worst, importance, satisfaction)


def _verdict(worst: FromAnswer) -> Phrase:
    points = spread(worst, Form.ROUGH)
    if worst.low > UNDER_SERVED:
        return phrase(
            "No need there scores higher: opportunity {points} of 20.",
            "Nenhuma necessidade ali pontua mais: oportunidade {points} de 20.",
            points=points,
        )
    return phrase(
        "It is the most open need there, but not surely under-served: opportunity {points} of 20.",
        "É a necessidade mais em aberto ali, mas não dá para dizer que é mal atendida: oportunidade {points} de 20.",
        points=points,
    )


def _complaint(known: Known, items: Drafted) -> Item | None:
    pairs = [
        (share, effect)
        for share in known.every("problems", "mention_share")
        if (effect := known.one("problems", "rating_effect", **share.of)) and effect.value < 0
    ]
    if not pairs:
        return None
    share, effect = max(pairs, key=lambda pair: -pair[0].value * pair[1].value)
    said = phrase(
        "Customers complain about “{theme}”: it is in {share} of comments; with it ratings move by {effect} points.",
        "Os clientes reclamam de “{theme}”: está em {share} dos comentários, e com isso a nota muda {effect} pontos.",
        theme=share.of["theme"],
        share=spread(share, Form.SHARE),
        effect=spread(effect, Form.ROUGH),
    )
    fields = {"segment": segment_of(items), "need": None, "theme": share.of["theme"]}
    return _item(known, items, said, fields, share, effect)


def _unknown(known: Known, items: Drafted) -> Item:
    said = phrase(
        "Which problem {whom} want solved is not in the data yet: ask them, or bring their comments.",
        "Que problema {whom} querem resolver ainda não está nos dados: pergunte a eles ou traga os comentários.",
        whom=customers_of(segment_of(items)),
    )
    return _item(known, items, said, {"segment": segment_of(items), "need": None, "theme": None})


def _item(known: Known, items: Drafted, said: Phrase, fields: dict[str, str | None], *found: FromAnswer) -> Item:
    theme = fields["theme"]
    return Item(
        "problem",
        ItemKind.PROBLEM,
        TITLE,
        said,
        fields,
        (on(items, "segment", "segment"), *grounds(*found)),
        known.levers("problems", theme=theme) if theme else (),
        gaps=known.gaps("problems"),
    )


def _capital(segment: str) -> Phrase:
    if segment == "all":
        return Phrase("Customers", "Os clientes")
    return phrase("“{segment}” customers", "Clientes “{segment}”", segment=segment)
