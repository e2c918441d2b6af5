"""Themes of one meaning: what is said in each other's place is made one, what is said beside it is not."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from corrente.inference import themes as t
from corrente.inference.synonyms import joined, one_meaning

PLACES = 120
"""Words that texts are otherwise made of: the first 40 go with the one subject, the next 40 with the other."""
LATE, MISSING, PRETTY = 120, 121, 122


def said(seed: int, texts: int, telling: bool) -> csr_array:
    """Texts of two subjects, half of which name it: the first by either of two words, the second by one.

    Where not ``telling``, all words around them are as likely beside any of the three.
    """
    rng = np.random.default_rng(seed)
    found = np.zeros((texts, PLACES + 3))
    subject = rng.integers(0, 2, texts)
    for row, about in enumerate(subject):
        near = np.arange(40) + 40 * about if telling else np.arange(PLACES)
        found[row, rng.choice(near, 6)] = 1
        found[row, rng.choice(PLACES, 2)] = 1
        if rng.random() < 0.5:
            found[row, PRETTY if about else rng.choice([LATE, MISSING])] = 1
    return csr_array(found)


def by_name(texts: csr_array) -> t.Themes:
    """One theme for each of the three names."""
    loadings = np.zeros((3, PLACES + 3))
    loadings[[0, 1, 2], [LATE, MISSING, PRETTY]] = 1.0
    return t.Themes(loadings, texts[:, [LATE, MISSING, PRETTY]].toarray())


def apart() -> np.ndarray:
    return np.eye(PLACES + 3, dtype=bool)


def test_two_names_of_one_thing_become_one_theme() -> None:
    texts = said(1, 1_500, telling=True)
    found = one_meaning(texts, np.ones(1_500), by_name(texts), apart())
    heard = [{LATE, MISSING, PRETTY} & set(np.flatnonzero(row > 0).tolist()) for row in found.loadings]
    assert sorted(heard, key=len) == [{PRETTY}, {LATE, MISSING}]
    assert found.weights.sum() == texts[:, [LATE, MISSING, PRETTY]].sum()


def test_where_the_words_around_tell_nothing_no_themes_are_joined() -> None:
    """20 draws: the bar is four deviations of what chance gives."""
    for seed in range(20):
        texts = said(seed, 600, telling=False)
        assert len(one_meaning(texts, np.ones(600), by_name(texts), apart()).loadings) == 3


def test_what_is_said_together_is_not_the_same_thing() -> None:
    """The same company, but a text that says one says the other too: two things of one story."""
    texts = said(2, 1_500, telling=True).tolil()
    both = np.flatnonzero(texts[:, [LATE]].toarray().ravel())[::2]
    texts[both, MISSING] = 1
    texts = csr_array(texts)
    assert len(one_meaning(texts, np.ones(1_500), by_name(texts), apart()).loadings) == 3


def test_a_text_said_twice_is_two_texts() -> None:
    texts = said(3, 900, telling=True)
    twice = csr_array(np.repeat(texts.toarray(), 2, axis=0))
    one = one_meaning(texts, np.full(900, 2.0), by_name(texts), apart())
    two = one_meaning(twice, np.ones(1_800), by_name(twice), apart())
    np.testing.assert_allclose(one.loadings, two.loadings)


def test_joined_themes_weigh_by_what_they_have_of_the_texts() -> None:
    themes = t.Themes(np.eye(3), np.array([[0.6, 0.2, 0.0], [0.0, 0.2, 0.5]]))
    found = joined(themes, [[0, 1], [2]])
    np.testing.assert_allclose(found.weights, [[0.8, 0.0], [0.2, 0.5]])
    np.testing.assert_allclose(found.loadings[0], np.array([0.6, 0.4, 0.0]) / np.hypot(0.6, 0.4))
