"""From counts to the loyalty room's estimate: model choice, posterior, back-test, forecasts, who is at risk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import numpy as np
from numpy.random import Generator

from corrente.core.answer import Backtest, Diagnostics, Estimate, Proof, Refusal
from corrente.core.count import Cells
from corrente.core.room import Counted, Given
from corrente.core.words import Form, Number, phrase
from corrente.inference import gamma_gamma, purchase_forecast
from corrente.inference.gamma_gamma import Spending
from corrente.inference.posterior import Draws, Posterior
from corrente.inference.purchase_forecast import Maximum, maximise
from corrente.inference.purchases import DAYS_PER_WEEK, PurchaseCells
from corrente.upstream.loyalty.fits import Fit, Trial, posterior, segment_fit, spend_posterior, trials
from corrente.upstream.loyalty.plan import Plan, Width, plan
from corrente.upstream.loyalty.seen import Seen

FEWEST_CUSTOMERS = 50
FEWEST_REPEAT = 10
"""At 50 customers (20 of whom came back) the 90% interval of the purchases to come spans a factor of 3.5, at 100 one of
2.3, at 500 one of 1.5 (simulated like CDNOW): with fewer there is nothing to decide on."""

_FEWEST_IN_SEGMENT = 10
_SILENT_DAYS = (28, 56, 91, 182, 364)
_LEVELS_OF_PURCHASES = (2, 3, 4, 6, 10, 16, 32)


@dataclass(frozen=True)
class Group:
    """Customers with like patterns: the least purchases and days of silence in it, how many, their mean chance."""

    purchases: int
    silent_days: int
    customers: int
    chance: Estimate


@dataclass(frozen=True)
class LoyaltyEstimate:
    """Everything the room says, and what scoring needs: the cells, the fits by segment code (0 is everybody else)."""

    plan: Plan
    customers: int
    estimates: tuple[Estimate, ...]
    at_risk: tuple[Group, ...]
    by_silence: tuple[Group, ...]
    proof: Proof
    cells: Cells
    fits: dict[int, Fit]
    segment_sizes: dict[str, int]


def infer(counts: Counted, given: Given, rng: Generator) -> LoyaltyEstimate | Refusal:
    """Fit, choose, test and forecast; refuses where too few customers came back before the cut.

    Raises `ConvergenceError` where no posterior can be trusted.
    """
    planned = plan(given.profile)
    if isinstance(planned, Refusal):
        return planned
    seen = Seen.of(counts)
    calibration = _cells(seen.calibration, planned.overall)
    refusal = _too_few(calibration)
    if refusal:
        return refusal
    tried = trials(calibration, _cells(seen.seen_out, planned.now_width))
    best = max(tried, key=lambda name: tried[name].held_out)
    model = tried[best].model
    everyone = _cells(seen.now, planned.now_width)
    spending = Spending.from_counts(seen.spend_now)

    now = posterior(model, everyone, rng, tried[best].then.theta)
    spent = spend_posterior(spending, rng)
    whole = Fit(model, now.draws, spent.draws if spent else None)
    fits, sizes = {0: whole}, {}
    rest, groups = np.ones(len(everyone.customers), dtype=bool), {}
    for code, level, chosen in _segments(seen.now, planned):
        own_spending = spending.take(np.asarray(seen.spend_now["segment"] == code))
        fits[code] = segment_fit(whole, everyone.take(chosen), own_spending, rng)
        sizes[level] = round(everyone.take(chosen).customers.sum())
        groups[level] = _totals(fits[code], everyone.take(chosen), own_spending, planned, rng)
        rest &= ~chosen
    others = [_totals(whole, everyone.take(rest), spending, planned, rng)] if rest.any() else []
    together = reduce(_Totals.__add__, [*groups.values(), *others])
    estimates = _forecasts(together, planned, "all")
    for level, totals in groups.items():
        estimates += _forecasts(totals, planned, level)

    today = maximise(model.log_likelihood(everyone.patterns()), now.mode, np.cov(now.draws.T))
    proof = Proof(
        Diagnostics(now.method.value, now.pareto_k, now.effective),
        _backtest(tried[best], calibration, seen.calibration, planned, rng),
        _named(model.NAMES, model.parameters(tried[best].then.theta)),
        tried[best].then.log_likelihood,
        "weeks",
        details=_details(tried, today, best) | _spend_details(seen, spent),
    )
    return LoyaltyEstimate(
        planned,
        round(everyone.customers.sum()),
        tuple(estimates),
        *_watched(whole, everyone.take(everyone.purchases > 0)),
        proof,
        seen.now,
        fits,
        sizes,
    )


def _cells(counted: Cells, width: Width) -> PurchaseCells:
    return PurchaseCells.from_counts(counted, width.width, width.wide)


def _segments(now: Cells, planned: Plan) -> list[tuple[int, str, np.typing.NDArray[np.bool_]]]:
    """Code, level and cells of every segment that is large enough."""
    found = []
    for code, level in enumerate(planned.segmentation.levels, start=1):
        chosen = np.asarray(now["segment"] == code)
        if now["customers"].astype(np.int64)[chosen].sum() >= _FEWEST_IN_SEGMENT:
            found.append((code, level, chosen))
    return found


@dataclass(frozen=True)
class _Totals:
    """Predictive draws (S,) of the totals of ``customers``; ``level`` is their spend per purchase, added up over them.

    Groups that differ are added up rather than fitted as one: a mixture of gammas is not a gamma.
    """

    customers: float
    active: Draws
    purchases: Draws
    revenue: Draws | None
    level: Draws | None

    def __add__(self, other: _Totals) -> _Totals:
        return _Totals(
            self.customers + other.customers,
            self.active + other.active,
            self.purchases + other.purchases,
            _added(self.revenue, other.revenue),
            _added(self.level, other.level),
        )


def _added(one: Draws | None, other: Draws | None) -> Draws | None:
    return None if one is None or other is None else one + other


def _totals(fit: Fit, cells: PurchaseCells, spending: Spending, planned: Plan, rng: Generator) -> _Totals:
    """The totals of one group; predictive, but for the spend per purchase."""
    customers = float(cells.customers.sum())
    active = purchase_forecast.active(fit.model, fit.theta, cells, rng)
    bought = purchase_forecast.purchases(fit.model, fit.theta, cells, planned.hold_out_weeks, rng)
    if fit.spend_theta is None:
        return _Totals(customers, active, bought, None, None)
    weeks = planned.horizon_days / DAYS_PER_WEEK
    value = purchase_forecast.revenue(fit.model, fit.theta, cells, weeks, spending, fit.spend_theta, rng)
    per_purchase = gamma_gamma.spend_line(np.zeros(1), fit.spend_theta)[0][:, 0]
    return _Totals(customers, active, bought, value, customers * per_purchase)


def _forecasts(totals: _Totals, planned: Plan, segment: str) -> list[Estimate]:
    """The room's estimates for one group."""
    of, weeks, currency = {"segment": segment}, round(planned.hold_out_weeks), planned.currency
    per_customer = {
        "lifetime_value": (totals.revenue, f"{currency} per customer in {_period(planned)}"),
        "spend_per_purchase": (totals.level, f"{currency} per purchase"),
    }
    return [
        Estimate.from_draws("active_customers", totals.active, "customers", of),
        Estimate.from_draws(
            "expected_purchases", totals.purchases / totals.customers, f"purchases per customer in {weeks} weeks", of
        ),
        *(
            Estimate.from_draws(name, draws / totals.customers, unit, of)
            for name, (draws, unit) in per_customer.items()
            if draws is not None
        ),
    ]


