"""From the segments and what other answers know of them to personas, the one to focus on first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Answer, Estimate, Proof, Refusal, number_of
from corrente.core.room import Counted, Given
from corrente.core.words import Phrase
from corrente.downstream.personas.lines import Line, lines_of
from corrente.downstream.personas.mixing import shares_of
from corrente.downstream.personas.refusals import no_segments

DRAWS = 4000
_WIDTH = 2 * 1.6449


@dataclass(frozen=True)
class Persona:
    """A segment with a page: its name, how many customers, its estimates, and the lines of its page.

    ``chance_best`` is the chance that it is the one to focus on; ``value_share`` what part of all customers' value it
    holds (None where it is the only one).
    """

    name: str
    said: Phrase
    customers: int
    estimates: tuple[Estimate, ...]
    value_share: Estimate | None
    chance_best: float
    lines: tuple[Line, ...]

    def estimate(self, name: str) -> Estimate | None:
        """The persona's estimate of that name, where there is one."""
        return next((e for e in self.estimates if e.name == name), None)


@dataclass(frozen=True)
class Personas:
    """All personas, the segments' own proof, and the counts that each answer rests on."""

    found: tuple[Persona, ...]
    proof: Proof | None
    counts: dict[str, tuple[str, ...]]
    refused: tuple[str, ...]
    currency: str


def infer(counts: Counted, given: Given, rng: Generator) -> Personas | Refusal:  # noqa: ARG001 - nothing is counted
    """A persona per segment; refused where the segments are."""
    segments = given.answers.get("segments")
    if segments is None or segments.refusal is not None:
        return no_segments(segments)
    names = [e.of["segment"] for e in segments.estimates if e.name == "segment_value"]
    held = _value_shares(segments, names, rng) if len(names) > 1 else [None]
    found = tuple(_persona(segments, place, name, held[place], given) for place, name in enumerate(names))
    return Personas(
        found,
        segments.proof,
        {name: answer.evidence.counts for name, answer in given.answers.items()},
        tuple(name for name, answer in given.answers.items() if answer.refusal is not None),
        given.profile.settings.currency,
    )


def _persona(segments: Answer, place: int, name: str, held: Estimate | None, given: Given) -> Persona:
    table, rules = segments.tables.get("segments"), segments.tables.get("segment_rules")
    own = tuple(e for e in segments.estimates if e.of == {"segment": name})
    said = own[0].said["segment"]
    row = dict(zip(table.columns, table.rows[place], strict=True)) if table else {}
    rule = next((r[1] for r in rules.rows if r[0] == row.get("segment")), None) if rules else None
    lines = lines_of(name, shares_of(segments, place), rule if isinstance(rule, Phrase) else None, given.answers)
    customers = row.get("customers", given.profile.tables["orders"].distinct.get("customer_id", 0))
    chance = number_of(row["chance_best"]) if row else 1.0
    return Persona(name, said, int(number_of(customers)), own, held, chance, lines)


def _value_shares(segments: Answer, names: list[str], rng: Generator) -> list[Estimate | None]:
    """Each persona's part of the value of all: its share of customers times what each is worth, as normals."""
    drawn = [
        _drawn(segments, "segment_share", name, rng) * _drawn(segments, "segment_value", name, rng) for name in names
    ]
    total = np.sum(drawn, axis=0)
    said = {e.of["segment"]: e.said for e in segments.estimates if e.name == "segment_value"}
    return [
        Estimate.from_draws("persona_value_share", own / total, "share of all customers' value", {"segment": name},
                            said=said[name])
        for name, own in zip(names, drawn, strict=True)
    ]  # fmt: skip


def _drawn(segments: Answer, name: str, segment: str, rng: Generator) -> np.ndarray:
    found = segments.estimate(name, segment=segment)
    return np.maximum(rng.normal(found.value, (found.high - found.low) / _WIDTH, DRAWS), 1e-9)
