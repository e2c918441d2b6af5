"""Which measure gives which metric: those that no answer has, and the months of some that are carried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from numpy.random import Generator

from corrente.stream.scorecard import contacts, deals, market
from corrente.stream.scorecard.series import Seen, Series, Today

Measure = Callable[[Seen, Generator], Iterator[Series] | Iterator[Today]]

MEASURES: Mapping[str, Measure] = {
    "feedback_score": market.feedback_score,
    "price_index": market.price_index,
    "feature_index": market.feature_index,
    "category_share": market.category_share,
    "category_penetration": market.category_penetration,
    "click_rate": contacts.click_rate,
    "open_rate": contacts.open_rate,
    "session_time": contacts.session_time,
    "visits": contacts.visits,
    "visit_frequency": contacts.visit_frequency,
    "visit_recency": contacts.visit_recency,
    "channel_cost": contacts.channel_cost,
    "cost_per_acquisition": contacts.cost_per_acquisition,
    "influenced_pipeline": deals.influenced_pipeline,
    "influenced_revenue": deals.influenced_revenue,
    "influenced_share": deals.influenced_share,
    "pipeline_value": deals.pipeline_value,
    "win_rate": deals.win_rate,
    "pipeline_velocity": deals.pipeline_velocity,
    "pipeline_coverage": deals.pipeline_coverage,
    "pipeline_forecast": deals.pipeline_forecast,
}
"""Metric id to measure."""
