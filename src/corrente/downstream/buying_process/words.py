"""The buying process room in words: how long and how many contacts it takes, by which ways, and where people leave."""

from __future__ import annotations

from collections.abc import Iterator

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
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.downstream.buying_process.durations import DRAWS
from corrente.downstream.buying_process.estimate import BuyingProcess, Proven
from corrente.downstream.buying_process.plan import QUESTION
from corrente.downstream.buying_process.saying import lasting
from corrente.downstream.buying_process.tables import estimates_of, tables_of
from corrente.inference.posterior import Method

_CLAIMED, _SURE = 0.75, 0.9


def answer(found: BuyingProcess) -> Answer:
    """The answer in words."""
    actions = tuple(_actions(found))[:3]
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(found),
        estimates_of(found),
        tables_of(found),
        actions,
        tuple(action.lever for action in actions if action.lever),
        _proof(found),
        _METHOD,
        Evidence(references=_REFERENCES, caveats=tuple(_caveats(found))),
    )


def _headline(found: BuyingProcess) -> Phrase:
    """Contacts and time to a purchase, and which contact loses most people, where that is known."""
    place, sure = _worst(found)
    needed = _needed(found)
    if _beaten(found):
        return phrase(
            "{needed}; on later journeys the order of contacts predicted nothing new.",
            "{needed}; em jornadas posteriores, a ordem dos contatos não previu nada de novo.",
            needed=needed,
        )
    if sure < _CLAIMED:
        return phrase(
            "{needed}; {left} of journeys end without a purchase, after no contact clearly more than after another.",
            "{needed}; {left} das jornadas terminam sem compra, sem que um contato se destaque.",
            needed=needed,
            left=Number(1 - float(found.conversion.mean()), Form.SHARE),
        )
    return phrase(
        "{needed}; {sure} no contact loses more people than the {nth}: {lost}.",
        "{needed}; {sure} nenhum contato perde mais gente que o {nth}: {lost}.",
        needed=needed,
        sure=certainty(sure),
        nth=_PLACES[place],
        lost=Number(float(_lost_after(found)[:, place].mean()), Form.SHARE),
    )


def _beaten(found: BuyingProcess) -> bool:
    """Whether contacts without their order foretell later journeys as well."""
    return found.proven is not None and found.proven.staged <= found.proven.order_0


def _needed(found: BuyingProcess) -> Phrase:
    """What a purchase takes; without times the contacts alone."""
    buyers = found.buyers[0]
    contacts = Number(float(buyers.contacts.mean()))
    if buyers.days is None:
        low, high = np.quantile(buyers.contacts, [0.05, 0.95])
        return phrase(
            "Buyers take {contacts} contacts ({low} to {high})",
            "Quem compra leva {contacts} contatos ({low} a {high})",
            contacts=contacts,
            low=Number(low),
            high=Number(high),
        )
    low, high = np.quantile(buyers.days.draws, [0.05, 0.95])
    median = buyers.days.median
    return phrase(
        "Buyers take {contacts} contacts and a median of {days} ({low} to {high})",
        "Quem compra leva {contacts} contatos e {days} na mediana ({low} a {high})",
        contacts=contacts,
        days=lasting(median),
        low=_in_unit(median, low),
        high=_in_unit(median, high),
    )


def _in_unit(days: float, other: float) -> Number:
    """A duration's number in the unit in which ``days`` is said."""
    factor = 24 * 60 if days < 1 / 24 else 24 if days < 2 else 1
    return Number(other * factor)


def _lost_after(found: BuyingProcess) -> np.ndarray:
    """Draws (S, C - 1) of the share of all journeys that end without a purchase after each contact told apart."""
    return np.asarray(found.reach[:, :-1] * found.ends[:, :-1, 2])


def _worst(found: BuyingProcess) -> tuple[int, float]:
    """The contact after which most leave, and the chance that it is this one."""
    lost = _lost_after(found)
    place = int(lost.mean(axis=0).argmax())
    return place, float((lost.argmax(axis=1) == place).mean())


def _actions(found: BuyingProcess) -> Iterator[Action]:
    yield from _dead_end(found)
    yield from _follow_up(found)
    yield from _usual_way(found)


