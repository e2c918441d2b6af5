-- Contracts of two customers in three, period by period, on into the future; `left_step` is the period in which one ends, null
-- where none does. Bits of a period's word: 0-23 leaving, 24-30 when; of a ticket's: 0-23 whether, 24-30 when.
create or replace temp table contracts as
with begun as (
    select
        customers.customer_id as customer,
        date_diff('second', moment(0), customers.created_at) as second,
        plans.plan,
        plans.name as plan_name,
        plans.cents,
        sizes.size,
        sizes.chance as ticket_chance
    from customers
    inner join sizes on sizes.name = customers.size
    inner join plans on plans.slot = (draw('contract', customers.customer_id, 0) >> 8) % 1024
    where customers.customer_id >= $first and customers.customer_id < $stop
        and draw('contract', customers.customer_id, 0) % 3 > 0
),
lived as (
    select
        begun.*,
        periods.step,
        periods.tenure,
        draw('leave', begun.customer, periods.step) as word,
        draw('ticket', begun.customer, periods.step) as noted,
        draw('ticket', begun.customer, periods.step - 1) as noted_before
    from begun
    inner join periods on begun.second // 86400 + 30 * periods.step < $window_days + 30
),
told as (
    select
        lived.*,
        case when lived.noted % 16777216 < lived.ticket_chance then 1 else 0 end as has_ticket,
        case when lived.step > 0 and lived.noted_before % 16777216 < lived.ticket_chance then 1 else 0 end as ticket
    from lived
)
select
    told.customer,
    told.second,
    told.plan,
    told.plan_name,
    told.cents,
    told.size,
    told.step,
    told.tenure,
    told.ticket,
    told.has_ticket,
    told.second // 86400 + 30 * told.step as from_day,
    told.second // 86400 + 30 * told.step + (told.noted >> 24) % 30 as ticket_day,
    told.second // 86400 + 30 * told.step + (told.word >> 24) % 30 as end_day,
    told.word,
    min(case when told.word % 16777216 < leaves.chance then told.step end)
        over (partition by told.customer) as left_step
from told
inner join leaves
    on leaves.plan = told.plan and leaves.size = told.size and leaves.tenure = told.tenure and leaves.ticket = told.ticket
