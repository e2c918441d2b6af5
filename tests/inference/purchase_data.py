"""Purchase patterns for tests: CDNOW's published customers, and simulated customers of known parameters."""

from __future__ import annotations

import csv

import numpy as np

from corrente.inference.purchases import PurchaseCells
from tests.data import shared


def cells(purchases, recency, age) -> PurchaseCells:
    """One cell per different pattern; times in whole days."""
    keys, n = np.unique(np.stack([purchases, recency, age]), axis=1, return_counts=True)
    none = np.zeros(len(n))
    return PurchaseCells(keys[0].astype(np.int64), n.astype(float), *keys[1:].astype(float), none, none, none)


def cdnow() -> PurchaseCells:
    """The 2,357 customers of CDNOW's sample at the end of the calibration (week 39)."""
    with open(shared("cdnow") / "cdnow_customers_summary.csv") as file:
        rows = list(csv.DictReader(file))
    x, recency, age = (np.array([float(row[name]) for row in rows]) for name in ("frequency", "recency", "T"))
    return cells(x.astype(int), np.round(7 * recency), np.round(7 * age))


def bg_nbd_histories(rng, n, r, alpha, a, b, entry=84, days=546) -> list[np.ndarray]:
    """Purchase days of ``n`` customers of a BG/NBD market (parameters in weeks), who enter over ``entry`` days."""
    rate, dropout = rng.gamma(r, 1 / alpha, n) / 7, rng.beta(a, b, n)
    first = rng.integers(0, entry, n)
    histories = []
    for i in range(n):
        waits = rng.exponential(1 / max(rate[i], 1e-9), rng.geometric(dropout[i]) if dropout[i] > 1e-3 else 400)
        moments = first[i] + 0.5 + waits[:400].cumsum()
        histories.append(np.unique(np.concatenate([[first[i]], moments[moments < days].astype(int)])))
    return histories


def cut(histories, until) -> PurchaseCells:
    """The cells of these histories at the end of a day."""
    seen = [days[days <= until] for days in histories]
    return cells(
        np.array([len(days) - 1 for days in seen]),
        np.array([days[-1] - days[0] for days in seen]),
        np.array([until - days[0] for days in seen]),
    )
