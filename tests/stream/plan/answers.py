"""Answers as small as a plan can be drafted from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corrente.core.answer import Answer, Estimate, Grade, Lever, Refusal, Status, Table, refuse
from corrente.core.catalogue import QUESTIONS
from corrente.core.profile import Settings
from corrente.core.words import Phrase

AURORA = Settings("Aurora CRM", "BRL", segment="customers.size", brand="Aurora")
SEGMENTS = ("small", "mid", "enterprise")


def est(name: str, value: float, unit: str = "share", half: float | None = None, **of: str) -> Estimate:
    """An estimate with an interval of a tenth to either side, or of ``half``."""
    half = abs(value) / 10 if half is None else half
    return Estimate(name, value, value - half, value + half, unit, of)


def answered(
    question: str,
    estimates: Iterable[Estimate],
    levers: tuple[Lever, ...] = (),
    tables: Mapping[str, Table] | None = None,
) -> Answer:
    headline = Phrase.same(question)
    return Answer(QUESTIONS[question], Status.ANSWERED, headline, tuple(estimates), tables or {}, (), levers)


def refused(question: str) -> Answer:
    because = Phrase("The data has no such table.", "Falta essa tabela nos dados.")
    next_step = Phrase("Bring it.", "Traga essa tabela.")
    return refuse(QUESTIONS[question], Refusal(because, ("some table",), next_step))


def all_refused() -> dict[str, Answer]:
    return {question: refused(question) for question in QUESTIONS}


def orders_only() -> dict[str, Answer]:
    """What a shop with nothing but orders gets."""
    loyalty = [
        est("active_customers", 4500, "customers", segment="all"),
        est("lifetime_value", 950, "BRL per customer in 12 months", segment="all"),
    ]
    segments = [
        est(name, value, unit, segment=segment)
        for segment, share, worth in (("9 or more purchases", 0.2, 3000.0), ("one purchase", 0.8, 400.0))
        for name, value, unit in (
            ("segment_share", share, "share of customers"),
            ("segment_value", worth, "BRL per customer in 12 months"),
        )
    ]
    buyers = [est("expected_buyers", 910, "customers who will buy", segment="all")]
    return all_refused() | {
        "loyalty": answered("loyalty", loyalty),
        "segments": answered("segments", segments),
        "predisposition": answered("predisposition", buyers),
    }


def aurora() -> dict[str, Answer]:
    """The company of the seed article: a CRM vendor whose enterprise customers cannot test campaign assets easily."""
    channels = {"linkedin": (0.36, 0.38, 200.0), "email": (0.3, 0.3, 0.5), "ebook": (0.24, 0.23, 35.0)}
    return all_refused() | {
        "problems": answered("problems", _needs()),
        "solutions": answered("solutions", _worths(), (_lever("price", feature="adaptive testing", level="yes"),)),
        "loyalty": answered("loyalty", [
            est(name, value, unit, segment=segment)
            for name, unit, values in (
                ("lifetime_value", "BRL per customer in 12 months", (1000, 970, 950)),
                ("active_customers", "customers", (2790, 1170, 584)),
            )
            for segment, value in zip(SEGMENTS, values, strict=True)
        ]),
        "win_rate": answered("win_rate", [
            *(est("win_rate", rate, size=s) for s, rate in zip(SEGMENTS, (0.25, 0.32, 0.42), strict=True)),
            est("win_rate", 0.24, competitor="VendaFácil"),
            est("win_rate", 0.38, competitor="Pipeline Pro"),
        ]),
        "retention": answered("retention", [
            est("leaving_effect", effect, "share of customers per period, against the average", size=s)
            for s, effect in zip(SEGMENTS, (-0.004, -0.007, 0.03), strict=True)
        ]),
        "positioning": answered("positioning", [
            est("driver_share", 0.23, attribute="good value"),
            est("difference", 2.0, "points", attribute="easy to use", against="VendaFácil"),
            est("message_share", 0.3, message="Know what works", segment="enterprise"),
            est("message_share", 0.12, message="Live in a week", segment="enterprise"),
            est("message_share", 0.3, message="Live in a week", segment="small"),
        ]),
        "touchpoints": answered("touchpoints", [
            est("removal_effect", effect, channel=name) for name, (effect, _, _) in channels.items()
        ]),
        "access": answered("access", [
            found
            for name, (_, reach, cost) in channels.items()
            for found in (est("reach", reach, channel=name, segment="enterprise"),
                          est("cost_per_buyer", cost, "BRL per buyer met", channel=name, segment="enterprise"))
        ]),
        "engagement": answered("engagement", [
            est("answer_rate", rate, channel=name) for name, rate in (("linkedin", 0.09), ("email", 0.08),
                                                                      ("ebook", 0.13))
        ]),
        "lead_scoring": answered("lead_scoring", [est("caught_share", 0.35, worked="20%")], (), {"thresholds": Table(
            {"worked": Phrase.same("worked"), "score": Phrase.same("score")}, ((0.1, 86), (0.2, 74)))}),
    }  # fmt: skip


def _needs() -> list[Estimate]:
    found = []
    for segment, testing in zip(SEGMENTS, (4.0, 9.0, 15.0), strict=True):
        for need, points in (("testar as peças de campanha", testing), ("migrar sem perder dados", 10.5)):
            of = {"need": need, "segment": segment}
            found += [
                est("importance", 9, "points of 10", 0.3, **of),
                est("satisfaction", 3, "points of 10", 0.3, **of),
                est("opportunity", points, "points of 20", 0.9, **of),
            ]
    return found


def _worths() -> list[Estimate]:
    features = (("adaptive testing", "yes", 40.0), ("onboarding", "yes", 45.0))
    worth = [
        est("willingness_to_pay", pay, "BRL", 8.0, feature=feature, level=level, segment=segment)
        for segment in (*SEGMENTS, "all")
        for feature, level, pay in features
    ]
    name = est("willingness_to_pay", 90, "BRL", feature="alternative", level="Aurora", segment="enterprise")
    return [*worth, name, est("best_profit", 33, "BRL per choice", offer="Pro")]


def _lever(driver: str, **of: str) -> Lever:
    effect = est("willingness_to_pay", 40, "BRL")
    return Lever(driver, Phrase.same("include it"), effect, Grade.ASSUMPTION, {**of, "segment": "all"})
