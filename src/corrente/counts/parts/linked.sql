-- Whether two packed moments are of one path: at most the window apart, to the second. Codes take less than half of a second's 128
-- places, so that their difference neither adds a second nor takes one away.
-- takes: later, earlier
coalesce($later - $earlier <= 128 * cast($window_seconds as bigint) + 63, false)
