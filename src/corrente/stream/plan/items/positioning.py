"""The positioning statement: for whom, which need, what we are, the reason to believe, and unlike whom (Moore 1991)."""

from __future__ import annotations

from collections.abc import Iterable

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import sentences, spread

TITLE = Phrase("Positioning", "Posicionamento")


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """The statement filled in from the items before it, and what weighs most in how customers judge."""
    weights = known.every("positioning", "driver_share")
    weight = known.best(weights, "positioning", "attribute")
    return (
        Item(
            "positioning",
            ItemKind.POSITIONING,
            TITLE,
            sentences(
                _statement(known, items),
                _weighs(weight, weights) if weight else None,
            ),
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
        return phrase(" who want “{need}” made simpler", " que querem mais facilidade em “{need}”", need=str(need))
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


_MOST = Phrase(", more than anything else", ", mais do que qualquer outra coisa")


def _weighs(weight: FromAnswer, all_of: Iterable[FromAnswer]) -> Phrase:
    return phrase(
        "“{attribute}” goes with {share} of what can be explained of how they rate a brand{most}.",
        "“{attribute}” acompanha {share} do que se explica da avaliação que fazem de uma marca{most}.",
        attribute=weight.of["attribute"],
        share=spread(weight, Form.SHARE),
        most=_NOTHING if any(other.value > weight.value for other in all_of) else _MOST,
    )
