"""Bad input gets a clear message or a list of rejects, never a traceback and never a silent number."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from corrente.company.books import open_books
from corrente.company.checks import Reason
from corrente.core.errors import InputError, TooManyRejects
from corrente.core.words import Language
from tests.company.helpers import lenient, rejects, rows, write

HEADER = "order_id,customer_id,ordered_at,revenue,quantity\n"
GOOD = "".join(f"{i},{i % 7},2024-01-{i % 28 + 1:02} 10:00:00,{i}.50,1\n" for i in range(1, 101))


def test_each_bad_row_is_listed_with_line_column_value_and_reason(tmp_path: Path) -> None:
    bad = (
        "101,x,2024-13-01,5,1\n"  # line 102: no such month
        "102,1,2024-01-01,abc,1\n"
        "103,1,2199-01-01,5,1\n"
        "104,1,2024-01-01,5,-2\n"
        "105,1,2024-01-01\n"
        "106,1,2024-01-01,5,1,more\n"
        "107,,2024-01-01,5,1\n"
        "109,1,2024-01-01,1e12,1\n"
        "110,1,2024-01-01,-1000000000000000000000,1\n"
        "100,1,2024-01-01,5,1\n"
        '108,1,2024-01-01,5,"1\n'
    )
    books = lenient(write(tmp_path, orders_csv=HEADER + GOOD + bad))
    found = {(int(r["line"]), r["column"], r["value"], r["reason"]) for r in rejects(books, "orders")}
    assert found == {
        (102, "ordered_at", "2024-13-01", "not a date"),
        (103, "revenue", "abc", "not a number"),
        (104, "ordered_at", "2199-01-01", "lies in the future"),
        (105, "quantity", "-2", "negative where it cannot be"),
        (106, "", "105,1,2024-01-01", "fewer columns than the header"),
        (107, "", "106,1,2024-01-01,5,1,more", "more columns than the header"),
        (108, "customer_id", "", "a required value is missing"),
        (109, "revenue", "1e12", "larger than 900 billion"),
        (110, "revenue", "-1000000000000000000000", "larger than 900 billion"),
        (111, "order_id", "100", "a row with this key came before"),
        (112, "", '108,1,2024-01-01,5,"1\n', "a quote is opened and not closed"),
    }
    check = books.checks["orders"]
    assert (check.rows, check.kept, check.rejected) == (111, 100, 11)
    assert sum(check.reasons.values()) == 11
    assert len(rows(books, "orders")) == 100


def test_amounts_are_whole_up_to_900_billion(tmp_path: Path) -> None:
    written = ("-900000000000", "90000000000.01", "899999999999.9999", "900000000000.0001")
    lines = "".join(f"{i},1,2024-01-01,{amount},1\n" for i, amount in enumerate(written, 1000))
    books = lenient(write(tmp_path, orders_csv=HEADER + GOOD + lines))
    kept = [row["revenue"] for row in rows(books, "orders") if abs(row["revenue"]) > 10**14]
    assert sorted(kept) == [-9_000_000_000_000_000, 900_000_000_000_100, 8_999_999_999_999_999]
    assert books.checks["orders"].reasons == {Reason.TOO_LARGE: 1}


def test_reasons_are_in_the_companys_language(tmp_path: Path) -> None:
    books = lenient(write(tmp_path, orders_csv=HEADER + GOOD + "101,1,ontem,5,1\n"), language=Language.PT)
    assert rejects(books, "orders")[0]["reason"] == "não é uma data"


@pytest.mark.parametrize(("bad", "refused"), [(5, False), (6, True)])
def test_the_limit_is_five_per_cent(tmp_path: Path, bad: int, refused: bool) -> None:
    lines = GOOD.splitlines(keepends=True)[: 100 - bad]
    text = HEADER + "".join(lines) + "".join(f"{i},1,never,5,1\n" for i in range(1000, 1000 + bad))
    write(tmp_path, orders_csv=text)
    if not refused:
        assert open_books(tmp_path).checks["orders"].rejected == bad
        return
    with pytest.raises(TooManyRejects, match=r"6 of 100 rows \(6%\)") as failure:
        open_books(tmp_path)
    assert "limite" in failure.value.say(Language.PT)
    assert (tmp_path / ".corrente" / "rejects" / "orders.csv").read_text().count("not a date") == bad


def test_lines_are_exact_after_quoted_line_ends_and_blank_lines(tmp_path: Path) -> None:
    text = (
        'feedback_id,said_at,text\n1,2024-01-01,"two\nlines"\n\n2,never,fine\n3,2024-01-01,"a\nb\nc"\n4,2024-01-99,x\n'
    )
    books = lenient(write(tmp_path, feedback_csv=text))
    assert [(r["line"], r["value"]) for r in rejects(books, "feedback")] == [("5", "never"), ("9", "2024-01-99")]


def test_lines_are_exact_after_broken_lines(tmp_path: Path) -> None:
    text = HEADER + "1,1\n2,1,2024-01-01,5,1\n3,1,2024-01-01\n4,1,x,5,1\n"
    books = lenient(write(tmp_path, orders_csv=text))
    assert [int(r["line"]) for r in rejects(books, "orders")] == [2, 4, 5]


def test_missing_required_column_names_what_was_found_and_the_closest(tmp_path: Path) -> None:
    write(tmp_path, orders_csv="order_id,customer_id,ordered_at,revenues_total\n1,1,2024-01-01,5\n")
    with pytest.raises(InputError) as failure:
        open_books(tmp_path)
    said = failure.value.say()
    assert "orders.csv has no column revenue" in said
    assert "order_id, customer_id, ordered_at, revenues_total" in said
    assert 'revenue = "revenues_total"' in said
    assert "não tem a coluna revenue" in failure.value.say(Language.PT)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n  \n", bytes(range(256)) * 40, os.urandom(5000), b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 30],
    ids=["empty", "blank", "all bytes", "random", "picture"],
)
def test_what_is_not_a_table_is_said_to_be_none(tmp_path: Path, content: bytes) -> None:
    write(tmp_path, orders_csv=content)
    with pytest.raises(InputError, match=r"orders\.csv"):
        open_books(tmp_path)


@pytest.mark.parametrize("ending", ["parquet", "json", "csv_gz"])
def test_garbage_under_other_endings(tmp_path: Path, ending: str) -> None:
    name = f"orders.{ending.replace('_', '.')}"
    tmp_path.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"\x1f\x8b garbage" if ending == "csv_gz" else b"PAR1 garbage \x00\x01" * 20)
    with pytest.raises(InputError, match="orders"):
        open_books(tmp_path)


def test_header_only_gives_an_empty_table(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, orders_csv=HEADER))
    table = books.profile.tables["orders"]
    assert (table.rows, table.first_day, table.last_day) == (0, None, None)


def test_one_row(tmp_path: Path) -> None:
    assert open_books(write(tmp_path, orders_csv=HEADER + "1,1,2024-01-01,5,1")).profile.tables["orders"].rows == 1


def test_a_line_of_many_megabytes_is_an_error_not_a_crash(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "orders.csv.gz", "wb", compresslevel=1) as file:
        file.write(HEADER.encode())
        for _ in range(8):
            file.write(b"x" * 1_000_000)
    with pytest.raises(InputError, match="a line of more than 4,000,000 bytes") as failure:
        open_books(tmp_path)
    assert "near line 2" in failure.value.say()


def test_a_folder_with_the_name_of_a_file(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").mkdir()
    with pytest.raises(InputError, match="No table was found"):
        open_books(tmp_path)


def test_repeated_column_names_are_told_apart(tmp_path: Path) -> None:
    text = "order_id,customer_id,ordered_at,revenue,revenue\n1,1,2024-01-01,5,6\n"
    books = open_books(write(tmp_path, orders_csv=text))
    assert rows(books, "orders")[0]["revenue"] == 50_000


def test_mixed_line_ends(tmp_path: Path) -> None:
    text = HEADER.encode().replace(b"\n", b"\r\n") + b"1,1,2024-01-01,5,1\n2,1,2024-01-02,6,1\r3,1,2024-01-03,7,1\r\n"
    assert [r["revenue"] for r in rows(open_books(write(tmp_path, orders_csv=text)), "orders")] == [
        50_000,
        60_000,
        70_000,
    ]


def test_an_end_before_its_start_costs_only_the_value(tmp_path: Path) -> None:
    text = "lead_id,created_at,converted_at,outcome\n1,2024-02-01,2024-01-30,won\n2,2024-02-01,2024-02-01,won\n"
    books = open_books(write(tmp_path, leads_csv=text))
    first, second = rows(books, "leads")
    assert (first["outcome"], first["converted_day"], first["converted_second"]) == ("won", None, None)
    assert second["converted_day"] is not None
    check = books.checks["leads"]
    assert (check.kept, check.rejected, check.reasons) == (2, 0, {Reason.BEFORE_START: 1})


def test_unknown_outcome_is_set_aside_and_spellings_are_understood(tmp_path: Path) -> None:
    outcomes = ("Closed Won", "Perdido", "em andamento", "purple")
    text = "deal,created,status\n" + "".join(f"{i},2024-01-01,{outcome}\n" for i, outcome in enumerate(outcomes))
    books = lenient(write(tmp_path, opportunities_csv=text))
    assert [r["outcome"] for r in rows(books, "opportunities")] == ["won", "lost", "open"]
    assert books.checks["opportunities"].reasons == {Reason.UNKNOWN: 1}


def test_duplicates_without_a_key_are_reported_and_kept(tmp_path: Path) -> None:
    text = "customer_id,ordered_at,revenue\n" + "1,2024-01-01,5\n" * 3 + "2,2024-01-01,5\n"
    books = open_books(write(tmp_path, orders_csv=text))
    assert books.profile.tables["orders"].rows == 4
    assert books.checks["orders"].notes[0].say().startswith("2 rows repeat another row")


def test_there_is_no_such_folder_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no folder"):
        open_books(tmp_path / "nowhere")
    with pytest.raises(InputError, match="No table was found"):
        open_books(tmp_path)


def test_a_file_is_named_where_there_are_several(tmp_path: Path) -> None:
    folder = write(tmp_path / "orders", a_csv=HEADER + GOOD, b_csv=HEADER + "500,1,never,5,1\n")
    (found,) = rejects(lenient(folder.parent), "orders")
    assert (found["file"], found["line"]) == ("b.csv", "2")


def test_bad_json_lines_are_rejected(tmp_path: Path) -> None:
    good = "".join(f'{{"customer_id": {i}, "ordered_at": "2024-01-01", "revenue": 5.5}}\n' for i in range(5))
    books = lenient(write(tmp_path, orders_jsonl=good + "{broken\n"))
    assert (books.checks["orders"].kept, books.checks["orders"].rejected) == (5, 1)
    assert rejects(books, "orders")[0]["line"] == "6"
