"""Choices: the published yogurt logit, worst choices, and the hierarchy on simulated truth."""

from __future__ import annotations

import csv

import numpy as np
import pytest

from corrente.inference.choice import Choices, choices, fit_logit
from corrente.inference.hierarchical_choice import posterior
from tests.data import shared

MEAN = np.array([1.0, -0.7, 0.5])
SD = np.array([0.7, 0.5, 0.8])


def simulated(
    rng: np.random.Generator, respondents: int, tasks: int = 12, alternatives: int = 3, worst: bool = False
) -> tuple[Choices, np.ndarray]:
    """Choices of respondents with part-worths around ``MEAN``; with ``worst``, the last of those left is marked."""
    worths = MEAN + SD * rng.standard_normal((respondents, 3))
    design = rng.choice([-1.0, 0.0, 1.0], (respondents, tasks, alternatives, 3))
    utility = np.einsum("rtak,rk->rta", design, worths)
    said = (np.arange(alternatives) == (utility + rng.gumbel(size=utility.shape)).argmax(2)[..., None]).astype(int)
    if worst:
        left = np.where(said == 1, -np.inf, -utility + rng.gumbel(size=utility.shape))
        said -= np.arange(alternatives) == left.argmax(2)[..., None]
    who, what, _ = (part.ravel() for part in np.indices(said.shape))
    return choices(design.reshape(-1, 3), who, what, said.ravel()), worths


def test_yogurt_has_the_published_estimates():
    """Jain, Vilcassim & Chintagunta 1994; published to seven digits by an optimiser that stops 1e-6 below the top."""
    with (shared("choice_logitr") / "yogurt.csv").open() as file:
        rows = list(csv.DictReader(file))
    brands = ("hiland", "weight", "yoplait")
    design = [[float(r["price"]), float(r["feat"]), *(float(r["brand"] == b) for b in brands)] for r in rows]
    who = np.unique([float(r["id"]) for r in rows], return_inverse=True)[1]
    made = choices(np.array(design), who, [int(r["obsID"]) for r in rows], [int(float(r["choice"])) for r in rows])
    assert made.made == 2412
    fit = fit_logit(made)
    # its flat top: 1e-6 of log-likelihood is 1.4e-3 standard errors, here at most 2e-4
    assert fit.worths == pytest.approx([-0.3665546, 0.4914392, -3.7154773, -0.6411384, 0.7345195], abs=2e-4)
    assert fit.log_likelihood == pytest.approx(-2656.887879, abs=5e-6)


def test_likelihood_is_that_of_the_definition():
    made, worths = simulated(np.random.default_rng(1), 5)
    by_hand = [
        sum(-np.log(1 + np.exp(task @ worth).sum()) for task in own)
        for own, worth in zip(made.differences, worths, strict=True)
    ]
    assert made.log_likelihood(worths) == pytest.approx(by_hand)
    assert made.rise(worths[None])[0][0] == pytest.approx(by_hand)


def test_slopes_are_differences_of_the_likelihood():
    made, worths = simulated(np.random.default_rng(2), 4, worst=True)
    gradient, curvature = made.slope(worths)
    assert made.rise(worths[None])[1][0] == pytest.approx(gradient)
    for k, step in enumerate(1e-5 * np.eye(3)):
        rise = (made.log_likelihood(worths + step) - made.log_likelihood(worths - step)) / 2e-5
        assert gradient[:, k] == pytest.approx(rise, abs=1e-5)  # central differences of 1e-5: 1e-10 and rounding
        bend = (made.slope(worths + step)[0] - made.slope(worths - step)[0]) / 2e-5
        assert curvature[:, :, k] == pytest.approx(-bend, abs=1e-5)


def test_worst_choices_tell_as_much_again():
    rng = np.random.default_rng(3)
    best, both = (fit_logit(simulated(rng, 150, worst=worst)[0]) for worst in (False, True))
    # of three alternatives the worst is chosen out of two: information grows by somewhat less than a half
    assert np.all(np.diag(both.covariance) < 0.9 * np.diag(best.covariance))


def test_tasks_that_say_nothing_are_passed_over():
    design = np.eye(3)[[0, 1, 0, 1, 2]]
    made = choices(design, [0, 0, 0, 0, 0], [1, 1, 2, 2, 3], [1, 0, 0, 0, 1])
    assert made.made == 1


def test_the_hierarchy_is_recovered():
    made, worths = simulated(np.random.default_rng(4), 250)
    found = posterior(made, np.zeros(250, dtype=np.intp), np.random.default_rng(5))
    mean, spread = found.means[:, 0], np.sqrt(np.diagonal(found.covariance, axis1=1, axis2=2))
    assert np.abs(mean.mean(0) - MEAN).max() < 4 * mean.std(0).max()  # four posterior deviations
    assert np.abs(spread.mean(0) - SD).max() < 4 * spread.std(0).max()
    # twelve tasks leave the respondents' own part-worths uncertain, but far better known than by the mean
    own = found.worths.mean(axis=0)
    assert ((own - worths) ** 2).mean() < 0.7 * ((worths - MEAN) ** 2).mean()


def test_the_same_seed_gives_the_same_draws():
    made, _ = simulated(np.random.default_rng(6), 60)
    segment = np.arange(60) % 2
    first, second = (posterior(made, segment, np.random.default_rng(7), sweeps=40).means for _ in range(2))
    np.testing.assert_array_equal(first, second)
