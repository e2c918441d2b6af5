"""What a room's answer on a planted company is worth: how wide, how honest, and whether its decision is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks import companies
from benchmarks.planted import Asked, Planted
from corrente.core.answer import Answer, Estimate
from corrente.market import voices
from corrente.market.truth import Values, key
from corrente.upstream.access.estimate import GOAL
from corrente.upstream.problems.words import complaints, unmet


@dataclass(frozen=True)
class Judged:
    """One answer beside the truth.

    ``width`` is the main interval's over its estimate; ``held`` of ``trials`` intervals hold the truth; ``right`` says
    whether the decision is, ``chance`` how likely a guess would be.
    """

    width: float
    held: int
    trials: int
    right: bool
    chance: float


def width_of(estimate: Estimate) -> float:
    """The interval's width, of the estimate itself."""
    return (estimate.high - estimate.low) / abs(estimate.value) if estimate.value else np.inf


def _holds(estimate: Estimate, true: float) -> bool:
    return bool(estimate.low <= true <= estimate.high)


def held_of(answer: Answer, truth: Values, *names: str) -> tuple[int, int]:
    """How many of the answer's estimates of these names hold their truth, of how many that have one."""
    pairs = [(e, truth.get((e.name, frozenset(e.of.items())))) for e in answer.estimates if e.name in names]
    known = [_holds(e, true) for e, true in pairs if true is not None]
    return sum(known), len(known)


def judge_offers(asked: Asked, planted: Planted) -> Judged:
    """Right: the offer in the headline brings at least .95 of the most profit; a guess takes any offer."""
    profits = {dict(of)["offer"]: profit for (name, of), profit in planted.truth.items() if name == "best_profit"}
    first = next(e for e in asked.answer.estimates if e.name == "best_profit")
    near = dict(zip(profits, near_the_top(list(profits.values()), 0.95), strict=True))
    held = held_of(asked.answer, planted.truth, "part_worth", "best_profit", "best_price")
    return Judged(width_of(first), *held, near[first.of["offer"]], sum(near.values()) / len(near))


def judge_price_points(asked: Asked, planted: Planted) -> Judged:
    """Right: the optimal price is within a tenth; a guess is anywhere in the sixty units in which it is planted."""
    of = {"point": "optimal", "segment": "all"}
    said, true = asked.answer.estimate("price_point", **of), planted.truth[key("price_point", **of)]
    held = held_of(asked.answer, planted.truth, "price_point")
    return Judged(width_of(said), *held, abs(said.value / true - 1) <= 0.1, min(0.2 * true / 60, 1.0))


def near_the_top(true: Sequence[float], part: float) -> list[bool]:
    """Which of these are at least that part of the largest: who names one of them has not misled."""
    return [value >= part * max(true) for value in true]


# -- problems --------------------------------------------------------------------------------------------------------


def judge_comments(asked: Asked, planted: Planted) -> Judged:
    """Right: a complaint is named that is among the most frequent, and none of these is missing from the list."""
    shares = [planted.truth[key("mention_share", theme=theme)] for theme in voices.PROBLEMS]
    near = near_the_top(shares, 0.8)
    told = {e.of["theme"] for e in asked.answer.estimates if e.name == "mention_share"}
    often = [set(voices.names_of(theme)) for theme, is_near in zip(voices.PROBLEMS, near, strict=True) if is_near]
    first, held = complaints(asked.estimate)[:1], held_of(asked.answer, planted.truth, "mention_share")
    right = bool(first) and any(first[0].name in names for names in often) and all(names & told for names in often)
    return Judged(width_of(first[0].share) if first else np.inf, *held, right, float(np.mean(near)))


