"""How do we raise the success rate? Win rates by group, what goes with winning, and each open deal's chance."""

from corrente.upstream.win_rate.estimate import WinRate, infer, scores
from corrente.upstream.win_rate.picture import figure
from corrente.upstream.win_rate.plan import QUESTION, counts
from corrente.upstream.win_rate.words import answer

__all__ = ["QUESTION", "WinRate", "answer", "counts", "figure", "infer", "scores"]
