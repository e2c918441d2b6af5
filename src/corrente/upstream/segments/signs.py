"""How customers use the product and how they rate us, in words that stand beside others."""

from __future__ import annotations

from corrente.core.words import Form, Number, Phrase, phrase

RATINGS = (-2, -1, 0, 1, 2, 2.5, 3, 3.5, 4, 4.5, 5, *range(6, 11), *range(20, 91, 10))
"""Upper bounds of the bands of a customer's mean rating, in points of the scale, as in the count's SQL."""


def use_words(first: int, last: int) -> Phrase:
    """Levels of use from ``first`` to ``last``: 0 none now, 1 not every week, 2 every week (three of four)."""
    return _USE[first, last]


def rating_words(first: int, last: int, lowest: bool, highest: bool, rated: bool) -> Phrase:
    """Bands of ratings from ``first`` to ``last``; ``lowest`` and ``highest`` where nobody rated us below or above.

    Band 0 is no rating; ``rated`` is whether the levels leave it out.
    """
    if not rated:
        return (
            _UNRATED if last == 0 else phrase("{rating}, or not at all", "{rating}, ou sem nota", rating=_up_to(last))
        )
    if lowest and highest:
        return phrase("rates us", "deu nota")
    if lowest:
        return _up_to(last)
    above = Number(RATINGS[first - 2], Form.EXACT)
    if highest:
        return phrase("rates us above {above}", "dá nota acima de {above}", above=above)
    return phrase(
        "rates us above {above}, up to {most}", "dá nota acima de {above}, até {most}",
        above=above, most=Number(RATINGS[last - 1], Form.EXACT),
    )  # fmt: skip


def _up_to(band: int) -> Phrase:
    return phrase("rates us {most} at most", "dá nota até {most}", most=Number(RATINGS[band - 1], Form.EXACT))


_UNRATED = phrase("gave no rating", "não deu nota")
_USE = {
    (0, 0): phrase("does not use the product now", "não usa o produto hoje"),
    (0, 1): phrase("does not use the product weekly", "não usa o produto toda semana"),
    (0, 2): phrase("uses the product or not", "usa ou não o produto"),
    (1, 1): phrase("uses the product, not weekly", "usa o produto, mas não toda semana"),
    (1, 2): phrase("uses the product", "usa o produto"),
    (2, 2): phrase("uses the product weekly", "usa o produto toda semana"),
}
