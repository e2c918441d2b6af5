"""How will we position our products: a map of the brands, points of difference, what matters, what to say."""

from corrente.upstream.positioning.estimate import Positioning, infer
from corrente.upstream.positioning.picture import figure
from corrente.upstream.positioning.plan import QUESTION, counts
from corrente.upstream.positioning.words import answer

__all__ = ["QUESTION", "Positioning", "answer", "counts", "figure", "infer"]
