"""Levers in the answers' units, turned into relative changes of what the monthly model multiplies.

Each kind of lever has one rule: which question it belongs to, what it moves, and how its effect becomes a change of
that. Where an answer does not say how far a lever can be pulled, or what a point of a rating is worth, an assumption
with a wide range does, and is stated. Effects that are in the forecast already, or that no money follows from, say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Grade, Lever
from corrente.core.experiment import RELATIVE_CHANGE
from corrente.core.words import Phrase
from corrente.stream.growth.drivers import Driver, Sources, column, names
from corrente.upstream.retention import names as retention

Array = NDArray[np.float64]


class Target(StrEnum):
    """What a change multiplies (`DAYS`: brings forward; `STAY`: keeps, as a share a month; `MONEY`: adds once)."""

    LEADS = "leads"
    WINS = "wins"
    PRICE = "price"
    REPEATS = "repeats"
    NEW_REPEATS = "new_repeats"
    STAY = "stay"
    DAYS = "days"
    MONEY = "money"


@dataclass(frozen=True)
class Change:
    """By how much a target moves once a lever is fully pulled: ``size`` (S,), and the drivers that it comes from."""

    target: Target
    size: Array
    drivers: tuple[Driver, ...]

    @property
    def assumptions(self) -> tuple[Driver, ...]:
        """Those of its drivers that somebody assumed."""
        return tuple(driver for driver in self.drivers if driver.grade is Grade.ASSUMPTION)


@dataclass(frozen=True)
class Uncounted:
    """Why a lever is not counted in money."""

    because: Phrase


Rule = Callable[[Driver, Sources], tuple[Array, tuple[Driver, ...]] | None]
"""From a lever's effect to the change's size and the further drivers it needs; None where they are not known."""


@dataclass(frozen=True)
class Link:
    """The question that a kind of lever belongs to, what it moves and how."""

    question: str
    target: Target
    rule: Rule


RELATIVE = RELATIVE_CHANGE
"""The effect's name of a lever that somebody wrote in the model's own terms: its driver is a `Target`."""


def question_of(lever: Lever) -> str | None:
    """The question whose answer a lever comes from; None for one that a person wrote."""
    link = LINKS.get((lever.driver, lever.effect.name))
    return None if link is None else link.question


def change_of(lever: Lever, sources: Sources) -> Change | Uncounted:
    """What a lever does to the model."""
    if lever.effect.name == RELATIVE and lever.driver in set(Target):
        own = sources.lever("person", lever)
        return Change(Target(lever.driver), own.draws, (own,))
    if (lever.driver, lever.effect.name) in _UNCOUNTED:
        return Uncounted(_UNCOUNTED[lever.driver, lever.effect.name])
    link = LINKS.get((lever.driver, lever.effect.name))
    if link is None:
        return Uncounted(_UNKNOWN)
    effect = sources.lever(link.question, lever)
    found = link.rule(effect, sources)
    if found is None:
        return Uncounted(_LACKING)
    size, further = found
    return Change(link.target, size, (effect, *further))


def _by(gain: Array, base: Array) -> Array:
    """The gain (S,) relative to its base (S,), which is not taken below a tenth of its mean."""
    return np.asarray(gain / np.maximum(base, max(base.mean() / 10, 1e-9)))


def _satisfied(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    said = sources.measured("problems", "mention_share", theme=effect.of["theme"])
    if said is None:
        return None
    worth = sources.assumed("repeats_per_rating_point", 0.0, 0.05, _RATING, "problems")
    return effect.draws * said.draws * worth.draws, (said, worth)


def _preferred(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]]:
    worth = sources.assumed("wins_per_rating_point", 0.0, 0.05, _OVERALL, "positioning")
    return effect.draws * worth.draws, (worth,)


def _focused(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    mean = sources.measured("loyalty", "lifetime_value", segment="all")
    if mean is None:
        return None
    shift = sources.assumed("focus_shift", 0.05, 0.3, _FOCUS, "segments")
    return _by(shift.draws * effect.draws, mean.draws), (mean, shift)


def _priced(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    prices = sources.estimates("solutions", "best_price", "offer")
    if not prices:
        return None
    usual = float(np.mean([price.value for price in prices]))
    taken = sources.assumed("feature_taken", 0.02, 0.2, _TAKEN, "solutions")
    return effect.draws / usual * taken.draws, (taken,)


def _reached(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]]:
    more = sources.assumed("reach_more", 0.0, 0.2, _REACH, "access", **_own(effect))
    return effect.draws * more.draws, (more,)


def _switched_off(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    removed = sources.measured("touchpoints", "removal_effect", channel=effect.of["channel"])
    if removed is None:
        return None
    return -removed.draws, (removed,)


def _activated(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    stayed, table = sources.measured("adoption", "stayed", segment="all"), sources.table("adoption", "first_steps")
    counts = dict(zip(names(table, "feature"), zip(column(table, "with"), column(table, "without"), strict=True),
                      strict=True))  # fmt: skip
    if stayed is None or effect.of["feature"] not in counts:
        return None
    used, unused = counts[effect.of["feature"]]
    led = sources.assumed("activation_led", 0.05, 0.4, _LED, "adoption")
    left = unused / max(used + unused, 1.0)
    return _by(effect.draws * left * led.draws, stayed.draws), (stayed, led)


def _adopted(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    coming = sources.estimates("adoption", "adopters_to_come", "product")
    if not coming:
        return None
    whole = [sources.driver("adoption", one) for one in coming]
    return _by(effect.draws, np.sum([one.draws for one in whole], axis=0)), tuple(whole)


def _treated(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    value = sources.measured(effect.question or "", "value_uplift", arm=effect.of["arm"])
    customers = sum(column(sources.table("loyalty", "segments"), "customers"))
    if value is None or not customers:
        return None
    return value.draws * customers, (value,)


def _answered(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    rate = sources.measured("engagement", "answer_rate", segment="all")
    if rate is None:
        return None
    passed = sources.assumed("answers_that_lead", 0.0, 0.1, _PASSED, "engagement")
    return _by(effect.draws * passed.draws, rate.draws), (passed, rate)


def _a_point(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]]:  # noqa: ARG001 - a rule's shape
    return np.full(sources.draws, 0.01), ()


def _left_less(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    table = sources.table("retention", "leaving")
    by = next((key for key in effect.of if key != "lever"), "")
    rows = zip(names(table, "column"), names(table, "level"), column(table, "at_risk"), strict=True)
    risk = {level: at_risk for kind, level, at_risk in rows if kind == str(retention.column(by))}
    said = str(retention.level(by, effect.of.get(by, "")))
    if said not in risk:
        return None
    spared = sources.assumed("leaving_avoided", 0.05, 0.4, _SPARED, "retention")
    share = risk[said] / max(sum(risk.values()), 1.0)
    return effect.draws * share * spared.draws, (spared,)


def _won_over(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    room, share = (
        sources.measured("share_of_wallet", name, segment="all") for name in ("head_room", "share_of_wallet")
    )
    if room is None or share is None:
        return None
    ours = _by(room.draws * share.draws, 1 - share.draws)
    return _by(effect.draws, ours), (room, share)


def _bought_more(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    value, spend = (
        sources.measured("loyalty", name, segment="all") for name in ("lifetime_value", "spend_per_purchase")
    )
    if value is None or spend is None:
        return None
    return _by(effect.draws * spend.draws, value.draws), (value, spend)


def _worked_first(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    rate = sources.measured("lead_scoring", "conversion_rate", segment="all")
    if rate is None:
        return None
    left = sources.assumed("leads_not_worked", 0.02, 0.2, _WORKED, "lead_scoring")
    return _by(effect.draws * left.draws, rate.draws), (rate, left)


def _more_such_deals(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    rate = sources.measured("win_rate", "win_rate", segment="all")
    if rate is None:
        return None
    shift = sources.assumed("deals_shifted", 0.02, 0.2, _SHIFTED, "win_rate")
    return _by(effect.draws * shift.draws, rate.draws), (rate, shift)


def _moved_on(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    of = {key: effect.of[key] for key in ("from", "to")}
    rate = sources.measured("conversion", "stage_conversion", **of)
    return None if rate is None else (_by(np.full(sources.draws, 0.01), rate.draws), (rate,))


def _spent(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]] | None:
    """The channel's change of the outcome in a week against the outcome of a week."""
    outcome = column(sources.table("acquisition", "weeks"), "outcome")
    return None if not outcome else (effect.draws / max(float(np.mean(outcome)), 1e-9), ())


