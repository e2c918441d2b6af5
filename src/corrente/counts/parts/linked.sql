-- 1 where the event before belongs to the same path as the touch after it: no conversion, and near enough to the path's
-- conversion, or to the touch after it where there is none.
-- takes: later, earlier
case
  when $earlier is null or $earlier % 64 = 63 then 0
  when converts and (conversion - $earlier) // 64 <= $window_seconds then 1
  when not converts and $later // 64 - $earlier // 64 <= $window_seconds then 1
  else 0
end
