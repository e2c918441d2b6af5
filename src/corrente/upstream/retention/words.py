"""The retention room in words: who leaves, what goes with it, what to do, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Action, Answer, Diagnostics, Estimate, Evidence, Grade, Lever, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.inference.posterior import Method
from corrente.inference.trials import Actions, Effect
from corrente.upstream.retention import curve as curving
from corrente.upstream.retention.estimate import Retention, Staying
from corrente.upstream.retention.leaving import Driver
from corrente.upstream.retention.lives import OTHERS
from corrente.upstream.retention.names import period, whose
from corrente.upstream.retention.plan import QUESTION, Plan, Source
from corrente.upstream.retention.tables import tables

MOST_WORDS = 25
_CLAIMED, _SURE = 0.75, 0.95
_GIVEN = frozenset({"tenure"})  # what nobody chooses
_SMALLEST_PART = 50
_YEAR, _MONTH = 12, 30

Contrast = tuple[Driver, Driver, float]


def answer(estimate: Retention) -> Answer:
    """The answer in words."""
    staying, actions = estimate.staying, estimate.actions
    levers = tuple(_levers(estimate))
    return Answer(
        QUESTION,
        Status.ANSWERED if staying is not None else Status.PARTIAL,
        next(said for said in _headlines(estimate) if _is_short(said)),
        estimates=(*(_estimates(staying) if staying else ()), *(actions.estimates if actions else ())),
        tables=tables(estimate),
        actions=tuple(_advice(estimate, levers)),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD if staying is not None else _METHOD_OF_ACTIONS,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _estimates(staying: Staying) -> Iterator[Estimate]:
    yield staying.rate
    yield from curving.estimates(staying.curves, staying.lives.group)
    yield from (driver.effect for driver in staying.leaving.drivers)
    if staying.leavers is not None:
        yield staying.leavers


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


# -- headline --------------------------------------------------------------------------------------------------------


def _headlines(estimate: Retention) -> Iterator[Phrase]:
    if estimate.staying is not None:
        yield from _of_staying(estimate.staying, estimate.plan)
    elif estimate.actions is not None:
        yield from _of_actions(estimate.actions)


def _of_staying(staying: Staying, planned: Plan) -> Iterator[Phrase]:
    rate = _rate(staying, planned)
    test = staying.leaving.backtest
    clear = [c for c in _contrasts(staying) if c[2] >= _CLAIMED]
    if test is not None and not test.beats_baseline:
        yield phrase(
            "{rate}; in later periods the model predicts no better than {baseline}.",
            "{rate}; em períodos seguintes, o modelo não prevê melhor que {baseline}.",
            rate=rate, baseline=test.baseline_name,
        )  # fmt: skip
        yield phrase("{rate}; the model predicts no better than {baseline}.",
                     "{rate}; o modelo não prevê melhor que {baseline}.",
                     rate=rate, baseline=test.baseline_name)  # fmt: skip
    elif clear:
        most, least, sure = clear[0]
        gap = Number(most.effect.value - least.effect.value, Form.POINTS)
        yield phrase(
            "{rate}; {sure} more leave {most} than {least}, by {gap}.",
            "{rate}; {sure} saem mais os {most} que os {least} ({gap}).",
            rate=rate, sure=certainty(sure), gap=gap,
            most=whose(most.covariate, most.level), least=whose(least.covariate, least.level),
        )  # fmt: skip
        yield phrase(
            "{rate}; {sure} most leave {most}.", "{rate}; {sure} saem mais os {most}.",
            rate=rate, sure=certainty(sure), most=whose(most.covariate, most.level),
        )  # fmt: skip
        yield phrase(
            "{rate}; between groups of customers this {sure} differs by {gap}.",
            "{rate}; entre grupos de clientes, isso {sure} varia {gap}.",
            rate=rate, sure=certainty(sure), gap=gap,
        )  # fmt: skip
    yield phrase("{rate}; no group clearly leaves more than another.",
                 "{rate}; nenhum grupo sai claramente mais que outro.", rate=rate)  # fmt: skip


def _rate(staying: Staying, planned: Plan) -> Phrase:
    """Who left lately; of a list without dates, who stayed a year, or else who leaves in a period."""
    year = [c.stayed.mean(axis=0) for c in staying.curves if c.group == "all" and c.stayed.shape[1] >= _YEAR]
    if planned.listed and planned.period_days == _MONTH and year:
        return phrase("{share} of customers stay for a year", "{share} dos clientes ficam um ano",
                      share=Number(float(year[0][_YEAR - 1]), Form.EXACT_SHARE))  # fmt: skip
    share = Number(staying.rate.value, Form.EXACT_SHARE)
    if planned.listed:
        return phrase("{share} of customers leave per {period}", "{share} dos clientes saem por {period}",
                      share=share, period=period(planned))  # fmt: skip
    return phrase("{share} of customers left in the last {period}", "{share} dos clientes saíram no último {period}",
                  share=share, period=period(planned))  # fmt: skip


def _of_actions(actions: Actions) -> Iterator[Phrase]:
    best = max(actions.effects, key=lambda e: float(e.draws.mean()))
    sure = float((best.draws > 0).mean())
    rates = {"rate": Number(best.rate, Form.EXACT_SHARE), "control": Number(best.control_rate, Form.EXACT_SHARE)}
    if sure < _CLAIMED:
        yield phrase(
            "No action clearly beats its control group yet: “{arm}” {rate}, control group {control}.",
            "Nenhuma ação supera claramente o grupo de controle ainda: “{arm}” {rate}, controle {control}.",
            arm=best.arm, **rates,
        )  # fmt: skip
        yield phrase("No action clearly beats its control group yet: at best {rate} against {control}.",
                     "Nenhuma ação supera claramente o grupo de controle: no máximo {rate} ante {control}.",
                     **rates)  # fmt: skip
    yield phrase(
        "“{arm}” {sure} brings {gain}: {rate} with the outcome, against {control} in the control group.",
        "“{arm}” {sure} traz {gain}: {rate} com o resultado, ante {control} no grupo de controle.",
        arm=best.arm, sure=certainty(sure), gain=Number(best.rate - best.control_rate, Form.POINTS), **rates,
    )  # fmt: skip
    yield phrase("The best action {sure} brings more: {rate} with the outcome, against {control} in the control group.",
                 "A melhor ação {sure} traz mais: {rate} com o resultado, ante {control} no controle.",
                 sure=certainty(sure), **rates)  # fmt: skip


def _contrasts(staying: Staying) -> list[Contrast]:
    """Per column the level that leaves most, that which leaves least, and how surely; what can be moved first."""
    found = []
    drivers = [d for d in staying.leaving.drivers if d.level != OTHERS and d.covariate not in _GIVEN]
    enough = sum(d.at_risk for d in drivers if drivers and d.covariate == drivers[0].covariate) / _SMALLEST_PART
    for name in dict.fromkeys(d.covariate for d in drivers):
        ranked = sorted(
            (d for d in drivers if d.covariate == name and d.at_risk >= enough), key=lambda d: d.effect.value
        )
        if len(ranked) > 1:
            found.append((ranked[-1], ranked[0], float((ranked[-1].draws > ranked[0].draws).mean())))
    return sorted(found, key=lambda c: c[1].effect.value - c[0].effect.value)


# -- levers and actions ----------------------------------------------------------------------------------------------


def _levers(estimate: Retention) -> Iterator[Lever]:
    """Proven actions first, then what one point is worth, then what goes with leaving."""
    if estimate.actions is not None:
        for effect in _proven(estimate.actions):
            yield _action_lever(effect)
    if estimate.staying is None:
        return
    if estimate.staying.point is not None:
        yield Lever("retention", phrase("One percentage point fewer customers leave in each {period}",
                                        "Um ponto percentual a menos de clientes saindo a cada {period}",
                                        period=period(estimate.plan)),
                    estimate.staying.point, Grade.ASSUMPTION)  # fmt: skip
    for most, _least, sure in _contrasts(estimate.staying):
        if sure >= _SURE:
            yield Lever("retention", phrase("Customers {whose} leave less often", "Clientes {whose} saem menos",
                                            whose=whose(most.covariate, most.level)),
                        most.effect, Grade.ASSOCIATION, {most.covariate: most.level})  # fmt: skip


def _proven(actions: Actions) -> list[Effect]:
    """The actions that surely (.95) help: those for a segment where one stands out, largest first."""
    sure = [e for e in actions.effects if float((e.draws > 0).mean()) >= _SURE]
    return sorted(sure, key=lambda e: -float(e.draws.mean()))


def _action_lever(effect: Effect) -> Lever:
    gain = Estimate.from_draws("uplift", effect.draws, "share of people, against the control group",
                               {"arm": effect.arm, "segment": effect.segment})  # fmt: skip
    return Lever("retention", phrase("“{arm}” for everybody", "“{arm}” para todos", arm=effect.arm),
                 gain, Grade.EXPERIMENT, gain.of)  # fmt: skip


def _advice(estimate: Retention, levers: tuple[Lever, ...]) -> Iterator[Action]:
    """At most three: the best proven action (and for whom), what a point is worth, what to look at first."""
    proven = [lever for lever in levers if lever.grade is Grade.EXPERIMENT]
    if proven and estimate.actions is not None:
        yield Action(_treat(proven[0], estimate.actions), proven[0])
    for lever in levers:
        if lever.grade is Grade.ASSUMPTION:
            yield Action(_point(lever, estimate.plan), lever)
    related = [lever for lever in levers if lever.grade is Grade.ASSOCIATION]
    if related:
        yield Action(_look(related[0], estimate.plan), related[0])


def _treat(lever: Lever, actions: Actions) -> Phrase:
    own = [e for e in actions.by_segment if e.arm == lever.of["arm"]]
    best = max(own, key=lambda e: float(e.draws.mean()), default=None)
    gain: dict[str, Number | str] = {
        "gain": Number(lever.effect.value, Form.POINTS), "low": Number(100 * lever.effect.low),
        "high": Number(100 * lever.effect.high), "arm": lever.of["arm"],
    }  # fmt: skip
    if best is None:
        return phrase(
            "Repeat “{arm}”: against the control group it brings {gain} ({low} to {high}).",
            "Repita “{arm}”: em relação ao grupo de controle, traz {gain} (de {low} a {high}).", **gain,
        )  # fmt: skip
    return phrase(
        "Repeat “{arm}”, first for “{segment}”: it brings {gain} ({low} to {high}) overall, {own} there.",
        "Repita “{arm}”, primeiro com “{segment}”: traz {gain} (de {low} a {high}) no total, {own} ali.",
        segment=best.segment, own=Number(float(best.draws.mean()), Form.POINTS), **gain,
    )  # fmt: skip


def _point(lever: Lever, planned: Plan) -> Phrase:
    low, mid, high = (Number(v, Form.MONEY, planned.currency)
                      for v in (lever.effect.low, lever.effect.value, lever.effect.high))  # fmt: skip
    return phrase(
        "Weigh any effort against this: one point fewer leaving per {period} is worth {mid} in {days} days "
        "({low} to {high}).",
        "Compare qualquer esforço com isto: um ponto a menos de saída por {period} vale {mid} em {days} dias "
        "(de {low} a {high}).",
        period=period(planned), mid=mid, low=low, high=high, days=Number(planned.horizon_days, Form.COUNT),
    )  # fmt: skip


def _look(lever: Lever, planned: Plan) -> Phrase:
    (name, level), *_ = lever.of.items()
    return phrase(
        "Talk first to customers {whose}: they leave {gap} more often per {period} than the average, all else alike.",
        "Fale primeiro com os clientes {whose}: a saída por {period} fica {gap} acima da média, tudo o mais igual.",
        whose=whose(name, level), gap=Number(lever.effect.value, Form.POINTS), period=period(planned),
    )  # fmt: skip


# -- proof -----------------------------------------------------------------------------------------------------------


def _proof(estimate: Retention) -> Proof:
    if estimate.staying is None:
        return Proof(Diagnostics(Method.EXACT.value), notes=(_RANDOMISED,))
    staying = estimate.staying
    fit, laws = staying.leaving.fit, staying.laws
    parameters: dict[str, float] = {}
    details: dict[str, float | str] = {}
    if laws is not None:
        names = ("alpha", "beta", "c")[: laws.law.size]
        common = laws.fits["all"].draws.mean(axis=0)
        parameters = {name: float(v) for name, v in zip(names, _exp(common), strict=True)}
        details = {
            "law": laws.law.value,
            **{f"held_out_log_likelihood_{k.name.lower()}": v for k, v in laws.held_out.items()},
        }
    return Proof(
        Diagnostics(fit.method.value, fit.pareto_k, fit.effective),
        staying.leaving.backtest,
        parameters,
        time_unit=f"{estimate.plan.period_days} days",
        notes=(_TESTED_ON_OTHERS if estimate.plan.listed else _TESTED,),
        details=details,
    )


def _exp(values: object) -> list[float]:
    import numpy as np

    return [float(v) for v in np.exp(np.asarray(values, dtype=float))]


def _caveats(estimate: Retention) -> Iterator[Phrase]:
    staying, actions, planned = estimate.staying, estimate.actions, estimate.plan
    if staying is not None:
        yield phrase("What goes with leaving need not be its reason; only an experiment can say what a "
                     "change would do.",
                     "O que acompanha a saída não é necessariamente o motivo; só um experimento diz o que uma mudança "
                     "faria.")  # fmt: skip
        if planned.source is not Source.CONTRACTS:
            yield phrase("Without contracts nobody says goodbye: whoever does nothing for {days} days "
                         "counts as gone, and "
                         "may come back.",
                         "Sem contrato ninguém se despede: quem passa {days} dias sem agir conta como saída, e pode "
                         "voltar.", days=str(planned.period_days))  # fmt: skip
        if staying.lives.recorded_since is not None:
            yield phrase("Ends are recorded for the last {n} of all periods only; those before are left "
                         "out, for who left "
                         "then is missing from the data.",
                         "Só há fins registrados no último período ou nos últimos ({n}); os anteriores "
                         "ficam fora, pois "
                         "quem saiu antes não está nos dados.",
                         n=Number(staying.lives.recorded_since + 1, Form.COUNT))  # fmt: skip
        if planned.listed:
            yield _LISTED
        if staying.leaving.backtest is None:
            yield phrase(
                "Nobody left in the last periods, or nobody before: the model could not be tested in time.",
                "Ninguém saiu nos últimos períodos, ou ninguém antes: o modelo não pôde ser testado no tempo.",
            )
    if actions is not None:
        yield _RANDOMISED
        for arm in actions.guessed:
            yield phrase(
                "No arm is called a control group; “{arm}”, the smallest, was taken for it.",
                "Nenhum grupo se chama controle; “{arm}”, o menor, foi tomado como tal.",
                arm=arm,
            )


_RANDOMISED = phrase(
    "What the actions bring holds if chance alone decided who got which, as the table treatments promises.",
    "O que as ações trazem vale se só o acaso decidiu quem recebeu o quê, como a tabela treatments promete.",
)
_LISTED = phrase(
    "All ends have one day, so this was read as a list of how long each stayed: if those who left earlier are missing, "
    "fewer stay than this says.",
    "Todos os fins têm o mesmo dia, então os dados foram lidos como uma lista de quanto cada um ficou: se faltam os "
    "que saíram antes, ficam menos do que isto diz.",
)
_TESTED_ON_OTHERS = phrase(
    "Tested on other customers: fitted to a random half, and scored on the other, next to the first half's rate by "
    "tenure.",
    "Teste em outros clientes: ajustado a uma metade sorteada e avaliado na outra, ao lado da taxa da primeira por "
    "tempo de casa.",
)
_TESTED = phrase(
    "Tested in time: fitted to the periods before the last ones, and scored on whom it expected to leave "
    "in these, next "
    "to the last known period's rate by tenure.",
    "Teste no tempo: ajustado aos períodos anteriores aos últimos e avaliado em quem saiu nestes, ao lado da taxa do "
    "último período conhecido por tempo de casa.",
)
_METHOD = phrase(
    "Each customer's life is cut into periods, and what is known at the beginning of one is set against "
    "who leaves in it. "
    "Groups with few customers are drawn towards the average, and the model was tested on later periods. Actions are "
    "compared with their control groups.",
    "A vida de cada cliente é dividida em períodos, e o que se sabe no começo de cada um é comparado com "
    "quem sai nele. "
    "Grupos com poucos clientes são puxados para a média, e o modelo foi testado em períodos posteriores. As ações são "
    "comparadas com seus grupos de controle.",
)
_METHOD_OF_ACTIONS = phrase(
    "Chance decided who got which action, so each one is compared with the control group as it is. Segments are "
    "compared together, so that a small one is drawn towards what all show.",
    "O acaso decidiu quem recebeu qual ação, então cada uma é comparada diretamente com o grupo de "
    "controle. Os segmentos "
    "são comparados em conjunto, e um segmento pequeno é puxado para o que todos mostram.",
)
_REFERENCES = (
    "Fader & Hardie 2007, How to project customer retention",
    "Fader, Hardie, Liu, Davin & Steenburgh 2018, How to project customer retention revisited",
    "Singer & Willett 2003, Applied Longitudinal Data Analysis (discrete-time hazards)",
    "Gelman & Hill 2007, Data Analysis Using Regression and Multilevel/Hierarchical Models",
    "Rubin 1981, The Bayesian bootstrap",
)
