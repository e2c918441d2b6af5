"""Hillstrom's e-mail test: one row per customer with the arm of a randomised mailing and what came of it.

The outcome hoped for is the visit, the value is what was spent; who bought is whoever spent anything, so that the
three published outcomes come in through the one table.
"""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase

_COLUMNS = ("recency", "history_segment", "mens", "womens", "newbie", "segment", "visit", "conversion", "spend")
_DAY = "2008-03-20"  # the file names no day; the challenge was posted on this one

_TREATMENTS_SQL = f"""
select "#file", "#row", cast("#row" as varchar) as person_id, '{_DAY}' as assigned_at, segment as arm,
    visit as outcome, spend as value, 'e-mail' as campaign
from test_file
"""
_CUSTOMERS_SQL = """
select "#file", "#row", cast("#row" as varchar) as customer_id,
    case when mens = '1' and womens = '1' then 'both' when mens = '1' then 'mens' else 'womens' end as bought,
    newbie, zip_code, channel as bought_through, history_segment, recency
from test_file
"""
_READ = (
    Phrase(
        "Read as Hillstrom's e-mail test: the outcome is the visit, the value what was spent; it is "
        "dated 20 March 2008.",
        "Lido como o teste de e-mail de Hillstrom: o resultado é a visita, o valor é o gasto; a data é "
        "20 de março de 2008.",
    ),
)


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The file by its columns."""
    head = next((head for head in heads if head.has(*_COLUMNS)), None)
    if head is None:
        return ()
    inputs = {"test_file": (head.path,)}
    return (
        Export("Hillstrom", "treatments", inputs, _TREATMENTS_SQL, _READ),
        Export("Hillstrom", "customers", inputs, _CUSTOMERS_SQL),
    )
