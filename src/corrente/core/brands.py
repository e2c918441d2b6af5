"""Which of several brands is the company's own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corrente.core.profile import Settings


@dataclass(frozen=True)
class Own:
    """Our brand's place among the brands, and whether it was only assumed."""

    place: int
    assumed: bool


def own_brand(settings: Settings, brands: Sequence[str]) -> Own:
    """The brand that the settings name, else the longest brand name within the company's, else the first."""
    company = settings.name.casefold()
    for place, brand in enumerate(brands):
        if settings.brand is not None and brand.casefold() == settings.brand.casefold():
            return Own(place, assumed=False)
    within = [p for p, brand in enumerate(brands) if re.search(rf"\b{re.escape(brand.casefold())}\b", company)]
    if within and settings.brand is None:
        return Own(max(within, key=lambda place: len(brands[place])), assumed=False)
    return Own(0, assumed=True)
