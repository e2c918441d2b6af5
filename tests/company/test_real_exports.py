"""Real exports read without a mapping: the numbers their sources state, found again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from corrente.company.books import open_books
from corrente.company.checks import Reason
from corrente.company.init import propose
from tests.company.helpers import day, rejects, rows
from tests.data import shared


def folder_with(tmp_path: Path, name: str, *files: str) -> Path:
    for file in files:
        shutil.copy(shared(name) / file, tmp_path / file)
    return tmp_path


def test_cdnow_sample_has_the_published_sizes(tmp_path: Path) -> None:
    books = open_books(folder_with(tmp_path, "cdnow", "CDNOW_sample.txt"))
    orders = books.profile.tables["orders"]
    assert (orders.rows, orders.rejected, orders.distinct["customer_id"]) == (6919, 0, 2357)
    assert (orders.first_day, orders.last_day) == (day("1997-01-01"), day("1998-06-30"))
    first = rows(books, "orders")[0]
    assert (first["customer_id"], first["revenue"], first["quantity"]) == (4, 293_300, 20_000)


def test_cdnow_master_has_the_published_sizes(tmp_path: Path) -> None:
    orders = open_books(folder_with(tmp_path, "cdnow", "CDNOW_master.txt")).profile.tables["orders"]
    assert (orders.rows, orders.distinct["customer_id"]) == (69_659, 23_570)


def test_cdnow_forms_agree(tmp_path: Path) -> None:
    def purchases(file: str) -> list[tuple[int, int, int]]:
        folder = tmp_path / file
        folder.mkdir()
        books = open_books(folder_with(folder, "cdnow", file))
        return sorted((r["customer_id"], r["ordered_day"], r["revenue"]) for r in rows(books, "orders"))

    assert purchases("CDNOW_sample.txt") == purchases("cdnowElog.csv")


FUNNEL = ("olist_marketing_qualified_leads_dataset.csv", "olist_closed_deals_dataset.csv")


def test_olist_funnel_842_of_8000(tmp_path: Path) -> None:
    books = open_books(folder_with(tmp_path, "olist_funnel", *FUNNEL))
    deals = rows(books, "opportunities")
    won = [deal for deal in deals if deal["outcome"] == "won"]
    assert (len(deals), len(won)) == (8000, 842)
    assert books.profile.tables["leads"].rows == 8000
    stages = books.profile.tables["stage_changes"].levels["stage"]
    assert {level.value: level.rows for level in stages} == {"lead": 8000, "won": 842}
    # the published rates by origin, from the export's own description
    source = [deal for deal in deals if deal["source"] == "organic_search"]
    assert (len(source), sum(deal["outcome"] == "won" for deal in source)) == (2296, 271)


def test_olist_funnel_row_won_before_its_start(tmp_path: Path) -> None:
    books = open_books(folder_with(tmp_path, "olist_funnel", *FUNNEL))
    (reject,) = rejects(books, "opportunities")
    assert reject["column"] == "closed_at"
    assert "before the start" in reject["reason"]
    line = int(reject["line"])
    lead = (tmp_path / FUNNEL[0]).read_text().splitlines()[line - 1].split(",")
    deal = next(deal for deal in rows(books, "opportunities") if deal["opportunity_id"] == lead[0])
    assert (deal["outcome"], deal["closed_day"]) == ("won", None)
    assert day(lead[1]) - day(reject["value"][:10]) == 2
    assert books.checks["opportunities"].rejected == 0
    timed = [d["closed_day"] - d["created_day"] for d in rows(books, "opportunities") if d["closed_day"]]
    assert sorted(timed)[len(timed) // 2] == 14  # the published median
    assert min(timed) >= 0


OLIST = tuple(
    f"olist_{name}_dataset.csv" for name in ("orders", "order_items", "customers", "order_reviews", "products")
)


def test_olist_marketplace(tmp_path: Path) -> None:
    books = open_books(folder_with(tmp_path, "olist_subset8135", *OLIST))
    check = books.checks["orders"]
    assert check.rows == 8135
    # 625 cancelled and 609 unavailable by the source's description; 8 more have no items
    assert check.reasons == {Reason.DECLARED: 625 + 609 + 8}
    order = next(r for r in rows(books, "orders") if r["order_id"] == "a4591c265e18cb1dcee52889e2d8acc3")
    assert order["ordered_day"] == day("2017-07-09")
    assert books.profile.tables["customers"].rows == books.profile.tables["customers"].distinct["customer_id"]
    assert "feedback" in books.profile.tables


def test_online_retail(tmp_path: Path) -> None:
    books = open_books(folder_with(tmp_path, "online_retail", "onlineretail.csv.gz"))
    check, orders = books.checks["orders"], books.profile.tables["orders"]
    # UCI's description: 541,909 lines, 135,080 of them without a customer, 4,372 customers, 22,190 invoices
    assert check.reasons[Reason.DECLARED] == 135_080
    assert (orders.rows, orders.distinct["customer_id"]) == (22_190, 4_372)
    clean = rows(books, "orders")
    returns = [order for order in clean if order["revenue"] < 0]
    assert returns
    assert all(order["order_id"].startswith("C") for order in returns)
    # the data set's total over lines with a customer, 8,300,065.81 pounds
    assert sum(order["revenue"] for order in clean) == pytest.approx(8_300_065.814 * 10_000, abs=10_000)
    with check.rejects.open() as file:  # type: ignore[union-attr]
        head = [next(file) for _ in range(2)]
    assert head[1].startswith("624,CustomerID,,")


def test_b2b_proposal_gives_a_working_company(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, "b2b_salvirt", "B2B_dataset.csv")
    (folder / "corrente.toml").write_text(propose(folder))
    books = open_books(folder)
    deals = books.profile.tables["opportunities"]
    assert (deals.rows, books.checks["opportunities"].rejected) == (448, 0)
    assert {level.value: level.rows for level in deals.levels["outcome"]} == {"won": 227, "lost": 221}
    assert "customer_id" not in deals.columns  # "Client" says Current or New: not an id
    assert "Client" in deals.attributes
    notes = [note.say() for note in books.checks["opportunities"].notes]
    assert any(note.startswith("83 rows repeat another") for note in notes)


def test_paths_become_journeys(tmp_path: Path) -> None:
    books = open_books(folder_with(tmp_path, "attribution_pathdata", "Data.csv"))
    orders, touches = rows(books, "orders"), rows(books, "touchpoints")
    assert len(orders) == 19_785
    people = {touch["person_id"] for touch in touches}
    assert len(people) == 19_785 + 68_602
    # the sum of values, each path's rounded to ten-thousandths: at most half a ten-thousandth off for each path
    assert sum(order["revenue"] for order in orders) / 10_000 == pytest.approx(74_802.97, abs=0.5 + 0.01)
    assert {order["customer_id"] for order in orders} <= people
    ends = dict.fromkeys(people, 0)
    for touch in touches:
        ends[touch["person_id"]] = max(ends[touch["person_id"]], touch["occurred_second"])
    assert all(order["ordered_second"] == ends[order["customer_id"]] + 1 for order in orders)
