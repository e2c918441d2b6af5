"""The engagement room's tables: what was sent, for whom, when, how often, and what randomised actions brought."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from corrente.core.answer import Cell, Table
from corrente.core.marks import worded
from corrente.core.words import Phrase, phrase
from corrente.downstream.engagement.contacts import HOURS_IN_BLOCK, Replies, before_name
from corrente.downstream.engagement.estimate import Engagement
from corrente.downstream.engagement.findings import fatigue, for_whom, moments, paying
from corrente.downstream.engagement.names import hours_words, weekday_words
from corrente.downstream.engagement.targeting import Targeting
from corrente.inference.standardised import Array
from corrente.inference.targeting import Measure
from corrente.inference.trials import Actions

_FROM, _TO = phrase("from", "de"), phrase("to", "até")
_CHANNEL, _MESSAGE = phrase("Channel", "Canal"), phrase("Message", "Mensagem")
_CONTACTS, _RATE = phrase("Contacts", "Contatos"), phrase("Answered, all else alike", "Resposta, tudo o mais igual")
_PEOPLE, _ARM = phrase("People", "Pessoas"), phrase("Action", "Ação")
_GAIN = phrase("Difference", "Diferença")


def tables(estimate: Engagement) -> dict[str, Table]:
    """Those that the data allow."""
    found: dict[str, Table] = {}
    if estimate.replies is not None:
        found |= _of_contacts(estimate.replies, estimate.plan.settings.response_value)
    if estimate.actions is not None:
        found["randomised_actions"] = _actions(estimate.actions)
    if estimate.targeting is not None:
        found |= {"targeting": _gain(estimate.targeting), "whom_to_send": _levels(estimate.targeting),
                  "send_first": _parts(estimate.targeting)}  # fmt: skip
    return found


def _of_contacts(replies: Replies, worth: float | None) -> dict[str, Table]:
    found = {"messages": _messages(replies)}
    optional = {"for_whom": _for_whom(replies), "moments": _moments(replies), "fatigue": _fatigue(replies),
                "how_often": _how_often(replies, worth)}  # fmt: skip
    return found | {name: table for name, table in optional.items() if table.rows}


def _spread(draws: Array) -> tuple[float, float, float]:
    low, high = np.quantile(draws, [0.05, 0.95])
    return float(draws.mean()), float(low), float(high)


def _messages(replies: Replies) -> Table:
    rows = tuple(
        (*map(worded, replies.name(int(p))), int(replies.sent[p].sum()),
         float(replies.answered[p].sum() / replies.sent[p].sum()), *_spread(replies.by_pair[:, p]))
        for p in replies.told
    )  # fmt: skip
    columns = {"channel": _CHANNEL, "message": _MESSAGE, "contacts": _CONTACTS,
               "answered": phrase("Answered", "Resposta"), "rate": _RATE, "low": _FROM, "high": _TO}  # fmt: skip
    return Table(columns, rows, shares=("answered", "rate", "low", "high"))


def _for_whom(replies: Replies) -> Table:
    rows = tuple(
        (f.segment, *map(worded, replies.name(f.place)), f.contacts, *_spread(f.draws), f.better)
        for f in for_whom(replies)
    )
    columns = {"segment": phrase("Segment", "Segmento"), "channel": _CHANNEL, "message": _MESSAGE,
               "contacts": _CONTACTS, "rate": _RATE, "low": _FROM, "high": _TO,
               "chance": phrase("Chance to beat what is best for all",
                                "Chance de superar o melhor para todos")}  # fmt: skip
    return Table(columns, rows, shares=("rate", "low", "high", "chance"))


def _moments(replies: Replies) -> Table:
    rows = tuple(
        (weekday_words(m.weekday), hours_words(m.first_hour, HOURS_IN_BLOCK), m.contacts, *_spread(m.draws), m.above)
        for m in moments(replies)
    )
    columns = {"weekday": phrase("Weekday", "Dia da semana"), "hours": phrase("Hours", "Horário"),
               "contacts": _CONTACTS, "rate": _RATE, "low": _FROM, "high": _TO,
               "chance": phrase("Chance to be above the average", "Chance de estar acima da média")}  # fmt: skip
    return Table(columns, rows, shares=("rate", "low", "high", "chance"))


def _fatigue(replies: Replies) -> Table:
    known, rows = fatigue(replies), []
    if known is not None:
        sent = replies.sent.sum(axis=(0, 1))[np.isin(replies.to_whom_levels[2], known.before)]
        rows = [(before_name(n), int(sent[j]), *_spread(known.rates[:, j]))
                for j, n in enumerate(known.before.tolist())]  # fmt: skip
    columns = {"contacts_before": phrase("Contacts in the week before", "Contatos na semana anterior"),
               "contacts": _CONTACTS, "rate": _RATE, "low": _FROM, "high": _TO}  # fmt: skip
    return Table(columns, tuple(rows), shares=("rate", "low", "high"))


def _how_often(replies: Replies, worth: float | None) -> Table:
    rows = tuple((p.channel, p.cost, *_spread(p.net[:, 0]), p.stops, p.surely) for p in paying(replies, worth))
    columns = {
        "channel": _CHANNEL, "cost": phrase("Cost per contact", "Custo por contato"),
        "net": phrase("A first contact brings in, less its cost", "Um primeiro contato rende, menos o custo"),
        "low": _FROM, "high": _TO,
        "stops": phrase("No longer pays after so many in a week", "Deixa de compensar após tantos na semana"),
        "chance": phrase("Chance", "Chance"),
    }  # fmt: skip
    return Table(columns, rows, shares=("chance",))


# -- randomised actions ----------------------------------------------------------------------------------------------


def _actions(actions: Actions) -> Table:
    rows = tuple(
        (e.campaign, e.arm, worded(e.segment), e.people, float(e.rate), float(e.control_rate), *_spread(e.draws),
         float((e.draws > 0).mean()))
        for e in (*actions.effects, *actions.by_segment)
    )  # fmt: skip
    columns: Mapping[str, Phrase] = {
        "campaign": phrase("Campaign", "Campanha"), "arm": _ARM, "segment": phrase("Segment", "Segmento"),
        "people": _PEOPLE, "rate": phrase("With the outcome", "Com o resultado"),
        "control_rate": phrase("In the control group", "No grupo de controle"), "uplift": _GAIN,
        "low": _FROM, "high": _TO, "chance": phrase("Chance above zero", "Chance acima de zero"),
    }  # fmt: skip
    return Table(columns, rows, shares=("rate", "control_rate", "uplift", "low", "high", "chance"))


def _levels(target: Targeting) -> Table:
    rows = tuple(
        (column, worded(level or "(none)"), people, target.arms[arm], *_spread(draws))
        for column, level, people, arm, draws in target.by_level()
    )
    columns = {"column": phrase("What is known", "O que se sabe"), "level": phrase("People with", "Pessoas com"),
               "people": _PEOPLE, "send": phrase("Best for them", "Melhor para elas"), "uplift": _GAIN,
               "low": _FROM, "high": _TO}  # fmt: skip
    return Table(columns, rows, shares=("uplift", "low", "high"))


def _parts(target: Targeting) -> Table:
    """The best arm's uplift on those held out, from whom most was expected to whom least."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (part, *_measured(found)) for part, found in enumerate(target.held.parts, start=1)
    )
    title = phrase("Fifth, most expected first", "Quinto, do maior ganho previsto")
    columns = {"fifth": title, "uplift": phrase("Difference on those held out", "Diferença nos reservados"),
               "low": _FROM, "high": _TO}  # fmt: skip
    return Table(columns, rows, shares=("uplift", "low", "high"))


def _measured(found: Measure) -> tuple[float, float, float]:
    return found.value, found.low, found.high


def _gain(target: Targeting) -> Table:
    """Choosing by person beside the best arm for all, on those held out."""
    held = target.held
    rows: tuple[tuple[Cell, ...], ...] = (
        (phrase("the best action for everybody", "a melhor ação para todos"), held.best, None, None),
        (phrase("chosen by person", "escolhida por pessoa"), held.chosen, None, None),
        (phrase("difference", "diferença"), *_measured(held.gain)),
    )
    columns = {"policy": phrase("To whom", "Para quem"), "rate": phrase("With the outcome", "Com o resultado"),
               "low": _FROM, "high": _TO}  # fmt: skip
    return Table(columns, rows, shares=("rate", "low", "high"))
