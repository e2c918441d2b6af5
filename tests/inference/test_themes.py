"""Themes: planted ones are found again, their words are theirs alone, and later texts are predicted better by them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array

from corrente.inference import themes as t

THEMES, WORDS, COMMON = 6, 5, 4


def planted(seed: int, texts: int) -> tuple[csr_array, np.ndarray]:
    """Texts of six themes with five words each, of which a text says about three; four words are everybody's."""
    rng = np.random.default_rng(seed)
    theme = rng.integers(0, THEMES, texts)
    said = np.zeros((texts, THEMES * WORDS + COMMON))
    for text, k in enumerate(theme):
        said[text, k * WORDS : (k + 1) * WORDS] = rng.random(WORDS) < 0.6
    said[:, THEMES * WORDS :] = rng.random((texts, COMMON)) < 0.3
    return csr_array(said), theme


@pytest.fixture(scope="module")
def found() -> tuple[csr_array, np.ndarray, t.Themes]:
    texts, _ = planted(1, 800)
    times = np.ones(800)
    return texts, times, t.find(texts, times, THEMES)


def test_the_planted_number_is_among_the_steady_ones() -> None:
    texts, _ = planted(1, 800)
    choice = t.choose(texts, np.ones(800), np.random.default_rng(1))
    assert choice.stability[THEMES] > 0.95  # the planted division comes back almost exactly
    assert choice.number >= THEMES


def test_planted_themes_are_found(found) -> None:
    texts, times, themes = found
    owners = [{term // WORDS for term in rule} for rule in t.speakers(texts, times, themes) if rule]
    assert all(len(owner) == 1 for owner in owners)
    assert {next(iter(owner)) for owner in owners} >= set(range(THEMES))


def test_mentions_are_texts_that_say_a_word_of_the_rule(found) -> None:
    texts, _, _ = found
    mentioned = t.mentions(texts, [[0, 1], [7]])
    dense = texts.toarray()
    np.testing.assert_array_equal(mentioned[:, 0], dense[:, 0] + dense[:, 1] > 0)
    np.testing.assert_array_equal(mentioned[:, 1], dense[:, 7] > 0)


def test_a_text_said_twice_is_two_texts() -> None:
    texts, _ = planted(2, 300)
    twice = csr_array(np.repeat(texts.toarray(), 2, axis=0))
    one, two = t.find(texts, np.full(300, 2.0), 6).loadings, t.find(twice, np.ones(600), 6).loadings
    assert t.match(one, two).mean() > 0.99  # the same minimum, reached up to the solver's tolerance


def test_themes_predict_later_texts_better_than_frequencies(found) -> None:
    texts, times, themes = found
    later, _ = planted(9, 400)
    often = times @ texts + 0.5
    told = t.completion(themes, t.rarity(texts, times), often / often.sum(), later, np.random.default_rng(1))
    assert len(told) == len(t.MIXES)
    # three words of a theme of five narrow the rest down from 34 words to about 9: far more than a fifth of a nat
    assert told.max() > told[0] + 0.2


def test_words_without_structure_give_themes_that_predict_nothing() -> None:
    rng = np.random.default_rng(4)
    texts, later = (csr_array((rng.random((600, 30)) < 0.2).astype(float)) for _ in range(2))
    times = np.ones(600)
    themes = t.find(texts, times, 6)
    often = times @ texts + 0.5
    told = t.completion(themes, t.rarity(texts, times), often / often.sum(), later, rng)
    assert told[1:].max() < told[0] + 0.02  # nothing to learn but noise of about a hundredth


def test_alike_factors_are_made_one() -> None:
    loadings = np.array([[1.0, 0, 0], [0.9, np.sqrt(1 - 0.81), 0], [0, 0, 1]])
    weights = np.array([[0.5, 0.3, 0.2]])
    themes = t.merged(t.Themes(loadings, weights))
    assert themes.loadings.shape == (2, 3)
    assert themes.weights.tolist() == [[pytest.approx(0.8), pytest.approx(0.2)]]


def test_matched_themes_in_another_order_are_the_same() -> None:
    loadings = np.eye(4)
    assert t.match(loadings, loadings[[2, 0, 3, 1]]).tolist() == [1.0] * 4
