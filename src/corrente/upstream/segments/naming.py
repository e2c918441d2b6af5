"""Names that tell segments apart, and rules that a salesperson can apply without a computer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.words import Phrase, phrase
from corrente.upstream.segments.columns import Array, Cut, Trait, level_words, range_words

_DEPTH = 3
_FEWEST_IN_LEAF = 0.02  # of the customers: a rule for fewer is not worth remembering


@dataclass(frozen=True)
class Rule:
    """In words, who is in a segment; ``customers`` it applies to, and the share ``right`` of them who are in it."""

    said: Phrase
    customers: int
    right: float


def names(cut: Cut, chances: Array) -> tuple[Phrase, ...]:
    """One name per class, of the two traits in which it differs most from everybody; more where names are alike."""
    found = _names(cut, chances, 2)
    for words in range(3, len(cut.traits) + 1):
        if len({name.say() for name in found}) == len(found):
            break
        found = _names(cut, chances, words)
    return found


def _names(cut: Cut, chances: Array, words: int) -> tuple[Phrase, ...]:
    people = cut.patterns.people
    return tuple(_name(cut, people * chances[:, k], words) for k in range(chances.shape[1]))


def _name(cut: Cut, weight: Array, words: int) -> Phrase:
    """The traits that diverge most from everybody's (Kullback & Leibler 1951), each by its most telling level."""
    told = []
    for place, trait in enumerate(cut.traits):
        own, all_ = (_shares(trait, w) for w in (weight, cut.patterns.people))
        parts = own * np.log(np.maximum(own, 1e-12) / np.maximum(all_, 1e-12))
        told.append((float(parts.sum()), place, _telling(trait, parts)))
    chosen = sorted(sorted(told, key=lambda t: -t[0])[:words], key=lambda t: t[1])
    return listed([said for _, _, said in chosen])


def _telling(trait: Trait, parts: Array) -> Phrase:
    """The level that tells most; of an ordered trait with all its neighbours that are frequent here, too."""
    low = high = int(parts.argmax())
    if trait.ordered:
        while low > 0 and parts[low - 1] > 0:
            low -= 1
        while high < len(parts) - 1 and parts[high + 1] > 0:
            high += 1
    return level_words(trait, low) if low == high else range_words(trait, low, high)


def _shares(trait: Trait, weight: Array) -> Array:
    sums = np.bincount(trait.code, weight, len(trait.levels))
    if trait.partly:
        sums[0] = 0.0  # a segment is not what is unknown of it
    return np.asarray(sums / max(float(sums.sum()), 1e-12))


def listed(parts: list[Phrase]) -> Phrase:
    """Phrases one after the other, parted by commas."""
    places = {f"p{i}": part for i, part in enumerate(parts)}
    template = ", ".join(f"{{{place}}}" for place in places)
    return Phrase(template, template, places)


def unique(found: tuple[Phrase, ...]) -> tuple[Phrase, ...]:
    """The names, numbered where two are still alike."""
    said = [name.say() for name in found]
    numbers = [str(said[: i + 1].count(name)) if said.count(name) > 1 else "" for i, name in enumerate(said)]
    return tuple(
        phrase("{name} ({n})", "{name} ({n})", name=name, n=n) if n else name
        for name, n in zip(found, numbers, strict=True)
    )


def rules(cut: Cut, chances: Array) -> tuple[tuple[Rule | None, ...], float]:
    """For each class the rule of a shallow tree that catches most of it; how often the tree gives the right class.

    A classification tree (Breiman, Friedman, Olshen & Stone 1984) of depth three on the cells, each with its customers.
    """
    from sklearn.tree import DecisionTreeClassifier

    people, label = cut.patterns.people, chances.argmax(axis=1)
    features, meaning = _features(cut)
    tree = DecisionTreeClassifier(max_depth=_DEPTH, min_weight_fraction_leaf=_FEWEST_IN_LEAF, random_state=0)
    tree.fit(features, label, sample_weight=people)
    leaf = tree.apply(features)
    right = float(people[tree.predict(features) == label].sum() / people.sum())
    return tuple(_rule(cut, tree, meaning, leaf, label, k) for k in range(chances.shape[1])), right


def _features(cut: Cut) -> tuple[Array, list[tuple[Trait, int | None]]]:
    """Ordered traits as they are, one column per level of the others; and what each column means."""
    columns: list[NDArray[np.int64]] = []
    meaning: list[tuple[Trait, int | None]] = []
    for trait in cut.traits:
        if trait.ordered:
            columns.append(trait.code)
            meaning.append((trait, None))
        else:
            for level in range(len(trait.levels)):
                columns.append((trait.code == level).astype(np.int64))
                meaning.append((trait, level))
    return np.stack(columns, axis=1).astype(float), meaning


def _rule(
    cut: Cut, tree: object, meaning: list[tuple[Trait, int | None]], leaf: NDArray[np.int64], label: NDArray[np.int64],
    class_: int,
) -> Rule | None:  # fmt: skip
    people = cut.patterns.people
    own = np.bincount(leaf, people * (label == class_))
    everybody = np.bincount(leaf, people)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(everybody > 0, own / everybody, 0.0)
    mostly = np.where(share > 0.5, own, 0.0)
    if not mostly.any():
        return None
    best = int(mostly.argmax())
    return Rule(_path(tree, best, meaning), round(everybody[best]), float(share[best]))


def _path(tree: object, leaf: int, meaning: list[tuple[Trait, int | None]]) -> Phrase:
    """The conditions from the root to a leaf, those on one ordered trait put together."""
    bounds: dict[int, tuple[int, int]] = {}
    said: dict[int, Phrase] = {}
    for feature, at_most, threshold in _conditions(tree, leaf):
        trait, level = meaning[feature]
        if level is None:
            low, high = bounds.get(feature, (0, len(trait.levels) - 1))
            cut_at = int(np.floor(threshold))
            bounds[feature] = (low, min(high, cut_at)) if at_most else (max(low, cut_at + 1), high)
            said[feature] = range_words(trait, *bounds[feature])
        else:
            is_ = level_words(trait, level)
            said[feature] = Phrase("not {is_}", "não {is_}", {"is_": is_}) if at_most else is_
    return listed([said[feature] for feature in sorted(said)])


def _conditions(tree: object, leaf: int) -> list[tuple[int, bool, float]]:
    """From the root to the leaf: the feature, whether it is at most the threshold, and the threshold."""
    nodes = tree.tree_  # type: ignore[attr-defined]
    found: list[tuple[int, bool, float]] = []
    node = leaf
    while node != 0:
        left = np.flatnonzero(nodes.children_left == node)
        parent = int(left[0]) if left.size else int(np.flatnonzero(nodes.children_right == node)[0])
        found.append((int(nodes.feature[parent]), bool(left.size), float(nodes.threshold[parent])))
        node = parent
    return found[::-1]
