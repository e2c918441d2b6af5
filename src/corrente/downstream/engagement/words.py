"""The engagement room in words: what to send by which channel, when, how often, to whom, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Answer, Diagnostics, Evidence, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, phrase
from corrente.downstream.engagement import levers as pulling
from corrente.downstream.engagement.advice import advice
from corrente.downstream.engagement.estimate import Engagement
from corrente.downstream.engagement.headline import headlines
from corrente.downstream.engagement.plan import QUESTION
from corrente.downstream.engagement.tables import tables
from corrente.inference.posterior import Method
from corrente.inference.standardised import Standardised

MOST_WORDS = 25


def answer(estimate: Engagement) -> Answer:
    """The answer in words."""
    levers = tuple(pulling.levers(estimate))
    return Answer(
        QUESTION,
        Status.ANSWERED if estimate.replies is not None else Status.PARTIAL,
        next(said for said in headlines(estimate) if _is_short(said)),
        estimates=estimate.estimates,
        tables=tables(estimate),
        actions=tuple(advice(estimate, levers))[:3],
        levers=levers,
        proof=_proof(estimate),
        method=_METHOD if estimate.replies is not None else _METHOD_OF_ACTIONS,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _proof(estimate: Engagement) -> Proof:
    fits = [rates.fit for rates in _fitted(estimate)]
    diagnostics = Diagnostics(Method.EXACT.value)
    if fits:
        worst = max(fits, key=lambda fit: fit.pareto_k or 0.0)
        diagnostics = Diagnostics(worst.method.value, worst.pareto_k, min(fit.effective for fit in fits))
    return Proof(diagnostics, estimate.backtest, notes=tuple(_notes(estimate)), details=dict(_details(estimate)),
                 time_unit="days")  # fmt: skip


def _fitted(estimate: Engagement) -> Iterator[Standardised]:
    if estimate.replies is not None:
        yield from (estimate.replies.to_whom, estimate.replies.moments)
    if estimate.targeting is not None:
        yield estimate.targeting.rates


def _notes(estimate: Engagement) -> Iterator[Phrase]:
    if estimate.replies is not None:
        yield _TESTED if estimate.replies.backtest is not None else _UNTESTED
    if estimate.targeting is not None:
        yield _HALVED


def _details(estimate: Engagement) -> Iterator[tuple[str, float | str]]:
    if estimate.replies is not None:
        yield "p_value_of_alike_moments", estimate.replies.moments_alike
    if estimate.replies is not None and estimate.replies.moments_tested is not None:
        yield "log_loss_with_moments", estimate.replies.moments_tested[0]
        yield "log_loss_without_moments", estimate.replies.moments_tested[1]
    if estimate.targeting is not None:
        held = estimate.targeting.held
        yield "campaign", estimate.targeting.campaign
        yield "held_out_rate_chosen", held.chosen
        yield "held_out_rate_best_arm", held.best
        yield "held_out_gain", held.gain.value
        yield "held_out_gain_error", held.gain.error


def _caveats(estimate: Engagement) -> Iterator[Phrase]:
    if estimate.replies is not None:
        yield _ASSOCIATION
        yield _PERSONS
        if estimate.replies.plan.kinds:
            yield _KINDS
        if estimate.replies.left_out > 0:
            yield phrase("Pairs of channel and message beyond the most frequent are left out: {share} of contacts.",
                         "Ficam de fora os pares de canal e mensagem menos frequentes: {share} dos contatos.",
                         share=Number(estimate.replies.left_out, Form.SHARE))  # fmt: skip
    if estimate.actions is not None and estimate.actions.guessed:
        yield phrase("No group is named as control; “{arm}”, the smallest one, was taken for it.",
                     "Nenhum grupo se diz de controle; tomamos “{arm}”, o menor.",
                     arm="”, “".join(estimate.actions.guessed))  # fmt: skip
    if estimate.replies is None:
        yield _NO_CONTACTS


_TESTED = phrase(
    "Tested in time: the last quarter of the days was foretold from those before.",
    "Teste no tempo: o último quarto dos dias foi previsto a partir dos anteriores.",
)
_UNTESTED = phrase(
    "No back-test in time: too few days or too few answers before or after a cut.",
    "Sem teste no tempo: há poucos dias ou poucas respostas antes ou depois de um corte.",
)
_HALVED = phrase(
    "Whom to send what was learnt on one half of the people and judged on the other, both ways, five times.",
    "A quem enviar foi aprendido em metade das pessoas e avaliado na outra, nos dois sentidos, cinco vezes.",
)
_METHOD = phrase(
    "We count contacts and answers by what was sent, to whom, at which hour and after how many other contacts in the "
    "week. Each rate is what it would be had all else been alike; rare ones are drawn towards the rest. "
    "A moment is said only where chance would rarely show as much.",
    "Contamos contatos e respostas pelo que foi enviado, para quem, em que horário e após quantos contatos na semana. "
    "Cada taxa é a que se veria com tudo o mais igual; as raras são puxadas para as demais. "
    "Um horário só é citado quando o acaso raramente mostraria tanto.",
)
_METHOD_OF_ACTIONS = phrase(
    "People were dealt to the arms at random, so their difference is what the action brings. "
    "Effects in parts of the people are drawn towards that of all. "
    "A choice by person is judged on the half of the people that it was not learnt from.",
    "As pessoas foram sorteadas para os grupos, então a diferença entre eles é o que a ação traz. "
    "Efeitos em partes do público são puxados para o de todos. "
    "A escolha por pessoa é avaliada na metade das pessoas que não serviu para aprendê-la.",
)
_ASSOCIATION = phrase(
    "What was sent to whom was not drawn by lot: people differ in more than is known here. Test before you rely on it.",
    "O que foi enviado a quem não foi sorteado: as pessoas diferem em mais do que se sabe aqui. "
    "Teste antes de apostar nisso.",
)
_PERSONS = phrase(
    "Contacts are taken one by one; where a few people answer again and again, the intervals are too narrow.",
    "Os contatos são tomados um a um; se poucas pessoas respondem sempre, os intervalos ficam estreitos demais.",
)
_KINDS = phrase(
    "Each row is an event: a contact counts as answered where a click or reply in its channel came next, in a week.",
    "Cada linha é um evento: um contato conta como respondido se um clique ou resposta no canal veio em seguida, "
    "em até uma semana.",
)
_NO_CONTACTS = phrase(
    "Without contacts and their answers we cannot say which message, at which hour and how often.",
    "Sem contatos e suas respostas não dá para dizer qual mensagem, em que horário e com que frequência.",
)
_REFERENCES = (
    "Gelman & Hill 2007, Data Analysis Using Regression and Multilevel/Hierarchical Models",
    "Gelman & Pardoe 2007, Average predictive comparisons for models with nonlinearity, interactions, and variance "
    "components",
    "Hitsch, Misra & Zhang 2024, Heterogeneous treatment effects and optimal targeting policy evaluation",
    "Chernozhukov et al. 2018, Double/debiased machine learning for treatment and structural parameters",
)
