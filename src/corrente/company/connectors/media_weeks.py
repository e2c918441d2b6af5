"""Weeks side by side: a row is a week with its outcome and a column of spend per channel."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase

_WEEK = ("date_week", "week", "semana")
_OUTCOME = ("y", "sales", "revenue", "vendas", "receita", "faturamento", "leads")
_MONEY = "(?:spend|cost|gasto|investimento)"
_SPEND = re.compile(rf"x\d+|.+[_ ]{_MONEY}|{_MONEY}[_ ].+", re.I)
_WORD = re.compile(rf"[_ ]{_MONEY}$|^{_MONEY}[_ ]", re.I)
_CONTROL = re.compile(r"(?:event|holiday|promo|feriado|evento).*", re.I)
_READ = Phrase(
    "Read as weeks side by side: every column of spend is a channel, every event a control.",
    "Lido como semanas lado a lado: cada coluna de gasto é um canal, cada evento é um controle.",
)


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """Files with a column of weeks, one outcome and columns named ``x1``, ``tv_spend`` or ``gasto_tv``."""
    for head in heads:
        week, outcome = _first(head, _WEEK), _first(head, _OUTCOME)
        spend = [name for name in head.columns if _SPEND.fullmatch(name)]
        if week and outcome and spend:
            return tuple(_exports(head, week, outcome, spend))
    return ()


def _exports(head: Head, week: str, outcome: str, spend: Sequence[str]) -> Iterable[Export]:
    inputs = {"weeks_file": (head.path,)}
    metric = "null" if outcome.lower() == "y" else f"'{outcome}'"
    moved = [name for name in head.columns if _CONTROL.fullmatch(name)]
    yield Export("media weeks", "spend", inputs, _long(week, spend, "channel", "spend"), (_READ,))
    sold = f'select "#file", "#row", "{week}" as period, "{outcome}" as value, {metric} as metric from weeks_file'
    yield Export("media weeks", "outcomes", inputs, sold, (_READ,))
    if moved:
        yield Export("media weeks", "controls", inputs, _long(week, moved, "name", "value"))


def _long(week: str, columns: Sequence[str], name: str, value: str) -> str:
    """One row per week and column."""
    whole = 'select "#file", "#row", "{week}" as period, \'{said}\' as {name}, "{column}" as {value} from weeks_file'
    told = [{"week": week, "said": _said(column), "name": name, "column": column, "value": value} for column in columns]
    return "\nunion all\n".join(whole.format(**one) for one in told)


def _said(column: str) -> str:
    """A channel without the word for money in its name."""
    return _WORD.sub("", column).replace("'", "''")


def _first(head: Head, names: Sequence[str]) -> str | None:
    return next((column for column in head.columns if column.lower() in names), None)
