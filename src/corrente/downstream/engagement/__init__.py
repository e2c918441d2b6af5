"""What is the best way to connect and engage with the buyer? Which message, where, when, how often, and for whom."""

from corrente.downstream.engagement.estimate import Engagement, infer, scores
from corrente.downstream.engagement.picture import figure
from corrente.downstream.engagement.plan import QUESTION, counts
from corrente.downstream.engagement.words import answer

__all__ = ["QUESTION", "Engagement", "answer", "counts", "figure", "infer", "scores"]