def _period(planned: Plan) -> str:
    return "12 months" if planned.horizon_days == 365 else f"{planned.horizon_days} days"


def _backtest(trial: Trial, cells: PurchaseCells, counted: Cells, planned: Plan, rng: Generator) -> Backtest:
    """Customer by customer against the frequency heuristic, and the total against its predictive interval."""
    weeks, n = planned.hold_out_weeks, cells.customers
    later, squares = (np.asarray(counted[name], dtype=float) for name in ("later_sum", "later_squares"))

    def error(predicted: Draws) -> float:
        return float(np.sqrt((squares - 2 * predicted * later + predicted**2 * n).sum() / n.sum()))

    predicted = trial.model.expected_purchases(cells.centres(), trial.then.theta[None], weeks)[0]
    carried_on = cells.purchases / np.maximum(cells.age, 1.0) * DAYS_PER_WEEK * weeks
    then = posterior(trial.model, cells, rng, trial.then.theta)
    total = Estimate.from_draws(
        "total", purchase_forecast.purchases(trial.model, then.draws, cells, weeks, rng), "purchases"
    )
    actual = float(later.sum())
    return Backtest(
        f"root mean squared error of the purchases per customer in {round(weeks)} weeks",
        error(predicted),
        error(carried_on),
        phrase("each customer's past rate carried on", "o ritmo passado de cada cliente mantido"),
        details={
            "customers": float(n.sum()),
            "actual_total": actual,
            "predicted_total": total.value,
            "predicted_total_low": total.low,
            "predicted_total_high": total.high,
            "interval_holds_actual": total.low <= actual <= total.high,
            "error_of_total": (total.value - actual) / max(actual, 1.0),
            "baseline_total": float(carried_on @ n),
        },
    )


