"""The access room in words: the cheapest channels that meet most of the target, what each adds, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from corrente.core.answer import Action, Answer, Diagnostics, Estimate, Evidence, Grade, Lever, Proof, Status
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.inference.posterior import Method
from corrente.upstream.access.estimate import ALL, GOAL, Access, Segment
from corrente.upstream.access.plan import QUESTION
from corrente.upstream.access.tables import estimates_of, names_in, set_cost, tables_of

MOST_WORDS = 25
_SHORT_LIST = 3
_LITTLE = 0.05  # what a channel adds at most to be one that could be tried without


def answer(access: Access) -> Answer:
    """The answer in words: the cheapest set, what its channels add, what could be left out, and how we know."""
    estimates = estimates_of(access)
    segment = access.segments[access.target]
    levers = tuple(_levers(access, segment))
    return Answer(
        QUESTION,
        Status.ANSWERED,
        _headline(access, segment),
        estimates=estimates,
        tables=tables_of(access, estimates),
        actions=tuple(_actions(access, segment, levers))[:3],
        levers=levers,
        proof=_proof(access),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(access, segment))),
        figure=_picture(access, segment),
    )


def _whom(access: Access, segment: Segment) -> Phrase:
    if segment.name != ALL:
        return phrase("{segment} buyers", "compradores {segment}", segment=segment.name)
    if access.customers:
        return phrase("buyers", "compradores")
    return phrase("the people met", "pessoas alcançadas")


def _listed(names: list[str]) -> Phrase:
    """Names one after the other, with an "and" before the last."""
    if len(names) == 1:
        return Phrase.same(names[0])
    return phrase("{first} and {last}", "{first} e {last}", first=", ".join(names[:-1]), last=names[-1])


def _headline(access: Access, segment: Segment) -> Phrase:
    return next(said for said in _headlines(access, segment) if _is_short(said))


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _headlines(access: Access, segment: Segment) -> Iterator[Phrase]:
    """From the fullest to the shortest, whatever names the data have."""
    chosen = names_in(access, segment.chosen)
    chance = float((segment.chosen_reach >= GOAL).mean())
    values: dict[str, Number | Phrase | str] = {
        "chosen": _listed(chosen),
        "n": Number(len(chosen), Form.COUNT),
        "all": Number(len(access.channels), Form.COUNT),
        "sure": certainty(chance),
        "goal": Number(GOAL, Form.SHARE),
        "whom": _whom(access, segment),
        "part": _part_of_cost(access, segment),
    }
    if access.backtest is not None and not access.backtest.beats_baseline:
        yield Phrase(
            "{n} of {all} channels {sure} meet {goal} of {whom}{part}; the past carried on predicts reach as well.",
            "{n} de {all} canais {sure} alcançam {goal} dos {whom}{part}; repetir o passado prevê igualmente bem.",
            values,
        )
        yield Phrase(
            "{n} of {all} channels {sure} meet {goal} of the target; the past carried on predicts reach as well.",
            "{n} de {all} canais {sure} alcançam {goal} do público-alvo; repetir o passado prevê igualmente bem.",
            values,
        )
    if len(chosen) <= _SHORT_LIST:
        yield Phrase(
            "{chosen} {sure} meet at least {goal} of {whom} met by any of {all} channels{part}.",
            "{chosen} {sure} alcançam ao menos {goal} dos {whom} alcançados por {all} canais{part}.",
            values,
        )
    yield Phrase(
        "{n} of {all} channels {sure} meet at least {goal} of {whom} met by any{part}.",
        "{n} de {all} canais {sure} alcançam ao menos {goal} dos {whom} que algum canal alcança{part}.",
        values,
    )
    yield Phrase(
        "{n} of {all} channels {sure} meet at least {goal} of the target{part}.",
        "{n} de {all} canais {sure} alcançam ao menos {goal} do público-alvo{part}.",
        values,
    )


def _part_of_cost(access: Access, segment: Segment) -> Phrase:
    cost = set_cost(access, segment)
    if access.cost is None or cost is None:
        return phrase("", "")
    part = Number(cost / float(access.cost.sum()), Form.SHARE)
    return phrase(", for {part} of the cost", ", por {part} do custo", part=part)


def _levers(access: Access, segment: Segment) -> Iterator[Lever]:
    """What each channel of the set adds to the others of the set, the most first."""
    adds = segment.adds
    for k in np.argsort(-adds.mean(axis=0), kind="stable"):
        if segment.chosen >> int(k) & 1 and adds[:, k].mean() > 0:
            of = {"channel": access.channels[k], "segment": segment.name}
            change = phrase(
                "{channel} beside the other channels of the set",
                "{channel} ao lado dos outros canais do conjunto",
                channel=access.channels[k],
            )
            effect = Estimate.from_draws("reach", adds[:, k], "share of buyers met", of)
            cost = None if access.cost is None else float(access.cost[k])
            yield Lever("reach", change, effect, Grade.ASSOCIATION, of, cost)


def _actions(access: Access, segment: Segment, levers: tuple[Lever, ...]) -> Iterator[Action]:
    low, high = np.quantile(segment.chosen_reach, [0.05, 0.95])
    yield Action(
        phrase(
            "To meet {whom}, keep {chosen}: together they meet {reach} ({low} to {high}) of those whom any channel "
            "meets.",
            "Para chegar aos {whom}, mantenha {chosen}: juntos alcançam {reach} ({low} a {high}) de quem algum canal "
            "alcança.",
            whom=_whom(access, segment),
            chosen=_listed(names_in(access, segment.chosen)),
            reach=Number(float(segment.chosen_reach.mean()), Form.SHARE),
            low=Number(float(low), Form.SHARE),
            high=Number(float(high), Form.SHARE),
        )
    )
    if levers and levers[0].effect.value < 1:
        yield Action(
            phrase(
                "Count on {channel} first: without it, {added} of these buyers would not be met by the set.",
                "Conte primeiro com {channel}: sem ele, {added} desses compradores ficariam fora do conjunto.",
                channel=levers[0].of["channel"],
                added=Number(levers[0].effect.value, Form.SHARE),
            ),
            levers[0],
        )
    yield from _spare(access, segment)


def _spare(access: Access, segment: Segment) -> Iterator[Action]:
    """A test without the dearest channel that meets hardly anybody whom no other channel meets."""
    if access.cost is None:
        return
    high = np.quantile(segment.only, 0.95, axis=0)
    spare = [k for k in range(len(high)) if access.cost[k] > 0 and high[k] < _LITTLE and not segment.chosen >> k & 1]
    if not spare:
        return
    k = max(spare, key=lambda k: float(access.cost[k]) if access.cost is not None else 0.0)
    yield Action(
        phrase(
            "Test a period without {channel}: it costs {cost}, and only {only} of {whom} are met nowhere else.",
            "Teste um período sem {channel}: custa {cost}, e só {only} dos {whom} não são alcançados por outro canal.",
            channel=access.channels[k],
            cost=Number(float(access.cost[k]), Form.MONEY, access.currency),
            only=Number(float(segment.only[:, k].mean()), Form.SHARE),
            whom=_whom(access, segment),
        )
    )


def _proof(access: Access) -> Proof:
    whole = access.segments[0]
    details: dict[str, float | str] = {"buyers_met": float(whole.met), "buyers_without_contact": float(whole.unmet)}
    parameters = {} if access.concentration is None else {"concentration": access.concentration}
    return Proof(
        Diagnostics(Method.EXACT.value, effective_draws=float(len(whole.reach))),
        access.backtest,
        parameters,
        notes=(_PRIOR,) if access.backtest else (_PRIOR, _NO_BACKTEST),
        details=details,
    )


def _caveats(access: Access, segment: Segment) -> Iterator[Phrase]:
    yield _ON_RECORD
    if access.customers and segment.unmet:
        yield phrase(
            "{share} of {whom} have no contact on record; how they came is not known.",
            "{share} dos {whom} não têm contato registrado; não se sabe por onde vieram.",
            share=Number(segment.unmet / (segment.met + segment.unmet), Form.SHARE),
            whom=_whom(access, segment),
        )
    if not access.customers:
        yield _NO_CUSTOMERS
    if access.cost is None:
        yield _NO_COST
    if float((segment.chosen_reach >= GOAL).mean()) < GOAL:
        yield _ALL_NEEDED


def _picture(access: Access, segment: Segment) -> Picture:
    """The reach curve of the target: one row per channel added."""
    steps = len(segment.curve)
    enough = next((i for i, (_, reach) in enumerate(segment.curve) if reach.mean() >= GOAL), steps - 1)
    first, last = (access.channels[segment.curve[i][0]] for i in (0, -1))
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase(
            "{n} of {all} channels meet {goal} of {whom}",
            "{n} de {all} canais alcançam {goal} dos {whom}",
            n=Number(enough + 1, Form.COUNT),
            all=Number(steps, Form.COUNT),
            goal=Number(GOAL, Form.SHARE),
            whom=_whom(access, segment),
        ),
        phrase(
            "Share of {whom} met, as channels are added by what they bring for their cost; bands hold 50% and 90%",
            "Parcela dos {whom} alcançados, somando canais pelo que trazem por seu custo; as faixas contêm 50% e 90%",
            whom=_whom(access, segment),
        ),
        phrase(
            "One row per channel added, from {first} to {last}; the share met rises to 100%.",
            "Uma linha por canal somado, de {first} a {last}; a parcela alcançada sobe até 100%.",
            first=first,
            last=last,
        ),
        tuple(_mark(access, k, reach, i == enough) for i, (k, reach) in enumerate(segment.curve)),
        Phrase("Share of buyers met", "Parcela dos compradores alcançados"),
        Form.SHARE,
        reference=GOAL,
        reference_label=Phrase("most", "a maioria"),
    )


def _mark(access: Access, k: int, reach: np.ndarray, emphasis: bool) -> Mark:
    low, inner_low, inner_high, high = (float(v) for v in np.quantile(reach, [0.05, 0.25, 0.75, 0.95]))
    label = Phrase.same(f"+ {access.channels[k]}")
    return Mark(float(reach.mean()), low, high, inner_low, inner_high, label, emphasis=emphasis)


def figure(answer: Answer) -> Picture:
    """The picture that the answer carries. Raises ``ValueError`` where it has none."""
    if answer.figure is None:
        raise ValueError("the answer has no reach curve")
    return answer.figure


_METHOD = Phrase(
    "Every buyer is put down under the exact set of channels that met him, so overlaps are counted, not assumed. "
    "The shares of the sets are Dirichlet; segments are drawn towards each other as far as they are alike. "
    "Every subset of the channels is tried for the cheapest that meets most of the target.",
    "Cada comprador é registrado no conjunto exato de canais que o alcançaram: as sobreposições são contadas, não "
    "supostas. As parcelas dos conjuntos são Dirichlet; os segmentos se aproximam na medida em que se parecem. "
    "Todos os subconjuntos de canais são testados em busca do mais barato que alcança a maioria.",
)
_PRIOR = Phrase(
    "Prior: a segment's sets are Dirichlet around all segments' sets, with a concentration even on the log scale.",
    "A priori: os conjuntos de um segmento são Dirichlet em torno dos de todos, com concentração uniforme em log.",
)
_NO_BACKTEST = Phrase(
    "No back-test: there are fewer than thirty buyers met in one half of the time.",
    "Sem teste no passado: há menos de trinta compradores alcançados em uma metade do tempo.",
)
_ON_RECORD = Phrase(
    "Reach is of contacts on record with today's spending; it says whom a channel meets, not whom it makes buy.",
    "O alcance é dos contatos registrados com o gasto de hoje; diz quem um canal alcança, não quem ele faz comprar.",
)
_NO_CUSTOMERS = Phrase(
    "There is no table of customers, so everybody with a contact stands for the buyers.",
    "Não há tabela de clientes: todos os que têm contato fazem as vezes de compradores.",
)
_NO_COST = Phrase(
    "No cost is known of any channel, so the cheapest set is the smallest one.",
    "Não se conhece o custo de nenhum canal: o conjunto mais barato é o menor.",
)
_ALL_NEEDED = Phrase(
    "No smaller set surely meets most of the target.",
    "Nenhum conjunto menor alcança com segurança a maioria do público-alvo.",
)
_REFERENCES = (
    "Rubin 1981, The Bayesian bootstrap",
    "Teh, Jordan, Beal & Blei 2006, Hierarchical Dirichlet processes",
    "Danaher 2007, Modeling page views across multiple websites with an application to Internet reach and frequency",
)
