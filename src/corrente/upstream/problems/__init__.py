"""Which problems the company solves: what customers speak of, and which needs are important, met and unmet."""

from corrente.upstream.problems.estimate import Problems, infer
from corrente.upstream.problems.picture import figure
from corrente.upstream.problems.plan import QUESTION, counts
from corrente.upstream.problems.words import answer

__all__ = ["QUESTION", "Problems", "answer", "counts", "figure", "infer"]
