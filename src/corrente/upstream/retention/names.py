"""How the retention room names what customers are told apart by."""

from __future__ import annotations

from corrente.core.marks import worded
from corrente.core.segmentation import COLUMN_WORDS
from corrente.core.words import Phrase, phrase
from corrente.upstream.retention.lives import OTHERS
from corrente.upstream.retention.plan import Plan, Source

_COLUMNS = {
    "plan": phrase("plan", "plano"),
    "tenure": phrase("whole periods so far", "períodos completos até aqui"),
    "ticket": phrase("a ticket in the period before", "chamado no período anterior"),
    "silence": phrase("silence, as a part of the period", "silêncio, como parte do período"),
    "activity": phrase("active days in the period before", "dias ativos no período anterior"),
    "segment": phrase("segment", "segmento"),
    **COLUMN_WORDS,
}
_ANSWERS = {"no": phrase("no", "não"), "yes": phrase("yes", "sim")}


def column(name: str) -> Phrase:
    """A column in the reader's language; any other under its own name."""
    return _COLUMNS.get(name, Phrase.same(name))


def level(name: str, value: str) -> str | Phrase:
    """A level to stand beside its column: in words where corrente gave it, as it is where it comes from the data."""
    return _ANSWERS[value] if name == "ticket" else worded(value)


def whose(name: str, level: str) -> Phrase:
    """Customers of one level, to stand after "customers": with a ticket ..., of plan “Pro”."""
    if name == "ticket":
        with_one = phrase("with a ticket just before", "com chamado pouco antes")
        return with_one if level == "yes" else phrase("without a ticket", "sem chamado")
    if name == "tenure":
        return phrase("after {n} periods", "com {n} períodos", n=level)
    if name == "silence":
        return phrase("silent for {n} of a period", "em silêncio há {n} de um período", n=level)
    if name == "activity" and level == "1":
        return phrase("active on a single day", "ativos em um só dia")
    if name == "activity":
        return phrase("active on {n} days", "ativos em {n} dias", n=level)
    if level == OTHERS:
        return phrase("of another {name}", "de outro {name}", name=column(name))
    return phrase("of {name} “{level}”", "de {name} “{level}”", name=column(name), level=level)


def period(planned: Plan) -> Phrase:
    """What a period is called."""
    if planned.source is Source.CONTRACTS:
        known = {30: phrase("month", "mês"), 91: phrase("quarter", "trimestre"), 365: phrase("year", "ano")}
        return known[planned.period_days]
    days = str(planned.period_days)
    return phrase("period of {days} days", "período de {days} dias", days=days)
