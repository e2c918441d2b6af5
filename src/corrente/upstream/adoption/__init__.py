"""How to accelerate adoption: where each launch stands, what is to come, which first steps go with staying."""

from corrente.upstream.adoption.estimate import Adoption, infer
from corrente.upstream.adoption.picture import figure
from corrente.upstream.adoption.plan import QUESTION, counts
from corrente.upstream.adoption.words import answer

__all__ = ["QUESTION", "Adoption", "answer", "counts", "figure", "infer"]
