SELECT
  "channels"."code" AS "channel_code",
  COALESCE("regions"."code", 0) AS "region_code",
  COALESCE("lift_tests"."spend", -1) AS "money",
  "lift_tests"."added" AS "added_money",
  "lift_tests"."lift" AS "lifted",
  "lift_tests"."error" AS "deviation",
  COUNT(*) AS "tests"
FROM "lift_tests"
INNER JOIN "channels"
  ON "lift_tests"."channel" = "channels"."channel"
LEFT JOIN "regions"
  ON "lift_tests"."region" = "regions"."region"
WHERE
  "lift_tests"."period_day" <= :until_day
GROUP BY
  "channels"."code",
  COALESCE("regions"."code", 0),
  COALESCE("lift_tests"."spend", -1),
  "lift_tests"."added",
  "lift_tests"."lift",
  "lift_tests"."error"
