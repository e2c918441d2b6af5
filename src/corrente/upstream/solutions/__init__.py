"""Which solutions should be made available to the market? What buyers value, what they would pay, what sells best."""

from corrente.upstream.solutions.estimate import Solutions, infer
from corrente.upstream.solutions.picture import figure
from corrente.upstream.solutions.plan import QUESTION, counts
from corrente.upstream.solutions.words import answer

__all__ = ["QUESTION", "Solutions", "answer", "counts", "figure", "infer"]
