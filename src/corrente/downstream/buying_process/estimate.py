"""From counted steps to the buying process: contact by contact, channel by channel, way by way, stage by stage."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.answer import Refusal
from corrente.core.count import Cells
from corrente.core.journeys import CONVERTS, LEAVES, channel_names, path_times
from corrente.core.room import Counted, Given
from corrente.core.stages import stages_of
from corrente.downstream.buying_process.durations import DRAWS, Array, Duration, of_waits
from corrente.downstream.buying_process.plan import QUESTION, has_times, segments_of
from corrente.downstream.buying_process.refusals import LEAST_PURCHASES, too_few
from corrente.downstream.buying_process.routes import Route, routes_of
from corrente.downstream.buying_process.stages import Pipeline, pipeline_of
from corrente.inference import journeys, transitions
from corrente.inference.beta_binomial import jeffreys

CONTACTS = 5
"""Contacts that are told apart; the last one stands for all later ones too."""

ALL = "all"


@dataclass(frozen=True)
class Buyers:
    """Those of a segment who bought: how many, draws (S,) of their mean number of contacts, and their time to buy."""

    segment: str
    journeys: int
    contacts: Array
    days: Duration | None


@dataclass(frozen=True)
class Proven:
    """Held-out log-likelihood per journey of chains without order, of order 1, and with the stages found."""

    journeys: int
    order_0: float
    order_1: float
    staged: float


@dataclass(frozen=True)
class BuyingProcess:
    """Journeys through K channels, over C contacts, in S draws.

    ``steps`` (C, K, K + 2) are counts; ``ends`` (S, C, 3) the chances to go on, buy and leave at each contact,
    ``reach`` (S, C) of getting there, ``conversion`` (S,) of buying at all; ``waits`` until the next contact, by
    contact; ``chain`` (S, K + 1, K + 2) the chances by channel. ``pipeline`` is None where sales gives no stages.
    """

    channels: tuple[str, ...]
    steps: Array
    ends: Array
    reach: Array
    conversion: Array
    waits: tuple[Duration | None, ...]
    chain: Array
    buyers: tuple[Buyers, ...]
    stages: journeys.Stages
    routes: tuple[Route, ...]
    pipeline: Pipeline | None
    proven: Proven | None
    log_likelihood: float
    settled: bool

    @property
    def began(self) -> int:
        """How many journeys there are."""
        return int(self.steps[0].sum())

    @property
    def bought(self) -> int:
        """How many of them end in a purchase."""
        return int(self.steps[..., len(self.channels)].sum())

    @property
    def visits(self) -> Array:
        """Contacts by channel (K,)."""
        return np.asarray(self.steps.sum(axis=(0, 2)))

    @property
    def leaving(self) -> Array:
        """Draws (S, K) of the chance that a contact is the last one of somebody who does not buy."""
        return self.chain[:, 1:, -1]

    @property
    def excess(self) -> Array:
        """Draws (S, K) of the people who leave at each channel beyond those who would at the others' rate."""
        lost = self.leaving * self.visits
        others = (lost.sum(axis=1, keepdims=True) - lost) / np.maximum(self.visits.sum() - self.visits, 1.0)
        return np.asarray(lost - others * self.visits)


