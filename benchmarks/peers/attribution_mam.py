"""DP6's marketing-attribution-models: Markov and Shapley, rows grouped by path first. Usage: FILE SHAPLEY_SIZE."""

import json
import sys
import time

import pandas as pd
from mam.core import MAM

file, size = sys.argv[1], int(sys.argv[2])
paths = pd.read_parquet(file)

began = time.perf_counter()
rows = paths.assign(n=1).groupby(["path", "converted"], as_index=False).agg(n=("n", "sum"), value=("value", "sum"))
rows["journey_id"] = [str(i) for i in range(len(rows))]
after_group = time.perf_counter()
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
after_markov = time.perf_counter()
model.run_shapley(max_size=size)
after_shapley = time.perf_counter()
print(
    json.dumps(
        {
            "seconds": {"group": after_group - began, "markov": after_markov - after_group,
                        "shapley": after_shapley - after_markov},
            "paths": len(paths),
            "shares": {name: float(share) for name, share in shares.items()},
        }
    )
)  # fmt: skip
