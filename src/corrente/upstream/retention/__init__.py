"""How can we increase retention? Who stays how long, what goes with leaving, and which actions held customers."""

from corrente.upstream.retention.estimate import Retention, infer, scores
from corrente.upstream.retention.picture import figure
from corrente.upstream.retention.plan import QUESTION, counts
from corrente.upstream.retention.words import answer

__all__ = ["QUESTION", "Retention", "answer", "counts", "figure", "infer", "scores"]
