"""The conversion room in words and in one picture."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.answer import (
    LEVEL,
    Action,
    Answer,
    Backtest,
    Diagnostics,
    Estimate,
    Evidence,
    Grade,
    Lever,
    Proof,
    Status,
    number_of,
)
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.downstream.conversion.estimate import DRAWS, Funnel, Proven, SourceRates, Step
from corrente.downstream.conversion.plan import QUESTION
from corrente.downstream.conversion.tables import change_table, funnel_table, source_table, step_table, worth
from corrente.inference import beta_binomial
from corrente.inference.posterior import Method

_SURE_ENOUGH = 0.75


def answer(estimate: Funnel) -> Answer:
    """The answer in words: what moves on at each step, where most is lost, and which source drags."""
    levers = tuple(_lever(estimate, step) for step in estimate.steps)
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(estimate),
        tuple(e for step in estimate.steps for e in _estimates(step)),
        tables={
            "funnel": funnel_table(estimate),
            "steps": step_table(estimate),
            "sources": source_table(estimate),
            "changes": change_table(estimate),
        },
        actions=_actions(estimate, levers),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=_caveats(estimate)),
    )


def _share(value: float) -> Number:
    return Number(value, Form.EXACT_SHARE)


def _headline(estimate: Funnel) -> Phrase:
    step = estimate.worst
    low, high = beta_binomial.jeffreys_interval(step.moved, step.entered, LEVEL)
    return phrase(
        "Most is lost from {origin} to {target}: {rate} of {entered} moved on ({low} to {high}){more}.",
        "A maior perda está entre {origin} e {target}: {rate} de {entered} avançaram ({low} a {high}){more}.",
        origin=step.origin,
        target=step.target,
        rate=_share(step.rate),
        entered=Number(step.entered, Form.COUNT),
        low=_share(low),
        high=_share(high),
        more=_more(estimate, step.by_source),
    )


def _more(estimate: Funnel, rates: SourceRates | None) -> Phrase:
    """The headline's second half: the source that drags, or that none does, or that the model did no better."""
    if estimate.proven is not None and estimate.proven.model >= estimate.proven.baseline:
        return Phrase("; one overall rate predicts as well", "; uma taxa única prevê tão bem quanto")
    if rates is None:
        return Phrase("", "")
    drag = rates.drags
    sure = rates.below(drag)
    if sure < _SURE_ENOUGH:
        return Phrase("; no source clearly drags", "; nenhuma origem destoa com clareza")
    return phrase(
        "; {sure} {source} drags most",
        "; {sure} {source} é a pior origem",
        sure=certainty(sure),
        source=rates.sources[drag],
    )


def _estimates(step: Step) -> list[Estimate]:
    found = [
        _conversion(step.entered, step.moved, step.of),
        Estimate.from_draws("eventual_conversion", step.eventual, "share of those who enter", step.of),
    ]
    if step.by_source:
        of_sources = zip(step.by_source.sources, step.by_source.entered, step.by_source.moved, strict=True)
        found += [_conversion(int(n), int(k), step.of | {"source": source}) for source, n, k in of_sources]
    return found


def _conversion(entered: int, moved: int, of: Mapping[str, str]) -> Estimate:
    low, high = beta_binomial.jeffreys_interval(moved, entered, LEVEL)
    inner = beta_binomial.jeffreys_interval(moved, entered, 0.5)
    observed = {"entered": entered, "moved": moved}
    return Estimate("stage_conversion", moved / entered, low, high, "share of those who entered", of, inner, observed)


def _lever(estimate: Funnel, step: Step) -> Lever:
    """One point more of those who entered the step's stage moving on."""
    value, unit = worth(estimate, step.point)
    return Lever(
        "stage_conversion",
        phrase(
            "One percentage point more from {origin} to {target}",
            "Um ponto percentual a mais de {origin} para {target}",
            origin=step.origin,
            target=step.target,
        ),
        Estimate.from_draws("value_of_a_point", value, unit, step.of),
        Grade.ASSOCIATION,
        step.of,
    )


