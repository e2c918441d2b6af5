"""An answer as JSON: stable, versioned, described by ``answer.schema.json``."""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from corrente.core.answer import (
    Answer,
    Backtest,
    Cell,
    Estimate,
    Evidence,
    Lever,
    Proof,
    Refusal,
    Table,
    TableEvidence,
    say_cell,
)
from corrente.core.words import Language, day_to_date

SCHEMA_VERSION = 1

Json = dict[str, Any]


def to_json(answer: Answer, language: Language = Language.EN) -> Json:
    """The answer as plain JSON values; texts in ``language``, names and units in English.

    Numbers that are not finite become null. The shape is that of ``answer.schema.json``.
    """
    return {
        "schema": SCHEMA_VERSION,
        "question": answer.question.id,
        "stream": answer.question.stream.value,
        "asked": answer.question.asked.say(language),
        "language": language.value,
        "status": answer.status.value,
        "headline": answer.headline.say(language),
        "estimates": [_estimate(estimate, language) for estimate in answer.estimates],
        "tables": {name: _table(table, language) for name, table in answer.tables.items()},
        "actions": [
            {"advice": action.advice.say(language), "lever": _lever(action.lever, language) if action.lever else None}
            for action in answer.actions
        ],
        "levers": [_lever(lever, language) for lever in answer.levers],
        "proof": _proof(answer.proof, language) if answer.proof else None,
        "method": answer.method.say(language) if answer.method else None,
        "evidence": _evidence(answer.evidence, language),
        "refusal": refusal_json(answer.refusal, language) if answer.refusal else None,
    }


def _number(value: float | None) -> float | int | None:
    return value if value is None or math.isfinite(value) else None


def _estimate(estimate: Estimate, language: Language) -> Json:
    said: Json = {
        "name": estimate.name,
        "of": dict(estimate.of),
        "unit": estimate.unit,
        "value": _number(estimate.value),
        "low": _number(estimate.low),
        "high": _number(estimate.high),
        "level": estimate.level,
    }
    if estimate.observed is not None:
        said["observed"] = dict(estimate.observed)
    if estimate.said:
        said["said"] = {key: words.say(language) for key, words in estimate.said.items()}
    return said


def _table(table: Table, language: Language) -> Json:
    return {
        "columns": list(table.columns),
        "titles": [title.say(language) for title in table.columns.values()],
        "rows": [[_cell(cell, language) for cell in row] for row in table.rows],
        "total_rows": len(table.rows) if table.total_rows is None else table.total_rows,
    }


def _cell(cell: Cell, language: Language) -> str | float | int | None:
    said = say_cell(cell, language)
    if isinstance(said, dt.date):
        return said.isoformat()
    return _number(said) if isinstance(said, float) else said


def _lever(lever: Lever, language: Language) -> Json:
    effect = lever.effect
    return {
        "driver": lever.driver,
        "of": dict(lever.of),
        "change": lever.change.say(language),
        "effect": {
            "value": _number(effect.value),
            "low": _number(effect.low),
            "high": _number(effect.high),
            "unit": effect.unit,
        },
        "grade": lever.grade.value,
        "cost": lever.cost,
    }


def _proof(proof: Proof, language: Language) -> Json:
    return {
        "parameters": _finite(proof.parameters),
        "time_unit": proof.time_unit,
        "log_likelihood": _number(proof.log_likelihood),
        "backtest": backtest_json(proof.backtest, language) if proof.backtest else None,
        "diagnostics": {
            "method": proof.diagnostics.method,
            "pareto_k": _number(proof.diagnostics.pareto_k),
            "effective_draws": _number(proof.diagnostics.effective_draws),
        },
        "details": _finite(proof.details),
        "notes": [note.say(language) for note in proof.notes],
    }


def backtest_json(backtest: Backtest, language: Language) -> Json:
    """A back-test as plain JSON values."""
    return {
        "metric": backtest.metric,
        "model": _number(backtest.model),
        "baseline": _number(backtest.baseline),
        "baseline_name": backtest.baseline_name.say(language),
        "beats_baseline": backtest.beats_baseline,
        **_finite(backtest.details),
    }


def _finite(values: Mapping[str, float | str | bool]) -> Json:
    return {name: _number(v) if isinstance(v, float) else v for name, v in values.items()}


def _evidence(evidence: Evidence, language: Language) -> Json:
    return {
        "tables": {name: _table_evidence(table) for name, table in evidence.tables.items()},
        "counts": list(evidence.counts),
        "references": list(evidence.references),
        "caveats": [caveat.say(language) for caveat in evidence.caveats],
    }


def _table_evidence(table: TableEvidence) -> Json:
    return {
        "rows": table.rows,
        "rejected": table.rejected,
        "from": _date(table.first_day),
        "to": _date(table.last_day),
    }


def _date(day: int | None) -> str | None:
    return None if day is None else day_to_date(day).isoformat()


def refusal_json(refusal: Refusal, language: Language) -> Json:
    """A refusal as plain JSON values."""
    return {
        "because": refusal.because.say(language),
        "missing": list(refusal.missing),
        "next_step": refusal.next_step.say(language),
    }


def read_schema() -> Json:
    """The JSON Schema that every answer's JSON keeps."""
    schema: Json = json.loads(files("corrente.core").joinpath("answer.schema.json").read_text(encoding="utf-8"))
    return schema
