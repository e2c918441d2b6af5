"""Hierarchical choice: our whole posterior against NumPyro's NUTS of the same model, on the same choices.

As a module: ``python -m benchmarks.choice FILE REPETITIONS`` measures ours in a fresh process.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.environments import CACHE, NUMPYRO, Unavailable
from benchmarks.measure import cost, measured, our_child, report
from benchmarks.page import Cell, Page, Table, ratio
from corrente.inference.choice import Choices, Vector
from corrente.inference.choice_prior import EXTRA_FREEDOM, MEAN_SD, RATE, SHAPE
from corrente.inference.hierarchical_choice import posterior

MEAN = np.array([1.0, 0.5, -0.5, 0.8, 0.3, -0.7, 0.4, -1.2])
DEVIATION = np.array([0.8, 0.5, 0.6, 0.7, 0.3, 0.5, 0.4, 0.6])
SHARED = 0.3
"""Correlation of any two part-worths of a person."""
TASKS, HELD_OUT, ALTERNATIVES = 12, 4, 3


def run(
    respondents: int,
    repetitions: int,
    peers: bool = True,
    home: Path | None = None,
    pages: Path | None = None,
    populations: int = 60,
) -> None:
    file = write_choices(home or CACHE / "choices", respondents)
    ours = our_child("benchmarks.choice", file, repetitions)
    print("  ours", ours["seconds"], flush=True)
    nuts = _nuts(file, peers)
    page = Page(
        "choice",
        f"Part-worths of {respondents:,} respondents",
        "python -m benchmarks choice",
        [_times(ours, nuts), _quality(ours, nuts), _means(ours, nuts), coverage(respondents, populations)],
        [
            f"Simulated: {TASKS} tasks of {ALTERNATIVES} alternatives and {len(MEAN)} part-worths, "
            f"{HELD_OUT} more tasks each held out",
            f"Ours: 8 chains of 90 kept sweeps, minimum of {repetitions}. NUTS: 2 chains of 500 after 500, once",
            "Both draw from the same posterior: means, covariance and every respondent's part-worths",
        ],
        {NUMPYRO.package: NUMPYRO.version},
    )
    page.write(*([pages] if pages else []))


def write_choices(folder: Path, respondents: int) -> Path:
    """Simulated choices, rivals minus the chosen one; the same for every run."""
    rivals, worths = _population(respondents, 1)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{respondents}.npz"
    prior = np.array([len(MEAN) + EXTRA_FREEDOM, SHAPE, RATE, MEAN_SD])
    np.savez(file, rivals=rivals[:, :TASKS], held_out=rivals[:, TASKS:], worths=worths, prior=prior)
    return file


def _population(respondents: int, seed: int) -> tuple[Vector, Vector]:
    """Rivals (R, tasks, rivals, K) and the respondents' part-worths (R, K)."""
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(SHARED + (1 - SHARED) * np.eye(len(MEAN))) * DEVIATION[:, None]
    worths = MEAN + rng.standard_normal((respondents, len(MEAN))) @ root.T
    shape = (respondents, TASKS + HELD_OUT, ALTERNATIVES)
    design = rng.choice([-1.0, 0.0, 1.0], (*shape, len(MEAN)))
    best = (np.einsum("rtak,rk->rta", design, worths) + rng.gumbel(size=shape)).argmax(axis=2)
    others = (best[..., None] + np.arange(1, ALTERNATIVES)) % ALTERNATIVES
    chosen = np.take_along_axis(design, best[..., None, None], axis=2)
    rivals = np.take_along_axis(design, others[..., None], axis=2) - chosen
    return rivals, worths


def coverage(respondents: int, populations: int) -> Table:
    """How often 90% intervals hold the planted means, deviations between people, and people's own part-worths."""
    held: dict[str, list[float]] = {"means": [], "deviations between people": [], "people's part-worths": []}
    for seed in range(1, populations + 1):
        rivals, worths = _population(respondents, seed)
        alike = np.zeros(respondents, dtype=np.intp)
        found = posterior(_choices(rivals[:, :TASKS]), alike, np.random.default_rng(seed))
        spread = np.sqrt(np.diagonal(found.covariance, axis1=1, axis2=2))
        pairs = ((found.means[:, 0], MEAN), (spread, DEVIATION), (found.worths, worths))
        for shares, (draws, truth) in zip(held.values(), pairs, strict=True):
            low, high = np.quantile(draws, [0.05, 0.95], axis=0)
            shares.append(float(((low <= truth) & (truth <= high)).mean()))
    rows: list[tuple[Cell, ...]] = [(name, f"{np.mean(shares):.1%}") for name, shares in held.items()]
    return Table("Coverage", ("90% intervals of", "hold the truth"), rows, f"Over {populations} populations.")


