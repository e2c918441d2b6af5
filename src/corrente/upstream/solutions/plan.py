"""What the solutions room counts: choice tasks of a bounded sample, offers in the market, answers on price."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.answer import Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.profile import Profile, TableProfile
from corrente.upstream.solutions.refusals import MIN_RESPONDENTS, too_few_answers, too_few_choices

QUESTION = QUESTIONS["solutions"]

MAX_RESPONDENTS = 300
"""Respondents of choice tasks that are read: a mean part-worth is then known to an eighth of what differs between
people (standard error), and the model stays within two seconds."""
MAX_ROWS = 30_000
"""Rows of choice tasks that are read in all."""
MAX_OFFERS = 2000
MAX_GROUPS = 8
SLOTS = tuple(f"{slot:02d}" for slot in range(1, 25))


def counts(profile: Profile) -> Mapping[str, Count] | Refusal:
    """The tasks, the market's offers and the price survey: whichever is there."""
    tasks, survey = profile.tables.get("choices"), profile.tables.get("price_survey")
    asked: dict[str, Count] = {}
    if tasks is not None and tasks.distinct.get("respondent_id", tasks.rows) >= MIN_RESPONDENTS:
        asked["tasks"] = Count("choice_tasks", _tasks(tasks))
        offers = profile.tables.get("competitors")
        if offers is not None and 0 < offers.rows <= MAX_OFFERS:
            asked["offers"] = Count("market_offers")
    if survey is not None and survey.rows >= MIN_RESPONDENTS:
        use = int("segment" in survey.columns and 1 < survey.distinct.get("segment", 0) <= MAX_GROUPS)
        asked["answers"] = Count("price_answers", {"use_segment": use})
    if asked:
        return asked
    if tasks is None and survey is not None:
        return too_few_answers(survey.rows)
    return too_few_choices(0 if tasks is None else tasks.distinct.get("respondent_id", 0))


def _tasks(table: TableProfile) -> dict[str, int]:
    """As many respondents as there are, up to the limit, and the rows that this leaves for each."""
    people = min(max(table.distinct.get("respondent_id", MAX_RESPONDENTS), 1), MAX_RESPONDENTS)
    there = {slot for slot, _ in zip(SLOTS, table.attributes, strict=False)}
    switches = {f"use_{slot}": int(slot in there) for slot in SLOTS}
    return {"respondents": MAX_RESPONDENTS, "rows_each": MAX_ROWS // people, **switches}
