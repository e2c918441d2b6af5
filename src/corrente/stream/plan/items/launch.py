"""The launches: one per segment, the focus first, a quarter apart, and what similar launches did."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.words import Form, Number, Phrase, date_to_day, phrase
from corrente.stream.plan.items.parts import Drafted, customers_of, grounds, on
from corrente.stream.plan.known import Known
from corrente.stream.plan.say import sentences, spread

PREPARATION_DAYS = 90
"""A launch waits at least so long; a person moves the date, corrente does not know how long building takes."""


def draft(known: Known, items: Drafted) -> tuple[Item, ...]:
    """A launch for each segment in the plan's order."""
    order = items["segment"].fields["order"]
    segments = [str(name) for name in order] if isinstance(order, tuple) else [str(order)]
    focus = str(items["segment"].fields["segment"])
    in_turn = [focus, *(name for name in segments if name != focus)]
    starts = quarter_after(known.today + dt.timedelta(days=PREPARATION_DAYS))
    return tuple(
        _launch(known, items, name, _chosen(known, name) or later(starts, 3 * turn), turn)
        for turn, name in enumerate(in_turn)
    )


def _chosen(known: Known, segment: str) -> dt.date | None:
    day = known.choice(launch_id(segment), "date")
    return day if isinstance(day, dt.date) else None


def launch_id(segment: str) -> str:
    """The id of a segment's launch."""
    return f"launch.{segment}"


def quarter_after(day: dt.date) -> dt.date:
    """The first day of a quarter that is not before ``day``."""
    month = 3 * ((day.month - 1) // 3) + 1
    first = dt.date(day.year, month, 1)
    return first if first == day else later(first, 3)


def later(day: dt.date, months: int) -> dt.date:
    """The first of a month, so many ``months`` on."""
    count = day.year * 12 + day.month - 1 + months
    return dt.date(count // 12, count % 12 + 1, 1)


def _launch(known: Known, items: Drafted, segment: str, starts: dt.date, turn: int) -> Item:
    newest = _newest(known)
    cycle = known.one("sales_cycle", "median_days", stage="total", among="closed")
    return Item(
        launch_id(segment),
        ItemKind.LAUNCH,
        phrase("Launch to {whom}", "Lançamento para {whom}", whom=customers_of(segment)),
        sentences(_when(segment, starts), *(_expected(newest, cycle) if not turn else ())),
        {"segment": segment, "date": starts, "feature": items["solution"].fields["feature"]},
        (
            on(items, "segment", "segment", "order"),
            on(items, "solution", "feature"),
            on(items, "price", "model"),
            *(grounds(newest, cycle) if not turn else ()),
        ),
        known.levers("adoption", product=newest.of["product"]) if newest and not turn else (),
        starts=starts,
        gaps=known.gaps("adoption", "sales_cycle") if not turn else (),
    )


def _newest(known: Known) -> FromAnswer | None:
    """What is still to come of the launch that has reached least of its potential."""
    reached = min(known.every("adoption", "share_reached"), key=lambda ground: ground.value, default=None)
    return known.one("adoption", "adopters_to_come", **reached.of) if reached else None


def _when(segment: str, starts: dt.date) -> Phrase:
    return phrase(
        "Launch to {whom} on {day}.",
        "Lançar para {whom} em {day}.",
        whom=customers_of(segment),
        day=Number(date_to_day(starts), Form.DATE),
    )


def _expected(newest: FromAnswer | None, cycle: FromAnswer | None) -> Iterator[Phrase]:
    if newest:
        yield phrase(
            "For scale: {product}, the latest launch, is expected to be adopted by {n} more in 12 months.",
            "Para comparar: {product}, o lançamento mais recente, deve ser adotado por mais {n} em 12 meses.",
            product=newest.of["product"],
            n=spread(newest, Form.ROUGH),
        )
    if cycle:
        yield phrase(
            "Half of the deals that are won take longer than {days} days: judge sales after that, not before.",
            "Metade dos negócios ganhos leva mais de {days} dias: avalie as vendas depois disso, não antes.",
            days=spread(cycle, Form.ROUGH),
        )
