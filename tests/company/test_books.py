"""The door as a whole: frames, formats, the cache of clean tables, personal data, databases, coverage."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corrente.company.books import ABSENT, Books, open_books
from corrente.company.contract import ATTRIBUTE_SLOTS, CONTRACT, Kind, clean_columns, slots
from corrente.company.coverage import Covered, coverage
from corrente.company.init import propose
from corrente.company.place import open_state_of
from corrente.company.reference import reference, template
from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import InputError
from corrente.core.profile import Settings
from corrente.core.words import Language
from corrente.state.failures import StateError
from tests.company.helpers import day, lenient, rows, write

ORDERS = {
    "order_id": [1, 2, 3],
    "customer_id": [7, 7, 8],
    "ordered_at": ["2024-01-01 10:00:00", "2024-01-02 00:00:00", "2024-02-03 23:59:59"],
    "revenue": [19.9, -5.25, 0.0],
    "category": ["a", None, "b"],
}
CSV = "order_id,customer_id,ordered_at,revenue,category\n" + "".join(
    f"{o},{c},{t},{r},{g or ''}\n" for o, c, t, r, g in zip(*ORDERS.values(), strict=True)
)


def parquet(folder: Path) -> None:
    frame = pd.DataFrame(ORDERS)
    frame["ordered_at"] = pd.to_datetime(frame["ordered_at"])
    frame.to_parquet(folder / "orders.parquet")


def json_lines(folder: Path) -> None:
    lines = [dict(zip(ORDERS, values, strict=True)) for values in zip(*ORDERS.values(), strict=True)]
    (folder / "orders.jsonl").write_text("\n".join(json.dumps(line) for line in lines))


@pytest.mark.parametrize("save", [parquet, json_lines, lambda folder: (folder / "pedidos.csv").write_text(CSV)])
def test_every_format_gives_the_same_clean_table(tmp_path: Path, save: object) -> None:
    save(tmp_path)  # type: ignore[operator]
    found = rows(open_books(tmp_path), "orders")
    assert [r["revenue"] for r in found] == [199_000, -52_500, 0]
    assert [r["ordered_second"] for r in found] == [1_704_103_200, 1_704_153_600, 1_707_004_799]
    assert [r["ordered_day"] for r in found] == [day("2024-01-01"), day("2024-01-02"), day("2024-02-03")]
    assert [r["category"] for r in found] == ["a", None, "b"]
    assert list(found[0]) == list(clean_columns("orders"))


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table], ids=["pandas", "polars", "arrow"])
def test_frames(make: type) -> None:
    books = open_books(None, {"orders": make(ORDERS)})
    assert books.profile.tables["orders"].rows == 3
    assert books.fingerprints == {"orders": None} | dict.fromkeys(set(CONTRACT) - {"orders"}, ABSENT)
    assert books.home is None
    counted = books.engine.count("select sum(revenue) as total from orders", {}, {})
    assert counted["total"].tolist() == [146_500]


def test_a_table_that_the_company_lacks_is_there_and_empty() -> None:
    books = open_books(None, {"orders": pd.DataFrame({**ORDERS, "customer_id": ["a", "b", "c"]})})
    assert set(books.profile.tables) == {"orders"}
    for table in CONTRACT.keys() - {"orders"}:
        columns = clean_columns(table, {"people": "VARCHAR", "subjects": "BIGINT", "orders": "BIGINT"})
        rows = books.engine.rows(f"select {', '.join(columns)} from {table}", {}, {}).read_all()
        assert rows.num_rows == 0
        assert [kind == pa.string() for kind in rows.schema.types] == [kind == "VARCHAR" for kind in columns.values()]


def test_a_frame_under_an_unknown_name() -> None:
    with pytest.raises(InputError, match="Did you mean orders"):
        open_books(None, {"order": pd.DataFrame(ORDERS)})


def clean_file(books: Books) -> Path:
    assert books.home is not None
    return books.home / "clean" / f"orders-{books.fingerprints['orders']}.parquet"


def test_clean_tables_are_kept_and_a_changed_file_is_noticed(tmp_path: Path) -> None:
    write(tmp_path, orders_csv=CSV)
    first = open_books(tmp_path)
    made = clean_file(first).stat().st_mtime_ns
    again = open_books(tmp_path)
    assert clean_file(again).stat().st_mtime_ns == made
    assert again.profile == first.profile
    assert again.checks == first.checks
    before = (tmp_path / "orders.csv").stat()
    write(tmp_path, orders_csv=CSV.replace("19.9", "18.9"))  # same size, and the same time of change
    os.utime(tmp_path / "orders.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    changed = open_books(tmp_path)
    assert changed.fingerprints != first.fingerprints
    assert rows(changed, "orders")[0]["revenue"] == 189_000


def test_other_settings_are_another_clean_table(tmp_path: Path) -> None:
    write(tmp_path, orders_csv=CSV)
    utc = open_books(tmp_path)
    east = open_books(tmp_path, settings=Settings(timezone="Asia/Tokyo"))
    assert rows(utc, "orders")[0]["ordered_second"] - rows(east, "orders")[0]["ordered_second"] == 9 * 3600


def test_half_written_and_lost_files_do_no_harm(tmp_path: Path) -> None:
    write(tmp_path, orders_csv=CSV)
    books = open_books(tmp_path)
    clean = tmp_path / ".corrente" / "clean"
    (clean / ".orders.json.abc.part").write_text("half")
    clean_file(books).unlink()
    (clean / "customers.json").write_text("{not json")
    assert len(rows(open_books(tmp_path), "orders")) == 3


def _open(folder: str) -> int:
    return open_books(Path(folder)).profile.tables["orders"].rows


def test_two_processes_at_once(tmp_path: Path) -> None:
    write(tmp_path, orders_csv=CSV)
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        assert pool.map(_open, [str(tmp_path)] * 4) == [3] * 4


def test_stale_clean_tables_are_removed(tmp_path: Path) -> None:
    write(tmp_path, orders_csv=CSV)
    old = clean_file(open_books(tmp_path))
    os.utime(old, (0, 0))
    write(tmp_path, orders_csv=CSV + "4,9,2024-03-01,5,c\n")
    open_books(tmp_path)
    assert not old.exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    company = write(tmp_path / "company", orders_csv=CSV)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    company.chmod(0o500)
    books = open_books(company)
    company.chmod(0o700)
    assert books.home is not None
    assert books.home.is_relative_to(tmp_path / "cache")
    assert "cannot be written" in books.notes[0].say()


def test_a_stand_in_for_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "company", orders_csv=CSV)
    (tmp_path / "company" / ".corrente").write_text("a file where the folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    books = open_books(tmp_path / "company")
    assert books.home is not None
    assert books.home.is_relative_to(tmp_path / "cache")
    assert books.profile.tables["orders"].rows == 3
    assert "cannot be written" in books.notes[0].say()


def test_where_nothing_lasts_nothing_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "company", orders_csv=CSV)
    for place in (tmp_path / "company" / ".corrente", tmp_path / "cache"):
        place.write_text("a file where a folder should be")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert open_books(tmp_path / "company").profile.tables["orders"].rows == 3
    with pytest.raises(InputError, match="Nothing can be kept"):
        open_state_of(tmp_path / "company")
    open_state_of(tmp_path / "company", lasting=False).close()
    monkeypatch.setenv("CORRENTE_STATE", f"postgresql://nobody:none@127.0.0.1:1/{tmp_path.name}")
    with pytest.raises(StateError):  # the place that was named, and no other
        open_state_of(tmp_path / "company", lasting=False)


def test_personal_data_is_hashed_unless_asked_otherwise(tmp_path: Path) -> None:
    text = "customer_id,email,telefone,contact email\n1,Ana@example.com,+55 11 9,b@example.com\n2,,,\n"
    write(tmp_path, customers_csv=text)
    first = rows(open_books(tmp_path), "customers")
    salt = (tmp_path / ".corrente" / "salt").read_text()
    assert first[0]["email"] == hashlib.sha256(f"{salt}ana@example.com".encode()).hexdigest()
    assert len(first[0]["phone"]) == len(first[0]["attribute_01"]) == 64
    assert first[1]["email"] is None
    assert rows(lenient(tmp_path, hash_personal_data=False), "customers")[0]["email"] == "Ana@example.com"


def test_an_e_mail_as_an_id_is_hashed_alike_in_every_table(tmp_path: Path) -> None:
    write(
        tmp_path,
        customers_csv="customer_id\na@example.com\nb@example.com\n",
        orders_csv="customer_id,ordered_at,revenue\nA@example.com,2024-01-01,5\n",
    )
    books = open_books(tmp_path)
    (order,) = rows(books, "orders")
    assert order["customer_id"] == rows(books, "customers")[0]["customer_id"]
    assert "@" not in order["customer_id"]


def test_profile(tmp_path: Path) -> None:
    text = "customer_id,country,tier\n" + "".join(f"{i},{'BR' if i % 3 else 'PT'},t{i % 2}\n" for i in range(9))
    profile = open_books(write(tmp_path, customers_csv=text)).profile.tables["customers"]
    assert profile.columns == {"customer_id", "country"}
    assert profile.attributes == ("tier",)
    assert [(level.value, level.rows) for level in profile.levels["country"]] == [("BR", 6), ("PT", 3)]
    assert [(level.value, level.rows) for level in profile.levels["attribute_01"]] == [("t0", 5), ("t1", 4)]
    assert profile.distinct == {"customer_id": 9, "country": 2, "attribute_01": 2}


def database(tmp_path: Path) -> Path:
    import duckdb

    connection = duckdb.connect(str(tmp_path / "shop.db"))
    connection.execute(
        "create table pedidos as select i as order_id, i % 5 as cliente, "
        "timestamp '2024-01-01 23:30:00' + to_days(i::int) as quando, i / 10.0 as valor from range(100) t(i)"
    )
    connection.execute("update pedidos set quando = null where order_id = 7")
    connection.execute('create table opportunities (id int, created_at date, status varchar, "my ""colour" varchar)')
    connection.execute(
        "insert into opportunities values (1, '2024-01-01', 'Ganho', 'red'), (2, '2024-01-02', 'Lost', '')"
    )
    connection.close()
    write(
        tmp_path,
        corrente_toml=f'[engine]\nurl = "duckdb:///{tmp_path}/shop.db"\n'
        '[company]\ntimezone = "America/Sao_Paulo"\n[tables.orders]\nsource = "main.pedidos"\n'
        'columns = { customer_id = "cliente", ordered_at = "quando", revenue = "valor" }\n',
        customers_csv="customer_id\n1\n2\n",
    )
    return tmp_path


def test_tables_of_a_database_beside_files(tmp_path: Path) -> None:
    books = open_books(database(tmp_path))
    assert list(books.profile.tables) == ["customers", "orders", "opportunities"]
    check = books.checks["orders"]
    assert (check.rows, check.kept, check.rejected) == (100, 99, 1)
    first = books.engine.count(
        "select ordered_second as s, ordered_day as d, revenue as r from orders where order_id = 1", {}, {}
    )
    # 2024-01-02 23:30 in São Paulo (three hours behind)
    assert (first["s"][0], first["d"][0], first["r"][0]) == (1_704_249_000, day("2024-01-02"), 1_000)
    deals = books.profile.tables["opportunities"]
    assert {level.value for level in deals.levels["outcome"]} == {"won", "lost"}
    assert deals.attributes == ('my "colour',)
    assert {level.value for level in deals.levels["attribute_01"]} == {"red", None}


def test_a_database_table_that_is_not_there(tmp_path: Path) -> None:
    toml = database(tmp_path) / "corrente.toml"
    toml.write_text(toml.read_text().replace("pedidos", "pedido"))
    with pytest.raises(InputError, match=r"no table main.pedido.*Did you mean main.pedidos"):
        open_books(tmp_path)


def test_coverage_says_what_to_bring(tmp_path: Path) -> None:
    found = {line.question: line for line in coverage(open_books(write(tmp_path, orders_csv=CSV)).profile)}
    assert list(found) == list(QUESTIONS)
    assert found["loyalty"].status is Covered.PARTLY
    assert found["loyalty"].bring == ("customers (customer_id)",)
    assert found["win_rate"].status is Covered.MISSING
    assert found["win_rate"].bring == ("opportunities (created_at, outcome)",)
    assert found["touchpoints"].bring == ("touchpoints (person_id, occurred_at, channel)",)
    assert all(line.says.say(language) for line in found.values() for language in Language)


@pytest.mark.parametrize("table", list(CONTRACT))
def test_every_template_passes_its_own_door(tmp_path: Path, table: str) -> None:
    books = open_books(write(tmp_path, **{f"{table}_csv": template(table)}))
    check = books.checks[table]
    assert (check.kept, check.rejected) == (1, 0)
    row = rows(books, table)[0]
    kept = {c.name for c in CONTRACT[table].columns if c.example}
    assert kept <= set(check.mapping)
    for column in CONTRACT[table].columns:
        if column.example and column.kind in (Kind.AMOUNT, Kind.INTEGER, Kind.FLAG):
            scale = 10_000 if column.kind is Kind.AMOUNT else 1
            assert row[column.name] == round(float(column.example) * scale)


def test_the_reference_names_every_column_in_both_languages() -> None:
    for language in Language:
        page = reference(language)
        assert all(column.name in page for table in CONTRACT.values() for column in table.columns)


def test_the_clean_table_has_every_column_and_slot() -> None:
    columns = clean_columns("customers", {"people": "BIGINT"})
    assert columns["customer_id"] == "BIGINT"
    assert (columns["created_second"], columns["created_day"]) == ("BIGINT", "INTEGER")
    assert [name for name in columns if name.startswith("attribute_")] == list(slots())
    assert len(slots()) == ATTRIBUTE_SLOTS == 24


def test_a_proposal_for_a_folder_of_unknown_files(tmp_path: Path) -> None:
    write(
        tmp_path, export_2024_csv='Cliente;Data da Venda;Valor Total\n7;28/02/2024;"1.234,50"\n', notes_csv="a,b\n1,2\n"
    )
    text = propose(tmp_path, Language.PT)
    assert "nenhuma tabela reconhecida" in text
    (tmp_path / "corrente.toml").write_text(text)
    books = open_books(tmp_path)
    assert books.settings.language is Language.PT
    (order,) = rows(books, "orders")
    assert (order["customer_id"], order["ordered_day"], order["revenue"]) == (7, day("2024-02-28"), 12_345_000)


def test_the_clean_file_is_read_by_others(tmp_path: Path) -> None:
    schema = pq.read_schema(clean_file(open_books(write(tmp_path, orders_csv=CSV))))
    assert {field.name: str(field.type) for field in schema}["ordered_second"] == "int64"


def test_ids_that_point_to_nothing_are_reported(tmp_path: Path) -> None:
    write(tmp_path, orders_csv=CSV, customers_csv="customer_id\n7\n9\n")
    for _ in range(2):  # the second time remembered
        check = open_books(tmp_path).checks["orders"]
        assert check.kept == 3
        assert check.notes[-1].say() == "1 different customer_id are not in customers; their rows are kept."


def test_a_proposal_looks_at_the_values_too(tmp_path: Path) -> None:
    """``month`` and ``y`` are called like the period and the value of outcomes, but hold other things."""
    write(tmp_path, bank_csv="age,month,y\n" + "30,may,no\n" * 20)
    proposal = propose(tmp_path)
    assert "bank.csv: no table recognised" in proposal
    assert "[tables." not in proposal
