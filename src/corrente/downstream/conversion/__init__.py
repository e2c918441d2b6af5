"""How to raise the conversion rates along the stages of the buying journey."""

from corrente.downstream.conversion.estimate import Funnel, infer
from corrente.downstream.conversion.plan import QUESTION, counts
from corrente.downstream.conversion.words import answer, figure

__all__ = ["QUESTION", "Funnel", "answer", "counts", "figure", "infer"]
