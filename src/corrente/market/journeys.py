"""Journeys: each person walks once through the channels until she buys or leaves.

The walk is a first-order Markov chain in 4,096ths, so that the truth is of the very chain that is walked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.market.curves import FINE, apportion, fixed, gamma_curve
from corrente.market.size import Chunk
from corrente.market.statements import read_sql
from corrente.market.truth import Values, key

CHANNELS = ("search", "linkedin", "display", "email", "ebook", "webinar", "referral", "direct")
KINDS = ("click", "click", "impression", "open", "download", "visit", "visit", "visit")
CENTS = (240, 610, 4, 2, 120, 350, 0, 0)
"""The mean cost of one touch in each channel, in cents."""

SLOTS = 4096
BOUGHT, LEFT = len(CHANNELS), len(CHANNELS) + 1
_LEAVE = 0.18


@dataclass(frozen=True)
class Chain:
    """``start`` (K,); ``moves`` (K, K) from row to column; ``buys`` (K,): the chance that an order follows.

    Rows of ``moves`` plus ``buys`` leave what is missing to 1 for leaving without an order.
    """

    start: NDArray[np.float64]
    moves: NDArray[np.float64]
    buys: NDArray[np.float64]

    def conversion(self) -> float:
        """The chance that a journey ends with an order."""
        return self.within(range(len(self.start)))

    def length(self) -> float:
        """The expected number of touches of a journey."""
        return float(self.start @ np.linalg.solve(np.eye(len(self.start)) - self.moves, np.ones(len(self.start))))

    def within(self, channels: Iterable[int]) -> float:
        """The chance that a journey ends with an order and never met any but these ``channels``."""
        kept = list(channels)
        onward = np.eye(len(kept)) - self.moves[np.ix_(kept, kept)]
        return float(self.start[kept] @ np.linalg.solve(onward, self.buys[kept]))


def draw_chain(rng: RandomState) -> Chain:
    """A chain from Dirichlets, its probabilities rounded to whole slots."""
    k = len(CHANNELS)
    buys = rng.beta(4, 53, k)
    moves = rng.dirichlet(np.full(k, 1.5), k) * (1 - _LEAVE - buys)[:, None]
    onward = np.column_stack([moves, buys, np.full(k, _LEAVE)])
    rows = np.stack([np.bincount(apportion(row, SLOTS), minlength=k + 2) for row in onward]) / SLOTS
    start = np.bincount(apportion(rng.dirichlet(np.full(k, 2.0)), SLOTS), minlength=k) / SLOTS
    return Chain(start, rows[:, :k], rows[:, BOUGHT])


def upload_chain(workshop: Workshop, chain: Chain) -> None:
    """The tables that `walk` reads: where each slot of each channel leads, waiting times, channel facts."""
    k = len(CHANNELS)
    left = 1 - chain.moves.sum(axis=1) - chain.buys
    rows = [np.append(chain.start, [0.0, 0.0]), *np.column_stack([chain.moves, chain.buys, left])]
    workshop.upload(
        "moves",
        {
            "channel": np.repeat(np.arange(-1, k), SLOTS),
            "slot": np.tile(np.arange(SLOTS), k + 1),
            "next": np.concatenate([apportion(row, SLOTS) for row in rows]),
        },
    )
    workshop.upload("channels", {"channel": np.arange(k), "name": CHANNELS, "kind": KINDS, "cents": CENTS})


def upload_waits(workshop: Workshop) -> None:
    """The table ``waits``: exponential waiting times of mean one, in fixed point."""
    workshop.upload("waits", {"slot": np.arange(FINE), "wait": fixed(gamma_curve(1.0, FINE))})


def walk(workshop: Workshop, people: Chunk) -> None:
    """Make the table ``walk`` (person, step, channel, second, word) of some people.

    The last row of each person has the channel `BOUGHT` or `LEFT`, with its moment.
    """
    workshop.run(read_sql("walk"), first=people.first, stop=people.stop)


def expect_costs(workshop: Workshop) -> None:
    """Make the empty table ``costs``, which `note_costs` fills."""
    workshop.run("create temp table costs(channel bigint, cents hugeint)")


def note_costs(workshop: Workshop) -> None:
    """Add what the touches of ``walk`` cost, by channel, and the number of orders under channel `BOUGHT`."""
    workshop.run(read_sql("costs"))


def journey_truth(chain: Chain, workshop: Workshop) -> Values:
    """Removal effects, Markov shares and Shapley shares of the chain, exactly; costs are those that were paid."""
    removal = removal_effects(chain)
    noted = workshop.fetch("select channel, sum(cents) as cents from costs group by channel")
    cents = dict(zip(noted["channel"].tolist(), noted["cents"].tolist(), strict=True))
    paid = np.array([cents.get(k, 0) / 100 for k in range(len(CHANNELS))])
    found = {
        "removal_effect": removal,
        "markov_share": removal / removal.sum(),
        "shapley_share": shapley_shares(chain),
        "cost_per_conversion": paid / max(cents.get(BOUGHT, 0), 1) / removal,
    }
    return {
        key(name, channel=channel): float(value)
        for name, values in found.items()
        for channel, value in zip(CHANNELS, values, strict=True)
    }


def removal_effects(chain: Chain) -> NDArray[np.float64]:
    """The share (K,) of orders lost without each channel (Anderl et al. 2016, the channel made a dead end)."""
    everything = range(len(chain.start))
    lost = [1 - chain.within([k for k in everything if k != without]) / chain.conversion() for without in everything]
    return np.array(lost)


def shapley_shares(chain: Chain) -> NDArray[np.float64]:
    """Each channel's share (K,) of the orders, split evenly over the channels met (Zhao et al. 2018).

    The chance to buy having met exactly a set is found from the chances to buy within its subsets, by
    Moebius inversion over all 2^K sets.
    """
    k = len(chain.start)
    sets = np.arange(2**k)
    members = (sets[:, None] >> np.arange(k)) & 1
    exactly = np.array([chain.within(np.flatnonzero(row)) for row in members])
    for channel in range(k):
        having = sets[members[:, channel] == 1]
        exactly[having] -= exactly[having ^ (1 << channel)]
    credit = exactly[1:] @ (members[1:] / members[1:].sum(axis=1, keepdims=True))
    return np.asarray(credit / credit.sum())
