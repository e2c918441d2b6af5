# ruff: noqa: E501 - a role and its names read best as one row
"""Event logs: the GA4 export to BigQuery, and Segment-style tracking plans, as JSON lines, Parquet or flat tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corrente.company.export import Export, Head
from corrente.company.recognise import plain
from corrente.core.words import Phrase
from corrente.engine.files import literal, quoted


@dataclass(frozen=True)
class Log:
    """A kind of event log: where each role is found, best first, as dotted paths, nested or flattened.

    ``needs`` are the roles that make it one; ``lacks`` columns that say that it is something else.
    """

    name: str
    roles: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    lacks: tuple[str, ...] = ()

    def among(self, heads: Sequence[Head]) -> tuple[Head, ...]:
        """The files of this kind."""
        return tuple(head for head in heads if self._fits(head))

    def _fits(self, head: Head) -> bool:
        names = {plain(column) for column in head.columns}
        known = all(any(_place(path, head) for path in self.roles[role]) for role in self.needs)
        return known and not names & set(self.lacks)

    def rows(self, heads: Sequence[Head]) -> str:
        """A SELECT of ``#file``, ``#row`` and one text per role, null where no file has it."""
        texts = []
        for role, paths in self.roles.items():
            places = dict.fromkeys(sql for path in paths for head in heads if (sql := _place(path, head)))
            found = f"coalesce({', '.join(places)})" if places else "cast(null as varchar)"
            texts.append(f"{found} as {quoted(role)}")
        return f'select "#file", "#row", {", ".join(texts)} from log'


def _place(path: str, head: Head) -> str | None:
    """SQL for a dotted path's text in one file: a column of its own, or part of a nested one."""
    root, _, inner = path.partition(".")
    names = {plain(column): column for column in reversed(head.columns)}
    flat = names.get(plain(path)) or (names.get(plain(inner)) if root == "properties" else None)
    if flat is not None:
        return f"nullif(trim(cast({quoted(flat)} as varchar)), '')"
    if not inner or plain(root) not in names:
        return None
    held = quoted(names[plain(root)])
    nested = f"cast(to_json({held}) as varchar)" if head.path.suffix == ".parquet" else held
    return f"case when json_valid({nested}) then nullif(json_extract_string({nested}, {literal('$.' + inner)}), '') end"


_GA4 = Log(
    "GA4",
    {
        "user": ("user_id",),
        "visitor": ("user_pseudo_id",),
        "moment": ("event_timestamp",),
        "event": ("event_name",),
        "channel_group": (
            "session_traffic_source_last_click.cross_channel_campaign.default_channel_group",
            "session_default_channel_group",
        ),
        "source": (
            "session_traffic_source_last_click.manual_campaign.source", "collected_traffic_source.manual_source",
            "traffic_source.source",
        ),
        "medium": (
            "session_traffic_source_last_click.manual_campaign.medium", "collected_traffic_source.manual_medium",
            "traffic_source.medium",
        ),
        "campaign": (
            "session_traffic_source_last_click.manual_campaign.campaign_name",
            "collected_traffic_source.manual_campaign_name", "traffic_source.name",
        ),
        "order_id": ("ecommerce.transaction_id",),
        "revenue": ("ecommerce.purchase_revenue", "event_value_in_usd"),
        "quantity": ("ecommerce.total_item_quantity",),
    },
    ("visitor", "moment", "event"),
)  # fmt: skip
_SEGMENT = Log(
    "Segment",
    {
        "user": ("userId",),
        "visitor": ("anonymousId",),
        "type": ("type",),
        "event": ("event_text", "event"),
        "message_id": ("messageId", "id"),
        "moment": ("timestamp",),
        "received": ("receivedAt",),
        "sent": ("sentAt",),
        "original": ("originalTimestamp",),
        "source": ("context.campaign.source",),
        "medium": ("context.campaign.medium",),
        "campaign": ("context.campaign.name", "properties.campaign_name"),
        "content": ("context.campaign.content", "properties.email_subject"),
        "referrer": ("context.page.referrer", "properties.referrer"),
        "order_id": ("properties.order_id",),
        "revenue": ("properties.revenue", "properties.total", "properties.value"),
        "experiment": ("properties.experiment_name", "properties.experiment_id"),
        "variation": ("properties.variation_name", "properties.variation_id"),
    },
    ("visitor", "moment", "received"),
    ("channel", "canal", "eventtimestamp"),
)

