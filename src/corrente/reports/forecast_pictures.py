"""The growth forecast in pictures: months ahead with and without the plan, decisions, and what makes it unsure."""

from __future__ import annotations

from corrente.core.answer import Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.question import Stream
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.inference.renewal import YEAR
from corrente.reports.forecast import SURE, Titles, changes, driver_name, money, ranked, title_of, with_and_without
from corrente.stream.growth.model import Course
from corrente.stream.growth.work import Growth

PAST_MONTHS = 24
MOST_DRIVERS = 8
LEAST_SHARE = 0.005
"""A driver that makes less of the variance than this is not worth a row."""

AS_TODAY = Phrase("as today", "como hoje")
WITH_PLAN = Phrase("with the plan", "com o plano")
THE_PLAN = Phrase("The plan", "O plano")


def months_picture(growth: Growth, scenario: Phrase | None = None) -> Picture:
    """Revenue by month: what came, and what comes with the plan (or a ``scenario``) and without it, with bands."""
    marks = [*_past(growth), *_ahead(growth, AS_TODAY, growth.today)]
    if changes(growth):
        marks += _ahead(growth, scenario or WITH_PLAN, growth.planned)
    months = Number(len(growth.base.months), Form.COUNT)
    return Picture(
        Kind.CURVE, Stream.DOWNSTREAM, _adds(growth, scenario or THE_PLAN),
        phrase("Revenue by month in {currency}: what came, and {n} months ahead with 50% and 90% bands",
               "Receita por mês em {currency}: o que veio e {n} meses à frente, com faixas de 50% e 90%",
               currency=growth.currency, n=months),
        phrase("A line of past months that goes on for {n} months in widening bands. {short}",
               "Uma linha dos meses passados que segue por {n} meses em faixas que se alargam. {short}",
               n=months, short=with_and_without(growth)),
        tuple(marks), Phrase("Revenue", "Receita"), Form.MONEY,
        at_title=Phrase("Month", "Mês"), at_form=Form.DATE, value_unit=growth.currency,
    )  # fmt: skip


def _past(growth: Growth) -> list[Mark]:
    history = growth.base.history
    known = list(zip(history.months, history.past.revenue, strict=True))[-PAST_MONTHS:]
    return [Mark(float(revenue), at=float(month), series=AS_TODAY) for month, revenue in known]


def _ahead(growth: Growth, name: Phrase, course: Course) -> list[Mark]:
    bands = growth.bands(course)
    return [
        Mark(mid, low, high, inner_low, inner_high, at=float(month), series=name)
        for month, (low, inner_low, mid, inner_high, high) in zip(growth.base.months, bands.tolist(), strict=True)
    ]


def _adds(growth: Growth, name: Phrase) -> Phrase:
    if not changes(growth):
        return with_and_without(growth)
    more = (growth.planned.sales - growth.today.sales)[:, :YEAR].sum(axis=1)
    added = Estimate.from_draws("added_revenue", more, growth.currency)
    up = float((more > 0).mean())
    if max(up, 1 - up) < SURE:
        return Phrase(
            "Whether it adds revenue in 12 months we cannot tell yet",
            "Ainda não dá para dizer se isso aumenta a receita em 12 meses",
        )
    said = _MORE if up >= SURE else _LESS
    surely = certainty(max(up, 1 - up))
    return phrase(said.en, said.pt, name=name, surely=surely, added=money(added, growth.currency))


_MORE = Phrase(
    "{name} {surely} adds revenue in 12 months: {added}", "{name} {surely} aumenta a receita em 12 meses: {added}"
)
_LESS = Phrase(
    "{name} {surely} costs revenue in 12 months: {added}", "{name} {surely} reduz a receita em 12 meses: {added}"
)


def effects_picture(growth: Growth, titles: Titles) -> Picture | None:
    """What each decision brings by itself, sorted, against nought; ``None`` where nothing is decided."""
    shown = ranked(effect for effect in growth.effects if effect.drivers)
    if not shown:
        return None
    best = shown[0]
    said = _BEST if best.contribution.value > 0 else _NONE
    return Picture(
        Kind.INTERVALS, Stream.DOWNSTREAM,
        phrase(said.en, said.pt, best=title_of(best, titles), added=money(best.contribution, growth.currency)),
        phrase("Contribution over {n} months in {currency}, costs taken off; 50% and 90% intervals",
               "Contribuição em {n} meses, em {currency}, já sem os custos; intervalos de 50% e 90%",
               n=Number(len(growth.base.months), Form.COUNT), currency=growth.currency),
        phrase("{n} decisions, the one that brings most first, with a line at nought.",
               "{n} decisões, da que mais traz à que menos traz, com uma linha no zero.",
               n=Number(len(shown), Form.COUNT)),
        tuple(_row(effect.contribution, title_of(effect, titles), effect.pays >= SURE) for effect in shown),
        Phrase("Contribution", "Contribuição"), Form.MONEY, reference=0.0, value_unit=growth.currency,
    )  # fmt: skip


_BEST = Phrase("“{best}” brings most by itself: {added}", "“{best}” é o que mais traz por si só: {added}")
_NONE = Phrase("No decision is expected to pay; “{best}” costs least: {added}",
               "Não se espera que alguma decisão se pague; “{best}” custa menos: {added}")  # fmt: skip


def _row(estimate: Estimate, label: Phrase, emphasis: bool = False) -> Mark:
    inner_low, inner_high = estimate.inner or (None, None)
    return Mark(estimate.value, estimate.low, estimate.high, inner_low, inner_high, label=label, emphasis=emphasis)


def sensitivity_picture(growth: Growth) -> Picture | None:
    """Which drivers make the next 12 months unsure; ``None`` where none does."""
    shown = [one for one in growth.sensitivity if one.share >= LEAST_SHARE][:MOST_DRIVERS]
    if not shown:
        return None
    first = shown[0]
    return Picture(
        Kind.BARS, Stream.DOWNSTREAM,
        phrase("What makes the forecast unsure most: {driver}", "O que mais deixa a previsão incerta: {driver}",
               driver=driver_name(first.driver)),
        Phrase("Share of the variance of the next 12 months' revenue that each number explains by itself",
               "Parcela da variância da receita dos próximos 12 meses que cada número explica sozinho"),
        phrase("{n} bars, the longest first, at {share}.", "{n} barras, a maior primeiro, com {share}.",
               n=Number(len(shown), Form.COUNT), share=Number(first.share, Form.SHARE)),
        tuple(Mark(one.share, label=driver_name(one.driver)) for one in shown),
        Phrase("Share of the variance", "Parcela da variância"), Form.EXACT_SHARE,
    )  # fmt: skip
