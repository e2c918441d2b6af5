"""A plan as JSON: stable, versioned, described by ``plan.schema.json``."""

from __future__ import annotations

import datetime as dt
import json
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Cell, Estimate, Refusal, say_cell
from corrente.core.answer_json import backtest_json, refusal_json
from corrente.core.plan import Field, FromItem, FromPerson, FromTest, Ground, Item
from corrente.core.words import Language, day_to_date
from corrente.inference.renewal import YEAR
from corrente.stream.growth.effects import Effect
from corrente.stream.growth.work import Growth
from corrente.stream.research.studies import Study
from corrente.stream.research.work import Research, Worth

SCHEMA_VERSION = 1

Json = dict[str, Any]
Array = NDArray[np.float64]


def forecast_json(forecast: Growth | Refusal, language: Language) -> Json:
    """What comes without the plan and with it, and what each decision brings; or why that cannot be told."""
    if isinstance(forecast, Refusal):
        return {"status": "refused", "refusal": refusal_json(forecast, language)}
    months = len(forecast.base.months)
    return {
        "status": "foretold",
        "currency": forecast.currency,
        "first_month": forecast.first_month.isoformat(),
        "months": months,
        "draws": forecast.wishes.draws,
        "grades": sorted(grade.value for grade in forecast.wishes.grades),
        "horizons": [_horizon(forecast, span) for span in dict.fromkeys((min(YEAR, months), months))],
        "monthly": _monthly(forecast),
        "effects": [_effect(effect, language) for effect in forecast.effects],
        "backtest": backtest_json(forecast.backtest, language) if forecast.backtest else None,
        "sensitivity": [
            {
                "driver": one.driver.name,
                "question": one.driver.question,
                "of": dict(one.driver.of),
                "grade": one.driver.grade.value,
                "words": one.driver.words.say(language),
                "share": one.share,
            }
            for one in forecast.sensitivity
        ],
        "caveats": [caveat.say(language) for caveat in forecast.caveats],
    }


def _horizon(forecast: Growth, months: int) -> Json:
    """Sums over so many months; what is added is a difference of the same draws."""
    return {
        "months": months,
        "revenue": {
            "without": _amount(forecast.revenue(months)),
            "with": _amount(forecast.revenue(months, forecast.planned)),
            "added": _added(forecast.planned.sales - forecast.today.sales, months),
        },
        "contribution": {
            "without": _amount(forecast.contribution(months)),
            "with": _amount(forecast.contribution(months, forecast.planned)),
            "added": _added(forecast.planned.contribution - forecast.today.contribution, months),
        },
    }


def _added(more: Array, months: int) -> Json:
    return _amount(Estimate.from_draws("added", more[:, :months].sum(axis=1), ""))


def _monthly(forecast: Growth) -> list[Json]:
    """Revenue by month: mean, 90% and 50% intervals."""
    rows = zip(forecast.base.months, forecast.monthly(), forecast.monthly(forecast.planned), strict=True)
    return [
        {"month": day_to_date(int(day)).isoformat(), "without": _band(without), "with": _band(planned)}
        for day, without, planned in rows
    ]


def _band(estimate: Estimate) -> Json:
    inner = estimate.inner or (estimate.low, estimate.high)
    return {**_amount(estimate), "inner_low": inner[0], "inner_high": inner[1]}


def _amount(estimate: Estimate) -> Json:
    return {"value": estimate.value, "low": estimate.low, "high": estimate.high}


def _effect(effect: Effect, language: Language) -> Json:
    return {
        "decision": effect.name,
        "revenue": _amount(effect.revenue),
        "contribution": _amount(effect.contribution),
        "pays": effect.pays,
        "paid_after_months": _amount(effect.paid) if effect.paid else None,
        "cost_known": effect.cost_known,
        "grade": effect.grade.value,
        "counted": bool(effect.drivers),
        "uncounted": [one.because.say(language) for one in effect.uncounted],
    }


def research_json(research: Research, language: Language) -> Json:
    """The twenty questions by what knowing more is worth, each with the cheapest way to know more."""
    return {
        "currency": research.currency,
        "months": research.months,
        "everything": research.everything,
        "decisions": list(research.decisions),
        "questions": [_worth(row, language) for row in research.rows],
    }


def _worth(row: Worth, language: Language) -> Json:
    return {
        "question": row.question.id,
        "worth": row.worth,
        "check": row.check,
        "error": row.error,
        "chance": row.changes,
        "decisions": list(row.decisions),
        "drivers": [driver.key for driver in row.drivers],
        "study": _study(row.study, language) if row.study else None,
    }


def _study(study: Study, language: Language) -> Json:
    return {
        "way": study.way.value,
        "size": study.size,
        "cost": study.cost,
        "worth": study.worth,
        "chance": study.changes,
        "words": study.words.say(language),
    }


def item_json(item: Item, language: Language) -> Json:
    """An item with what it rests on."""
    return {
        "id": item.id,
        "kind": item.kind.value,
        "stream": item.kind.stream.value,
        "title": item.title.say(language),
        "statement": item.statement.say(language),
        "fields": {name: _field(held, language) for name, held in item.fields.items()},
        "rests_on": [_ground(ground, language) for ground in item.rests_on],
        "levers": [{"driver": lever.driver, "change": lever.change.say(language)} for lever in item.levers],
        "starts": item.starts.isoformat() if item.starts else None,
        "ends": item.ends.isoformat() if item.ends else None,
        "one_off_cost": item.one_off_cost,
        "monthly_cost": item.monthly_cost,
        "gaps": [
            {
                "question": gap.question,
                "because": gap.because.say(language),
                "missing": list(gap.missing),
                "next_step": gap.next_step.say(language),
            }
            for gap in item.gaps
        ],
    }


def _field(held: Field, language: Language) -> Any:
    return [_plain(cell, language) for cell in held] if isinstance(held, tuple) else _plain(held, language)


def _plain(cell: Cell, language: Language) -> Any:
    said = say_cell(cell, language)
    return said.isoformat() if isinstance(said, dt.date) else said


def _ground(ground: Ground, language: Language) -> Json:
    match ground:
        case FromItem():
            fields = {name: _field(held, language) for name, held in ground.fields.items()}
            return {"item": ground.item, "revision": ground.revision, "fields": fields}
        case FromPerson():
            return {"person": ground.author, "reason": ground.reason}
        case FromTest():
            numbers = {"value": ground.value, "low": ground.low, "high": ground.high, "unit": ground.unit}
            return {"test": ground.test, "variant": ground.variant, "people": ground.people, **numbers}
    numbers = {"value": ground.value, "low": ground.low, "high": ground.high}
    return {"key": ground.key, "of": dict(ground.of), "unit": ground.unit, **numbers}


def read_schema() -> Json:
    """The JSON Schema that every plan's JSON keeps."""
    schema: Json = json.loads(files("corrente.stream.plan").joinpath("plan.schema.json").read_text(encoding="utf-8"))
    return schema
