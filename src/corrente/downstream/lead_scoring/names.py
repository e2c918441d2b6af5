"""How the lead scoring room names columns, values and why a column is left out."""

from __future__ import annotations

from corrente.core.words import Form, Number, Phrase, phrase
from corrente.downstream.lead_scoring.leads import NOTHING, OTHERS, Feature
from corrente.inference.leaks import Sign

_COLUMNS = {
    "source": phrase("source", "origem"),
    "campaign": phrase("campaign", "campanha"),
    "landing_page": phrase("landing page", "página de entrada"),
    "owner": phrase("owner", "responsável"),
    "competitor": phrase("competitor", "concorrente"),
    "amount": phrase("amount", "valor"),
}
SIGNS = {
    Sign.ECHO: phrase("its values settle the outcome", "os seus valores já dizem o desfecho"),
    Sign.FILLED_LATER: phrase("it is filled in once leads have ended", "só é preenchida depois do desfecho"),
    Sign.ALONE: phrase(
        "alone it foretells better than all other columns together, as only what is noted afterwards does",
        "sozinha prevê melhor que todas as outras juntas, como só faz o que se anota depois",
    ),
}


def column(name: str) -> Phrase:
    """A column of the contract in the reader's language; any other under its own name."""
    return _COLUMNS.get(name, Phrase.same(name))


def level(feature: Feature, code: int) -> Phrase:
    """A value as it stands in the data, in quotes; a band of numbers in words."""
    value = feature.levels[code]
    if value == NOTHING:
        return phrase("nothing entered", "sem preenchimento")
    if value == OTHERS:
        return phrase("another value", "outro valor")
    if not feature.number:
        return phrase("“{value}”", "“{value}”", value=value)
    low, _, high = value.partition("..")
    if not high:
        return phrase("{low}", "{low}", low=_number(low))
    return phrase("{low} to {high}", "{low} a {high}", low=_number(low), high=_number(high))


def cell(feature: Feature, code: int) -> str | Phrase:
    """A value for a table: as it stands in the data, else in words."""
    value = feature.levels[code]
    return level(feature, code) if feature.number or value in (NOTHING, OTHERS) else value


def group(feature: Feature, code: int) -> Phrase:
    """A column with one of its values: job “retired”, age 18 to 29."""
    return phrase("{column} {level}", "{column} {level}", column=column(feature.name), level=level(feature, code))


def _number(digits: str) -> Number:
    value = float(digits)
    return Number(value, Form.COUNT if value == round(value) else Form.EXACT)
