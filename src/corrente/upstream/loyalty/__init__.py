"""Which customers are loyal, and which are at risk: purchase patterns, and what they say of the future."""

from corrente.core.catalogue import QUESTIONS
from corrente.upstream.loyalty.estimate import LoyaltyEstimate, infer
from corrente.upstream.loyalty.plan import counts
from corrente.upstream.loyalty.scores import scores
from corrente.upstream.loyalty.words import answer, figure

QUESTION = QUESTIONS["loyalty"]

__all__ = ["QUESTION", "LoyaltyEstimate", "answer", "counts", "figure", "infer", "scores"]
