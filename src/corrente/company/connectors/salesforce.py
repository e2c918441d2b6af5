# ruff: noqa: E501 - a role and its names read best as one row
"""Salesforce: objects as the API and warehouses give them, and reports from the interface (English or Portuguese)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from corrente.company.connectors.crm import AFTERWARDS, EXPECTED, deleted, outcome
from corrente.company.connectors.forms import DELETED, Form, carried
from corrente.company.export import Export, Head

_NAME = "Salesforce"
_CUSTOM = r".*_+c|(?i:type|tipo|industry|setor|rating|title|cargo|state|estado|country|pa[ií]s|number_?of_?employees|annual_?revenue)"
_SNAPSHOTS = ("fivetranstart",)
_DEALS = Form(
    {
        "id": ("opportunityid", "id", "iddaoportunidade"),
        "name": ("opportunityname", "nomedaoportunidade", "name"),
        "stage": ("stagename", "stage", "fase"),
        "created": ("createddate", "datadecriacao"),
        "closed": ("closedate", "datadefechamento"),
        "amount": ("amount", "valor"),
        "customer": ("accountid", "accountname", "nomedaconta"),
        "source": ("leadsource", "origemdolead"),
        "owner": ("opportunityowner", "proprietariodaoportunidade", "owner", "ownerid"),
        "competitor": ("maincompetitors?c?", "competitors?", "principaisconcorrentes"),
        "loss": ("lossreasonc?", "closedlostreasonc?", "motivodaperdac?"),
        "won": ("iswon", "won", "ganha"),
        "closed_flag": ("isclosed", "closed", "fechada"),
        "deleted": ("isdeleted",),
        "mark": (
            "iswon", "forecastcategory", "opportunityname", "nomedaoportunidade", "opportunityowner",
            "proprietariodaoportunidade",
        ),
    },
    ("name", "stage", "created", "mark"),
    (*_SNAPSHOTS, "dealstage", "etapadonegocio"),
)  # fmt: skip
_SNAPSHOT = Form(
    {"id": ("id",), "stage": ("stagename",), "since": ("fivetranstart",), "created": ("createddate",)},
    ("id", "stage", "since"),
)
_HISTORY = Form(
    {"id": ("opportunityid",), "stage": ("stagename",), "since": ("createddate",), "created": ("createddate",)},
    ("id", "stage", "since"),
    (*_SNAPSHOTS, "opportunityname", "nomedaoportunidade", "leadsource"),
)
_FIELDS = Form(
    {"id": ("opportunityid",), "field": ("field",), "stage": ("newvalue",), "since": ("createddate",)},
    ("id", "field", "stage", "since"),
)
_LEADS = Form(
    {
        "id": ("leadid", "id"),
        "created": ("createddate", "datadecriacao"),
        "source": ("leadsource", "origemdolead"),
        "status": ("status", "leadstatus", "statusdolead"),
        "is_converted": ("isconverted", "converted", "convertido"),
        "converted": ("converteddate", "datadeconversao"),
        "email": ("email",),
        "deleted": ("isdeleted",),
        "mark": (
            "isconverted",
            "leadstatus",
            "statusdolead",
            "leadowner",
            "proprietariodolead",
            "convertedopportunityid",
        ),
    },
    ("created", "status", "mark"),
    (*_SNAPSHOTS, "opportunityname"),
)
_ACCOUNTS = Form(
    {
        "id": ("accountid", "id"),
        "created": ("createddate", "datadecriacao"),
        "source": ("accountsource", "origemdaconta"),
        "country": ("billingcountry", "paisdecobranca"),
        "region": ("billingstate", "estadodecobranca", "billingstateprovince"),
        "industry": ("industry", "setor"),
        "size": ("numberofemployees", "employees", "funcionarios"),
        "deleted": ("isdeleted",),
        "mark": ("billingstate.*", "billingcountry", "paisdecobranca", "accountsource", "accountowner"),
    },
    ("id", "industry", "mark"),
    (*_SNAPSHOTS, "stagename", "shiptocontactid"),
)
_ORDERS = Form(
    {
        "id": ("id", "orderid"),
        "customer": ("accountid",),
        "day": ("effectivedate", "activateddate"),
        "amount": ("totalamount",),
        "number": ("ordernumber",),
        "deleted": ("isdeleted",),
    },
    ("customer", "day", "amount", "number"),
)

_DEALS_SQL = """
select "#file", "#row", {id} created as created_at, amount, customer as customer_id,
    source, owner, competitor, loss as loss_reason, {outcome} as outcome,
    case when {outcome} <> 'open' then regexp_extract(closed, '^[^ T]+') end as closed_at, {aside} as "#aside"{more}
