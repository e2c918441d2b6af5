"""The Telco customer list: a row per customer with months of tenure and whether she has left; no dates."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase

_COLUMNS = ("customerID", "tenure", "Contract", "MonthlyCharges", "Churn")
_DAY = "2018-01-31"  # the list names no day: everything is counted back from this one
_MONTH = 30

_SQL = f"""
select "#file", "#row", customerID as customer_id,
    cast(date '{_DAY}' - {_MONTH} * greatest(try_cast(tenure as integer), 0)
        + least(greatest(try_cast(tenure as integer), 0), 1) as varchar) as started_at,
    case when lower(trim(Churn)) = 'yes' then '{_DAY}' end as ended_at,
    Contract as plan, MonthlyCharges as price
from list_file
"""
_CUSTOMERS_SQL = """
select "#file", "#row", customerID as customer_id, {columns} from list_file
"""
_KEPT = ("InternetService", "PaymentMethod", "SeniorCitizen", "Partner", "Dependents", "TechSupport", "OnlineSecurity",
         "PaperlessBilling", "gender")  # fmt: skip
_COUNTED_BACK = (
    Phrase(
        "Read as the Telco customer list, which has no dates: contracts are counted back from 31 January 2018 in "
        "months of 30 days, and all who left get that day; what counts is how long each stayed.",
        "Lido como a lista de clientes da Telco, que não traz datas: os contratos são contados para trás "
        "a partir de 31 "
        "de janeiro de 2018, em meses de 30 dias, e todos os que saíram recebem esse dia; o que conta é quanto cada "
        "um ficou.",
    ),
)


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The list by its columns; those that describe a customer become attributes."""
    head = next((head for head in heads if head.has(*_COLUMNS)), None)
    if head is None:
        return ()
    inputs = {"list_file": (head.path,)}
    described = ", ".join(name for name in _KEPT if head.has(name))
    exports = [Export("Telco", "subscriptions", inputs, _SQL, _COUNTED_BACK)]
    if described:
        exports.append(Export("Telco", "customers", inputs, _CUSTOMERS_SQL.format(columns=described)))
    return tuple(exports)
