"""The upstream rooms' limits: companies of any size around each, and what the headline decides."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks import companies
from benchmarks.judging import (
    judge_access,
    judge_baskets,
    judge_buyers,
    judge_comments,
    judge_direction,
    judge_late,
    judge_launch,
    judge_needs,
    judge_offers,
    judge_positions,
    judge_price_points,
    judge_segments,
    judge_staying,
    judge_steps,
    judge_wallet,
)
from benchmarks.limits import Case
from benchmarks.planted import Planted, part
from corrente.market.size import Size
from corrente.upstream.access import refusals as access
from corrente.upstream.adoption import refusals as adoption_limits
from corrente.upstream.market_direction import refusals as market_direction
from corrente.upstream.positioning import refusals as positioning
from corrente.upstream.predisposition import refusals as predisposition
from corrente.upstream.problems import refusals as problems
from corrente.upstream.retention import refusals as retention
from corrente.upstream.segments import refusals as segments
from corrente.upstream.share_of_wallet import refusals as share_of_wallet
from corrente.upstream.solutions import refusals as solutions


def _comments(size: int, seed: int) -> Planted:
    return part("voices", "problems", Size(5 * size, 1, 1), seed, ("feedback",))


def _respondents(size: int, seed: int) -> Planted:
    return part("voices", "problems", Size(20 * size, 1, 1), seed, ("needs",))


def _months(size: int, seed: int) -> Planted:
    whole = part("categories", "market_direction", Size(1, 1, 1), seed)
    sold = whole.tables["category_sales"]
    when = sold["period"].to_numpy()
    return Planted({"category_sales": sold.filter(pa.array(when >= np.unique(when)[-size]))}, whole.truth)


def _sheets(size: int, seed: int) -> Planted:
    """Every respondent rates four of five brands; of each, only the first respondents' answers."""
    whole = part("opinions", "positioning", Size(50 * size, 1, 1), seed)
    ratings = whole.tables["ratings"]
    who, brand = ratings["respondent_id"].to_numpy(), np.array(ratings["brand"].to_pylist(), dtype=object)
    last = {name: np.unique(who[brand == name])[:size][-1] for name in set(brand)}
    kept = [person <= last[name] for person, name in zip(who, brand, strict=True)]
    return Planted({"ratings": ratings.filter(pa.array(kept))}, whole.truth)


def _asked_to_choose(size: int, seed: int) -> Planted:
    return part("preferences", "solutions", Size(50 * size, 1, 1), seed, ("choices", "competitors"))


def _asked_for_prices(size: int, seed: int) -> Planted:
    return part("preferences", "solutions", Size(50 * size, 1, 1), seed, ("price_survey",))


def _met(size: int, seed: int) -> Planted:
    """So many customers with a contact on record; all others' contacts stay, for they are no buyers."""
    whole = part("online", "access", Size(max(20 * size, 2000), 1, 1), seed)
    tables = {name: whole.tables[name] for name in ("touchpoints", "customers")}
    people = pc.unique(tables["touchpoints"]["person_id"])
    known = tables["customers"].filter(pc.is_in(tables["customers"]["customer_id"], people))
    return Planted(tables | {"customers": known.slice(0, size)}, whole.truth)


