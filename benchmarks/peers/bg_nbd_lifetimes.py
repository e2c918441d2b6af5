"""lifetimes: BG/NBD and Gamma-Gamma point estimates from transactions. Usage: FILE HORIZON_WEEKS LAST_DATE."""

import json
import sys
import time

import pandas as pd
from lifetimes import BetaGeoFitter, GammaGammaFitter
from lifetimes.utils import summary_data_from_transaction_data

file, horizon, last = sys.argv[1], float(sys.argv[2]), sys.argv[3]
seconds, cpu = {}, {}
began, spent = time.perf_counter(), time.process_time()


def lap(name):
    global began, spent
    seconds[name] = time.perf_counter() - began
    cpu[name] = time.process_time() - spent
    began, spent = time.perf_counter(), time.process_time()


orders = pd.read_parquet(file)
lap("read")
summary = summary_data_from_transaction_data(
    orders, "customer_id", "ordered_at", monetary_value_col="revenue", observation_period_end=last, freq="D"
)
summary["recency"] /= 7
summary["T"] /= 7
lap("summary")
model = BetaGeoFitter()
model.fit(summary["frequency"], summary["recency"], summary["T"])
lap("fit")
state = summary["frequency"], summary["recency"], summary["T"]
expected = model.conditional_expected_number_of_purchases_up_to_time(horizon, *state)
alive = model.conditional_probability_alive(*state)
lap("predictions")
repeat = summary[(summary["frequency"] > 0) & (summary["monetary_value"] > 0)]
spend = GammaGammaFitter()
spend.fit(repeat["frequency"], repeat["monetary_value"])
value = spend.customer_lifetime_value(model, *state, summary["monetary_value"], time=12, discount_rate=0.01, freq="W")
lap("spend")
print(
    json.dumps(
        {
            "seconds": seconds,
            "cpu": cpu,
            "customers": len(summary),
            "parameters": {name: float(number) for name, number in model.params_.items()},
            "expected": float(expected.mean()),
            "alive": float(alive.mean()),
            "value": float(value.mean()),
        }
    )
)
