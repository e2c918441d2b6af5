"""What the media mix says of the same channels, beside the paths."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from corrente.core.answer import Answer, Cell, Table, number_of
from corrente.core.words import Form, Number, Phrase, phrase


def beside(answer: Answer, others: Mapping[str, Answer]) -> Answer:
    """The answer with acquisition's table of both, and a caveat on the channel on which they disagree most."""
    both = others["acquisition"].tables.get("paths")
    if both is None:
        return answer
    caveats = (*_disagreement(both), *answer.evidence.caveats)
    evidence = replace(answer.evidence, caveats=caveats)
    return replace(answer, tables={**answer.tables, "mix": both}, evidence=evidence)


def _disagreement(both: Table) -> tuple[Phrase, ...]:
    rows = [dict(zip(both.columns, row, strict=True)) for row in both.rows]
    furthest = max(rows, key=_gap)
    reading = furthest["reading"]
    if _gap(furthest) <= 0 or not isinstance(reading, Phrase):
        return ()
    return (
        phrase(
            "The weeks of spend and outcomes (acquisition) disagree on {name}: {weeks} of what both speak of, against "
            "{paths} on the paths. {reading}.",
            "As semanas de gasto e resultado (acquisition) discordam sobre {name}: {weeks} do que ambos enxergam, "
            "contra {paths} nos caminhos. {reading}.",
            name=str(furthest["channel"]),
            weeks=Number(number_of(furthest["mix"]), Form.SHARE),
            paths=Number(number_of(furthest["paths"]), Form.SHARE),
            reading=reading,
        ),
    )


def _gap(row: Mapping[str, Cell]) -> float:
    """How far the two intervals lie apart; 0 or less where they have something in common."""
    low, high, mix_low, mix_high = (number_of(row[name]) for name in ("paths_low", "paths_high", "mix_low", "mix_high"))
    return max(low - mix_high, mix_low - high)
