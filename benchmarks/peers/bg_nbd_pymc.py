"""pymc-marketing: BG/NBD posterior by NUTS (nutpie). Usage: FILE CUSTOMERS LAST_DATE (customers are 0 to CUSTOMERS)."""

import json
import sys
import time

import pandas as pd
from pymc_marketing import clv

file, customers, last = sys.argv[1], int(sys.argv[2]), sys.argv[3]
orders = pd.read_parquet(file, filters=[("customer_id", "<", customers)])
began, spent = time.perf_counter(), time.process_time()
summary = clv.utils.rfm_summary(
    orders, "customer_id", "ordered_at", monetary_value_col="revenue", observation_period_end=last, time_unit="D"
)
summary["recency"] /= 7
summary["T"] /= 7
summarised, spent_summary = time.perf_counter(), time.process_time()
model = clv.BetaGeoModel()
model.fit(summary, method="mcmc", nuts_sampler="nutpie", chains=4, cores=2, random_seed=1, progressbar=False)
fitted, spent_all = time.perf_counter(), time.process_time()
posterior = model.fit_result
names = ("r", "alpha", "a", "b")
print(
    json.dumps(
        {
            "seconds": {"summary": summarised - began, "sampling": fitted - summarised},
            "cpu": {"summary": spent_summary - spent, "sampling": spent_all - spent_summary},
            "customers": len(summary),
            "parameters": {name: float(posterior[name].mean()) for name in names},
            "deviations": {name: float(posterior[name].std()) for name in names},
        }
    )
)
