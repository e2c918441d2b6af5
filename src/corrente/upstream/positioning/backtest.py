"""Half of the respondents predicts how the other half rates each brand on each attribute."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Backtest
from corrente.core.count import Cells
from corrente.core.words import Phrase
from corrente.inference.brand_means import fit, posterior_contrasts
from corrente.upstream.positioning.sheets import Rated, rated_of, reduced

Array = NDArray[np.float64]

_LEAST = 10  # sheets of a brand in each half: fewer say more about ten people than about the brand


def backtest(cells: Cells, brands: int, attributes: int) -> Backtest | None:
    """Each half predicts the other; ``None`` where a half has too few answers on some brand."""
    halves = [rated_of(cells, brands, attributes, half) for half in (0, 1)]
    if any(not half.n.size or (half.sheets < _LEAST).any() or not reduced(half).fits for half in halves):
        return None
    errors = np.array([_errors(halves[0], halves[1]), _errors(halves[1], halves[0])])
    model, baseline = np.sqrt(errors.mean(axis=0))
    return Backtest(
        "root mean squared error of mean ratings",
        float(model),
        float(baseline),
        _BASELINE,
        details={"sheets": float(sum(half.n.sum() for half in halves)), "cells": float(brands * attributes)},
    )


def _errors(learnt: Rated, unseen: Rated) -> tuple[float, float]:
    """Mean squared errors of model and baseline over brands and attributes."""
    return tuple(float(((guess - unseen.means) ** 2).mean()) for guess in (_model(learnt), _additive(learnt)))  # type: ignore[return-value]


def _model(rated: Rated) -> Array:
    """Pooled contrasts on top of each attribute's level."""
    contrasts = posterior_contrasts(fit(reduced(rated)))
    weight = rated.sheets / rated.sheets.sum()
    return np.asarray(weight @ (rated.means - contrasts) + contrasts)


def _additive(rated: Rated) -> Array:
    """The brand's mean plus the attribute's mean, without what is the brand's own on an attribute."""
    weight = rated.sheets / rated.sheets.sum()
    attribute = weight @ rated.means
    return np.asarray(rated.means.mean(axis=1, keepdims=True) + attribute - attribute.mean())


_BASELINE = Phrase(
    "the brand's mean plus the attribute's mean, without the brand's own profile",
    "a média da marca mais a média do atributo, sem o perfil próprio da marca",
)
