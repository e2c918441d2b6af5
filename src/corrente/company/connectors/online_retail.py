"""UCI Online Retail: a wholesaler's invoice lines; negative quantities are returns, some lines name no customer."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase

_COLUMNS = ("InvoiceNo", "StockCode", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID")
_COLUMNS_2 = ("Invoice", "StockCode", "Quantity", "InvoiceDate", "Price", "Customer ID")

# One purchase is one invoice of one customer. Lines without a customer are set aside one by one, so the list of
# rejects shows each; the purchases carry the first line of their invoice.
_SQL = """
with lines as (
    select "#file", "#row", "{invoice}" as invoice, regexp_replace(trim("{customer}"), '\\.0$', '') as customer,
        "InvoiceDate" as moment,
        try_cast("Quantity" as decimal(12, 2)) * try_cast("{price}" as decimal(12, 4)) as value
    from lines_file
)
select "#file", min("#row") as "#row", invoice as order_id, customer as customer_id, min(moment) as ordered_at,
    cast(sum(value) as varchar) as revenue, cast(null as varchar) as "#aside"
from lines where nullif(customer, '') is not null group by "#file", invoice, customer
union all
select "#file", "#row", invoice, null, moment, cast(value as varchar), 'CustomerID'
from lines where nullif(customer, '') is null
"""
_NO_CUSTOMER = Phrase("the line names no customer", "a linha não traz cliente")
_RETURNS = Phrase(
    "Read as UCI Online Retail: one purchase is one invoice of one customer; negative quantities are returns.",
    "Lido como UCI Online Retail: uma compra é uma nota de um cliente; quantidades negativas são devoluções.",
)


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The first or the second edition of the data set."""
    for columns in (_COLUMNS, _COLUMNS_2):
        paths = tuple(head.path for head in heads if head.has(*columns))
        if paths:
            sql = _SQL.format(invoice=columns[0], price=columns[4], customer=columns[5])
            return (Export("UCI Online Retail", "orders", {"lines_file": paths}, sql, (_RETURNS,), aside=_NO_CUSTOMER),)
    return ()
