"""The adoption room's tables."""

from __future__ import annotations

from collections.abc import Iterable

from corrente.core.answer import Cell, Table
from corrente.core.marks import worded
from corrente.core.words import day_to_date, phrase
from corrente.inference.bass import Noise
from corrente.upstream.adoption.activation import Activation
from corrente.upstream.adoption.estimate import Adoption
from corrente.upstream.adoption.launches import Diffusion, Naive

_FROM, _TO = phrase("from", "de"), phrase("to", "até")


def tables(estimate: Adoption) -> dict[str, Table]:
    """The launches, the leading one's curve, the forecasts from half, and the first steps, where there are any."""
    found = {}
    if estimate.launches:
        found["launches"] = Table(_LAUNCH, tuple(map(_launch, estimate.launches)), shares=_REACHED)
        found["adoption_curve"] = Table(_CURVE, tuple(_curve(estimate.launches[0])))
        found["forecasts_from_half"] = Table(_TRIAL, tuple(map(_trial, estimate.launches)), shares=("held",))
    if estimate.activation:
        found["first_steps"] = Table(_STEP, tuple(_steps(estimate.activation)), shares=_STAYED)
    return found


def _launch(launch: Diffusion) -> tuple[Cell, ...]:
    said = [launch.estimates[name] for name in ("potential", "share_reached", "adopters_to_come")]
    spread = [number for e in said for number in (e.value, e.low, e.high)]
    low, middle, high = (day_to_date(day) for day in launch.peak_days)
    p, q = (launch.estimates[name].value for name in ("innovation", "imitation"))
    m, fitted_p, fitted_q = launch.published
    return (
        worded(launch.series.product),
        launch.series.so_far,
        *spread,
        middle,
        low,
        high,
        p,
        q,
        m,
        fitted_p,
        fitted_q,
    )


def _curve(launch: Diffusion) -> Iterable[tuple[Cell, ...]]:
    for moment in launch.curve:
        yield (day_to_date(moment.day), moment.observed, *moment.quantiles)


def _trial(launch: Diffusion) -> tuple[Cell, ...]:
    trial = launch.trial
    naive = (trial.naive[name] for name in Naive)
    return (worded(launch.series.product), trial.periods, trial.model, *naive, trial.held, _NOISE[trial.noise])


def _steps(activation: Activation) -> Iterable[tuple[str | float, ...]]:
    for step in activation.steps:
        shares = (count for used, stayed in (step.with_it, step.without) for count in (used, stayed / used))
        yield (step.feature, *shares, step.effect.value, step.effect.low, step.effect.high)


_NOISE = {
    Noise.COUNTS: phrase("of counts (negative binomial)", "de contagens (binomial negativa)"),
    Noise.AMOUNTS: phrase("of amounts (normal)", "de valores (normal)"),
}
_LAUNCH = {
    "product": phrase("Product", "Produto"),
    "so_far": phrase("Adopters so far", "Adotantes até agora"),
    "potential": phrase("Potential", "Potencial"),
    "potential_low": _FROM,
    "potential_high": _TO,
    "share_reached": phrase("Share of it reached", "Parcela já alcançada"),
    "share_low": _FROM,
    "share_high": _TO,
    "to_come": phrase("To come in 12 months", "Por vir em 12 meses"),
    "to_come_low": _FROM,
    "to_come_high": _TO,
    "peak": phrase("Peak", "Pico"),
    "peak_low": _FROM,
    "peak_high": _TO,
    "innovation": phrase("Innovation p, per year", "Inovação p, por ano"),
    "imitation": phrase("Imitation q, per year", "Imitação q, por ano"),
    "least_squares_m": phrase("m by least squares", "m por mínimos quadrados"),
    "least_squares_p": phrase("p by least squares, per period", "p por mínimos quadrados, por período"),
    "least_squares_q": phrase("q by least squares, per period", "q por mínimos quadrados, por período"),
}
_REACHED = ("share_reached", "share_low", "share_high")
_CURVE = {
    "period": phrase("Period from", "Período desde"),
    "observed": phrase("Adopters seen", "Adotantes observados"),
    "low": phrase("Lowest (90%)", "Mínimo (90%)"),
    "inner_low": phrase("Lowest (50%)", "Mínimo (50%)"),
    "middle": phrase("Adopters by the curve", "Adotantes pela curva"),
    "inner_high": phrase("Highest (50%)", "Máximo (50%)"),
    "high": phrase("Highest (90%)", "Máximo (90%)"),
}
_TRIAL = {
    "product": phrase("Product", "Produto"),
    "periods": phrase("Periods forecast", "Períodos previstos"),
    "model": phrase("Mean error of the curve", "Erro médio da curva"),
    "last": phrase("of the last value", "do último valor"),
    "trend": phrase("of a straight line", "de uma reta"),
    "held": phrase("Share within the 90% interval", "Parcela dentro do intervalo de 90%"),
    "noise": phrase("Noise", "Ruído"),
}
_STAYED = ("stayed_with", "stayed_without", "effect", "effect_low", "effect_high")
_STEP = {
    "feature": phrase("Feature used in the first 14 days", "Recurso usado nos primeiros 14 dias"),
    "with": phrase("Customers with it", "Clientes com ele"),
    "stayed_with": phrase("of them still active", "dos quais seguem ativos"),
    "without": phrase("Customers without it", "Clientes sem ele"),
    "stayed_without": phrase("of them still active", "dos quais seguem ativos"),
    "effect": phrase("Difference, all else alike", "Diferença, tudo o mais igual"),
    "effect_low": _FROM,
    "effect_high": _TO,
}
