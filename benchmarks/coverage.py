"""Do 90% intervals hold the truth nine times in ten? Every estimate with a planted truth, over many simulated markets.

    python benchmarks/coverage.py                    # 300 markets, writes docs/benchmarks/coverage.md
    python benchmarks/coverage.py --markets 40 --out coverage-40.md

Each market has its own truth, drawn from its seed; each room is asked through the stream as a company would.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from corrente.core.answer import Answer
from corrente.market import Truth, simulate
from corrente.stream.company import open_company

ROOMS = (
    "problems", "market_direction", "solutions", "positioning", "access", "adoption", "loyalty", "retention",
    "share_of_wallet", "predisposition", "sales_cycle", "win_rate", "touchpoints", "conversion",
    "lead_scoring", "acquisition", "buying_process", "engagement",
)  # fmt: skip
ROOT = Path(__file__).resolve().parents[1]
TOUCHPOINTS, CUSTOMERS, LEADS = 30_000, 2_500, 3_200
ENOUGH = 200
"""An estimate that fewer markets have is judged with its kind."""

NO_TRUTH = {
    "problems: understood_share of all": "how much of the comments the themes cover, which no market fixes",
    "lead_scoring: points of amount": "the room cuts amounts into bands of its own",
    "lead_scoring: caught_share of worked": "how well the scores that were found did, not a fact of the market",
}
"""Estimates that say something of corrente's own model, so that no market has a true value for them."""


@dataclass(frozen=True)
class Trial:
    """One estimate in one market: ``label`` is its name and of what, ``kind`` its name and of what sort of thing."""

    room: str
    kind: str
    label: str
    seed: int
    truth: float
    value: float
    low: float
    high: float

    @property
    def held(self) -> bool:
        """Whether the interval holds the truth."""
        return self.low <= self.truth <= self.high


@dataclass(frozen=True)
class Outcome:
    """One market: its trials, estimates whose truth is not known, and rooms that did not answer."""

    seed: int
    trials: tuple[Trial, ...]
    unknown: tuple[str, ...]
    refused: tuple[str, ...]


def study(seed: int, rooms: Sequence[str] = ROOMS) -> Outcome:
    """Make the market, ask the rooms, compare."""
    with tempfile.TemporaryDirectory(prefix="corrente-coverage-") as folder:
        truth = simulate(Path(folder), TOUCHPOINTS, seed, customers=CUSTOMERS, leads=LEADS)
        company = open_company(folder)
        answers = [company.ask(room) for room in rooms]
        company.close()
    refused = tuple(f"{a.question.id}: {a.headline}" for a in answers if a.refusal is not None)
    found = [pair for answer in answers for pair in compare(answer, truth)]
    return Outcome(
        seed,
        tuple(pair for pair in found if isinstance(pair, Trial)),
        tuple(pair for pair in found if isinstance(pair, str)),
        refused,
    )


def compare(answer: Answer, truth: Truth) -> Iterator[Trial | str]:
    """Each estimate beside its truth, or its kind where there is none."""
    room = answer.question.id
    known = truth.values.get(room, {})
    for e in answer.estimates:
        kind = f"{e.name} of {', '.join(e.of) or 'all'}"
        label = e.name + "".join(f" {k}={v}" for k, v in sorted(e.of.items()))
        true = known.get((e.name, frozenset(e.of.items())))
        if true is None:
            yield f"{room}: {kind}"
        else:
            yield Trial(room, kind, label, truth.seed, true, e.value, e.low, e.high)


def run(seeds: Sequence[int], workers: int, rooms: Sequence[str], kept: Path | None) -> list[Outcome]:
    """All markets, on ``workers`` processes; what stands in ``kept`` is not done again, what is done is added to it."""
    outcomes = _read(kept) if kept else {}
    left, began = [seed for seed in seeds if seed not in outcomes], time.perf_counter()
    with ProcessPoolExecutor(workers) as pool:
        for done, outcome in enumerate(pool.map(study, left, [rooms] * len(left)), start=1):
            outcomes[outcome.seed] = outcome
            if kept:
                with kept.open("a") as lines:
                    lines.write(json.dumps(asdict(outcome)) + "\n")
            print(f"\r{done} of {len(left)} markets, {time.perf_counter() - began:.0f} s", end="", file=sys.stderr)
    print(file=sys.stderr)
    return [outcomes[seed] for seed in seeds]


def _read(kept: Path) -> dict[int, Outcome]:
    """The outcomes that an earlier, interrupted run left."""
    lines = kept.read_text().splitlines() if kept.exists() else []
    found = [json.loads(line) for line in lines]
    return {
        o["seed"]: Outcome(o["seed"], tuple(Trial(**t) for t in o["trials"]), tuple(o["unknown"]), tuple(o["refused"]))
        for o in found
    }


