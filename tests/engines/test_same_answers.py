"""From tables of a connected database all rooms count what they count from files, to the last digit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corrente.company.books import Books, open_books
from corrente.company.checks import Reason
from corrente.core.answer_json import to_json
from corrente.core.catalogue import QUESTIONS
from corrente.core.count import Count
from corrente.core.words import Language
from corrente.counts.tally import tally
from corrente.market import simulate
from corrente.stream import company as stream
from corrente.stream.company import Company
from corrente.stream.rooms import find_room, is_built
from tests.engines import raw_tables
from tests.engines.conftest import OTHERS

pytestmark = pytest.mark.engines

ROOMS = tuple(name for name, question in QUESTIONS.items() if is_built(question))
ASKED = ("loyalty", "win_rate", "sales_cycle", "touchpoints", "conversion")
"""Asked for their answers too: the others' follow from their counts, and inference takes its time."""

ZONE = "America/Sao_Paulo"
SETTINGS = f"""[company]
name = "Aurora CRM"
currency = "BRL"
timezone = "{ZONE}"
language = "pt-BR"
model = "non-contractual"
segment = "customers.size"
brand = "Aurora"
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small simulated company; its moments are wall clocks without a zone."""
    folder = tmp_path_factory.mktemp("aurora")
    simulate(folder, touchpoints=5000, seed=1)
    return folder


@pytest.fixture(scope="module")
def expected(files: Path) -> tuple[dict[str, Any], dict[str, Any], pa.Table]:
    """What DuckDB says from the files: the answers, every count's cells, and the scores."""
    return asked(stream.open_company(files))


@pytest.fixture(scope="module", params=[*OTHERS, "clickhouse_http"])
def database(request: pytest.FixtureRequest) -> tuple[str, raw_tables.Load]:
    """A database: its address as a section of ``corrente.toml``, and how tables are loaded into it."""
    url = request.getfixturevalue(f"{request.param}_url")
    return f'\n[engine]\nurl = "{url}"\n', raw_tables.loader(request.param, request)


def asked(company: Company) -> tuple[dict[str, Any], dict[str, Any], pa.Table]:
    """The answers of some rooms as JSON, the cells of every count of all rooms, and the scores of loyalty."""
    answers = {name: to_json(company.ask(name), Language.EN) for name in ASKED}
    cells = {
        repr((count.name, count.parameters)): tally(company.books.engine, count, company.books.fingerprints, None)
        for name in ROOMS
        for count in planned(company, name)
    }
    scores = company.score("loyalty").to_arrow().sort_by("customer_id")
    company.close()
    return answers, cells, scores


def planned(company: Company, name: str) -> Iterable[Count]:
    """What a room counts for the company, if it does not refuse."""
    room = find_room(QUESTIONS[name])
    assert room is not None
    plan = room.counts(company.books.profile)
    assert isinstance(plan, Mapping), name
    return plan.values()


def assert_same(found: tuple[dict[str, Any], dict[str, Any], pa.Table], expected: Any) -> None:
    answers, cells, scores = found
    assert cells.keys() == expected[1].keys()
    assert len(cells) >= len(ROOMS)
    for name, columns in expected[1].items():
        for column, values in columns.items():
            np.testing.assert_array_equal(cells[name][column], values, err_msg=f"{name}.{column}")
    for name in ASKED:
        assert not answers[name].get("refusal"), QUESTIONS[name].asked
        assert answers[name] == expected[0][name]
    assert scores.column_names == expected[2].column_names
    for column, values in zip(scores.column_names, expected[2].columns, strict=True):
        if pa.types.is_floating(values.type):
            # A score is a pattern's value read from a lookup, times and plus others: a few roundings of the last bit,
            # and ClickHouse and PostgreSQL may take the sum in another order.
            np.testing.assert_allclose(scores[column].to_pylist(), values.to_pylist(), rtol=1e-12, err_msg=column)
        else:
            assert scores[column].to_pylist() == values.to_pylist(), column


def raw(files: Path) -> dict[str, pa.Table]:
    """The company's tables; what came in several files (``choices.messages.parquet``) is one table in a database."""
    parts: dict[str, list[pa.Table]] = {}
    for path in sorted(files.glob("*.parquet")):
        parts.setdefault(path.name.partition(".")[0], []).append(pq.read_table(path))
    return {name: pa.concat_tables(tables, promote_options="default") for name, tables in parts.items()}


def test_tables_of_the_database_give_the_same_answers(
    database: tuple[str, raw_tables.Load], files: Path, expected: Any, tmp_path: Path
) -> None:
    engine, load = database
    load(raw(files), ZONE)
    (tmp_path / "corrente.toml").write_text(SETTINGS + engine)
    assert_same(asked(stream.open_company(tmp_path)), expected)


def test_files_beside_the_database_give_the_same_answers(
    database: tuple[str, raw_tables.Load], files: Path, expected: Any, tmp_path: Path
) -> None:
    engine, load = database
    load({}, ZONE)
    folder = tmp_path / "aurora"
    folder.mkdir()
    for path in files.glob("*.parquet"):
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "corrente.toml").write_text(SETTINGS + engine)
    assert_same(asked(stream.open_company(folder)), expected)


MAPPED = f"""{SETTINGS}
[tables.orders]
source = "vendas.pedidos"
[tables.orders.columns]
order_id = "n"
customer_id = "quem comprou"
ordered_at = "Instante"
revenue = "pago"
category = false
"""
UTC = dt.UTC
MOMENT = pa.timestamp("us", "UTC")


