"""The definitions are whole: every metric once, in both languages, with a source that exists."""

from __future__ import annotations

import pytest

from corrente.company.contract import CONTRACT
from corrente.core.catalogue import QUESTIONS
from corrente.core.metrics import FAMILIES, METRICS
from corrente.core.scorecard import Family
from corrente.core.words import Language
from corrente.counts.tally import read
from corrente.reports.terms import known
from corrente.stream.scorecard.measures import MEASURES

metrics = pytest.mark.parametrize("metric", METRICS.values(), ids=METRICS)

# What the mission names: B in the list of its parts, upstream and downstream.
WANTED = {
    Family.CUSTOMER_INSIGHT: {"understood_feedback", "top_problem"},
    Family.COMPETITION: {"price_index", "feature_index", "rating_index", "win_rate_against"},
    Family.SEGMENTATION: {"segment_stability", "segment_coverage"},
    Family.DIFFERENTIATION: {"differentiation"},
    Family.CATEGORY_SHARE: {"category_share"},
    Family.LIFETIME_VALUE: {"lifetime_value"},
    Family.SHARE_OF_WALLET: {"share_of_wallet"},
    Family.PENETRATION: {"category_penetration"},
    Family.ENGAGEMENT: {"click_rate", "open_rate", "session_time"},
    Family.BEHAVIOUR: {"visits", "visit_frequency", "visit_recency"},
    Family.CHANNEL: {"channel_cost", "cost_per_acquisition", "return_on_spend"},
    Family.INFLUENCE: {"influenced_pipeline", "influenced_revenue"},
    Family.PIPELINE: {"pipeline_value", "pipeline_velocity", "pipeline_coverage", "pipeline_forecast"},
}


@pytest.mark.parametrize("family", Family)
def test_every_family_has_the_metrics_that_the_mission_names(family: Family) -> None:
    assert {m.id for m in METRICS.values() if m.family is family} >= WANTED[family]
    assert FAMILIES[family].en != ""


@metrics
def test_a_metric_is_said_in_both_languages(metric) -> None:
    for said in (metric.name, metric.formula, metric.bring):
        en, pt = said.say(Language.EN), said.say(Language.PT)
        assert en.strip() and pt.strip()  # noqa: PT018 - one thing
        assert "!" not in en + pt
        assert en != pt or metric.family is Family.PIPELINE
    assert known(metric.unit.format(currency="BRL")) or metric.carried, metric.unit


@metrics
def test_a_metric_has_a_source_that_exists(metric) -> None:
    assert metric.carried or metric.id in MEASURES
    assert bool(metric.counts) == (metric.id in MEASURES)
    assert set(metric.tables) <= set(CONTRACT)
    for question in metric.questions:
        assert question in QUESTIONS
    for count in metric.counts:
        further = {"leads"} if count == "influence_months" else set()  # where a deal's person may be found
        assert set(read(count).header.tables) <= set(metric.tables) | further


def test_every_measure_belongs_to_a_metric() -> None:
    assert set(MEASURES) <= set(METRICS)
