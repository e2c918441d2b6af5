"""Which touchpoints are the most effective: removal effects and Shapley values of the paths that people took."""

from corrente.downstream.touchpoints.beside import beside
from corrente.downstream.touchpoints.estimate import Effectiveness, infer
from corrente.downstream.touchpoints.plan import QUESTION, counts
from corrente.downstream.touchpoints.words import answer, figure

__all__ = ["QUESTION", "Effectiveness", "answer", "beside", "counts", "figure", "infer"]
