"""Why the positioning room gives no number, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, Phrase, phrase

LEAST_SHEETS = 30
"""Respondents per brand: two brands' means then differ by a standard error of sqrt(2 / 30) = .26 of a respondent's
deviation, so that differences of half a deviation can be told from none (see tests/rooms/test_positioning.py)."""

LEAST = 3 * 3 * LEAST_SHEETS
"""Ratings below which three brands on three attributes cannot have so many."""


def too_small(rows: int) -> Refusal:
    """Hardly any ratings."""
    return Refusal(
        phrase(
            "We cannot tell yet: there are {rows} ratings of brands, and at least {least} are needed.",
            "Ainda não dá para dizer: há {rows} notas de marcas, e são precisas pelo menos {least}.",
            rows=Number(rows, Form.COUNT),
            least=Number(LEAST, Form.COUNT),
        ),
        ("ratings",),
        _ASK,
    )


def too_narrow(brands: int, attributes: int) -> Refusal:
    """Too few brands or attributes for a map."""
    return Refusal(
        phrase(
            "A position needs three brands and three attributes; the ratings have {brands} and {attributes}.",
            "Uma posição exige três marcas e três atributos; as notas têm {brands} e {attributes}.",
            brands=Number(brands, Form.COUNT),
            attributes=Number(attributes, Form.COUNT),
        ),
        ("ratings.brand", "ratings.attribute"),
        _ASK,
    )


def too_few(sheets: int) -> Refusal:
    """Too few whole answers per brand."""
    return Refusal(
        phrase(
            "We cannot tell yet: fewer than three brands were rated on every attribute by {least} respondents each "
            "({sheets} whole answers in all).",
            "Ainda não dá para dizer: menos de três marcas receberam nota em todos os atributos de {least} "
            "respondentes cada ({sheets} respostas completas no total).",
            least=Number(LEAST_SHEETS, Form.COUNT),
            sheets=Number(sheets, Form.COUNT),
        ),
        ("ratings.respondent_id", "ratings.rating"),
        _ASK,
    )


def no_spread() -> Refusal:
    """All ratings of an attribute alike, or attributes that are copies of each other."""
    return Refusal(
        Phrase(
            "The ratings do not vary enough: on some attribute every respondent says the same of every brand.",
            "As notas quase não variam: em algum atributo, todos dizem o mesmo de todas as marcas.",
        ),
        ("ratings.rating",),
        Phrase(
            "Check that ratings holds one row per respondent, brand and attribute, with the answers as given.",
            "Confira se ratings tem uma linha por respondente, marca e atributo, com as respostas como foram dadas.",
        ),
    )


_ASK = Phrase(
    "Ask at least thirty people to rate your brand and two competitors on the same five to ten attributes.",
    "Peça a pelo menos trinta pessoas que deem nota à sua marca e a dois concorrentes nos mesmos cinco a dez "
    "atributos.",
)
