"""How do we get access to those buyers: whom each channel meets, and the cheapest set that meets most."""

from corrente.upstream.access.estimate import Access, infer
from corrente.upstream.access.plan import QUESTION, counts
from corrente.upstream.access.words import answer, figure

__all__ = ["QUESTION", "Access", "answer", "counts", "figure", "infer"]
