"""The track record in words: its headline, what its verdicts mean, and what every figure counts."""

from __future__ import annotations

from babel.dates import format_date

from corrente.core.words import Form, Language, Number, Phrase, date_to_day, phrase
from corrente.state.forecasts import Forecast
from corrente.stream.record.kinds import KINDS
from corrente.stream.record.kinds.growth import GROWTH, MEANINGS, PLAN
from corrente.stream.record.summary import Group, Record, Verdict
from corrente.stream.record.tested import MEANING, TESTS

NAMES = {
    GROWTH: Phrase("Growth forecast", "Previsão de crescimento"),
    PLAN: Phrase("With the plan", "Com o plano"),
    TESTS: Phrase("Tested changes", "Mudanças testadas"),
}
"""What stands in the place of a question."""

VERDICTS = {
    Verdict.TOO_FEW: Phrase("too little to tell", "pouco para dizer"),
    Verdict.TOO_NARROW: Phrase("too sure of itself", "segura demais"),
    Verdict.AS_FORETOLD: Phrase("as sure as it should be", "com a certeza que devia ter"),
    Verdict.TOO_WIDE: Phrase("surer than it said", "mais certeira do que dizia"),
}


def headline(record: Record) -> Phrase:
    """One sentence: how many came true inside their band, and whether that is as foretold; else what is waiting."""
    if record.overall is not None:
        return _came(record.overall)
    if not record.forecasts:
        return Phrase("Nothing has been foretold yet.", "Nada foi previsto ainda.")
    if record.next_due is None:
        return phrase("{n} forecasts are kept; the data do not say yet how they did.",
                      "{n} previsões guardadas; os dados ainda não dizem se deram certo.",
                      n=Number(len(record.waiting), Form.COUNT))  # fmt: skip
    return phrase(
        "{n} forecasts are kept; the first is due on {day}.",
        "{n} previsões guardadas; a primeira será conferida em {day}.",
        n=Number(len(record.waiting), Form.COUNT), day=Number(date_to_day(record.next_due), Form.DATE),
    )  # fmt: skip


def _came(group: Group) -> Phrase:
    covered = group.covered_90
    return phrase(
        "Of {n} forecasts that are due, {inside} ({share}) came true inside their 90% band{verdict}.",
        "Das {n} previsões já conferidas, {inside} ({share}) caíram dentro da faixa de 90%{verdict}.",
        n=Number(group.forecasts, Form.COUNT), inside=Number(covered.value * group.forecasts, Form.COUNT),
        share=Number(covered.value, Form.SHARE), verdict=_VERDICT_TAILS[group.verdict],
    )  # fmt: skip


_VERDICT_TAILS = {
    Verdict.TOO_FEW: Phrase("; that is too little to judge by", "; é pouco para julgar"),
    Verdict.TOO_NARROW: Phrase(": they were too sure", ": tinham certeza demais"),
    Verdict.AS_FORETOLD: Phrase(", as they should", ", como deviam"),
    Verdict.TOO_WIDE: Phrase(": they were surer than they said", ": acertaram mais do que prometiam"),
}


def against_naive(group: Group) -> Phrase | None:
    """Whether the forecasts came closer than repeating the last period would have; None where nobody can tell."""
    if group.skill is None:
        return None
    part = Number(abs(group.skill), Form.SHARE)
    if group.skill > 0:
        return phrase("They were {part} closer than saying that all stays as it was.",
                      "Erraram {part} menos do que dizer que tudo fica como estava.", part=part)  # fmt: skip
    return phrase("Saying that all stays as it was would have been no worse ({part}).",
                  "Dizer que tudo fica como estava não seria pior ({part}).", part=part)  # fmt: skip


def meaning(forecast: Forecast) -> Phrase:
    """What a forecast's figure counts."""
    key = (forecast.question, forecast.estimate)
    if forecast.question == TESTS:
        return MEANING
    return KINDS[key].meaning if key in KINDS else MEANINGS[key]


_EVERYTHING = ("all", "open", "current", "total", "closed")


def of_what(forecast: Forecast, language: Language) -> str:
    """Of which months or of whom, where that is not everything."""
    of = {name: value for name, value in forecast.of.items() if value not in _EVERYTHING}
    if "month" in of:
        return format_date(forecast.target, "MMM y", locale=language.value.replace("-", "_"))
    if "months" in of:
        months = Number(float(of["months"]), Form.COUNT)
        return phrase("{months} months", "{months} meses", months=months).say(language)
    if {"from", "to"} <= of.keys():
        return f"{of['from']} → {of['to']}"
    return ", ".join(of.values())
