# ruff: noqa: E501 - a header stands as the export has it
"""Advertising exports with the real column names, from the interface and from a warehouse, read without a mapping."""

from __future__ import annotations

from pathlib import Path

from corrente.company.books import Books, open_books
from corrente.company.checks import Reason
from tests.company.helpers import day, lenient, rows, write
from tests.data import shared

GOOGLE = """Campaign report
"January 1, 2025 - January 31, 2025"
Day\tCampaign\tCampaign type\tCurrency code\tCost\tImpr.\tClicks\tConversions
2025-01-01\tBrand\tSearch\tBRL\t1,234.56\t12,000\t310\t4.50
2025-01-02\tBrand\tSearch\tBRL\t 98.70\t900\t31\t0.00
2025-01-02\tVideo\tVideo\tBRL\t --\t1,100\t2\t0.00
Total: Campaigns\t --\t --\t --\t1,333.26\t14,000\t343\t4.50
Total: Account\t --\t --\t --\t1,333.26\t14,000\t343\t4.50
"""
GOOGLE_PT = """Relatório de campanha
1 de janeiro de 2025 - 31 de janeiro de 2025
Dia,Campanha,Código da moeda,Custo,Impr.,Cliques
2025-01-01,Marca,BRL,"1.234,56","12.000",310
2025-01-02,Marca,BRL,"98,70",900,31
Total: Campanhas, --, --,"1.333,26","12.900",341
"""
META = """Reporting starts,Reporting ends,Campaign name,Ad set name,Amount spent (BRL),Impressions,Reach,Link clicks,Results
2025-01-01,2025-01-01,Spring,Look-alike,150.25,20100,18000,44,3
2025-01-01,2025-01-01,Spring,Broad,,0,0,,
2025-01-01,2025-01-02,,,150.25,20100,18000,44,3
"""
META_PT = """Início dos relatórios;Encerramento dos relatórios;Nome da campanha;Dia;Alcance;Impressões;Valor usado (BRL);CPM (custo por 1.000 impressões) (BRL);Cliques no link
2025-01-01;2025-01-31;Primavera;2025-01-01;1.800;20.100;1.150,25;7,48;44
2025-01-01;2025-01-31;Primavera;2025-01-02;900;1.000;2,00;2,00;1
"""
LINKEDIN = """Campaign Performance Report (in UTC)
Report Start: January 1, 2025
Date Generated: February 1, 2025
Start Date (in UTC)\tCampaign Group Name\tCampaign Name\tCampaign ID\tTotal Spent\tImpressions\tClicks\tCurrency
1/2/2025\tB2B\tDirectors\t123\t310.40\t5,200\t17\tBRL
1/14/2025\tB2B\tDirectors\t123\t10.00\t200\t0\tBRL
"""


def spend(books: Books) -> set[tuple[int, str, int, int | None, int | None]]:
    kept = rows(books, "spend")
    return {(r["period_day"], r["channel"], r["spend"], r["impressions"], r["clicks"]) for r in kept}


def test_google_interface_utf16_with_preamble_and_totals(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, report_csv=GOOGLE.encode("utf-16")))
    assert spend(books) == {
        (day("2025-01-01"), "Google Ads: Search", 12_345_600, 12_000, 310),
        (day("2025-01-02"), "Google Ads: Search", 987_000, 900, 31),
        (day("2025-01-02"), "Google Ads: Video", 0, 1_100, 2),
    }
    assert books.checks["spend"].reasons == {Reason.DECLARED: 2}


def test_google_interface_in_portuguese(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, relatorio_csv=GOOGLE_PT))
    assert spend(books) == {
        (day("2025-01-01"), "Google Ads", 12_345_600, 12_000, 310),
        (day("2025-01-02"), "Google Ads", 987_000, 900, 31),
    }


def test_meta_interface_leaves_its_nameless_total_out(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, report_csv=META))
    assert spend(books) == {
        (day("2025-01-01"), "Meta Ads", 1_502_500, 20_100, 44),
        (day("2025-01-01"), "Meta Ads", 0, 0, 0),
    }
    said = [note.say() for note in books.checks["spend"].notes]
    assert "Meta Ads: amounts are in BRL, as exported." in said