@dataclass(frozen=True)
class Row:
    """How often the intervals of one estimate (or of a pooled kind) held the truth."""

    room: str
    label: str
    trials: int
    markets: int
    coverage: float
    width: float
    bias: float


def rows(trials: Sequence[Trial]) -> list[Row]:
    """One row per estimate, or per kind for estimates that fewer than `ENOUGH` markets have."""
    markets = Counter((t.room, t.label) for t in trials)
    most = max(markets.values(), default=0)
    enough = min(ENOUGH, most)
    groups: dict[tuple[str, str], list[Trial]] = defaultdict(list)
    for t in trials:
        pooled = markets[t.room, t.label] < enough
        groups[t.room, f"{t.kind} (pooled)" if pooled else t.label].append(t)
    return [_row(room, label, group) for (room, label), group in sorted(groups.items())]


def _row(room: str, label: str, group: Sequence[Trial]) -> Row:
    true, value, low, high = np.array([(t.truth, t.value, t.low, t.high) for t in group]).T
    sd = np.maximum((high - low) / 3.29, 1e-12)
    return Row(
        room, label, len(group), len({t.seed for t in group}), float(np.mean([t.held for t in group])),
        float(np.mean(high - low)), float(np.mean((value - true) / sd)),
    )  # fmt: skip


def markdown(outcomes: Sequence[Outcome], seeds: Sequence[int], seconds: float, command: str) -> str:
    """The study as a page."""
    table = rows([t for o in outcomes for t in o.trials])
    lines = [
        "# Coverage of the intervals",
        "",
        f"{len(outcomes)} simulated markets (seeds {seeds[0]} to {seeds[-1]}), each with a truth of its own drawn from "
        f"its seed: about {TOUCHPOINTS:,} touchpoints, {CUSTOMERS:,} customers and {LEADS:,} leads. Every room is "
        "asked through the stream, and every estimate's 90% interval is held against the truth.",
        "",
        f"Command: `{command}`; {seconds:.0f} s. corrente {version('corrente')}, Python {platform.python_version()}, "
        + ", ".join(f"{p} {version(p)}" for p in ("numpy", "scipy", "duckdb"))
        + ".",
        "",
        "Over 300 markets, chance alone takes an exact 90% interval outside 84-95.5% for about one estimate in a "
        "thousand. Rates and parameters are held against what was planted; customers still active, purchases and "
        "revenue to come against what happens after the window. An estimate that fewer than "
        f"{ENOUGH} markets have is pooled with its kind.",
        "",
        "| room | estimates | coverage | lowest | highest | trials |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for room in ROOMS:
        own = [row for row in table if row.room == room]
        if own:
            lines.append(_summary(room, own))
    lines += [
        "",
        "## Every estimate",
        "",
        "| room | estimate | markets | coverage | mean width | mean error in sd |",
        "|---|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {r.room} | {r.label} | {r.markets} | {r.coverage:.1%} | {r.width:.4g} | {r.bias:+.2f} |" for r in table
    ]
    lines += _left_out(outcomes)
    return "\n".join(lines) + "\n"


def _summary(room: str, own: Sequence[Row]) -> str:
    trials = sum(r.trials for r in own)
    mean = sum(r.coverage * r.trials for r in own) / trials
    low, high = min(r.coverage for r in own), max(r.coverage for r in own)
    return f"| {room} | {len(own)} | {mean:.1%} | {low:.1%} | {high:.1%} | {trials:,} |"


def _left_out(outcomes: Sequence[Outcome]) -> list[str]:
    refused: dict[str, list[int]] = defaultdict(list)
    for o in outcomes:
        for reason in o.refused:
            refused[reason].append(o.seed)
    unknown = Counter(u for o in outcomes for u in o.unknown)
    lines = ["", "## Not scored", ""]
    lines += [f"- refused in {len(at)} markets (seeds {', '.join(map(str, at))}): {r}" for r, at in refused.items()]
    lines += [
        f"- no truth for {u} ({n} estimates){': ' + NO_TRUTH[u] if u in NO_TRUTH else ''}"
        for u, n in unknown.most_common()
    ]
    return lines if len(lines) > 3 else [*lines, "Nothing: every estimate of every market is in the table."]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--markets", type=int, default=300)
    parser.add_argument("--first-seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rooms", nargs="*", default=list(ROOMS))
    parser.add_argument("--keep", type=Path, help="a file of finished markets, to go on from after an interruption")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks" / "coverage.md")
    chosen = parser.parse_args()
    seeds = range(chosen.first_seed, chosen.first_seed + chosen.markets)
    began = time.perf_counter()
    outcomes = run(seeds, chosen.workers, tuple(chosen.rooms), chosen.keep)
    command = " ".join(["python", "benchmarks/coverage.py", *sys.argv[1:]])
    page = markdown(outcomes, seeds, time.perf_counter() - began, command)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    chosen.out.write_text(page)
    print(page)


if __name__ == "__main__":
    main()
