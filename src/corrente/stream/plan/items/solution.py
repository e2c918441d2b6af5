"""The solution: the feature that answers the problem, and what the segment would pay for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Phrase, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on, segment_of
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import sentences, spread

TITLE = Phrase("Solution", "Solução")
_NOT_FEATURES = frozenset({"alternative", "price"})
_STEM = 4


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """The feature whose name shares a word with the need, else the one the segment would pay most for."""
    segment, need = segment_of(items), str(items["problem"].fields["need"] or items["problem"].fields["theme"] or "")
    worth = worths(known, segment)
    answering = [ground for ground in worth if _stems(ground.of["feature"]) & _stems(need)]
    best = known.best(
        worth if known.choice("solution", "feature") else answering or worth, "solution", "feature", "level"
    )
    if best is None:
        return (_unknown(known, items),)
    said = phrase(
        "Add {feature}: by the choices they made in the survey, {whom} would pay {value} for it.",
        "Oferecer {feature}: pelas escolhas que fizeram na pesquisa, {whom} pagariam {value} por isso.",
        feature=called(best),
        whom=customers_of(segment),
        value=spread(best, Form.MONEY, known.settings.currency),
    )
    return (
        Item(
            "solution",
            ItemKind.SOLUTION,
            TITLE,
            sentences(said, *(() if best in answering else _aside(best, worth))),
            {
                "segment": segment,
                "feature": best.of["feature"],
                "level": best.of["level"],
                "answers": best in answering,
            },
            (on(items, "segment", "segment"), on(items, "problem", "need", "theme"), *grounds(best)),
            gaps=known.gaps("solutions"),
        ),
    )


def _aside(best: FromAnswer, worth: Sequence[FromAnswer]) -> Iterator[Phrase]:
    """What a feature has for it that does not share a word with the problem."""
    top = max(worth, key=lambda ground: ground.value)
    if best == top:
        yield Phrase("Nothing else is worth more to them.", "Nada vale mais para eles.")
    else:
        yield phrase("{top} is worth more to them.", "{top} vale mais para eles.", top=called(top))
    yield Phrase(
        "Whether it solves their problem, the data cannot say.", "Se isso resolve o problema deles, os dados não dizem."
    )


def called(ground: FromAnswer) -> Phrase:
    """The feature in words: by its name where it is simply there, else with its level."""
    feature, level = ground.of["feature"].replace("_", " "), ground.of["level"]
    if level.casefold() in {"yes", "sim", "true", "1"}:
        return phrase("“{feature}”", "“{feature}”", feature=feature)
    return phrase("“{feature}: {level}”", "“{feature}: {level}”", feature=feature, level=level)


def worths(known: Known, segment: str) -> Sequence[FromAnswer]:
    """What each feature is worth to the segment, else to all customers."""
    own = known.every("solutions", "willingness_to_pay", segment=segment)
    found = own or known.every("solutions", "willingness_to_pay", segment="all")
    return [g for g in found if g.of.get("feature") not in _NOT_FEATURES and "level" in g.of]


def _stems(words: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return {word[:_STEM] for word in re.findall(r"[a-z]+", plain) if len(word) >= _STEM}


def _unknown(known: Known, items: Drafted) -> Item:
    said = Phrase(
        "What would solve it, and what that is worth to them, has not been asked yet: a survey of choices would tell.",
        "O que resolveria isso, e quanto vale para eles, ainda não foi perguntado: uma pesquisa de escolhas mostra.",
    )
    return Item(
        "solution",
        ItemKind.SOLUTION,
        TITLE,
        said,
        {"segment": segment_of(items), "feature": None, "level": None, "answers": False},
        (on(items, "segment", "segment"), on(items, "problem", "need", "theme")),
        gaps=known.gaps("solutions"),
    )