from ({rows})
"""
_STAGES_SQL = """
select * exclude (before) from (
    select "#file", "#row", id as subject_id, stage, since as entered_at,
        lag(stage) over (partition by id order by since, "#row") as before
    from ({rows}) where {where}
) where before is null or before <> stage
"""
_LEADS_SQL = """
select "#file", "#row", {id} created as created_at, source, email as person_id, email,
    case when {outcome} = 'won' then regexp_extract(converted, '^[^ T]+') end as converted_at, {outcome} as outcome,
    {aside} as "#aside"{more}
from ({rows})
"""
_ACCOUNTS_SQL = """
select "#file", "#row", id as customer_id, created as created_at, source as acquired_channel, country, region,
    industry, size, {aside} as "#aside"{more}
from ({rows})
"""
_ORDERS_SQL = """
select "#file", "#row", id as order_id, customer as customer_id, day as ordered_at, amount as revenue,
    {aside} as "#aside"
from ({rows})
"""


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """Opportunities and the history of their stages, leads, accounts and orders."""
    parts: tuple[Callable[[Sequence[Head]], Export | None], ...] = (_deals, _stages, _leads, _accounts, _orders)
    return tuple(export for part in parts if (export := part(heads)))


def _deals(heads: Sequence[Head]) -> Export | None:
    found = _DEALS.among(heads)
    if not found:
        return None
    more = carried(_kept(_DEALS, found))
    rows = _DEALS.rows(found, "deals_file", more)
    sql = _DEALS_SQL.format(
        rows=rows,
        id=_id(_DEALS, found, "opportunity_id"),
        outcome=outcome("stage", "won", "closed_flag"),
        aside=deleted(),
        more=more,
    )
    inputs = {"deals_file": tuple(head.path for head in found)}
    return Export(_NAME, "opportunities", inputs, sql, (EXPECTED,), DELETED)


def _kept(form: Form, found: Sequence[Head]) -> tuple[str, ...]:
    """What goes along: all columns of a report, since a person chose them; of an object, custom and telling ones."""
    whole_object = any(
        head.has("SystemModstamp") or head.has("system_modstamp", "id") or head.has("_fivetran_synced")
        for head in found
    )
    return form.rest(found, AFTERWARDS, _CUSTOM if whole_object else ".*")


def _id(form: Form, found: Sequence[Head], name: str) -> str:
    """The key; none where a report does without it: the door then makes one from the line."""
    return f"id as {name}," if any("id" in form.columns(head) for head in found) else ""


def _stages(heads: Sequence[Head]) -> Export | None:
    for form, where in ((_HISTORY, "true"), (_FIELDS, "lower(field) = 'stagename'"), (_SNAPSHOT, "true")):
        found = form.among(heads)
        if found:
            inputs = {"history": tuple(head.path for head in found)}
            sql = _STAGES_SQL.format(rows=form.rows(found, "history"), where=where)
            return Export(_NAME, "stage_changes", inputs, sql)
    return None


def _leads(heads: Sequence[Head]) -> Export | None:
    found = _LEADS.among(heads)
    if not found:
        return None
    more = carried(_kept(_LEADS, found))
    sql = _LEADS_SQL.format(
        rows=_LEADS.rows(found, "leads_file", more),
        id=_id(_LEADS, found, "lead_id"),
        outcome=outcome("status", "is_converted"),
        aside=deleted(),
        more=more,
    )
    return Export(_NAME, "leads", {"leads_file": tuple(head.path for head in found)}, sql, aside=DELETED)


def _accounts(heads: Sequence[Head]) -> Export | None:
    found = _ACCOUNTS.among(heads)
    if not found:
        return None
    more = carried(_ACCOUNTS.rest(found, AFTERWARDS, r".*_+c|(?i:type|tipo|rating|ownership|annual_?revenue)"))
    sql = _ACCOUNTS_SQL.format(rows=_ACCOUNTS.rows(found, "accounts_file", more), aside=deleted(), more=more)
    return Export(_NAME, "customers", {"accounts_file": tuple(head.path for head in found)}, sql, aside=DELETED)


def _orders(heads: Sequence[Head]) -> Export | None:
    found = _ORDERS.among(heads)
    if not found:
        return None
    sql = _ORDERS_SQL.format(rows=_ORDERS.rows(found, "orders_file"), aside=deleted())
    return Export(_NAME, "orders", {"orders_file": tuple(head.path for head in found)}, sql, aside=DELETED)
