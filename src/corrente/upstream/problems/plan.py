"""What the problems room counts: what customers said, and how they rated their needs."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.profile import Profile
from corrente.upstream.problems.refusals import MIN_RESPONDENTS, MIN_TEXTS, too_little

QUESTION = QUESTIONS["problems"]

FAR_FUTURE = 3_000_000
READ_ALL = 20_000
"""Up to so many texts, all are read; of more, about half as many."""
MAX_NEEDS, MAX_SEGMENTS = 100, 12


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """The texts, and the needs' cells, whichever there are enough of."""
    asked: dict[str, Count] = {}
    texts, people = _rows(profile, "feedback"), _respondents(profile)
    if texts >= MIN_TEXTS:
        until = FAR_FUTURE if profile.as_of is None else profile.as_of
        asked["texts"] = Count("feedback_texts", {"until_day": until, "every": every(texts)})
    if people >= MIN_RESPONDENTS and profile.tables["needs"].distinct.get("need", 1) <= MAX_NEEDS:
        asked["needs"] = Count("need_cells", {"use_segment": int(_segmented(profile))})
    return asked or too_little(texts, people)


def every(texts: int) -> int:
    """1 where all texts are read; else the prime that leaves about 10,000: no clock ticks in steps of it."""
    if texts <= READ_ALL:
        return 1
    number = max(7, 2 * texts // READ_ALL)
    while any(number % divisor == 0 for divisor in range(2, int(number**0.5) + 1)):
        number += 1
    return number


def _rows(profile: Profile, table: str) -> int:
    found = profile.tables.get(table)
    return 0 if found is None else found.rows


def _respondents(profile: Profile) -> int:
    found = profile.tables.get("needs")
    return 0 if found is None else found.distinct.get("respondent_id", found.rows)


def _segmented(profile: Profile) -> bool:
    needs = profile.tables["needs"]
    return "segment" in needs.columns and 2 <= needs.distinct.get("segment", 0) <= MAX_SEGMENTS
