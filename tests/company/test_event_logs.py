"""The GA4 export to BigQuery and Segment-style logs with their real names, nested and flat, read without a mapping."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from corrente.company.books import open_books
from tests.company.helpers import day, rows, write

START = 1_735_732_800_000_000  # 2025-01-01 12:00 UTC in microseconds


def ga4(name: str, minute: float, visitor: str = "1.2", **more: Any) -> dict[str, Any]:
    return {
        "event_date": "20250101",
        "event_timestamp": START + int(minute * 60e6),
        "event_name": name,
        "event_params": [{"key": "ga_session_id", "value": {"int_value": 7}}],
        "user_id": None,
        "user_pseudo_id": visitor,
        "traffic_source": {"name": "(organic)", "medium": "organic", "source": "google"},
        "collected_traffic_source": {"manual_source": None, "manual_medium": None, "manual_campaign_name": None},
        "ecommerce": {"transaction_id": None, "purchase_revenue": None, "total_item_quantity": None},
    } | more


PAID = {"manual_source": "instagram", "manual_medium": "cpc", "manual_campaign_name": "Summer"}
EVENTS = [
    ga4("session_start", 0),
    ga4("page_view", 0.1),
    ga4("purchase", 29, ecommerce={"transaction_id": "T1", "purchase_revenue": 120.5, "total_item_quantity": 2}),
    ga4("session_start", 100, collected_traffic_source=PAID),
    ga4("generate_lead", 101, "3.4"),
    ga4("qualify_lead", 102, "3.4"),
    ga4("close_convert_lead", 2000, "3.4"),
]


def as_json_lines(records: list[dict[str, Any]]) -> str:
    return "\n".join(json.dumps(record) for record in records) + "\n"


def check_ga4(folder: Path) -> None:
    books = open_books(folder)
    visits = {(r["person_id"], r["occurred_second"] - START // 10**6, r["channel"]) for r in rows(books, "touchpoints")}
    assert visits == {
        ("1.2", 0, "Organic search"),
        ("1.2", 6000, "Paid social"),
        ("3.4", 6060, "Organic search"),
        ("3.4", 120_000, "Organic search"),
    }
    (order,) = rows(books, "orders")
    assert (order["order_id"], order["customer_id"], order["revenue"]) == ("T1", "1.2", 1_205_000)
    (lead,) = rows(books, "leads")
    assert (lead["lead_id"], lead["outcome"], lead["converted_day"]) == ("3.4", "won", day("2025-01-02"))
    stages = [r["stage"] for r in rows(books, "stage_changes")]
    assert stages == ["generate_lead", "qualify_lead", "close_convert_lead"]


def test_ga4_as_json_lines(tmp_path: Path) -> None:
    check_ga4(write(tmp_path, events_20250101_json=as_json_lines(EVENTS)))


def test_ga4_as_parquet_with_nested_columns(tmp_path: Path) -> None:
    pq.write_table(pa.Table.from_pylist(EVENTS), tmp_path / "events_20250101.parquet")
    check_ga4(tmp_path)


def test_ga4_flattened_by_a_query(tmp_path: Path) -> None:
    lines = [
        "event_timestamp,event_name,user_pseudo_id,traffic_source.source,traffic_source.medium,ecommerce_transaction_id,ecommerce_purchase_revenue"
    ]
    for e in EVENTS:
        paid = e["collected_traffic_source"]
        source = paid["manual_source"] or e["traffic_source"]["source"]
        medium = paid["manual_medium"] or e["traffic_source"]["medium"]
        shop = e["ecommerce"]
        cells = [e["event_timestamp"], e["event_name"], e["user_pseudo_id"], source, medium]
        cells += [shop["transaction_id"] or "", shop["purchase_revenue"] or ""]
        lines.append(",".join(map(str, cells)))
    check_ga4(write(tmp_path, ga_csv="\n".join(lines) + "\n"))


def segment(kind: str, second: int, number: int, **more: Any) -> dict[str, Any]:
    clock = f"2025-01-01T12:{second // 60:02}:{second % 60:02}.000Z"
    return {
        "type": kind, "anonymousId": "a1", "userId": None, "messageId": f"m{number}", "timestamp": clock,
        "originalTimestamp": clock, "sentAt": clock, "receivedAt": clock, "context": {}, "properties": {},
    } | more  # fmt: skip


LOG = [
    segment("page", 0, 1, context={"campaign": {"source": "google", "medium": "cpc", "name": "Brand"}}),
    segment("page", 60, 2),
    segment("page", 60, 2),  # the same message, sent twice
    segment("track", 90, 3, event="Report Exported", userId="u1"),
    segment("track", 120, 4, event="Order Completed", userId="u1", properties={"order_id": "o1", "revenue": 99.9}),
    segment("track", 130, 5, event="Email Link Clicked", userId="u1", properties={"email_subject": "Hi"}),
    segment(
        "track", 140, 6, event="Experiment Viewed", userId="u1",
        properties={"experiment_name": "Price", "variation_name": "B"},
    ),
    # a device whose clock is a year behind: sent at once, so it happened when it arrived
    segment(
        "page", 0, 7, anonymousId="a2", timestamp=None, originalTimestamp="2024-01-01T00:00:00Z",
        sentAt="2024-01-01T00:00:05Z", receivedAt="2025-01-01T13:00:05Z",
    ),
]  # fmt: skip


def test_segment_as_json_lines(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, log_json=as_json_lines(LOG)))
    touches = {(r["person_id"], r["channel"], r["kind"], r["campaign"]) for r in rows(books, "touchpoints")}
    assert touches == {
        ("a1", "Paid search", "visit", "Brand"), ("a2", "Direct", "visit", None), ("u1", "Email", "click", None)
    }  # fmt: skip
    late = next(r for r in rows(books, "touchpoints") if r["person_id"] == "a2")
    assert late["occurred_second"] == START // 10**6 + 3600
    (order,) = rows(books, "orders")
    assert (order["customer_id"], order["revenue"]) == ("u1", 999_000)
    assert [(r["customer_id"], r["feature"]) for r in rows(books, "usage")] == [("u1", "Report Exported")]
    (treated,) = rows(books, "treatments")
    assert (treated["person_id"], treated["arm"], treated["campaign"]) == ("u1", "B", "Price")


def test_segment_pages_from_a_warehouse(tmp_path: Path) -> None:
    text = (
        "id,anonymous_id,user_id,received_at,sent_at,original_timestamp,timestamp,context_campaign_medium,context_page_referrer,path\n"
        "1,a1,,2025-01-01 12:00:00,,,2025-01-01 12:00:00,email,,/\n"
        "2,a1,,2025-01-01 12:10:00,,,2025-01-01 12:10:00,,,/demo\n"
        "3,a1,,2025-01-02 12:00:00,,,2025-01-02 12:00:00,,https://example.com/,/\n"
    )
    books = open_books(write(tmp_path, pages_csv=text))
    assert [r["channel"] for r in rows(books, "touchpoints")] == ["Email", "Referral"]
