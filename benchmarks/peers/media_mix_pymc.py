"""pymc-marketing: a media mix by NUTS (nutpie), twice in one process. Usage: FILE CHANNELS DRAWS."""

import json
import sys
import time

began_import = time.perf_counter()

import arviz  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
from pymc_extras.prior import Prior  # noqa: E402
from pymc_marketing.mmm import MMM, GeometricAdstock, LogisticSaturation  # noqa: E402

imported = time.perf_counter() - began_import
file, count, draws = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
weeks = pd.read_csv(file, parse_dates=["week"])
channels = [f"x{n + 1}" for n in range(count)]
controls = ["trend", *(name for name in weeks.columns if name.startswith("event"))]


def fit(seed):
    """A new model of the same weeks, sampled: its wall and CPU seconds, and its draws."""
    began, spent = time.perf_counter(), time.process_time()
    model = MMM(
        date_column="week",
        channel_columns=channels,
        control_columns=controls,
        adstock=GeometricAdstock(l_max=8),
        saturation=LogisticSaturation(),
        yearly_seasonality=2,
        model_config={"gamma_fourier": Prior("Normal", mu=0, sigma=1, dims="fourier_mode")},
    )
    model.fit(
        weeks[["week", *channels, *controls]], weeks["y"],
        nuts_sampler="nutpie", chains=4, cores=2, tune=1000, draws=draws // 4, random_seed=seed, progressbar=False,
    )  # fmt: skip
    return time.perf_counter() - began, time.process_time() - spent, model


first, first_cpu, _ = fit(1)
second, second_cpu, model = fit(2)
idata = model.idata
names = ["adstock_alpha", "saturation_lam", "saturation_beta"]
ess = min(float(arviz.ess(idata.posterior[name].to_dataset())[name].min()) for name in names)
contribution = idata.posterior["channel_contribution"]
total = contribution.sum("date").stack(draw_of_all=("chain", "draw")).transpose("draw_of_all", "channel").values
scale = float(weeks["y"].abs().max())  # contributions are in shares of the largest week
shares = total * scale / float(weeks["y"].sum())
quantiles = np.quantile(shares, [0.05, 0.5, 0.95], axis=0)
print(
    json.dumps(
        {
            "seconds": {"import": imported, "first": first, "second": second},
            "cpu": {"first": first_cpu, "second": second_cpu},
            "effective": ess,
            "shares": {name: quantiles[:, k].tolist() for k, name in enumerate(channels)},
        }
    )
)
