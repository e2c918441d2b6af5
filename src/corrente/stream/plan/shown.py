"""What tests have shown of an item: taken into it, and kept as long as it still decides what was tested."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corrente.core.answer import Estimate, Lever
from corrente.core.experiment import RELATIVE_CHANGE, Finding
from corrente.core.plan import Field, FromTest, Item, ItemKind

UNSAID = {
    ItemKind.BUYERS: frozenset({"lead_threshold"}),
    ItemKind.CAMPAIGN: frozenset(
        {"persona", "message", "offer", "assets", "budget", "lead_threshold", "tell_customers", "tell_leads"}
    ),
    ItemKind.TEST: frozenset({"measure"}),
}
"""Fields that the kind's sentence does not speak of, so that it stands when they change."""


def tested(finding: Finding, items: Mapping[str, Item]) -> Item | None:
    """The item that a finding speaks of: of a planned test, the campaign that it judges. ``None`` where it is gone."""
    item = items.get(finding.item)
    if item is not None and item.kind is ItemKind.TEST:
        return items.get(str(item.fields.get("campaign")))
    return item


def with_finding(item: Item, finding: Finding) -> Item:
    """The item with what a test has shown of it, in place of what was expected of the same lever.

    A later finding of the same test takes the earlier one's place.
    """
    replaced = [lever for lever in item.levers if _same(lever, finding.lever)]
    earlier = (ground.before for ground in item.tests if ground.test == finding.test)
    ground = _ground(finding, next(earlier, None) or _expected(replaced))
    others = tuple(one for one in item.rests_on if one.key != ground.key)
    levers = tuple(lever for lever in item.levers if lever not in replaced)
    return replace(item, rests_on=(*others, ground), levers=(*levers, finding.lever))


def carried(old: Item | None, new: Item) -> Item:
    """The ``new`` draft of an item with what tests have shown of the ``old`` one, if it still decides the same."""
    if old is None or not old.tests or _decided(old) != _decided(new):
        return new
    names = {shown.test for shown in old.tests}
    levers = tuple(lever for lever in old.levers if lever.of.get("test") in names)
    others = tuple(own for own in new.levers if not any(_same(own, lever) for lever in levers))
    return replace(new, rests_on=(*new.rests_on, *old.tests), levers=(*others, *levers))


def _ground(finding: Finding, before: Estimate | None) -> FromTest:
    effect = finding.effect
    return FromTest(finding.test, finding.lever.change, finding.variant, effect.value, effect.low, effect.high,
                    effect.unit, finding.people, before, finding.draws)  # fmt: skip


def _expected(replaced: list[Lever]) -> Estimate | None:
    """What was expected in the same terms: one lever's relative change."""
    return next((lever.effect for lever in replaced if lever.effect.name == RELATIVE_CHANGE), None)


def _decided(item: Item) -> Mapping[str, Field]:
    unsaid = UNSAID.get(item.kind, frozenset())
    return {name: held for name, held in item.fields.items() if name not in unsaid}


def _same(one: Lever, other: Lever) -> bool:
    """Whether two levers move the same driver of the same thing, however that is known."""
    return (one.driver, _whom(one)) == (other.driver, _whom(other))


def _whom(lever: Lever) -> Mapping[str, str]:
    return {key: value for key, value in lever.of.items() if key not in ("test", "measure")}