def _dead_end(found: BuyingProcess) -> Iterator[Action]:
    """The channel that surely loses more people than the others, where one does.

    The more channels it is picked from, the surer it has to be (Bonferroni).
    """
    beyond = found.excess
    k = int(beyond.mean(axis=0).argmax())
    if (beyond[:, k] > 0).mean() < 1 - (1 - _SURE) / len(found.channels):
        return
    from corrente.inference.transitions import conversion

    name = found.channels[k]
    bought = np.maximum(beyond[:, k], 0.0) * conversion(found.chain)
    unit = "purchases in the period"
    lever = Lever(
        "stage_conversion",
        phrase(
            "as few leave after {name} as after the others", "tão poucas saídas após {name} quanto após os outros",
            name=name,
        ),
        Estimate.from_draws("purchases_kept", bought, unit, {"channel": name}),
        Grade.ASSOCIATION,
        {"channel": name},
    )  # fmt: skip
    rest = (found.leaving * found.visits).sum(axis=1) - found.leaving[:, k] * found.visits[k]
    others = rest / max(float(found.visits.sum() - found.visits[k]), 1.0)
    yield Action(
        phrase(
            "Offer a next step after {name}: {own} of its contacts are the last, against {others} elsewhere.",
            "Ofereça um próximo passo depois de {name}: {own} dos contatos ali são os últimos, contra {others} nos "
            "demais.",
            name=name,
            own=Number(float(found.leaving[:, k].mean()), Form.SHARE),
            others=Number(float(others.mean()), Form.SHARE),
        ),
        lever,
    )  # fmt: skip


def _follow_up(found: BuyingProcess) -> Iterator[Action]:
    """Until when those who come back do so."""
    place, _ = _worst(found)
    wait = found.waits[place]
    if wait is None:
        return
    yield Action(
        phrase(
            "Follow up within {soon} of the {nth} contact: half of those who come back do so by then, nine in ten "
            "within {late}.",
            "Retome o contato em até {soon} depois do {nth}: metade de quem volta já voltou, e nove em dez em até "
            "{late}.",
            nth=_PLACES[place],
            soon=lasting(wait.median),
            late=lasting(wait.nine_in_ten),
        )
    )


def _usual_way(found: BuyingProcess) -> Iterator[Action]:
    longer = [route for route in found.routes if len(route.channels) > 1]
    if not longer:
        return
    route = longer[0]
    low, high = np.quantile(route.share, [0.05, 0.95])
    yield Action(
        phrase(
            "Build on the usual way with more than one contact, {route}: {share} of purchases ({low} to {high}).",
            "Aproveite o caminho mais comum com mais de um contato, {route}: {share} das compras ({low} a {high}).",
            route=route.name,
            share=Number(float(route.share.mean()), Form.SHARE),
            low=Number(low, Form.SHARE),
            high=Number(high, Form.SHARE),
        )
    )


def _proof(found: BuyingProcess) -> Proof:
    return Proof(
        Diagnostics(Method.EXACT.value, effective_draws=float(DRAWS)),
        None if found.proven is None else _backtest(found.proven),
        parameters={"conversion": float(found.conversion.mean())},
        log_likelihood=found.log_likelihood,
        notes=(_PRIOR, *(() if found.proven else (_NO_BACKTEST,)), _stages_said(found)),
        details={"journeys": found.began, "purchases": found.bought, "stages_found": len(found.stages.starts)},
    )


def _backtest(proven: Proven) -> Backtest:
    return Backtest(
        "held-out log-likelihood per journey",
        proven.staged,
        proven.order_0,
        phrase("Contacts without their order", "Contatos sem a ordem"),
        lower_is_better=False,
        details={"journeys": proven.journeys, "one_stage": proven.order_1},
    )


