"""The positioning statement: for whom, which need, what we are, the reason to believe, and unlike whom (Moore 1991)."""

from __future__ import annotations

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import sentences, spread

TITLE = Phrase("Positioning", "Posicionamento")


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """The statement filled in from the items before it, and what weighs most in how customers judge."""
    weight = max(known.every("positioning", "driver_share"), key=lambda ground: ground.value, default=None)
    return (
        Item(
            "positioning",
            ItemKind.POSITIONING,
            TITLE,
            sentences(_statement(known, items), _weighs(weight) if weight else None),
            {"segment": segment_of(items), "attribute": weight.of["attribute"] if weight else None},
            (
                on(items, "segment", "segment"),
                on(items, "problem", "need", "theme"),
                on(items, "solution", "feature"),
                on(items, "advantage", "attribute", "upgrade", "rival"),
                *grounds(weight),
            ),
            known.levers("positioning", attribute=weight.of["attribute"]) if weight else (),
            gaps=known.gaps("positioning"),
        ),
    )


def _statement(known: Known, items: Drafted) -> Phrase:
    return phrase(
        "For {whom}{need}, {brand} is the choice{feature}{rival}.",
        "Para {whom}{need}, {brand} é a escolha{feature}{rival}.",
        whom=customers_of(segment_of(items)),
        brand=known.settings.brand or known.settings.name,
        need=_need(items),
        feature=_feature(items),
        rival=_rival(items),
    )


_NOTHING = Phrase.same("")


def _need(items: Drafted) -> Phrase:
    need, theme = items["problem"].fields["need"], items["problem"].fields["theme"]
    if need:
        return phrase(" who need “{need}” made simpler", " que precisam de facilidade em “{need}”", need=str(need))
    if theme:
        return phrase(" tired of “{theme}”", " cansados de “{theme}”", theme=str(theme))
    return _NOTHING


def _feature(items: Drafted) -> Phrase:
    feature = items["solution"].fields["feature"]
    if not feature:
        return _NOTHING
    said = str(feature).replace("_", " ")
    if items["advantage"].fields["upgrade"]:
        return phrase(" with “{feature}” in the tier they have", " com “{feature}” no plano que já têm", feature=said)
    return phrase(" with “{feature}”", " com “{feature}”", feature=said)


def _rival(items: Drafted) -> Phrase:
    rival = items["advantage"].fields["rival"]
    return phrase(", unlike {rival}", ", ao contrário de {rival}", rival=str(rival)) if rival else _NOTHING


def _weighs(weight: FromAnswer) -> Phrase:
    return phrase(
        "What goes most with their judgement is “{attribute}”: {share} of what is explained.",
        "O que mais acompanha a avaliação deles é “{attribute}”: {share} do que se explica.",
        attribute=weight.of["attribute"],
        share=spread(weight, Form.SHARE),
    )
