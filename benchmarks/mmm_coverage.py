"""Do the media mix's 90% intervals hold the truth? Simulated weeks with 4, 8, 12 and 20 channels, priors as simulated.

    python benchmarks/mmm_coverage.py                  # 250 data sets, writes docs/benchmarks/media-mix-coverage.md
    python benchmarks/mmm_coverage.py --sets 40 --out coverage-40.md

Of every ten data sets four have four channels, three eight, two twelve and one twenty. With ``--keep FILE`` an
interrupted study goes on where it was, and ``--sets`` of what is kept writes the page at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

from corrente.core.errors import ConvergenceError
from corrente.inference.media_mix import Baseline, MixData, Priors, Shape, fit
from corrente.inference.media_mix.adstock import carryover, lagged
from corrente.inference.media_mix.response import contributions, marginal_returns
from corrente.inference.media_mix.saturation import saturate, slope

Array = NDArray[np.float64]

ROOT = Path(__file__).resolve().parents[1]
WEEKS = 160
SHAPE = Shape(lags=13)
ORDER = (4, 8, 12, 4, 8, 20, 4, 8, 12, 4)
NAMES = ("contribution", "return", "marginal return")


@dataclass(frozen=True)
class Fit:
    """One data set: whether each channel's intervals held (3, C), how it was found, and what it cost."""

    seed: int
    channels: int
    held: Sequence[Sequence[bool]]
    method: str
    pareto_k: float | None
    cpu: float


def study(seed: int, channels: int) -> Fit:
    """Simulate, fit, compare."""
    rng = np.random.default_rng(seed)
    spend = _spending(rng, channels)
    retention, steepness = rng.beta(1, 3, channels), rng.gamma(3, 1, channels)
    effect = np.abs(rng.normal(0, 0.5, channels))
    weights = carryover(retention, None, SHAPE.lags)
    carried = np.einsum("cl,ltc->tc", weights, lagged(spend / spend.max(axis=0), SHAPE.lags))
    media = effect * saturate(carried, steepness, None)
    terms = _terms(1.0)
    level = np.r_[rng.normal(0.5, 0.2), rng.normal(0, 0.3), rng.normal(0, 0.1, 4)]
    noise = np.exp(rng.normal(np.log(0.06), 0.3))
    outcome = terms.design @ level + media.sum(axis=1) + noise * rng.standard_normal(WEEKS)
    scale = float(np.abs(outcome).max())
    data = MixData.of(outcome, spend, _terms(scale))
    began = time.process_time()
    try:
        found = fit(data, rng, SHAPE, Priors(effect=0.5 / scale, noise=0.5 / scale))
    except ConvergenceError:
        return Fit(seed, channels, (), "not settled", None, time.process_time() - began)
    spent = time.process_time() - began
    money, added = spend.sum(axis=0), contributions(found)[:, 0]
    rising = (effect * slope(carried, steepness, None)).sum(axis=0)
    truths = (media.sum(axis=0), media.sum(axis=0) / money, rising / money)
    drawn = (added, added / money, marginal_returns(found))
    held = tuple(_held(draws, truth) for draws, truth in zip(drawn, truths, strict=True))
    return Fit(seed, channels, held, found.method.value, found.pareto_k, spent)


def _held(draws: Array, truth: Array) -> tuple[bool, ...]:
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return tuple(((low <= truth) & (truth <= high)).tolist())


def _spending(rng: np.random.Generator, channels: int) -> Array:
    """Log-normal weeks with a season and pauses of four weeks."""
    week, found = np.arange(WEEKS), np.zeros((WEEKS, channels))
    for k in range(channels):
        flow = np.exp(0.5 * rng.standard_normal(WEEKS)) * (1 + 0.4 * np.sin(2 * np.pi * (week / 52 + rng.random())))
        on = np.repeat(rng.random(WEEKS // 4 + 1) < (0.95, 0.75, 0.6, 0.85)[k % 4], 4)[:WEEKS]
        found[:, k] = (30, 15, 10, 20)[k % 4] * flow * on
    return found


def _terms(scale: float) -> Baseline:
    """Level, trend and two waves, with prior deviations of 1 and 0.5 in units of ``scale``."""
    week = np.arange(WEEKS)
    angle = 2 * np.pi * week / 52.1786
    waves = [np.sin(angle), np.cos(angle), np.sin(2 * angle), np.cos(2 * angle)]
    design = np.column_stack([np.ones(WEEKS), week / WEEKS, *waves])
    return Baseline(("level", "trend", *"abcd"), design, np.array([1, 0.5, 0.5, 0.5, 0.5, 0.5]) / scale)


def run(sets: int, workers: int, first: int, kept: Path | None) -> list[Fit]:
    """All data sets; those that ``kept`` holds are not done again, and what is done is added to it."""
    lines = kept.read_text().splitlines() if kept and kept.exists() else []
    fits = {fit.seed: fit for fit in (Fit(**json.loads(line)) for line in lines)}
    seeds = range(first, first + sets)
    left = [seed for seed in seeds if seed not in fits]
    with ProcessPoolExecutor(workers) as pool:
        for found in pool.map(study, left, [ORDER[seed % len(ORDER)] for seed in left]):
            fits[found.seed] = found
            if kept:
                with kept.open("a") as file:
                    file.write(json.dumps(asdict(found)) + "\n")
    return [fits[seed] for seed in seeds]


def markdown(fits: Sequence[Fit], command: str) -> str:
    """The study as a page."""
    lines = [
        "# Coverage of the media mix's intervals",
        "",
        f"{len(fits)} simulated data sets of {WEEKS} weeks, each with a truth of its own drawn from the priors; each "
        "channel's 90% interval is held against it. Spend has pauses, a season and log-normal weeks; noise is some .06 "
        "in units in which a channel's effect is half-normal with the deviation .5.",
        "",
        f"Command: `{command}`",
        "",
        f"| channels | data sets | {' | '.join(NAMES)} | mean CPU s | largest k-hat | methods |",
        "|---:|---:|---:|---:|---:|---:|---:|---|",
    ]
    lines += [_row(size, [f for f in fits if f.channels == size]) for size in sorted(set(ORDER))]
    lines.append(_row(None, fits))
    return "\n".join(lines) + "\n"


def _row(size: int | None, fits: Sequence[Fit]) -> str:
    settled = [f for f in fits if f.held]
    kept = [[held for f in settled for held in f.held[place]] for place in range(3)]
    coverage = [np.mean(held) if held else np.nan for held in kept]
    tails = [f.pareto_k for f in fits if f.pareto_k is not None]
    largest = f"{max(tails):.2f}" if tails else "–"
    methods = ", ".join(f"{name}: {count}" for name, count in Counter(f.method for f in fits).most_common())
    cpu = np.mean([f.cpu for f in fits]) if fits else np.nan
    said = " | ".join(f"{share:.1%}" for share in coverage)
    return f"| {size or 'all'} | {len(fits)} | {said} | {cpu:.2f} | {largest} | {methods} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sets", type=int, default=250)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="a file of finished data sets, to go on from after an interruption")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks" / "media-mix-coverage.md")
    chosen = parser.parse_args()
    page = markdown(
        run(chosen.sets, chosen.workers, chosen.first_seed, chosen.keep),
        " ".join(["python", "benchmarks/mmm_coverage.py", *sys.argv[1:]]),
    )
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(page)
    print(page)


if __name__ == "__main__":
    main()
