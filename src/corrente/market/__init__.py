"""A simulated market whose truth is known: the demo, the tests and the benchmarks."""

from corrente.market.simulate import simulate
from corrente.market.truth import Truth

__all__ = ["Truth", "simulate"]
