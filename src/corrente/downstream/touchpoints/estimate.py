"""What the paths say of each channel."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Refusal
from corrente.core.count import Cells
from corrente.core.journeys import CONVERTS, LEAVES, STARTS, channel_names, path_times
from corrente.core.room import Counted, Given
from corrente.downstream.touchpoints.plan import IN_SETS, QUESTION
from corrente.downstream.touchpoints.refusals import LEAST_CONVERSIONS, too_few
from corrente.inference import shapley, transitions
from corrente.inference.attribution_rules import Rule, credited

Array = NDArray[np.float64]
Whole = NDArray[np.int64]

DRAWS = 2000


@dataclass(frozen=True)
class Proven:
    """Held-out log-likelihood per step of chains that look back no, one and two places."""

    steps: int
    order_0: float
    order_1: float
    order_2: float


@dataclass(frozen=True)
class Effectiveness:
    """What the paths say of each of K channels.

    ``removal`` and ``credit`` (Shapley, NaN where a channel is only part of the others) are (K,), their draws
    (S, K); ``rules`` give conversions (K,); ``spent`` (K,) is in the company's currency, or None. ``settled`` says
    whether paths too young to have ended were left out.
    """

    channels: tuple[str, ...]
    touches: Whole
    conversions: int
    value: float
    base: float
    log_likelihood: float
    removal: Array
    removal_draws: Array
    removal_2: Array
    credit: Array
    credit_draws: Array
    rules: Mapping[Rule, Array]
    spent: Array | None
    proven: Proven | None
    currency: str
    settled: bool

    @property
    def order(self) -> list[int]:
        """Channels from the largest removal effect to the smallest."""
        return [int(k) for k in np.argsort(-self.removal, kind="stable")]


def infer(counts: Counted, given: Given, rng: Generator) -> Effectiveness | Refusal:
    """Posteriors of all channels; refused below thirty paths that convert."""
    names = channel_names(given.profile)
    steps = steps_of(counts["steps"], len(names))
    onward = steps.sum(axis=0)
    total = first_order(onward)
    converted = int(onward[..., len(names)].sum())
    if converted < LEAST_CONVERSIONS:
        return too_few(converted)
    chain = transitions.observed(total)
    cells = counts["credits"]
    credit, credit_draws = _credit(cells, len(names), rng)
    pairs = transitions.second_order(onward)
    return Effectiveness(
        channels=names,
        touches=_by_code(counts["costs"], "touches", len(names)),
        conversions=int(cells["first_touches"].sum()),
        value=float(cells["first_value"].sum()) / 10_000,
        base=float(transitions.conversion(chain)),
        log_likelihood=transitions.log_likelihood(chain, total),
        removal=transitions.removal_effects(chain),
        removal_draws=transitions.removal_effects(transitions.draw_chains(total, rng, DRAWS)),
        removal_2=transitions.second_order_removal(chain[0, : len(names)], pairs),
        credit=credit,
        credit_draws=credit_draws,
        rules=rules_of(cells, len(names)),
        spent=_spent(counts["costs"], len(names)),
        proven=_proven(steps),
        currency=given.profile.settings.currency,
        settled=path_times(given.profile, QUESTION).settled,
    )


def steps_of(cells: Cells, channels: int) -> Array:
    """Counts (2, K + 1, K, K + 2): before or after the cut, where from (0 the start), channel, where to."""
    place = np.full(64, channels - 1)
    place[:channels] = np.arange(channels)
    place[[CONVERTS, LEAVES]] = channels, channels + 1
    step = cells["waited"].astype(np.int64) < 0
    came, channel, went, later = (
        cells[name][step].astype(np.int64) for name in ("came_from", "channel", "went_to", "later")
    )
    before = np.where(came == STARTS, 0, 1 + place[came])
    steps = np.zeros((2, channels + 1, channels, channels + 2))
    np.add.at(steps, (later, before, place[channel], place[went]), cells["n"][step])
    return steps


def first_order(onward: Array) -> Array:
    """Counts (K + 1, K + 2) of a chain of order 1 from steps (K + 1, K, K + 2)."""
    starts = np.append(onward[0].sum(axis=1), [0.0, 0.0])
    return np.vstack([starts, onward.sum(axis=0)])


def _credit(cells: Cells, channels: int, rng: Generator) -> tuple[Array, Array]:
    """Shapley shares (K,) and their draws (S, K) over settled paths; NaN for channels without a bit of their own."""
    kept = cells["settled"] == 1
    sets, group = np.unique(cells["channels_met"][kept].astype(np.int64), return_inverse=True)
    paths = np.bincount(group, cells["first_touches"][kept].astype(float), minlength=sets.size).astype(np.int64)
    bits = min(channels, IN_SETS + 1)
    share = shapley.shares(sets, paths.astype(float), bits)
    draws = shapley.share_draws(sets, paths, bits, rng, DRAWS)
    own = bits if channels <= IN_SETS + 1 else IN_SETS
    blank = np.full(channels - own, np.nan)
    return np.append(share[:own], blank), np.hstack([draws[:, :own], np.tile(blank, (DRAWS, 1))])


def _by_code(cells: Cells, column: str, channels: int) -> Whole:
    code = np.minimum(cells["code"].astype(np.int64), channels - 1)
    return np.bincount(code, cells[column].astype(float), minlength=channels).astype(np.int64)


def rules_of(cells: Cells, channels: int) -> Mapping[Rule, Array]:
    """Conversions (K,) that each rule gives to every channel."""
    columns = {rule: rule.value for rule in Rule} | {Rule.FIRST: "first_touches", Rule.LAST: "last_touches"}
    code = np.minimum(cells["channel"].astype(np.int64), channels - 1)
    return {rule: credited(rule, cells[column].astype(np.int64), code, channels) for rule, column in columns.items()}


def _spent(cells: Cells, channels: int) -> Array | None:
    """What each channel's touches cost (K,), or None where no cost is known."""
    return _by_code(cells, "spent", channels) / 10_000 if np.any(cells["spent"].astype(np.int64) > 0) else None


def _proven(steps: Array) -> Proven | None:
    """Chains learnt before the cut, scored on the steps after it; None where either side is too thin."""
    before, after = steps
    conversion = steps.shape[2]
    if min(before[..., conversion].sum(), after[..., conversion].sum()) < LEAST_CONVERSIONS:
        return None
    learnt, test = first_order(before), after.sum(axis=0)
    mean = transitions.posterior_mean(learnt)
    pairs = transitions.second_order(before)
    return Proven(
        int(test.sum()),
        _score(transitions.without_order(learnt)[1:], test),
        _score(mean[1:], test),
        _score(pairs, after),
    )


def _score(chances: Array, steps: Array) -> float:
    """Mean log-likelihood per step; a step never seen before costs as if it were one in a billion."""
    return transitions.log_likelihood(np.maximum(chances, 1e-9), steps) / float(steps.sum())
