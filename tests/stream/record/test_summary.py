"""How forecasts did: shares with honest intervals, skill, and what is waiting."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from corrente.core.answer import Grade
from corrente.core.picture import Kind
from corrente.core.words import Language
from corrente.reports import record as said
from corrente.state.forecasts import Foretold
from corrente.stream.record.picture import calibration
from corrente.stream.record.record_json import to_json
from corrente.stream.record.summary import Record, Verdict, evidence, group, record_of
from corrente.stream.record.words import against_naive, headline
from tests.stream.record.made import ORIGIN, TARGET, told


def _scored(spread: float, number: int = 200) -> list[Foretold]:
    """Standard normal forecasts of a world that is ``spread`` times as wide, each from a day of its own."""
    came = spread * np.random.default_rng(3).standard_normal(number)
    return [told(n, float(y), origin=ORIGIN - dt.timedelta(n)) for n, y in enumerate(came)]


@pytest.mark.parametrize(
    ("spread", "verdict"), [(1.0, Verdict.AS_FORETOLD), (1.5, Verdict.TOO_NARROW), (0.5, Verdict.TOO_WIDE)]
)
def test_bands_are_judged_by_what_came(spread: float, verdict: Verdict) -> None:
    found = group("all", _scored(spread))
    assert found.verdict is verdict
    assert found.covered_90.low <= found.covered_90.value <= found.covered_90.high
    if spread == 1.0:  # each share has a standard error of 2 to 3.5 points
        assert [share.value for share in found.below] == pytest.approx([0.05, 0.25, 0.5, 0.75, 0.95], abs=0.09)
        # expected CRPS of N(0, 1) and N(0, 2) under N(0, 1): sqrt(2 / pi) sqrt(1 + s^2) - s / sqrt(pi)
        assert found.skill == pytest.approx(1 - 0.564 / 0.656, abs=0.06)


def test_what_comes_from_one_day_is_one_piece_of_evidence() -> None:
    together = [told(n, 0.0) for n in range(30)]
    assert evidence(together) == pytest.approx(1.0)
    assert group("all", together).verdict is Verdict.TOO_FEW
    apart = [told(n, 0.0, origin=ORIGIN - dt.timedelta(n)) for n in range(30)]
    assert evidence(apart) == pytest.approx(30.0)
    assert evidence([*together, told(99, 0.0, question="loyalty")]) == pytest.approx(31**2 / (30**2 + 1))


def test_a_forecast_counts_once_however_many_revisions_made_it() -> None:
    first, again = told(1, 0.5), told(2, 0.5)
    twice = Foretold(2, 7, again.at, first.forecast, again.outcome)
    record = record_of([first, twice], TARGET)
    assert [one.revision for one in record.forecasts] == [7]
    assert record.overall is not None
    assert record.overall.forecasts == 1


def test_what_holds_only_with_the_plan_is_apart() -> None:
    record = record_of([told(1, 0.0), told(2, 9.0, question="plan", grade=Grade.ASSUMPTION)], TARGET)
    assert record.overall is not None
    assert record.with_plan is not None
    assert (record.overall.covered_90.value, record.with_plan.covered_90.value) == (1.0, 0.0)
    assert {one.name: one.covered_90.value for one in record.by_grade} == {"association": 1.0, "assumption": 0.0}


def test_the_record_says_what_is_due_and_what_is_waiting() -> None:
    waiting = record_of([told(1), told(2, origin=ORIGIN + dt.timedelta(30))], ORIGIN)
    assert waiting.next_due == TARGET
    assert headline(waiting).say(Language.EN) == "2 forecasts are kept; the first is due on Mar 31, 2026."
    assert headline(record_of([], None)).say(Language.PT) == "Nada foi previsto ainda."
    late = record_of([told(1)], TARGET + dt.timedelta(1))  # its day has passed, the data do not say yet
    assert late.next_due is None
    assert "do not say yet" in headline(late).say(Language.EN)


@pytest.mark.parametrize("language", list(Language))
def test_the_record_is_said_in_both_languages(language: Language) -> None:
    record = record_of([*_scored(1.0), told(900)], TARGET)
    assert record.overall is not None
    text = headline(record).say(language)
    assert str(sum(one.outcome is not None for one in record.forecasts)) in text
    assert len(text.split()) <= 25
    assert against_naive(record.overall) is not None
    assert said.groups(record.by_question, language)[0].forecasts == 200
    assert {line.inside for line in said.lines(record.forecasts, language)} == {True, False, None}
    figure = said.figure(record, language)
    assert figure is not None
    assert "<svg" in figure.wide


def test_the_picture_shows_chance_and_what_came() -> None:
    picture = calibration(group("all", _scored(1.5)))
    assert picture.kind is Kind.INTERVALS
    assert [mark.value for mark in picture.marks] == [0.05, 0.25, 0.5, 0.75, 0.95]
    lowest = picture.marks[0]
    assert lowest.observed is not None
    assert lowest.high is not None
    assert lowest.observed > lowest.high  # a world half as wide again: chance alone cannot do that


def test_json_keeps_every_number() -> None:
    record: Record = record_of([told(1, 0.5), told(2)], TARGET)
    plain = to_json(record)
    assert (plain["scored"], plain["waiting"], plain["schema"]) == (1, 1, 1)
    assert plain["forecasts"][0]["scores"]["covered_90"] == 1.0
    assert plain["overall"]["crps_skill"] == pytest.approx(plain["by_question"][0]["crps_skill"])
