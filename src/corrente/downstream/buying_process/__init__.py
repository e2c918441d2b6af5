"""What is the customer's buying process: how many contacts and days it takes, by which ways, and where people leave."""

from corrente.downstream.buying_process.estimate import BuyingProcess, infer
from corrente.downstream.buying_process.picture import figure
from corrente.downstream.buying_process.plan import QUESTION, counts
from corrente.downstream.buying_process.words import answer

__all__ = ["QUESTION", "BuyingProcess", "answer", "counts", "figure", "infer"]
