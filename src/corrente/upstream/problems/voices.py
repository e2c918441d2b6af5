"""From texts to themes: how many, what they are called, who mentions them, and in which words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest, Estimate
from corrente.core.count import Cells
from corrente.core.words import Phrase, phrase
from corrente.inference.mentions import Array, Bools, Shares, rating_effects, shares
from corrente.inference.synonyms import one_meaning
from corrente.inference.themes import MIXES, Choice, choose, completion, find, mentions, rarity, some, speakers
from corrente.upstream.problems.reading import Read, made_of, read

NO_DAY = -1_000_000
_LEARNT = 6_000  # sentences that are enough to learn themes from
_SHOWN = 32  # themes; the smaller ones are left out
_LEAST = 0.015  # share of the texts below which a theme is left out
_QUOTES, _QUOTED, _TYPICAL = 3, (25, 160), 70  # quotations per theme, how long they may be, and best are
_LONGER = 0.3  # a longer term lends a theme its name if so many of the texts that say the shorter one say it
_WITHIN = 0.5  # a theme is a part of a larger one if so many of the texts that mention it mention that one too
_SCALE = 10_000


@dataclass(frozen=True)
class Heard:
    """The texts as counted: different ones (D,), with day, rating (NaN: none) and how often they were said."""

    texts: tuple[str, ...]
    day: Array
    rating: Array
    times: Array


@dataclass(frozen=True)
class Theme:
    """One theme: its name and all its words as customers write them, its numbers, and what customers said of it.

    ``growing`` is the chance that more texts mention it in the later half; ``worse`` that ratings are lower with it;
    both are None where the texts have no days or no ratings.
    """

    name: str
    words: tuple[str, ...]
    mentions: int
    share: Estimate
    voice: Estimate
    change: Estimate | None
    effect: Estimate | None
    growing: float | None
    worse: float | None
    quotes: tuple[str, ...]


@dataclass(frozen=True)
class Voices:
    """What the texts say: themes from the most mentioned to the least, how steady they are, and the back-test."""

    themes: tuple[Theme, ...]
    read: int
    understood: float
    understood_share: Estimate
    choice: Choice
    backtest: Backtest


def heard(cells: Cells) -> Heard:
    """The counted texts as arrays."""
    rated = cells["rated"].astype(bool)
    rating = np.where(rated, cells["rating"].astype(float) / _SCALE, np.nan)
    return Heard(tuple(cells["words"].tolist()), cells["said"].astype(float), rating, cells["texts"].astype(float))


def listen(texts: Heard, rng: Generator) -> Voices | None:
    """Find the themes and their numbers; None where the texts share too few terms to tell any."""
    words = read(texts.texts, texts.times)
    if len(words.terms) < 6:
        return None
    sentences, times = some(words.sentences, texts.times[words.of], rng, _LEARNT)
    choice = choose(sentences, times, rng)
    themes = find(sentences, times, choice.number)
    themes = one_meaning(words.said, texts.times, themes, made_of(words.terms))
    known = _largest(speakers(sentences, times, themes), words, texts.times)
    if not known:
        return None
    mentioned = mentions(words.said, known)
    found = _themes(texts, words, known, mentioned, rng)
    heard_of, everything = float(texts.times @ mentioned.any(axis=1)), float(texts.times.sum())
    backtest = _backtest(texts, words, choice.number, rng)
    understood = Estimate.from_draws(
        "understood_share",
        rng.beta(heard_of + 0.5, everything - heard_of + 0.5, _DRAWS),
        "share of comments",
        value=heard_of / everything,
        observed={"comments": int(everything), "understood": int(heard_of)},
    )
    return Voices(found, int(everything), heard_of / everything, understood, choice, backtest)


def _largest(known: Sequence[list[int]], words: Read, times: Array) -> list[list[int]]:
    """The rules of the themes that enough texts mention and that are no part of a larger one.

    Themes are from the most mentioned to the least, and so are the terms of each.
    """
    often = times @ words.said
    rules = [sorted(rule, key=lambda term: -often[term]) for rule in known if rule]
    mentioned = mentions(words.said, rules).astype(float)
    both = mentioned.T @ (mentioned * times[:, None])
    size, least = np.diag(both), _LEAST * times.sum()
    kept: list[int] = []
    for k in np.argsort(-size, kind="stable").tolist():
        if size[k] >= least and not (both[k, kept] >= _WITHIN * size[k]).any():
            kept.append(k)
    return [rules[k] for k in kept[:_SHOWN]]


def _themes(texts: Heard, words: Read, known: list[list[int]], mentioned: Bools, rng: Generator) -> tuple[Theme, ...]:
    names = _names(words, known)
    drawn = _Drawn(
        shares(mentioned, texts.times, rng), _changes(texts, mentioned, rng), _effects(texts, mentioned, rng)
    )
    n = texts.times @ mentioned
    return tuple(
        _theme(k, words.spelt[names[k]], int(n[k]), drawn, tuple(words.spelt[term] for term in rule),
               _quotes(texts, mentioned[:, k], mentioned.sum(axis=1), mentions(words.said, [[names[k]]])[:, 0]))
        for k, rule in enumerate(known)
    )  # fmt: skip


@dataclass(frozen=True)
class _Drawn:
    """Posterior draws of all themes: shares, and (S, K) changes and effects where texts have days and ratings."""

    whole: Shares
    changes: Array | None
    effects: Array | None


def _theme(k: int, name: str, n: int, drawn: _Drawn, words: tuple[str, ...], quotes: tuple[str, ...]) -> Theme:
    of, changes, effects = {"theme": name}, drawn.changes, drawn.effects
    return Theme(
        name,
        words,
        n,
        Estimate.from_draws(
            "mention_share", drawn.whole.mentioning[:, k], "share of comments", of, observed={"mentions": n}
        ),
        Estimate.from_draws("share_of_voice", drawn.whole.voice[:, k], "share of mentions", of),
        None if changes is None else Estimate.from_draws("mention_change", changes[:, k], _CHANGE, of),
        None if effects is None else Estimate.from_draws("rating_effect", effects[:, k], _EFFECT, of),
        None if changes is None else float((changes[:, k] > 0).mean()),
        None if effects is None else float((effects[:, k] < 0).mean()),
        quotes,
    )


_CHANGE = "share of comments, later half against earlier half"
_EFFECT = "points of the rating scale"


def _changes(texts: Heard, mentioned: Bools, rng: Generator) -> Array | None:
    """Draws (S, K) of the share of texts that mention each theme, later half less earlier half; None without days."""
    dated = texts.day > NO_DAY
    if not dated.any() or np.ptp(texts.day[dated]) == 0:
        return None
    later = texts.day >= middle(texts)
    early, late = (texts.times * (dated & side) for side in (~later, later))
    return shares(mentioned, late, rng).mentioning - shares(mentioned, early, rng).mentioning


def middle(texts: Heard) -> float:
    """The day after the middle of the time over which texts were said."""
    days = texts.day[texts.day > NO_DAY]
    return float((days.min() + days.max() + 1) // 2)


def _effects(texts: Heard, mentioned: Bools, rng: Generator) -> Array | None:
    rated = np.isfinite(texts.rating)
    if texts.times[rated].sum() < 2 * mentioned.shape[1] or np.ptp(texts.rating[rated]) == 0:
        return None
    return rating_effects(mentioned[rated], texts.rating[rated], texts.times[rated], rng)


def _names(words: Read, known: Sequence[list[int]]) -> list[int]:
    """The term that names each theme: its most said, or the longer one around it that most say, with another or usual.

    No two themes have one name.
    """
    taken = {term for rule in known for term in rule}
    names = []
    for rule in known:
        longer = {_in_full(words, rule[0]), _joining(words, rule)} - {None} - (taken - set(rule))
        often = {term: float(words.said[:, [term]].sum()) for term in longer - {rule[0]} if term is not None}
        names.append(max(often, key=lambda t: (often[t], -t), default=rule[0]))
        taken.add(names[-1])
    return names


def _joining(words: Read, rule: Sequence[int]) -> int | None:
    """The most said term that holds the theme's first word and another of its words: "veio", "veio com defeito"."""
    first, *others = (words.terms[term] for term in rule)
    around = {t: set(text.split(" ")) for t, text in enumerate(words.terms) if " " in text}
    found = [t for t, parts in around.items() if first in parts and parts & set(others)]
    return max(found, key=lambda t: (float(words.said[:, [t]].sum()), -t), default=None)