def test_meta_interface_in_portuguese_as_windows_1252(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, anuncios_csv=META_PT.encode("cp1252")))
    assert spend(books) == {
        (day("2025-01-01"), "Meta Ads", 11_502_500, 20_100, 44),
        (day("2025-01-02"), "Meta Ads", 20_000, 1_000, 1),
    }


def test_a_row_that_covers_months_is_set_aside(tmp_path: Path) -> None:
    text = META.replace("2025-01-01,2025-01-01,Spring,Look", "2024-10-01,2025-01-01,Spring,Look")
    books = open_books(write(tmp_path, report_csv=text))
    assert [r["spend"] for r in rows(books, "spend")] == [0]
    assert books.checks["spend"].reasons == {Reason.DECLARED: 2}


def test_linkedin_writes_the_month_first(tmp_path: Path) -> None:
    books = open_books(write(tmp_path, report_csv=LINKEDIN.encode("utf-16")))
    assert spend(books) == {
        (day("2025-01-02"), "LinkedIn Ads", 3_104_000, 5_200, 17),
        (day("2025-01-14"), "LinkedIn Ads", 100_000, 200, 0),
    }


def test_platforms_become_one_table_each_with_its_own_decimal_mark(tmp_path: Path) -> None:
    folder = write(
        tmp_path, google_csv=GOOGLE.encode("utf-16"), meta_csv=META_PT, linkedin_csv=LINKEDIN.replace("310.40", "x")
    )
    books = lenient(folder)
    assert {channel for _, channel, *_ in spend(books)} == {
        "Google Ads: Search", "Google Ads: Video", "Meta Ads", "LinkedIn Ads"
    }  # fmt: skip
    with books.checks["spend"].rejects.open() as file:  # type: ignore[union-attr]
        listed = file.read()
    # the wrong amount is named with its file, its line and the text that stands there
    assert "linkedin.csv" in listed
    assert ",x," in listed


def test_a_finer_report_of_the_same_money_is_left_out(tmp_path: Path) -> None:
    by_ad = META.replace("Ad set name", "Ad name")
    coarse = "\n".join(",".join(line.split(",")[:3] + line.split(",")[4:]) for line in META.splitlines())
    books = open_books(write(tmp_path, by_ad_csv=by_ad, by_campaign_csv=coarse))
    assert sum(r["spend"] for r in rows(books, "spend")) == 1_502_500
    assert any("by_ad.csv left out" in note.say() for note in books.checks["spend"].notes)


def test_a_plain_table_of_channels_stays_itself(tmp_path: Path) -> None:
    text = "day,channel,campaign,cost,impressions\n2025-01-01,Search,Brand,10.50,300\n"
    books = open_books(write(tmp_path, spend_csv=text))
    assert spend(books) == {(day("2025-01-01"), "Search", 105_000, 300, None)}


def test_warehouse_forms_give_the_seeds_sums(tmp_path: Path) -> None:
    folder = shared("export_formats")
    for part in ("google_ads", "meta_ads", "linkedin_ads"):
        for file in (folder / part).glob("*.csv"):
            (tmp_path / file.name).write_bytes(file.read_bytes())
    books = open_books(tmp_path)
    found = dict.fromkeys(["Google Ads", "Meta Ads", "LinkedIn Ads"], 0)
    for row in rows(books, "spend"):
        found[row["channel"].split(":")[0]] += row["spend"]
    # the coarsest Google report is the account's; each sum is that of the file's own column, in ten-thousandths
    micros = column(folder / "google_ads" / "account_stats_data.csv", "cost_micros")
    meta = column(folder / "meta_ads" / "facebook_ads_basic_ad_data.csv", "spend")
    linkedin = column(folder / "linkedin_ads" / "linkedin_ad_analytics_by_campaign_data.csv", "cost_in_local_currency")
    # each of the account's 19 rows is rounded to a ten-thousandth by itself
    assert abs(found["Google Ads"] - sum(micros) / 100) <= 0.5 * len(micros)
    assert found["Meta Ads"] == round(sum(meta) * 10_000)
    assert abs(found["LinkedIn Ads"] - sum(linkedin) * 10_000) <= 0.5 * len(linkedin)


def column(path: Path, name: str) -> list[float]:
    import csv

    with path.open(encoding="utf-8", newline="") as file:
        return [float(row[name] or 0) for row in csv.DictReader(file)]
