"""What the adoption room calls a product, a baseline and a step."""

from __future__ import annotations

from corrente.core.answer import Estimate
from corrente.core.words import Phrase, phrase
from corrente.upstream.adoption.launches import Naive

NAIVE = {
    Naive.LAST: phrase("the last value carried on", "o último valor mantido"),
    Naive.TREND: phrase("a straight line", "uma reta"),
}


def product(name: str) -> Phrase:
    """A product by its name; the whole where products have none."""
    return phrase("The launch", "O lançamento") if name == "all" else Phrase.same(name)


_VAGUE = 4.0  # from such a ratio of the ends of its interval on, the share reached is not worth a point


def is_vague(reached: Estimate) -> bool:
    """Whether a share is said as a range, without a point."""
    return reached.high > _VAGUE * reached.low
