"""The benchmarks at a tiny size and without peers, so that they cannot rot."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from benchmarks.journeys import CHANNELS, CONVERTS, LEAVES, true_shares
from benchmarks.measure import ChildFailed, Cost, best, measured, our_child
from benchmarks.page import Page, Table, ratio
from benchmarks.purchases import LAST, OLDEST, YOUNGEST, write_purchases
from benchmarks.sizes import number

from benchmarks import attribution, choice, clv, counts, environments, media_mix, mmm_coverage, process, run


def _rows(page: str, title: str) -> list[list[str]]:
    """The cells of the table under that title."""
    section = page.split(f"## {title}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_counts_are_measured_against_the_hash_floor(tmp_path: Path) -> None:
    counts.run(["2k"], 1, ("touchpoints",), home=tmp_path, pages=tmp_path)
    page = (tmp_path / "counts-2k.md").read_text()
    floor = next(float(row[3]) for row in _rows(page, "Floors") if row[0].startswith("group touchpoints"))
    found = _rows(page, "Counts")
    assert [row[0] for row in found] == ["touchpoints"] * 3
    for row in found:
        # Three significant digits of both are printed: each rounds by at most half a percent.
        assert row[2] == "touchpoints"
        assert float(row[5].replace(",", "")) == pytest.approx(float(row[4]) / floor, rel=0.02)
        assert 0.02 < float(row[7]) < 2  # GB: a Python process with DuckDB and 2,000 rows
    assert re.search(r"Machine: \d+ cores, \d+ GB", page)


def test_the_answers_are_measured_without_peers(tmp_path: Path) -> None:
    attribution.run(2_000, 1, False, tmp_path / "journeys", tmp_path)
    page = (tmp_path / "attribution.md").read_text()
    # 700 conversions or so: each share is known to about two points, and four standard errors is eight.
    assert float(_rows(page, "Time and error")[0][5]) < 0.08
    assert [row[0] for row in _rows(page, "Shares")] == list(CHANNELS)
    clv.run(1_000, 1, False, tmp_path / "purchases", tmp_path)
    page = (tmp_path / "clv.md").read_text()
    assert all(float(row[1]) > 0 for row in _rows(page, "Ours, step by step"))
    assert "lifetimes: not asked for" in page


def test_choices_are_foretold_without_peers(tmp_path: Path) -> None:
    choice.run(40, 1, False, tmp_path / "choices", tmp_path, populations=2)
    page = (tmp_path / "choice.md").read_text()
    assert "numpyro: not asked for" in page
    quality = _rows(page, "Quality")[0]
    assert float(quality[1]) > np.log(1 / 3)  # better than chance among three
    assert 0.8 < float(quality[2]) < 1  # of 320 part-worths nine in ten; more than five errors away


def test_whole_processes_are_timed() -> None:
    spent = process.whole_process(["--help"])
    assert 0 < spent.cpu < 60
    assert spent.wall > 0


def test_true_shares_of_two_channels_by_hand() -> None:
    # Start in channel 0 or 1 with probability a half; no moves: each converts with its own probability, so that
    # removing one leaves the other's half, and the effects are in the proportion of the probabilities.
    start, moves = np.zeros(len(CHANNELS)), np.zeros((len(CHANNELS), len(CHANNELS)))
    start[:2] = 0.5
    expected = np.zeros(len(CHANNELS))
    expected[:2] = CONVERTS[:2] / CONVERTS[:2].sum()
    np.testing.assert_allclose(true_shares(start, moves), expected, atol=1e-12)  # a few roundings of 1e-16
    assert LEAVES < 1


def test_purchases_are_the_same_again_and_within_the_window(tmp_path: Path) -> None:
    first, again = (pq.read_table(write_purchases(tmp_path / n, 500) / "orders.parquet") for n in ("a", "b"))
    assert first.equals(again)
    days = np.asarray(first["ordered_at"]).astype("datetime64[D]")
    customers = np.asarray(first["customer_id"])
    assert np.unique(customers).size == 500
    births = np.array([days[customers == c].min() for c in range(500)])
    ages = (LAST - births).astype(int)
    assert ages.min() >= YOUNGEST
    assert ages.max() <= OLDEST
    assert days.max() <= LAST


@pytest.mark.parametrize(("size", "rows"), [("100k", 100_000), ("10M", 10_000_000), ("250", 250)])
def test_sizes(size: str, rows: int) -> None:
    assert number(size) == rows


def test_a_cost_is_the_least_time_and_the_most_memory() -> None:
    assert best([Cost(2, 3, 1), Cost(1, 4, 2)]) == Cost(1, 3, 2)
    spent, value = measured(lambda: sum(range(1000)), 2)
    assert value == 499_500
    assert spent.peak > 0.005  # GB: no Python process is smaller
    assert ratio(0.5, 5.0) == 10


def test_a_child_that_fails_says_why() -> None:
    with pytest.raises(ChildFailed, match="no_such_module"):
        our_child("benchmarks.no_such_module")


def test_pages_align_numbers_and_show_nothing_as_a_dash() -> None:
    table = Table("T", ("what", "s", "cells"), [("a", 0.012345, 1200), ("b", None, 7)])
    page = Page("p", "P", "python -m benchmarks", [table]).markdown()
    assert "| --- | ---: | ---: |\n| a | 0.0123 | 1,200 |\n| b | – | 7 |" in page


@pytest.mark.parametrize(
    "peer",
    [
        environments.LIFETIMES,
        environments.PYMC,
        environments.CHANNEL_ATTRIBUTION,
        environments.MAM,
        environments.MABWISER,
    ],
)
def test_peers_are_pinned(peer: environments.Peer) -> None:
    lines = peer.requirements.read_text().splitlines()
    assert re.fullmatch(r"# python: 3\.\d+", lines[0])
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines[1:])
    assert peer.version


def test_a_peer_without_its_python_is_reported() -> None:
    with pytest.raises(environments.Unavailable, match=r"no Python 9\.99"):
        environments.interpreter("9.99")


def test_the_media_mix_is_measured_without_its_peer(tmp_path: Path) -> None:
    media_mix.run(1, False, tmp_path, tmp_path, (1, 10))
    page = (tmp_path / "media-mix.md").read_text()
    assert [row[0] for row in _rows(page, "Time")][:2] == ["warm fit", "whole process"]
    # 90% intervals of two channels that are well known: both miss in one of a hundred data sets
    assert "holds it" in {row[-1] for row in _rows(page, "Shares")}
    assert [row[0] for row in _rows(page, "By raw rows")] == ["537", "5,370"]


def test_the_media_mix_s_coverage_is_counted_by_channels() -> None:
    fits = [mmm_coverage.study(seed, 4) for seed in (1, 2)]
    assert all(len(fit.held) == 3 and len(fit.held[0]) == 4 for fit in fits)
    row = mmm_coverage.markdown(fits, "command").splitlines()[-1]
    share = sum(held for fit in fits for held in fit.held[0]) / 8
    assert f"| all | 2 | {share:.1%} |" in row


def test_the_whole_run_says_what_it_worked_out_anew(tmp_path: Path) -> None:
    company = tmp_path / "company"
    write_purchases(company, 300)
    said = {"feedback_id": ["a", "b"], "said_at": ["2024-01-01", "2024-01-02"], "text": ["slow", "good"]}
    pq.write_table(pa.table(said), company / "feedback.parquet")
    cold, again, feedback, orders = run._rows(company, tmp_path / "report.html")
    assert "loyalty" in cold[4]
    assert again[4] == "nothing"
    assert "loyalty" not in feedback[4]
    assert "loyalty" in orders[4]
    assert cold[3] > 0.05  # GB: a Python process with DuckDB; its peak begins at that of the process it is forked from
    assert (tmp_path / "report.html").stat().st_size > 10_000
