"""Wide brand surveys are recognised by what they hold, and other files about brands are not taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrente.company.books import open_books
from corrente.company.connectors import look
from corrente.company.connectors.brand_survey import recognise
from tests.company.helpers import rows


def write(folder: Path, text: str) -> Path:
    file = folder / "pesquisa.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_every_column_of_numbers_is_an_attribute(tmp_path: Path) -> None:
    write(tmp_path, "respondente;marca;segmento;fácil;rápida;barata\n7;Aurora;varejo;8;9,5;\n8;Boreal;saúde;3;4;5\n")
    found = rows(open_books(tmp_path), "ratings")
    assert [(r["respondent_id"], r["brand"], r["attribute"], r["rating"], r["segment"]) for r in found] == [
        ("7", "Aurora", "fácil", 80_000, "varejo"),
        ("7", "Aurora", "rápida", 95_000, "varejo"),
        ("8", "Boreal", "fácil", 30_000, "saúde"),
        ("8", "Boreal", "rápida", 40_000, "saúde"),
        ("8", "Boreal", "barata", 50_000, "saúde"),
    ]


def test_without_respondents_each_row_is_one(tmp_path: Path) -> None:
    write(tmp_path, "easy,fast,cheap,brand\n8,9,7,a\n3,4,5,a\n")
    books = open_books(tmp_path)
    assert {r["respondent_id"] for r in rows(books, "ratings")} == {"1", "2"}
    assert any("respondent of its own" in note.say() for note in books.checks["ratings"].notes)


@pytest.mark.parametrize(
    "text",
    [
        "brand,product,price,seats,users\nAcme,Basic,99,5,10\n",  # a competitor's offer
        "period,brand,value,units,share\n1,Acme,2,3,4\n",  # a market's sales
        "brand,easy,fast,comment\nAcme,1,2,good\n",  # words among the columns
        "brand,easy,fast\nAcme,1,2\n",  # too few attributes
        "easy,fast,cheap,new\n1,2,3,4\n",  # no brand
        "brand,easy,fast,cheap\n",  # no row
    ],
)
def test_other_files_are_left_alone(text: str, tmp_path: Path) -> None:
    head = look(write(tmp_path, text))
    assert head is not None
    assert recognise([head]) == ()