def _details(tried: dict[str, Trial], now: Maximum, best: str) -> dict[str, float | str]:
    """Every fit of purchases under its paper's names: at the cut by model, today for the chosen one."""
    model = tried[best].model
    found: dict[str, float | str] = {"model": model.NAME}
    for name, trial in tried.items():
        found |= _named(_under(name, trial.model.NAMES), trial.model.parameters(trial.then.theta))
        found[f"{name}_log_likelihood"] = trial.then.log_likelihood
        found[f"{name}_held_out_log_likelihood"] = trial.held_out
    found |= _named(_under("now", model.NAMES), model.parameters(now.theta))
    found["now_log_likelihood"] = now.log_likelihood
    return found


def _spend_details(seen: Seen, spent: Posterior | None) -> dict[str, float | str]:
    """The fit of spends at the cut under its paper's names; it starts from what holds today, if anything does."""
    paid = Spending.from_counts(seen.spend_then).paid()
    if paid.customers.sum() <= len(gamma_gamma.NAMES):
        return {}
    start, covariance = (spent.mode, np.cov(spent.draws.T)) if spent else (gamma_gamma.prior_mean(paid), None)
    fit = maximise(gamma_gamma.log_likelihood(paid), start, covariance)
    return {
        **_named(_under("gamma_gamma", gamma_gamma.NAMES), gamma_gamma.parameters(fit.theta)),
        "gamma_gamma_log_likelihood": fit.log_likelihood,
        "gamma_gamma_customers": float(paid.customers.sum()),
    }


def _named(names: tuple[str, ...], values: Draws) -> dict[str, float]:
    return {name: float(value) for name, value in zip(names, values, strict=True)}


def _under(prefix: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{prefix}.{name}" for name in names)


def _watched(fit: Fit, cells: PurchaseCells) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """Repeat buyers at risk, and all repeat buyers by how long they have been silent.

    At risk are those more likely lost than not, by purchases and four-week steps of silence; most is at stake first.
    """
    chances, steps = _chances(fit, cells), tuple(range(0, int(cells.age.max(initial=0)) + 28, 28))
    groups = _grouped(chances, cells, _LEVELS_OF_PURCHASES, steps)
    risky = [group for group in groups if group.chance.value < 0.5]
    at_stake = sorted(risky, key=lambda g: -g.customers * (g.purchases - 1) * (1 - g.chance.value))
    return tuple(at_stake), _grouped(chances, cells, (2,), (0, *_SILENT_DAYS))


def _grouped(
    chances: Draws, cells: PurchaseCells, purchases: tuple[int, ...], silent: tuple[int, ...]
) -> tuple[Group, ...]:
    """Cells put together, with the posterior of each group's mean chance, from draws (S, C) of each cell's."""
    bought = np.searchsorted(purchases, cells.purchases + 1, side="right") - 1
    quiet = np.searchsorted(silent, cells.age - cells.recency, side="right") - 1
    keys, into = np.unique(np.stack([bought, quiet]), axis=1, return_inverse=True)
    member = np.zeros((keys.shape[1], len(into.ravel())))
    member[into.ravel(), np.arange(member.shape[1])] = cells.customers
    size = member.sum(axis=1)
    means = chances @ (member / size[:, None]).T
    return tuple(
        Group(purchases[b], silent[q], round(n), Estimate.from_draws("p_active", draws, "chance"))
        for (b, q), n, draws in zip(keys.T.tolist(), size.tolist(), means.T, strict=True)
    )


def _chances(fit: Fit, cells: PurchaseCells) -> Draws:
    """Draws (S, C) of each cell's chance to be active: fewer where there are many cells."""
    draws = int(np.clip(1_000_000 // max(len(cells.customers), 1), 100, 400))
    return fit.model.alive(cells.centres(), fit.theta[:draws])


def _too_few(cells: PurchaseCells) -> Refusal | None:
    customers, repeat = (round(n) for n in (cells.customers.sum(), cells.customers[cells.purchases > 0].sum()))
    if customers >= FEWEST_CUSTOMERS and repeat >= FEWEST_REPEAT:
        return None
    return Refusal(
        phrase(
            "Too few customers came back to learn from: {repeat} of {customers} in the first half of the data.",
            "Poucos clientes voltaram a comprar: {repeat} de {customers} na primeira metade dos dados.",
            repeat=Number(repeat, Form.COUNT),
            customers=Number(customers, Form.COUNT),
        ),
        (f"orders of at least {FEWEST_CUSTOMERS} customers, {FEWEST_REPEAT} of whom bought on two or more days",),
        phrase(
            "Bring a longer history, or the orders of more customers: at least {n}, {m} of whom came back.",
            "Traga um histórico mais longo ou pedidos de mais clientes: pelo menos {n}, dos quais {m} tenham voltado.",
            n=Number(FEWEST_CUSTOMERS, Form.COUNT),
            m=Number(FEWEST_REPEAT, Form.COUNT),
        ),
    )
