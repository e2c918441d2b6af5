"""What the rates say: what is answered best, when, how often it pays, and for whom something else is better."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from corrente.downstream.engagement.contacts import HOURS_IN_BLOCK, MIN_OF_LEVEL, Replies
from corrente.inference.standardised import Array, Codes

SURE = 0.95
"""A moment is said, and a message preferred for a segment, where chance alone would rarely show as much."""


@dataclass(frozen=True)
class Best:
    """What is answered most: its place among the pairs, draws (S,) of its rate, and how likely nothing is above it."""

    place: int
    draws: Array
    chance: float


def best_sent(replies: Replies) -> Best | None:
    """None where there are no two things to choose between."""
    if len(replies.told) < 2:
        return None
    rates = replies.by_pair[:, replies.told]
    return Best(int(replies.told[0]), rates[:, 0], float((rates.argmax(axis=1) == 0).mean()))


@dataclass(frozen=True)
class Moment:
    """A weekday (0 is Monday) and a block of hours: draws (S,) of its rate, and how likely it is above the average."""

    weekday: int
    first_hour: int
    contacts: int
    draws: Array
    above: float


def moments(replies: Replies) -> list[Moment]:
    """All with contacts enough, the best first; none where no hours are told."""
    weight, (days, hours) = replies.moments.weight, replies.moment_levels[1:]
    if len(hours) < 2:
        return []
    rates, sent = replies.moments.rates(1, 2), weight.sum(axis=0)
    overall = (rates * sent).sum(axis=(1, 2)) / sent.sum()
    found = []
    for place, day in enumerate(days.tolist()):
        for block in np.unique(hours // HOURS_IN_BLOCK).tolist():
            own = hours // HOURS_IN_BLOCK == block
            contacts = sent[place, own].sum()
            if contacts >= MIN_OF_LEVEL:
                draws = rates[:, place, own] @ sent[place, own] / contacts
                found.append(Moment(day, block * HOURS_IN_BLOCK, int(contacts), draws, float((draws > overall).mean())))
    return sorted(found, key=lambda m: -float(m.draws.mean()))


def best_moment(replies: Replies) -> Moment | None:
    """The best one, if moments differ by more than chance, it is surely above average, and it foretells better."""
    found = moments(replies)
    tested = replies.moments_tested
    helps = tested is None or tested[0] < tested[1]
    told = helps and replies.moments_alike < 1 - SURE
    return found[0] if found and told and found[0].above >= SURE else None


@dataclass(frozen=True)
class Fatigue:
    """Draws (S, N) of the rate after ``before`` (N,) contacts in the week, all else alike."""

    before: Codes
    rates: Array

    @property
    def falls(self) -> float:
        """How likely it is that the rate after the most contacts is below that of the first."""
        return float((self.rates[:, -1] < self.rates[:, 0]).mean())


def fatigue(replies: Replies) -> Fatigue | None:
    """None where people were hardly ever contacted twice in a week."""
    before, sent = replies.to_whom_levels[2], replies.sent.sum(axis=(0, 1))
    told = sent >= MIN_OF_LEVEL
    if told.sum() < 2 or before[told][0] != 0:
        return None
    return Fatigue(before[told], replies.to_whom.rates(2)[:, told])


@dataclass(frozen=True)
class Paying:
    """A channel's cost per contact, and draws (S, N) of what a contact is worth less its cost, after n others.

    ``stops`` is the number of contacts in the week from which one more is no longer expected to pay; None where it
    still pays after the most that were seen.
    """

    channel: str
    cost: float
    net: Array
    before: Codes

    @property
    def stops(self) -> int | None:
        """The first number of contacts before at which the mean is below zero."""
        below = np.flatnonzero(self.net.mean(axis=0) < 0)
        return int(self.before[below[0]]) if len(below) else None

    @property
    def surely(self) -> float:
        """How likely one more does not pay there (or does pay after the most seen)."""
        if self.stops is None:
            return float((self.net[:, -1] >= 0).mean())
        return float((self.net[:, np.flatnonzero(self.before == self.stops)[0]] < 0).mean())


def paying(replies: Replies, worth: float | None) -> list[Paying]:
    """Each channel with a cost; none where nobody said what an answer is worth."""
    known = fatigue(replies)
    if worth is None or known is None:
        return []
    found, (_, _, before) = [], replies.to_whom_levels
    rates = replies.to_whom.rates(0, 2)[:, :, np.isin(before, known.before)]
    for code, cost in sorted(replies.cost.items()):
        own, sent = replies.pairs[:, 0] == code, replies.sent.sum(axis=(1, 2))
        rate = np.tensordot(rates[:, own], sent[own] / sent[own].sum(), (1, 0))
        found.append(Paying(replies.plan.channels[code - 1], cost, worth * rate - cost, known.before))
    return found


@dataclass(frozen=True)
class ForWhom:
    """A segment's best pair, draws (S,) of its rate there, and how likely it is better there than the best of all."""

    segment: str
    place: int
    draws: Array
    contacts: int
    better: float | None


def for_whom(replies: Replies) -> list[ForWhom]:
    """Every named segment with contacts enough."""
    if not len(replies.told):
        return []
    rates, found = replies.to_whom.rates(0, 1), []
    for s, code in enumerate(replies.to_whom_levels[1].tolist()):
        contacts = int(replies.sent[:, s].sum())
        if code and contacts >= MIN_OF_LEVEL:
            own = rates[:, replies.told, s]
            best = int(own.mean(axis=0).argmax())
            better = float((own[:, best] > own[:, 0]).mean()) if best else None
            found.append(ForWhom(replies.segmentation.levels[code - 1], int(replies.told[best]), own[:, best],
                                 contacts, better))  # fmt: skip
    return found
