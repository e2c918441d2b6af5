"""The guided first run: files dropped into an empty folder, each column proposed, corrected, kept and read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corrente.stream.company import open_company
from corrente.web.app import create_app

OWN = {"origin": "http://127.0.0.1:8000"}
SALES = "Nº;Quem;Data da compra;Total\n1;ana;01/02/2025;10,50\n2;bia;03/02/2025;1.200,00\n"


@pytest.fixture(autouse=True)
def five_rooms() -> None:
    """All rooms of the release, unlike with the made-up company."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    app = create_app(lambda progress: open_company(folder, progress), folder)
    with TestClient(app, base_url="http://127.0.0.1:8000", headers=OWN) as client:
        yield client


def drop(client: TestClient, name: str, content: str) -> str:
    sent = client.post("/data/files", files=[("files", (name, content.encode()))], follow_redirects=False)
    assert sent.status_code == 303
    return sent.headers["location"]


def form(file: str, shown: str, table: str, **columns: str) -> dict[str, str]:
    """The page's form for one file."""
    fields = {f"column-0-{column}": source for column, source in columns.items()}
    return {"file-0": file, "shown-0": shown, "table-0": table, **fields}


@pytest.mark.parametrize(
    ("language", "asks"), [("en", "Drop your files here"), ("pt-BR", "Solte os seus arquivos aqui")]
)
def test_an_empty_folder_asks_for_files(client, language, asks):
    assert asks in client.get(f"/?lang={language}").text


def test_files_that_are_understood_need_no_mapping(client):
    place = drop(client, "orders.csv", "customer_id,ordered_at,revenue\n1,2025-01-01,10\n")
    assert place.startswith("/data?added=orders.csv")
    assert "Drop your files here" not in client.get("/?lang=en").text


def test_a_file_that_lacks_a_column_leads_to_the_mapping_and_is_read_once_it_is_said(client, folder):
    assert drop(client, "vendas.csv", SALES) == "/data/mapping"
    page = client.get("/data/mapping?lang=pt-BR").text
    assert "o arquivo tem o nome da tabela" in page
    assert "1.200,00" in page
    lacking = client.post("/data/mapping", data=form("vendas.csv", "orders", "orders", ordered_at="Data da compra"))
    assert lacking.status_code == 422
    assert "customer_id, revenue" in lacking.text
    assert not (folder / "corrente.toml").exists()
    said = form("vendas.csv", "orders", "orders", customer_id="Quem", ordered_at="Data da compra", revenue="Total")
    kept = client.post("/data/mapping", data={**said, "currency": "BRL", "name": "Loja"}, follow_redirects=False)
    assert kept.headers["location"] == "/"
    written = tomllib.loads((folder / "corrente.toml").read_text())
    assert written["company"] == {"name": "Loja", "currency": "BRL"}
    assert written["tables"]["orders"]["columns"]["customer_id"] == "Quem"
    client.app.state.desk.settle(60)
    assert client.app.state.desk.state.company.books.profile.tables["orders"].rows == 2


def test_another_table_shows_its_own_columns_and_nothing_is_kept_yet(client, folder):
    drop(client, "mystery.csv", "foo,when\n1,2025-01-01\n")
    assert "no table recognised" in client.get("/data/mapping?lang=en").text
    looked = client.post("/data/mapping?do=look", data=form("mystery.csv", "", "usage"))
    assert 'name="column-0-used_at"' in looked.text
    assert not (folder / "corrente.toml").exists()


def test_what_stands_in_the_file_is_shown_and_comments_stay(client, folder):
    (folder / "corrente.toml").write_text(
        '# ours\n[company]\nname = "A"\n[tables.orders]\nsource = "vendas.csv"\n'
        'columns = { customer_id = "Quem", ordered_at = "Data da compra", revenue = "Total" }\n'
    )
    drop(client, "vendas.csv", SALES)
    page = client.get("/data/mapping?lang=en").text
    assert "you said so" in page
    assert "<option selected>Quem</option>" in page
    said = form("vendas.csv", "orders", "orders", customer_id="Nº", ordered_at="Data da compra", revenue="Total")
    client.post("/data/mapping", data=said)
    text = (folder / "corrente.toml").read_text()
    assert text.startswith("# ours")
    assert tomllib.loads(text)["tables"]["orders"]["columns"]["customer_id"] == "Nº"


@pytest.mark.parametrize("value", ['Nowhere"]\n[engine]\nurl="x', "Mars/Phobos"])
def test_what_cannot_be_is_refused_and_loses_nothing(client, folder, value):
    drop(client, "orders.csv", "customer_id,ordered_at,revenue\n1,2025-01-01,10\n")
    refused = client.post("/data/mapping", data={"timezone": value})
    assert refused.status_code == 422
    assert not (folder / "corrente.toml").exists()
    assert list(folder.glob(".settings-*")) == []


def test_columns_that_the_file_does_not_have_are_not_believed(client, folder):
    drop(client, "orders.csv", "customer_id,ordered_at,revenue\n1,2025-01-01,10\n")
    said = form("orders.csv", "orders", "orders", customer_id="evil", ordered_at="ordered_at", revenue="revenue")
    assert client.post("/data/mapping", data=said).status_code == 422
    client.post("/data/mapping", data=form("../x.csv", "orders", "orders"))
    assert "x.csv" not in (folder / "corrente.toml").read_text()
