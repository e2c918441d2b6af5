"""The retention room's tables."""

from __future__ import annotations

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import worded
from corrente.core.words import Phrase, day_to_date, phrase
from corrente.inference.trials import Actions
from corrente.upstream.retention.estimate import Retention, Staying
from corrente.upstream.retention.names import column, level
from corrente.upstream.retention.plan import Plan

_FROM, _TO = phrase("from", "de"), phrase("to", "até")


def tables(estimate: Retention) -> dict[str, Table]:
    """Curves, cohorts, what goes with leaving, and actions, as far as they are known."""
    found: dict[str, Table] = {}
    if estimate.staying is not None:
        found |= {
            "retention_curve": _curve(estimate.staying),
            "cohorts": _cohorts(estimate.staying, estimate.plan),
            "leaving": _leaving(estimate.staying),
        }
    if estimate.actions is not None:
        found["actions"] = _actions(estimate.actions)
    return found


def _spread(draws_of: Estimate) -> tuple[float, float, float]:
    return draws_of.value, draws_of.low, draws_of.high


def _curve(staying: Staying) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for curve in staying.curves:
        for place in range(curve.stayed.shape[1]):
            shown = Estimate.from_draws("retained", curve.stayed[:, place], "")
            rows.append((worded(curve.group), place + 1, float(curve.seen[place]), *_spread(shown)))
    columns = {
        "group": phrase("Group", "Grupo"), "periods": phrase("Periods", "Períodos"), "seen": phrase("Seen", "Visto"),
        "retained": phrase("Stayed", "Ficaram"), "low": _FROM, "high": _TO,
    }  # fmt: skip
    return Table(columns, tuple(rows), shares=("seen", "retained", "low", "high"))


def _cohorts(staying: Staying, planned: Plan) -> Table:
    rows = tuple(
        (day_to_date(planned.until_day + 1 - (c.periods_ago + 1) * planned.period_days + 1),
         c.periods_ago, c.began, c.still, c.still / max(c.began, 1))
        for c in staying.lives.cohorts
    )  # fmt: skip
    columns = {
        "began_after": phrase("Began from", "Começaram a partir de"),
        "periods": phrase("Periods ago", "Períodos atrás"),
        "began": phrase("Customers", "Clientes"), "still": phrase("Still there", "Ainda aqui"),
        "share": phrase("Share", "Parcela"),
    }  # fmt: skip
    return Table(columns, rows, shares=("share",))


def _leaving(staying: Staying) -> Table:
    ranked = sorted(staying.leaving.drivers, key=lambda d: -d.effect.value)
    rows = tuple(
        (column(d.covariate), level(d.covariate, d.level), d.at_risk, d.left, d.left / d.at_risk, *_spread(d.effect))
        for d in ranked
    )
    columns = {
        "column": phrase("Column", "Coluna"), "level": phrase("Value", "Valor"),
        "at_risk": phrase("Customer-periods", "Clientes-período"), "left": phrase("Left", "Saíram"),
        "rate": phrase("Rate", "Taxa"), "effect": phrase("Difference, all else alike", "Diferença, tudo o mais igual"),
        "low": _FROM, "high": _TO,
    }  # fmt: skip
    return Table(columns, rows, shares=("rate", "effect", "low", "high"))


def _actions(actions: Actions) -> Table:
    rows: list[tuple[Cell, ...]] = []
    for e in sorted((*actions.effects, *actions.by_segment), key=lambda e: -float(e.draws.mean())):
        shown = Estimate.from_draws("uplift", e.draws, "")
        rows.append((e.campaign, e.arm, worded(e.segment), e.people, e.rate, e.control_rate, *_spread(shown),
                     float((e.draws > 0).mean())))  # fmt: skip
    columns: dict[str, Phrase] = {
        "campaign": phrase("Campaign", "Campanha"), "arm": phrase("Action", "Ação"),
        "segment": phrase("Segment", "Segmento"), "people": phrase("People", "Pessoas"),
        "rate": phrase("With it", "Com ela"), "control_rate": phrase("Without it", "Sem ela"),
        "uplift": phrase("Difference", "Diferença"), "low": _FROM, "high": _TO,
        "chance": phrase("Chance that it helps", "Chance de ajudar"),
    }  # fmt: skip
    return Table(columns, tuple(rows), shares=("rate", "control_rate", "uplift", "low", "high", "chance"))
