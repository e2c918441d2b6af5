"""The months behind a company, counted from its own tables: orders with their margin, contracts, won deals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corrente.core.answer import Refusal
from corrente.core.words import Language
from corrente.stream.company import open_company
from corrente.stream.growth.history import History, Kind
from corrente.stream.growth.work import count_history

MONTHS = [f"2024-{month:02d}" for month in range(1, 9)]


def counted(folder: Path, **tables: list[str]) -> History | Refusal:
    """The history of a company that brings these tables, the first line of each being its header."""
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines))
    company = open_company(folder)
    found = count_history(company.books)
    company.close()
    return found


def test_orders_by_month_with_who_is_new_and_what_is_left(tmp_path: Path) -> None:
    lines = ["order_id,customer_id,ordered_at,revenue,margin"]
    for n, month in enumerate(MONTHS):
        lines += [f"{n}a,old,{month}-01,100,40", f"{n}b,new{n},{month}-28,50,20", f"{n}c,new{n},{month}-30,50,"]
    found = counted(tmp_path, orders=[line.replace("2024-02-30", "2024-02-29") for line in lines])
    assert isinstance(found, History)
    assert found.kind is Kind.ORDERS
    assert found.past.new.tolist() == [2, 1, 1, 1, 1, 1, 1, 1]
    assert found.past.purchases.tolist() == [3] * 8
    assert found.past.revenue.tolist() == [200] * 8
    # Of the two orders whose margin is known, 60 of 150 is left.
    assert found.margin is not None
    assert found.margin == pytest.approx(np.full(8, 0.4))


def test_orders_without_margins_say_none(tmp_path: Path) -> None:
    lines = ["order_id,customer_id,ordered_at,revenue"]
    lines += [f"{n}{k},{k},{month}-{day},10" for n, month in enumerate(MONTHS) for k, day in (("a", "01"), ("b", "28"))]
    found = counted(tmp_path, orders=[*lines, "z,a,2024-08-31,10"])
    assert isinstance(found, History)
    assert found.margin is None


def test_contracts_run_from_their_beginning_to_the_month_of_their_end(tmp_path: Path) -> None:
    lines = ["customer_id,started_at,ended_at,price", "before,2024-01-01,2024-04-10,30"]
    lines += [f"c{n},{month}-02,{'2024-06-20' if n == 2 else ''},10" for n, month in enumerate(MONTHS)]
    found = counted(tmp_path, subscriptions=[*lines, "last,2024-08-31,,10"])
    assert isinstance(found, History)
    assert found.kind is Kind.CONTRACTS
    # Two begin in January and in August; the one that ends in April is billed for April, and so in June.
    assert found.past.new.tolist() == [2, 1, 1, 1, 1, 1, 1, 2]
    assert found.past.purchases.tolist() == [2, 3, 4, 5, 5, 6, 6, 8]
    assert found.past.revenue.tolist() == [40, 50, 60, 70, 50, 60, 60, 80]


def test_too_few_months_are_refused(tmp_path: Path) -> None:
    lines = ["order_id,customer_id,ordered_at,revenue", "1,a,2024-01-01,10", "2,a,2024-03-31,10"]
    found = counted(tmp_path, orders=lines)
    assert isinstance(found, Refusal)
    assert "5 whole months" in found.because.say(Language.EN)
