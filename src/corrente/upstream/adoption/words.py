"""The adoption room in words: where the launch stands, what is to come, what to push, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Action, Answer, Backtest, Diagnostics, Estimate, Evidence, Grade, Lever, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.upstream.adoption.activation import Activation, Step
from corrente.upstream.adoption.estimate import Adoption
from corrente.upstream.adoption.launches import Diffusion, Naive
from corrente.upstream.adoption.names import NAIVE, is_vague, product
from corrente.upstream.adoption.plan import QUESTION
from corrente.upstream.adoption.tables import tables

MOST_WORDS = 25
_CLAIMED, _SURE = 0.75, 0.95
_DATED = 731  # days: where the 90% interval of the peak is wider, its date is not worth saying


def answer(estimate: Adoption) -> Answer:
    """The answer in words."""
    levers = tuple(_levers(estimate))
    said = [e for launch in estimate.launches for e in launch.estimates.values()]
    if estimate.activation:
        said += [estimate.activation.stayed, *(step.effect for step in estimate.activation.steps)]
    return Answer(
        QUESTION,
        Status.ANSWERED if estimate.launches else Status.PARTIAL,
        next(said for said in _headlines(estimate) if _is_short(said)),
        tuple(said),
        tables(estimate),
        tuple(_actions(estimate, levers)),
        levers,
        _proof(estimate),
        _METHOD if estimate.launches else _METHOD_OF_STEPS,
        Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _headlines(estimate: Adoption) -> Iterator[Phrase]:
    """From the fullest to the shortest."""
    if not estimate.launches:
        yield from _headlines_of_steps(estimate.activation)
        return
    launch = estimate.launches[0]
    for name in (product(launch.series.product), product("all")):
        for standing in (_standing(launch, dated=True), _standing(launch), phrase("", "")):
            yield phrase(
                "{product}: {share}{standing}{but}.",
                "{product}: {share}{standing}{but}.",
                product=name, share=_share(launch), standing=standing, but=_but(launch),
            )  # fmt: skip


def _share(launch: Diffusion) -> Phrase:
    reached = launch.estimates["share_reached"]
    ends = {"low": _percent(reached.low), "high": Number(reached.high, Form.SHARE)}
    if is_vague(reached):
        return phrase("anywhere from {low}% to {high} of its potential reached",
                      "algo entre {low}% e {high} do potencial alcançado", **ends)  # fmt: skip
    return phrase(
        "{share} of its potential reached ({low}% to {high})", "{share} do potencial alcançado ({low}% a {high})",
        share=Number(reached.value, Form.SHARE), **ends,
    )  # fmt: skip


def _percent(share: float) -> Number:
    return Number(100 * share)


def _standing(launch: Diffusion, dated: bool = False) -> Phrase:
    past, (low, middle, high) = launch.p_past_peak, launch.peak_days
    if max(past, 1 - past) < _CLAIMED:
        return phrase(", the peak about now", ", pico por volta de agora")
    date = phrase("", "")
    if dated and high - low < _DATED:
        date = phrase(" (about {day})", " (por volta de {day})", day=Number(middle, Form.DATE))
    sure = certainty(max(past, 1 - past))
    if past > 0.5:
        return phrase(", peak {sure} past{date}", ", pico {sure} já passado{date}", sure=sure, date=date)
    return phrase(", peak {sure} still ahead{date}", ", pico {sure} ainda por vir{date}", sure=sure, date=date)


def _but(launch: Diffusion) -> Phrase:
    trial = launch.trial
    if trial.model < trial.naive[trial.best_naive]:
        return phrase("", "")
    return phrase(
        "; tested from half, {naive} forecast better", "; no teste com metade, {naive} previu melhor",
        naive=NAIVE[trial.best_naive],
    )  # fmt: skip


def _headlines_of_steps(activation: Activation | None) -> Iterator[Phrase]:
    if activation is None:
        return
    share = Number(activation.stayed.value, Form.SHARE)
    clear = [step for step in activation.steps if step.probability >= _CLAIMED]
    if not activation.model_auc > activation.activity_auc:
        yield phrase(
            "{share} of new customers stay; how often they come at first tells as much as what they use.",
            "{share} dos novos clientes ficam; a frequência no início diz tanto quanto os recursos usados.",
            share=share,
        )
    elif clear:
        yield phrase(
            "{share} of new customers stay; {sure} {gain} more of those who use {feature} early, all else alike.",
            "{share} dos novos clientes ficam; {sure} {gain} a mais entre quem usa {feature} cedo, tudo o mais igual.",
            share=share,
            sure=certainty(clear[0].probability),
            gain=Number(clear[0].effect.value, Form.POINTS),
            feature=clear[0].feature,
        )
    yield phrase(
        "{share} of new customers stay; no first step clearly goes with staying yet.",
        "{share} dos novos clientes ficam; ainda nenhum primeiro passo acompanha claramente a permanência.",
        share=share,
    )


def _levers(estimate: Adoption) -> Iterator[Lever]:
    """The surest first steps (association), then p and q higher by a tenth (an assumption about the curve)."""
    for step in estimate.activation.steps if estimate.activation else ():
        if step.probability >= _SURE:
            change = phrase(
                "{feature} used in the first 14 days", "{feature} usado nos primeiros 14 dias", feature=step.feature
            )
            yield Lever("activation", change, step.effect, Grade.ASSOCIATION, {"feature": step.feature})
    for launch in estimate.launches[:1]:
        of = {"product": launch.series.product}
        gains = launch.estimates
        yield Lever(
            "p", phrase("a tenth more who adopt of their own accord", "um décimo a mais que adota por conta própria"),
            gains["gain_from_innovation"], Grade.ASSUMPTION, of,
        )  # fmt: skip
        yield Lever(
            "q", phrase("a tenth more who follow other adopters", "um décimo a mais que adota porque outros adotaram"),
            gains["gain_from_imitation"], Grade.ASSUMPTION, of,
        )  # fmt: skip


def _actions(estimate: Adoption, levers: tuple[Lever, ...]) -> Iterator[Action]:
    steps = [step for step in (estimate.activation.steps if estimate.activation else ()) if step.probability >= _SURE]
    if steps:
        yield Action(_guide(steps[0]), levers[0])
    for launch in estimate.launches[:1]:
        yield Action(_plan_for(launch.series.product, launch.estimates["adopters_to_come"]))
        yield _tenth(levers)


def _guide(step: Step) -> Phrase:
    return phrase(
        "Test guiding new customers to “{feature}” in their first 14 days: among customers otherwise alike, those who "
        "used it stayed more often, by {gain} ({low} to {high}).",
        "Teste levar os novos clientes a usar “{feature}” nos primeiros 14 dias: entre clientes parecidos no resto, "
        "quem usou permaneceu mais: {gain} de diferença (de {low} a {high}).",
        feature=step.feature,
        gain=Number(step.effect.value, Form.POINTS),
        low=_percent(step.effect.low),
        high=_percent(step.effect.high),
    )


def _plan_for(name: str, coming: Estimate) -> Phrase:
    return phrase(
        "Plan on {n} new adopters of {product} in the next 12 months ({low} to {high}).",
        "Conte com {n} novos adotantes de {product} nos próximos 12 meses (entre {low} e {high}).",
        n=Number(coming.value),
        low=Number(coming.low),
        high=Number(coming.high),
        product=phrase("the launch", "todos os produtos") if name == "all" else name,
    )


def _tenth(levers: tuple[Lever, ...]) -> Action:
    """Which of the two forces a tenth more of is worth more, by the curve."""
    chosen = max((lever for lever in levers if lever.driver in "pq"), key=lambda lever: lever.effect.value)
    numbers = {
        "n": Number(chosen.effect.value),
        "low": Number(chosen.effect.low),
        "high": Number(chosen.effect.high),
    }
    if chosen.driver == "q":
        return Action(phrase(
            "Put referral and visible use first: by the curve, a tenth more imitation goes with {n} more adopters in "
            "12 months ({low} to {high}).",
            "Priorize indicação e uso à vista: pela curva, um décimo a mais de imitação corresponde a {n} adotantes a "
            "mais em 12 meses (entre {low} e {high}).", **numbers,
        ), chosen)  # fmt: skip
    return Action(phrase(
        "Put advertising and first contact first: by the curve, a tenth more innovation goes with {n} more adopters in "
        "12 months ({low} to {high}).",
        "Priorize anúncio e primeiro contato: pela curva, um décimo a mais de inovação corresponde a {n} adotantes a "
        "mais em 12 meses (entre {low} e {high}).", **numbers,
    ), chosen)  # fmt: skip


def _proof(estimate: Adoption) -> Proof:
    steps = estimate.activation
    told = {} if steps is None else {
        "activation_auc": steps.model_auc, "activity_alone_auc": steps.activity_auc,
        "activation_customers_tested": float(steps.tested),
    }  # fmt: skip
    if estimate.launches:
        launch = estimate.launches[0]
        fit, (m, p, q) = launch.fit, launch.published
        return Proof(
            Diagnostics(fit.method.value, fit.pareto_k, fit.effective),
            _backtest(launch),
            {"least_squares.m": m, "least_squares.p": p, "least_squares.q": q},
            time_unit="periods",
            details={"noise": launch.trial.noise.value, **told},
        )
    if steps is None:
        raise ValueError("an estimate holds launches or first steps")
    return Proof(
        Diagnostics(steps.fit.method.value, steps.fit.pareto_k, steps.fit.effective),
        Backtest(
            "auc", steps.model_auc, steps.activity_auc,
            phrase("early activity alone", "só a frequência inicial"), lower_is_better=False,
        ),
        details=told,
    )  # fmt: skip


def _backtest(launch: Diffusion) -> Backtest:
    trial = launch.trial
    return Backtest(
        "mean absolute error of the adopters per period",
        trial.model,
        trial.naive[trial.best_naive],
        NAIVE[trial.best_naive],
        details={
            "periods": float(trial.periods),
            "curve_alone": trial.curve,
            "last_value": trial.naive[Naive.LAST],
            "linear_trend": trial.naive[Naive.TREND],
            "share_within_90": trial.held,
        },
    )


def _caveats(estimate: Adoption) -> Iterator[Phrase]:
    if estimate.launches:
        reached = estimate.launches[0].estimates["share_reached"]
        if is_vague(reached):
            yield phrase(
                "Before the peak a curve hardly tells how far it will go: take the potential as a range.",
                "Antes do pico, a curva pouco diz sobre até onde vai: tome o potencial como uma faixa.",
            )
        yield phrase(
            "Everyone counts once, as a first adopter; season, price and competitors are not in the curve.",
            "Cada um conta uma vez, como primeira adoção; sazonalidade, preço e concorrentes não entram na curva.",
        )
    if estimate.first_uses:
        yield phrase(
            "Adopters are customers by their first use; whoever came before the log began counts too late.",
            "Adotantes são clientes pelo primeiro uso; quem chegou antes do início do registro conta tarde demais.",
        )
    if estimate.left_out:
        yield phrase(
            "Left out, being too early or too small to tell: {names}.",
            "Ficaram de fora, por ser cedo demais ou por serem pequenos demais: {names}.",
            names=", ".join(estimate.left_out[:10]),
        )  # fmt: skip
    if estimate.activation:
        yield phrase(
            "First steps go with staying; only an experiment can say what guiding customers to them would change.",
            "Os primeiros passos acompanham a permanência; só um experimento diz o que mudaria ao incentivá-los.",
        )


_METHOD = phrase(
    "New adopters per period follow a curve with three numbers: how many try by themselves, how many follow others, "
    "and how many there are in all; all curves that fit were weighed by how well they fit. Forecasts average the curve "
    "and the last value carried on, each by how sure it is. From half of the series the other half was forecast, "
    "beside two simple rules.",
    "Os novos adotantes por período seguem uma curva com três números: quantos experimentam por conta própria, quantos "
    "seguem os outros e quantos existem ao todo; todas as curvas possíveis foram ponderadas pelo ajuste. As previsões "
    "combinam a curva e a repetição do último valor, cada uma com o peso da sua segurança. Com metade da série "
    "previu-se a outra metade, ao lado de duas regras simples.",
)
_METHOD_OF_STEPS = phrase(
    "Customers are compared by what they used in their first 14 days, between customers alike in everything else: how "
    "often they came and what segment they are of. Who stayed is who used anything between day 60 and 89. The model "
    "was tested on customers who began later.",
    "Os clientes são comparados pelo que usaram nos primeiros 14 dias, entre clientes parecidos no resto: quantas "
    "vezes vieram e de que segmento são. Ficou quem usou algo entre os dias 60 e 89. O modelo foi testado em clientes "
    "que começaram depois.",
)
_REFERENCES = (
    "Bass 1969, A new product growth for model consumer durables",
    "Srinivasan & Mason 1986, Nonlinear least squares estimation of new product diffusion models",
    "Sultan, Farley & Lehmann 1990, A meta-analysis of applications of diffusion models",
    "Boswijk & Franses 2005, On the econometrics of the Bass diffusion model",
    "Bates & Granger 1969, The combination of forecasts",
    "Gelman & Pardoe 2007, Average predictive comparisons",
)