def _said(estimate: Funnel, effect: Estimate) -> Phrase:
    """An amount of money, or a number of subjects at the last stage, with its interval where there is one."""
    if estimate.amount is not None:
        worth, low, high = (Number(v, Form.MONEY, estimate.currency) for v in (effect.value, effect.low, effect.high))
        return phrase("{sum} ({low} to {high})", "{sum} ({low} a {high})", sum=worth, low=low, high=high)
    more, low, high = (Number(v) for v in (effect.value, effect.low, effect.high))
    said = phrase("{n} more at {stage}", "mais {n} em {stage}", n=more, stage=estimate.stages[-1])
    if effect.low == effect.high:
        return said
    return phrase("{said} ({low} to {high})", "{said} ({low} a {high})", said=said, low=low, high=high)


def _actions(estimate: Funnel, levers: tuple[Lever, ...]) -> tuple[Action, ...]:
    worst = estimate.steps.index(estimate.worst)
    best = max(range(len(levers)), key=lambda i: levers[i].effect.value)
    found = [_work_on(estimate, best, levers[best])]
    if best != worst:
        found.append(_look_into(estimate.worst))
    return tuple([*found, *_source_action(estimate.worst), *_change_action(estimate)][:3])


def _work_on(estimate: Funnel, best: int, lever: Lever) -> Action:
    step = estimate.steps[best]
    return Action(
        phrase(
            "Work on {origin} to {target} first: one point more there goes with {worth}.",
            "Comece por {origin} → {target}: um ponto a mais ali corresponde a {worth}.",
            origin=step.origin,
            target=step.target,
            worth=_said(estimate, lever.effect),
        ),
        lever,
    )


def _look_into(step: Step) -> Action:
    return Action(
        phrase(
            "Ask those who stopped at {origin} why: {stopped} of {entered} have not reached {target}.",
            "Pergunte a quem parou em {origin} o motivo: {stopped} de {entered} não chegaram a {target}.",
            origin=step.origin,
            target=step.target,
            stopped=Number(step.entered - step.moved, Form.COUNT),
            entered=Number(step.entered, Form.COUNT),
        )
    )


def _source_action(step: Step) -> tuple[Action, ...]:
    """What to do about the source that drags, where that is at least probable."""
    rates = step.by_source
    if rates is None or rates.below(rates.drags) < _SURE_ENOUGH:
        return ()
    drag = rates.drags
    return (
        Action(
            phrase(
                "Check what {source} promises: {rate} of its {entered} moved on, {sure} less than from elsewhere.",
                "Reveja o que {source} promete: {rate} dos seus {entered} avançaram, {sure} menos que os das demais.",
                source=rates.sources[drag],
                rate=_share(rates.moved[drag] / rates.entered[drag]),
                entered=Number(rates.entered[drag], Form.COUNT),
                sure=certainty(rates.below(drag)),
            )
        ),
    )


def _change_action(estimate: Funnel) -> tuple[Action, ...]:
    changed = [s for s in estimate.steps if s.change is not None and s.change.probability >= 0.9]
    if not changed:
        return ()
    step = max(changed, key=lambda s: s.change.probability if s.change else 0.0)
    change = step.change
    assert change is not None
    return (
        Action(
            phrase(
                "Find out what changed around {day}: {origin} to {target} went from {before} to {after} "
                "within {days} days.",
                "Descubra o que mudou por volta de {day}: {origin} → {target} passou de {before} para {after} "
                "em até {days} dias.",
                day=Number(step.starts[change.place + 1], Form.DATE),
                origin=step.origin,
                target=step.target,
                before=_share(change.before_draws.mean()),
                after=_share(change.after_draws.mean()),
                days=Number(estimate.horizon_days, Form.COUNT),
            )
        ),
    )


def _proof(estimate: Funnel) -> Proof:
    proven = estimate.proven
    return Proof(
        Diagnostics(Method.EXACT.value, effective_draws=float(DRAWS)),
        None if proven is None else _backtest(proven),
        time_unit="days",
        notes=() if proven else (_NO_BACKTEST,),
        details={"horizon_days": estimate.horizon_days},
    )


