"""However a table is written, the clean table is the same: property-based round trips through every common dialect."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import gzip
import io
import tempfile
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrente.company.books import open_books
from tests.company.helpers import day, rows, write


@dataclass(frozen=True)
class Dialect:
    delimiter: str
    encoding: str
    ends: str
    comma: bool
    thousands: bool
    currency: str
    date: str
    preamble: int
    totals: bool
    packed: bool


DIALECTS = st.builds(
    Dialect,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
    st.sampled_from(["", "R$ ", "US$ ", "€"]),
    st.sampled_from(
        ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%SZ", "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S"]
    ),
    st.integers(0, 2),
    st.booleans(),
    st.booleans(),
)
# Letters that Windows-1252 has, and every sign that a dialect could trip over. A text of the words for nothing
# is not a text, so each begins with a letter that none of them is.
TEXTS = st.text("abçãé ,;|\t\"'.0", min_size=0, max_size=12).map(lambda text: f"Q{text}".strip())
# The first row settles what a reader could not know otherwise: a day above the twelfth, and a decimal mark.
SURE = (dt.datetime(2024, 5, 28, 13, 45, 10), Decimal("1234.56"), "Qfirst")
ROWS = st.lists(
    st.tuples(
        st.datetimes(dt.datetime(2001, 1, 1), dt.datetime(2024, 12, 31)).map(
            lambda moment: moment.replace(microsecond=0)
        ),
        st.decimals(-99_999, 9_999_999, places=2, allow_nan=False),
        TEXTS,
    ),
    max_size=8,
).map(lambda more: [SURE, *more])


def amount(value: Decimal, dialect: Dialect) -> str:
    text = f"{value:,.2f}" if dialect.thousands else f"{value:.2f}"
    text = text.translate(str.maketrans(",.", ".,")) if dialect.comma else text
    return f"-{dialect.currency}{text[1:]}" if text.startswith("-") else f"{dialect.currency}{text}"


def encode(table: list[tuple[dt.datetime, Decimal, str]], dialect: Dialect) -> bytes:
    text = io.StringIO()
    text.write(f"Report of the shop{dialect.ends}" * dialect.preamble)
    writer = csv.writer(text, delimiter=dialect.delimiter, lineterminator=dialect.ends)
    writer.writerow(["order_id", "customer_id", "ordered_at", "revenue", "product"])
    for number, (moment, revenue, product) in enumerate(table):
        writer.writerow([number, number % 3, moment.strftime(dialect.date), amount(revenue, dialect), product])
    if dialect.totals:
        writer.writerow(["Total", "", "", amount(sum((r for _, r, _ in table), Decimal(0)), dialect), ""])
    data = text.getvalue().encode(dialect.encoding)
    return gzip.compress(data) if dialect.packed else data


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(ROWS, DIALECTS)
def test_every_dialect_gives_the_same_clean_table(
    table: list[tuple[dt.datetime, Decimal, str]], dialect: Dialect
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / ("orders.csv.gz" if dialect.packed else "orders.csv")).write_bytes(encode(table, dialect))
        books = open_books(folder)
        found = rows(books, "orders")
        books.engine.close()
    wanted = [
        (
            number,
            number % 3,
            int(moment.replace(tzinfo=dt.UTC).timestamp()),
            (moment.date() - dt.date(1970, 1, 1)).days,
            int(revenue * 10_000),
            product,
        )
        for number, (moment, revenue, product) in enumerate(table)
    ]
    names = ("order_id", "customer_id", "ordered_second", "ordered_day", "revenue", "product")
    assert [tuple(row[n] for n in names) for row in found] == wanted
    assert books.checks["orders"].rejected == 0


def opened(folder: Path, text: str, **files: str) -> list[dict[str, object]]:
    return rows(open_books(write(folder, orders_csv=text, **files)), "orders")


HEAD = "customer_id,ordered_at,revenue\n"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2024-03-01", "2024-03-01"), ("20240301", "2024-03-01"), ("2024/03/01", "2024-03-01"),
        ("28/02/2024", "2024-02-28"), ("02/28/2024", "2024-02-28"), ("28-02-24", "2024-02-28"),
        ("02/28/2024 11:59 PM", "2024-02-28"), ("1 Mar 2024", "2024-03-01"), ("Mar 1, 2024", "2024-03-01"),
        ("1709251200", "2024-03-01"), ("1709251200000", "2024-03-01"), ("2024-03-01T23:30:00-03:00", "2024-03-02"),
    ],
)  # fmt: skip
def test_dates(tmp_path: Path, written: str, kept: str) -> None:
    assert opened(tmp_path, f'{HEAD}1,"{written}",5\n')[0]["ordered_day"] == day(kept)


def test_the_companys_clock_reads_moments_without_a_zone(tmp_path: Path) -> None:
    write(tmp_path, corrente_toml='[company]\ntimezone = "America/Sao_Paulo"\n')
    first, second = opened(tmp_path, HEAD + "1,2024-03-01 23:30:00,5\n1,2024-03-02T02:30:00Z,5\n")
    assert first["ordered_second"] == second["ordered_second"] == 1_709_346_600
    assert first["ordered_day"] == second["ordered_day"] == day("2024-03-01")


def test_ambiguous_dates_are_read_day_first_and_reported(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, orders_csv=HEAD + "1,03/04/2024,5\n"))
    assert rows(books, "orders")[0]["ordered_day"] == day("2024-04-03")
    assert "day first" in books.checks["orders"].notes[0].say()


@pytest.mark.parametrize("nothing", ["", "-", "--", "n/a", "NULL", "NaN", "None"])
def test_words_for_nothing(tmp_path: Path, nothing: str) -> None:
    head = "customer_id,ordered_at,revenue,margin,category\n"
    row = opened(tmp_path, f"{head}1,2024-01-01,5,{nothing},a\n1,2024-01-01,5,2.50,b\n")[0]
    assert (row["margin"], row["category"]) == (None, "a")


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1.234,56", 12_345_600),
        ("(1.234,50)", -12_345_000),
        ("1234,5-", -12_345_000),
        ("R$ -2,50", -25_000),
        ("1.234.567", 12_345_670_000),
    ],
)
def test_decimal_commas(tmp_path: Path, written: str, kept: int) -> None:
    found = opened(tmp_path, f"customer_id;ordered_at;revenue\n1;2024-01-01;{written}\n1;2024-01-01;7,25\n")
    assert [row["revenue"] for row in found] == [kept, 72_500]


def test_a_totals_row_at_the_top(tmp_path: Path) -> None:
    text = "period,channel,spend\nTotal,,300.00\n2024-01-01,a,100\n2024-01-02,a,200\n"
    books = open_books(write(tmp_path, spend_csv=text))
    assert sum(row["spend"] for row in rows(books, "spend")) == 3_000_000
    assert "1 totals rows" in books.checks["spend"].notes[0].say()


def test_whole_ids_are_whole_in_all_tables_of_a_family_or_in_none(tmp_path: Path) -> None:
    write(tmp_path / "a", customers_csv="customer_id\n1\n2\n", orders_csv=HEAD + "1,2024-01-01,5\n")
    assert rows(open_books(tmp_path / "a"), "orders")[0]["customer_id"] == 1
    write(tmp_path / "b", customers_csv="customer_id\n1\nx2\n", orders_csv=HEAD + "1,2024-01-01,5\n")
    assert rows(open_books(tmp_path / "b"), "orders")[0]["customer_id"] == "1"


def test_leading_zeros_keep_an_id_a_text(tmp_path: Path) -> None:
    assert opened(tmp_path, HEAD + "007,2024-01-01,5\n")[0]["customer_id"] == "007"


def test_utf16_without_a_mark(tmp_path: Path) -> None:
    data = (HEAD + "1,2024-01-01,5\n").encode("utf-16-le")
    assert not data.startswith(codecs.BOM_UTF16_LE)
    assert len(rows(open_books(write(tmp_path, orders_csv=data)), "orders")) == 1
