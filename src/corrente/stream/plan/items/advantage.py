"""The advantage: where customers rate us ahead, else the upgrade itself, and the rival to beat."""

from __future__ import annotations

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.items.price import UPGRADE
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import sentences, spread

TITLE = Phrase("Competitive advantage", "Vantagem competitiva")
_NO_RIVALS = frozenset({"none", "spreadsheet", "(none)", "(other)"})


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """What sets the offer apart, and against whom."""
    ahead, rival, behind = _ahead(known), _hardest(known), _behind(known)
    upgrade = items["price"].fields["model"] == UPGRADE
    said = [
        _upgrade(items) if upgrade else None,
        _rated(ahead) if ahead else _not_ahead(behind),
        _against(rival) if rival else None,
    ]
    told = [one for one in said if one is not None]
    return (
        Item(
            "advantage",
            ItemKind.ADVANTAGE,
            TITLE,
            sentences(*told) if told else _UNKNOWN,
            {
                "segment": segment_of(items),
                "attribute": ahead.of["attribute"] if ahead else None,
                "upgrade": upgrade,
                "rival": rival.of["competitor"] if rival else None,
            },
            (
                on(items, "segment", "segment"),
                on(items, "solution", "feature", "level"),
                on(items, "price", "model"),
                *grounds(ahead or behind, rival),
            ),
            known.levers("positioning", attribute=ahead.of["attribute"]) if ahead else (),
            gaps=known.gaps("positioning", "win_rate"),
        ),
    )


def _ahead(known: Known) -> FromAnswer | None:
    sure = [ground for ground in known.every("positioning", "difference") if ground.low > 0]
    return known.best(sure, "advantage", "attribute")


def _behind(known: Known) -> FromAnswer | None:
    return max(known.every("positioning", "difference"), key=lambda ground: ground.value, default=None)


def _hardest(known: Known) -> FromAnswer | None:
    every = rivals(known)
    chosen = (ground for ground in every if ground.of["competitor"] == known.choice("advantage", "rival"))
    return next(chosen, None) or min(every, key=lambda ground: ground.value, default=None)


def rivals(known: Known) -> tuple[FromAnswer, ...]:
    """How often deals are won against each named competitor."""
    rated = (ground for ground in known.every("win_rate", "win_rate") if set(ground.of) == {"competitor"})
    return tuple(ground for ground in rated if ground.of["competitor"] not in _NO_RIVALS)


def _upgrade(items: Drafted) -> Phrase:
    return phrase(
        "“{feature}” comes as a complementary upgrade: {whom} get more for what they already pay.",
        "“{feature}” vem como upgrade complementar: {whom} recebem mais pelo que já pagam.",
        feature=str(items["solution"].fields["feature"]).replace("_", " "),
        whom=customers_of(segment_of(items)),
    )


def _rated(ahead: FromAnswer) -> Phrase:
    return phrase(
        "Customers rate us ahead of {rival} on “{attribute}”, by {points} points.",
        "Na avaliação dos clientes, estamos à frente de {rival} em “{attribute}”, por {points} pontos.",
        rival=ahead.of["against"], attribute=ahead.of["attribute"], points=spread(ahead, Form.ROUGH),
    )  # fmt: skip


def _not_ahead(behind: FromAnswer | None) -> Phrase | None:
    if behind is None:
        return None
    return phrase(
        "Nowhere are we surely rated ahead yet; we come closest on “{attribute}”: {points} points against {rival}.",
        "Ainda não há nada em que com certeza estejamos à frente; chegamos mais perto em “{attribute}”: {points} "
        "pontos contra {rival}.",
        rival=behind.of["against"], attribute=behind.of["attribute"], points=spread(behind, Form.ROUGH),
    )  # fmt: skip


def _against(rival: FromAnswer) -> Phrase:
    return phrase(
        "The rival to beat is {rival}: against it, {rate} of deals are won.",
        "O concorrente a bater é {rival}: contra ele, {rate} dos negócios são ganhos.",
        rival=rival.of["competitor"], rate=spread(rival, Form.SHARE),
    )  # fmt: skip


_UNKNOWN = Phrase(
    "How we compare with competitors is not in the data yet: bring ratings, or who competed for each deal.",
    "Como estamos diante dos concorrentes ainda não está nos dados: traga avaliações ou o concorrente de cada negócio.",
)
