"""Preference shares and best prices against closed forms and brute force."""

from __future__ import annotations

import numpy as np
import pytest

from corrente.inference.preference_share import people, price_curves, price_nodes, shares


def test_without_differences_between_people_shares_are_a_logit():
    everyone = people(np.array([[[-1.0, 2.0]]]), 1e-12 * np.eye(2)[None], np.ones(1))
    offers = np.array([[1.0, 1.0], [2.0, 0.0]])
    odds = np.exp(offers @ [-1.0, 2.0])
    assert shares(everyone, offers, np.zeros(2))[0, 0] == pytest.approx(odds / (1 + odds.sum()), abs=1e-5)


def test_the_best_price_of_one_logit_solves_its_first_order_condition():
    """p - c = 1 / (b (1 - s)): Anderson, de Palma & Thisse 1992, ch. 7; prices are searched in steps of 1/200."""
    everyone = people(np.array([[[-1.0, 2.0]]]), 1e-12 * np.eye(2)[None], np.ones(1))
    nodes = price_nodes(0.5, 6.0)
    curves = price_curves(everyone, np.array([[0.0, 1.0]]), 0, nodes, np.zeros((0, 2)), np.zeros(2))
    price, gain, share = (part[0, 0] for part in curves.best(np.array([0.5]), np.ones(1)))
    assert price - 0.5 == pytest.approx(1 / (1 - share), abs=0.03)
    assert gain == pytest.approx(share * (price - 0.5), abs=1e-9)


def test_shares_of_a_mixed_population_equal_a_large_sample():
    mean, covariance = np.array([-0.8, 1.5, 0.5]), np.array([[0.2, 0.1, 0], [0.1, 1.0, 0.3], [0, 0.3, 0.8]])
    offers = np.array([[1.0, 1.0, 0.0], [1.5, 0.0, 1.0]])
    drawn = np.random.default_rng(1).multivariate_normal(mean, covariance, 200_000)
    odds = np.exp(drawn @ offers.T)
    sampled = (odds / (1 + odds.sum(axis=1, keepdims=True))).mean(axis=0)
    found = shares(people(mean[None, None], covariance[None], np.ones(1)), offers, np.zeros(3))[0, 0]
    assert found == pytest.approx(sampled, abs=0.01)  # half a point of the 256 people, a tenth of the sample


def test_interpolated_prices_are_those_worked_out():
    everyone = people(np.array([[[-1.0, 3.0]]]), np.diag([0.1, 1.0])[None], np.ones(1))
    rivals = np.array([[2.0, 0.5]])
    nodes, between = price_nodes(1.0, 5.0), np.linspace(1.1, 4.9, 13)
    curves = price_curves(everyone, np.array([[0.0, 1.0]]), 0, nodes, rivals, None)
    exact = price_curves(everyone, np.array([[0.0, 1.0]]), 0, between, rivals, None).shares[:, 0]
    assert curves.at(between, np.ones(1)) == pytest.approx(exact, abs=1e-5)
