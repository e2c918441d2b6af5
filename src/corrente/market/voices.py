"""What customers say and need: comments that mention planted problems and strengths, and a survey of needs.

A comment is about each theme by itself with its own chance, which changes at the middle of the window, and its rating
is a sum over what it is about, rounded and kept within 0 to 10. One time in sixteen it is about a theme in words that
no one could know: the truth is of what is said, which is what can be counted. Respondents answer importance first, and
satisfaction by whether the need is important to them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from corrente.engine.generate import Workshop
from corrente.inference.opportunity import opportunity
from corrente.market.curves import apportion, normal_curve
from corrente.market.size import WINDOW_DAYS, Size, chunks
from corrente.market.statements import write_table
from corrente.market.truth import Key, Values, key

PROBLEMS = (
    "suporte lento",
    "cobrança errada",
    "sistema trava",
    "implantação demorada",
    "não resolvem",
    "relatórios confusos",
)
STRENGTHS = ("fácil de usar", "equipe atenciosa", "preço justo")
THEMES = (*PROBLEMS, *STRENGTHS)
NEEDS = (
    "saber o que cada cliente comprou",
    "prever as vendas do trimestre",
    "responder no mesmo dia",
    "migrar sem perder dados",
    "trabalhar pelo celular",
    "integrar com o financeiro",
    "treinar a equipe depressa",
    "personalizar os painéis",
)
OPEN_NEED = "testar as peças de campanha"
"""A need beside those: important to enterprise customers and badly served there, in every market."""
SEGMENTS = ("small", "mid", "enterprise")
_OPEN_IMPORTANT, _OPEN_SATISFIED = (0.35, 0.55, 0.92), (0.5, 0.45, 0.2)
ALL_NEEDS = (*NEEDS, OPEN_NEED)

SLOTS, MILLI = 4096, 1000
MIDDLE = WINDOW_DAYS // 2
"""The day of the window on which the chances of a mention change."""
NAMED = 15 / 16
"""The share of what is about a theme that says its name."""
_BEST, _BASE, _NOISE, _NOISE_SLOTS = 10, 7.0, 1.1, 512
_PEOPLE_PER_COMMENT, _PEOPLE_PER_RESPONDENT = 5, 20
_ALL = "all"

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Voices:
    """What is said, and how it is rated.

    ``chance`` (2, K) of a mention before and after the middle, in 4,096ths; ``effects`` (K,) in thousandths of a point;
    ``noise`` (N,) equally likely deviations of the rating, in thousandths.
    """

    chance: NDArray[np.int64]
    effects: NDArray[np.int64]
    noise: NDArray[np.int64]


@dataclass(frozen=True)
class Survey:
    """``boxes`` (G, N, 4), in 4,096ths: the chances of both, important only, satisfied only and neither."""

    boxes: Array


def make(workshop: Workshop, rng: RandomState, size: Size) -> Mapping[str, Values]:
    """Write feedback and needs."""
    voices, survey = draw_voices(rng), draw_survey(rng)
    _upload(workshop, voices, survey)
    for table, per_person in (("feedback", _PEOPLE_PER_COMMENT), ("needs", _PEOPLE_PER_RESPONDENT)):
        for part in chunks(1, max(size.people // per_person, 1) + 1):
            workshop.run(f"set variable first = {part.first}")
            workshop.run(f"set variable stop = {part.stop}")
            write_table(workshop, table, part)
    return {"problems": dict(_voiced(voices)) | dict(_needed(survey))}


def draw_voices(rng: RandomState) -> Voices:
    """Chances from .04 to .15, changing by up to two thirds; problems cost .8 to 2.4 points, strengths add .5-1.2."""
    chance = rng.uniform(0.04, 0.15, len(THEMES))
    tilt = rng.uniform(-1 / 3, 1 / 3, len(THEMES))
    effects = np.concatenate([rng.uniform(-2.4, -0.8, len(PROBLEMS)), rng.uniform(0.5, 1.2, len(STRENGTHS))])
    both = np.stack([chance * (1 - tilt), chance * (1 + tilt)])
    noise = np.rint(_NOISE * MILLI * normal_curve(_NOISE_SLOTS)).astype(np.int64)
    return Voices(np.rint(SLOTS * both).astype(np.int64), np.rint(MILLI * effects).astype(np.int64), noise)


def draw_survey(rng: RandomState) -> Survey:
    """Importance and satisfaction from betas per need, moved a little per segment; those who care are stricter."""
    boxes = []
    for _ in NEEDS:
        important, satisfied = rng.beta(3, 2), rng.beta(2, 2)
        for _ in SEGMENTS:
            p, q = np.clip([important + rng.normal(0, 0.08), satisfied + rng.normal(0, 0.08)], 0.1, 0.9)
            strict = q * rng.uniform(0.8, 1.0)
            boxes.append([p * strict, p * (1 - strict), (1 - p) * q, (1 - p) * (1 - q)])
    for important, satisfied in zip(_OPEN_IMPORTANT, _OPEN_SATISFIED, strict=True):
        p, q = important + rng.uniform(-0.03, 0.03), satisfied + rng.uniform(-0.05, 0.05)
        boxes.append([p * q, p * (1 - q), (1 - p) * q, (1 - p) * (1 - q)])
    whole = [np.bincount(apportion(np.array(row), SLOTS), minlength=4) / SLOTS for row in boxes]
    return Survey(np.array(whole).reshape(len(ALL_NEEDS), len(SEGMENTS), 4).transpose(1, 0, 2))


def _upload(workshop: Workshop, voices: Voices, survey: Survey) -> None:
    """The tables that `feedback.sql` and `needs.sql` read."""
    numbers = np.arange(len(THEMES))
    workshop.upload("spoken_themes", {"theme": numbers, "name": THEMES, "before": voices.chance[0],
                                      "after": voices.chance[1], "effect": voices.effects})  # fmt: skip
    workshop.upload("spoken_noise", {"slot": np.arange(_NOISE_SLOTS), "noise": voices.noise})
    segments, needs = len(SEGMENTS), len(ALL_NEEDS)
    workshop.upload("need_boxes", {
        "segment": np.repeat(np.arange(segments), needs * SLOTS),
        "need": np.tile(np.repeat(np.arange(needs), SLOTS), segments),
        "slot": np.tile(np.arange(SLOTS), segments * needs),
        "box": np.concatenate([apportion(row, SLOTS) for part in survey.boxes for row in part]),
    })  # fmt: skip
    workshop.upload("need_names", {"need": np.arange(needs), "name": ALL_NEEDS})
    workshop.upload("need_segments", {"segment": np.arange(segments), "name": SEGMENTS})


def ratings(voices: Voices, patterns: NDArray[np.bool_]) -> Array:
    """The expected rating (P,) of comments that are about ``patterns`` (P, K): rounded, and kept within 0 to 10."""
    points, place = np.unique(patterns @ voices.effects, return_inverse=True)
    milli = round(MILLI * _BASE) + points[:, None] + voices.noise
    return np.asarray(np.clip((milli + MILLI // 2) // MILLI, 0, _BEST).mean(axis=1)[place])


def rating_effects(voices: Voices) -> Array:
    """The coefficients (K,) of the best linear fit of the rating to what is said, exactly, over all that may be.

    A theme is not spoken of, spoken of in its words, or in others.
    """
    states = np.array(list(product((0, 1, 2), repeat=len(THEMES))))
    early = MIDDLE / WINDOW_DAYS
    weight = np.zeros(len(states))
    for part, p in zip((early, 1 - early), voices.chance / SLOTS, strict=True):
        weight += part * np.prod(np.choose(states, [1 - p, p * NAMED, p * (1 - NAMED)]), axis=1)
    design = np.column_stack([np.ones(len(states)), states == 1])
    scaled = design * weight[:, None]
    return np.asarray(np.linalg.solve(design.T @ scaled, scaled.T @ ratings(voices, states > 0))[1:])


def names_of(theme: str) -> Iterator[str]:
    """What a theme may be called: its words, alone or several in a row."""
    words = theme.split(" ")
    for start in range(len(words)):
        for stop in range(start + 1, len(words) + 1):
            yield " ".join(words[start:stop])


def _voiced(voices: Voices) -> Iterator[tuple[Key, float]]:
    before, after = NAMED * voices.chance / SLOTS
    early = MIDDLE / WINDOW_DAYS
    share = early * before + (1 - early) * after
    found = {"mention_share": share, "share_of_voice": share / share.sum(), "mention_change": after - before,
             "rating_effect": rating_effects(voices)}  # fmt: skip
    for k, theme in enumerate(THEMES):
        for called in names_of(theme):
            yield from ((key(name, theme=called), float(values[k])) for name, values in found.items())


def _needed(survey: Survey) -> Iterator[tuple[Key, float]]:
    parts = np.full(len(SEGMENTS), 1 / len(SEGMENTS))
    every = np.concatenate([np.tensordot(parts, survey.boxes, 1)[None], survey.boxes])
    importance, satisfaction = 10 * (every[:, :, 0] + every[:, :, 1]), 10 * (every[:, :, 0] + every[:, :, 2])
    found = {
        "importance": importance,
        "satisfaction": satisfaction,
        "opportunity": opportunity(importance, satisfaction),
    }
    for name, values in found.items():
        for (g, segment), (n, need) in product(enumerate((_ALL, *SEGMENTS)), enumerate(ALL_NEEDS)):
            yield key(name, need=need, segment=segment), float(values[g, n])
