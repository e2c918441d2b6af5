"""Customer lifetime value: loyalty's full answer against point estimates and NUTS, from the same transactions.

As a module: ``python -m benchmarks.clv FOLDER REPETITIONS`` measures ours in a fresh process.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from benchmarks.environments import CACHE, LIFETIMES, PYMC, Peer, Unavailable
from benchmarks.measure import Cost, cost, measured, our_child, report
from benchmarks.page import Cell, Page, Table, ratio
from benchmarks.purchases import LAST, PUBLISHED, write_purchases
from benchmarks.sizes import forget, use_engine

HORIZON_WEEKS = 26


def run(
    customers: int, repetitions: int, peers: bool = True, home: Path | None = None, pages: Path | None = None
) -> None:
    folder = write_purchases((home or CACHE / "purchases") / str(customers), customers)
    if not (folder / "corrente.toml").exists():
        use_engine(folder)
    forget(folder)
    ours = our_child("benchmarks.clv", folder, repetitions)
    print("  ours", {name: round(cost(found).wall, 3) for name, found in ours["costs"].items()}, flush=True)
    point = _peer(LIFETIMES, peers, repetitions, "bg_nbd_lifetimes", folder / "orders.parquet", HORIZON_WEEKS, LAST)
    nuts = _peer(PYMC, peers, 1, "bg_nbd_pymc", folder / "orders.parquet", customers // 10, LAST)
    page = Page(
        "clv",
        f"Lifetime value of {customers:,} customers",
        f"python -m benchmarks clv --customers {customers}",
        [_ours_table(ours), _peer_table(ours, point, nuts, customers), _estimates(ours, point, nuts)],
        [
            f"BG/NBD purchases with CDNOW's published parameters (weeks), {ours['orders']:,} orders",
            f"Minimum of {repetitions}; NUTS once, on a tenth of the customers, with the same transactions",
            "Ours is a posterior of a model chosen by held-out likelihood, with back-test and predictive intervals",
        ],
        {peer.package: peer.version for peer in (LIFETIMES, PYMC)},
    )
    page.write(*([pages] if pages else []))


def _peer(peer: Peer, wanted: bool, repetitions: int, script: str, *arguments: object) -> Mapping[str, Any] | str:
    """The facts of the fastest of several runs, or why there are none."""
    if not wanted:
        return "not asked for"
    try:
        runs = [peer.run(script, *arguments) for _ in range(repetitions)]
    except Unavailable as reason:
        return str(reason)
    best = min(runs, key=lambda facts: sum(facts["seconds"].values()))
    print(f"  {peer.name}", best["seconds"], flush=True)
    return best


def _ours_table(ours: Mapping[str, Any]) -> Table:
    rows = [(step, *_seconds(found)) for step, found in ours["costs"].items()]
    return Table("Ours, step by step", ("step", "wall s", "CPU s", "peak GB"), rows)


def _seconds(found: Mapping[str, float]) -> tuple[float, float, float]:
    spent = cost(found)
    return spent.wall, spent.cpu, spent.peak


def _peer_table(
    ours: Mapping[str, Any], point: Mapping[str, Any] | str, nuts: Mapping[str, Any] | str, customers: int
) -> Table:
    answer = cost(ours["costs"]["full answer"])
    scored = answer + cost(ours["costs"]["scores of all customers"])
    rows: list[tuple[Cell, ...]] = []
    if isinstance(point, str):
        rows.append((f"lifetimes: {point}", *[None] * 6))
    else:
        rows.append(_against("lifetimes: transactions to BG/NBD point estimate", answer, point, ("summary", "fit")))
        steps = ("summary", "fit", "predictions", "spend")
        rows.append(_against("lifetimes: the same, with spend and a score per customer", scored, point, steps))
    if isinstance(nuts, str):
        rows.append((f"pymc-marketing: {nuts}", *[None] * 6))
    else:
        label = f"pymc-marketing: NUTS on {customers // 10:,} customers"
        rows.append(_against(label, answer, nuts, ("summary", "sampling")))
    columns = ("peer", "ours s", "peer s", "times faster", "ours CPU s", "peer CPU s", "CPU ratio")
    return Table("Against the peers", columns, rows, "Goals: 10 times lifetimes' point estimate, 100 times NUTS.")


def _against(label: str, ours: Cost, peer: Mapping[str, Any], steps: tuple[str, ...]) -> tuple[Cell, ...]:
    """Wall seconds and CPU seconds of ours and of those steps of the peer's, with their ratios."""
    wall, cpu = (sum(peer[kind][step] for step in steps) for kind in ("seconds", "cpu"))
    return label, ours.wall, wall, ratio(ours.wall, wall), ours.cpu, cpu, ratio(ours.cpu, cpu)


def _estimates(ours: Mapping[str, Any], point: Mapping[str, Any] | str, nuts: Mapping[str, Any] | str) -> Table:
    """The parameters side by side, so that nobody is fast and wrong."""
    rows: list[tuple[Cell, ...]] = [("truth", *PUBLISHED.values())]
    for label, facts in (("ours", ours), ("lifetimes", point), ("pymc-marketing, a tenth", nuts)):
        if not isinstance(facts, str):
            rows.append((label, *(facts["parameters"].get(name) for name in PUBLISHED)))
    return Table("Parameters", ("source", *PUBLISHED), rows)


def measure_ours(folder: Path, repetitions: int) -> None:
    """The door once; then counts, model, full answer and scores, all without a cache."""
    from benchmarks.rooms import count_all, infer, open_folder, works
    from corrente.stream.company import Company

    door, opened = measured(lambda: open_folder(folder))
    books = replace(opened, home=None)
    work = works(books)["loyalty"]
    counting, counted = measured(lambda: count_all(books, work), repetitions)
    inferring, _ = measured(lambda: infer(books, work, counted), repetitions)
    asking, company = measured(lambda: _asked(Company(books)), repetitions)
    scoring, _ = measured(lambda: _drain(company), repetitions)
    costs: dict[str, Cost] = {
        "door: read, check, write clean tables": door,
        "counts": counting,
        "posterior, model choice, back-test": inferring,
        "full answer": asking,
        "scores of all customers": scoring,
    }
    proof = company.ask("loyalty").proof
    report(
        costs={name: asdict(found) for name, found in costs.items()},
        orders=books.profile.tables["orders"].rows,
        parameters=dict(proof.parameters) if proof else {},
    )


def _asked(company: Any) -> Any:
    """The company, after it was asked: it keeps its answer."""
    answer = company.ask("loyalty")
    if answer.refusal is not None:
        raise RuntimeError(answer.refusal.because.say())
    return company


def _drain(company: Any) -> int:
    """Fetch every customer's score."""
    return len(company.score("loyalty").to_arrow())


if __name__ == "__main__":
    measure_ours(Path(sys.argv[1]), int(sys.argv[2]))
