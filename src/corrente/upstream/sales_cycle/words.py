"""The sales cycle room in words and in one picture."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corrente.core.answer import Action, Answer, Diagnostics, Estimate, Evidence, Grade, Lever, Proof, Status
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.inference.posterior import Method
from corrente.upstream.sales_cycle.estimate import SalesCycle
from corrente.upstream.sales_cycle.plan import OTHER, QUESTION
from corrente.upstream.sales_cycle.stays import NOTHING, TOTAL, Stay, Vector
from corrente.upstream.sales_cycle.tables import estimates, stage_table

MOST_WORDS = 25
_CLAIMED, _SURE = 0.75, 0.95


def answer(estimate: SalesCycle) -> Answer:
    """The answer in words: how long, where deals wait, who is quicker, and by how much."""
    levers = tuple(_levers(estimate))
    return Answer(
        QUESTION,
        Status.ANSWERED if estimate.stages else Status.PARTIAL,
        next(said for said in _headlines(estimate) if _is_short(said)),
        estimates=estimates(estimate),
        tables={"stages": stage_table(estimate)},
        actions=tuple(_action(lever) for lever in levers[:3]),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _headlines(estimate: SalesCycle) -> Iterator[Phrase]:
    """From the fullest to the shortest; stages may have names of any length."""
    plain = Number(estimate.total.plain_median, Form.EXACT)
    every = Number(float(np.median(estimate.total.all)))
    if estimate.backtest is not None and not estimate.backtest.beats_baseline:
        yield phrase(
            "Won deals took {plain} days at the median; closing dates are predicted no better than with {baseline}.",
            "Negócios ganhos levaram {plain} dias na mediana; as datas de fechamento não são previstas melhor que com "
            "{baseline}.",
            plain=plain, baseline=estimate.backtest.baseline_name,
        )  # fmt: skip
    elif len(estimate.stages) > 1:
        yield _waiting(estimate, plain, every)
    if not estimate.open_deals:
        yield phrase(
            "Won deals took {plain} days from start to win at the median.",
            "Negócios ganhos levaram {plain} dias do início ao ganho, na mediana.",
            plain=plain,
        )
    yield phrase(
        "Won deals took {plain} days at the median; {every} days once those still open are counted.",
        "Negócios ganhos levaram {plain} dias na mediana; {every} dias quando se contam os ainda abertos.",
        plain=plain, every=every,
    )  # fmt: skip


def _waiting(estimate: SalesCycle, plain: Number, every: Number) -> Phrase:
    """Where all deals together spend the most days."""
    first, second = estimate.stages[:2]
    probability = float((first.entered * first.mean > second.entered * second.mean).mean())
    if probability < _CLAIMED:
        return phrase(
            "Won deals took {plain} days at the median ({every} counting open ones); no stage clearly holds them "
            "longest.",
            "Negócios ganhos levaram {plain} dias na mediana ({every} contando os abertos); nenhuma etapa claramente "
            "os segura mais.",
            plain=plain, every=every,
        )  # fmt: skip
    return phrase(
        "Won deals took {plain} days at the median ({every} counting open ones); deals {sure} wait longest in {stage}.",
        "Negócios ganhos levaram {plain} dias na mediana ({every} contando os abertos); {sure} param mais em {stage}.",
        plain=plain, every=every, sure=certainty(probability), stage=_quoted(first.stage),
    )  # fmt: skip


def _quoted(name: str) -> Phrase:
    """A name as it stands in the data."""
    return phrase("“{name}”", "“{name}”", name=name)


def _levers(estimate: SalesCycle) -> Iterator[Lever]:
    """Per stage, what all its deals would save at the pace of its quickest source; the largest savings first."""
    found = []
    for stay in estimate.stages or (estimate.total,):
        parts = (*estimate.by_source, *estimate.total_by_source)
        rivals = [part for part in parts if part.stage == stay.stage and part.source not in (NOTHING, OTHER)]
        if len(rivals) > 1:
            best = min(rivals, key=lambda part: float(np.median(part.all)))
            found.append((stay, best, stay.all - best.all))
    for stay, best, saved in sorted(found, key=lambda f: -float(f[2].mean())):
        if float((saved > 0).mean()) >= _SURE:
            yield _lever(stay, best, saved)


def _lever(stay: Stay, best: Stay, saved: Vector) -> Lever:
    effect = Estimate.from_draws("days_saved", saved, "days of the median", {"stage": stay.stage})
    source = best.source or ""
    if stay.stage == TOTAL:
        change = phrase(
            "all deals at the pace of those from {source}",
            "todos os negócios no ritmo dos que vêm de {source}",
            source=_quoted(source),
        )
    else:
        change = phrase(
            "all deals through stage {stage} at the pace of those from {source}",
            "todos os negócios na etapa {stage} no ritmo dos que vêm de {source}",
            stage=_quoted(stay.stage),
            source=_quoted(source),
        )
    return Lever("days_per_stage", change, effect, Grade.ASSOCIATION, {"stage": stay.stage, "source": source})


def _action(lever: Lever) -> Action:
    stage = lever.of["stage"]
    through = (
        phrase("get from start to win", "vão do início ao ganho")
        if stage == TOTAL
        else phrase("get through stage {stage}", "passam pela etapa {stage}", stage=_quoted(stage))
    )
    advice = phrase(
        "See how deals from {source} {through}: their median there is {days} days shorter than that of all deals "
        "({low} to {high}).",
        "Veja como os negócios vindos de {source} {through}: a mediana deles é {days} dias menor que a de todos "
        "(de {low} a {high}).",
        source=_quoted(lever.of["source"]),
        through=through,
        days=Number(lever.effect.value),
        low=Number(lever.effect.low),
        high=Number(lever.effect.high),
    )
    return Action(advice, lever)


def _proof(estimate: SalesCycle) -> Proof:
    return Proof(
        Diagnostics(Method.EXACT.value),
        estimate.backtest,
        time_unit="days",
        notes=(_DAYS, _TESTED) if estimate.backtest is not None else (_DAYS,),
        details={f"horizon_days_{stage}": float(days) for stage, days in estimate.horizons.items()},
    )


def _caveats(estimate: SalesCycle) -> Iterator[Phrase]:
    if estimate.set_aside:
        yield phrase(
            "Ended deals set aside, because they have no end date or one before they began: {n}.",
            "Negócios encerrados deixados de fora, sem data de fim ou com fim antes do início: {n}.",
            n=Number(estimate.set_aside, Form.COUNT),
        )
    if estimate.open_deals:
        yield phrase(
            "Deals still open: {n}. Whether they will ever end is not known, only when those that end do.",
            "Negócios ainda abertos: {n}. Não se sabe se vão terminar, só quando terminam os que terminam.",
            n=Number(estimate.open_deals, Form.COUNT),
        )
    if estimate.backtest is None:
        yield phrase(
            "There is too little history to test the closing dates on an earlier day.",
            "Há pouco histórico para testar as datas de fechamento em um dia anterior.",
        )
    yield phrase(
        "Differences between sources go with their pace; only an experiment can say what they would change.",
        "As diferenças entre origens acompanham o ritmo; só um experimento diz o que elas mudariam.",
    )


def figure(answer: Answer) -> Picture:
    """The share of deals won by day, with its band."""
    points = [e for e in answer.estimates if e.name == "share_won_by_day"]
    marks = tuple(Mark(e.value, e.low, e.high, *(e.inner or (e.low, e.high)), at=float(e.of["day"])) for e in points)
    median = Number(answer.estimate("median_days", stage=TOTAL, among="closed").value, Form.EXACT)
    return Picture(
        Kind.CURVE,
        QUESTION.stream,
        phrase(
            "Half of the won deals closed within {median} days",
            "Metade dos negócios ganhos fechou em até {median} dias",
            median=median,
        ),
        phrase(
            "Share of all deals that were won, by days since they began; 50% and 90% intervals",
            "Parcela de todos os negócios que foram ganhos, por dias desde o início; intervalos de 50% e 90%",
        ),
        phrase(
            "A curve that rises to {top} of deals after {days} days.",
            "Uma curva que sobe até {top} dos negócios depois de {days} dias.",
            top=Number(points[-1].value, Form.SHARE),
            days=points[-1].of["day"],
        ),
        marks,
        phrase("Deals won", "Negócios ganhos"),
        Form.SHARE,
        at_title=phrase("Days since the deal began", "Dias desde o início do negócio"),
        at_form=Form.COUNT,
    )


_METHOD = phrase(
    "The first median is that of the deals that have left a stage so far, which favours quick ones. The second adds "
    "the deals still there: each day, the chance to move on is counted among those that could. Sources with few deals "
    "are drawn towards the pace of all.",
    "A primeira mediana é a dos negócios que já saíram da etapa, o que favorece os rápidos. A segunda considera também "
    "os que continuam nela: a cada dia, conta-se a chance de avançar entre os que poderiam. Origens com poucos "
    "negócios são puxadas para o ritmo geral.",
)
_REFERENCES = (
    "Prentice & Gloeckler 1978, Regression analysis of grouped survival data",
    "Aalen & Johansen 1978, An empirical transition matrix for non-homogeneous Markov chains",
    "Rubin 1981, The Bayesian bootstrap",
)
_DAYS = phrase(
    "A difference of d calendar days is read as a time between d minus a half and d plus a half, so medians have "
    "fractions; medians that count open deals are those of deals that leave within the longest time seen so far.",
    "Uma diferença de d dias no calendário é lida como um tempo entre d menos meio e d mais meio, por isso as medianas "
    "têm frações; as que contam negócios abertos são as dos que saem dentro do maior tempo já visto.",
)
_TESTED = phrase(
    "Tested on an earlier day: for each deal that was open then, the chances to end in each quarter of the time since, "
    "or not at all, are compared with what happened (Brier score, zero is perfect).",
    "Teste em um dia anterior: para cada negócio então aberto, as chances de terminar em cada quarto do tempo desde "
    "então, ou de não terminar, são comparadas com o que aconteceu (escore de Brier, zero é o ideal).",
)
