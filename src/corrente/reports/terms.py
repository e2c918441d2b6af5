"""Names of estimates, units, tables and metrics as people read them.

In the interfaces these names are English and stable; pages and reports say them in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from corrente.core.answer import Estimate
from corrente.core.words import Language, Phrase

_P = Phrase

TERMS: Mapping[str, Phrase] = {
    # estimates
    "active_customers": _P("active customers", "clientes ativos"),
    "expected_purchases": _P("expected purchases", "compras esperadas"),
    "lifetime_value": _P("lifetime value", "valor no tempo de vida"),
    "spend_per_purchase": _P("spend per purchase", "gasto por compra"),
    "win_rate": _P("win rate", "taxa de ganho"),
    "win_rate_effect": _P("difference in win rate", "diferença na taxa de ganho"),
    "expected_wins": _P("expected wins", "vitórias esperadas"),
    "loss_reason_share": _P("reason for loss", "motivo da perda"),
    "days_saved": _P("days saved", "dias a menos"),
    "median_days": _P("median time", "tempo mediano"),
    "share_of_time": _P("share of the time", "parcela do tempo"),
    "share_won_by_day": _P("won by then", "ganhos até o dia"),
    "removal_effect": _P("lost without it", "perdidas sem ele"),
    "markov_share": _P("credit by paths (Markov)", "crédito pelos caminhos (Markov)"),
    "shapley_share": _P("credit by sets (Shapley)", "crédito pelos conjuntos (Shapley)"),
    "cost_per_conversion": _P("cost per conversion", "custo por conversão"),
    "stage_conversion": _P("moved on so far", "avançaram até agora"),
    "eventual_conversion": _P("will have moved on in the end", "terão avançado no fim"),
    # units
    "customers": _P("customers", "clientes"),
    "purchases": _P("purchases", "compras"),
    "share of closed deals": _P("of closed deals", "dos negócios fechados"),
    "share of lost deals": _P("of lost deals", "dos negócios perdidos"),
    "share of lost deals with a reason": _P("of lost deals with a reason", "dos negócios perdidos com motivo"),
    "share of closed deals, against the average level": _P(
        "of closed deals, against the average", "dos negócios fechados, ante a média"
    ),
    "open deals that will be won": _P("open deals that will be won", "negócios abertos que serão ganhos"),
    "days": _P("days", "dias"),
    "weeks": _P("weeks", "semanas"),
    "days of the median": _P("days of the median", "dias na mediana"),
    "share of deals": _P("of deals", "dos negócios"),
    "share of the days of all deals": _P("of the days of all deals", "dos dias de todos os negócios"),
    "share of conversions": _P("of conversions", "das conversões"),
    "conversions in the period": _P("conversions in the period", "conversões no período"),
    "share of those who enter": _P("of those who enter", "dos que entram"),
    "share of those who entered": _P("of those who entered", "dos que entraram"),
    # tables
    "customers_at_risk": _P("customers at risk", "clientes em risco"),
    "by_silence": _P("by time without a purchase", "por tempo sem comprar"),
    "segments": _P("segments", "segmentos"),
    "drivers": _P("what goes with winning", "o que acompanha a vitória"),
    "competitors": _P("competitors", "concorrentes"),
    "loss_reasons": _P("reasons for loss", "motivos de perda"),
    "stages": _P("stages", "etapas"),
    "channels": _P("channels", "canais"),
    "rules": _P("beside the usual rules", "ao lado das regras de costume"),
    "funnel": _P("the funnel", "o funil"),
    "steps": _P("steps", "passos"),
    "sources": _P("sources", "origens"),
    "changes": _P("changes over time", "mudanças ao longo do tempo"),
    # metrics
    "auc": _P("area under the ROC curve", "área sob a curva ROC"),
    "brier": _P("Brier score", "escore de Brier"),
    "held-out log-likelihood per step": _P(
        "log-likelihood per step on held-out paths", "log-verossimilhança por passo em caminhos não vistos"
    ),
    "log loss per subject": _P("log loss per lead or deal", "perda logarítmica por lead ou negócio"),
    # values that corrente itself gives
    "all": _P("all", "todos"),
    "total": _P("in total", "no total"),
    "closed": _P("those that left", "os que já saíram"),
    "open": _P("open", "abertos"),
}

PATTERNS: tuple[tuple[str, Phrase], ...] = (
    (r"purchases per customer in (?P<n>\d+) weeks", _P("purchases per customer in {n} weeks",
                                                      "compras por cliente em {n} semanas")),
    (r"(?P<currency>[A-Z]{3}) per customer in (?P<n>\d+) months", _P("{currency} per customer in {n} months",
                                                                    "{currency} por cliente em {n} meses")),
    (r"(?P<currency>[A-Z]{3}) per customer in (?P<n>\d+) days", _P("{currency} per customer in {n} days",
                                                                  "{currency} por cliente em {n} dias")),
    (r"(?P<currency>[A-Z]{3}) per purchase", _P("{currency} per purchase", "{currency} por compra")),
    (r"(?P<currency>[A-Z]{3}) per incremental conversion", _P("{currency} per conversion gained",
                                                             "{currency} por conversão a mais")),
    (r"(?P<currency>[A-Z]{3})", _P("{currency}", "{currency}")),
    (r"root mean squared error of the purchases per customer in (?P<n>\d+) weeks",
     _P("root mean squared error of the purchases per customer in {n} weeks",
        "raiz do erro quadrático médio das compras por cliente em {n} semanas")),
)  # fmt: skip

PLAIN_KEYS = frozenset({"segment", "channel", "stage", "among"})
"""What an estimate may be of without the key being said: the value speaks for itself."""


def known(name: str) -> bool:
    """Whether a stable name has words of its own."""
    return name in TERMS or any(re.fullmatch(pattern, name) for pattern, _ in PATTERNS)


def term(name: str, language: Language) -> str:
    """A stable English name as people read it; one without words of its own reads as itself, without underscores."""
    if name in TERMS:
        return TERMS[name].say(language)
    for pattern, phrase in PATTERNS:
        found = re.fullmatch(pattern, name)
        if found:
            return Phrase(phrase.en, phrase.pt, found.groupdict()).say(language)
    return name.replace("_", " ")


def is_share(unit: str) -> bool:
    """Whether numbers of this unit are shares of one, which people read in percent."""
    return unit.startswith("share of")


def of_whom(estimate: Estimate, language: Language) -> str:
    """Of whom or what an estimate speaks: ``Enterprise``, ``region: Sul`` or ``proposal → won, referral``."""
    of = dict(estimate.of)
    step = f"{of.pop('from')} → {of.pop('to')}" if {"from", "to"} <= of.keys() else ""
    rest = [
        _value(value, language) if key in PLAIN_KEYS or step else f"{key.replace('_', ' ')}: {_value(value, language)}"
        for key, value in of.items()
    ]
    return ", ".join([step, *rest] if step else rest)


def _value(value: str, language: Language) -> str:
    return term(value, language) if value in {"all", "total", "closed", "open"} else value
