"""The media mix: our posterior against NUTS, warm and cold, on the same weeks with the same priors.

As a module: ``python -m benchmarks.media_mix FILE CHANNELS REPETITIONS`` measures ours in a fresh process.
"""

from __future__ import annotations

import csv
import datetime as dt
import os
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.environments import CACHE, PYMC, Unavailable
from benchmarks.measure import measured, our_child, report
from benchmarks.page import Cell, Page, Table, ratio
from benchmarks.sizes import use_engine

Array = NDArray[np.float64]

DATA = Path(os.environ.get("CORRENTE_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
EXAMPLE = "mmm_pymc/mmm_example_with_truth.csv"
CHANNELS, WEEKS, DRAWS = 2, 179, 4000
WARM_GOAL, COLD_GOAL = 25, 15
PIECES = (1, 100, 10_000)
"""Into how many rows each week of spend and outcome is cut, to see that only counting grows."""


def run(
    repetitions: int,
    peers: bool = True,
    home: Path | None = None,
    pages: Path | None = None,
    pieces: Sequence[int] = PIECES,
) -> None:
    file, truth, origin = write_weeks((home or CACHE) / "media_mix.csv")
    began = time.perf_counter()
    ours = our_child("benchmarks.media_mix", file, CHANNELS, repetitions)
    ours["process"] = min([time.perf_counter() - began, *_processes(file, repetitions - 1)])
    print(f"  ours: {ours['seconds']}, whole process {ours['process']:.2f} s", flush=True)
    peer = _peer(file, peers)
    page = Page(
        "media-mix",
        "The posterior of a media mix",
        "python -m benchmarks media_mix",
        [_times(ours, peer), _shares(ours, peer, truth), _by_rows(file, repetitions, pieces)],
        [
            f"{WEEKS} weeks, {CHANNELS} channels: {origin}",
            f"{DRAWS:,} draws each, same priors and likelihood (benchmarks/peers/media_mix_pymc.py)",
            "One thread each, but the peer runs two chains at a time",
            f"Ours is the minimum of {repetitions}; the peer's second run has its compiled code and is called warm",
        ],
        {PYMC.package: PYMC.version},
    )
    page.write(*([pages] if pages else []))


def _processes(file: Path, times: int) -> list[float]:
    found = []
    for _ in range(times):
        began = time.perf_counter()
        our_child("benchmarks.media_mix", file, CHANNELS, 1)
        found.append(time.perf_counter() - began)
    return found


def _peer(file: Path, wanted: bool) -> Mapping[str, Any] | str:
    if not wanted:
        return "not asked for"
    began = time.perf_counter()
    try:
        facts = PYMC.run("media_mix_pymc", file, CHANNELS, DRAWS)
    except Unavailable as reason:
        return str(reason)
    facts["process"] = time.perf_counter() - began - facts["seconds"]["second"]
    print(f"  pymc-marketing {facts['seconds']}", flush=True)
    return facts


def _times(ours: Mapping[str, Any], peer: Mapping[str, Any] | str) -> Table:
    """Warm: a fit in a process that has done one; cold: from the start of the process to the shares."""
    warm, effective = ours["seconds"]["fit"], ours["effective"]
    columns = ("what", "ours s", "peer s", "times faster", "goal", "our effective draws", "the peer's")
    if isinstance(peer, str):
        rows: list[tuple[Cell, ...]] = [
            ("warm fit", warm, None, None, WARM_GOAL, effective, None),
            ("whole process", ours["process"], None, None, COLD_GOAL, None, None),
            (f"pymc-marketing: {peer}", *[None] * 6),
        ]
        return Table("Time", columns, rows)
    second, whole = peer["seconds"]["second"], peer["process"]
    rows = [
        ("warm fit", warm, second, ratio(warm, second), WARM_GOAL, effective, peer["effective"]),
        ("whole process", ours["process"], whole, ratio(ours["process"], whole), COLD_GOAL, None, None),
    ]
    return Table("Time", columns, rows, f"Ours: {ours['method']}, k-hat {ours['pareto_k']}.")


def _shares(ours: Mapping[str, Any], peer: Mapping[str, Any] | str, truth: Mapping[str, float]) -> Table:
    """Both posteriors side by side, so that nobody is fast and wrong."""
    found = {"ours": ours["shares"]} | ({} if isinstance(peer, str) else {"pymc-marketing": peer["shares"]})
    rows = [
        (f"{name}, {who}", true, *shares[name], _held(shares[name], true))
        for name, true in truth.items()
        for who, shares in found.items()
    ]
    columns = ("share of the outcome", "truth", "5%", "median", "95%", "90% interval")
    return Table("Shares", columns, rows)


def _held(quantiles: Sequence[float], true: float) -> str:
    return "holds it" if quantiles[0] <= true <= quantiles[2] else "misses it"


def _by_rows(file: Path, repetitions: int, pieces: Sequence[int]) -> Table:
    """The room on the same weeks, summed from more and more rows of spend: only counting grows."""
    rows = []
    for count in pieces:
        with tempfile.TemporaryDirectory() as folder:
            rows.append(_room(file, Path(folder), count, repetitions))
    note = "A week's spend and outcome in so many pieces; the model is the room's: three shapes, one fitted, back-test."
    return Table("By raw rows", ("rows of spend and outcomes", "counts s", "model s"), rows, note)


def _room(file: Path, folder: Path, pieces: int, repetitions: int) -> tuple[Cell, ...]:
    from benchmarks.rooms import count_all, infer, open_folder, works

    _company(file, folder, pieces)
    use_engine(folder)
    books = open_folder(folder)
    work = works(books)["acquisition"]
    counting, counted = measured(lambda: count_all(books, work), repetitions)
    inferring, _ = measured(lambda: infer(books, work, counted), repetitions)
    books.engine.close()
    return (CHANNELS + 1) * WEEKS * pieces, counting.wall, inferring.wall


def _company(file: Path, folder: Path, pieces: int) -> None:
    """The weeks as a company's tables, each row cut into ``pieces`` equal ones."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = _read(file)
    weeks = np.repeat(columns["week"], pieces)
    spend = [
        pa.table({
            "period": pa.array(weeks), "channel": pa.array(np.full(weeks.size, f"x{n + 1}")),
            "spend": pa.array(np.repeat(np.round(1000 * columns[f"x{n + 1}"], 2), pieces)),
        })
        for n in range(CHANNELS)
    ]  # fmt: skip
    pq.write_table(pa.concat_tables(spend), folder / "spend.parquet")
    outcome = np.repeat(np.round(columns["y"], 2), pieces)
    pq.write_table(pa.table({"period": pa.array(weeks), "value": pa.array(outcome)}), folder / "outcomes.parquet")


def write_weeks(file: Path) -> tuple[Path, Mapping[str, float], str]:
    """The weeks as CSV (week, y, trend, x1, x2, events), the channels' true shares, and where they come from."""
    example = DATA / EXAMPLE
    columns, truth = _example(example) if example.exists() else _simulated()
    names = list(columns)
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(names)
        writer.writerows(zip(*columns.values(), strict=True))
    return file, truth, f"the example of pymc-marketing ({EXAMPLE})" if example.exists() else "simulated as its example"


def _example(file: Path) -> tuple[dict[str, Any], Mapping[str, float]]:
    with file.open() as lines:
        rows = list(csv.DictReader(lines))
    taken = {name: np.array([float(row[name]) for row in rows]) for name in ("y", "x1", "x2", "event_1", "event_2")}
    total = taken["y"].sum()
    truth = {name: sum(float(row[f"true_contrib_{name}"]) for row in rows) / total for name in ("x1", "x2")}
    time_passed = np.arange(len(rows)) / (len(rows) - 1)
    return {"week": [row["date_week"] for row in rows], "trend": time_passed, **taken}, truth


def _simulated() -> tuple[dict[str, Any], Mapping[str, float]]:
    """As the published example was made: retention .4 and .2, steepness 4 and 3, effects 3 and 2 of some 8."""
    rng = np.random.default_rng(1)
    week = np.arange(WEEKS)
    spend = np.column_stack([rng.random(WEEKS), np.where(rng.random(WEEKS) < 0.3, rng.random(WEEKS), 0.0)])
    spend /= spend.max(axis=0)
    weights = np.array([0.4, 0.2]) ** np.arange(8)[:, None]
    weights /= weights.sum(axis=0)
    carried = np.column_stack([np.convolve(spend[:, k], weights[:, k])[:WEEKS] for k in range(CHANNELS)])
    media = 1000 * np.array([3.0, 2.0]) * np.tanh(np.array([4.0, 3.0]) / 2 * carried)
    season = 500 * (np.sin(4 * np.pi * week / 52.18) + np.cos(2 * np.pi * week / 52.18))
    level = 2000 + 1000 * ((50 * week / (WEEKS - 1) + 10) ** 0.25 - 1)
    outcome = level + season + media.sum(axis=1) + 250 * rng.standard_normal(WEEKS)
    first = dt.date(2018, 4, 2)
    columns = {
        "week": [(first + dt.timedelta(days=7 * int(n))).isoformat() for n in week],
        "trend": week / (WEEKS - 1), "y": outcome, "x1": spend[:, 0], "x2": spend[:, 1],
    }  # fmt: skip
    return columns, {f"x{k + 1}": float(media[:, k].sum() / outcome.sum()) for k in range(CHANNELS)}


def _read(file: Path) -> dict[str, Any]:
    with file.open() as lines:
        rows = list(csv.DictReader(lines))
    numbers = {name: np.array([float(row[name]) for row in rows]) for name in rows[0] if name != "week"}
    return {"week": np.array([row["week"] for row in rows], dtype="datetime64[D]"), **numbers}


def measure_ours(file: Path, channels: int, repetitions: int) -> None:
    """Posterior of the weeks, with the peer's priors; the first fit, then the least of several."""
    from corrente.inference.media_mix import Baseline, MixData, Priors, fit
    from corrente.inference.media_mix.response import contributions

    columns = _read(file)
    day = (columns["week"] - columns["week"].astype("datetime64[Y]")).astype(int) + 1
    waves = [wave(2 * np.pi * n * day / 365.25) for n in (1, 2) for wave in (np.sin, np.cos)]
    moved = [columns[name] for name in columns if name == "trend" or name.startswith("event")]
    design = np.column_stack([np.ones(len(day)), *moved, *waves])
    deviations = np.array([2.0] * (1 + len(moved)) + [1.0] * len(waves))
    terms = Baseline(tuple(f"term {n}" for n in range(len(deviations))), design, deviations)
    spend = np.column_stack([columns[f"x{n + 1}"] for n in range(channels)])
    data = MixData.of(columns["y"], spend, terms)
    priors = Priors(effect=2.0, noise=2.0)

    first, _ = measured(lambda: fit(data, np.random.default_rng(0), priors=priors, draws=DRAWS))
    warm, found = measured(lambda: fit(data, np.random.default_rng(1), priors=priors, draws=DRAWS), repetitions)
    shares = np.quantile(contributions(found).sum(axis=1) / columns["y"].sum(), [0.05, 0.5, 0.95], axis=0)
    report(
        seconds={"first": first.wall, "fit": warm.wall},
        cpu=asdict(warm),
        effective=found.effective,
        method=found.method.value,
        pareto_k=None if found.pareto_k is None else round(found.pareto_k, 2),
        shares={f"x{n + 1}": shares[:, n].tolist() for n in range(channels)},
    )


if __name__ == "__main__":
    measure_ours(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