def _backtest(proven: Proven) -> Backtest:
    name = (
        Phrase("One rate for all sources", "Uma só taxa para todas as origens")
        if proven.by_source
        else Phrase("The rate of the last known period", "A taxa do último período conhecido")
    )
    return Backtest("log loss per subject", proven.model, proven.baseline, name, details={"subjects": proven.subjects})


def _caveats(estimate: Funnel) -> tuple[Phrase, ...]:
    found = [_ASSOCIATION, _RECENT]
    if estimate.amount is None:
        found.append(_NO_AMOUNT)
    if estimate.left_out:
        found.append(_LEFT_OUT)
    return tuple(found)


def figure(answer: Answer) -> Picture:
    """How many of a hundred who enter reach each stage."""
    rows = answer.tables["funnel"].rows
    numbers = [[number_of(value) for value in row[2:]] for row in rows]
    last = str(rows[-1][0])
    return Picture(
        Kind.FUNNEL,
        QUESTION.stream,
        phrase("{share} reach {stage}", "{share} chegam a {stage}", share=_share(numbers[-1][0]), stage=last),
        phrase(
            "Share of those who entered {first}, at the rates of every step; bands hold 50% and 90%",
            "Parcela de quem entrou em {first}, pelas taxas de cada passo; as faixas contêm 50% e 90%",
            first=str(rows[0][0]),
        ),
        phrase(
            "Bars that shrink from {first} (100%) to {stage} ({share}).",
            "Barras que diminuem de {first} (100%) até {stage} ({share}).",
            first=str(rows[0][0]),
            stage=last,
            share=_share(numbers[-1][0]),
        ),
        tuple(
            Mark(n[0], n[1], n[4], n[2], n[3], Phrase.same(str(row[0])), emphasis=row is rows[-1])
            for row, n in zip(rows, numbers, strict=True)
        ),
        Phrase("Share of those who entered", "Parcela de quem entrou"),
        Form.EXACT_SHARE,
    )


_METHOD = Phrase(
    "We count who entered each stage and who moved to the next one or beyond; small sources are drawn towards the "
    "common rate as far as all sources look alike. "
    "Those still in a stage may move later: the eventual rate adds up the daily chance to move, as in survival tables. "
    "A loss counts what the later steps would have let through.",
    "Contamos quem entrou em cada etapa e quem avançou para a seguinte ou além; origens pequenas são puxadas para a "
    "taxa comum na medida em que as origens se parecem. "
    "Quem ainda está na etapa pode avançar depois: a taxa final soma a chance diária de avançar, como nas tábuas de "
    "sobrevivência. Uma perda conta o que as etapas seguintes deixariam passar.",
)
_ASSOCIATION = Phrase(
    "Sources differ in whom they reach, so a lower rate shows where to look, not what is to blame.",
    "As origens alcançam públicos diferentes: uma taxa menor mostra onde olhar, não de quem é a culpa.",
)
_RECENT = Phrase(
    "The rate so far also counts those who came too late to have moved; the eventual rate allows for them.",
    "A taxa até aqui conta também quem chegou há pouco para ter avançado; a taxa final corrige isso.",
)
_NO_AMOUNT = Phrase(
    "Losses are counted in subjects: no won deal carries an amount.",
    "As perdas são contadas em número de casos: nenhum negócio ganho traz valor.",
)
_LEFT_OUT = Phrase(
    "Steps that fewer than thirty entered, or nobody took, are left out.",
    "Ficaram de fora os passos em que menos de trinta entraram ou que ninguém deu.",
)
_NO_BACKTEST = Phrase(
    "No back-test: too few entered both long enough before and after a cut in time.",
    "Sem teste no passado: poucos entraram com tempo suficiente antes e depois de um corte.",
)
_REFERENCES = (
    "Christiansen & Morris 1997, Hierarchical Poisson regression modeling (prior of the pooling)",
    "Brown, Cai & DasGupta 2001, Interval estimation for a binomial proportion",
    "Tutz & Schmid 2016, Modeling discrete time-to-event data, chapter 8",
    "Smith 1975, A Bayesian approach to inference about a change-point",
)
