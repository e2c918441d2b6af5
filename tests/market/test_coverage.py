"""The coverage study in small: 90% intervals hold the truth of simulated markets about nine times in ten.

`benchmarks/coverage.py` is the study itself, over 300 markets; its table is in docs/benchmarks/coverage.md.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

STUDY = Path(__file__).resolve().parents[2] / "benchmarks" / "coverage.py"
MARKETS = 10


@pytest.fixture(scope="module")
def study():
    spec = importlib.util.spec_from_file_location("corrente_coverage_study", STUDY)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def outcomes(study):
    return study.run(range(1, MARKETS + 1), workers=2, rooms=study.ROOMS, kept=None)


ROOMS = (
    "problems", "market_direction", "solutions", "positioning", "access", "adoption", "loyalty", "retention",
    "share_of_wallet", "predisposition", "sales_cycle", "win_rate", "touchpoints", "conversion",
    "lead_scoring", "acquisition", "buying_process", "engagement",
)  # fmt: skip


def test_the_study_has_every_room(study):
    assert set(study.ROOMS) == set(ROOMS)


@pytest.mark.parametrize("room", ROOMS)
def test_intervals_of_a_room_hold_the_truth_nine_times_in_ten(outcomes, room):
    by_market = [[t.held for t in outcome.trials if t.room == room] for outcome in outcomes]
    answered = [sum(held) / len(held) for held in by_market if held]
    coverage = sum(answered) / len(answered)
    # estimates of one market go together, so each market counts as one trial of 90%: over 10 of them the
    # standard error is at most .095, and 2.6 of these leave chance one failure in a hundred for a right room
    assert 0.90 - 2.6 * 0.095 <= coverage <= 1.0
    assert len(answered) >= 0.9 * MARKETS


def test_every_estimate_of_the_market_has_a_truth(study, outcomes):
    assert {kind for outcome in outcomes for kind in outcome.unknown} == set(study.NO_TRUTH)


def test_intervals_are_not_so_wide_that_they_say_nothing(outcomes):
    rates = [t for o in outcomes for t in o.trials if t.kind.startswith(("win_rate of", "stage_conversion", "markov"))]
    assert sum(t.high - t.low for t in rates) / len(rates) < 0.12


def test_an_interval_that_is_too_narrow_would_be_caught(outcomes):
    # half the width would hold the truth 59% of the time; the study's own arithmetic has to see that
    trials = [t for o in outcomes for t in o.trials if t.room == "win_rate"]
    half = [abs(t.truth - (t.low + t.high) / 2) <= (t.high - t.low) / 4 for t in trials]
    assert sum(half) / len(half) < 0.9 - 2.6 * 0.095
