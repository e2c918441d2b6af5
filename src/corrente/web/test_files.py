"""A test's figures as files: CSV rows and plain JSON values, to the last digit."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from corrente.core.experiment import Policy, Test
from corrente.experiments.results import ArmResult, Interval, MetricResult
from corrente.experiments.stopping import name
from corrente.web.test_looks import Look

COLUMNS = ("metric", "event", "decides", "variant", "name", "shown", "window_over", "responded", "mean", "mean_low",
           "mean_high", "relative", "relative_low", "relative_high", "best", "expected_loss")  # fmt: skip

Cells = tuple[str | int | float | None, ...]


def rows(look: Look) -> list[Cells]:
    """Every variant by every metric, as `COLUMNS` have them; intervals are of 90% and hold at every look."""
    found = look.results.metrics if look.results else ()
    return [_row(look.test, metric, arm) for metric in found for arm in metric.arms]


def to_json(look: Look) -> dict[str, Any]:
    """The definition, every policy, and the figures, as plain JSON values."""
    return {
        "schema": 1,
        "test": definition(look.test),
        "revision": look.revision.number,
        "at": look.at.isoformat(),
        "people": look.people,
        "policies": [{**policy_json(policy), "since": since.isoformat()} for policy, since in look.policies],
        "results": [dict(zip(COLUMNS, row, strict=True)) for row in rows(look)],
        "health": [{"kind": one.kind.value, "severity": one.severity.value} for one in look.symptoms],
    }


def definition(test: Test) -> dict[str, Any]:
    """What a test is, without its seeds."""
    kept = ("id", "name", "learning", "phase", "share", "least", "hold_back", "contexts", "update_seconds",
            "least_people", "plan", "item", "worth", "chosen")  # fmt: skip
    return {
        **{one: getattr(test, one) for one in kept},
        "variants": [asdict(variant) for variant in test.variants],
        "decision": asdict(test.decision),
        "guardrails": [asdict(metric) for metric in test.guardrails],
    }


def policy_json(policy: Policy) -> dict[str, Any]:
    """A policy's probabilities by context cell and variant."""
    weights = {cell: dict(zip(policy.arms, row, strict=True)) for cell, row in policy.weights.items()}
    return {"version": policy.version, "weights": weights}


def _row(test: Test, found: MetricResult, arm: ArmResult) -> Cells:
    metric = found.metric
    return (
        metric.name, metric.event, "yes" if metric == test.decision else "no", arm.arm,
        name(test, arm.arm), arm.shown, arm.people, arm.responded, *_bounds(arm.mean), *_bounds(arm.relative),
        arm.best, arm.loss,
    )  # fmt: skip


def _bounds(interval: Interval | None) -> Cells:
    """Value and bounds; None for what is not known yet, as JSON has no infinity."""
    if interval is None or not interval.known:
        return None, None, None
    return interval.value, interval.low, interval.high
