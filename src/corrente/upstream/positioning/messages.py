"""What each message is worth, from best-worst tasks, by segment."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from corrente.core.count import Cells
from corrente.core.room import Counted
from corrente.inference.best_worst import BestWorst, infer_utilities, shares
from corrente.inference.posterior import Posterior
from corrente.upstream.positioning.plan import Names

Array = NDArray[np.float64]

ALL = "all"
LEAST_TASKS = 60
"""Tasks of a segment: a message shown in half of them is then picked with a standard error of about .07."""


@dataclass(frozen=True)
class Message:
    """One segment's ``messages`` (K,): draws (S, K) of the chance to be the best of all, over ``tasks``."""

    segment: str
    messages: tuple[str, ...]
    shares: Array
    tasks: int
    posterior: Posterior

    @property
    def order(self) -> list[int]:
        """Messages from the strongest to the weakest."""
        return [int(k) for k in np.argsort(-self.shares.mean(axis=0), kind="stable")]

    @property
    def surely_first(self) -> float:
        """The probability that the strongest message is the strongest."""
        return float((self.shares.argmax(axis=1) == self.order[0]).mean())


def messages_of(counts: Counted, names: Names, rng: Generator) -> tuple[Message, ...]:
    """One per segment with enough tasks; none where there are no best-worst tasks."""
    if "message_sets" not in counts:
        return ()
    coded = {-1: ALL} if not names.choosers else dict(enumerate(names.choosers))
    found = (_of_segment(counts, names, code, segment, rng) for code, segment in coded.items())
    return tuple(message for message in found if message is not None)


def _of_segment(counts: Counted, names: Names, code: int, segment: str, rng: Generator) -> Message | None:
    sets, chosen = (_only(counts[name], code) for name in ("message_sets", "message_choices"))
    tasks = int(sets["tasks"].sum())
    if tasks < LEAST_TASKS:
        return None
    shown = (sets["shown"].astype(np.int64)[:, None] >> np.arange(len(names.messages))) & 1
    met = np.flatnonzero(shown.any(axis=0))
    seen = BestWorst(
        shown[:, met].astype(float),
        sets["tasks"].astype(float),
        *(_by_code(chosen, name, len(names.messages))[met] for name in ("best", "worst")),
    )
    utilities, posterior = infer_utilities(seen, rng)
    return Message(segment, tuple(names.messages[k] for k in met), shares(utilities), tasks, posterior)


def _only(cells: Cells, code: int) -> Cells:
    kept = cells["segment_code"] == code
    return {name: column[kept] for name, column in cells.items()}


def _by_code(cells: Cells, column: str, messages: int) -> Array:
    code = cells["message_code"].astype(np.int64)
    return np.asarray(np.bincount(code, cells[column].astype(float), minlength=messages), dtype=float)