def judge_needs(asked: Asked, planted: Planted) -> Judged:
    """The scale has no zero that means nothing: the width is held against how far the need stands out."""
    needs, held = unmet(asked.estimate), held_of(asked.answer, planted.truth, "opportunity")
    first, average = needs[0], float(np.mean([need.opportunity.value for need in needs]))
    near = near_the_top([planted.truth[key("opportunity", need=n, segment="all")] for n in voices.NEEDS], 0.9)
    width = (first.opportunity.high - first.opportunity.low) / max(first.opportunity.value - average, 1e-9)
    return Judged(width, *held, near[voices.NEEDS.index(first.name)], float(np.mean(near)))


# -- market direction ------------------------------------------------------------------------------------------------


def judge_direction(asked: Asked, planted: Planted) -> Judged:
    rows = asked.answer.to_arrow("categories").to_pylist()
    gains = [bool(planted.truth[key("share_next_year", category=row["name"])] > row["share_before"]) for row in rows]
    growth = asked.answer.estimate("sales_growth", market="all")
    held = held_of(asked.answer, planted.truth, "sales_growth", "share_next_year")
    return Judged((growth.high - growth.low) / (1 + growth.value), *held, gains[0], float(np.mean(gains)))


# -- segments --------------------------------------------------------------------------------------------------------


def judge_segments(asked: Asked, planted: Planted) -> Judged:
    """Right: most customers of the segment to focus on are of the best kind; a guess is one of the kinds."""
    facts, found = planted.facts, [e for e in asked.answer.estimates if e.name == "segment_share"]
    if not found:
        return Judged(np.inf, 0, 0, False, 1 / len(facts["shares"]))
    share, value = found[0], asked.answer.estimate("segment_value", **found[0].of)
    inside = np.array(asked.scores["segment"]) == share.of["segment"]
    kinds = facts["kind"][np.array(asked.scores["customer_id"])[inside]]
    most = int(np.bincount(kinds, minlength=len(facts["shares"])).argmax()) if kinds.size else -1
    as_planted = len(found) == len(facts["shares"])  # what is true of a segment that joins two kinds is not known
    held = int(as_planted and _holds(share, float(facts["shares"][facts["best"]])))
    return Judged(width_of(value), held, int(as_planted), most == facts["best"], 1 / len(facts["shares"]))


# -- positioning and access ------------------------------------------------------------------------------------------


def judge_positions(asked: Asked, planted: Planted) -> Judged:
    gaps = [e for e in asked.answer.estimates if e.name == "difference"]
    sharpest = max(gaps, key=lambda e: abs(e.value) / (e.high - e.low))
    true = planted.truth[sharpest.name, frozenset(sharpest.of.items())]
    held = held_of(asked.answer, planted.truth, "difference")
    return Judged(width_of(sharpest), *held, true * sharpest.value > 0, 0.5)


def judge_access(asked: Asked, planted: Planted) -> Judged:
    """A guess is a set of as many channels, drawn by lot."""
    found = [e for e in asked.answer.estimates if e.of.get("segment") == "all"]
    reaches = [e for e in found if e.name == "reach"]
    held = sum(_holds(e, planted.truth[e.name, frozenset(e.of.items())]) for e in reaches)
    sets = {of["channels"]: reach for (name, pairs), reach in planted.truth.items()
            if name == "set_reach" and (of := dict(pairs))["segment"] == "all"}  # fmt: skip
    # where all channels are chosen, there is no estimate of what they reach together
    chosen = next((e.of["channels"] for e in found if e.name == "set_reach"), max(sets, key=len)).split(" + ")
    alike = [reach >= GOAL for names, reach in sets.items() if len(names.split(" + ")) == len(chosen)]
    width = float(np.median([width_of(e) for e in reaches]))
    return Judged(width, held, len(reaches), sets[" + ".join(sorted(chosen))] >= GOAL, float(np.mean(alike)))


# -- adoption and retention ------------------------------------------------------------------------------------------

_PERIODS = 6


