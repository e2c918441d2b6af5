"""What is true in a simulated market, under the names and keys of the rooms' estimates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str, frozenset[tuple[str, str]]]
"""An estimate's name, and the pairs of its ``of``."""

Values = Mapping[Key, float]


def key(name: str, **of: str) -> Key:
    """The key of the estimate ``name`` of ``of`` (a trailing underscore, as in ``from_``, is dropped)."""
    return name, frozenset((pair.rstrip("_"), value) for pair, value in of.items())


@dataclass(frozen=True)
class Truth:
    """``values``: question to estimate to what an unerring room would say of this market.

    Rates and parameters are those planted; what is still to be seen (customers active, purchases and
    revenue to come) is what happens after the window, simulated and not written.
    """

    seed: int
    values: Mapping[str, Values]

    def value(self, question: str, name: str, **of: str) -> float:
        """One true value. Raises ``KeyError`` where none is known."""
        return self.values[question][key(name, **of)]