def orders() -> pa.Table:
    """Orders with what goes wrong in a database: see the test for what becomes of each row."""
    at = [dt.datetime(2024, 1, 1, 2, 59, 59, 999_999, UTC) + dt.timedelta(days=day) for day in range(40)]
    people: list[str | None] = [f"P{number % 5}" for number in range(40)]
    paid = [19.9, 0.00005, -3.25, 1e9 + 0.1, *[10.0 + number / 7 for number in range(36)]]
    people[10] = None  # a required value is missing
    people[11] = " \u00a0P2\n"  # spaces around it
    people[12] = "n/a"  # says that there is nothing
    at[13] = dt.datetime(2199, 1, 1, tzinfo=UTC)  # lies in the future
    paid[14] = float("nan")  # not a number
    paid[15], paid[16] = 4e11, -9.1e11  # a large amount, and one beyond the largest
    return pa.table(
        {
            "n": pa.array([*range(38), 5, None], pa.int64()),  # 5 comes twice, and one has none
            "quem comprou": pa.array(people, pa.string()),
            "Instante": pa.array(at, MOMENT),
            "pago": pa.array(paid, pa.float64()),
            "category": pa.array([" Books " if number % 2 else "" for number in range(40)], pa.string()),
        }
    )


def clean_rows(books: Books, columns: str, table: str) -> list[tuple[Any, ...]]:
    counted = books.engine.count(f"select {columns} from {table}", {}, {})
    return sorted(zip(*(column.tolist() for column in counted.values()), strict=True), key=repr)


def opened_books(folder: Path, toml: str) -> Books:
    folder.mkdir(exist_ok=True)
    (folder / "corrente.toml").write_text(toml.replace("[company]", "[company]\nmax_reject_share = 1.0", 1))
    return open_books(folder)


def test_a_mapped_table_of_another_schema_passes_the_same_door(
    database: tuple[str, raw_tables.Load], tmp_path: Path
) -> None:
    engine, load = database
    load({"vendas.pedidos": orders()}, ZONE)
    books = opened_books(tmp_path / "database", MAPPED + engine)
    columns = "coalesce(order_id, -1) as order_id, customer_id, ordered_second, ordered_day, revenue, category"
    found = clean_rows(books, columns, "orders")
    check, profile = books.checks["orders"], books.profile.tables["orders"]
    books.engine.close()
    once = dict.fromkeys((Reason.FUTURE, Reason.NOT_A_NUMBER, Reason.TOO_LARGE, Reason.DUPLICATE), 1)
    assert check.reasons == {Reason.MISSING: 2, **once}
    assert (check.rows, check.kept, check.rejected) == (40, 34, 6)
    assert next(note.say() for note in check.notes).endswith("is kept.")
    assert profile.distinct["customer_id"] == 5
    pq.write_table(orders(), tmp_path / "pedidos.parquet")
    beside = opened_books(tmp_path, MAPPED.replace("vendas.pedidos", "pedidos.parquet"))
    assert found == clean_rows(beside, columns, "orders")
    assert beside.checks["orders"].reasons == check.reasons
    assert beside.profile.tables["orders"].levels == profile.levels
    # 2024-01-01 02:59:59.999999 in UTC is the evening before in São Paulo, three hours behind.
    assert (0, "P0", 1_704_077_999, 19_722, 199_000, None) in found
    beside.engine.close()


def deals() -> pa.Table:
    start = dt.datetime(2024, 3, 1, 12)
    return pa.table(
        {
            "opportunity_id": [f"ana{number}@example.com" for number in range(4)],
            "created_at": pa.array([start] * 4, pa.timestamp("us")),
            "outcome": [" Closed WON ", "NÃO", "purple", ""],
            "closed_at": pa.array([start - dt.timedelta(seconds=1), start, start, None], pa.timestamp("us")),
            "amount": pa.array(["1.23456", "2.5", "3", None], pa.string()).cast(pa.decimal128(18, 5)),
            "Contact E-mail": [f"bo{number}@example.com" for number in range(4)],
            "Note": [" as it is ", "-", "", None],
        }
    )


def test_deals_are_cleaned_and_personal_data_is_hashed(database: tuple[str, raw_tables.Load], tmp_path: Path) -> None:
    engine, load = database
    load({"opportunities": deals()}, ZONE)
    books = opened_books(tmp_path / "database", SETTINGS + engine)
    columns = """opportunity_id, outcome, coalesce(closed_second, -1) as closed_second,
        coalesce(closed_day, -1) as closed_day, coalesce(amount, -1) as amount, attribute_01, attribute_02"""
    found, check = clean_rows(books, columns, "opportunities"), books.checks["opportunities"]
    salt = (tmp_path / "database" / ".corrente" / "salt").read_bytes()
    books.engine.close()
    assert check.reasons == {Reason.UNKNOWN: 1, Reason.MISSING: 1, Reason.BEFORE_START: 1}
    assert [row[1:5] for row in sorted(found, key=lambda row: row[4])] == [
        ("won", -1, -1, 12_346),
        ("lost", 1_709_305_200, 19_783, 25_000),
    ]
    assert not any("@" in str(value) for row in found for value in row)
    (tmp_path / "files" / ".corrente").mkdir(parents=True)
    (tmp_path / "files" / ".corrente" / "salt").write_bytes(salt)
    pq.write_table(deals(), tmp_path / "files" / "opportunities.parquet")
    beside = opened_books(tmp_path / "files", SETTINGS)
    assert found == clean_rows(beside, columns, "opportunities")
    assert beside.checks["opportunities"].reasons == check.reasons
    beside.engine.close()
