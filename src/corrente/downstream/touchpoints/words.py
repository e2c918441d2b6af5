"""The touchpoints room in words and in one picture."""

from __future__ import annotations

import numpy as np

from corrente.core.answer import (
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
)
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.downstream.touchpoints.estimate import DRAWS, Effectiveness, Proven
from corrente.downstream.touchpoints.plan import QUESTION
from corrente.downstream.touchpoints.tables import channel_table, estimates_of, rule_table
from corrente.inference.attribution_rules import Rule
from corrente.inference.posterior import Method


def _share(value: float) -> Number:
    return Number(value, Form.SHARE)


def answer(estimate: Effectiveness) -> Answer:
    """The answer in words: what would break off without each channel, and what each is credited with."""
    estimates = estimates_of(estimate)
    levers = _levers(estimate)
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(estimate),
        estimates,
        tables={"channels": channel_table(estimate, estimates), "rules": rule_table(estimate)},
        actions=_actions(estimate),
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=_caveats(estimate)),
    )


def _headline(estimate: Effectiveness) -> Phrase:
    top, second = estimate.order[:2]
    draws = estimate.removal_draws
    low, high = np.quantile(draws[:, top], [0.05, 0.95])
    values: dict[str, Number | Phrase | str] = {
        "sure": certainty(float((draws[:, top] > draws[:, second]).mean())),
        "top": estimate.channels[top],
        "second": estimate.channels[second],
        "lost": _share(estimate.removal[top]),
        "low": _share(low),
        "high": _share(high),
        "less": _share(estimate.removal[second]),
    }
    if estimate.proven is not None and estimate.proven.order_1 <= estimate.proven.order_0:
        return Phrase(
            "On the paths, {sure} {top} weighs most: {lost} of conversions ({low} to {high}) need it; "
            "the order itself predicts nothing new.",
            "Nos caminhos, {sure} {top} pesa mais: {lost} das conversões ({low} a {high}) dependem dele; "
            "a ordem em si não prevê nada de novo.",
            values,
        )
    return Phrase(
        "On the paths, {sure} {top} weighs most: {lost} of conversions ({low} to {high}) need it, "
        "against {less} for {second}.",
        "Nos caminhos, {sure} {top} pesa mais: {lost} das conversões ({low} a {high}) dependem dele, "
        "contra {less} para {second}.",
        values,
    )


def _levers(estimate: Effectiveness) -> tuple[Lever, ...]:
    return tuple(_lever(estimate, k) for k in estimate.order if estimate.removal[k] > 0)


def _lever(estimate: Effectiveness, k: int) -> Lever:
    """What goes with switching one channel off, as the paths see it."""
    lost = -estimate.conversions * estimate.removal_draws[:, k]
    of = {"channel": estimate.channels[k]}
    value = -float(estimate.conversions * estimate.removal[k])
    return Lever(
        "channel_effectiveness",
        phrase("{name} switched off", "{name} desligado", name=estimate.channels[k]),
        Estimate.from_draws("conversions", lost, "conversions in the period", of, value),
        Grade.ASSOCIATION,
        of,
        None if estimate.spent is None else -float(estimate.spent[k]),
    )


def _actions(estimate: Effectiveness) -> tuple[Action, ...]:
    top = estimate.channels[estimate.order[0]]
    keep = phrase(
        "Keep {top} running while you change other channels: {lost} of conversions pass through it.",
        "Mantenha {top} no ar enquanto mexe nos outros canais: {lost} das conversões passam por ele.",
        top=top,
        lost=_share(estimate.removal[estimate.order[0]]),
    )
    return (Action(keep), *_cost_action(estimate), _experiment(estimate))


def _cost_action(estimate: Effectiveness) -> tuple[Action, ...]:
    """A test between the cheapest and the dearest channel, where the draws agree which is which."""
    if estimate.spent is None:
        return ()
    paid = np.flatnonzero((estimate.spent > 0) & (estimate.removal > 0))
    if paid.size < 2:
        return ()
    costs = estimate.spent / np.maximum(estimate.removal, 1e-12) / max(estimate.conversions, 1)
    cheap, dear = (int(paid[pick(costs[paid])]) for pick in (np.argmin, np.argmax))
    draws = estimate.spent / np.maximum(estimate.removal_draws, 1e-12)
    if (draws[:, cheap] < draws[:, dear]).mean() < 0.9:
        return ()
    advice = phrase(
        "Try moving a little budget from {dear} to {cheap}: on the paths a further conversion costs {high} in "
        "the first and {low} in the second.",
        "Teste passar um pouco da verba de {dear} para {cheap}: nos caminhos, uma conversão a mais custa {high} "
        "no primeiro e {low} no segundo.",
        dear=estimate.channels[dear],
        cheap=estimate.channels[cheap],
        high=Number(costs[dear], Form.MONEY, estimate.currency),
        low=Number(costs[cheap], Form.MONEY, estimate.currency),
    )
    return (Action(advice),)


def _experiment(estimate: Effectiveness) -> Action:
    """An experiment on the channel that last touch and the paths judge most differently."""
    last = estimate.rules[Rule.LAST] / max(estimate.conversions, 1)
    markov = estimate.removal / estimate.removal.sum()
    k = int(np.argmax(np.abs(last - markov)))
    return Action(
        phrase(
            "Settle {name} by an experiment: last touch gives it {last} of conversions, the whole paths {markov}.",
            "Tire a dúvida sobre {name} com um experimento: o último contato lhe dá {last} das conversões; "
            "o caminho inteiro, {markov}.",
            name=estimate.channels[k],
            last=_share(last[k]),
            markov=_share(markov[k]),
        )
    )


