"""What is true of the buying process, from the very chain that is walked and the deals' passage."""

from __future__ import annotations

from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammainc

from corrente.market.journeys import CHANNELS, Chain
from corrente.market.passing import Passage, conversion_truth
from corrente.market.pipeline import STAGES
from corrente.market.purchases import SEGMENTS
from corrente.market.size import DAY
from corrente.market.truth import Key, Values, key

Array = NDArray[np.float64]

CONTACTS = 5
"""Contacts told apart, the last one with all later ones."""

_WAY, _FURTHEST = 4, 200
_PAUSE, _WAIT, _LAST = 60, 57_600, 86_000
"""Seconds, as `walk.sql` has them: at least between two touches, on average beyond that, and at most to the order."""


def buying_truth(chain: Chain) -> Values:
    """Contacts, times, leaving and ways of the chain, exactly."""
    return _contacts(chain) | _channels(chain) | _ways(chain) | _buyers(chain)


def _contacts(chain: Chain) -> dict[Key, float]:
    """Who gets to each contact, and what becomes of them; the wait for the next one is exponential."""
    here, found = chain.start, dict[Key, float]()
    pause = (_PAUSE + _WAIT * np.log(2)) / DAY
    for contact in range(1, CONTACTS + 1):
        last = contact == CONTACTS
        of, reached = {"contact": f"{contact}+" if last else str(contact)}, float(here.sum())
        buys = _sooner_or_later(chain) if last else chain.buys
        leaves = 1 - buys if last else 1 - chain.buys - chain.moves.sum(axis=1)
        found |= {
            key("reaches_contact", **of): reached,
            key("buys_after", **of): float(here @ buys) / reached,
            key("leaves_after", **of): float(here @ leaves) / reached,
            key("days_to_next", **of): pause,
        }
        here = here @ chain.moves
    return found


def _sooner_or_later(chain: Chain) -> Array:
    return np.asarray(np.linalg.solve(np.eye(len(chain.start)) - chain.moves, chain.buys))


def _channels(chain: Chain) -> dict[Key, float]:
    visits = np.diagonal(np.linalg.inv(np.eye(len(chain.start)) - chain.moves))
    rates = {
        "channel_leaves": 1 - chain.buys - chain.moves.sum(axis=1),
        "channel_buys": chain.buys,
        "channel_returns": 1 - 1 / visits,
    }
    return {
        key(name, channel=channel): float(rate)
        for name, own in rates.items()
        for channel, rate in zip(CHANNELS, own, strict=True)
    }


def _ways(chain: Chain) -> dict[Key, float]:
    """The share of purchases of every way of at most four contacts."""
    found, reached = dict[Key, float](), chain.start
    for length in range(1, _WAY + 1):
        shares = (reached * chain.buys).ravel() / chain.conversion()
        names = (" → ".join(way) for way in product(CHANNELS, repeat=length))
        found |= {key("route_share", route=name): share for name, share in zip(names, shares.tolist(), strict=True)}
        reached = reached[..., None] * chain.moves
    return found


def _buyers(chain: Chain) -> dict[Key, float]:
    """How many contacts and days a purchase takes; journeys do not depend on the segment."""
    bought = np.array(_lengths(chain))
    contacts = float(bought @ np.arange(1, _FURTHEST + 1) / bought.sum())
    days = _median_days(bought / bought.sum())
    found = {key("journey_conversion", segment="all"): chain.conversion()}
    for segment in ("all", *SEGMENTS):
        found |= {key("contacts_to_buy", segment=segment): contacts, key("days_to_buy", segment=segment): days}
    return found


def _lengths(chain: Chain) -> list[float]:
    """The chance to buy after just so many contacts, from one on."""
    here, found = chain.start, []
    for _ in range(_FURTHEST):
        found.append(float(here @ chain.buys))
        here = here @ chain.moves
    return found


def _median_days(lengths: Array) -> float:
    """The median time from the first contact to the order: waits are exponential, the order follows within a day."""
    from scipy.optimize import brentq

    waits = np.arange(len(lengths))

    def share(seconds: float) -> float:
        begun = seconds - _PAUSE * (waits + 1)
        early = _area(waits, begun / _WAIT) - _area(waits, (begun - _LAST) / _WAIT)
        return float(lengths @ early) * _WAIT / _LAST - 0.5

    return float(brentq(share, 1.0, 30.0 * DAY)) / DAY


def _area(shape: NDArray[np.int64], x: Array) -> Array:
    """The integral up to x of the distribution function of a gamma variable of that shape (0: it is nought)."""
    above = np.maximum(x, 0.0)
    lasting = above * gammainc(np.maximum(shape, 1), above) - shape * gammainc(shape + 1.0, above)
    return np.where(shape > 0, lasting, above)


def stage_truth(deals: Passage, days: Values) -> Values:
    """Who moved on and who was lost so far, by stage, and the days of those that left (from ``days`` of the cycle)."""
    moved = {dict(of)["from"]: value for (name, of), value in conversion_truth(deals).items()
             if name == "stage_conversion" and len(of) == 2}  # fmt: skip
    entered = deals.share * deals.reach[:-1] * deals.by_now[:-1]
    lost = deals.share * (deals.reach[:-1] - deals.reach[1:]) * deals.by_now[-1]
    found: dict[Key, float] = {}
    for stage, name in enumerate(STAGES):
        found[key("stage_moved_on", stage=name)] = moved[name]
        found[key("stage_lost", stage=name)] = float(lost[stage].sum() / entered[stage].sum())
        found[key("stage_days", stage=name)] = days[key("median_days", stage=name, among="closed")]
    return found
