"""What is true of access: whom the channels meet among those who buy, from the very chain that is walked."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from corrente.engine.generate import Workshop
from corrente.market.journeys import CHANNELS, Chain
from corrente.market.purchases import SEGMENTS
from corrente.market.truth import Key, Values, key

ALL = "all"


def expect_targets(workshop: Workshop) -> None:
    """Make the empty table ``targets``, which `note_targets` fills."""
    workshop.run("create temp table targets(segment varchar, met bigint)")


def note_targets(workshop: Workshop) -> None:
    """Add how many buyers of each segment came by a journey."""
    workshop.run("insert into targets select segment, count(*) from buyers where channel is not null group by segment")


def access_truth(chain: Chain, workshop: Workshop) -> Values:
    """Reach among those who buy; costs are those that were paid, per buyer met in expectation."""
    counted = workshop.fetch("select segment, sum(met)::bigint as met from targets group by segment")
    met = dict(zip(counted["segment"].tolist(), counted["met"].tolist(), strict=True))
    noted = workshop.fetch("select channel, sum(cents)::bigint as cents from costs group by channel")
    cents = dict(zip(noted["channel"].tolist(), noted["cents"].tolist(), strict=True))
    buyers = {ALL: sum(met.values())} | {segment: met.get(segment, 0) for segment in SEGMENTS}
    found: dict[Key, float] = {}
    for segment, count in buyers.items():
        found |= _reach(chain, segment)
        for k, channel in enumerate(CHANNELS):
            reached = count * reach_of(chain, (k,))
            if reached > 0:
                of = {"channel": channel, "segment": segment}
                found[key("cost_per_buyer", **of)] = cents.get(k, 0) / 100 / reached
    return found


def _reach(chain: Chain, segment: str) -> Values:
    """The journeys do not depend on the segment, so every segment has the same."""
    found: dict[Key, float] = {}
    often = contacts(chain)
    for k, channel in enumerate(CHANNELS):
        of = {"channel": channel, "segment": segment}
        found[key("reach", **of)] = reach_of(chain, (k,))
        found[key("only_reach", **of)] = chain.within([k]) / chain.conversion()
        found[key("contacts_per_buyer", **of)] = float(often[k])
    for size in range(1, len(CHANNELS) + 1):
        for chosen in combinations(range(len(CHANNELS)), size):
            names = " + ".join(sorted(CHANNELS[k] for k in chosen))
            found[key("set_reach", segment=segment, channels=names)] = reach_of(chain, chosen)
    return found


def reach_of(chain: Chain, chosen: tuple[int, ...]) -> float:
    """The chance that a journey that ends with an order met one of the ``chosen`` channels."""
    others = [k for k in range(len(CHANNELS)) if k not in chosen]
    return 1 - chain.within(others) / chain.conversion() if others else 1.0


def contacts(chain: Chain) -> np.ndarray:
    """The expected number (K,) of touches in each channel of a buyer whom it met at all."""
    onward = np.linalg.inv(np.eye(len(chain.start)) - chain.moves)
    visits = (chain.start @ onward) * (onward @ chain.buys) / chain.conversion()
    return np.asarray(visits / [reach_of(chain, (k,)) for k in range(len(CHANNELS))])