# GA4's default channel groups, in short (support.google.com/analytics/answer/9756891): what paid media bring, by the
# medium; a medium that no rule knows stays itself.
_SOCIAL = "facebook|instagram|meta|linkedin|tiktok|twitter|pinterest|kwai|^(fb|ig|x)$"
_CHANNEL = f"""
case when regexp_matches(medium, 'cpc|ppc|paid|retargeting')
        then case when regexp_matches(coalesce(source, ''), '{_SOCIAL}') then 'Paid social' else 'Paid search' end
    when regexp_matches(medium, 'display|banner|cpm|interstitial') then 'Display'
    when regexp_matches(medium, 'e?-?_?mail|newsletter') then 'Email'
    when regexp_matches(medium, 'social') then 'Organic social' when regexp_matches(medium, 'affiliate|afiliad') then 'Affiliates'
    when medium = 'organic' then 'Organic search' when medium in ('referral', 'app', 'link') then 'Referral'
    when medium in ('sms', 'push', 'whatsapp', 'audio', 'video') then upper(left(medium, 1)) || substring(medium, 2)
    when medium is null or medium in ('(none)', '(not set)', '<other>', '(data deleted)')
        then case when referrer is null then coalesce(nullif(source, '(direct)'), 'Direct') else 'Referral' end
    else medium end
"""
_GA4_EVENTS = """
select "#file", "#row", coalesce("user", visitor) as person, "user" as known, event, order_id, revenue, quantity,
    make_timestamptz(try_cast(moment as bigint)) as moment, channel_group, lower(source) as source,
    lower(medium) as medium, campaign, cast(null as varchar) as referrer
from ({rows})
"""
# Clocks of devices lie: where the sender has not repaired the time, it is when the event arrived less its journey.
_SEGMENT_EVENTS = """
select "#file", "#row", coalesce("user", visitor) as person, "user" as known, event, order_id, revenue, experiment,
    variation, content, cast(null as varchar) as channel_group, cast(null as varchar) as quantity,
    coalesce(type, case when event is null then 'page' else 'track' end) as type,
    coalesce(try_cast(moment as timestamptz), try_cast(received as timestamptz)
        - (try_cast(sent as timestamptz) - try_cast(original as timestamptz))) as moment,
    lower(source) as source, lower(medium) as medium, campaign, referrer
from ({rows})
qualify row_number() over (partition by coalesce(message_id, "#file" || '-' || "#row") order by "#file", "#row") = 1
"""
_VISITS = """
select min_by("#file", moment) as "#file", min_by("#row", moment) as "#row", person as person_id,
    min(moment) as occurred_at, coalesce(arg_min(channel_group, moment), {channel}) as channel,
    'visit' as kind, arg_min(campaign, moment) as campaign, cast(null as varchar) as message,
    cast(null as varchar) as response
from (
    select * exclude (source, medium, referrer), session, first_value(source ignore nulls) over all_of_it as source,
        first_value(medium ignore nulls) over all_of_it as medium, first_value(referrer ignore nulls) over all_of_it as referrer
    from (
        select *, sum(begins) over (partition by person order by moment, "#file", "#row") as session
        from (
            select *, case when moment > lag(moment) over (partition by person order by moment, "#file", "#row")
                + interval 30 minute or lag(moment) over (partition by person order by moment, "#file", "#row") is null
                then 1 else 0 end as begins
            from events where {where} and moment is not null and person is not null
        )
    )
    window all_of_it as (partition by person, session order by moment, "#file", "#row"
        rows between unbounded preceding and unbounded following)
) group by person, session, source, medium, referrer
"""
_MAILS = """
union all by name
select "#file", "#row", person as person_id, moment as occurred_at, 'Email' as channel,
    case event when 'Email Opened' then 'open' when 'Email Delivered' then 'delivered' else 'click' end as kind,
    campaign, content as message, case when event = 'Email Link Clicked' then '1' else '0' end as response
from events where event in ('Email Opened', 'Email Delivered', 'Email Link Clicked')
"""
_ORDERS = """
select "#file", "#row", coalesce(order_id, person || '-' || cast(epoch_us(moment) as varchar)) as order_id,
    person as customer_id, moment as ordered_at, coalesce(revenue, '0') as revenue, quantity
from events where event in ('purchase', 'Order Completed')
qualify row_number() over (partition by coalesce(order_id, "#file" || '-' || "#row") order by "#file", "#row") = 1
"""
_USAGE = """
select "#file", "#row", known as customer_id, moment as used_at, event as feature from events
where type = 'track' and known is not null and event not in
    ('Order Completed', 'Experiment Viewed', 'Email Opened', 'Email Delivered', 'Email Link Clicked')
"""
_TREATMENTS = """
select "#file", "#row", person as person_id, moment as assigned_at, variation as arm, experiment as campaign
from events where event = 'Experiment Viewed'
qualify row_number() over (partition by person, experiment order by moment, "#file", "#row") = 1
"""
_STEPS = ("generate_lead", "working_lead", "qualify_lead", "disqualify_lead", "close_convert_lead", "close_unconvert_lead")  # fmt: skip
_LEADS = f"""
select min_by("#file", moment) as "#file", min_by("#row", moment) as "#row", person as lead_id, person as person_id,
    min(moment) as created_at, arg_min({_CHANNEL}, moment) as source, arg_min(campaign, moment) as campaign,
    min(moment) filter (event = 'close_convert_lead') as converted_at,
    case when bool_or(event = 'close_convert_lead') then 'won'
        when bool_or(event in ('disqualify_lead', 'close_unconvert_lead')) then 'lost' else 'open' end as outcome
from events where event in {_STEPS} group by person
"""
_STAGES = f"""
select "#file", "#row", person as subject_id, event as stage, moment as entered_at from events where event in {_STEPS}
"""
_SESSIONS = (
    Phrase(
        "A contact is a visit: 30 minutes without activity end it.",
        "Um contato é uma visita: 30 minutos sem atividade a encerram.",
    ),
)


