"""NumPyro: the posterior of a hierarchical multinomial logit by NUTS, non-centred. Usage: FILE."""

import json
import sys
import time

import numpyro

numpyro.set_host_device_count(2)

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import numpyro.distributions as dist  # noqa: E402
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin  # noqa: E402
from numpyro.infer import MCMC, NUTS  # noqa: E402

data = np.load(sys.argv[1])
freedom, shape, rate, mean_sd = data["prior"]
rivals, held_out, truth = data["rivals"], data["held_out"], data["worths"]
respondents, columns = truth.shape


def model(rivals):
    mean = numpyro.sample("mean", dist.Normal(0, mean_sd).expand([columns]).to_event(1))
    # an inverse Wishart covariance is the inverse of a Wishart matrix
    scale = numpyro.sample("scale", dist.Gamma(shape, rate).expand([columns]).to_event(1))
    precision = numpyro.sample("precision", dist.Wishart(freedom, jnp.diag(1 / scale)))
    covariance = numpyro.deterministic("covariance", jnp.linalg.inv(precision))
    with numpyro.plate("respondents", respondents):
        z = numpyro.sample("z", dist.Normal(0, 1).expand([columns]).to_event(1))
    worths = numpyro.deterministic("worths", mean + z @ jnp.linalg.cholesky(covariance).T)
    numpyro.factor("choices", -jnp.log1p(jnp.exp(jnp.einsum("rtjk,rk->rtj", rivals, worths)).sum(axis=2)).sum())


began, spent = time.perf_counter(), time.process_time()
run = MCMC(NUTS(model), num_warmup=500, num_samples=500, num_chains=2, progress_bar=False)
run.run(jax.random.key(1), jnp.asarray(rivals))
found = {name: np.asarray(draws) for name, draws in run.get_samples(group_by_chain=True).items()}
seconds, cpu = time.perf_counter() - began, time.process_time() - spent

log_sd = 0.5 * np.log(np.diagonal(found["covariance"], axis1=2, axis2=3))
watched = np.concatenate([found["mean"], log_sd], axis=2)
worths = found["worths"].reshape(-1, respondents, columns)[::5]
chances = 1 / (1 + np.exp(np.einsum("rtjk,drk->drtj", held_out, worths)).sum(axis=3))
low, high = np.quantile(worths, [0.05, 0.95], axis=0)
means = found["mean"].reshape(-1, columns)
print(
    json.dumps(
        {
            "seconds": seconds,
            "cpu": cpu,
            "r_hat": float(split_gelman_rubin(watched).max()),
            "effective": float(effective_sample_size(watched).min()),
            "means": means.mean(axis=0).tolist(),
            "deviations": means.std(axis=0).tolist(),
            "held_out": float(np.log(chances.mean(axis=0)).mean()),
            "covered": float(((low <= truth) & (truth <= high)).mean()),
            "correlation": float(np.corrcoef(worths.mean(axis=0).ravel(), truth.ravel())[0, 1]),
        }
    )
)