def _in_full(words: Read, term: int) -> int:
    if " " in words.terms[term]:
        return term
    columns = words.said.tocsc()
    saying = columns[:, [term]].sum()
    around = [t for t, text in enumerate(words.terms) if words.terms[term] in text.split(" ") and t != term]
    both = {t: float(columns[:, [t]].multiply(columns[:, [term]]).sum()) for t in around}
    longest = max(both, key=lambda t: (both[t], -t), default=term)
    return longest if both.get(longest, 0.0) >= _LONGER * saying else term


_DRAWS = 2000
_MASKS = (
    (re.compile(r"\S+@\S+"), "[e-mail]"),
    (re.compile(r"https?://\S+|www\.\S+"), "[link]"),
    (re.compile(r"\+?\d[\d\s().\-/]{5,}\d"), "[…]"),
)


def masked(text: str) -> str:
    """A text without e-mail addresses, links, and long numbers (telephones, documents, orders), on one line."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return " ".join(text.split())


def _quotes(texts: Heard, mentioning: Bools, themes: Array, saying: Bools) -> tuple[str, ...]:
    """A few texts that say the theme's name: rated as its texts mostly are, of few other themes, not too long."""
    usual = _median(texts.rating[mentioning], texts.times[mentioning])
    away = np.nan_to_num(np.abs(texts.rating - usual), nan=1e9)
    low, high = _QUOTED
    fitting = [d for d in np.flatnonzero(saying & mentioning).tolist() if low <= len(texts.texts[d]) <= high]
    ranked = sorted(fitting, key=lambda d: (away[d], themes[d], abs(len(texts.texts[d]) - _TYPICAL), texts.texts[d]))
    return tuple(dict.fromkeys(masked(texts.texts[d]) for d in ranked))[:_QUOTES]


