"""The problems room in words: what customers speak of, which needs are unmet, what is solved, and how we know."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

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
from corrente.core.words import Form, Language, Number, Phrase, certainty, phrase
from corrente.inference.posterior import Method
from corrente.upstream.problems import needs as asked
from corrente.upstream.problems import voices as said
from corrente.upstream.problems.estimate import Problems
from corrente.upstream.problems.needs import Need
from corrente.upstream.problems.plan import QUESTION
from corrente.upstream.problems.tables import tables
from corrente.upstream.problems.voices import Theme

MOST_WORDS = 25
_CLAIMED = 0.75


def answer(estimate: Problems) -> Answer:
    """The answer in words: the problem heard most, needs unmet and met, what to do first, and how we know."""
    return Answer(
        QUESTION,
        Status.ANSWERED if estimate.voices and estimate.survey else Status.PARTIAL,
        next(s for s in _headlines(estimate) if _is_short(s)),
        estimates=tuple(_estimates(estimate)),
        tables=tables(estimate),
        actions=tuple(_actions(estimate))[:3],
        levers=tuple(_levers(estimate)),
        proof=_proof(estimate),
        method=_METHOD,
        evidence=Evidence(references=_REFERENCES, caveats=tuple(_caveats(estimate))),
    )


def _is_short(text: Phrase) -> bool:
    return all(len(text.say(language).split()) <= MOST_WORDS for language in Language)


def _estimates(estimate: Problems) -> Iterator[Estimate]:
    if estimate.voices:
        yield from said.estimates(estimate.voices)
    if estimate.survey:
        yield from asked.estimates(estimate.survey.needs)


def complaints(estimate: Problems) -> list[Theme]:
    """Themes that probably go with lower ratings, the most mentioned first; all themes where nothing is rated."""
    themes = estimate.voices.themes if estimate.voices else ()
    rated = [theme for theme in themes if theme.worse is not None]
    return [theme for theme in rated if (theme.worse or 0.0) >= _CLAIMED] if rated else list(themes)


def unmet(estimate: Problems) -> list[Need]:
    """Needs of all segments together, the largest opportunity first."""
    found = [need for need in estimate.survey.needs if need.segment == asked.ALL] if estimate.survey else []
    return sorted(found, key=lambda need: -need.opportunity.value)


def _headlines(estimate: Problems) -> Iterator[Phrase]:
    """From the fullest to the shortest."""
    themes, needs = complaints(estimate), unmet(estimate)
    if estimate.voices and not estimate.voices.backtest.beats_baseline:
        yield phrase(
            "{share} of comments fit one of {n} themes, but word frequencies alone predict new comments better.",
            "{share} dos comentários cabem em {n} temas, mas a simples frequência das palavras prevê melhor os novos.",
            share=Number(estimate.voices.understood, Form.SHARE), n=Number(len(estimate.voices.themes), Form.COUNT),
        )  # fmt: skip
    if themes:
        yield from _heard_most(themes[0])
    if estimate.voices:
        top = estimate.voices.themes[0]
        yield phrase(
            "Customers speak most of “{name}”, in {share} of comments; no theme clearly goes with lower ratings.",
            "O tema mais citado é “{name}”, em {share} dos comentários; nenhum acompanha claramente notas menores.",
            name=top.name, share=Number(top.share.value, Form.SHARE),
        )  # fmt: skip
    if needs:
        yield from _least_met(needs[0])
    yield phrase(
        "{n} themes stand out in what customers say.",
        "{n} temas se destacam no que os clientes dizem.",
        n=Number(len(estimate.voices.themes) if estimate.voices else len(needs), Form.COUNT),
    )


def _heard_most(theme: Theme) -> Iterator[Phrase]:
    share = Number(theme.share.value, Form.SHARE)
    if theme.effect is not None and theme.worse is not None:
        yield phrase(
            "“{name}” is the most frequent complaint: {share} of comments; "
            "ratings are {sure} lower with it (by {points}).",
            "“{name}” é a queixa mais frequente: {share} dos comentários; "
            "com ela a nota é {sure} menor (em {points}).",
            name=theme.name, share=share, sure=certainty(theme.worse), points=Number(-theme.effect.value),
        )  # fmt: skip
    yield phrase(
        "“{name}” is what customers speak of most: {share} of comments.",
        "“{name}” é o que os clientes mais citam: {share} dos comentários.",
        name=theme.name, share=share,
    )  # fmt: skip


def _least_met(need: Need) -> Iterator[Phrase]:
    score = Number(need.opportunity.value)
    yield phrase(
        "“{name}” is the largest opportunity: {score} of 20; it is {sure} under-served.",
        "“{name}” é a maior oportunidade: {score} de 20; {sure} está mal atendida.",
        name=need.name, score=score, sure=certainty(need.under),
    ) if need.under >= _CLAIMED else phrase(
        "“{name}” scores highest, {score} of 20, but no need is clearly under-served.",
        "“{name}” tem a maior pontuação, {score} de 20, mas nenhuma necessidade está claramente mal atendida.",
        name=need.name, score=score,
    )  # fmt: skip
    yield phrase(
        "The largest opportunity scores {score} of 20.", "A maior oportunidade tem {score} de 20 pontos.", score=score
    )


def _levers(estimate: Problems) -> Iterator[Lever]:
    """Satisfaction: the rating gap of each complaint, where it is rated."""
    for theme in complaints(estimate):
        if theme.effect is not None:
            change = phrase("fewer comments about “{name}”", "menos comentários sobre “{name}”", name=theme.name)
            lost = theme.effect
            gain = replace(lost, value=-lost.value, low=-lost.high, high=-lost.low, inner=None)
            yield Lever("satisfaction", change, gain, Grade.ASSOCIATION, {"theme": theme.name})


def praised(estimate: Problems) -> list[Theme]:
    """Themes that probably go with higher ratings, the most mentioned first: what the company solves already."""
    themes = estimate.voices.themes if estimate.voices else ()
    return [theme for theme in themes if theme.worse is not None and theme.worse <= 1 - _CLAIMED]


def _actions(estimate: Problems) -> Iterator[Action]:
    """First the complaint that weighs most, then the need least met, then what is solved, then what is over-served."""
    levers = {lever.of["theme"]: lever for lever in _levers(estimate)}
    weighed = sorted(complaints(estimate), key=lambda t: t.share.value * (t.effect.value if t.effect else -1.0))
    for theme in weighed[:1]:
        yield Action(_look_into(theme), levers.get(theme.name))
    for need in [need for need in unmet(estimate) if need.under >= _CLAIMED][:1]:
        yield Action(_about(need, _UNDER))
    solved = sorted((need for need in unmet(estimate) if need.solved >= _CLAIMED), key=lambda n: -n.importance.value)
    for need in solved[:1]:
        yield Action(_about(need, _SOLVED))
    for theme in praised(estimate)[: 0 if solved else 1]:
        yield Action(
            phrase(
                "Show in your messages what customers praise: “{name}” ({share} of comments).",
                "Mostre na comunicação o que os clientes elogiam: “{name}” ({share} dos comentários).",
                name=theme.name, share=Number(theme.share.value, Form.SHARE),
            )
        )  # fmt: skip
    for need in [need for need in reversed(unmet(estimate)) if need.over >= _CLAIMED][:1]:
        yield Action(_about(need, _OVER))


_UNDER = (
    "Work on “{name}” first: importance {important}, satisfaction {met}, of 10.",
    "Comece por “{name}”: importância {important}, satisfação {met}, de 10.",
)
_SOLVED = (
    "Say that you solve “{name}”: importance {important}, satisfaction {met}, of 10.",
    "Diga que a empresa resolve “{name}”: importância {important}, satisfação {met}, de 10.",
)
_OVER = (
    "Spend less on “{name}”: satisfaction ({met} of 10) {sure} exceeds importance ({important}).",
    "Gaste menos com “{name}”: a satisfação ({met} de 10) {sure} supera a importância ({important}).",
)


def _about(need: Need, said: tuple[str, str]) -> Phrase:
    important, met = Number(need.importance.value), Number(need.satisfaction.value)
    return phrase(*said, name=need.name, important=important, met=met, sure=certainty(need.over))


def _look_into(theme: Theme) -> Phrase:
    share = Number(theme.share.value, Form.SHARE)
    if theme.effect is None:
        return phrase(
            "Read the comments about “{name}” ({share} of all) and give the problem an owner.",
            "Leia os comentários sobre “{name}” ({share} do total) e dê um dono ao problema.",
            name=theme.name, share=share,
        )  # fmt: skip
    return phrase(
        "Look into “{name}” first: {share} of comments, with ratings lower by {points} ({low} to {high}).",
        "Investigue primeiro “{name}”: {share} dos comentários, com notas menores em {points} (de {low} a {high}).",
        name=theme.name, share=share, points=Number(-theme.effect.value),
        low=Number(-theme.effect.high), high=Number(-theme.effect.low),
    )  # fmt: skip


def _proof(estimate: Problems) -> Proof:
    parameters: dict[str, float] = {}
    backtest: Backtest | None = estimate.survey.backtest if estimate.survey else None
    notes = [_SURVEY_TEST] if estimate.survey else []
    if estimate.voices:
        choice = estimate.voices.choice
        parameters = {"themes_sought": float(choice.number), "stability": choice.stability[choice.number],
                      "share_understood": estimate.voices.understood}  # fmt: skip
        if estimate.survey and backtest:
            parameters |= {"needs_log_loss": backtest.model, "needs_log_loss_baseline": backtest.baseline}
        backtest = estimate.voices.backtest
        notes = [_stable(choice.stability[choice.number]), _TEXT_TEST, *notes]
    return Proof(Diagnostics(Method.EXACT.value), backtest, parameters, notes=tuple(notes))


def _stable(alike: float) -> Phrase:
    return phrase(
        "Themes found in texts redrawn at random are alike by {share} (mean cosine of matched themes).",
        "Os temas achados em textos sorteados de novo se parecem em {share} (cosseno médio dos temas emparelhados).",
        share=Number(alike, Form.SHARE),
    )


_TEXT_TEST = phrase(
    "Tested in time: themes learnt from the earlier half of the comments predict half of the words of each later one "
    "from its other half.",
    "Teste no tempo: os temas aprendidos na primeira metade dos comentários preveem metade das palavras de cada "
    "comentário posterior a partir da outra metade.",
)
_SURVEY_TEST = phrase(
    "Needs were tested too: half of the answers, drawn at random, predict the other half against all needs alike.",
    "As necessidades também foram testadas: metade das respostas, sorteada, prevê a outra metade, ante o mesmo padrão "
    "para todas as necessidades.",
)


def _caveats(estimate: Problems) -> Iterator[Phrase]:
    if estimate.voices:
        yield phrase(
            "Comments come from those who choose to write; silent customers may think otherwise.",
            "Comentários vêm de quem resolve escrever; clientes calados podem pensar diferente.",
        )
        yield phrase(
            "A theme is counted by its words in any form, so a comment that says it in other words is missed.",
            "Um tema é contado pelas suas palavras, em qualquer forma; quem diz o mesmo com outras palavras escapa.",
        )
        if estimate.voices.read < estimate.said:
            yield phrase(
                "{read} of {said} comments were read, picked by their own time and length.",
                "Foram lidos {read} de {said} comentários, escolhidos pelo próprio horário e tamanho.",
                read=Number(estimate.voices.read, Form.COUNT), said=Number(estimate.said, Form.COUNT),
            )  # fmt: skip
        if any(theme.effect is not None for theme in estimate.voices.themes):
            yield phrase(
                "Rating differences go with a theme; they do not say what solving it would change.",
                "As diferenças de nota acompanham o tema; não dizem o que mudaria se ele fosse resolvido.",
            )
    if estimate.survey:
        yield phrase(
            "Opportunity scores compare needs within one survey; the bounds 10 and 12 are a convention.",
            "A pontuação de oportunidade compara necessidades de uma mesma pesquisa; os limites 10 e 12 são convenção.",
        )


_METHOD = phrase(
    "Words that customers use together in a sentence form themes, as many as come back when sentences are redrawn at "
    "random. A comment mentions a theme if it says one of its words in any form, and shares have intervals from those "
    "counts. A need's opportunity is its importance plus what satisfaction lacks of it, by the share of top answers.",
    "Palavras que os clientes usam juntas numa frase formam temas, tantos quantos reaparecem quando as frases são "
    "sorteadas de novo. Um comentário cita um tema se diz uma das suas palavras, em qualquer forma, e as parcelas têm "
    "intervalos dessas contagens. A oportunidade de uma necessidade é a importância mais o que falta de satisfação, "
    "pela parcela das notas altas.",
)
_REFERENCES = (
    "Lee & Seung 1999, Learning the parts of objects by non-negative matrix factorization",
    "Greene, O'Callaghan & Cunningham 2014, How many topics? Stability analysis for topic models",
    "Turney & Pantel 2010, From frequency to meaning: vector space models of semantics",
    "Wallach, Murray, Salakhutdinov & Mimno 2009, Evaluation methods for topic models",
    "Rubin 1981, The Bayesian bootstrap",
    "Ulwick 2002, Turn customer input into innovation",
)
