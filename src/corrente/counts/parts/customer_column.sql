-- The column of customers at a place, as core/segmentation.py numbers them; null at place 0.
-- takes: place
case $place
  when 1 then size
  when 2 then acquired_channel
  when 3 then industry
  when 4 then country
  when 5 then region
  when 6 then attribute_01
  when 7 then attribute_02
  when 8 then attribute_03
  when 9 then attribute_04
  when 10 then attribute_05
  when 11 then attribute_06
  when 12 then attribute_07
  when 13 then attribute_08
  when 14 then attribute_09
  when 15 then attribute_10
  when 16 then attribute_11
  when 17 then attribute_12
  when 18 then attribute_13
  when 19 then attribute_14
  when 20 then attribute_15
  when 21 then attribute_16
  when 22 then attribute_17
  when 23 then attribute_18
  when 24 then attribute_19
  when 25 then attribute_20
  when 26 then attribute_21
  when 27 then attribute_22
  when 28 then attribute_23
  when 29 then attribute_24
end
