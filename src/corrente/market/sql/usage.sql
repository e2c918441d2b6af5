-- A sign-in on every early day, the first being the customer's beginning; each feature tried, on one of these days; then a
-- feature or a sign-in every fourteen days until the customer is gone.
select
    uses.customer as customer_id,
    moment(uses.second) as used_at,
    features.feature,
    1 + uses.second % 5 as amount
from (
    select
        users.customer,
        features.place,
        case
            when early.day = 0 and features.place = 5 then users.second
            when early.day = 0
                then users.second + draw('use', users.customer, features.place) % (86400 - users.second % 86400)
            else
                (users.second // 86400 + early.day) * 86400 + 28800
                + draw('use', users.customer, early.day * 8 + features.place) % 43200
        end as second
    from users
    cross join features
    inner join (
        select
            place.customer,
            place.step,
            case when place.step = 0 then 0 else 1 + ((place.word >> 54) + (place.step - 1) * 13 // (place.days - 1)) % 13 end as day
        from (
            select users.customer, users.word, greatest(users.days, 2) as days, steps.step
            from users
            inner join steps on steps.step < users.days
        ) as place
    ) as early
        on early.customer = users.customer
    where
        features.place = 5
        or (
            (users.mask >> features.place) % 2 = 1
            and early.step = draw('try', users.customer, features.place) % users.days
        )
    union all
    select
        users.customer,
        draw('later', users.customer, steps.step) % 6 as place,
        (users.second // 86400 + 14 * steps.step) * 86400 + 28800 + draw('later', users.customer, steps.step) % 43200 as second
    from users
    inner join steps on steps.step >= 1 and 14 * steps.step <= users.gone_day
) as uses
inner join features on features.place = uses.place
where uses.second < $window_end
order by uses.customer, uses.second, features.feature
