"""CDNOW's purchase logs: fixed-width text with one id (master) or two (sample), and BTYD's form of it as CSV."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corrente.company.export import Export, Head

_MASTER = re.compile(r"^\s*\d+\s+(19|20)\d{6}\s+\d+\s+-?\d+\.\d+\s*$")
_SAMPLE = re.compile(r"^\s*\d+\s+\d+\s+(19|20)\d{6}\s+\d+\s+-?\d+\.\d+\s*$")
_ELOG = ("masterid", "sampleid", "date", "cds", "sales")

# Customer (and the id within the sample, which is not needed), date, discs, dollars, between runs of blanks.
_FIELDS_SQL = """
with fields as (
    select "#file", "#row", regexp_split_to_array(trim(line), '\\s+') as f
    from log where regexp_matches(line, '^\\s*\\d')
)
select "#file", "#row", cast(try_cast(f[1] as bigint) as varchar) as customer_id, f[{date}] as ordered_at,
    f[{date} + 2] as revenue, f[{date} + 1] as quantity
from fields
"""
_ELOG_SQL = (
    'select "#file", "#row", masterid as customer_id, date as ordered_at, sales as revenue, cds as quantity from log'
)


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The sample's log before the CSV form of it, and those before the log of all customers."""
    for fits, date in ((_SAMPLE, 3), (_MASTER, 2)):
        for head in heads:
            if len(head.lines) > 1 and all(fits.match(line) for line in head.lines[1:]):
                return (
                    Export("CDNOW", "orders", {"log": (head.path,)}, _FIELDS_SQL.format(date=date), whole_lines=True),
                )
        if fits is _SAMPLE and (elog := next((h for h in heads if h.has(*_ELOG)), None)):
            return (Export("CDNOW", "orders", {"log": (elog.path,)}, _ELOG_SQL),)
    return ()
