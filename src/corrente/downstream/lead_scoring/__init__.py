"""How should opportunities be scored? A scorecard in points, tested through time, with the score worth working."""

from corrente.downstream.lead_scoring.estimate import LeadScoring, infer, scores
from corrente.downstream.lead_scoring.picture import figure
from corrente.downstream.lead_scoring.plan import QUESTION, counts
from corrente.downstream.lead_scoring.words import answer

__all__ = ["QUESTION", "LeadScoring", "answer", "counts", "figure", "infer", "scores"]