def judge_launch(asked: Asked, planted: Planted) -> Judged:
    """The rule to beat: as many adopters as in the last twelve months, or as many a month as so far."""
    ahead, true, seen = asked.answer.estimate("adopters_to_come"), planted.facts["to_come"], planted.facts["seen"][-12:]
    rule = 12 * seen.mean()
    right = abs(np.log1p(ahead.value) - np.log1p(true)) < abs(np.log1p(rule) - np.log1p(true))
    return Judged(width_of(ahead), int(_holds(ahead, true)), 1, bool(right), 0.5)


def judge_late(asked: Asked, planted: Planted) -> Judged:
    reached, true = asked.answer.estimate("share_reached"), planted.facts["share"]
    return Judged(width_of(reached), int(_holds(reached, true)), 1, (reached.value > 0.75) == (true > 0.75), 0.5)


def judge_steps(asked: Asked, planted: Planted) -> Judged:
    planted_step = planted.facts["feature"]
    effects = [e for e in asked.answer.estimates if e.name == "activation_effect"]
    first = max(effects, key=lambda e: e.value)
    gains = {name: companies.STEP_GAIN if name == planted_step else 0.0 for name in companies.FEATURES}
    told = [e for e in effects if e.of["feature"] in gains]
    held = sum(_holds(e, gains[e.of["feature"]]) for e in told)
    return Judged(width_of(first), held, len(told), first.of["feature"] == planted_step, 1 / len(gains))


def judge_staying(asked: Asked, planted: Planted) -> Judged:
    curve = [e for e in asked.answer.estimates if e.name == "retained" and int(e.of["periods"]) <= _PERIODS]
    last = [e for e in curve if e.of.get("segment") == "all"][-1:]
    curves = {key("retained", plan=plan, periods=str(n)): (1 - hazard) ** n
              for plan, hazard in zip("AB", planted.facts["hazards"], strict=True) for n in range(1, 13)}  # fmt: skip
    held = held_of(asked.answer, curves, "retained")
    effects = {e.of["plan"]: e.value for e in asked.answer.estimates if e.name == "leaving_effect" and "plan" in e.of}
    right = effects.get("A", 0.0) > effects.get("B", 0.0)
    width = (last[0].high - last[0].low) / max(1 - last[0].value, 1e-9) if last else np.inf
    return Judged(width, *held, right, 0.5)


# -- share of wallet and predisposition ------------------------------------------------------------------------------


def judge_wallet(asked: Asked, planted: Planted) -> Judged:
    share = asked.answer.estimate("share_of_wallet", segment="all")
    norm = asked.answer.estimate("share_of_wallet_norm", brand="Aurora")
    right = (share.value > norm.value) == planted.facts["above"]
    return Judged(width_of(share), int(_holds(share, planted.facts["share"])), 1, right, 0.5)


def judge_baskets(asked: Asked, _: Planted) -> Judged:
    """A guess is one of the steps that are quoted."""
    steps = asked.answer.to_arrow("next_category").to_pylist()
    chances = companies.step_chances()
    told = [(s, chances[s["owned"], s["offer"]]) for s in steps if (s["owned"], s["offer"]) in chances]
    held = sum(bool(s["chance_low"] <= true <= s["chance_high"]) for s, true in told)
    width = (steps[0]["chance_high"] - steps[0]["chance_low"]) / steps[0]["chance"]
    right = (steps[0]["owned"], steps[0]["offer"]) == companies.STEP
    return Judged(width, held, len(told), right, 1 / len(steps))


def judge_buyers(asked: Asked, planted: Planted) -> Judged:
    """Right: customers of the likeliest tenth have more than the average rate, and not by a lot drawn blindly."""
    total, rate = asked.answer.estimate("expected_buyers", segment="all"), planted.facts["rate"]
    known = [
        (c, chance) for c, chance in zip(asked.scores["customer_id"], asked.scores["chance"], strict=True) if c >= 0
    ]
    best = sorted(known, key=lambda pair: -pair[1])[: max(len(known) // 10, 1)]
    right = rate[[c for c, _ in best]].mean() > rate.mean()
    return Judged(width_of(total), int(_holds(total, planted.facts["to_come"])), 1, bool(right), 0.5)
