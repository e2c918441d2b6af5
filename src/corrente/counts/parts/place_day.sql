-- The day of a place: of second, stage and day in one number.
-- takes: place
$place % 262144 - 172000
