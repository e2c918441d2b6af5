"""Which segments, and which buyers within them, should we focus on? Classes found in how customers buy."""

from corrente.upstream.segments.estimate import Segments, infer
from corrente.upstream.segments.picture import figure
from corrente.upstream.segments.plan import QUESTION, counts
from corrente.upstream.segments.scores import scores
from corrente.upstream.segments.words import answer

__all__ = ["QUESTION", "Segments", "answer", "counts", "figure", "infer", "scores"]