def _median(rating: Array, times: Array) -> float:
    """The weighted median of the ratings that were given; zero where none was."""
    given = np.isfinite(rating)
    if not given.any():
        return 0.0
    order = np.argsort(rating[given], kind="stable")
    reached = np.cumsum(times[given][order])
    return float(rating[given][order][np.searchsorted(reached, reached[-1] / 2)])


def _backtest(texts: Heard, words: Read, number: int, rng: Generator) -> Backtest:
    """Themes of the earlier texts predict half of the terms of each later one, against how often each term was said.

    How far to trust the themes beside the frequencies is chosen on a half of the earlier texts that the other half's
    themes have not seen.
    """
    later = _later(texts, rng)
    first = ~later & (rng.random(len(later)) < 0.5)
    trust = int(_told(texts, words, first, ~later & ~first, number, rng)[1:].argmax()) + 1
    tested = _told(texts, words, ~later, later, number, rng)
    details: dict[str, float | str | bool] = {"texts": int(texts.times[later].sum()), "trust_in_themes": MIXES[trust]}
    return Backtest(_METRIC, float(tested[trust]), float(tested[0]), _BASELINE, lower_is_better=False, details=details)


def _told(texts: Heard, words: Read, learnt: Bools, unseen: Bools, number: int, rng: Generator) -> Array:
    """How well the themes of the texts ``learnt`` (D,) tell the terms of those ``unseen``, for each of `MIXES`."""
    rows = np.flatnonzero(learnt[words.of])
    sentences, times = some(words.sentences[rows], texts.times[words.of[rows]], rng)
    themes = find(sentences, times, min(number, *sentences.shape))
    known = words.said[np.flatnonzero(learnt)]
    idf, often = rarity(known, texts.times[learnt]), texts.times[learnt] @ known + 0.5
    return completion(themes, idf, often / often.sum(), words.said[np.flatnonzero(unseen)], rng)


_METRIC = "log-likelihood per unseen term"
_BASELINE: Phrase = phrase("how often each word was said before", "a frequência anterior de cada palavra")


def _later(texts: Heard, rng: Generator) -> Bools:
    """The texts of the later half; a random half where they have no days, or nearly all are of one half."""
    dated = texts.day > NO_DAY
    if dated.all():
        ranked = np.argsort(texts.day, kind="stable")
        later = texts.day >= texts.day[ranked[len(ranked) // 2]]
        if 0.2 < later.mean() < 0.8:
            return np.asarray(later)
    return np.asarray(rng.random(len(texts.day)) < 0.5)


def estimates(voices: Voices) -> Iterator[Estimate]:
    """Every theme's estimates, and how much of what was said they cover."""
    for theme in voices.themes:
        yield from (e for e in (theme.share, theme.voice, theme.change, theme.effect) if e is not None)
    yield voices.understood_share
