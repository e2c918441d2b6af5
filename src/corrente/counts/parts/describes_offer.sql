-- Whether an alternative of a choice task has a price or an attribute, so that it is an offer and not words.
price is not null
or coalesce(
  attribute_01, attribute_02, attribute_03, attribute_04, attribute_05, attribute_06,
  attribute_07, attribute_08, attribute_09, attribute_10, attribute_11, attribute_12,
  attribute_13, attribute_14, attribute_15, attribute_16, attribute_17, attribute_18,
  attribute_19, attribute_20, attribute_21, attribute_22, attribute_23, attribute_24
) is not null
