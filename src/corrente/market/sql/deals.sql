-- One row per lead: what is known of it, whether and when it becomes a deal, and how that goes.
-- Days count from the start of the window; day_1 and day_2 enter the second and third stage, `ending` is the stage
-- in which the deal is lost, or 3 where it is won. Lost deals close when they would have been won.
create or replace temp table deal as
select
    drawn.lead,
    drawn.began,
    drawn.qualified,
    drawn.day_0,
    drawn.day_0 + days_0.days as day_1,
    drawn.day_0 + days_0.days + days_1.days as day_2,
    drawn.day_0 + days_0.days + days_1.days + days_2.days as close_day,
    drawn.ending,
    drawn.chance,
    drawn.source,
    drawn.source_number,
    drawn.competitor,
    drawn.owner,
    drawn.size,
    drawn.region,
    drawn.amount,
    reasons.name as loss_reason,
    drawn.cents
from (
    select
        known.*,
        known.began // 86400 + 1 + (known.more >> 24) % 5 as day_0,
        known.more % 16777216 < 8388608 as qualified,
        case when known.word % 16777216 < chances.chance then 3 else losses.stage end as ending,
        chances.chance
    from (
        select
            lead.lead,
            lead.began,
            draw('qualify', lead.lead, 0) as more,
            draw('deal', lead.lead, 0) as word,
            source_levels.name as source,
            source_levels.level as source_number,
            competitor_levels.name as competitor,
            owner_levels.name as owner,
            size_levels.name as size,
            region_levels.name as region,
            amount_levels.name as amount,
            amount_levels.low + (draw('amount', lead.lead, 0) >> 12) % (amount_levels.high - amount_levels.low) as cents,
            $intercept + source_levels.effect + competitor_levels.effect + owner_levels.effect + size_levels.effect
                + region_levels.effect + amount_levels.effect as milli
        from (
            select i as lead, draw('lead', i, 0) as word, draw('lead begins', i, 0) % $window_end as began
            from range($first, $stop) as leads(i)
        ) as lead
        inner join source_levels on source_levels.slot = lead.word % 4096
        inner join competitor_levels on competitor_levels.slot = (lead.word >> 12) % 4096
        inner join owner_levels on owner_levels.slot = (lead.word >> 24) % 4096
        inner join size_levels on size_levels.slot = (lead.word >> 36) % 4096
        inner join region_levels on region_levels.slot = (lead.word >> 48) % 4096
        inner join amount_levels on amount_levels.slot = draw('amount', lead.lead, 0) % 4096
    ) as known
    inner join chances on chances.milli = known.milli
    inner join losses on losses.source = known.source_number and losses.slot = (known.word >> 24) % 4096
) as drawn
inner join days_0 on days_0.source = drawn.source_number and days_0.slot = draw('stage', drawn.lead, 0) % 4096
inner join days_1 on days_1.source = drawn.source_number and days_1.slot = draw('stage', drawn.lead, 1) % 4096
inner join days_2 on days_2.source = drawn.source_number and days_2.slot = draw('stage', drawn.lead, 2) % 4096
inner join reasons on reasons.slot = (drawn.word >> 36) % 4096
