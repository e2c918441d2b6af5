"""The personas room in words: which to focus on, with a page for each."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Action, Answer, Diagnostics, Estimate, Evidence, Proof, Status
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.downstream.personas.estimate import Persona, Personas
from corrente.downstream.personas.lines import Line, Part
from corrente.downstream.personas.plan import QUESTION
from corrente.downstream.personas.tables import tables_of

MOST_WORDS = 25
_CLAIMED = 0.75


def answer(found: Personas) -> Answer:
    """The answer in words; partial where an answer that a page draws on was refused."""
    return Answer(
        QUESTION,
        Status.PARTIAL if found.refused else Status.ANSWERED,
        next(said for said in _headlines(found) if _is_short(said)),
        tuple(_estimates(found)),
        tables_of(found),
        tuple(_actions(found))[:3],
        (),
        _proof(found),
        _METHOD,
        Evidence(references=_REFERENCES, caveats=tuple(_caveats(found))),
    )


def _is_short(said: Phrase) -> bool:
    return all(len(said.say(language).split()) <= MOST_WORDS for language in Language)


def _estimates(found: Personas) -> Iterator[Estimate]:
    for persona in found.found:
        yield from persona.estimates
        if persona.value_share is not None:
            yield persona.value_share


def _headlines(found: Personas) -> Iterator[Phrase]:
    """From the fullest to the shortest, which no name can make too long."""
    best, n = found.found[0], Number(len(found.found), Form.COUNT)
    held, share = best.value_share, best.estimate("segment_share")
    if held is None or share is None:
        value = best.estimate("segment_value")
        assert value is not None  # every segment has one
        yield phrase(
            "One persona: all {customers} customers, each worth {value} ({low} to {high}).",
            "Uma só persona: todos os {customers} clientes; cada um vale {value} ({low} a {high}).",
            customers=Number(best.customers, Form.COUNT), **_money(value, found),
        )  # fmt: skip
        return
    said = {
        "n": n,
        "share": Number(share.value, Form.SHARE),
        "held": Number(held.value, Form.SHARE),
        "low": Number(held.low, Form.SHARE),
        "high": Number(held.high, Form.SHARE),
    }
    if best.chance_best < _CLAIMED:
        yield phrase(
            "{n} personas, none clearly the one to focus on; the first has {share} of customers and {held} of the "
            "value ({low} to {high}).",
            "{n} personas, nenhuma claramente o melhor foco; a primeira reúne {share} dos clientes e {held} do valor "
            "({low} a {high}).",
            **said,
        )
        return
    sure = certainty(best.chance_best)
    yield phrase(
        "Focus on “{name}”: {sure} the best of {n} personas, {share} of customers and {held} of the value.",
        "Foque em “{name}”: {sure} a melhor de {n} personas, {share} dos clientes e {held} do valor.",
        name=best.said, sure=sure, **said,
    )  # fmt: skip
    yield phrase(
        "Of {n} personas, {sure} the first is the one to focus on: {share} of customers and {held} of the value.",
        "De {n} personas, {sure} a primeira é o melhor foco: {share} dos clientes e {held} do valor.",
        sure=sure, **said,
    )  # fmt: skip


def _money(value: Estimate, found: Personas) -> dict[str, Number | Phrase | str]:
    numbers = {"value": value.value, "low": value.low, "high": value.high}
    return {name: Number(number, Form.MONEY, found.currency) for name, number in numbers.items()}


def _actions(found: Personas) -> Iterator[Action]:
    best = found.found[0]
    value = best.estimate("segment_value")
    if value is not None and len(found.found) > 1:
        yield Action(
            phrase(
                "Write the plan for “{name}” first: {customers} customers, each worth {value} ({low} to {high}).",
                "Escreva o plano primeiro para “{name}”: {customers} clientes; cada um vale {value} ({low} a {high}).",
                name=best.said,
                customers=Number(best.customers, Form.COUNT),
                **_money(value, found),
            )
        )
    channel, message = _first(best, Part.CHANNELS), _first(best, Part.MESSAGES)
    if channel is not None and message is not None:
        yield Action(
            phrase(
                "Choose place and words by what is known of them: {channel} {message}",
                "Escolha o canal e a mensagem pelo que se sabe desses clientes: {channel} {message}",
                channel=channel.says,
                message=message.says,
            )
        )
    missing = dict.fromkeys(table for line in best.lines for table in line.missing)
    if missing:
        yield Action(
            phrase(
                "Bring {tables} to fill in what is not known of them yet.",
                "Traga {tables} para completar o que ainda não se sabe delas.",
                tables=", ".join(missing),
            )
        )


def _first(persona: Persona, part: Part) -> Line | None:
    return next((line for line in persona.lines if line.part is part and line.source), None)


def _proof(found: Personas) -> Proof:
    """The segments' own: personas are no better known than they are."""
    if found.proof is None:
        return Proof(Diagnostics("EM from several starts; normal around the solution, from the customers' scores"))
    return Proof(found.proof.diagnostics, found.proof.backtest, details=found.proof.details, notes=(_AS_SEGMENTS,))


def _caveats(found: Personas) -> Iterator[Phrase]:
    yield _NOBODY
    yield _MIXED
    if found.refused:
        yield phrase(
            "Not answered, and so not on the pages: {questions}.",
            "Sem resposta e, por isso, fora das páginas: {questions}.",
            questions=", ".join(name.replace("_", " ") for name in found.refused),
        )


_AS_SEGMENTS = phrase(
    "The proof is that of the segments: half of the customers chose them, the other half, unseen, judged them.",
    "A prova é a dos segmentos: metade dos clientes os escolheu, e a outra metade, não vista, os julgou.",
)
_NOBODY = phrase(
    "A persona describes a group of customers, not a person: nothing on its page was made up.",
    "Uma persona descreve um grupo de clientes, não uma pessoa: nada na página foi inventado.",
)
_MIXED = phrase(
    "Where an answer knows the levels of a column only, such as size, a persona has the mean of the levels that its "
    "customers have; where it knows all customers only, the line says so.",
    "Onde uma resposta só conhece os níveis de uma coluna, como o porte, a persona tem a média dos níveis de seus "
    "clientes; onde só conhece todos os clientes, a linha avisa.",
)
_METHOD = phrase(
    "Each segment has a page. Its lines come from the answers to other questions, by the persona's own mix of "
    "customers, and link to them. The order is by size, value, growth and win rate together.",
    "Cada segmento tem uma página. As linhas vêm das respostas a outras perguntas, conforme os clientes da persona, e "
    "levam até elas. A ordem pesa tamanho, valor, crescimento e taxa de ganho.",
)
_REFERENCES = (
    "Goodman 1974, Exploratory latent structure analysis",
    "Wedel & Kamakura 2000, Market Segmentation: Conceptual and Methodological Foundations",
)
