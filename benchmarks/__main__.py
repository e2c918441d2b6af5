"""`python -m benchmarks`: everything that fits an hour; `python -m benchmarks WHAT` for one part of it."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

PARTS = ("counts", "clv", "attribution", "choice", "scaling", "memory", "process", "real")
LONG = ("refusals", "recovery")
"""Parts of an hour each, for which one has to ask."""


def main() -> None:
    asked = _parser().parse_args()
    for part in [asked.what] if asked.what else PARTS:
        print(f"{part} ...", flush=True)
        _measure(part, asked)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Ours against peers and floors, written to docs/benchmarks."
    )
    parser.add_argument("what", nargs="?", choices=PARTS + LONG, help="one part; all but the last two unless given")
    parser.add_argument(
        "--size", nargs="+", metavar="N", help="touchpoints, such as 1M 10M 100M (counts, scaling, memory)"
    )
    parser.add_argument("--order", choices=("exported", "shuffled"), default="exported", help="of rows (counts)")
    parser.add_argument("--question", nargs="+", help="only these rooms (counts, refusals, recovery)")
    parser.add_argument("--customers", type=int, default=1_000_000, help="customers (clv)")
    parser.add_argument("--journeys", type=int, default=1_000_000, help="journeys (attribution)")
    parser.add_argument("--respondents", type=int, default=200, help="respondents (choice)")
    parser.add_argument(
        "--companies", type=int, default=100, help="simulated companies of each kind (refusals, recovery)"
    )
    parser.add_argument("--keep", type=Path, help="a file of results to go on from (refusals, recovery)")
    parser.add_argument("--repetitions", type=int, default=3, help="each figure is the minimum of so many")
    parser.add_argument("--no-peers", action="store_true", help="ours only")
    return parser


def _measure(part: str, asked: argparse.Namespace) -> None:
    """Import only the part that is asked for: each brings what it measures."""
    times, peers = asked.repetitions, not asked.no_peers
    if part == "counts":
        from benchmarks import counts, sizes

        counts.run(asked.size or ["1M", "10M"], times, asked.question or (), sizes.Order(asked.order))
    elif part == "clv":
        from benchmarks import clv

        clv.run(asked.customers, times, peers)
    elif part == "attribution":
        from benchmarks import attribution

        attribution.run(asked.journeys, times, peers)
    elif part == "choice":
        from benchmarks import choice

        choice.run(asked.respondents, times, peers)
    elif part == "scaling":
        from benchmarks import scaling

        scaling.run(asked.size or ["100k", "1M", "10M"], times)
    elif part == "memory":
        from benchmarks import memory

        memory.run(asked.size or ["1M", "10M"])
    elif part in LONG:
        import_module(f"benchmarks.{part}").run(asked.companies, asked.question or (), asked.keep)
    elif part == "real":
        from benchmarks import real

        real.run()
    else:
        from benchmarks import process

        process.run(times)


if __name__ == "__main__":
    main()
