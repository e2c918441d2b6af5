"""When the adoption room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

FEWEST_PERIODS = 8
FEWEST_MONTHS = 12
FEWEST_ADOPTERS = 30
"""Simulated launches of 20,000 (p .03, q .9 a year, 12% error a month): after 6 months the 90% interval of the year to
come holds what comes in 78 of 100, after 12 in 84, after 24 in 94, and spans a factor of 2.4, 2.0 and 1.7. A launch of
500 of whom 30 have adopted within a year: 77 of 100, a factor of 4.6."""

FEWEST_SETTLED, FEWEST_EITHER = 100, 20
"""Customers whose 90 days are over, and those of them who stayed and who left: from 100 on, of whom half used a feature
early, the 90% interval of the difference is at most 33 points wide (simulated: 31 at 110, 25 at 160, 14 at 450)."""


def too_little(periods: int, adopters: float) -> Refusal:
    """Too few periods or adopters, and no use to learn from either."""
    return Refusal(
        phrase(
            "Too early to tell: {periods} periods with {adopters} adopters in all.",
            "Ainda é cedo para dizer: {periods} períodos, com {adopters} adotantes ao todo.",
            periods=Number(periods, Form.COUNT),
            adopters=Number(adopters, Form.COUNT),
        ),
        ("adoptions", "usage"),
        phrase(
            "Bring at least {periods} periods (of a year or more in all) and {adopters} adopters, or a year of usage.",
            "Traga pelo menos {periods} períodos (um ano ou mais ao todo) e {adopters} adotantes, ou um ano de usage.",
            periods=Number(FEWEST_PERIODS, Form.COUNT),
            adopters=Number(FEWEST_ADOPTERS, Form.COUNT),
        ),
    )
