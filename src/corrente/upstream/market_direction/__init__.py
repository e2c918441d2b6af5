"""Where the market is moving: which categories, brands and attributes grow, and what their shares will be in a year."""

from corrente.upstream.market_direction.estimate import Direction, infer
from corrente.upstream.market_direction.picture import figure
from corrente.upstream.market_direction.plan import QUESTION, counts
from corrente.upstream.market_direction.words import answer

__all__ = ["QUESTION", "Direction", "answer", "counts", "figure", "infer"]