def infer(counts: Counted, given: Given, rng: Generator) -> BuyingProcess | Refusal:
    """Everything about the journeys; refused below thirty that end in a purchase."""
    profile, names = given.profile, channel_names(given.profile)
    halves, waits = steps_of(counts["steps"], len(names))
    steps = halves.sum(axis=0)
    bought, left = (float(steps[..., len(names) + end].sum()) for end in (0, 1))
    if bought < LEAST_PURCHASES:
        return too_few(int(bought))
    timed = has_times(profile)
    total = np.vstack([np.append(steps[0].sum(axis=1), [0.0, 0.0]), steps.sum(axis=0)])
    ends = journeys.draw_ends(steps, rng, DRAWS)
    gone_on = np.cumprod(ends[:, :-1, 0], axis=1)
    stages = journeys.find_stages(steps)
    start, onward = journeys.draw_stage_chains(steps, stages, rng, DRAWS)
    sold = counts.get("stages")
    return BuyingProcess(
        names,
        steps,
        ends,
        np.hstack([np.ones((DRAWS, 1)), gone_on]),
        jeffreys(np.array([bought]), np.array([bought + left]), rng, DRAWS)[:, 0],
        tuple(_wait(waits[contact], rng) if timed else None for contact in range(CONTACTS)),
        transitions.draw_chains(total, rng, DRAWS),
        tuple(_buyers(counts["purchases"], given, timed, rng)),
        stages,
        routes_of(_ways(counts["steps"]), names, start, onward, rng),
        pipeline_of(sold, stages_of(profile), rng) if sold is not None else None,
        _proven(halves),
        transitions.log_likelihood(transitions.observed(total), total),
        path_times(profile, QUESTION).settled,
    )


def steps_of(cells: Cells, channels: int) -> tuple[Array, Array]:
    """Counts (2, C, K, K + 2): before or after the cut, contact, channel, where to; and waits (C, bins)."""
    place = np.full(64, channels - 1)
    place[:channels] = np.arange(channels)
    place[[CONVERTS, LEAVES]] = channels, channels + 1
    contact, channel, went, waited, later = (
        cells[name].astype(np.int64) for name in ("contact", "channel", "went_to", "waited", "later")
    )
    step, wait = waited < 0, waited >= 0
    steps = np.zeros((2, CONTACTS, channels, channels + 2))
    np.add.at(steps, (later[step], contact[step] - 1, place[channel[step]], place[went[step]]), cells["n"][step])
    waits = np.zeros((CONTACTS, 80))
    waits[contact[wait] - 1, waited[wait]] = cells["n"][wait]
    return steps, waits


def _ways(cells: Cells) -> dict[int, int]:
    """How many journeys that end in a purchase took each way, by its digits; 0 stands for those that are too long."""
    bought = cells["went_to"].astype(np.int64) == CONVERTS
    route, n = (cells[name][bought].astype(np.int64) for name in ("route", "n"))
    codes, group = np.unique(route, return_inverse=True)
    return dict(zip(codes.tolist(), np.bincount(group, n).astype(int).tolist(), strict=True))


def _wait(counted: Array, rng: Generator) -> Duration | None:
    return of_waits(np.arange(len(counted)), counted, rng)


def _buyers(cells: Cells, given: Given, timed: bool, rng: Generator) -> Iterator[Buyers]:
    """All buyers, then those of each segment with enough of them."""
    levels = segments_of(given.profile).levels
    segment = cells["segment"].astype(np.int64)
    groups: list[tuple[str, NDArray[np.bool_]]] = [(ALL, np.ones(len(segment), dtype=bool))]
    groups += [(name, segment == code) for code, name in enumerate(levels, start=1)]
    for name, of in groups:
        n, touches = (cells[column][of].astype(float) for column in ("journeys", "touches_in_all"))
        if n.sum() >= LEAST_PURCHASES:
            days = of_waits(cells["lasted"][of].astype(np.int64), n, rng) if timed else None
            yield Buyers(name, int(n.sum()), journeys.mean_draws(n, touches, rng, DRAWS), days)


def _proven(halves: Array) -> Proven | None:
    """Chains learnt before the cut, scored on the steps after it; None where either is too thin."""
    before, after = halves
    channels = halves.shape[2]
    if min(before[..., channels].sum(), after[..., channels].sum()) < LEAST_PURCHASES:
        return None
    onward = before.sum(axis=0)
    total = np.vstack([np.append(before[0].sum(axis=1), [0.0, 0.0]), onward])
    start = transitions.posterior_mean(total)[0, :channels]
    staged = journeys.stage_chains(before, journeys.find_stages(before))
    learnt = (transitions.without_order(total)[1:], transitions.posterior_mean(total)[1:], staged)
    return Proven(int(after[0].sum()), *(journeys.held_out(chances, after, start) for chances in learnt))
