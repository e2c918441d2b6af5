"""Standardised rates: against loops, against a confounded truth, and over many of them."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from corrente.inference.standardised import expect, if_all, standardise, term

SHAPE = (3, 2, 4)


def truth() -> np.ndarray:
    """Chances that fall along the last axis, with effects of the other two."""
    first, second, last = np.array([-0.4, 0.0, 0.4]), np.array([0.0, 0.5]), -0.3 * np.arange(4)
    return 1 / (1 + np.exp(2 - first[:, None, None] - second[:, None] - last))


def confounded(rng: np.random.Generator, cases: int = 60_000) -> np.ndarray:
    """The best level of the first axis is used mostly where the last axis is high, that is where chances are low."""
    weight = np.exp(0.6 * np.arange(3)[:, None, None] * np.arange(4) / 3) * np.array([1.0, 2.0])[:, None]
    return rng.multinomial(cases, (weight / weight.sum()).ravel()).reshape(SHAPE).astype(float)


def terms() -> list[np.ndarray]:
    return [term(SHAPE, (axis,)) for axis in range(3)]


def test_if_all_is_the_mean_that_it_says() -> None:
    rng = np.random.default_rng(0)
    chance, weight = rng.random((5, *SHAPE)), rng.integers(0, 9, SHAPE).astype(float)
    found = if_all(chance, weight, (0, 2))
    for draw, i, k in itertools.product(range(5), range(3), range(4)):
        by_hand = sum(chance[draw, i, j, k] * weight[:, j].sum() for j in range(2)) / weight.sum()
        assert found[draw, i, k] == pytest.approx(by_hand)


def test_terms_of_two_axes_and_of_merged_levels() -> None:
    pair_to_channel = np.array([0, 0, 1])
    merged = term(SHAPE, (0, 2), (pair_to_channel, None)).reshape(SHAPE)
    assert merged[0, 0].tolist() == merged[1, 1].tolist() == [0, 1, 2, 3]
    assert merged[2, 0].tolist() == [4, 5, 6, 7]


def test_rates_all_else_alike_where_the_plain_rates_mislead() -> None:
    rng = np.random.default_rng(3)
    sent = confounded(rng)
    answered = rng.binomial(sent.astype(int), truth()).astype(float)
    plain = answered.sum(axis=(1, 2)) / sent.sum(axis=(1, 2))
    found = standardise(answered, sent, terms(), rng, 800)
    true = if_all(truth()[None], sent, (0,))[0]
    # 20,000 cases a level: an error of .0025; three of them, where the plain rates are off by more than that
    assert found.rates(0).mean(axis=0) == pytest.approx(true, abs=0.008)
    assert np.abs(plain - true).max() > 0.008
    # of all cases, as they were, the model knows what was seen; its own Monte Carlo error is a twentieth of .0014
    assert found.rate.mean() == pytest.approx(answered.sum() / sent.sum(), abs=0.0005)
    assert found.rate.std() == pytest.approx(np.sqrt((truth() * (1 - truth()) * sent).sum()) / sent.sum(), rel=0.15)


def test_intervals_hold_the_truth() -> None:
    held = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        sent = confounded(rng, 4000)
        answered = rng.binomial(sent.astype(int), truth()).astype(float)
        found = standardise(answered, sent, terms(), rng, 400)
        for axis in range(3):
            low, high = np.quantile(found.rates(axis), [0.05, 0.95], axis=0)
            true = if_all(truth()[None], sent, (axis,))[0]
            held += list((low <= true) & (true <= high))
    assert 0.85 <= np.mean(held) <= 0.95  # nine levels in 30 sets, those of one set go together: errors of .024


def test_terms_that_say_the_same_count_once() -> None:
    rng = np.random.default_rng(1)
    sent = np.full(SHAPE, 300.0)
    answered = rng.binomial(300, truth()).astype(float)
    same = (term(SHAPE, (0,)) * 7 + 3) % 11
    once, twice = (expect(answered, sent, [*terms(), *more]) for more in ([], [same, np.zeros(24, dtype=np.int64)]))
    np.testing.assert_allclose(once, twice)


def test_nothing_to_tell_apart_is_one_rate() -> None:
    found = expect(np.array([[3.0, 5.0]]), np.array([[50.0, 50.0]]), [np.zeros(2, dtype=np.int64)])
    assert found[0, 0] == pytest.approx(found[0, 1])
    assert found[0, 0] == pytest.approx(0.08, abs=0.01)  # the prior of the intercept hardly draws
