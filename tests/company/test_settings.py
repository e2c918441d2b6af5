"""``corrente.toml``: everything it may say, and what an error in it gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrente.company.books import open_books
from corrente.company.settings import read_settings
from corrente.core.errors import InputError
from corrente.core.profile import BusinessModel, Settings
from corrente.core.words import Language
from tests.company.helpers import rows, write

WHOLE = """
[company]
name = "Aurora CRM"
brand = "Aurora"
currency = "brl"
timezone = "America/Sao_Paulo"
language = "pt-BR"
model = "contractual"
segment = "customers.industry"
horizon_days = 180
max_reject_share = 0.1
hash_personal_data = false
[engine]
url = "duckdb://"
[tables.orders]
source = "exports/pedidos_*.csv"
columns = { customer_id = "ID Cliente", ordered_at = "Data", revenue = "Valor", category = false }
"""


def test_everything(tmp_path: Path) -> None:
    said = read_settings(write(tmp_path, corrente_toml=WHOLE))
    assert said.settings == Settings(
        name="Aurora CRM",
        brand="Aurora",
        currency="BRL",
        timezone="America/Sao_Paulo",
        language=Language.PT,
        model=BusinessModel.CONTRACTUAL,
        segment="customers.industry",
        horizon_days=180,
        max_reject_share=0.1,
        hash_personal_data=False,
    )
    assert said.tables["orders"].columns == {"customer_id": "ID Cliente", "ordered_at": "Data", "revenue": "Valor"}
    assert said.tables["orders"].absent == {"category"}


def test_mapped_files_are_read(tmp_path: Path) -> None:
    write(tmp_path, corrente_toml=WHOLE)
    for month in (1, 2):
        text = f"ID Cliente;Data;Valor;category\n{month};2024-0{month}-01;10,50;x\n"
        write(tmp_path / "exports", **{f"pedidos_{month}_csv": text})
    found = rows(open_books(tmp_path), "orders")
    assert [(row["customer_id"], row["revenue"], row["category"]) for row in found] == [
        (1, 105_000, None),
        (2, 105_000, None),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[company]\ncurency = 'BRL'", "unknown key company.curency. Did you mean currency?"),
        ("[tables.order]\nsource = 'x'", "unknown key tables.order. Did you mean orders?"),
        ("[tables.orders]\ncolumns = { reveneu = 'x' }", "tables.orders.columns.reveneu. Did you mean revenue?"),
        ("[company]\ntimezone = 'America/SaoPaulo'", "America/Sao_Paulo"),
        ("[company]\nmodel = 'other'", "non-contractual | contractual"),
        ("[company]\nmax_reject_share = 5", "a share from 0 to 1"),
        ("[company]\nhorizon_days = 0", "a whole number of days"),
        ("[company]\nhash_personal_data = 'no'", "true or false"),
        ("[company]\nsegment = 'industry'", "customers.industry"),
        ("[tables.orders]\ncolumns = { revenue = false }", "a column name"),
        ("[tables.orders]\ncolumns = { revenue = 3 }", "a column name or false"),
        ("[tables.orders]\nsource = 3", "a text or a list of texts"),
        ("company = 3", "a section"),
        ("[company\nname", "cannot be read"),
    ],
)
def test_errors_say_what_and_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(InputError) as failure:
        read_settings(write(tmp_path, corrente_toml=text))
    assert said in failure.value.say()
    assert failure.value.say(Language.PT) != failure.value.say()


def test_a_pattern_that_finds_nothing_lists_what_is_there(tmp_path: Path) -> None:
    write(tmp_path, corrente_toml="[tables.orders]\nsource = 'pedidos*.csv'", other_csv="a,b\n1,2\n")
    with pytest.raises(InputError, match=r"No file matches pedidos\*\.csv.*other\.csv"):
        open_books(tmp_path)


def test_a_mapped_column_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path, corrente_toml="[tables.orders]\nsource = 'o.csv'\ncolumns = { revenue = 'Valr' }")
    write(tmp_path, o_csv="customer_id,ordered_at,Valor\n1,2024-01-01,5\n")
    with pytest.raises(InputError, match=r'no column "Valr".*Did you mean "Valor"'):
        open_books(tmp_path)


def test_created_at_may_be_absent_where_the_company_says_so(tmp_path: Path) -> None:
    write(tmp_path, opportunities_csv="status,seller\nWon,A\nLost,B\n")
    with pytest.raises(InputError, match="no column created_at"):
        open_books(tmp_path)
    write(tmp_path, corrente_toml="[tables.opportunities]\ncolumns = { created_at = false }")
    assert [row["opportunity_id"] for row in rows(open_books(tmp_path), "opportunities")] == [1, 2]
