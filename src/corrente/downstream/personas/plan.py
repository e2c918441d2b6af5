"""What the personas room counts: nothing of its own, since every line comes from an earlier answer."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.profile import Profile

QUESTION = QUESTIONS["personas"]


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:  # noqa: ARG001 - the shape that every room has
    """No count: the answers that personas come after have counted already."""
    return {}
