"""How the room says durations."""

from __future__ import annotations

from corrente.core.words import Number, Phrase, phrase

_HOURS_BELOW = 2.0
_SPACE = "\N{NO-BREAK SPACE}"


def lasting(days: float) -> Phrase:
    """A duration: minutes below an hour, hours below two days, then days."""
    if days < 1 / 24:
        return phrase(f"{{n}}{_SPACE}min", f"{{n}}{_SPACE}min", n=Number(days * 24 * 60))
    if days < _HOURS_BELOW:
        return phrase(f"{{n}}{_SPACE}h", f"{{n}}{_SPACE}h", n=Number(days * 24))
    return phrase(f"{{n}}{_SPACE}days", f"{{n}}{_SPACE}dias", n=Number(days))
