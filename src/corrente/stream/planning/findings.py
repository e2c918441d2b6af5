"""What tests found comes back up the stream: into the item that was tested, once, under the test's own name."""

from __future__ import annotations

from contextlib import suppress

from corrente.core.errors import InputError
from corrente.core.experiment import Finding
from corrente.core.plan import Item
from corrente.core.words import Form, Language, Number
from corrente.state import findings, plans
from corrente.state.findings import Found
from corrente.state.plans import Conflict, Edit
from corrente.state.store import State
from corrente.stream.plan.shown import tested, with_finding
from corrente.stream.planning.standing import MAIN, SCENARIO, Standing, standing

TESTER = "test/"
"""How the name begins by which a test signs."""


def take_in(store: State, plan: Standing) -> Standing:
    """The plan with every finding on its items that it has not taken in yet, each as a revision that the test signs.

    Scenarios take in what was found on the plan they began from. A finding is taken in once, also where a person has
    decided the item otherwise since, or has undone it; where somebody edits the item at this moment, the next look
    takes it in. Raises `StateError` where the store fails.
    """
    source = MAIN if plan.name.startswith(SCENARIO) else plan.name
    for found in findings.listed(store, source) if plan.revisions else ():
        item = tested(found.finding, plan.by_id)
        if item is not None and not _there(item, found.finding) and not plans.done(store, plan.name, _key(found)):
            plan = _taken(store, plan, item, found)
    return plan


def take_in_scenarios(store: State) -> None:
    """Let every scenario take in what tests have found. Raises `StateError` where the store fails."""
    for name in plans.names(store):
        if name.startswith(SCENARIO):
            take_in(store, standing(store, name))


def _taken(store: State, plan: Standing, item: Item, found: Found) -> Standing:
    edits = {item.id: Edit(with_finding(item, found.finding), plan.revisions[item.id].number)}
    with suppress(Conflict, InputError):  # somebody edits the item, or another process takes the same in
        author = f"{TESTER}{found.finding.test}"
        plans.save(store, plan.name, edits, author=author, reason=_reason(found.finding), key=_key(found))
    return standing(store, plan.name)


def _there(item: Item, finding: Finding) -> bool:
    """Whether the item came with the finding, as that of a scenario does which began after it."""
    return any((shown.test, shown.draws) == (finding.test, finding.draws) for shown in item.tests)


def _key(found: Found) -> str:
    return f"finding/{found.id}"


def _reason(finding: Finding) -> str:
    """The winner and its effect, in signs that both languages read."""
    effect = finding.effect
    numbers = (effect.value, effect.low, effect.high)
    value, low, high = (Number(number, Form.SHARE).say(Language.EN) for number in numbers)
    return f"{finding.variant}: {value} [{low}; {high}], n = {finding.people}"
