"""The plan that a company goes by: what the command line, the app and the track record start from."""

from __future__ import annotations

from dataclasses import replace

from corrente.state.store import State
from corrente.stream.company import Company, Progress
from corrente.stream.plan.plan import Plan
from corrente.stream.planning.findings import take_in_scenarios
from corrente.stream.planning.refreshing import refresh
from corrente.stream.planning.standing import Standing, begin


def kept(company: Company, store: State, progress: Progress | None = None) -> tuple[Plan, Standing]:
    """The company's plan, drafted where nobody has begun it, and how it stands by today's answers.

    Scenarios take in what tests have found too, so that they are compared on the same. The plan has no forecast yet
    (`Company.foresee`). Raises `StateError` where the store fails, `EngineError` where a database does.
    """
    drafted, card = company.draft(progress), company.scorecard(progress)
    standing = refresh(store, begin(store, drafted), company.ask_all(), card)
    take_in_scenarios(store)
    return replace(drafted, items=standing.items), standing
