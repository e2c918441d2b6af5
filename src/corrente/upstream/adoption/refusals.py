"""When the adoption room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

FEWEST_PERIODS = 8
FEWEST_MONTHS = 12
FEWEST_ADOPTERS = 400
"""Simulated launches (p .03, q .9 a year, 12% error a month; docs/benchmarks/refusals.md). Of 20,000, the 90% interval
of the year to come is 1.08 times as wide as the estimate after 8 months, and .92 times after 12. At 18 months it is
1.76 times as wide with 33 adopters, 1.16 times with 133 and .81 times with 400."""
LATE_MONTHS, FEWEST_LATE = 84, 100
"""A launch that is all but over tells its potential with fewer: eight years from the start, the 90% interval of the
share reached holds in 29 of 100 with 33 adopters, 53 with 67, 75 with 100 and 95 with 200."""
FEWEST_PARTS = 30
"""Adopters with decimals are in a unit of their own (thousands, per cent), from which no number of people follows."""

FEWEST_SETTLED, FEWEST_EITHER = 150, 20
"""Customers whose 90 days are over, and those of them who stayed and who left: where one feature in three adds 40
points, the 90% interval of its effect is 1.13 times as wide as the effect with 100, .69 times with 150."""


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
