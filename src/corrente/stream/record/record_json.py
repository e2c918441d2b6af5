"""The track record as JSON: stable and versioned; names and units in English, texts in the reader's language."""

from __future__ import annotations

import datetime as dt
from typing import Any

from corrente.core.answer import Estimate
from corrente.core.words import Language
from corrente.state.forecasts import Foretold
from corrente.stream.record.summary import Group, Record
from corrente.stream.record.words import headline, meaning

SCHEMA_VERSION = 1

Json = dict[str, Any]


def to_json(record: Record, language: Language = Language.EN) -> Json:
    """The record as plain JSON values."""
    return {
        "schema": SCHEMA_VERSION,
        "language": language.value,
        "headline": headline(record).say(language),
        "last_day": _day(record.today),
        "next_due": _day(record.next_due),
        "scored": len(record.scored),
        "waiting": len(record.waiting),
        "scored_afterwards": record.afterwards,
        "overall": _group(record.overall) if record.overall else None,
        "with_plan": _group(record.with_plan) if record.with_plan else None,
        "by_question": [_group(one) for one in record.by_question],
        "by_grade": [_group(one) for one in record.by_grade],
        "forecasts": [_forecast(one, language) for one in record.forecasts],
    }


def _group(group: Group) -> Json:
    return {
        "name": group.name,
        "forecasts": group.forecasts,
        "effective_forecasts": group.origins,
        "covered_50": _share(group.covered_50),
        "covered_90": _share(group.covered_90),
        "below_quantiles": [_share(share) for share in group.below],
        "mean_interval_scores": dict(group.interval_score),
        "crps_skill": group.skill,
        "interval_score_skill": group.interval_skill,
        "verdict": group.verdict.value,
    }


def _share(share: Estimate) -> Json:
    return {"value": share.value, "low": share.low, "high": share.high}


def _forecast(one: Foretold, language: Language) -> Json:
    told = one.forecast
    return {
        "revision": one.revision,
        "told_at": one.at.isoformat(),
        "question": told.question,
        "estimate": told.estimate,
        "of": dict(told.of),
        "counts": meaning(told).say(language),
        "unit": told.unit,
        "grade": told.grade.value,
        "origin": told.origin.isoformat(),
        "target": told.target.isoformat(),
        "quantiles": list(told.quantiles),
        "mean": told.mean,
        "actual": one.outcome.actual if one.outcome else None,
        "scores": dict(one.outcome.scores) if one.outcome else None,
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
