-- What customers said, with its day and rating: every text, or of many those that their own time and length pick.
-- tables: feedback
-- parameters: until_day, every (1: every text; a prime: about one in so many)
-- lookups: none
-- keys: said, rated, rating, words
-- bound: 100000
select said, rated, rating, words, count(*) as texts
from (
    select
        coalesce(said_day, -1000000) as said,
        case when score is null then 0 else 1 end as rated,
        coalesce(score, 0) as rating,
        substring(text, 1, 1000) as words
    from feedback
    where text is not null
        and coalesce(said_day, -1000000) <= $until_day
        and (coalesce(said_second, 0) + 7919 * length(text)) % $every = 0
) as heard
group by said, rated, rating, words
