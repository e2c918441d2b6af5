"""Which buyers are predisposed to buy? Each customer's chance to buy in the coming weeks, and what speaks for it."""

from corrente.upstream.predisposition.estimate import Predisposition, infer, scores
from corrente.upstream.predisposition.picture import figure
from corrente.upstream.predisposition.plan import QUESTION, counts
from corrente.upstream.predisposition.words import answer

__all__ = ["QUESTION", "Predisposition", "answer", "counts", "figure", "infer", "scores"]
