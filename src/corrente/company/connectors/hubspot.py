# ruff: noqa: E501 - a role and its names read best as one row
"""HubSpot: deals, stages, contacts, companies, tickets and e-mail, from the interface or as warehouses hold them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from corrente.company.connectors.crm import AFTERWARDS, EXPECTED, deleted, outcome
from corrente.company.connectors.forms import DELETED, Form, carried
from corrente.company.export import Export, Head

_NAME = "HubSpot"
_DELETED = ("isdeleted", "fivetrandeleted")
_ASSOCIATED = r"associated.*ids?|idsd[eoa].*associad[oa]s?|.*associad[oa]s?"
_DEALS = Form(
    {
        "id": ("dealid", "recordid", "iddoregistro"),
        "stage": ("dealpipelinestageid", "propertydealstage", "dealstage", "etapadonegocio", "fasedonegocio"),
        "created": ("(property)?createdate", "datadecriacao"),
        "closed": ("(property)?closedate", "datadefechamento"),
        "amount": ("(property)?amount", "valor"),
        "owner": ("propertyhubspotownerid", "ownerid", "dealowner", "proprietariodonegocio"),
        "source": ("(property)?(hsanalytics|original|originaltraffic)source(type)?", "fonteoriginal.*", "origemoriginal.*"),
        "loss": ("(property)?closedlostreason", "motivo(da|do|de).*perd.*"),
        "won": ("(property)?(hs)?isclosedwon",),
        "closed_flag": ("(property)?(hs)?isclosedlost", "(property)?(hs)?isclosed"),
        "company": ("primaryassociatedcompanyid", "associatedcompanyids?", "idsdeempresa.*associad.*"),
        "deleted": _DELETED,
    },
    ("id", "stage", "created"),
)  # fmt: skip
_PIPELINE_STAGES = Form(
    {
        "id": ("stageid",),
        "label": ("label",),
        "won": ("closedwon",),
        "closed": ("isclosed",),
        "chance": ("probability",),
    },
    ("id", "label"),
    ("ticketstate",),
)
_HISTORY = Form(
    {"id": ("dealid",), "value": ("value",), "since": ("dateentered",)},
    ("id", "value", "since"),
)
_DEAL_COMPANY = Form(
    {"company": ("companyid",), "deal": ("dealid",)}, ("company", "deal"), ("contactid", "engagementid")
)
_OWNERS = Form(
    {"id": ("ownerid",), "first": ("firstname",), "last": ("lastname",), "user": ("activeuserid", "userid")},
    ("id", "first", "user"),
)
_CONTACTS = Form(
    {
        "id": ("recordid", "iddoregistro", "id", "vid"),
        "created": ("(property)?createdate", "datadecriacao"),
        "email": ("(property)?email", "(propertyhs)?additionalemails"),
        "first": ("(property)?firstname", "primeironome", "nome"),
        "source": ("(property)?(hsanalytics|original|originaltraffic)source(type)?", "fonteoriginal.*", "origemoriginal.*"),
        "page": ("(property)?(hsanalytics)?(firsturl|firstpageseen)", "primeirapaginavista"),
        "stage": ("(property)?lifecyclestage", "fasedociclodevida", "etapadociclodevida"),
        "status": ("(property)?(hs)?leadstatus", "statusdolead"),
        "converted": (
            "(property)?hslifecyclestagecustomerdate", "becameacustomerdate", "(property)?firstdealcreateddate",
            "setornouclienteem", "datadeconversaoemcliente",
        ),
        "deleted": _DELETED,
    },
    ("id", "created", "email", "first"),
    ("dealstage", "dealname", "etapadonegocio", "isconverted"),
)  # fmt: skip
_COMPANIES = Form(
    {
        "id": ("recordid", "iddoregistro", "companyid", "id"),
        "name": ("companyname", "propertyname", "nomedaempresa"),
        "created": ("(property)?createdate", "datadecriacao"),
        "source": ("(property)?(hsanalytics|original|originaltraffic)source(type)?", "fonteoriginal.*"),
        "country": ("(property)?country(region)?", "pais(regiao)?"),
        "region": ("(property)?state(region)?", "estado(regiao)?"),
        "industry": ("(property)?industry", "setor"),
        "size": ("(property)?numberofemployees", "numerodefuncionarios"),
        "deleted": _DELETED,
    },
    ("id", "name", "created", "industry"),
    ("(property)?email", "(property)?firstname", "dealstage", "isconverted", "accountsource"),
)
_TICKETS = Form(
    {
        "id": ("ticketid", "recordid", "id"),
        "opened": ("(property)?createdate",),
        "closed": ("(property)?closeddate", "(property)?closedate"),
        "kind": ("(property)?hsticketcategory", "category", "categoria"),
        "subject": ("propertysubject", "ticketname"),
        "deleted": _DELETED,
    },
    ("id", "opened", "kind", "subject"),
)
_TICKET_COMPANY = Form({"company": ("companyid",), "ticket": ("ticketid",)}, ("company", "ticket"), ("contactid",))
_MAILS = Form(
    {
        "id": ("id",),
        "moment": ("created",),
        "person": ("recipient",),
        "kind": ("type",),
        "campaign": ("emailcampaignid",),
        "filtered": ("filteredevent",),
        "sent": ("sentbyid",),
    },
    ("id", "moment", "person", "kind", "campaign", "sent"),
)
_MAIL_CAMPAIGNS = Form(
    {"id": ("id",), "name": ("name",), "subject": ("subject",), "queued": ("numqueued", "numincluded")},
    ("id", "name", "subject", "queued"),
)
_PERSONAL = (*AFTERWARDS, _ASSOCIATED, ".*phone.*", ".*telefone.*", ".*company(name)?", ".*nomedaempresa", "dealname",
             "nomedonegocio", ".*address.*", ".*email.*", "contactowner", ".*proprietario.*", "property(name|dealname|lastname"
             "|description|address.*|createdat|hs(lastmodified|object|updated|merged|calculated|allowner|user|v2|date|time).*)",
             "fivetran.*", ".*days.*", ".*score.*", "hs.*")  # fmt: skip

_STAGE = "coalesce(p.label, d.stage)"
_WON, _LOST = "p.won", "coalesce(p.closed, case when try_cast(p.chance as double) = 0 then 'true' end, d.closed_flag)"
_DEALS_SQL = """
select d."#file", d."#row", d.id as opportunity_id, d.created as created_at, d.amount,
    coalesce(c.company, regexp_extract(d.company, '^[^;, ]+')) as customer_id, d.source,
    coalesce(w.name, d.owner) as owner, d.loss as loss_reason, {outcome} as outcome,
    case when {outcome} <> 'open' then d.closed end as closed_at, {aside} as "#aside"{more}