def _days(effect: Driver, sources: Sources) -> tuple[Array, tuple[Driver, ...]]:  # noqa: ARG001 - a rule's shape
    return effect.draws, ()


def _own(effect: Driver) -> Mapping[str, str]:
    return {key: value for key, value in effect.of.items() if key == "channel"}


LINKS: Mapping[tuple[str, str], Link] = {
    ("satisfaction", "rating_effect"): Link("problems", Target.REPEATS, _satisfied),
    ("preference", "overall_rating"): Link("positioning", Target.WINS, _preferred),
    ("focus", "value_above_average"): Link("segments", Target.WINS, _focused),
    ("price", "willingness_to_pay"): Link("solutions", Target.PRICE, _priced),
    ("reach", "reach"): Link("access", Target.LEADS, _reached),
    ("channel_effectiveness", "conversions"): Link("touchpoints", Target.LEADS, _switched_off),
    ("activation", "activation_effect"): Link("adoption", Target.NEW_REPEATS, _activated),
    ("p", "gain_from_innovation"): Link("adoption", Target.WINS, _adopted),
    ("q", "gain_from_imitation"): Link("adoption", Target.WINS, _adopted),
    ("response", "uplift"): Link("engagement", Target.MONEY, _treated),
    ("retention", "uplift"): Link("retention", Target.MONEY, _treated),
    ("response", "answer_gain"): Link("engagement", Target.LEADS, _answered),
    ("retention", "value_of_a_point"): Link("retention", Target.STAY, _a_point),
    ("retention", "leaving_effect"): Link("retention", Target.STAY, _left_less),
    ("purchase_rate", "head_room_won"): Link("share_of_wallet", Target.REPEATS, _won_over),
    ("purchase_rate", "next_category_gain"): Link("share_of_wallet", Target.REPEATS, _bought_more),
    ("days_per_stage", "days_saved"): Link("sales_cycle", Target.DAYS, _days),
    ("conversion", "conversion_gain"): Link("lead_scoring", Target.WINS, _worked_first),
    ("win_rate", "win_rate_effect"): Link("win_rate", Target.WINS, _more_such_deals),
    ("stage_conversion", "value_of_a_point"): Link("conversion", Target.WINS, _moved_on),
    ("acquisition", "outcome"): Link("acquisition", Target.LEADS, _spent),
}
"""Every kind of lever that moves money, by its driver and the name of its effect."""