def ga4(heads: Sequence[Head]) -> tuple[Export, ...]:
    """The GA4 export (tables ``events_YYYYMMDD``): visits, purchases, and leads with their life cycle."""
    found = _GA4.among(heads)
    if not found:
        return ()
    visits = _VISITS.format(where="true", channel=_CHANNEL)
    parts = {"touchpoints": visits, "orders": _ORDERS, "leads": _LEADS, "stage_changes": _STAGES}
    return _exports(_GA4, found, _GA4_EVENTS, parts)


def segment(heads: Sequence[Head]) -> tuple[Export, ...]:
    """Segment-style logs: visits and e-mails, completed orders, what known users did, and experiments."""
    found = _SEGMENT.among(heads)
    if not found:
        return ()
    visits = _VISITS.format(where="type in ('page', 'screen')", channel=_CHANNEL)
    parts = {"touchpoints": visits + _MAILS, "orders": _ORDERS, "usage": _USAGE, "treatments": _TREATMENTS}
    return _exports(_SEGMENT, found, _SEGMENT_EVENTS, parts)


def _exports(log: Log, found: Sequence[Head], events: str, parts: Mapping[str, str]) -> tuple[Export, ...]:
    inputs: dict[str, tuple[Path, ...]] = {"log": tuple(head.path for head in found)}
    base = f"with events as materialized ({events.format(rows=log.rows(found))}) "
    return tuple(
        Export(log.name, table, inputs, base + sql, _SESSIONS if table == "touchpoints" else ())
        for table, sql in parts.items()
    )
