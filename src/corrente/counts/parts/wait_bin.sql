-- The bin of a wait: 0 to 47 whole hours for two days, then 48 for the third day, and so on.
-- takes: seconds
case when $seconds < 172800 then $seconds // 3600 else 46 + $seconds // 86400 end
