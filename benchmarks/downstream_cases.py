"""The downstream rooms' limits: companies of any size around each, cut out of the market, and what they decide."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from unittest import mock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.judging import Judged, held_of, near_the_top, width_of
from benchmarks.limits import Case
from benchmarks.planted import Asked, Planted, part
from corrente.downstream.acquisition import refusals as acquisition
from corrente.downstream.buying_process import refusals as buying_process
from corrente.downstream.engagement import refusals as engagement
from corrente.downstream.lead_scoring import refusals as lead_scoring
from corrente.market import spending
from corrente.market.size import Size
from corrente.market.truth import key

PEOPLE_PER_ANSWER, PEOPLE_PER_PURCHASE, LEADS_PER_WIN = 6, 12, 14
"""So many people or leads are simulated for one that counts: more than enough, and then cut."""


def _weeks(size: int, seed: int) -> Planted:
    """So many weeks of a market whose channels are on air nine weeks in ten, so that each is in few weeks too."""
    lasting = {"WEEKS": size, "YEAR": min(size, spending.YEAR), "_ON_AIR": (0.9,) * len(spending.CHANNELS)}
    with ExitStack() as stack:
        for name, value in lasting.items():
            stack.enter_context(mock.patch.object(spending, name, value))
        return part("spending", "acquisition", Size(1, 1, 1), seed, ("spend", "outcomes"))


def _answers(size: int, seed: int) -> Planted:
    """The first people of a market with so many answers to contacts between them."""
    whole = part("online", "engagement", Size(max(PEOPLE_PER_ANSWER * size, 300), 20, 1), seed)
    return _first_people(whole, whole.tables["touchpoints"], "person_id", "response", size)


def _purchases(size: int, seed: int) -> Planted:
    """The first people of whom so many bought after a contact; of all that bought, a fifth had none in time."""
    whole = part("online", "buying_process", Size(max(PEOPLE_PER_PURCHASE * size, 300), 20, 1), seed)
    bought = pc.is_in(whole.tables["touchpoints"]["person_id"], pc.unique(whole.tables["orders"]["customer_id"]))
    people = whole.tables["touchpoints"].append_column("bought", bought).group_by("person_id").aggregate(
        [("bought", "max")]
    )  # fmt: skip
    return _first_people(whole, people, "person_id", "bought_max", round(1.25 * size))


def _first_people(whole: Planted, counted: pa.Table, id: str, what: str, size: int) -> Planted:
    """The company of the people with the lowest ids, as many as it takes for ``what`` to sum up to ``size``."""
    order = np.argsort(counted[id].to_numpy(), kind="stable")
    ids, weight = counted[id].to_numpy()[order], np.nan_to_num(counted[what].to_numpy().astype(float))[order]
    last = ids[min(int(np.searchsorted(np.cumsum(weight), size)), len(ids) - 1)]
    ids_of = {"touchpoints": "person_id", "orders": "customer_id", "customers": "customer_id"}
    kept = {name: whole.tables[name].filter(pc.less_equal(whole.tables[name][who], pa.scalar(last)))
            for name, who in ids_of.items()}  # fmt: skip
    return Planted(kept, whole.truth)


def _won(size: int, seed: int) -> Planted:
    """The first deals that ended, of which so many were won, and no others."""
    whole = part("sales", "lead_scoring", Size(1, 1, LEADS_PER_WIN * size), seed, ("opportunities",))
    deals = whole.tables["opportunities"]
    ended = deals.filter(pc.not_equal(deals["outcome"], "open"))
    won = np.cumsum(np.array(ended["outcome"].to_pylist()) == "won")
    return Planted({"opportunities": ended.slice(0, int(np.searchsorted(won, size)) + 1)}, whole.truth)


def judge_mix(asked: Asked, planted: Planted) -> Judged:
    """Right: the channel said to add most adds at least .8 of the most; a guess takes any."""
    said = max((e for e in asked.answer.estimates if e.name == "contribution_share"), key=lambda e: e.value)
    true = [planted.truth[key("contribution_share", channel=name)] for name in spending.CHANNELS]
    near = dict(zip(spending.CHANNELS, near_the_top(true, 0.8), strict=True))
    held = held_of(asked.answer, planted.truth, "contribution_share")
    return Judged(width_of(said), *held, near[said.of["channel"]], sum(near.values()) / len(near))


def judge_replies(asked: Asked, planted: Planted) -> Judged:
    """Right: the channel said to be answered most is answered at least .8 as often as the most answered.

    Where no channel is told apart from the others, the decision is a guess that went wrong.
    """
    said = [e for e in asked.answer.estimates if e.name == "answer_rate" and set(e.of) == {"channel"}]
    held = held_of(asked.answer, planted.truth, "answer_rate")
    width = width_of(asked.answer.estimate("answer_rate", segment="all"))
    if not said:
        return Judged(width, *held, right=False, chance=0.5)
    near = near_the_top([planted.truth[(e.name, frozenset(e.of.items()))] for e in said], 0.8)
    best = max(range(len(said)), key=lambda k: said[k].value)
    return Judged(width, *held, near[best], sum(near) / len(near))


def judge_journeys(asked: Asked, planted: Planted) -> Judged:
    """Right: the contacts that a purchase takes are told within a fifth; a guess is anywhere from two to eight."""
    said, true = (asked.answer.estimate("contacts_to_buy", segment="all"),
                  planted.truth[key("contacts_to_buy", segment="all")])  # fmt: skip
    held = held_of(asked.answer, planted.truth, "contacts_to_buy", "days_to_buy", "buys_after", "leaves_after")
    return Judged(width_of(said), *held, abs(said.value / true - 1) <= 0.2, 0.4 * true / 6)


def judge_points(asked: Asked, planted: Planted) -> Judged:
    """Right: the level with the most points has more than the average lead; a guess takes any level."""
    points = [e for e in asked.answer.estimates if e.name == "points"]
    known = [(e, planted.truth.get((e.name, frozenset(e.of.items())))) for e in points]
    true = [(e.value, value) for e, value in known if value is not None]
    held = held_of(asked.answer, planted.truth, "points", "conversion_rate")
    rate = asked.answer.estimate("conversion_rate", segment="all")
    right = max(true)[1] > 0 if true else False
    return Judged(width_of(rate), *held, right, sum(value > 0 for _, value in true) / max(len(true), 1))


CASES: Sequence[Case] = (
    Case(
        "acquisition", "weeks", acquisition.FEWEST_WEEKS, {"FEWEST_WEEKS": 8}, _weeks, judge_mix,
        "share of sales of the channel that adds most", "the channel named adds at least .8 of the most",
        "the market's five channels bought by the week", factors=(20 / 52, 36 / 52, 1, 2),
    ),
    Case(
        "engagement", "answers", engagement.MIN_ANSWERED, {"MIN_ANSWERED": 3, "MIN_OTHERS": 3, "MIN_PEOPLE": 3},
        _answers, judge_replies, "share of contacts that are answered",
        "the channel said to be answered most is answered at least .8 as often as the most answered",
        "the market's contacts by eight channels",
    ),
    Case(
        "buying_process", "purchases", buying_process.LEAST_PURCHASES, {"LEAST_PURCHASES": 3}, _purchases,
        judge_journeys, "contacts to a purchase", "the contacts that it takes are told within a fifth",
        "the market's journeys through eight channels",
    ),
    Case(
        "lead_scoring", "leads won", lead_scoring.MIN_WON, {"MIN_WON": 3, "MIN_LOST": 3}, _won, judge_points,
        "share of leads that convert", "the level with the most points has more than the average lead",
        "the market's deals with five columns that matter",
    ),
)  # fmt: skip
"""A further downstream limit is one more entry here; personas rest on segments, and refuse where these do."""
