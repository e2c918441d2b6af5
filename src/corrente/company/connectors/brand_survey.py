"""Brand surveys in wide form: a row is one respondent's answers about one brand, a column each attribute."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.company.recognise import plain
from corrente.core.words import Phrase
from corrente.engine.files import quoted

_BRAND = ("brand", "marca")
_RESPONDENT = ("respondentid", "respondent", "respid", "rater", "respondente", "idrespondente")
_SEGMENT = ("segment", "segmento")
_OTHER_TABLES = ("price", "preco", "period", "periodo", "date", "data", "product", "produto", "units", "unidades")
_LEAST_ATTRIBUTES = 3
_RATING = re.compile(r"-?\d{1,3}([.,]\d{1,2})?")

_SQL = """
select "#file", "#row", {respondent} as respondent_id, {brand} as brand, {segment} as segment, attribute, rating
from (unpivot wide on {attributes} into name attribute value rating)
where nullif(trim(rating), '') is not null
"""


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The first file that is a brand, perhaps a respondent and a segment, and else small numbers only."""
    for head in heads:
        attributes = _attributes(head)
        if attributes:
            respondent, segment = (_column(head, names) for names in (_RESPONDENT, _SEGMENT))
            sql = _SQL.format(
                respondent=quoted(respondent) if respondent else 'cast("#row" as varchar)',
                segment=quoted(segment) if segment else "cast(null as varchar)",
                brand=quoted(str(_column(head, _BRAND))),
                attributes=", ".join(quoted(name) for name in attributes),
            )
            notes = (_WIDE,) if respondent else (_WIDE, _NO_RESPONDENT)
            return (Export("brand survey", "ratings", {"wide": (head.path,)}, sql, notes),)
    return ()


def _column(head: Head, names: tuple[str, ...]) -> str | None:
    return next((column for column in head.columns if plain(column) in names), None)


def _attributes(head: Head) -> tuple[str, ...]:
    """The columns of ratings; none where the file is no such survey."""
    brand = _column(head, _BRAND)
    about = {brand, _column(head, _RESPONDENT), _column(head, _SEGMENT)}
    kept = tuple(column for column in head.columns if column not in about)
    other = any(plain(column) in _OTHER_TABLES or not column for column in kept)
    if brand is None or other or len(kept) < _LEAST_ATTRIBUTES:
        return ()
    rows = _rows(head)
    rated = (row[column].strip() for row in rows for column in kept)
    return kept if rows and all(not cell or _RATING.fullmatch(cell) for cell in rated) else ()


def _rows(head: Head) -> list[dict[str, str]]:
    if not head.lines:
        return []
    mark = max("\t;,|", key=head.lines[0].count)
    cells = [next(csv.reader([line], delimiter=mark), []) for line in head.lines[1:]]
    return [dict(zip(head.columns, row, strict=True)) for row in cells if len(row) == len(head.columns)]


_WIDE = Phrase(
    "Read as a brand survey in wide form: each column of numbers is an attribute on which the row's brand is rated.",
    "Lido como pesquisa de marcas em colunas: cada coluna de números é um atributo em que a marca da linha é avaliada.",
)
_NO_RESPONDENT = Phrase(
    "No column says who answered: each row is taken as a respondent of its own.",
    "Nenhuma coluna diz quem respondeu: cada linha conta como um respondente.",
)
