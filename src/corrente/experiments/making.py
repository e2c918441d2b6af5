"""A test drafted from an item of a plan: what is compared, how it is measured, which lever it tests. No I/O."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import count

from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.experiment import RELATIVE_CHANGE, Measure, Metric, Test, Variant
from corrente.core.mailing import CLICKED, UNSUBSCRIBED, MailSlot
from corrente.core.outreach import Slot
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Language, Phrase, phrase

LEAD = "Lead Captured"
"""The event of a form that was sent."""
DRIVER = "leads"
"""What a test of a page, an offer or a message moves, as the growth model names it."""
LEAST, MOST = -0.2, 0.4
"""By how much a variant is expected to change it where nobody has tested yet: 90% of the first guess."""

_DAY = 86_400
_CONTACTS = Metric("contacts", Measure.CONVERSIONS, LEAD, 7 * _DAY)
_ANSWERS = Metric("clicks", Measure.CLICKS, CLICKED, 3 * _DAY)
_UNSUBSCRIBED = Metric("unsubscribed", Measure.CONVERSIONS, UNSUBSCRIBED, 7 * _DAY, more_is_better=False)


@dataclass(frozen=True)
class _Kind:
    """How a kind of test is measured, and of which fields the first two texts are that its variants say in a slot."""

    decision: Metric
    guardrails: tuple[Metric, ...]
    slot: str
    texts: tuple[str, str]


_PAGE = _Kind(_CONTACTS, (), Slot.HEADLINE, ("message", "offer"))
_MAIL = _Kind(_ANSWERS, (_UNSUBSCRIBED,), MailSlot.SUBJECT, ("message", "tell_customers"))
_BY_ROLE = {"attract": _PAGE, "explain": _PAGE, "excite": _MAIL}
"""By the role that a campaign plays: mail excites customers, pages take leads in."""


def made(items: Mapping[str, Item], id: str, language: Language, plan: str, taken: Collection[str] = ()) -> Test:
    """A first definition of a test of the item ``id``, to be edited before it runs; ``taken`` are ids that are used.

    A planned test is of the campaign that it judges. The first variant says what the plan says today. Raises
    ``KeyError`` where the plan has no such item.
    """
    item = items[id]
    campaign = items.get(str(item.fields.get("campaign")), item) if item.kind is ItemKind.TEST else item
    kind = _BY_ROLE.get(str(campaign.fields.get("role")), _PAGE)
    return Test(
        _id(id, taken),
        campaign.title.say(language),
        _variants(campaign, kind, language),
        kind.decision,
        kind.guardrails,
        plan=plan,
        item=id,
        lever=_lever(campaign),
    )


def testable(item: Item) -> bool:
    """Whether a test can be made from the item: it says something to people, and somebody sees it."""
    return item.kind in (ItemKind.TEST, ItemKind.CAMPAIGN, ItemKind.MESSAGE, ItemKind.POSITIONING)


def _id(item: str, taken: Collection[str]) -> str:
    """An id of the item's name that nobody has taken."""
    named = re.sub("[^A-Za-z0-9_-]+", "-", item.partition(".")[2] or item).strip("-_")[:56] or "test"
    tried = (named if turn == 1 else f"{named}-{turn}" for turn in count(1))
    return next(name for name in tried if name not in taken)


def _variants(campaign: Item, kind: _Kind, language: Language) -> tuple[Variant, ...]:
    texts = [_text(campaign, name, language) or campaign.title.say(language) for name in kind.texts]
    names = (Phrase("As planned", "Como no plano"), Phrase("The other", "A outra"))
    return tuple(
        Variant(id, name.say(language), {kind.slot: text}) for id, name, text in zip("ab", names, texts, strict=True)
    )


def _text(item: Item, name: str, language: Language) -> str:
    held = item.fields.get(name)
    return held.say(language) if isinstance(held, Phrase) else held if isinstance(held, str) else ""


def _lever(campaign: Item) -> Lever:
    """The lever that is tested: the one the item has in the same terms, else a first guess."""
    channel = campaign.fields.get("channel")
    of = {"channel": channel} if isinstance(channel, str) else {}
    sought = (DRIVER, of, RELATIVE_CHANGE)
    own = (lever for lever in campaign.levers if (lever.driver, dict(lever.of), lever.effect.name) == sought)
    return next(own, None) or Lever(DRIVER, _changed(campaign), _guess(of), Grade.ASSUMPTION, of)


def _changed(campaign: Item) -> Phrase:
    return phrase("another version in “{title}”", "outra versão em “{title}”", title=campaign.title)


def _guess(of: Mapping[str, str]) -> Estimate:
    return Estimate(RELATIVE_CHANGE, (LEAST + MOST) / 2, LEAST, MOST, "share of the default's", of)
