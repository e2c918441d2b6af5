"""Which personas should be focused on: a page per segment, put together from the answers that know something of it."""

from corrente.downstream.personas.estimate import Personas, infer
from corrente.downstream.personas.picture import figure
from corrente.downstream.personas.plan import QUESTION, counts
from corrente.downstream.personas.words import answer

__all__ = ["QUESTION", "Personas", "answer", "counts", "figure", "infer"]
