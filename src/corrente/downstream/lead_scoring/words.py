"""The lead scoring room in words: what the best leads hold, where to begin, and how we know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from corrente.core.answer import Action, Answer, Diagnostics, Estimate, Evidence, Grade, Lever, Proof, Status
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.downstream.lead_scoring.backtest import Split
from corrente.downstream.lead_scoring.card import Line
from corrente.downstream.lead_scoring.estimate import BEST, Cut, LeadScoring
from corrente.downstream.lead_scoring.leads import NOTHING, OTHERS
from corrente.downstream.lead_scoring.names import column, group
from corrente.downstream.lead_scoring.plan import QUESTION
from corrente.downstream.lead_scoring.tables import tables
from corrente.inference.scorecard import POINTS_TO_DOUBLE

_LEAST = 0.8  # the leads beyond this share are the lowest fifth
_TELLING = 5  # points from which a value is worth looking for
_MANY = 0.02  # share of the leads that a value must have to be looked for


def answer(estimate: LeadScoring) -> Answer:
    """The answer in words."""
    lever = _lever(estimate)
    expected = (estimate.expected,) if estimate.expected else ()
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(estimate),
        estimates=(
            estimate.overall,
            *(cut.caught for cut in estimate.cuts),
            *(line.estimate for line in estimate.card.lines),
            *expected,
        ),
        tables=tables(estimate),
        actions=tuple(_actions(estimate, lever))[:3],
        levers=(lever,),
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _cut(estimate: LeadScoring, share: float) -> Cut:
    return next(cut for cut in estimate.cuts if cut.share == share)


def _headline(estimate: LeadScoring) -> Phrase:
    caught = _cut(estimate, BEST).caught
    said = {
        "caught": Number(caught.value, Form.SHARE), "low": Number(caught.low, Form.SHARE),
        "high": Number(caught.high, Form.SHARE),
    }  # fmt: skip
    if not estimate.backtest.beats_baseline:
        return phrase(
            "Scores tell leads apart no better than {baseline}; their best fifth held {caught} of the conversions "
            "({low} to {high}).",
            "As notas não separam os leads melhor que {baseline}; o melhor quinto teve {caught} das conversões "
            "({low} a {high}).",
            baseline=estimate.backtest.baseline_name,
            **said,
        )
    return phrase(
        "The best fifth of leads, from {score} points up, {sure} holds more than its share: {caught} of the "
        "conversions ({low} to {high}).",
        "O melhor quinto dos leads, a partir de {score} pontos, {sure} rende mais que a sua parte: {caught} das "
        "conversões ({low} a {high}).",
        score=Number(_cut(estimate, BEST).score, Form.COUNT),
        sure=certainty(_above(caught, BEST)),
        **said,
    )


def _above(estimate: Estimate, than: float) -> float:
    """From its 90% interval, taken as normal: the probability that a share is above another."""
    from math import erf, sqrt

    sd = max((estimate.high - estimate.low) / 3.29, 1e-12)
    return 0.5 * (1 + erf((estimate.value - than) / sd / sqrt(2)))


def _lever(estimate: LeadScoring) -> Lever:
    """Working the best fifth first: the share that converts there, less that of all."""
    cut, rate = _cut(estimate, BEST), estimate.overall.value

    def gain(caught: float) -> float:
        return (caught / BEST - 1) * rate

    caught = cut.caught
    inner = caught.inner or (caught.low, caught.high)
    effect = replace(
        caught, name="conversion_gain", value=gain(caught.value), low=gain(caught.low), high=gain(caught.high),
        inner=(gain(inner[0]), gain(inner[1])), unit="share of worked leads, against all leads", observed=None,
    )  # fmt: skip
    change = phrase(
        "working the leads from {score} points up first",
        "trabalhar primeiro os leads a partir de {score} pontos",
        score=Number(cut.score, Form.COUNT),
    )
    return Lever("conversion", change, effect, Grade.ASSOCIATION, {"worked": caught.of["worked"]})


def _actions(estimate: LeadScoring, lever: Lever) -> Iterator[Action]:
    yield Action(_begin(estimate), lever)
    lowest = 1 - _cut(estimate, _LEAST).caught.value
    yield Action(
        phrase(
            "Spend little on leads below {score} points: the lowest fifth held {share} of the conversions.",
            "Gaste pouco com leads abaixo de {score} pontos: o pior quinto teve {share} das conversões.",
            score=Number(_cut(estimate, _LEAST).score, Form.COUNT),
            share=Number(lowest, Form.SHARE),
        )
    )
    telling = _telling(estimate)
    if telling:
        times = Number(2 ** (telling.points / POINTS_TO_DOUBLE))
        yield Action(
            phrase(
                "Look for more leads with {group}: all else alike, their odds are {times} times the average lead's.",
                "Busque mais leads com {group}: tudo o mais igual, a razão de chances é {times} vezes a do lead médio.",
                group=group(telling.feature, telling.code),
                times=times,
            )
        )


def _begin(estimate: LeadScoring) -> Phrase:
    """Where to begin, and what this score rests on."""
    at = estimate.threshold
    said = {"score": Number(at.score, Form.COUNT), "chance": Number(at.chance, Form.SHARE)}
    if at.by_cost and at.by_capacity:
        why = phrase("it pays and fits your capacity", "compensa e cabe na sua capacidade")
    elif at.by_cost:
        why = phrase("from there a lead earns more than it costs", "daí em diante o lead rende mais do que custa")
    elif at.by_capacity:
        why = phrase("that is what your team can work", "é o que a sua equipe consegue trabalhar")
    else:
        why = phrase(
            "for a threshold of your own, give lead_cost, lead_value or lead_capacity in corrente.toml",
            "para um corte seu, informe lead_cost, lead_value ou lead_capacity no corrente.toml",
        )
    return phrase(
        "Work leads from {score} points up first, where the chance is {chance} or more: {why}.",
        "Trabalhe primeiro os leads a partir de {score} pontos, com chance de {chance} ou mais: {why}.",
        why=why,
        **said,
    )


def _telling(estimate: LeadScoring) -> Line | None:
    """The value that surely speaks most for a lead, if it is one that a company can look for."""
    ended = (estimate.overall.observed or {})["ended"]
    sure = [
        line
        for line in estimate.card.lines
        if line.points >= _TELLING and line.estimate.low > 0 and line.ended >= _MANY * ended
        and line.feature.levels[line.code] not in (NOTHING, OTHERS)
    ]  # fmt: skip
    return max(sure, key=lambda line: line.points, default=None)


def _proof(estimate: LeadScoring) -> Proof:
    fit = estimate.fit
    return Proof(
        Diagnostics(fit.method.value, fit.pareto_k, fit.effective),
        estimate.backtest,
        {"intercept": float(fit.coefficients[:, 0].mean())},
        time_unit=f"{estimate.plan.period_days} days",
        notes=(_TESTED[Split(str(estimate.backtest.details["kind"]))],),
    )


_TESTED = {
    Split.TIME: phrase(
        "Tested through time: each sixtieth of the time was scored from the outcomes known before it, as a company "
        "would. The area under the curve is the chance that a lead that was won had the higher score.",
        "Teste no tempo: cada sexagésimo do período foi pontuado com os desfechos conhecidos antes dele, como na "
        "empresa. A área sob a curva é a chance de um lead ganho ter a nota maior.",
    ),
    Split.FOLDS: phrase(
        "Tested by 5-fold cross-validation, because too little time has passed for a test through time: each fifth of "
        "the leads was scored by a model of the others.",
        "Teste por validação cruzada em 5 partes, porque passou pouco tempo para um teste no tempo: cada quinto dos "
        "leads foi pontuado por um modelo dos demais.",
    ),
}


def _caveats(estimate: LeadScoring) -> Iterator[Phrase]:
    if estimate.leaks:
        places = {f"n{i}": column(name) for i, name in enumerate(estimate.leaks)}
        listed = ", ".join(f"{{{place}}}" for place in places)
        yield phrase(
            "Left out, because they seem to be known only after the outcome: {names}.",
            "Ficaram de fora, porque parecem conhecidas só depois do desfecho: {names}.",
            names=Phrase(listed, listed, places),
        )
    if estimate.plan.horizon_days:
        yield phrase(
            "No lead is marked as lost: one that is not won within {days} days counts as lost.",
            "Nenhum lead está marcado como perdido: o que não é ganho em {days} dias conta como perdido.",
            days=Number(estimate.plan.horizon_days, Form.COUNT),
        )
    if estimate.backtest.details["discount"] != 1.0:
        yield phrase(
            "Leads change over time: older outcomes count less, so the points are those of the last months.",
            "Os leads mudam com o tempo: desfechos antigos contam menos, e os pontos são os dos últimos meses.",
        )
    if estimate.plan.every > 1:
        yield phrase(
            "There are so many leads that about one in {n} was counted.",
            "São tantos leads que se contou cerca de um em cada {n}.",
            n=Number(estimate.plan.every, Form.COUNT),
        )
    yield phrase(
        "Points go with conversion; only an experiment can say what a contact changes.",
        "Os pontos acompanham a conversão; só um experimento diz o que um contato muda.",
    )


_METHOD = phrase(
    "Every value of every column has points: the average lead has 50 in all, and 20 more double the odds. The points "
    "come from leads alike in everything else, and values with few leads are drawn towards the average. Each lead's "
    "score is the sum of its points, so it can be explained to whom it concerns.",
    "Cada valor de cada coluna tem pontos: o lead médio soma 50, e 20 a mais dobram as chances relativas. Os pontos "
    "vêm de leads parecidos em todo o resto, e valores com poucos leads são puxados para a média. A nota de cada lead "
    "é a soma dos seus pontos, e assim pode ser explicada a quem diz respeito.",
)
_REFERENCES = (
    "Siddiqi 2006, Credit Risk Scorecards",
    "Gelman & Hill 2007, Data Analysis Using Regression and Multilevel/Hierarchical Models",
    "West, Harrison & Migon 1985, Dynamic generalized linear models and Bayesian forecasting",
    "Kaufman, Rosset, Perlich & Stitelman 2012, Leakage in data mining",
    "Lei 13.709/2018 (LGPD), art. 20",
)
