"""ChannelAttribution: Markov attribution, rows grouped by path first (its fastest way). Usage: FILE SEED."""

import contextlib
import io
import json
import sys
import time
from itertools import pairwise

import pandas as pd

with contextlib.redirect_stdout(io.StringIO()):
    import ChannelAttribution

file, seed = sys.argv[1], int(sys.argv[2])
paths = pd.read_parquet(file)
paths["conv"] = paths["converted"].astype(int)
paths["null"] = 1 - paths["conv"]


def markov(rows):
    result = ChannelAttribution.markov_model(
        rows, "path", "conv", var_value="value", var_null="null", order=1, sep=">", ncore=1, seed=seed,
        verbose=False, flg_pro=False,
    )  # fmt: skip
    result = result.set_index(result.columns[0]).iloc[:, 0]
    return result / result.sum()


clock = [(time.perf_counter(), time.process_time())]
raw = markov(paths)
clock.append((time.perf_counter(), time.process_time()))
grouped_rows = paths.groupby("path", as_index=False)[["conv", "value", "null"]].sum()
clock.append((time.perf_counter(), time.process_time()))
grouped = markov(grouped_rows)
clock.append((time.perf_counter(), time.process_time()))
steps = ("raw", "group", "grouped")
wall, cpu = ([b[i] - a[i] for a, b in pairwise(clock)] for i in (0, 1))
print(
    json.dumps(
        {
            "seconds": dict(zip(steps, wall, strict=True)),
            "cpu": dict(zip(steps, cpu, strict=True)),
            "paths": len(paths),
            "shares": {name: float(share) for name, share in grouped.items()},
        }
    )
)
