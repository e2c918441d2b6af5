"""Cells of answers' tables: words of corrente's own in both languages, dates in each one's habit, shares in percent."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

import pytest

from corrente.company.contract import CONTRACT
from corrente.core.answer import Answer, Estimate, Status, Table, number_of
from corrente.core.answer_json import to_json
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language, Phrase, phrase
from corrente.reports.page import table_rows
from corrente.reports.terms import of_whom
from corrente.stream.company import Company
from corrente.stream.rooms import is_built
from corrente.web.tables import table_csv
from tests.asked import count_names

BUILT = [id for id, question in QUESTIONS.items() if is_built(question)]
TABLE = Table(
    {"who": Phrase("Who", "Quem"), "since": Phrase("Since", "Desde"), "share": Phrase("Share", "Parcela")},
    ((phrase("all", "todos"), dt.date(2025, 3, 1), 0.125), ("Enterprise", None, None)),
    shares=("share",),
)


@pytest.fixture(scope="session")
def values(sample: Company) -> frozenset[str]:
    """Every value of the sample company's own texts, the words of what its customers said, and the stable names."""
    found = {*QUESTIONS, *count_names()}
    for name, profile in sample.books.profile.tables.items():
        for levels in profile.levels.values():
            found |= {level.value for level in levels if level.value is not None}
        found |= {*profile.attributes, *profile.columns}
        if "text" in profile.columns:
            said = [
                row["text"]
                for row in sample.books.engine.rows(f"select text from {name}", {}, {}).read_all().to_pylist()
            ]
            found |= {*said, *(word.strip(".,") for text in said for word in text.split())}
    return frozenset(value.casefold() for value in found)


def texts(answer: Answer) -> Iterator[tuple[str, str, str]]:
    """The plain texts of an answer's tables, with their table and column."""
    for name, table in answer.tables.items():
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=True):
                if isinstance(cell, str):
                    yield name, column, cell


WORD = re.compile(r"[^\W\d_]{2}")


def is_column(cell: str) -> bool:
    """A column under the contract's name of its table, free ones included."""
    table, dot, column = cell.partition(".")
    return bool(dot) and table in CONTRACT and column.isidentifier()


def is_data(cell: str, values: frozenset[str]) -> bool:
    """A value from the data, several of them in a row, a theme made of customers' words, or digits with a sign."""
    if not WORD.search(cell):
        return True
    parts = (cell, *(re.sub(r"\s\d+%$", "", part) for part in re.split(r" [+→] |, |\s· ", cell)))
    known = [is_column(p) or p.casefold() in values or all(w in values for w in p.casefold().split()) for p in parts]
    return known[0] or all(known[1:])


@pytest.mark.parametrize("id", BUILT)
def test_what_is_not_data_is_said_in_both_languages(sample, values, id):
    found = sample.ask(id)
    assert [told for told in texts(found) if not is_data(told[2], values)] == []


@pytest.mark.parametrize("id", BUILT)
def test_words_of_corrente_s_own_differ_between_the_languages(sample, values, id):
    cells = [cell for table in sample.ask(id).tables.values() for row in table.rows for cell in row]
    said = {(cell.say(Language.EN), cell.say(Language.PT)) for cell in cells if isinstance(cell, Phrase)}
    assert [en for en, pt in said if en == pt and not is_data(en, values)] == []


SHARE = re.compile(
    r"(.*_)?(share|rate|chance|reach|reached|retained|seen|open|growing|leads|right|effect|uplift)(_.*)?"
)


@pytest.mark.parametrize("id", BUILT)
def test_shares_are_named(sample, id):
    """Columns called after a share, with fractions only, are read in percent."""
    for name, table in sample.ask(id).tables.items():
        for place, column in enumerate(table.columns):
            numbers = [row[place] for row in table.rows if isinstance(row[place], float)]
            if SHARE.fullmatch(column) and numbers and all(abs(v) <= 1 for v in numbers):
                assert column in table.shares, (name, column)


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        (Language.EN, ["all", "Mar 1, 2025", "12.5%"], ["Enterprise", "–", "–"]),
        (Language.PT, ["todos", "1 de mar. de 2025", "12,5%"], ["Enterprise", "–", "–"]),
    ],
)
def test_a_page_says_cells_in_the_reader_s_habit(language, first, second):
    assert [[said for said, _ in row] for row in table_rows(TABLE, 10, language)] == [first, second]


def test_json_csv_and_arrow_hold_plain_values():
    asked = Answer(QUESTIONS["loyalty"], Status.ANSWERED, Phrase("a", "b"), tables={"t": TABLE})
    assert table_csv(TABLE, Language.PT).splitlines()[1:] == ["todos,2025-03-01,0.125", "Enterprise,,"]
    assert asked.to_arrow("t").to_pylist()[0] == {"who": "all", "since": dt.date(2025, 3, 1), "share": 0.125}


@pytest.mark.parametrize(("language", "standing"), [(Language.EN, "behind"), (Language.PT, "atrás")])
def test_json_says_words_in_the_language_asked(sample, language, standing):
    said = to_json(sample.ask("positioning"), language)
    table = said["tables"]["attributes"]
    assert standing in {row[table["columns"].index("standing")] for row in table["rows"]}


@pytest.mark.parametrize("language", Language)
def test_what_an_estimate_is_of_is_said_where_corrente_wrote_it(language):
    name = phrase("{n} purchases", "{n} compras", n="2")
    estimate = Estimate(
        "segment_share", 0.4, 0.3, 0.5, "share of customers", {"segment": "2 compras"}, said={"segment": name}
    )
    asked = Answer(QUESTIONS["segments"], Status.ANSWERED, Phrase("a", "b"), (estimate,))
    (told,) = to_json(asked, language)["estimates"]
    assert told["of"] == {"segment": "2 compras"}
    assert told["said"] == {"segment": name.say(language)}
    assert of_whom(estimate, language) == name.say(language)


def test_only_numbers_count_as_numbers():
    assert number_of(None) == 0
    with pytest.raises(TypeError):
        number_of("3")
