"""The growth forecast in words: what comes with the plan and without it, and whether each decision pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from corrente.core.answer import Backtest, Estimate, Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.plan import Item
from corrente.core.words import Form, Number, Phrase, certainty, date_to_day, phrase
from corrente.inference.renewal import YEAR
from corrente.reports.terms import TERMS
from corrente.stream.growth.drivers import Driver
from corrente.stream.growth.effects import Effect
from corrente.stream.growth.history import month_starts
from corrente.stream.growth.spending import Spending, spent_today
from corrente.stream.growth.work import Growth
from corrente.stream.plan.say import listed, sentences

Titles = Mapping[str, Phrase]
"""What decisions are called, by their id."""

SURE = 0.75
"""The chance from which on something is said to be probable: that of `certainty`."""


def titles_of(items: Iterable[Item]) -> Titles:
    """The titles of a plan's items, by id."""
    return {item.id: item.title for item in items}


def title_of(effect: Effect, titles: Titles) -> Phrase:
    """What a decision is called; its id where it has no title."""
    return titles.get(effect.name) or Phrase.same(effect.name)


def in_short(growth: Growth, titles: Titles) -> tuple[Phrase, ...]:
    """The forecast in up to three sentences: revenue, how far it can be trusted, and which decisions pay."""
    tested = growth.backtest
    said = (with_and_without(growth), held_against_last_year(tested, growth.currency) if tested else None,
            what_pays(growth, titles))  # fmt: skip
    return tuple(one for one in said if one is not None)


def money(estimate: Estimate, currency: str) -> Phrase:
    """``R$ 15M (9 to 19)``: an amount with its 90% interval."""
    value, low, high = (Number(v, Form.MONEY, currency) for v in (estimate.value, estimate.low, estimate.high))
    return phrase("{value} ({low} to {high})", "{value} ({low} a {high})", value=value, low=low, high=high)


def with_and_without(growth: Growth, months: int = YEAR) -> Phrase:
    """Revenue with the plan beside that without it."""
    without = money(growth.revenue(months), growth.currency)
    n, first = Number(months, Form.COUNT), Number(date_to_day(growth.first_month), Form.DATE)
    if not changes(growth):
        return phrase("Revenue of the {n} months from {first}: {without}.",
                      "Receita de {n} meses a partir de {first}: {without}.",
                      n=n, first=first, without=without)  # fmt: skip
    return phrase(
        "Revenue of the {n} months from {first}: {planned} with the plan, {without} without it.",
        "Receita de {n} meses a partir de {first}: {planned} com o plano, {without} sem ele.",
        n=n, first=first, planned=money(growth.revenue(months, growth.planned), growth.currency), without=without,
    )  # fmt: skip


def changes(growth: Growth) -> bool:
    """Whether anything that the plan decides moves revenue."""
    return bool((growth.planned.sales != growth.today.sales).any())


def held_against_last_year(tested: Backtest, currency: str) -> Phrase:
    """How the same model would have foretold the months that are known."""
    details = {name: float(value) for name, value in tested.details.items() if not isinstance(value, str)}
    foretold = Estimate("", details["foretold"], details["foretold_low"], details["foretold_high"], "")
    return phrase(
        "Begun {months} months ago, it would have foretold {foretold}; {actual} came. {covered} of {months} months "
        "were within their bands. A month was {model} off on average; going by {baseline}, {naive}.",
        "Iniciada há {months} meses, ela teria previsto {foretold}; vieram {actual}. {covered} de {months} meses "
        "ficaram dentro das faixas. O erro médio de um mês foi de {model}; seguindo {baseline}, de {naive}.",
        months=Number(details["months"], Form.COUNT), foretold=money(foretold, currency),
        actual=Number(details["actual"], Form.MONEY, currency), covered=Number(details["covered"], Form.COUNT),
        model=Number(tested.model, Form.SHARE), naive=Number(tested.baseline, Form.SHARE),
        baseline=tested.baseline_name,
    )  # fmt: skip


def what_pays(growth: Growth, titles: Titles) -> Phrase | None:
    """Which decisions probably pay and from when on, which add money at an unknown cost, and which do not pay."""
    counted = ranked(effect for effect in growth.effects if effect.drivers)
    pay = [effect for effect in counted if effect.pays >= SURE and effect.cost_known]
    add = [effect for effect in counted if effect.pays >= SURE and not effect.cost_known]
    lose = [effect for effect in counted if effect.pays <= 1 - SURE]
    if not counted:
        return None
    if not (pay or add or lose):
        return _OPEN
    return sentences(
        _list(_PAYING, [_pays_when(effect, growth, titles) for effect in pay]),
        _list(_ADDING, [title_of(effect, titles) for effect in add]),
        _list(_LOSING, [title_of(effect, titles) for effect in lose]),
    )


def _list(said: Phrase, parts: list[Phrase]) -> Phrase | None:
    return phrase(said.en, said.pt, parts=listed(parts)) if parts else None


