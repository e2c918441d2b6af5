"""How do we shorten the buying cycle? How long deals take, stage by stage, where they wait, and who is quicker."""

from corrente.upstream.sales_cycle.estimate import SalesCycle, infer
from corrente.upstream.sales_cycle.plan import QUESTION, counts
from corrente.upstream.sales_cycle.words import answer, figure

__all__ = ["QUESTION", "SalesCycle", "answer", "counts", "figure", "infer"]
