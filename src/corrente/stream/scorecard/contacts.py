"""Measures of contacts: engagement, behaviour, channels, and what new customers cost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.random import Generator

from corrente.inference.monthly import Months, booked, mean, rate, ratio, total
from corrente.stream.scorecard.calendar import Calendar
from corrente.stream.scorecard.kinds import ContactKind
from corrente.stream.scorecard.plan import MEMORY_DAYS, channels
from corrente.stream.scorecard.series import Array, Seen, Series

SCALE = 10_000.0
"""Amounts are counted in ten-thousandths."""
MOST_CHANNELS_SHOWN = 12


def click_rate(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Clicks by what was shown: of contacts where these tell, else of the channels' periods."""
    for count, shown, clicked in _shown_and_clicked(seen):
        if clicked.sum() > 0:
            yield Series(rate(np.minimum(clicked, shown), shown, rng), seen.calendars[count])
            return


def _shown_and_clicked(seen: Seen) -> Iterator[tuple[str, Array, Array]]:
    if "response_months" in seen.cells:
        shown = _of_kind(seen, ContactKind.SHOWN) + _of_kind(seen, ContactKind.DELIVERED)
        clicked = _of_kind(seen, ContactKind.CLICKED)
        both = (shown.sum(axis=1) >= clicked.sum(axis=1)) & (clicked.sum(axis=1) > 0)
        yield "response_months", shown[both].sum(axis=0), clicked[both].sum(axis=0)
    if "spend_months" in seen.cells:
        yield "spend_months", seen.months("spend_months", "shown"), seen.months("spend_months", "clicked")


def _of_kind(seen: Seen, kind: ContactKind) -> Array:
    """Contacts (C, M) of one kind by channel and month."""
    codes, of_kind = seen.whole("response_months", "channel_code"), seen.whole("response_months", "kind_code") == kind
    found = [seen.months("response_months", "contacts", of_kind & (codes == code)) for code in range(31)]
    return np.stack(found)


def open_rate(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Opened messages by delivered ones, in channels that note both."""
    if "response_months" in seen.cells:
        delivered, opened = _of_kind(seen, ContactKind.DELIVERED), _of_kind(seen, ContactKind.OPENED)
        both = (delivered.sum(axis=1) > 0) & (opened.sum(axis=1) > 0)
        trials, successes = delivered[both].sum(axis=0), opened[both].sum(axis=0)
        if both.any():
            yield Series(rate(np.minimum(successes, trials), trials, rng), seen.calendars["response_months"])


def session_time(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Minutes per visit; nothing where every visit is one contact."""
    if "visit_months" not in seen.cells:
        return
    seconds, visits, tops, products, bottoms = (
        seen.months("visit_months", name)
        for name in ("time_spent", "visits_made", "time_squares", "products", "visit_squares")
    )
    if seconds.sum() > 0:
        yield Series(
            ratio(seconds / 60, visits, tops / 3600, products / 60, bottoms, rng), seen.calendars["visit_months"]
        )


def visits(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Visits by month, as sure as people's visits let them be."""
    made, squares, people = _visits(seen)
    if made.sum() > 0:
        yield Series(total(made, squares, people, rng), seen.calendars["visit_months"])


def visit_frequency(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Visits per person who visited in the month."""
    made, squares, people = _visits(seen)
    if made.sum() > 0:
        yield Series(mean(made, squares, people, rng), seen.calendars["visit_months"])


def _visits(seen: Seen) -> tuple[Array, Array, Array]:
    if "visit_months" not in seen.cells:
        return np.zeros(1), np.zeros(1), np.zeros(1)
    made, squares, people = (seen.months("visit_months", n) for n in ("visits_made", "visit_squares", "visitors"))
    return made, squares, people


def visit_recency(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Days since the last visit at each month's end, of everybody who visited in the twelve months before.

    The sum of the last days, and of their squares, moves with every visit, so that each month's end is a running sum.
    Months with less than a year of data before them do not know who is away; where all are such, the latest stands in.
    """
    if "visit_months" not in seen.cells:
        return
    cells, calendar = seen.cells["visit_months"], seen.calendars["visit_months"]
    before = seen.whole("visit_months", "month") < 0
    people, days, squares = (
        np.cumsum(seen.months("visit_months", name)) + float(cells[name][before].sum())
        for name in ("people", "days", "day_squares")
    )
    if people[-1] > 0:
        remembered = calendar.ends - calendar.first_day >= MEMORY_DAYS - 1
        if not remembered.any():
            remembered[-1] = True
        end = (calendar.ends - calendar.first_day).astype(float)
        away, away_squares = end * people - days, end**2 * people - 2 * end * days + squares
        kept = remembered.astype(float)
        yield Series(mean(away * kept, away_squares * kept, people * kept, rng), calendar)


def channel_cost(seen: Seen, _rng: Generator) -> Iterator[Series]:
    """Money spent by month: on all channels, then on those that cost most."""
    spent = _spent(seen)
    if spent is None:
        return
    count, names, table = spent
    yield Series(booked(table.sum(axis=0)), seen.calendars[count], {"channel": "all"}, exact=True)
    paid = [k for k in np.argsort(-table.sum(axis=1), kind="stable").tolist() if table[k].sum() > 0 and k > 0]
    for k in paid[:MOST_CHANNELS_SHOWN]:
        yield Series(booked(table[k]), seen.calendars[count], {"channel": names[k - 1]}, exact=True)


def _spent(seen: Seen) -> tuple[str, list[str], Array] | None:
    """Money (C, M) by channel code and month, from what was spent by period, else from what each contact cost."""
    for table, count in (("spend", "spend_months"), ("touchpoints", "response_months")):
        if count in seen.cells:
            codes = seen.whole(count, "channel_code")
            money = np.stack([seen.months(count, "spent", codes == code) for code in range(31)]) / SCALE
            if money.sum() > 0:
                return count, channels(seen.profile.tables[table]), money
    return None


def cost_per_acquisition(seen: Seen, rng: Generator) -> Iterator[Series]:
    """Money by month over its new customers, whose number is as sure as a Poisson rate."""
    spent = _spent(seen)
    if spent is None or "arrival_months" not in seen.cells:
        return
    count, _, table = spent
    money = seen.calendars[count]
    arrivals = seen.calendars["arrival_months"]
    common = np.intersect1d(money.months, arrivals.months)
    at_money, at_arrivals = (np.searchsorted(c.months, common) for c in (money, arrivals))
    cost, new = table.sum(axis=0)[at_money], seen.months("arrival_months", "arrived")[at_arrivals]
    if not ((cost > 0) & (new > 0)).any():
        return
    acquired = total(new, new, new, rng)
    known = (cost > 0) & (new > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = Months(np.where(known, cost / new, np.nan), np.where(known, cost / acquired.draws, np.nan))
    ends = np.minimum(money.ends[at_money], arrivals.ends[at_arrivals])
    whole = money.whole[at_money] & arrivals.whole[at_arrivals]
    yield Series(found, Calendar(common, ends, whole, min(money.until, arrivals.until)))
