"""The segments room in words: how many there are, which to focus on, how to know its buyers, and how we know."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Action, Answer, Diagnostics, Estimate, Evidence, Grade, Lever, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.upstream.segments.estimate import Segment, Segments
from corrente.upstream.segments.opinions import said_of
from corrente.upstream.segments.plan import QUESTION
from corrente.upstream.segments.tables import tables

MOST_WORDS = 25
_CLAIMED, _SURE = 0.75, 0.9


def answer(estimate: Segments) -> Answer:
    """The answer in words; where the data holds no segments, that is the answer."""
    actions = tuple(_actions(estimate))[:3]
    return Answer(
        QUESTION,
        Status.ANSWERED,
        next(said for said in _headlines(estimate) if _is_short(said)),
        (*(e for segment in estimate.found for e in segment.estimates), *_whole(estimate)),
        tables(estimate),
        actions,
        tuple(action.lever for action in actions if action.lever),
        _proof(estimate),
        _METHOD,
        Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _whole(estimate: Segments) -> tuple[Estimate, ...]:
    """What is said of the division as a whole, where there is one."""
    return tuple(e for e in (estimate.stability, estimate.coverage) if e is not None)


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _headlines(estimate: Segments) -> Iterator[Phrase]:
    """From the fullest to the shortest, which no name can make too long."""
    best, n = estimate.found[0], len(estimate.found)
    if n == 1:
        yield phrase(
            "The data holds no segments: {customers} customers, and no division of them predicts unseen customers "
            "better than one group.",
            "Não há segmentos nos dados: {customers} clientes, e nenhuma divisão prevê clientes não vistos melhor que "
            "um só grupo.",
            customers=Number(estimate.customers, Form.COUNT),
        )
        return
    said = {"n": Number(n, Form.COUNT), "share": Number(_share(best).value, Form.SHARE)}
    if best.chance_best >= _CLAIMED:
        sure = certainty(best.chance_best)
        yield phrase(
            "Focus on “{name}”: {share} of customers, {sure} the best of {n} segments.",
            "Foque em “{name}”: {share} dos clientes, {sure} o melhor dos {n} segmentos.",
            name=best.said, sure=sure, **said,
        )  # fmt: skip
        yield phrase(
            "Of {n} segments one is {sure} the best to focus on; it holds {share} of customers.",
            "De {n} segmentos, um é {sure} o melhor foco; reúne {share} dos clientes.",
            sure=sure, **said,
        )  # fmt: skip
        return
    chance = Number(best.chance_best, Form.SHARE)
    yield phrase(
        "{n} segments, none clearly the best; “{name}” ({share} of customers) leads with a chance of {chance}.",
        "{n} segmentos, nenhum claramente o melhor; “{name}” ({share} dos clientes) lidera com {chance} de chance.",
        name=best.said, chance=chance, **said,
    )  # fmt: skip
    yield phrase(
        "{n} segments, none clearly the best to focus on; the first leads with a chance of {chance}.",
        "{n} segmentos, nenhum claramente o melhor foco; o primeiro lidera com {chance} de chance.",
        chance=chance, **said,
    )  # fmt: skip


def _share(segment: Segment) -> Estimate:
    return next(e for e in segment.estimates if e.name == "segment_share")


def _value(segment: Segment) -> Estimate:
    return next(e for e in segment.estimates if e.name == "segment_value")


def _money(value: float, estimate: Segments) -> Number:
    return Number(value, Form.MONEY, estimate.value_unit.split()[0])


def _actions(estimate: Segments) -> Iterator[Action]:
    if len(estimate.found) == 1:
        yield Action(
            phrase(
                "Treat all customers as one group for now; each is worth {value} ({low} to {high}).",
                "Trate todos os clientes como um só grupo por enquanto; cada um vale {value} ({low} a {high}).",
                **_range(_value(estimate.found[0]), estimate),
            )
        )
        return
    yield _focus(estimate)
    growing = _growing(estimate)
    if growing:
        yield growing
    known = next((s for s in estimate.found if s.says), None)
    if known and known.says:
        yield Action(
            phrase(
                "Know “{name}” by this rule: {rule}; it is right for {right} of the {customers} customers it picks.",
                "Reconheça “{name}” por esta regra: {rule}; ela acerta {right} dos {customers} clientes a quem se "
                "aplica.",
                name=known.said,
                rule=known.says.said,
                right=Number(known.says.right, Form.SHARE),
                customers=Number(known.says.customers, Form.COUNT),
            )
        )


def _range(found: Estimate, estimate: Segments) -> dict[str, Number | Phrase | str]:
    return {
        "value": _money(found.value, estimate),
        "low": _money(found.low, estimate),
        "high": _money(found.high, estimate),
    }


def _focus(estimate: Segments) -> Action:
    """What a customer of the best segment is worth; of one that counts by its size alone there is nothing to gain."""
    best = estimate.found[0]
    average = _value(best).value - best.gain.value
    said: dict[str, Number | Phrase | str] = {
        "customers": Number(best.customers, Form.COUNT),
        "name": best.said,
        "average": _money(average, estimate),
    }
    if best.gain.low <= 0:
        return Action(phrase(
            "Plan for “{name}” first, for its size: {customers} customers hold {held} of all value. Each is worth "
            "{value} ({low} to {high}), not surely more than the average {average}.",
            "Planeje primeiro para “{name}”, pelo tamanho: {customers} clientes concentram {held} do valor total. Cada "
            "um vale {value} ({low} a {high}), não com certeza mais que a média de {average}.",
            held=Number(_share(best).value * _value(best).value / average, Form.SHARE),
            **said, **_range(_value(best), estimate),
        ))  # fmt: skip
    change = phrase("put “{name}” first", "priorizar “{name}”", name=best.said)
    advice = phrase(
        "Put the {customers} customers of “{name}” first: each is worth {value} ({low} to {high}), the average "
        "customer {average}.",
        "Priorize os {customers} clientes de “{name}”: cada um vale {value} ({low} a {high}); o cliente médio, "
        "{average}.",
        **said,
        **_range(_value(best), estimate),
    )
    return Action(advice, Lever("focus", change, best.gain, Grade.ASSOCIATION, {"segment": best.name}))


def _growing(estimate: Segments) -> Action | None:
    """The segment whose new customers surely become more, where one does."""
    grown = [(s, g) for s in estimate.found if (g := s.estimate("segment_growth")) and g.low > 0]
    if not grown:
        return None
    segment, growth = max(grown, key=lambda pair: pair[1].value)
    return Action(
        phrase(
            "Find more like “{name}”: {growth} more new customers than the period before ({low} to {high}).",
            "Busque mais como “{name}”: {growth} mais clientes novos que no período anterior ({low} a {high}).",
            name=segment.said,
            growth=Number(growth.value, Form.SHARE),
            low=Number(growth.low, Form.SHARE),
            high=Number(growth.high, Form.SHARE),
        )
    )


def _proof(estimate: Segments) -> Proof:
    choice = estimate.choice
    return Proof(
        Diagnostics("EM from several starts; normal around the solution, from the customers' scores"),
        estimate.backtest,
        details={"classes": float(choice.classes), "stability": choice.stability, "rules_right": estimate.right},
        notes=(_TESTED,),
    )


_TESTED = phrase(
    "Half of the customers chose the segments and the other half, unseen, judged them; stability is how far the two "
    "halves, each on its own, give everybody the same segment (adjusted Rand index, 1 is the same).",
    "Metade dos clientes escolheu os segmentos e a outra metade, não vista, os julgou; a estabilidade diz quanto as "
    "duas metades, cada uma por si, dão a todos o mesmo segmento (índice de Rand ajustado, 1 é igual).",
)


def _caveats(estimate: Segments) -> Iterator[Phrase]:
    if len(estimate.found) > 1:
        yield phrase(
            "Segments describe how customers buy; only an experiment can say what treating them differently changes.",
            "Segmentos descrevem como se compra; só um experimento diz o que muda ao tratar os clientes de outro modo.",
        )
        yield phrase(
            "The rules name the segment of {right} of the customers as the full model does.",
            "As regras dão a {right} dos clientes o mesmo segmento que o modelo completo.",
            right=Number(estimate.right, Form.SHARE),
        )
    if estimate.lifetime:
        yield phrase(
            "Value is lifetime value from the loyalty question, shared out among customers as they spent lately.",
            "O valor é o valor do cliente da pergunta de lealdade, repartido conforme o gasto recente.",
        )
    else:
        yield phrase(
            "Value is what a customer spent in the last {days} days, not what is to come.",
            "O valor é o que o cliente gastou nos últimos {days} dias, não o que virá.",
            days=Number(estimate.planned.days, Form.COUNT),
        )
    if not estimate.won:
        yield phrase(
            "No win rate is known for a column that customers share with deals, so ability to win counts as equal.",
            "Não há taxa de ganho por coluna comum a clientes e negócios: a capacidade de ganhar conta como igual.",
        )
    yield from _left_out(estimate)
    yield phrase(
        "What it costs to reach a segment is not known here; the question of access tells it.",
        "O custo de alcançar um segmento não aparece aqui; a pergunta sobre acesso o mostra.",
    )


def _left_out(estimate: Segments) -> Iterator[Phrase]:
    """What of usage and ratings took part, and why the rest did not."""
    if estimate.planned.usage_day is not None and not estimate.used:
        yield phrase(
            "Usage was left out: nobody who bought is in its last four weeks.",
            "O uso ficou de fora: ninguém que comprou aparece nas suas últimas quatro semanas.",
        )
    yield from said_of(estimate.opinions, estimate.customers)


_METHOD = phrase(
    "Customers are sorted into groups within which nothing that we see of them, from purchases to region, goes with "
    "anything else (latent classes). The number of groups is the one that predicts unseen customers and is found again "
    "in either half. Each is weighed by its size, value, growth and win rate.",
    "Os clientes são separados em grupos dentro dos quais nada do que vemos, das compras à região, anda junto (classes "
    "latentes). O número de grupos é o que prevê clientes não vistos e reaparece em cada metade. Cada um é pesado por "
    "tamanho, valor, crescimento e taxa de ganho.",
)
_REFERENCES = (
    "Goodman 1974, Exploratory latent structure analysis",
    "Wedel & Kamakura 2000, Market Segmentation: Conceptual and Methodological Foundations",
    "Hubert & Arabie 1985, Comparing partitions",
    "Breiman, Friedman, Olshen & Stone 1984, Classification and Regression Trees",
)
