"""Estimates from draws, and the rules an answer's JSON keeps."""

from __future__ import annotations

import numpy as np
import pytest
from jsonschema import Draft202012Validator, ValidationError

from corrente.core.answer import Answer, Backtest, Diagnostics, Estimate, Proof, Refusal, Status, refuse
from corrente.core.answer_json import read_schema, to_json
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language, Phrase

QUESTION = QUESTIONS["loyalty"]
VALIDATOR = Draft202012Validator(read_schema())


def _answered(**changes: object) -> Answer:
    estimate = Estimate("expected_purchases", 0.62, 0.58, 0.66, "purchases per customer in 39 weeks")
    proof = Proof(Diagnostics("exact"), log_likelihood=float("nan"))
    return Answer(QUESTION, Status.ANSWERED, Phrase("a", "b"), (estimate,), proof=proof, **changes)  # type: ignore[arg-type]


def test_interval_of_draws_is_central() -> None:
    draws = np.arange(10001) / 10000
    estimate = Estimate.from_draws("x", draws, "share")
    # Quantiles of an even grid on [0, 1] are the probabilities themselves.
    assert (estimate.low, estimate.value, estimate.high) == pytest.approx((0.05, 0.5, 0.95))
    assert estimate.inner == pytest.approx((0.25, 0.75))


def test_backtest_reads_its_metric_in_the_right_direction() -> None:
    name = Phrase("b", "b")
    assert Backtest("rmse", 1.0, 2.0, name).beats_baseline
    assert Backtest("auc", 0.8, 0.7, name, lower_is_better=False).beats_baseline
    assert not Backtest("rmse", 2.0, 2.0, name).beats_baseline


def test_an_answer_keeps_the_schema_and_hides_what_is_not_finite() -> None:
    json = to_json(_answered(), Language.PT)
    VALIDATOR.validate(json)
    assert json["headline"] == "b"
    assert json["proof"]["log_likelihood"] is None


def test_a_refusal_has_no_numbers() -> None:
    json = to_json(refuse(QUESTION, Refusal(Phrase("too few", "poucos"), ("orders",), Phrase("bring", "traga"))))
    VALIDATOR.validate(json)
    json["estimates"] = to_json(_answered())["estimates"]
    with pytest.raises(ValidationError):
        VALIDATOR.validate(json)


def test_estimates_are_found_by_name_and_of() -> None:
    answer = _answered()
    assert answer.estimate("expected_purchases").value == 0.62
    with pytest.raises(KeyError):
        answer.estimate("expected_purchases", segment="Enterprise")