_PAYING = Phrase("Probably pay: {parts}.", "Provavelmente se pagam: {parts}.")
_ADDING = Phrase(
    "Probably add money, at a cost that nobody has said: {parts}.",
    "Provavelmente trazem dinheiro, a um custo que ninguém informou: {parts}.",
)
_LOSING = Phrase("Probably do not pay: {parts}.", "Provavelmente não se pagam: {parts}.")
_OPEN = Phrase(
    "Of no decision can we tell yet whether it pays.", "De nenhuma decisão dá para dizer ainda se ela se paga."
)


def ranked(effects: Iterable[Effect]) -> list[Effect]:
    """The decisions that bring most first."""
    return sorted(effects, key=lambda effect: -effect.contribution.value)


def verdicts(found: Growth | Refusal | None) -> Mapping[str, Phrase]:
    """Whether each decision of a forecast pays, by its id; nothing where there is no forecast."""
    return {effect.name: verdict(effect, found) for effect in found.effects} if isinstance(found, Growth) else {}


def verdict(effect: Effect, growth: Growth) -> Phrase:
    """Whether a decision of a forecast pays, as surely as it may be said, and what to do where it probably does not."""
    if not effect.drivers:
        return effect.uncounted[0].because if effect.uncounted else _NOT_COUNTED
    if _spends_as_today(effect, growth):
        return _SAME
    if effect.pays >= SURE:
        said = _PAYS if effect.cost_known else _ADDS
        return phrase(said.en, said.pt, surely=certainty(effect.pays), when=_when(effect, growth))
    if effect.pays > 1 - SURE:
        return phrase("{we_cannot} it pays: the chance is {share}.", "{we_cannot} ela se paga: a chance é de {share}.",
                      we_cannot=_CANNOT, share=Number(effect.pays, Form.SHARE))  # fmt: skip
    said = _SPENDS if any(isinstance(move.lever, Spending) for move in effect.moves) else _LOSES
    return phrase(said.en, said.pt, surely=certainty(1 - effect.pays))


def _spends_as_today(effect: Effect, growth: Growth) -> bool:
    """Whether all that the decision moves is the money of channels, within a hundredth of today's."""
    spent = [(move.lever.monthly, spent_today(growth.sources.answers, move.lever.channel))
             for move in effect.moves if isinstance(move.lever, Spending)]  # fmt: skip
    return len(spent) == len(effect.moves) and all(
        now and today and abs(now / today - 1) < 0.01 for now, today in spent
    )


_SAME = Phrase(
    "It spends as much as today, and what that brings is in the forecast already.",
    "A campanha gasta o mesmo que hoje, e o que isso traz já está na previsão.",
)
_NOT_COUNTED = Phrase(
    "What it brings is not counted here; its cost is.", "O que ela traz não conta aqui; o custo, sim."
)
_CANNOT = Phrase("We cannot tell yet whether", "Ainda não dá para dizer se")
_PAYS = Phrase("It {surely} pays, {when}.", "A decisão {surely} se paga, {when}.")
_ADDS = Phrase(
    "It {surely} adds money; what it costs nobody has said.",
    "A decisão {surely} traz dinheiro; o custo ninguém informou.",
)
_LOSES = Phrase("It {surely} does not pay.", "A decisão {surely} não se paga.")
_SPENDS = Phrase("It {surely} does not pay: spend less here.", "A campanha {surely} não se paga: gaste menos aqui.")


def _pays_when(effect: Effect, growth: Growth, titles: Titles) -> Phrase:
    title, when = title_of(effect, titles), _when(effect, growth)
    return phrase("{title} ({when})", "{title} ({when})", title=title, when=when)


def _when(effect: Effect, growth: Growth) -> Phrase:
    day = paid_by(effect, growth)
    return phrase("by {day}", "até {day}", day=Number(day, Form.DATE)) if day else Phrase("at once", "de imediato")


def paid_by(effect: Effect, growth: Growth) -> int | None:
    """The day by which a decision has probably paid; ``None`` where it pays from the first month on, or never."""
    months = round(effect.paid.value) if effect.paid else 0
    return int(month_starts(date_to_day(growth.first_month), months)[-1]) if months > 1 else None


def driver_name(driver: Driver) -> Phrase:
    """A driver as a row names it: its words, or for an answer's number the number's name and of whom it is."""
    asked = QUESTIONS[driver.question].asked if driver.question else None
    return driver.words if driver.words != asked else number_name(driver.name, driver.of)


def number_name(name: str, of: Mapping[str, str]) -> Phrase:
    """What an answer's number is called, and of whom it is."""
    named = TERMS.get(name) or Phrase.same(name.replace("_", " "))
    whom = ", ".join(value for value in of.values() if value != "all")
    return phrase("{named}: {whom}", "{named}: {whom}", named=named, whom=whom) if whom else named
