"""What to count for the positioning room, from the profile alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count, Lookup
from corrente.core.profile import Level, Profile
from corrente.upstream.positioning.refusals import LEAST, LEAST_SHEETS, too_narrow, too_small

QUESTION = QUESTIONS["positioning"]

MOST_BRANDS, MOST_ATTRIBUTES, MOST_SEGMENTS, MOST_MESSAGES = 12, 12, 7, 16
_ASKED_OF_MOST = 0.5
"""An attribute with fewer ratings than this share of the most rated one's is left out, for a sheet must be whole."""

_OVERALL = re.compile(
    r"overall|prefer|recommend|recomend|rebuy|re-buy|buy again|comprar|compra de novo|satisf|geral|purchase intent"
    r"|inten[cç][aã]o|nps|loyal|leal",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Names:
    """The most frequent brands, attributes and messages, and the segments of those who rated and who chose."""

    brands: tuple[str, ...]
    attributes: tuple[str, ...]
    raters: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    choosers: tuple[str, ...] = ()

    @property
    def overall(self) -> int | None:
        """Which attribute is an overall judgement that the others may lead to, by its name."""
        return next((k for k, name in enumerate(self.attributes) if _OVERALL.search(name)), None)


def names_of(profile: Profile) -> Names:
    """What the tables hold, each kind in the alphabet's order."""
    ratings, choices = profile.tables["ratings"].levels, profile.tables.get("choices")
    asked = [level for level in ratings.get("attribute", ()) if level.value is not None]
    often = _values([level for level in asked if level.rows >= _ASKED_OF_MOST * asked[0].rows])[:MOST_ATTRIBUTES]
    least = LEAST_SHEETS * len(often) * _ASKED_OF_MOST
    return Names(
        tuple(sorted(_values([level for level in ratings.get("brand", ()) if level.rows >= least])[:MOST_BRANDS])),
        tuple(sorted(often)),
        tuple(sorted(_values(ratings.get("segment", ()))[:MOST_SEGMENTS])),
        tuple(sorted(_values(choices.levels.get("alternative", ()))[:MOST_MESSAGES])) if choices else (),
        tuple(sorted(_values(choices.levels.get("segment", ()))[:MOST_SEGMENTS])) if choices else (),
    )


def _values(levels: Sequence[Level]) -> list[str]:
    return [level.value for level in levels if level.value is not None]


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """Sums and products of ratings, and best-worst counts where there are choices; refused where too narrow."""
    table = profile.tables.get("ratings")
    if table is None or table.rows < LEAST:
        return too_small(0 if table is None else table.rows)
    names = names_of(profile)
    if min(len(names.brands), len(names.attributes)) < 3:
        return too_narrow(len(names.brands), len(names.attributes))
    brands, attributes = _coded("brand", names.brands), _coded("attribute", names.attributes)
    found = {
        "products": Count(
            "rating_products",
            {"attributes": len(names.attributes)},
            {"brands": brands, "attributes": attributes},
        ),
        "ratings": Count(
            "brand_ratings",
            lookups={"brands": brands, "attributes": attributes, "segments": _coded("segment", names.raters)},
        ),
    }
    return found | (_message_counts(names) if len(names.messages) > 1 else {})


def _message_counts(names: Names) -> dict[str, Count]:
    segments = _coded("segment", names.choosers)
    messages = _coded("message", names.messages)
    bits: Lookup = {**messages, "message_bit": [1 << code for code in range(len(names.messages))]}
    return {
        "message_sets": Count("message_sets", lookups={"messages": bits, "segments": segments}),
        "message_choices": Count("message_choices", lookups={"messages": messages, "segments": segments}),
    }


def _coded(name: str, values: Sequence[str]) -> Lookup:
    """Values and their codes; where there is none, the empty text, which no clean table holds."""
    kept = list(values) or [""]
    return {name: kept, f"{name}_code": list(range(len(kept)))}
