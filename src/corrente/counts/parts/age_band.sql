-- Whole periods of a life in bands: 1, 2, 3-5, 6-11, 12-23, 24 and more, by their lowest; a life that has only begun is in its first.
-- takes: whole
case
  when $whole < 1 then 1
  when $whole < 3 then $whole
  when $whole < 6 then 3
  when $whole < 12 then 6
  when $whole < 24 then 12
  else 24
end
