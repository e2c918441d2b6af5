"""The media mix's posterior: outer parameters by the recipe, then effects and baseline given them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.inference.media_mix.collapsed import Collapsed
from corrente.inference.media_mix.data import MixData
from corrente.inference.media_mix.positive import draw_positive, log_orthant
from corrente.inference.media_mix.priors import Curves, Priors, Shape
from corrente.inference.posterior import Method, Posterior
from corrente.inference.recipe import MAX_DIMENSIONS, Fallback, find_modes, sample
from corrente.inference.recipe.importance import Weighted, weighted

Array = NDArray[np.float64]

_STARTS, _WIDE_STARTS = 4, 2
_EQUAL = 0.9


@dataclass(frozen=True)
class MixPosterior:
    """S equally weighted draws.

    ``curves`` hold (S, C); ``effects`` (S, R, C) are in the outcome's unit at full saturation; ``baseline``
    (S, R, p) are coefficients of the data's terms in the outcome's unit, ``noise`` (S, R) too. ``pareto_k`` is the
    outer parameters' k-hat, or the effects' where that is worse and their weights are not about equal.
    """

    model: Collapsed
    curves: Curves
    effects: Array
    baseline: Array
    noise: Array
    method: Method
    pareto_k: float | None
    effective: float

    @property
    def data(self) -> MixData:
        """What it was inferred from."""
        return self.model.data

    def at(self, index: NDArray[np.intp] | slice) -> MixPosterior:
        """Those draws only."""
        return replace(
            self,
            curves=self.curves.at(index),
            effects=self.effects[index],
            baseline=self.baseline[index],
            noise=self.noise[index],
        )


def fit(
    data: MixData, rng: Generator, shape: Shape | None = None, priors: Priors | None = None, draws: int = 2000
) -> MixPosterior:
    """Posterior of the media mix.

    Raises `ConvergenceError` where no method of the recipe passes its self-check.
    """
    model = Collapsed(data, shape or Shape(), priors or Priors())
    starts = model.starts(rng, _STARTS if model.dimensions <= MAX_DIMENSIONS else _WIDE_STARTS)
    found = sample(model.log_density, starts, rng, draws, fallback=Fallback.SLICES)
    at = model.point(found.draws)
    given = model.effects(at)
    drawn, log_weight = draw_positive(given.mean, given.covariance, rng)
    places = np.arange(len(drawn), dtype=float)[:, None]
    kept = weighted(places, log_weight - log_orthant(given.mean, given.covariance))
    index = kept.draw(rng, draws)[:, 0].astype(np.intp)
    _, regions, channels = data.shape
    effects = drawn[index].reshape(draws, regions, channels)
    curves, noise = at.curves.at(index), at.noise[index]
    baseline = model.draw_baseline(curves, effects, noise, rng)
    return MixPosterior(
        model,
        curves,
        effects * data.outcome_scale[:, None],
        baseline * data.outcome_scale[:, None],
        noise * data.outcome_scale,
        found.method,
        _worse(found, kept),
        min(found.effective, kept.effective),
    )


def choose_shape(
    data: MixData, shapes: Sequence[Shape], rng: Generator, priors: Priors | None = None
) -> tuple[Shape, dict[Shape, float]]:
    """The shape with the highest evidence (Laplace's approximation over the modes found), and the log evidence of all.

    Shapes with more than 25 outer parameters are passed over; the first one stands where all are.
    """
    found = {}
    for shape in shapes:
        model = Collapsed(data, shape, priors or Priors())
        if model.dimensions <= MAX_DIMENSIONS:
            modes = find_modes(model.log_density, model.starts(rng, _WIDE_STARTS))
            evidence = np.logaddexp.reduce([mode.log_evidence for mode in modes])
            found[shape] = float(evidence - 0.5 * model.dimensions * np.log(2 * np.pi))
    return max(found, key=lambda shape: found[shape], default=shapes[0]), found


def _worse(found: Posterior, kept: Weighted) -> float | None:
    """The worse k-hat; weights that are about equal have no tail to speak of."""
    equal = kept.effective > _EQUAL * kept.weights.size
    return found.pareto_k if equal or found.pareto_k is None else max(found.pareto_k, kept.pareto_k)