from ({deals}) d
left join (select id, any_value(label) as label, any_value(won) as won, any_value(closed) as closed,
    any_value(chance) as chance from ({stages}) group by id) p on p.id = d.stage
left join (select deal, min(company) as company from ({companies}) group by deal) c on c.deal = d.id
left join (select id, any_value(trim(concat(first, ' ', last))) as name from ({owners}) group by id) w on w.id = d.owner
"""
_STAGES_SQL = """
select h."#file", h."#row", h.id as subject_id, coalesce(p.label, h.value) as stage, h.since as entered_at
from ({history}) h
left join (select id, any_value(label) as label from ({stages}) group by id) p on p.id = h.value
"""
_CONTACTS_SQL = """
select "#file", "#row", id as lead_id, created as created_at, source, page as landing_page, email as person_id, email,
    case when {outcome} = 'won' then converted end as converted_at, {outcome} as outcome, {aside} as "#aside"{more}
from ({contacts})
"""
_COMPANIES_SQL = """
select "#file", "#row", id as customer_id, created as created_at, source as acquired_channel, country, region, industry,
    size, {aside} as "#aside"{more}
from ({companies})
"""
_TICKETS_SQL = """
select t."#file", t."#row", c.company as customer_id, t.opened as opened_at, t.kind as kind, t.closed as closed_at,
    case when c.company is null then 'company_id' else {aside} end as "#aside"
from ({tickets}) t
left join (select ticket, min(company) as company from ({companies}) group by ticket) c on c.ticket = t.id
"""
# What the provider did (sent, delivered) is a contact; what the person did is one too, a click a response.
_MAILS_SQL = """
select m."#file", m."#row", m.person as person_id, m.moment as occurred_at, 'Email' as channel, lower(m.kind) as kind,
    c.name as campaign, c.subject as message, case when m.kind = 'CLICK' then '1' else '0' end as response,
    case when lower(coalesce(m.filtered, '')) = 'true' or m.kind not in ('DELIVERED', 'OPEN', 'CLICK', 'REPLY')
        then 'type' end as "#aside"
from ({mails}) m left join (select id, any_value(name) as name, any_value(subject) as subject from ({campaigns})
    group by id) c on c.id = m.campaign
