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
    return max(sure, key=lambda ground: ground.value, default=None)


def _behind(known: Known) -> FromAnswer | None:
    return max(known.every("positioning", "difference"), key=lambda ground: ground.value, default=None)


def _hardest(known: Known) -> FromAnswer | None:
    rated = [g for g in known.every("win_rate", "win_rate") if set(g.of) == {"competitor"}]
    return min((g for g in rated if g.of["competitor"] not in _NO_RIVALS), key=lambda g: g.value, default=None)


def _upgrade(items: Drafted) -> Phrase:
    return phrase(
        "“{feature}” comes as a complementary upgrade: {whom} get more for what they already pay.",
        "“{feature}” vem como upgrade complementar: {whom} recebem mais pelo que já pagam.",
        feature=str(items["solution"].fields["feature"]).replace("_", " "),
        whom=customers_of(segment_of(items)),
    )


def _rated(ahead: FromAnswer) -> Phrase:
    return phrase(
        "We are rated ahead of {rival} on “{attribute}”, by {points} points.",
        "Estamos à frente de {rival} em “{attribute}”, por {points} pontos.",
        rival=ahead.of["against"], attribute=ahead.of["attribute"], points=spread(ahead, Form.ROUGH),
    )  # fmt: skip


def _not_ahead(behind: FromAnswer | None) -> Phrase | None:
    if behind is None:
        return None
    return phrase(
        "On no attribute are we surely ahead; the closest to it is “{attribute}”, {points} points against {rival}.",
        "Em nenhum atributo estamos com certeza à frente; o mais próximo disso é “{attribute}”, {points} pontos ante "
        "{rival}.",
        rival=behind.of["against"], attribute=behind.of["attribute"], points=spread(behind, Form.ROUGH),
    )  # fmt: skip


def _against(rival: FromAnswer) -> Phrase:
    return phrase(
        "The rival to beat is {rival}: deals against it are won at {rate}.",
        "O concorrente a bater é {rival}: contra ele a taxa de ganho é de {rate}.",
        rival=rival.of["competitor"], rate=spread(rival, Form.SHARE),
    )  # fmt: skip


_UNKNOWN = Phrase(
    "How we compare with competitors is not in the data yet: bring ratings, or competitors of deals.",
    "Como estamos ante os concorrentes ainda não está nos dados: traga avaliações, ou os concorrentes dos negócios.",
)
