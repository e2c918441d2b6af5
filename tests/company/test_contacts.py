"""A company's own list of people with their addresses, by itself or joined to scores."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corrente.company.contacts import Scored, chosen, contacts
from corrente.core.errors import InputError

LIST = """Código do cliente;Nome completo;E-mail;Celular;País;CEP
1;Ana Souza;ana@x.example;(11) 91234-5678;Brasil;01310-100
2;Beto;;0055 11 99999 0000;;
3; ;caio@x.example;;br;
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_bytes(LIST.encode("cp1252"))
    return path


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    path = tmp_path / "scores.parquet"
    pq.write_table(pa.table({"customer_id": [1, 2, 3], "chance": [0.9, 0.2, None]}), path)
    return path


def test_columns_are_recognised_in_either_language_and_empty_where_there_are_none(people: Path) -> None:
    ana, beto, _ = contacts(people)
    assert ana == {
        "email": "ana@x.example", "phone": "(11) 91234-5678", "first": "Ana Souza", "last": "", "country": "Brasil",
        "postcode": "01310-100",
    }  # fmt: skip
    assert (beto["email"], beto["country"]) == ("", "")


def test_scores_choose_by_the_customers_id_whatever_its_type(people: Path, scores: Path) -> None:
    assert [one["email"] for one in contacts(people, Scored(scores, "chance", 0.5))] == ["ana@x.example"]
    assert chosen(Scored(scores, "chance", 0.1)) == {1, 2}


def test_what_cannot_be_used_says_what_is_missing(people: Path, scores: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Did you mean chance"):
        list(contacts(people, Scored(scores, "chanse", 0.5)))
    plain = tmp_path / "plain.csv"
    plain.write_text("name,city\nAna,York\n")
    with pytest.raises(InputError, match="has no column “email”"):
        list(contacts(plain))
    plain.write_text("email\nana@x.example\n")
    with pytest.raises(InputError, match="has no column “customer_id”"):
        list(contacts(plain, Scored(scores, "chance", 0.5)))
    with pytest.raises(InputError):
        list(contacts(tmp_path / "nowhere.csv"))