"""


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """Deals, the history of their stages, contacts as leads, companies as customers, tickets, and e-mail events."""
    parts: tuple[Callable[[Sequence[Head]], Export | None], ...] = (
        _deals, _stages, _contacts, _companies, _tickets, _mails,
    )  # fmt: skip
    return tuple(export for part in parts if (export := part(heads)))


def _paths(inputs: Mapping[str, Sequence[Head]]) -> dict[str, tuple[Path, ...]]:
    return {name: tuple(head.path for head in heads) for name, heads in inputs.items() if heads}


def _rows(form: Form, heads: Sequence[Head], relation: str) -> str:
    """The form's rows; none of them, with all its roles, where there is no such file."""
    roles = ", ".join(f'cast(null as varchar) as "{role}"' for role in form.roles)
    return form.rows(heads, relation) if heads else f'select 0 as "#file", 0 as "#row", {roles} where false'


def _deals(heads: Sequence[Head]) -> Export | None:
    found = _DEALS.among(heads)
    if not found:
        return None
    stages, companies, owners = (form.among(heads) for form in (_PIPELINE_STAGES, _DEAL_COMPANY, _OWNERS))
    more = _DEALS.rest(found, _PERSONAL)
    sql = _DEALS_SQL.format(
        deals=_DEALS.rows(found, "deals_file", carried(more)),
        stages=_rows(_PIPELINE_STAGES, stages, "stages_file"),
        companies=_rows(_DEAL_COMPANY, companies, "companies_file"),
        owners=_rows(_OWNERS, owners, "owners_file"),
        outcome=outcome(_STAGE, f"coalesce({_WON}, d.won)", _LOST),
        aside=deleted("d.deleted"),
        more=carried(more),
    )
    inputs = _paths({"deals_file": found, "stages_file": stages, "companies_file": companies, "owners_file": owners})
    return Export(_NAME, "opportunities", inputs, sql, (EXPECTED,), DELETED)


def _stages(heads: Sequence[Head]) -> Export | None:
    found, stages = _HISTORY.among(heads), _PIPELINE_STAGES.among(heads)
    if not found:
        return None
    sql = _STAGES_SQL.format(
        history=_HISTORY.rows(found, "history"), stages=_rows(_PIPELINE_STAGES, stages, "stages_file")
    )
    return Export(_NAME, "stage_changes", _paths({"history": found, "stages_file": stages}), sql)


def _contacts(heads: Sequence[Head]) -> Export | None:
    found = _CONTACTS.among(heads)
    if not found:
        return None
    more = carried(_CONTACTS.rest(found, _PERSONAL))
    sql = _CONTACTS_SQL.format(
        contacts=_CONTACTS.rows(found, "contacts_file", more),
        outcome=outcome("concat_ws(' ', stage, status)"),
        aside=deleted(),
        more=more,
    )
    return Export(_NAME, "leads", _paths({"contacts_file": found}), sql, aside=DELETED)


def _companies(heads: Sequence[Head]) -> Export | None:
    found = _COMPANIES.among(heads)
    if not found:
        return None
    more = carried(_COMPANIES.rest(found, (*_PERSONAL, ".*city", "cidade", ".*domain.*", "companyowner")))
    rows = _COMPANIES.rows(found, "companies_file", more)
    sql = _COMPANIES_SQL.format(companies=rows, aside=deleted(), more=more)
    return Export(_NAME, "customers", _paths({"companies_file": found}), sql, aside=DELETED)


def _tickets(heads: Sequence[Head]) -> Export | None:
    found, companies = _TICKETS.among(heads), _TICKET_COMPANY.among(heads)
    if not (found and companies):
        return None
    sql = _TICKETS_SQL.format(
        tickets=_TICKETS.rows(found, "tickets_file"),
        companies=_TICKET_COMPANY.rows(companies, "companies_file"),
        aside=deleted("t.deleted"),
    )
    return Export(_NAME, "tickets", _paths({"tickets_file": found, "companies_file": companies}), sql, aside=DELETED)


def _mails(heads: Sequence[Head]) -> Export | None:
    found, campaigns = _MAILS.among(heads), _MAIL_CAMPAIGNS.among(heads)
    if not found:
        return None
    sql = _MAILS_SQL.format(
        mails=_MAILS.rows(found, "mails_file"), campaigns=_rows(_MAIL_CAMPAIGNS, campaigns, "campaigns_file")
    )
    inputs = _paths({"mails_file": found, "campaigns_file": campaigns})
    return Export(_NAME, "touchpoints", inputs, sql, aside=DELETED)
