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
    found = needs(known, segment)
    worst = known.best(found, "problem", "need")
    if worst is None:
        return None
    importance = known.one("problems", "importance", **worst.of)
    satisfaction = known.one("problems", "satisfaction", **worst.of)
    if importance is None or satisfaction is None:
        return None
    said = phrase(
        "{whom} want “{need}” made simpler: they give it {importance} of 10 for importance, and {satisfaction} for how "
        "well it is met today. {verdict}",
        "{whom} querem mais facilidade em “{need}”: dão nota {importance} à importância e {satisfaction} ao que têm "
        "hoje, em 10. {verdict}",
        whom=_capital(segment),
        need=worst.of["need"],
        importance=spread(importance, Form.ROUGH),
        satisfaction=spread(satisfaction, Form.ROUGH),
        verdict=_verdict(worst, max(found, key=lambda ground: ground.value)),
    )
    fields = {"segment": segment, "need": worst.of["need"], "theme": None}
    return _item(known, items, said, fields, worst, importance, satisfaction)


def needs(known: Known, segment: str) -> tuple[FromAnswer, ...]:
    """How open each need of the segment is, else of all customers."""
    own = known.every("problems", "opportunity", segment=segment)
    return own or known.every("problems", "opportunity", segment="all")


def _verdict(worst: FromAnswer, top: FromAnswer) -> Phrase:
    points = spread(worst, Form.ROUGH)
    if worst.value < top.value:
        return phrase(
            "Its opportunity is {points} of 20; “{other}” has more.",
            "A oportunidade é de {points} em 20; “{other}” tem mais.",
            points=points,
            other=top.of["need"],
        )
    if worst.low > UNDER_SERVED:
        return phrase(
            "No other need of theirs leaves more to gain: opportunity {points} of 20.",
            "Nenhuma outra necessidade deles deixa mais a ganhar: oportunidade de {points} em 20.",
            points=points,
        )
    return phrase(
        "It is their most open need, though perhaps not an under-served one: opportunity {points} of 20.",
        "É a necessidade mais em aberto deles, mas talvez não seja mal atendida: oportunidade de {points} em 20.",
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
    chosen = [pair for pair in pairs if pair[0].of["theme"] == known.choice("problem", "theme")]
    share, effect = max(chosen or pairs, key=lambda pair: -pair[0].value * pair[1].value)
    said = phrase(
        "Customers complain about “{theme}”: it comes up in {share} of comments, and with it ratings move by {effect} "
        "points.",
        "Os clientes reclamam de “{theme}”: aparece em {share} dos comentários, e com isso a nota muda {effect} "
        "pontos.",
        theme=share.of["theme"],
        share=spread(share, Form.SHARE),
        effect=spread(effect, Form.ROUGH),
    )
    fields = {"segment": segment_of(items), "need": None, "theme": share.of["theme"]}
    return _item(known, items, said, fields, share, effect)


def _unknown(known: Known, items: Drafted) -> Item:
    said = phrase(
        "Which problem {whom} want solved is not in the data yet: ask them, or bring their comments.",
        "Que problema {whom} querem ver resolvido ainda não está nos dados: pergunte a eles ou traga os comentários.",
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
