"""DP6's marketing-attribution-models: Markov and Shapley, rows grouped by path first. Usage: FILE SHAPLEY_SIZE."""

import json
import sys
import time
from itertools import pairwise

import pandas as pd
from mam.core import MAM

file, size = sys.argv[1], int(sys.argv[2])
paths = pd.read_parquet(file)

clock = [(time.perf_counter(), time.process_time())]
rows = paths.assign(n=1).groupby(["path", "converted"], as_index=False).agg(n=("n", "sum"), value=("value", "sum"))
rows["journey_id"] = [str(i) for i in range(len(rows))]
clock.append((time.perf_counter(), time.process_time()))
model = MAM(
    df=rows,
    format_type="grouped_journey",
    channels_colname="path",
    journey_with_conv_colname="converted",
    occurrences_colname="n",
    conversion_value_colname="value",
)
effect = model.run_markov(transition_to_same_state=True).metadata["removal_effect"]["removal_effect"]
shares = effect / effect.sum()
clock.append((time.perf_counter(), time.process_time()))
model.run_shapley(max_size=size)
clock.append((time.perf_counter(), time.process_time()))
steps = ("group", "markov", "shapley")
wall, cpu = ([b[i] - a[i] for a, b in pairwise(clock)] for i in (0, 1))
print(
    json.dumps(
        {
            "seconds": dict(zip(steps, wall, strict=True)),
            "cpu": dict(zip(steps, cpu, strict=True)),
            "paths": len(paths),
            "shares": {name: float(share) for name, share in shares.items()},
        }
    )
)
