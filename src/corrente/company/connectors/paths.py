"""Aggregated paths (a row is a path with how often it converted and how often not), taken apart into journeys."""

from __future__ import annotations

from collections.abc import Sequence

from corrente.company.export import Export, Head
from corrente.core.words import Phrase

_BEGIN = 946_684_800  # 2000-01-01: these exports carry no dates, only order

# Each journey becomes a person of its own: touches at successive seconds, the conversion one second after the last.
# A path's value is spread evenly over its conversions in ten-thousandths; what is left over goes to the last one.
_JOURNEYS = """
with read as (
    select "#file", "#row", string_split(trim(path), '>') as steps, try_cast({conversions} as bigint) as won,
        {lost} as lost, {value} as worth
    from paths_file
), journeys as (
    select * exclude (numbers), unnest(numbers) as number
    from (select *, range(1, won + lost + 1) as numbers from read where won >= 0 and lost >= 0 and len(steps) > 0)
)
"""
_WHOLE = "coalesce(try_cast(try_cast({0} as decimal(18, 4)) as bigint), case when {0} is null then 0 end)"
_PERSON = '("#file" * 100000000 + "#row") * 10000000000 + number'
_TOUCHES = f"""
select "#file", "#row", {_PERSON} as person_id, to_timestamp({_BEGIN} + step) as occurred_at,
    trim(steps[step]) as channel
from (select *, unnest(range(1, len(steps) + 1)) as step from journeys)
union all
select "#file", "#row", null, null, null from read where won is null or lost is null or won < 0 or lost < 0
"""
_CONVERSIONS = f"""
select "#file", "#row", {_PERSON} as order_id, {_PERSON} as customer_id,
    to_timestamp({_BEGIN} + len(steps) + 1) as ordered_at,
    cast((worth // won + case when number = won then worth % won else 0 end) as decimal(18, 0)) * 0.0001 as revenue
from journeys where number <= won
"""
_APART = Phrase(
    "Read as aggregated paths: each journey is its own person, and its touches follow each other by a second.",
    "Lido como caminhos agregados: cada jornada é uma pessoa, e os contatos se seguem a cada segundo.",
)


def recognise(heads: Sequence[Head]) -> tuple[Export, ...]:
    """Files with ``path`` and ``total_conversions``, as ChannelAttribution and DP6's library write and read them."""
    head = next((head for head in heads if head.has("path", "total_conversions")), None)
    if head is None:
        return ()
    value, lost = head.has("total_conversion_value"), head.has("total_null")
    journeys = _JOURNEYS.format(
        conversions="try_cast(total_conversions as decimal(18, 4))",
        lost=_WHOLE.format("total_null") if lost else "0",
        value="cast(round(coalesce(try_cast(total_conversion_value as double), 0) * 10000) as bigint)"
        if value
        else "0",
    )
    inputs = {"paths_file": (head.path,)}
    return (
        Export("paths", "touchpoints", inputs, journeys + _TOUCHES, (_APART,)),
        Export("paths", "orders", inputs, journeys + _CONVERSIONS, (_APART,)),
    )
