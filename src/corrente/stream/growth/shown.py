"""What tests have shown of an item: the draws of their posteriors, as changes of what the monthly model multiplies.

A test of a campaign's page or message moves the leads of that campaign's channel. More clicks are not yet more leads,
so how far they carry is assumed, and stated; longer visits are not counted at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from corrente.core.answer import Grade, Lever
from corrente.core.experiment import Measure
from corrente.core.plan import Item
from corrente.core.words import Phrase
from corrente.stream.growth.changes import LINKS, Change, Target, Uncounted
from corrente.stream.growth.drivers import Sources


@dataclass(frozen=True)
class Shown:
    """A lever as a test has shown it: equally spaced quantiles of its relative effect, in a ``channel`` or anywhere."""

    lever: Lever
    quantiles: tuple[float, ...]
    channel: str | None = None

    @property
    def grade(self) -> Grade:
        """That of the test, except where an assumption carries what was measured on to leads."""
        return self.lever.grade if self.measure in _LEADS else Grade.ASSUMPTION

    @property
    def measure(self) -> Measure:
        """What the test measured."""
        return Measure(self.lever.of.get("measure", Measure.CONVERSIONS))


_LEADS = frozenset({Measure.CONVERSIONS, Measure.COUNT, Measure.REVENUE})
"""Measures whose relative change is that of what new customers bring."""
_RELATIVE = frozenset({Target.LEADS, Target.WINS, Target.PRICE, Target.REPEATS, Target.NEW_REPEATS})
"""What a relative change can multiply."""


def shown_of(item: Item, channel: str | None = None) -> tuple[Shown, ...]:
    """The item's levers that tests have shown."""
    quantiles = {ground.test: ground.draws for ground in item.tests if ground.draws}
    levers = (lever for lever in item.levers if lever.of.get("test") in quantiles)
    return tuple(Shown(lever, quantiles[lever.of["test"]], channel or lever.of.get("channel")) for lever in levers)


def shown_change(shown: Shown, sources: Sources) -> Change | Uncounted:
    """What a tested lever does to the model."""
    target = _target(shown.lever)
    if target not in _RELATIVE or shown.measure is Measure.SESSION_TIME:
        return Uncounted(_NOT_MONEY)
    effect = sources.shown(shown.lever, shown.quantiles)
    if shown.measure in _LEADS:
        return Change(target, effect.draws, (effect,))
    carried = sources.assumed("clicks_that_lead", 0.0, 1.0, _CARRIED, None, test=shown.lever.of["test"])
    return Change(target, effect.draws * carried.draws.clip(0.0, 1.0), (effect, carried))


def _target(lever: Lever) -> Target | None:
    """What the lever's driver multiplies: itself where it is in the model's own terms, else by the question's link."""
    if lever.driver in set(Target):
        return Target(lever.driver)
    linked = {link.target for (driver, _), link in LINKS.items() if driver == lever.driver}
    return linked.pop() if len(linked) == 1 else None


UNKNOWN_PART = Phrase(
    "What this channel brings today is not known, so what the test showed there is not counted.",
    "Não se sabe o que este canal traz hoje, por isso o que o teste mostrou nele não conta.",
)
_NOT_MONEY = Phrase(
    "What the test measured does not say how much money it moves.",
    "O que o teste mediu não diz quanto dinheiro isso move.",
)
_CARRIED = Phrase(
    "between none and all of the additional clicks become leads at the usual rate",
    "entre nenhum e todos os cliques a mais viram leads na taxa de sempre",
)
