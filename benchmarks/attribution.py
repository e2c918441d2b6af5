"""Attribution on journeys whose truth is known: time and error of the shares.

As a module: ``python -m benchmarks.attribution FOLDER REPETITIONS`` measures ours in a fresh process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from benchmarks.environments import CACHE, CHANNEL_ATTRIBUTION, MAM, Unavailable
from benchmarks.journeys import write_journeys
from benchmarks.measure import Cost, cost, measured, our_child, report
from benchmarks.page import Cell, Page, Table, ratio
from benchmarks.sizes import forget, use_engine

SHAPLEY_SIZE = 4
Shares = Mapping[str, float]


def run(
    journeys: int, repetitions: int, peers: bool = True, home: Path | None = None, pages: Path | None = None
) -> None:
    folder = write_journeys((home or CACHE / "journeys") / str(journeys), journeys)
    company = folder / "company"
    if not (company / "corrente.toml").exists():
        use_engine(company)
    forget(company)
    truth = json.loads((folder / "truth.json").read_text())
    ours = our_child("benchmarks.attribution", company, repetitions)
    spent = cost(ours["costs"]["full answer"])
    print(f"  ours: {spent.wall:.2f} s", flush=True)
    found = _peer_rows(folder / "paths.parquet", truth, spent, repetitions) if peers else []
    own: tuple[Cell, ...] = (
        "ours: transitions, removal effects, Shapley, intervals, back-test",
        spent.wall,
        None,
        spent.cpu,
        None,
        error(ours["shares"], truth),
    )
    page = Page(
        "attribution",
        f"Attribution of {journeys:,} journeys",
        f"python -m benchmarks attribution --journeys {journeys}",
        [
            Table(
                "Time and error",
                ("library", "s", "times ours", "CPU s", "CPU times ours", "largest share error"),
                [own, *found],
                _NOTE,
            ),
            _steps(ours),
            _shares(ours, truth),
        ],
        [f"First-order Markov chain over {len(truth)} channels; truth by linear algebra; minimum of {repetitions}"],
        {peer.package: peer.version for peer in (CHANNEL_ATTRIBUTION, MAM)},
    )
    page.write(*([pages] if pages else []))


_COLUMNS = ("library", "s", "times ours", "CPU s", "CPU times ours", "largest share error")
_NOTE = (
    "Ours starts from single touchpoints and orders and gives intervals. The peers start from paths that are "
    "already joined, and give points; both were timed on rows grouped by path, their fastest way, and "
    "ChannelAttribution on the raw paths too."
)


def error(shares: Shares, truth: Shares) -> float:
    """The largest absolute difference between a channel's share and its true share."""
    return max(abs(shares[channel] - share) for channel, share in truth.items())


def _peer_rows(paths: Path, truth: Shares, ours: Cost, repetitions: int) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    try:
        # Its result depends on the seed: of the errors of several seeds the largest is shown.
        runs = [CHANNEL_ATTRIBUTION.run("attribution_channelattribution", paths, seed) for seed in range(repetitions)]
        away = max(error(facts["shares"], truth) for facts in runs)
        rows.append(_against("ChannelAttribution: Markov, raw paths", ours, runs, ("raw",), away))
        rows.append(_against("ChannelAttribution: Markov, grouped", ours, runs, ("group", "grouped"), away))
    except Unavailable as reason:
        rows.append((str(reason), *[None] * 5))
    try:
        runs = [MAM.run("attribution_mam", paths, SHAPLEY_SIZE) for _ in range(repetitions)]
        away = error(runs[0]["shares"], truth)
        rows.append(_against("DP6's library: Markov, grouped", ours, runs, ("group", "markov"), away))
        both = f"DP6's library: Markov and Shapley of size {SHAPLEY_SIZE}"
        rows.append(_against(both, ours, runs, ("group", "markov", "shapley"), away))
    except Unavailable as reason:
        rows.append((str(reason), *[None] * 5))
    return rows


def _against(
    label: str, ours: Cost, runs: list[dict[str, Any]], steps: tuple[str, ...], away: float
) -> tuple[Cell, ...]:
    """The least seconds of those steps over all runs, and how many times ours they are."""
    wall, cpu = (min(sum(facts[kind][step] for step in steps) for facts in runs) for kind in ("seconds", "cpu"))
    return label, wall, ratio(ours.wall, wall), cpu, ratio(ours.cpu, cpu), away


def _steps(ours: Mapping[str, Any]) -> Table:
    rows = [(step, cost(f).wall, cost(f).cpu, cost(f).peak) for step, f in ours["costs"].items()]
    return Table("Ours, step by step", ("step", "wall s", "CPU s", "peak GB"), rows)


def _shares(ours: Mapping[str, Any], truth: Shares) -> Table:
    rows = [
        (channel, share, ours["shares"][channel], *ours["intervals"][channel], _held(ours, channel, share))
        for channel, share in truth.items()
    ]
    return Table("Shares", ("channel", "truth", "ours", "low", "high", "interval"), rows)


def _held(ours: Mapping[str, Any], channel: str, share: float) -> str:
    low, high = ours["intervals"][channel]
    return "holds it" if low <= share <= high else "misses it"


def measure_ours(folder: Path, repetitions: int) -> None:
    """The door once; then counts, model and full answer, all without a cache."""
    from benchmarks.rooms import count_all, infer, open_folder, works
    from corrente.stream.company import Company

    door, opened = measured(lambda: open_folder(folder))
    books = replace(opened, home=None)
    work = works(books)["touchpoints"]
    counting, counted = measured(lambda: count_all(books, work), repetitions)
    inferring, _ = measured(lambda: infer(books, work, counted), repetitions)
    asking, answer = measured(lambda: Company(books).ask("touchpoints"), repetitions)
    costs = {
        "door: read, check, write clean tables": door,
        "counts": counting,
        "posterior, removal effects, Shapley, back-test": inferring,
        "full answer": asking,
    }
    shares = {e.of["channel"]: e for e in answer.estimates if e.name == "markov_share"}
    report(
        costs={name: asdict(found) for name, found in costs.items()},
        shares={channel: float(e.value) for channel, e in shares.items()},
        intervals={channel: (float(e.low), float(e.high)) for channel, e in shares.items()},
    )


if __name__ == "__main__":
    measure_ours(Path(sys.argv[1]), int(sys.argv[2]))
