"""A test in words: what it is called, how it stands, how each variant does."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.experiment import Learning, Measure, Phase, Test
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.experiments.report import TestReport
from corrente.experiments.results import ArmResult, Interval
from corrente.experiments.stopping import name

PHASES: Mapping[Phase, Phrase] = {
    Phase.DRAFT: Phrase("draft", "rascunho"),
    Phase.RUNNING: Phrase("running", "em andamento"),
    Phase.STOPPED: Phrase("stopped", "encerrado"),
}
MEASURES: Mapping[Measure, Phrase] = {
    Measure.CLICKS: Phrase("share that clicks", "fração que clica"),
    Measure.CONVERSIONS: Phrase("share that converts", "fração que converte"),
    Measure.COUNT: Phrase("times per person", "vezes por pessoa"),
    Measure.REVENUE: Phrase("revenue per person", "receita por pessoa"),
    Measure.SESSION_TIME: Phrase("seconds of the first session", "segundos da primeira sessão"),
}
LEARNING: Mapping[Learning, Phrase] = {
    Learning.FIXED: Phrase("fixed split", "divisão fixa"),
    Learning.THOMPSON: Phrase("by the chance of being best", "pela chance de ser a melhor"),
    Learning.TOP_TWO: Phrase("between the best two", "entre as duas melhores"),
}


def headline(found: TestReport) -> Phrase:
    """How a test stands, in one sentence."""
    test, people = found.test, Number(found.people, Form.COUNT)
    if test.phase is Phase.DRAFT:
        return phrase("“{test}” is a draft: nobody has seen it yet.", "“{test}” é um rascunho: ninguém viu ainda.",
                      test=test.name)  # fmt: skip
    if found.results is None and test.phase is Phase.RUNNING:
        return phrase("“{test}” is running; nobody has come yet.", "“{test}” está em andamento; ninguém veio ainda.",
                      test=test.name)  # fmt: skip
    if found.results is None or test.phase is Phase.STOPPED:
        return phrase("“{test}” was stopped after {n} people; all get “{arm}” now.",
                      "“{test}” foi encerrado após {n} pessoas; agora todos recebem “{arm}”.",
                      test=test.name, n=people, arm=name(test, test.chosen))  # fmt: skip
    best = found.results.decision.arm(found.results.leader).best or 0.0
    if best < 0.75:
        return phrase("“{test}”: after {n} people it cannot be told yet which variant is the best.",
                      "“{test}”: após {n} pessoas, ainda não dá para dizer qual variante é a melhor.",
                      test=test.name, n=people)  # fmt: skip
    return phrase("“{test}”: after {n} people “{arm}” is {surely} the best variant.",
                  "“{test}”: após {n} pessoas, “{arm}” {surely} é a melhor variante.",
                  test=test.name, n=people, arm=name(test, found.results.leader), surely=certainty(best))  # fmt: skip


def form_of(measure: Measure) -> Form:
    """How a number of the measure reads."""
    return Form.EXACT_SHARE if measure.is_share else Form.ROUGH


def spread(found: Interval | None, form: Form) -> Phrase:
    """``4.2% (3.8% to 4.6%)``; only the value where the bounds are not known yet; a dash for nothing."""
    if found is None or found.value != found.value:  # not a number: nobody responded
        return Phrase.same("–")
    value = Number(found.value, form)
    if not found.known:
        return phrase("{value}", "{value}", value=value)
    return phrase("{value} ({low} to {high})", "{value} ({low} a {high})",
                  value=value, low=Number(found.low, form), high=Number(found.high, form))  # fmt: skip


def chance(arm: ArmResult) -> Phrase:
    """The chance that an arm is the best; a dash for one that was dropped."""
    return Phrase.same("–") if arm.best is None else phrase("{n}", "{n}", n=Number(arm.best, Form.SHARE))


def called(test: Test, id: str) -> str:
    """What a variant is called, with its id where that says something else."""
    said = name(test, id)
    return said if said == id else f"{said} ({id})"
