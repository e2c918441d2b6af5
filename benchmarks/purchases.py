"""Purchases of customers who behave just as BG/NBD says, with the published parameters of CDNOW."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

Whole = NDArray[np.int64]
Real = NDArray[np.float64]
Days = NDArray[np.datetime64]

PUBLISHED = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
"""BG/NBD of CDNOW: Fader, Hardie & Lee (2005), table 2; time in weeks."""

LAST = np.datetime64("2026-06-30")
YOUNGEST, OLDEST = 27 * 7, 39 * 7
"""Days since the first purchase, as in CDNOW's calibration period."""


def write_purchases(folder: Path, customers: int, seed: int = 20261122) -> Path:
    """Write ``orders.parquet`` (customer_id, ordered_at, revenue) into ``folder``, unless it is there.

    A purchase comes after Exponential(rate) weeks, and is the last with the customer's chance of dropping out;
    the rates are Gamma(r, alpha), the chances Beta(a, b). Spend is Gamma-Gamma with p 6.25, q 3.74, gamma 15.44.
    """
    file = folder / "orders.parquet"
    if not file.exists():
        folder.mkdir(parents=True, exist_ok=True)
        customer, day, spend = _simulate(customers, np.random.default_rng(seed))
        order = np.lexsort((customer, day))
        columns = {
            "customer_id": pa.array(customer[order]),
            "ordered_at": pa.array(day[order].astype("datetime64[s]")),
            "revenue": pa.array(spend[order]),
        }
        pq.write_table(pa.table(columns), file)
    return folder


def _simulate(customers: int, rng: np.random.Generator) -> tuple[Whole, Days, Real]:
    """Customer, day and spend of every purchase, the first ones too."""
    age = rng.integers(YOUNGEST, OLDEST + 1, customers)
    rate = np.maximum(rng.gamma(PUBLISHED["r"], 1 / PUBLISHED["alpha"], customers), 1e-12)
    dropout = rng.beta(PUBLISHED["a"], PUBLISHED["b"], customers)
    who, when = [np.arange(customers)], [np.zeros(customers, np.int64)]
    active, weeks = np.arange(customers), np.zeros(customers)
    while active.size:
        weeks[active] += rng.exponential(1 / rate[active])
        active = active[weeks[active] * 7 <= age[active]]
        who.append(active)
        when.append(np.floor(weeks[active] * 7).astype(np.int64))
        active = active[rng.random(active.size) >= dropout[active]]
    customer = np.concatenate(who)
    day = LAST - (age[customer] - np.concatenate(when)).astype("timedelta64[D]")
    scale = rng.gamma(3.74, 1 / 15.44, customers)
    return customer, day, np.maximum(np.round(rng.gamma(6.25, 1 / scale[customer]), 2), 0.01)
