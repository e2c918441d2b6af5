"""Comments and answers about needs with planted problems, and the problems room asked of them."""

from __future__ import annotations

from collections import Counter

import numpy as np

from corrente.core.profile import Profile, TableProfile
from corrente.core.room import Given
from corrente.upstream import problems

COMPLAINTS = ("slow delivery", "wrong invoice", "rude staff", "app crashes")


PRAISE = ("easy to use", "fair price")


def comments(seed: int, size: int, chance: float = 0.15) -> tuple[list[str], list[float]]:
    """Comments that mention planted themes each with the same chance, and their ratings from 0 to 10."""
    rng = np.random.default_rng(seed)
    texts, scores = [], []
    for _ in range(size):
        says = rng.random(len(COMPLAINTS) + len(PRAISE)) < chance
        named = [name for name, said in zip((*COMPLAINTS, *PRAISE), says, strict=True) if said]
        rng.shuffle(named)
        texts.append(". ".join(("again " if rng.random() < 0.3 else "") + name for name in named) or "it is what it is")
        texts[-1] += f". C{rng.integers(10**9)}"  # no two customers write the same
        points = 7 - 2.0 * says[: len(COMPLAINTS)].sum() + 1.0 * says[len(COMPLAINTS) :].sum() + rng.normal()
        scores.append(float(np.clip(round(points), 0, 10)))
    return texts, scores


def counted(
    texts: list[str], scores: list[float] | None = None, days: list[int] | None = None
) -> dict[str, np.ndarray]:
    """What the count would give: one row per different text, day and rating."""
    rows = sorted(zip(days or [0] * len(texts), scores or [0.0] * len(texts), texts, strict=True))
    unique = Counter(rows)
    return {
        "said": np.array([day for day, _, _ in unique], dtype=np.int64),
        "rated": np.full(len(unique), int(scores is not None), dtype=np.int64),
        "rating": np.array([round(10_000 * score) for _, score, _ in unique], dtype=np.int64),
        "words": np.array([text for _, _, text in unique], dtype=object),
        "texts": np.array(list(unique.values()), dtype=np.int64),
    }


def infer(cells: dict[str, np.ndarray] | None = None, needs: dict[str, np.ndarray] | None = None, seed: int = 1):
    tables = {"feedback": TableProfile(0 if cells is None else int(cells["texts"].sum()), 0, 0, 400, frozenset())}
    found = {name: c for name, c in (("texts", cells), ("needs", needs)) if c is not None}
    return problems.infer(found, Given(Profile(tables)), np.random.default_rng(seed))


def survey(rows: list[tuple[str, str, int, int, int]]) -> dict[str, np.ndarray]:
    need, part, important, satisfied, answers = zip(*rows, strict=True)
    return {
        "asked": np.array(need, dtype=object), "part": np.array(part, dtype=object),
        "important": np.array(important), "satisfied": np.array(satisfied), "answers": np.array(answers),
    }  # fmt: skip
