"""`python -m benchmarks`: everything that fits an hour; `python -m benchmarks WHAT` for one part of it."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

from benchmarks.sizes import Order

PARTS = (
    "counts",
    "clv",
    "attribution",
    "choice",
    "media_mix",
    "leads",
    "scaling",
    "memory",
    "process",
    "pages",
    "run",
    "edits",
    "growth",
    "record",
    "information",
    "real",
    "adaptive",
    "faults",
    "service",
)
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
        "--size", nargs="+", metavar="N", help="touchpoints, such as 1M 10M 100M (counts, scaling, memory, run)"
    )
    parser.add_argument("--order", type=Order, choices=tuple(Order), default=Order.EXPORTED, help="of rows (counts)")
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
    import_module(f"benchmarks.{part}").run(*_arguments(part, asked))


def _arguments(part: str, asked: argparse.Namespace) -> tuple[object, ...]:
    """What a part's ``run`` takes, of what was asked on the command line."""
    times, peers = asked.repetitions, not asked.no_peers
    return {
        "counts": (asked.size or ["1M", "10M"], times, asked.question or (), asked.order),
        "clv": (asked.customers, times, peers),
        "attribution": (asked.journeys, times, peers),
        "choice": (asked.respondents, times, peers),
        "media_mix": (times, peers),
        "leads": (),
        "scaling": (asked.size or ["100k", "1M", "10M"], times),
        "memory": (asked.size or ["1M", "10M"],),
        "process": (times,),
        "pages": (times,),
        "edits": (),
        "growth": (),
        "record": (),
        "information": (),
        "run": (asked.size or ["10M"],),
        "faults": (),
        "service": (),
        "real": (),
        "adaptive": (peers,),
        "refusals": (asked.companies, asked.question or (), asked.keep),
        "recovery": (asked.companies, asked.question or (), asked.keep),
    }[part]


if __name__ == "__main__":
    main()
