"""Tests for the pages to show, with visitors made up."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from corrente.core.experiment import Measure, Metric, Test, Variant
from corrente.experiments import running
from corrente.experiments.running import Act
from corrente.state.store import State
from tests.experiments.visitors import PAGE, Clock, Visitors

LEFT = Metric("Unsubscribed", Measure.CONVERSIONS, "Unsubscribed", 3600, more_is_better=False)
ACT = Act("ana", "to find out")
_crowds = count(0, 1_000_000)
"""Where the numbers of the people begin who come next: nobody comes twice."""


def ebook(id: str = "ebook", **more: object) -> Test:
    """A test of a page with three versions, one of them named by somebody who likes brackets."""
    variants = (
        Variant("a", "As it is", {"headline": "Our guide to the end of the month", "button": "Download"}),
        Variant("b", "Five reports <b>", {"headline": "Five reports that save a day", "button": "Send me"}),
        Variant("c", "A question", {"headline": "Why does closing take a week?", "button": "Show me"}),
    )
    return replace(PAGE, id=id, variants=variants, guardrails=(LEFT,), seed="", inclusion_seed="", **more)


def begun(store: State, test: Test) -> Test:
    """The test, running."""
    running.create(store, test, ACT)
    return running.start(store, test.id, ACT).body


def come(store: State, clock: Clock, test: str, rates: Mapping[str, float], rounds: int = 1, people: int = 600) -> None:
    """So many people come each day of some; after each day it learns."""
    visitors = Visitors(store, clock, rates, test, come=next(_crowds))
    for _ in range(rounds):
        visitors.visit(people)
        clock.move(days=1)
        running.advance(store, test, at_once=True)
