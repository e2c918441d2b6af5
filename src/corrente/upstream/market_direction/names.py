"""What the market direction room calls its parts."""

from __future__ import annotations

from corrente.core.words import Phrase, phrase
from corrente.upstream.market_direction.sales import OTHER

KIND = {
    "category": phrase("category", "categoria"),
    "brand": phrase("brand", "marca"),
    "attribute": phrase("attribute", "atributo"),
}
KINDS = {
    "category": phrase("categories", "categorias"),
    "brand": phrase("brands", "marcas"),
    "attribute": phrase("attributes", "atributos"),
}


def part(name: str) -> Phrase:
    """A part by its name in the data; the rest in words."""
    return phrase("the rest", "o restante") if name == OTHER else Phrase.same(name)
