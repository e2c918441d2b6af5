"""One recipe for every model: find the mode, then the cheapest method whose self-check passes."""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike

from corrente.core.errors import ConvergenceError
from corrente.core.words import Phrase
from corrente.inference.posterior import Draws, Method, Posterior
from corrente.inference.recipe.adaptive import adaptive
from corrente.inference.recipe.importance import GOOD_PARETO_K, Weighted, importance
from corrente.inference.recipe.laplace import Gradient, Laplace, LogDensity, find_mode, find_modes, laplace, refine
from corrente.inference.recipe.moved import moved
from corrente.inference.recipe.proposal import StudentMixture
from corrente.inference.recipe.tempered import GOOD_R_HAT, tempered

__all__ = [
    "GOOD_PARETO_K",
    "GOOD_R_HAT",
    "MAX_DIMENSIONS",
    "Fallback",
    "Gradient",
    "Laplace",
    "LogDensity",
    "StudentMixture",
    "Weighted",
    "adaptive",
    "find_mode",
    "find_modes",
    "importance",
    "laplace",
    "moved",
    "refine",
    "sample",
    "tempered",
]

MAX_DIMENSIONS = 25
"""Beyond it importance sampling fails: integrate more of the model out analytically."""

_EFFICIENT = 0.2  # where fewer proposals count, the first proposal fits badly and may miss a part unseen


class Fallback(StrEnum):
    """What is done where importance sampling fails its self-check."""

    TEMPERED = "tempered"
    SLICES = "slices"  # bears more than 25 dimensions, of densities that have one hump or humps close together


def sample(
    log_density: LogDensity,
    start: ArrayLike,
    rng: Generator,
    draws: int = 2000,
    gradient: Gradient | None = None,
    fallback: Fallback = Fallback.TEMPERED,
) -> Posterior:
    """Equally weighted draws from the distribution with the given unnormalised log density.

    ``log_density`` maps points (S, d) to values (S,); ``start`` is one point (d,) or several (M, d): give several
    where there may be several modes, for no self-check sees a mode that nothing has found. ``gradient``, (d,) to (d,),
    only makes the climb faster.

    Tried in order, until Pareto k-hat is below 0.7: Student t around the mode (twice ``draws`` proposals, of
    which a fifth must count); adaptive multiple importance sampling; tempered sequential Monte Carlo, which must pass
    R-hat.

    Raises ``ValueError`` for more than 25 dimensions without slices or a start where the density is not finite, and
    `ConvergenceError` if no method passes its self-check.
    """
    modes = find_modes(log_density, _checked(log_density, start, fallback), gradient)
    if modes[0].mode.size > MAX_DIMENSIONS:
        return _sliced(log_density, modes, rng, draws)
    if len(modes) == 1:
        proposal = StudentMixture.around(modes).guarded(modes[0].mode, modes[0].covariance)
        found = importance(log_density, proposal, rng, 2 * draws)
        if found.trusted and found.effective > _EFFICIENT * found.weights.size:
            return _posterior(found, modes[0].mode, Method.IMPORTANCE, rng, draws)
    found = adaptive(log_density, modes, rng, draws)
    if found.trusted:
        return _posterior(found, modes[0].mode, Method.ADAPTIVE, rng, draws)
    if fallback is Fallback.SLICES:
        return _sliced(log_density, modes, rng, draws)
    points, effective, r_hat = tempered(log_density, modes, rng, draws)
    if not r_hat < GOOD_R_HAT:
        raise _unsettled()
    return Posterior(points, modes[0].mode, Method.TEMPERED, None, effective)


def _sliced(log_density: LogDensity, modes: list[Laplace], rng: Generator, draws: int) -> Posterior:
    points, effective, r_hat = moved(log_density, modes, rng, draws)
    if not r_hat < GOOD_R_HAT:
        raise _unsettled()
    return Posterior(points, modes[0].mode, Method.SLICED, None, effective)


def _checked(log_density: LogDensity, start: ArrayLike, fallback: Fallback) -> Draws:
    starts = np.atleast_2d(np.asarray(start, dtype=float))
    if starts.shape[1] > MAX_DIMENSIONS and fallback is not Fallback.SLICES:
        raise ValueError(f"{starts.shape[1]} dimensions, but the recipe is for at most {MAX_DIMENSIONS}")
    if not np.isfinite(log_density(starts)).all():
        raise ValueError("the log density is not finite at the start")
    return starts


def _posterior(found: Weighted, mode: Draws, method: Method, rng: Generator, draws: int) -> Posterior:
    return Posterior(found.draw(rng, draws), mode, method, found.pareto_k, found.effective)


def _unsettled() -> ConvergenceError:
    return ConvergenceError(
        Phrase("The model did not settle on these data.", "O modelo não se estabilizou com estes dados."),
        Phrase(
            "No method gave a result that it could confirm by itself.",
            "Nenhum método chegou a um resultado que ele mesmo pudesse confirmar.",
        ),
        Phrase(
            "Bring a longer history or more customers, then ask again.",
            "Traga um histórico mais longo ou mais clientes e pergunte de novo.",
        ),
    )