_UNCOUNTED: Mapping[tuple[str, str], Phrase] = {
    ("market_growth", "sales_growth"): Phrase(
        "The market's growth is in the forecast already.", "O crescimento do mercado já está na previsão."
    ),
    ("price", "best_profit"): Phrase(
        "Stated choices do not say what today's price brings: type in the change you expect.",
        "As escolhas declaradas não dizem quanto rende o preço de hoje: informe a mudança que você espera.",
    ),
    ("targeting", "buying_rate"): Phrase(
        "Turning first to likely buyers saves contacts; by itself it does not sell more.",
        "Priorizar os compradores prováveis poupa contatos; por si só, não vende mais.",
    ),
}  # fmt: skip
_UNKNOWN = Phrase(
    "Nothing says how this lever moves money: type in the change you expect.",
    "Nada diz como essa alavanca vira dinheiro: informe a mudança que você espera.",
)
_LACKING = Phrase(
    "An answer that would say what this lever moves is missing.",
    "Falta uma resposta que diga o que essa alavanca move.",
)
_RATING = Phrase(
    "a rating one point higher goes with 0% to 5% more purchases",
    "um ponto a mais na nota vem com 0% a 5% mais compras",
)
_OVERALL = Phrase(
    "an overall rating one point higher goes with 0% to 5% more new customers",
    "um ponto a mais na nota geral vem com 0% a 5% mais novos clientes",
)
_FOCUS = Phrase(
    "5% to 30% of new customers more come from the segment in focus",
    "5% a 30% dos novos clientes a mais vêm do segmento em foco",
)
_TAKEN = Phrase(
    "2% to 20% of what people would pay for it ends up in the price of the average sale",
    "de 2% a 20% do que as pessoas pagariam por isso chega ao preço da venda média",
)
_REACH = Phrase("the channel meets up to 20% more people", "o canal alcança até 20% mais pessoas")
_LED = Phrase(
    "5% to 40% of those who would not use it can be led to it", "5% a 40% de quem não usaria pode ser levado a usar"
)
_PASSED = Phrase(
    "up to 10% of a higher answer rate ends up in more new customers",
    "até 10% de uma taxa de resposta maior vira novos clientes a mais",
)
_SPARED = Phrase("5% to 40% of it can be avoided", "5% a 40% disso pode ser evitado")
_WORKED = Phrase(
    "2% to 20% of the leads are not worked for lack of time",
    "2% a 20% dos leads não são trabalhados por falta de tempo",
)
_SHIFTED = Phrase("2% to 20% of deals can become such deals", "2% a 20% dos negócios podem passar a ser assim")