def _nuts(file: Path, wanted: bool) -> Mapping[str, Any] | str:
    """The peer's facts, or why there are none."""
    if not wanted:
        return "not asked for"
    try:
        found = NUMPYRO.run("choice_numpyro", file)
    except Unavailable as reason:
        return str(reason)
    print("  numpyro", found["seconds"], flush=True)
    return found


def _times(ours: Mapping[str, Any], nuts: Mapping[str, Any] | str) -> Table:
    columns = ("peer", "ours s", "peer s", "times faster", "ours CPU s", "peer CPU s", "CPU ratio")
    if isinstance(nuts, str):
        row: tuple[Cell, ...] = (f"numpyro: {nuts}", ours["seconds"], None, None, ours["cpu"], None, None)
        return Table("Time", columns, [row])
    wall, cpu = (ratio(ours[kind], nuts[kind]) for kind in ("seconds", "cpu"))
    row = ("numpyro: NUTS", ours["seconds"], nuts["seconds"], wall, ours["cpu"], nuts["cpu"], cpu)
    return Table("Time", columns, [row], "NUTS with its compilation, as one who asks once has to wait for it.")


def _quality(ours: Mapping[str, Any], nuts: Mapping[str, Any] | str) -> Table:
    """What the draws are worth: on choices not seen, against the truth, and by their own account."""
    names = ("held_out", "covered", "correlation", "r_hat", "effective")
    columns = ("source", "held-out log-likelihood", "part-worths in 90%", "correlation", "R-hat", "effective draws")
    rows: list[tuple[Cell, ...]] = [
        (label, *(facts[name] for name in names))
        for label, facts in (("ours", ours), ("numpyro", nuts))
        if not isinstance(facts, str)
    ]
    note = (
        "Log-likelihood per held-out choice; respondents' true part-worths within their 90% intervals; the worst R-hat."
    )
    return Table("Quality", columns, rows, note)


def _means(ours: Mapping[str, Any], nuts: Mapping[str, Any] | str) -> Table:
    """Population means side by side, with their posterior deviations."""
    rows: list[tuple[Cell, ...]] = [("truth", *map(float, MEAN))]
    for label, facts in (("ours", ours), ("numpyro", nuts)):
        if not isinstance(facts, str):
            rows += [(label, *facts["means"]), (f"{label}, deviation", *facts["deviations"])]
    return Table("Mean part-worths", ("source", *(str(k + 1) for k in range(len(MEAN)))), rows)


def measure_ours(file: Path, repetitions: int) -> None:
    """The posterior, and how well it foretells."""
    data = np.load(file)
    made, test = (_choices(data[name]) for name in ("rivals", "held_out"))
    alike = np.zeros(made.respondents, dtype=np.intp)
    spent, found = measured(lambda: posterior(made, alike, np.random.default_rng(1)), repetitions)
    means = found.means[:, 0]
    report(
        seconds=cost(asdict(spent)).wall,
        cpu=spent.cpu,
        r_hat=found.r_hat,
        effective=found.effective,
        means=means.mean(axis=0).tolist(),
        deviations=means.std(axis=0).tolist(),
        **quality(found.worths.astype(np.float64), data["worths"], test),
    )


def _choices(rivals: Vector) -> Choices:
    return Choices(rivals, np.zeros(rivals.shape[:3]))


def quality(draws: Vector, truth: Vector, test: Choices) -> dict[str, float]:
    """Draws (E, R, K) against the truth (R, K) and choices held out, each foretold by the mean of its chances."""
    singly = Choices(test.differences.reshape(-1, 1, *test.differences.shape[2:]), test.absent.reshape(-1, 1, 2))
    repeated = np.repeat(draws, test.differences.shape[1], axis=1)
    low, high = np.quantile(draws, [0.05, 0.95], axis=0)
    return {
        "held_out": float(np.log(np.exp(singly.log_likelihood(repeated)).mean(axis=0)).mean()),
        "covered": float(((low <= truth) & (truth <= high)).mean()),
        "correlation": float(np.corrcoef(draws.mean(axis=0).ravel(), truth.ravel())[0, 1]),
    }


if __name__ == "__main__":
    measure_ours(Path(sys.argv[1]), int(sys.argv[2]))
