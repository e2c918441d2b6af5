"""The solution: the feature that answers the problem, and what the segment would pay for it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

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
    worth = _worth(known, segment)
    if not worth:
        return (_unknown(known, items),)
    answering = [ground for ground in worth if _stems(ground.of["feature"]) & _stems(need)]
    best = max(answering or worth, key=lambda ground: ground.value)
    said = phrase(
        "Add {feature}: {whom} would pay {value} for it, by their stated choices.",
        "Oferecer {feature}: {whom} pagariam {value} por isso, pelas escolhas que declararam.",
        feature=called(best),
        whom=customers_of(segment),
        value=spread(best, Form.MONEY, known.settings.currency),
    )
    return (
        Item(
            "solution",
            ItemKind.SOLUTION,
            TITLE,
            sentences(said, None if answering else _UNLINKED),
            {"segment": segment, "feature": best.of["feature"], "level": best.of["level"], "answers": bool(answering)},
            (on(items, "segment", "segment"), on(items, "problem", "need", "theme"), *grounds(best)),
            known.levers("solutions", feature=best.of["feature"], level=best.of["level"]),
            gaps=known.gaps("solutions"),
        ),
    )


_UNLINKED = Phrase(
    "It is what they would pay most for; whether it solves the problem, the data does not say.",
    "É pelo que mais pagariam; se resolve o problema, os dados não dizem.",
)


def called(ground: FromAnswer) -> Phrase:
    """The feature in words: by its name where it is simply there, else with its level."""
    feature, level = ground.of["feature"].replace("_", " "), ground.of["level"]
    if level.casefold() in {"yes", "sim", "true", "1"}:
        return phrase("“{feature}”", "“{feature}”", feature=feature)
    return phrase("“{feature}: {level}”", "“{feature}: {level}”", feature=feature, level=level)


def _worth(known: Known, segment: str) -> Sequence[FromAnswer]:
    own = known.every("solutions", "willingness_to_pay", segment=segment)
    found = own or known.every("solutions", "willingness_to_pay", segment="all")
    return [g for g in found if g.of.get("feature") not in _NOT_FEATURES and "level" in g.of]


def _stems(words: str) -> set[str]:
    plain = unicodedata.normalize("NFKD", words.casefold()).encode("ascii", "ignore").decode()
    return {word[:_STEM] for word in re.findall(r"[a-z]+", plain) if len(word) >= _STEM}


def _unknown(known: Known, items: Drafted) -> Item:
    said = Phrase(
        "What would solve it, and what it is worth to them, has not been asked yet: a choice survey tells.",
        "O que resolveria isso, e quanto vale para eles, ainda não foi perguntado: uma pesquisa de escolhas diz.",
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
