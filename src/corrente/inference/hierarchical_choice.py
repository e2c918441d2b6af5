"""Hierarchical multinomial logit: a posterior of segment means, covariance and every respondent's part-worths.

Respondent r of segment s has part-worths b_r ~ N(mu_s, Sigma); their prior is `choice_prior`. A sweep moves every
respondent's part-worths by a Hamiltonian path, draws scales, Sigma and means given the part-worths, which is conjugate,
and moves means and deviations together by another Hamiltonian path (`choice_moves`). R-hat and the effective number of
draws are the self-check.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from corrente.core.errors import ConvergenceError
from corrente.core.words import Phrase
from corrente.inference.chains import agreement
from corrente.inference.choice import Choices, Single, Vector
from corrente.inference.choice_modes import Modes, modes
from corrente.inference.choice_moves import Group, Pace, State, Study, move_all, move_own
from corrente.inference.choice_prior import BETWEEN, MEAN_SD, draw_root, draw_scale

GOOD_R_HAT = 1.1
_CHAINS = 8
_BURN, _ROUNDS = 25, 5
_REPEATS = 3  # of the cheap draws that follow each other slowly
_ALL_PATH, _OWN_PATH = 3.5, 2.0  # in posterior deviations times radians: half an oscillation is pi

_Kept = tuple[Vector, Vector, Vector, Single]


@dataclass(frozen=True)
class Hierarchy:
    """Equally weighted posterior draws.

    ``means`` (D, S, K) by segment, ``covariance`` (D, K, K), ``worths`` (E, R, K) of the respondents; ``r_hat`` is the
    largest split R-hat of means and of standard deviations between people and segments, ``effective`` the smallest
    number of effective draws.
    """

    means: Vector
    covariance: Vector
    worths: Single
    r_hat: float
    effective: float

    def turned(self, turn: Vector) -> Hierarchy:
        """The posterior of part-worths on the columns of which ``turn`` (K, K) made those that were fitted."""
        worths = (self.worths @ turn.T).astype(np.float32)
        return replace(self, means=self.means @ turn.T, covariance=turn @ self.covariance @ turn.T, worths=worths)

    def overall(self, weights: Vector) -> Vector:
        """The mean of all (D, K), segments weighted by ``weights`` (S,)."""
        return np.asarray(np.einsum("dsk,s->dk", self.means, weights / weights.sum()))


def posterior(
    made: Choices, segment: Group, rng: Generator, draws: int = 1000, sweeps: int = 90, keep_worths: int = 400
) -> Hierarchy:
    """The posterior of the hierarchy of ``made`` choices; ``segment`` (R,) numbers the segments from 0.

    Columns should be of a scale on which part-worths are of order one. At most ``keep_worths`` of the draws keep the
    respondents' own part-worths. Raises `ConvergenceError` where the chains do not agree after five rounds of sweeps.
    """
    known = modes(made, segment, MEAN_SD)
    study, state = Study.of(made, segment, known), _start(made, known, rng)
    for _ in range(_BURN):
        _sweep(state, study, adapt=True)
    kept: list[_Kept] = []
    for _ in range(_ROUNDS):
        kept += (_sweep(state, study) for _ in range(sweeps))
        found = _joined(kept)
        if found.r_hat <= GOOD_R_HAT:
            return _thinned(found, draws, keep_worths)
    raise _unsettled()


def _start(made: Choices, known: Modes, rng: Generator) -> State:
    """Chains that begin apart: covariances from two thirds to one and a half times the mode's."""
    wider = 1.5 ** np.linspace(-1, 1, _CHAINS)
    root = np.linalg.cholesky(np.linalg.inv(known.covariance)) / np.sqrt(wider)[:, None, None]
    means = np.tile(known.means, (_CHAINS, 1, 1))
    z = rng.standard_normal((*known.worths.shape, _CHAINS))
    worths = (known.worths + (known.root @ z).transpose(2, 0, 1)).astype(np.float32)
    between = BETWEEN.start(means)
    scale, paces = draw_scale(root, rng), (Pace(_OWN_PATH), Pace(_ALL_PATH))
    return State(worths, *made.rise(worths), means, between, root, scale, rng, *paces)


def _sweep(state: State, study: Study, adapt: bool = False) -> _Kept:
    """One sweep; means, variances between segments, roots of the precision and part-worths: all (C, ...)."""
    move_own(state, study, adapt)
    state.scale = draw_scale(state.root, state.rng)
    state.root = draw_root(state.worths - state.means[:, study.segment], state.scale, state.rng)
    for _ in range(_REPEATS):
        state.between = BETWEEN.draw(state.means, state.between, state.rng)
        _draw_means(state, study.members)
    move_all(state, study, adapt)
    return state.means, state.between.variance, state.root, state.worths


def _draw_means(state: State, members: Vector) -> None:
    """Segment means given all else."""
    columns, between = state.means.shape[2], state.between
    own = state.root @ state.root.swapaxes(1, 2)
    precision = members.sum(axis=1)[:, None, None] * own[:, None]
    precision[..., range(columns), range(columns)] += (1 / between.variance)[:, None]
    pull = (members @ state.worths) @ own + (between.common / between.variance)[:, None]
    inverse = np.linalg.inv(precision)
    noise = np.linalg.cholesky(inverse) @ state.rng.standard_normal((*state.means.shape, 1))
    state.means = (inverse @ pull[..., None] + noise)[..., 0]


def _joined(kept: list[_Kept]) -> Hierarchy:
    """Sweep by sweep and within a sweep chain by chain."""
    means, variance, root, worths = (np.stack(part) for part in zip(*kept, strict=True))
    inverse = np.linalg.inv(root)
    covariance = inverse.swapaxes(-1, -2) @ inverse
    log_sd = 0.5 * np.log(np.diagonal(covariance, axis1=2, axis2=3))
    watched = [means.reshape(*means.shape[:2], -1), log_sd]
    if means.shape[2] > 1:
        watched.append(0.5 * np.log(variance))
    agreed = agreement(np.concatenate(watched, axis=2).swapaxes(0, 1))
    means, covariance, worths = (part.reshape(-1, *part.shape[2:]) for part in (means, covariance, worths))
    return Hierarchy(means, covariance, worths, *agreed)


def _thinned(found: Hierarchy, draws: int, keep_worths: int) -> Hierarchy:
    """Evenly along the chains: sweeps are neighbours, so every so many of the joined draws."""
    total = len(found.means)
    some = np.linspace(0, total - 1, min(draws, total)).round().astype(int)
    few = np.linspace(0, total - 1, min(keep_worths, total)).round().astype(int)
    return replace(found, means=found.means[some], covariance=found.covariance[some], worths=found.worths[few])


def _unsettled() -> ConvergenceError:
    return ConvergenceError(
        Phrase(
            "The choice model did not settle on these data.", "O modelo de escolha não se estabilizou com estes dados."
        ),
        Phrase("Its chains do not agree.", "As cadeias não concordam entre si."),
        Phrase(
            "Bring more respondents, or describe the alternatives by fewer attributes.",
            "Traga mais respondentes ou descreva as alternativas com menos atributos.",
        ),
    )
