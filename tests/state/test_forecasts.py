"""Forecasts: what was foretold first stands, and what came of it is added beside."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from corrente.core.answer import Grade
from corrente.state import forecasts
from corrente.state.failures import StateError
from corrente.state.forecasts import Forecast, Outcome, foretell, settle
from corrente.state.plans import Edit, save
from corrente.state.store import State
from tests.state.conftest import Clock
from tests.state.items import an_item

ORIGIN, TARGET = dt.date(2026, 10, 31), dt.date(2026, 11, 30)
QUANTILES = (0.1, 1 / 3, 2.0, 1e300, 1.0000000000000002e300)
FORECAST = Forecast(
    "win_rate", "win_rate", "share", Grade.QUASI, ORIGIN, TARGET, QUANTILES, 0.1 + 0.2, {"segment": "É", "a": "b"}
)
LATER = replace(FORECAST, target=dt.date(2026, 12, 31))


@pytest.fixture
def planned(state: State) -> State:
    save(state, "plan", {"segment": Edit(an_item())}, author="ana", reason="")
    return state


def test_a_forecast_comes_back_to_the_last_digit(planned: State, clock: Clock) -> None:
    assert foretell(planned, "plan", 1, [FORECAST, LATER]) == 2
    first, later = forecasts.listed(planned, "plan")
    assert (first.forecast, first.revision, first.at, first.outcome) == (FORECAST, 1, clock.now, None)
    assert later.forecast == LATER
    assert [f.forecast for f in forecasts.listed(planned, "plan", until=TARGET)] == [FORECAST]


def test_what_was_foretold_first_stands(planned: State) -> None:
    foretell(planned, "plan", 1, [FORECAST])
    wiser = replace(FORECAST, mean=5.0, of=dict(reversed(FORECAST.of.items())))
    assert foretell(planned, "plan", 1, [wiser, wiser]) == 0
    assert [f.forecast.mean for f in forecasts.listed(planned, "plan")] == [FORECAST.mean]
    newer_data = replace(wiser, origin=ORIGIN + dt.timedelta(1))
    assert foretell(planned, "plan", 1, [newer_data, newer_data]) == 1


def test_outcomes_are_added_and_the_last_counts(planned: State) -> None:
    foretell(planned, "plan", 1, [FORECAST, LATER])
    first, later = (f.id for f in forecasts.listed(planned, "plan"))
    told = Outcome(0.31, {"crps": 0.01, "inside": 1.0})
    assert settle(planned, "plan", {first: told}) == 1
    assert settle(planned, "plan", {first: told, later: told}) == 1
    corrected = replace(told, actual=0.29)
    assert settle(planned, "plan", {first: corrected}) == 1
    assert [f.outcome for f in forecasts.listed(planned, "plan")] == [corrected, told]
    assert settle(planned, "plan", {}) == 0


@pytest.mark.parametrize(
    "quantiles", [(1, 2, 3, 4), (5, 4, 3, 2, 1), (1, 2, float("nan"), 4, 5), (0, 1, 2, 3, float("inf"))]
)
def test_quantiles_are_five_numbers_in_order(quantiles: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="five quantiles"):
        replace(FORECAST, quantiles=quantiles)  # type: ignore[arg-type]


def test_only_what_is_there_can_foretell_or_be_settled(planned: State) -> None:
    with pytest.raises(StateError):
        foretell(planned, "plan", 2, [FORECAST])
    with pytest.raises(StateError):
        settle(planned, "plan", {5: Outcome(1.0, {})})
    assert forecasts.listed(planned, "plan") == ()