def _stages_said(found: BuyingProcess) -> Phrase:
    """The stages found among the contacts, in a sentence."""
    starts = [start + 1 for start in found.stages.starts]
    chance = Number(found.stages.chance, Form.SHARE)
    if len(starts) == 1:
        return phrase(
            "Stages found: one. From the first contact on, where people go next depends on the channel only, not on "
            "how many contacts came before (chance {chance}).",
            "Etapas encontradas: uma. Desde o primeiro contato, o próximo passo depende só do canal, não de quantos "
            "contatos vieram antes (chance de {chance}).",
            chance=chance,
        )
    return phrase(
        "Stages found: {n}, beginning with contacts {starts} (chance {chance}): within each, people go on alike.",
        "Etapas encontradas: {n}, que começam nos contatos {starts} (chance de {chance}): dentro de cada uma, as "
        "pessoas seguem de modo parecido.",
        n=Number(len(starts), Form.COUNT),
        starts=", ".join(map(str, starts)),
        chance=chance,
    )


def _caveats(found: BuyingProcess) -> Iterator[Phrase]:
    yield _ASSOCIATION
    yield _SILENCE
    if found.settled:
        yield _RECENT
    if found.buyers[0].days is None:
        yield _NO_TIMES
    if _beaten(found):
        yield _NO_ORDER
    if found.pipeline is None:
        yield _NO_STAGES
    else:
        yield _APART


_PLACES = tuple(
    phrase(en, pt)
    for en, pt in (("first", "primeiro"), ("second", "segundo"), ("third", "terceiro"), ("fourth", "quarto"))
)
_METHOD = phrase(
    "Each person's contacts up to a purchase, or to thirty days of silence, are a journey, and we count where people "
    "go from every contact and channel, and after how long. From these counts come the chances to go on, buy or "
    "leave, the usual ways, and stages: runs of contacts within which people behave alike. Intervals come from how "
    "often each step was seen.",
    "Os contatos de cada pessoa até a compra, ou até trinta dias de silêncio, formam uma jornada; contamos para onde "
    "se vai depois de cada contato e canal, e em quanto tempo. Daí saem as chances de seguir, comprar ou sair, os "
    "caminhos mais comuns e as etapas: sequências de contatos em que as pessoas agem de modo parecido. Os intervalos "
    "vêm de quantas vezes cada passo foi visto.",
)
_PRIOR = phrase(
    "Prior: Jeffreys' for what follows each contact; for each channel, one step spread as all channels' steps are.",
    "A priori: a de Jeffreys para o que segue cada contato; para cada canal, um passo repartido como os de todos.",
)
_NO_BACKTEST = phrase(
    "No back-test: fewer than thirty purchases lie before its cut, or after it.",
    "Sem teste no passado: há menos de trinta compras antes do corte ou depois dele.",
)
_ASSOCIATION = phrase(
    "The map shows how people went, not what moved them: what an offer changes, only a test can tell.",
    "O mapa mostra por onde as pessoas foram, não o que as moveu: o que uma oferta muda, só um teste diz.",
)
_SILENCE = phrase(
    "A journey ends after thirty days of silence; whoever returns later begins a new one.",
    "Uma jornada termina após trinta dias de silêncio; quem volta depois começa outra.",
)
_RECENT = phrase(
    "Contacts of the last thirty days are left out: how they end is not known yet.",
    "Os contatos dos últimos trinta dias ficam de fora: ainda não se sabe como terminam.",
)
_NO_TIMES = phrase(
    "All touchpoints are of one day, so only their order is known: the map has no times.",
    "Todos os pontos de contato são de um mesmo dia e só se conhece a ordem: o mapa não tem tempos.",
)
_NO_ORDER = phrase(
    "The order of contacts did not help to foretell later journeys: read ways and dead ends with care.",
    "A ordem dos contatos não ajudou a prever jornadas posteriores: leia caminhos e becos sem saída com cautela.",
)
_NO_STAGES = phrase(
    "Sales stages are not in the data; bring stage_changes to see the deal's way after the contacts.",
    "As etapas de vendas não estão nos dados; traga stage_changes para ver o caminho do negócio após os contatos.",
)
_APART = phrase(
    "Contacts and sales stages are two maps: they need not be of the same people.",
    "Contatos e etapas de vendas são dois mapas: não são necessariamente das mesmas pessoas.",
)
_REFERENCES = (
    "Anderl, Becker, von Wangenheim & Schumann 2016, Mapping the customer journey",
    "Kemeny & Snell 1976, Finite Markov Chains",
    "Barry & Hartigan 1992, Product partition models for change point problems",
    "Rubin 1981, The Bayesian bootstrap",
)
