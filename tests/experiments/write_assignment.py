"""`python -m tests.experiments.write_assignment`: the conformance file of assignment, from the Python side.

Every implementation passes all of it. The fractions are checked by `sha256sum` in test_assignment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corrente.core.experiment import Measure, Metric, Policy, Test, Variant
from corrente.experiments.assignment import assigned, cell_of, fraction, included

FILE = Path(__file__).with_name("assignment.json")
METRIC = Metric("leads", Measure.CONVERSIONS, "Lead Captured")

UNITS = (
    "", " ", "a", "anon-123", "ANON-123", "9f1c2d3e-0000-4000-8000-1234567890ab", "maria@example.com",
    "joão", "joa\u0303o", "日本語", "👩🏽‍💻", "\U0010ffff", "\u00e9\u200d", "a|b", "a:b",
    "x" * 55, "x" * 56, "x" * 63, "x" * 64, "x" * 200, "ü" * 300,
    "line\nbreak", "tab\there", '"quoted"', "\\", "0", "-1", "null",
)  # fmt: skip
SEEDS = ("", "s", "ebook-page", "semente", "种子", "a:b")
SPLITS: Mapping[str, tuple[float, ...]] = {
    "halves": (0.5, 0.5),
    "one has all": (0.0, 1.0),
    "the first has all": (1.0, 0.0),
    "thirds": (1 / 3, 1 / 3, 1 / 3),
    "tenths": (0.1,) * 10,
    "dropped in the middle": (0.4, 0.0, 0.6),
    "dropped at both ends": (0.0, 0.25, 0.75, 0.0),
    "a millionth": (1e-6, 1 - 1e-6),
    "nearly all": (1 - 1e-12, 1e-12),
    "twenty": tuple([0.01] * 19 + [0.81]),
    "a gap at the end": (0.1, 0.1, 0.0),
    "learnt": (0.0512, 0.3077, 0.6411),
}


@dataclass(frozen=True)
class Case:
    """One unit in one test under one policy."""

    name: str
    unit: str
    seed: str = "seed"
    inclusion_seed: str = "inclusion"
    share: float = 1.0
    contexts: tuple[str, ...] = ()
    weights: Mapping[str, tuple[float, ...]] = field(default_factory=lambda: {"": (0.5, 0.5)})
    context: Mapping[str, object] = field(default_factory=dict)

    @property
    def arms(self) -> tuple[str, ...]:
        return tuple(f"v{number}" for number in range(len(self.weights[""])))

    def said(self) -> Mapping[str, object]:
        """What goes in, and what has to come out."""
        variants = tuple(Variant(arm) for arm in self.arms)
        test = Test(
            "test", "", variants, METRIC,
            seed=self.seed, inclusion_seed=self.inclusion_seed, share=self.share, contexts=self.contexts,
        )  # fmt: skip
        policy = Policy(7, self.arms, self.weights)
        found, takes_part = assigned(test, policy, self.unit, self.context), included(test, self.unit)
        return {
            "name": self.name,
            "test": {
                "seed": self.seed, "inclusion_seed": self.inclusion_seed, "share": self.share,
                "contexts": self.contexts, "variants": [{"id": arm} for arm in self.arms],
            },
            "policy": {"version": 7, "arms": self.arms, "weights": self.weights},
            "unit": self.unit,
            "context": self.context,
            "expected": {
                "fraction": fraction(self.seed, self.unit),
                "inclusion": fraction(self.inclusion_seed, self.unit),
                "included": takes_part,
                "cell": cell_of(test, policy, self.context),
                "arm": found.arm if takes_part else None,
                "probability": found.probability if takes_part else None,
            },
        }  # fmt: skip


def cases() -> Iterator[Case]:
    for number, unit in enumerate(UNITS):
        for seed in SEEDS:
            yield Case(f"unit {number}, seed {seed!r}", unit, seed)
    for name, split in SPLITS.items():
        for number in range(8):
            yield Case(f"{name}, unit {number}", f"person-{number}", weights={"": split})
    for share in (0.0, 1e-9, 0.1, 0.5, 0.999, 1.0):
        for number in range(4):
            yield Case(f"share {share}, unit {number}", f"person-{number}", share=share)
    yield from _in_context()


def _in_context() -> Iterator[Case]:
    weights = {
        "": (0.5, 0.5), "new": (0.9, 0.1), "ünï": (0.0, 1.0), "new|3": (0.2, 0.8), "new|": (0.3, 0.7),
        "true|1.5": (0.6, 0.4), "a|b|c": (1.0, 0.0),
    }  # fmt: skip
    one, two = ("segment",), ("segment", "tier")
    said: tuple[tuple[tuple[str, ...], Mapping[str, object]], ...] = (
        (one, {}),
        (one, {"segment": "new"}),
        (one, {"segment": "New"}),
        (one, {"segment": "unheard of"}),
        (one, {"segment": "ünï"}),
        (one, {"segment": "toString"}),
        (one, {"segment": "__proto__"}),
        (one, {"segment": None}),
        (one, {"other": "new"}),
        (two, {"segment": "new", "tier": 3}),
        (two, {"tier": "3", "segment": "new"}),
        (two, {"segment": "new"}),
        (two, {"segment": True, "tier": 1.5}),
        (two, {"segment": "a|b", "tier": "c"}),
        (two, {}),
    )
    for contexts, context in said:
        for unit in ("person-1", "person-2"):
            yield Case(f"context {context}, {unit}", unit, contexts=contexts, weights=weights, context=context)


def whole() -> str:
    """The file as it has to be: one case a line."""
    lines = (json.dumps(case.said(), separators=(",", ":")) for case in cases())
    return "[\n" + ",\n".join(lines) + "\n]\n"


if __name__ == "__main__":
    FILE.write_text(whole(), encoding="ascii")
