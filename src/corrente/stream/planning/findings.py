"""What tests found comes back up the stream: into the item that was tested, once, under the test's own name."""

from __future__ import annotations

from contextlib import suppress

from corrente.core.plan import Item
from corrente.core.words import Phrase, phrase
from corrente.state import findings, plans
from corrente.state.findings import Found
from corrente.state.plans import Conflict, Edit
from corrente.state.store import State
from corrente.stream.plan.comparing import effect_said
from corrente.stream.plan.shown import tested, with_finding
from corrente.stream.planning.standing import MAIN, SCENARIO, Standing, standing


def take_in(store: State, plan: Standing) -> Standing:
    """The plan with every finding on its items that it has not taken in yet, each as a revision that the test signs.

    Scenarios take in what was found on the plan they began from. A finding is taken in once, also where a person has
    decided the item otherwise since; where somebody edits the item at this moment, the next look takes it in.
    """
    source = MAIN if plan.name.startswith(SCENARIO) else plan.name
    for found in findings.listed(store, source) if plan.revisions else ():
        item = tested(found.finding, plan.by_id)
        if item is not None and not _there(item, found) and not plans.done(store, plan.name, _key(found)):
            with suppress(Conflict):
                edit = Edit(with_finding(item, found.finding), plan.revisions[item.id].number)
                plans.save(store, plan.name, {item.id: edit}, author=_author(found), reason=_reason(found).en,
                           key=_key(found))  # fmt: skip
            plan = standing(store, plan.name)
    return plan


def _there(item: Item, found: Found) -> bool:
    """Whether the item came with the finding, as a scenario's does that began after it."""
    return any(shown.test == found.finding.test and shown.draws == found.finding.draws for shown in item.tests)


def _key(found: Found) -> str:
    return f"finding/{found.id}"


def _author(found: Found) -> str:
    return f"test/{found.finding.test}"


def _reason(found: Found) -> Phrase:
    effect = found.finding.effect
    return phrase("the test stopped", "o teste terminou")