def _proof(estimate: Effectiveness) -> Proof:
    proven = estimate.proven
    notes = () if proven else (_NO_BACKTEST,)
    return Proof(
        Diagnostics(Method.EXACT.value, effective_draws=float(DRAWS)),
        None if proven is None else _backtest(proven),
        parameters={"conversion": estimate.base},
        log_likelihood=estimate.log_likelihood,
        notes=(_PRIOR, *notes),
        details={"conversions": estimate.conversions, "conversion_value": estimate.value},
    )


def _backtest(proven: Proven) -> Backtest:
    return Backtest(
        "held-out log-likelihood per step",
        proven.order_1,
        proven.order_0,
        Phrase("Channels without their order", "Canais sem a ordem"),
        lower_is_better=False,
        details={
            "steps": proven.steps,
            "order_2": proven.order_2,
            "order_2_pays": proven.order_2 > proven.order_1,
        },
    )


def _caveats(estimate: Effectiveness) -> tuple[Phrase, ...]:
    found = [_ASSOCIATION, _MIDDLE]
    if estimate.settled:
        found.append(_RECENT)
    if estimate.proven is not None and estimate.proven.order_2 > estimate.proven.order_1:
        found.append(_ORDER_2)
    return tuple(found)


def figure(answer: Answer) -> Picture:
    """Removal effects with their intervals, the largest first."""
    effects = [e for e in answer.estimates if e.name == "removal_effect"]
    top = effects[0]
    title = phrase(
        "{name}: {value} of conversions need it",
        "{name}: {value} das conversões dependem dele",
        name=top.of["channel"],
        value=_share(top.value),
    )
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        title,
        Phrase(
            "Share of conversions whose path would break off without the channel; bands hold 50% and 90%",
            "Parcela das conversões cujo caminho se interromperia sem o canal; as faixas contêm 50% e 90%",
        ),
        phrase(
            "One row per channel, from {first} down to {last}, each with a point and its interval.",
            "Uma linha por canal, de {first} até {last}, cada uma com um ponto e seu intervalo.",
            first=top.of["channel"],
            last=effects[-1].of["channel"],
        ),
        tuple(_mark(e, i == 0) for i, e in enumerate(effects)),
        Phrase("Share of conversions", "Parcela das conversões"),
        Form.SHARE,
    )


def _mark(effect: Estimate, emphasis: bool) -> Mark:
    inner = effect.inner or (None, None)
    label = Phrase.same(effect.of["channel"])
    return Mark(effect.value, effect.low, effect.high, inner[0], inner[1], label, emphasis=emphasis)


_METHOD = Phrase(
    "Every person's touches before a conversion form a path, and so do touches that lead to none. "
    "From how often each channel follows another we compute exactly how many conversions would break off if a "
    "channel's touches led nowhere (Markov), and how conversions divide fairly among the channels met (Shapley). "
    "Intervals come from how often each step was seen.",
    "Os contatos de cada pessoa antes de uma conversão formam um caminho, e os que não levam a nada também. "
    "Pela frequência com que um canal segue outro, calculamos exatamente quantas conversões se perderiam se um canal "
    "não levasse a lugar nenhum (Markov) e como dividir as conversões com justiça entre os canais (Shapley). "
    "Os intervalos vêm de quantas vezes cada passo foi visto.",
)
_PRIOR = Phrase(
    "Prior: each channel's onward steps are Dirichlet, with the weight of one step spread as all channels' steps are.",
    "A priori: os passos de cada canal são Dirichlet, com o peso de um passo, repartido como os de todos os canais.",
)
_NO_BACKTEST = Phrase(
    "No back-test: there are fewer than thirty conversions before or after the cut in time.",
    "Sem teste no passado: há menos de trinta conversões antes ou depois do corte no tempo.",
)
_ASSOCIATION = Phrase(
    "Paths show what goes with conversions, not what brings them about: where a media mix or an experiment speaks of a "
    "channel, believe that first.",
    "Caminhos mostram o que acompanha as conversões, não o que as provoca: se um modelo de mídia ou um experimento "
    "falar do canal, acredite nele primeiro.",
)
_MIDDLE = Phrase(
    "In the W rule the middle touch stands for the one that made the lead, which the paths do not tell.",
    "Na regra W, o toque do meio representa o que gerou o lead, que os caminhos não revelam.",
)
_RECENT = Phrase(
    "Touches of the last thirty days count by the rules only: their paths have not had time to end.",
    "Os contatos dos últimos trinta dias só entram nas regras: seus caminhos ainda não tiveram tempo de terminar.",
)
_ORDER_2 = Phrase(
    "The place before the last matters too: the table also shows removal effects when two places are remembered.",
    "O penúltimo contato também importa: a tabela mostra ainda o efeito de remoção com dois contatos na memória.",
)
_REFERENCES = (
    "Anderl, Becker, von Wangenheim & Schumann 2016, Mapping the customer journey",
    "Zhao, Mahboobi & Bagheri 2018, Shapley value methods for attribution modeling in online advertising",
)
