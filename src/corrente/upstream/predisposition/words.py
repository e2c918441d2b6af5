"""The predisposition room in words: how many will buy, who, why, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corrente.core.answer import (
    Action,
    Answer,
    Diagnostics,
    Estimate,
    Evidence,
    Grade,
    Lever,
    Proof,
    Status,
    Table,
)
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.upstream.predisposition.estimate import Driver, Predisposition
from corrente.upstream.predisposition.names import feature, level
from corrente.upstream.predisposition.plan import QUESTION

_SURE = 0.95
_SEEN_ONLY = ("touches", "uses")  # what a company can do something about


def answer(estimate: Predisposition) -> Answer:
    """The answer in words."""
    levers = tuple(_levers(estimate))
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(estimate),
        estimates=(estimate.expected, *estimate.rates),
        tables=_tables(estimate),
        actions=tuple(_actions(estimate, levers)),
        levers=levers,
        proof=Proof(Diagnostics(estimate.fit.method.value, estimate.fit.pareto_k, estimate.fit.effective),
                    estimate.backtest, {"intercept": float(estimate.fit.coefficients[:, 0].mean())},
                    time_unit=f"{estimate.plan.window_days} days", notes=(_TESTED,)),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=_CAVEATS),
    )  # fmt: skip


def _headline(estimate: Predisposition) -> Phrase:
    said = {
        "n": Number(estimate.expected.value),
        "low": Number(estimate.expected.low), "high": Number(estimate.expected.high),
        "m": Number(float(estimate.now.customers.sum()), Form.COUNT),
        "days": Number(estimate.plan.window_days, Form.COUNT),
    }  # fmt: skip
    if not estimate.backtest.beats_baseline:
        return phrase(
            "Within {days} days, {n} of {m} customers will buy ({low} to {high}); recency alone foretells it as well.",
            "Em {days} dias, {n} de {m} clientes vão comprar ({low} a {high}); só a última compra "
            "já prevê tão bem.", **said,
        )  # fmt: skip
    top = estimate.tenths[0].expected
    average = estimate.expected.value / estimate.now.customers.sum()
    return phrase(
        "Within {days} days, {n} of {m} customers will buy ({low} to {high}): {sure} {top} of the likeliest tenth.",
        "Em {days} dias, {n} de {m} clientes vão comprar ({low} a {high}); {sure} {top} do décimo mais propenso.",
        sure=certainty(_chance_above(top, average)), top=Number(top.value, Form.SHARE), **said,
    )  # fmt: skip


def _chance_above(top: Estimate, average: float) -> float:
    """From its 90% interval, taken as normal: the probability that the share is above the average."""
    from math import erf, sqrt

    sd = max((top.high - top.low) / 3.29, 1e-12)
    return 0.5 * (1 + erf((top.value - average) / sd / sqrt(2)))


def _levers(estimate: Predisposition) -> Iterator[Lever]:
    """Whom to turn to first; then what can be done about, where it surely goes with buying."""
    top = estimate.tenths[0]
    yield Lever("targeting", phrase("The likeliest tenth of customers first",
                                    "Primeiro o décimo mais propenso de clientes"),
                top.expected, Grade.ASSOCIATION, {"tenth": "1"})  # fmt: skip
    for driver in estimate.drivers:
        if driver.feature in _SEEN_ONLY and driver.code > 0 and float((driver.draws > 0).mean()) >= _SURE:
            effect = Estimate.from_draws("buying_effect", driver.draws, "share of customers, against the average")
            yield Lever("targeting", phrase("More customers like this: {level}", "Mais clientes assim: {level}",
                                            level=level(driver.feature, driver.code, estimate.plan)),
                        effect, Grade.ASSOCIATION, {driver.feature: str(driver.code)})  # fmt: skip


def _actions(estimate: Predisposition, levers: tuple[Lever, ...]) -> Iterator[Action]:
    top = estimate.tenths[0]
    average = estimate.expected.value / estimate.now.customers.sum()
    yield Action(
        phrase(
            "Turn first to the {n} likeliest customers: {share} will buy ({low} to {high}), against {average} of all.",
            "Procure primeiro os {n} clientes mais propensos: {share} vão comprar ({low} a {high}), ante "
            "{average} de todos.",
            n=Number(top.customers, Form.COUNT), share=Number(top.expected.value, Form.SHARE),
            low=Number(top.expected.low, Form.SHARE), high=Number(top.expected.high, Form.SHARE),
            average=Number(average, Form.SHARE),
        ), levers[0],
    )  # fmt: skip
    sleeping = estimate.tenths[len(estimate.tenths) // 2 :]
    if len(estimate.tenths) > 1 and sleeping:
        customers = sum(t.customers for t in sleeping)
        share = sum(t.expected.value * t.customers for t in sleeping) / customers
        yield Action(
            phrase(
                "Spare the {n} least likely what costs money per contact: {share} of them are expected to buy.",
                "Poupe os {n} menos propensos do que custa por contato: espera-se que {share} deles comprem.",
                n=Number(customers, Form.COUNT), share=Number(share, Form.EXACT_SHARE),
            )
        )  # fmt: skip
    for lever in levers[1:2]:
        yield Action(
            phrase("Test whether more of it helps: {what}. Such customers buy {gain} more often than the average.",
                   "Teste se aumentar isso ajuda: {what}. Esses clientes compram {gain} mais que a média.",
                   what=lever.change, gain=Number(lever.effect.value, Form.POINTS)),
            lever,
        )  # fmt: skip


# -- tables ----------------------------------------------------------------------------------------------------------

_FROM, _TO = phrase("from", "de"), phrase("to", "até")


def _tables(estimate: Predisposition) -> dict[str, Table]:
    return {"tenths": _tenths(estimate), "buying_drivers": _drivers(estimate)}


def _tenths(estimate: Predisposition) -> Table:
    rows = tuple(
        (t.number, t.customers, t.expected.value, t.expected.low, t.expected.high,
         *(t.tested if t.tested is not None else (None, None)))
        for t in estimate.tenths
    )  # fmt: skip
    columns = {
        "tenth": phrase("Tenth, likeliest first", "Décimo, do mais propenso"),
        "customers": phrase("Customers", "Clientes"),
        "will_buy": phrase("Will buy", "Vão comprar"), "low": _FROM, "high": _TO,
        "test_foretold": phrase("Test: foretold", "Teste: previsto"), "test_seen": phrase("Test: seen", "Teste: visto"),
    }  # fmt: skip
    return Table(columns, rows, shares=("will_buy", "low", "high", "test_foretold", "test_seen"))


def _drivers(estimate: Predisposition) -> Table:
    ranked = sorted(estimate.drivers, key=lambda d: -float(d.draws.mean()))
    rows = tuple(
        (feature(d.feature, estimate.plan), level(d.feature, d.code, estimate.plan), d.customers,
         d.bought / d.customers, *_spread(d))
        for d in ranked
    )  # fmt: skip
    columns = {
        "column": phrase("What is known", "O que se sabe"), "level": phrase("Customers with", "Clientes com"),
        "customers": phrase("Customers", "Clientes"), "rate": phrase("Bought", "Compraram"),
        "effect": phrase("Difference, all else alike", "Diferença, tudo o mais igual"), "low": _FROM, "high": _TO,
    }  # fmt: skip
    return Table(columns, rows, shares=("rate", "effect", "low", "high"))


def _spread(driver: Driver) -> tuple[float, float, float]:
    low, high = np.quantile(driver.draws, [0.05, 0.95])
    return float(driver.draws.mean()), float(low), float(high)


_TESTED = phrase(
    "Tested in time: learnt from one window, scored on who bought in the next, beside the share that "
    "bought at each time "
    "since the last purchase.",
    "Teste no tempo: aprendido em uma janela e avaliado em quem comprou na seguinte, ao lado da parcela que "
    "comprou a cada "
    "tempo desde a última compra.",
)
_METHOD = phrase(
    "Customers are described as they were on two past days, and who bought in the window after each is "
    "set against that. "
    "Patterns with few customers are drawn towards the rest. The chance is for buying at all, whatever is done.",
    "Os clientes são descritos como eram em dois dias passados, e isso é comparado com quem comprou na "
    "janela seguinte. "
    "Padrões com poucos clientes são puxados para os demais. A chance é de comprar, faça-se algo ou não.",
)
_CAVEATS = (
    phrase(
        "Who is likely to buy is not who is moved by a contact: only an experiment tells those apart.",
        "Quem tende a comprar não é necessariamente quem se move com um contato: só um experimento separa os dois.",
    ),
    phrase(
        "The chances suppose that the coming window is like the last two; a season may make it better or worse.",
        "As chances supõem que a próxima janela se pareça com as duas últimas; uma sazonalidade pode mudar isso.",
    ),
)
_REFERENCES = (
    "Gelman & Hill 2007, Data Analysis Using Regression and Multilevel/Hierarchical Models",
    "Fader, Hardie & Lee 2005, RFM and CLV: using iso-value curves for customer base analysis",
    "Hanley & McNeil 1982, The meaning and use of the area under a ROC curve",
    "Cox 1958, Two further applications of a model for binary regression (calibration slope)",
)
