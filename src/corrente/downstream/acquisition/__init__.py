"""What brings the buyer to our company: a media mix of weekly spend and outcomes, and the best split of the budget."""

from corrente.downstream.acquisition.estimate import Acquisition, infer
from corrente.downstream.acquisition.picture import figure
from corrente.downstream.acquisition.plan import QUESTION, counts
from corrente.downstream.acquisition.words import answer

__all__ = ["QUESTION", "Acquisition", "answer", "counts", "figure", "infer"]
