"""How a metric's source tables are written down."""

from __future__ import annotations

from corrente.core.question import Need


def needs(*alternatives: str) -> tuple[Need, ...]:
    """Each argument is one need; ``a|b`` is met by either table."""
    return tuple(Need(tuple(alternative.split("|"))) for alternative in alternatives)
