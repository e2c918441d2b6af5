"""From counts to the engagement room's estimate: rates of contacts, and what randomised actions brought to whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.count import Lookup, Scores
from corrente.core.room import Counted, Given
from corrente.core.words import phrase
from corrente.downstream.engagement import contacts, targeting
from corrente.downstream.engagement.contacts import MOST_BEFORE, Replies
from corrente.downstream.engagement.plan import MOST_COLUMNS, WINDOW_DAYS, Plan, plan
from corrente.downstream.engagement.refusals import no_control
from corrente.downstream.engagement.targeting import Targeting
from corrente.inference import trials
from corrente.inference.trials import Actions

_DAY = 86_400


@dataclass(frozen=True)
class Engagement:
    """What is known of contacts, of randomised actions, and of whom to give which; not all three may be missing."""

    plan: Plan
    replies: Replies | None
    actions: Actions | None
    targeting: Targeting | None

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All numbers of the room."""
        of_contacts = tuple(contacts.estimates(self.replies)) if self.replies else ()
        return of_contacts + (self.actions.estimates if self.actions else ())

    @property
    def backtest(self) -> Backtest | None:
        """The last weeks' answers; where there are none, choosing arms against one arm for all."""
        if self.replies is not None and self.replies.backtest is not None:
            return self.replies.backtest
        if self.targeting is None:
            return None
        held = self.targeting.held
        return Backtest("outcome rate on the held-out half", held.chosen, held.best, _ONE_ARM, lower_is_better=False,
                        details={"gain": held.gain.value, "standard_error": held.gain.error})  # fmt: skip


_ONE_ARM = phrase("the best arm for everybody", "o melhor grupo para todos")


def infer(counts: Counted, given: Given, rng: Generator) -> Engagement | Refusal:
    """Refused where neither contacts nor randomised actions say enough."""
    planned = plan(given.profile)
    if isinstance(planned, Refusal):
        return planned
    tried, segments = planned.trials, planned.segmentation
    actions = trials.read(counts["outcomes"], tried.campaigns, tried.arms, segments, rng) if tried else None
    target = targeting.read(counts["patterns"], tried, rng) if tried else None
    replies = contacts.read(counts, planned.contacts, segments, rng) if planned.contacts else None
    if isinstance(replies, Refusal):
        if actions is None:
            return replies
        replies = None
    if replies is None and actions is None:
        return no_control()
    return Engagement(planned, replies, actions, target)


# -- scores ----------------------------------------------------------------------------------------------------------


def scores(estimate: Engagement) -> Scores:
    """Each person's best message and channel with the chance of an answer, and the arm that speaks for itself."""
    planned = estimate.plan
    sent = planned.contacts
    until = 0 if sent is None else sent.until_day
    parameters = {
        "until_day": until,
        "until_second": (until + 1) * _DAY,
        "window_seconds": WINDOW_DAYS * _DAY,
        "from_kinds": int(bool(sent and sent.kinds)),
        **planned.segmentation.parameters,
        **(planned.trials.places if planned.trials else {f"use_{n + 1}": 0 for n in range(MOST_COLUMNS)}),
    }
    kinds: Lookup = sent.kind_codes if sent else {"kind_level": np.array([""], dtype=object), "code": np.array([1])}
    lookups = {
        **planned.segmentation.lookups,
        "contact_kinds": kinds,
        "replies": _replies(estimate.replies),
        "moved": _moved(estimate.targeting),
    }
    return Scores("engagement", parameters, lookups)


def _replies(replies: Replies | None) -> Lookup:
    """The best of what was sent, by segment and contacts before; more than were ever seen count as the most seen."""
    rows = [] if replies is None or not len(replies.told) else list(_best_sent(replies))
    names = ("segment", "recent", "best_channel", "best_message", "chance", "chance_low", "chance_high")
    return _columns(names, rows or [(-1, -1, "", "", 0.0, 0.0, 0.0)])


def _best_sent(replies: Replies) -> Iterator[tuple[object, ...]]:
    segments, before = replies.to_whom_levels[1:]
    for place, segment in enumerate(segments.tolist()):
        for recent in range(MOST_BEFORE + 1):
            seen = int(np.searchsorted(before, recent).clip(max=len(before) - 1))
            chance = replies.to_whom.chance[:, replies.told, place, seen]
            best = int(chance.mean(axis=0).argmax())
            low, high = np.quantile(chance[:, best], [0.05, 0.95])
            name = replies.name(int(replies.told[best]))
            yield segment, recent, *name, float(chance[:, best].mean()), float(low), float(high)


def _moved(target: Targeting | None) -> Lookup:
    """The arm for each pattern of the columns, with its uplift."""
    names = [f"level_{n + 1}" for n in range(MOST_COLUMNS)]
    rows = [] if target is None else list(_choices(target))
    columns = (*names, "send", "uplift", "uplift_low", "uplift_high")
    return _columns(columns, rows or [(*["-"] * MOST_COLUMNS, "", 0.0, 0.0, 0.0)])


def _choices(target: Targeting) -> Iterator[tuple[object, ...]]:
    mean, (low, high) = target.uplift.mean(axis=0), np.quantile(target.uplift, [0.05, 0.95], axis=0)
    for g, arm in enumerate(target.choice.tolist()):
        yield *target.full[g], target.arms[arm], *(float(side[arm, g]) for side in (mean, low, high))


def _columns(names: Sequence[str], rows: Sequence[tuple[object, ...]]) -> Lookup:
    columns = zip(*rows, strict=True)
    return {name: np.array(c, dtype=object) if isinstance(c[0], str) else np.array(c)
            for name, c in zip(names, columns, strict=True)}  # fmt: skip
