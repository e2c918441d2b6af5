-- Paths that end in a conversion, numbered by person. To one belong those touches of its person that come after `opened` and not
-- after `converted_second`: later than the conversion before, and at most the window before their own.
-- Of several conversions in one second all but one are open for no time.
-- with: journey_ends
select
  person_id,
  converted_second,
  greatest(
    converted_second - $window_seconds - 1,
    coalesce(lag(converted_second) over (partition by person_id order by converted_second), 0)
  ) as opened,
  row_number() over (partition by person_id order by converted_second) as number
from journey_ends() as conversions