CASES: Sequence[Case] = (
    Case(
        "problems", "comments", problems.MIN_TEXTS, {"MIN_TEXTS": 1, "MIN_DIFFERENT": 5}, _comments, judge_comments,
        "share of the complaint in the headline",
        "the complaint named is at least .8 as frequent as the most frequent, and none such is missing from the list",
        "the market's comments: nine themes in 4 to 15 of 100 comments each",
    ),
    Case(
        "problems", "respondents asked about needs", problems.MIN_RESPONDENTS, {"MIN_RESPONDENTS": 1}, _respondents,
        judge_needs, "how far the need in the headline stands out from the average need",
        "the need named has at least .9 of the largest opportunity",
        "the market's survey of eight needs",
    ),
    Case(
        "market_direction", "months", market_direction.FEWEST_MONTHS, {"FEWEST_MONTHS": 2}, _months, judge_direction,
        "next year's sales of the market", "the category said to gain most gains",
        "the market's category sales, their last months; with fewer than a year there is nothing to test on",
        factors=(1, 1.5, 2, 3), times=2,
    ),
    Case(
        "segments", "customers", segments.MIN_CUSTOMERS, {"MIN_CUSTOMERS": 10}, companies.shop, judge_segments,
        "value per customer of the segment to focus on",
        "most customers of the segment to focus on are of the best kind",
        "shops of three kinds of customers", scored=True,
    ),
    Case(
        "solutions", "respondents of choice tasks", solutions.MIN_RESPONDENTS,
        {"MIN_RESPONDENTS": 5, "MIN_TASKS": 1, "PER_COLUMN": 0}, _asked_to_choose, judge_offers,
        "profit of the offer in the headline", "the offer in the headline brings at least .95 of the most profit",
        "the market's twelve tasks of three offers with eight part-worths, and six offers to choose from",
    ),
    Case(
        "solutions", "respondents of the price survey", solutions.MIN_RESPONDENTS, {"MIN_RESPONDENTS": 5},
        _asked_for_prices, judge_price_points, "optimal price", "the optimal price is within a tenth of the planted",
        "the market's survey of four prices",
    ),
    Case(
        "positioning", "whole answers per brand", positioning.LEAST_SHEETS, {"LEAST_SHEETS": 3, "LEAST": 27}, _sheets,
        judge_positions, "the sharpest difference to the rival", "the difference in the headline has the right sign",
        "the market's ratings of five brands on seven attributes",
    ),
    Case(
        "access", "customers met", access.LEAST_BUYERS, {"LEAST_BUYERS": 5}, _met, judge_access,
        "reach, the median of eight channels", "the channels chosen do meet nine in ten",
        "the market's journeys through eight channels",
    ),
    Case(
        "adoption", "months since the launch", adoption_limits.FEWEST_MONTHS, {"FEWEST_MONTHS": 2, "FEWEST_PERIODS": 2},
        companies.launch, judge_launch, "adopters of the year to come",
        "the year to come is nearer to the forecast than to the last twelve months' pace",
        "launches with a potential of 20,000",
    ),
    Case(
        "adoption", "adopters", adoption_limits.FEWEST_ADOPTERS, {"FEWEST_ADOPTERS": 1},
        lambda size, seed: companies.launch(18, seed, size), judge_launch, "adopters of the year to come",
        "the year to come is nearer to the forecast than to the last twelve months' pace", "launches of 18 months",
        factors=(1 / 12, 1 / 3, 1, 2),
    ),
    Case(
        "adoption", "adopters in eight years", adoption_limits.FEWEST_LATE, {"FEWEST_LATE": 1},
        lambda size, seed: companies.launch(96, seed, size), judge_late,
        "share of the potential reached", "whether three quarters of the potential are reached",
        "launches of eight years",
    ),
    Case(
        "adoption", "settled customers", adoption_limits.FEWEST_SETTLED, {"FEWEST_SETTLED": 5, "FEWEST_EITHER": 2},
        companies.first_steps, judge_steps, "effect of the step in the headline",
        "the step that goes with staying is the planted one, of three", "first steps of which one adds 40 points",
    ),
    Case(
        "retention", "customers who left", retention.MIN_LEFT, {"MIN_LEFT": 1, "MIN_STAYED": 1}, companies.contracts,
        judge_staying, "share that leaves within six periods", "the plan said to leave more does",
        "contracts of two plans, of which one is left twice as readily",
    ),
    Case(
        "share_of_wallet", "category buyers", share_of_wallet.MIN_BUYERS, {"MIN_BUYERS": 5, "MIN_REPEATERS": 3},
        companies.panel, judge_wallet, "our share of wallet", "our share is on the right side of its norm",
        "panels in which our brand is below or above its norm",
    ),
    Case(
        "share_of_wallet", "buyers of our brand", share_of_wallet.MIN_REPEATERS, {"MIN_BUYERS": 5, "MIN_REPEATERS": 3},
        partial(companies.panel, ours=True), judge_wallet, "our share of wallet",
        "our share is on the right side of its norm", "panels in which our brand is below or above its norm",
    ),
    Case(
        "share_of_wallet", "customers with a category", share_of_wallet.MIN_CUSTOMERS,
        {"MIN_CUSTOMERS": 5, "MIN_NEW": 2},
        companies.baskets, judge_baskets, "chance of the step in the headline",
        "the step in the headline is the planted one", "orders in which one category leads to another",
    ),
    Case(
        "predisposition", "buyers in a window", predisposition.MIN_BUYERS, {"MIN_BUYERS": 3, "MIN_OTHERS": 3},
        companies.buyers, judge_buyers, "customers who will buy",
        "the likeliest tenth buys more readily than the average", "customers with a rate of their own each",
        scored=True, most=8,
    ),
)  # fmt: skip
"""A further upstream room or limit is one more entry here."""
