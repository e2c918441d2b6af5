"""UCI Bank Marketing: clients that a bank called, and whether they then opened a term deposit."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase
from corrente.engine.files import quoted

_COLUMNS = ("age", "job", "marital", "education", "housing", "loan", "contact", "day", "month", "poutcome", "y")
_FIRST_YEAR = 2008
_MONTHS = "['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']"

# The rows stand in the order of the calls, from May 2008 on (Moro, Cortez & Rita 2014): a month that is earlier in the
# year than the row before it begins another year.
_SQL = """
with calls as (
    select *, list_position({months}, lower(trim("month"))) as number from calls_file
), years as (
    select *, {first} + sum(begins) over (order by "#file", "#row") as year
    from (
        select *, case when number < lag(number) over (order by "#file", "#row") then 1 else 0 end as begins from calls
    )
)
select "#file", "#row", {id} as lead_id, concat(year, '-', lpad(cast(number as varchar), 2, '0'), '-',
    lpad(trim("day"), 2, '0')) as created_at,
    case lower(trim("y")) when 'yes' then 'won' when 'no' then 'lost' end as outcome{columns}
from years
"""
_IN_ORDER = (
    Phrase(
        "Read as UCI Bank Marketing: a lead is a called client; the calls stand in their order, from May 2008 on.",
        "Lido como UCI Bank Marketing: um lead é um cliente chamado; as ligações estão na ordem, desde maio de 2008.",
    ),
)


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The full file, with or without a column that numbers the clients."""
    head = next((head for head in heads if head.has(*_COLUMNS)), None)
    if head is None:
        return ()
    number = next((name for name in head.columns if name.lower() == "cust_num"), None)
    taken = {"day", "month", "y", "cust_num"}
    columns = "".join(f", {quoted(name)}" for name in head.columns if name.lower() not in taken)
    sql = _SQL.format(
        months=_MONTHS, first=_FIRST_YEAR, id=quoted(number) if number else 'cast("#row" as varchar)', columns=columns
    )
    return (Export("UCI Bank Marketing", "leads", {"calls_file": (head.path,)}, sql, _IN_ORDER),)
