"""ChannelAttribution: Markov attribution, rows grouped by path first (its fastest way). Usage: FILE SEED."""

import contextlib
import io
import json
import sys
import time

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


began = time.perf_counter()
raw = markov(paths)
after_raw = time.perf_counter()
grouped_rows = paths.groupby("path", as_index=False)[["conv", "value", "null"]].sum()
after_group = time.perf_counter()
grouped = markov(grouped_rows)
after_grouped = time.perf_counter()
print(
    json.dumps(
        {
            "seconds": {"raw": after_raw - began, "group": after_group - after_raw,
                        "grouped": after_grouped - after_group},
            "paths": len(paths),
            "shares": {name: float(share) for name, share in grouped.items()},
        }
    )
)  # fmt: skip
