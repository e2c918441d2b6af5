WITH `conversions` AS (
  SELECT
    `customer_id` AS `person_id`,
    `ordered_second` AS `converted_second`
  FROM `orders`
  WHERE
    @from_leads = 0 AND `revenue` >= 0 AND `ordered_day` <= @until_day
  UNION ALL
  SELECT
    `person_id`,
    `converted_second`
  FROM `leads`
  WHERE
    @from_leads = 1 AND NOT `person_id` IS NULL AND `converted_day` <= @until_day
), `buyers` AS (
  SELECT
    `person_id`
  FROM `conversions`
  GROUP BY
    `person_id`
), `unsold` AS (
  SELECT
    `touchpoints`.`person_id` AS `person_id`,
    `touchpoints`.`occurred_second` * 64 + COALESCE(`channels`.`code`, 30) AS `packed`
  FROM `touchpoints`
  LEFT JOIN `buyers`
    ON `touchpoints`.`person_id` = `buyers`.`person_id`
  LEFT JOIN `channels`
    ON `touchpoints`.`channel` = `channels`.`channel`
  WHERE
    `touchpoints`.`occurred_day` <= @until_day AND `buyers`.`person_id` IS NULL
), `sold` AS (
  SELECT
    `touchpoints`.`person_id` AS `person_id`,
    `touchpoints`.`occurred_second` * 64 + COALESCE(`channels`.`code`, 30) AS `packed`
  FROM `touchpoints`
  LEFT JOIN `channels`
    ON `touchpoints`.`channel` = `channels`.`channel`
  WHERE
    `touchpoints`.`occurred_day` <= @until_day
    AND `touchpoints`.`person_id` IN (
      SELECT
        `person_id`
      FROM `buyers`
    )
), `spans` AS (
  SELECT
    `person_id`,
    DIV(MIN(`packed`), 64) AS `opened`,
    DIV(MAX(`packed`), 64) + @window_seconds AS `closed`
  FROM `sold`
  GROUP BY
    `person_id`
), `events` AS (
  SELECT
    `person_id`,
    `packed`
  FROM `sold`
  UNION ALL
  SELECT
    `conversions`.`person_id` AS `person_id`,
    `conversions`.`converted_second` * 64 + 63 AS `packed`
  FROM `conversions`
  INNER JOIN `spans`
    ON `conversions`.`person_id` = `spans`.`person_id`
  WHERE
    `conversions`.`converted_second` >= `spans`.`opened`
    AND `conversions`.`converted_second` <= `spans`.`closed`
), `neighbours` AS (
  SELECT
    `packed`,
    LEAD(`packed`) OVER (PARTITION BY `person_id` ORDER BY `packed` NULLS LAST) AS `following`,
    LAG(`packed`, 1) OVER (PARTITION BY `person_id` ORDER BY `packed` NULLS LAST) AS `before_1`,
    LAG(`packed`, 2) OVER (PARTITION BY `person_id` ORDER BY `packed` NULLS LAST) AS `before_2`,
    LAG(`packed`, 3) OVER (PARTITION BY `person_id` ORDER BY `packed` NULLS LAST) AS `before_3`,
    LAG(`packed`, 4) OVER (PARTITION BY `person_id` ORDER BY `packed` NULLS LAST) AS `before_4`,
    CAST(NULL AS INT64) AS `conversion`
  FROM `unsold`
  UNION ALL
  SELECT
    `packed`,
    LAG(`packed`) OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `following`,
    LEAD(`packed`, 1) OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `before_1`,
    LEAD(`packed`, 2) OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `before_2`,
    LEAD(`packed`, 3) OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `before_3`,
    LEAD(`packed`, 4) OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `before_4`,
    MIN(CASE WHEN MOD(`packed`, 64) = 63 THEN `packed` END) OVER (
      PARTITION BY `person_id`
      ORDER BY `packed` DESC
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS `conversion`
  FROM `events`
), `touches` AS (
  SELECT
    `packed`,
    `following`,
    `before_1`,
    `before_2`,
    `before_3`,
    `before_4`,
    `conversion`,
    COALESCE(DIV(`conversion` - `packed`, 64) <= @window_seconds, FALSE) AS `converts`
  FROM `neighbours`
  WHERE
    MOD(`packed`, 64) <> 63 AND DIV(`packed`, 64) <= @known_second
), `steps` AS (
  SELECT
    CASE WHEN DIV(`packed`, 64) > @cut_second THEN 1 ELSE 0 END AS `later`,
    CASE
      WHEN (
        CASE
          WHEN `before_1` IS NULL OR MOD(`before_1`, 64) = 63
          THEN 0
          WHEN `converts` AND DIV(`conversion` - `before_1`, 64) <= @window_seconds
          THEN 1
          WHEN NOT `converts` AND DIV(`packed`, 64) - DIV(`before_1`, 64) <= @window_seconds
          THEN 1
          ELSE 0
        END
      ) = 0
      THEN 1
      WHEN (
        CASE
          WHEN `before_2` IS NULL OR MOD(`before_2`, 64) = 63
          THEN 0
          WHEN `converts` AND DIV(`conversion` - `before_2`, 64) <= @window_seconds
          THEN 1
          WHEN NOT `converts` AND DIV(`before_1`, 64) - DIV(`before_2`, 64) <= @window_seconds
          THEN 1
          ELSE 0
        END
      ) = 0
      THEN 2
      WHEN (
        CASE
          WHEN `before_3` IS NULL OR MOD(`before_3`, 64) = 63
          THEN 0
          WHEN `converts` AND DIV(`conversion` - `before_3`, 64) <= @window_seconds
          THEN 1
          WHEN NOT `converts` AND DIV(`before_2`, 64) - DIV(`before_3`, 64) <= @window_seconds
          THEN 1
          ELSE 0
        END
      ) = 0
      THEN 3
      WHEN (
        CASE
          WHEN `before_4` IS NULL OR MOD(`before_4`, 64) = 63
          THEN 0
          WHEN `converts` AND DIV(`conversion` - `before_4`, 64) <= @window_seconds
          THEN 1
          WHEN NOT `converts` AND DIV(`before_3`, 64) - DIV(`before_4`, 64) <= @window_seconds
          THEN 1
          ELSE 0
        END
      ) = 0
      THEN 4
      ELSE 5
    END AS `contact`,
    MOD(`packed`, 64) AS `channel`,
    CASE
      WHEN `converts`
      THEN MOD(`following`, 64)
      WHEN `following` IS NULL OR MOD(`following`, 64) = 63
      THEN 61
      WHEN DIV(`following`, 64) - DIV(`packed`, 64) > @window_seconds
      THEN 61
      WHEN DIV(`conversion` - `following`, 64) <= @window_seconds
      THEN 61
      ELSE MOD(`following`, 64)
    END AS `went_to`,
    DIV(`following`, 64) - DIV(`packed`, 64) AS `elapsed`,
    `before_1`,
    `before_2`,
    `before_3`
  FROM `touches`
), `timed` AS (
  SELECT
    `later`,
    `contact`,
    `channel`,
    `went_to`,
    CASE
      WHEN `went_to` > 60
      THEN 0
      ELSE (
        CASE
          WHEN `elapsed` < 172800
          THEN DIV(`elapsed`, 3600)
          ELSE 46 + DIV(`elapsed`, 86400)
        END
      )
    END AS `waited`,
    CASE
      WHEN `went_to` <> 63
      THEN 0
      WHEN `contact` = 1
      THEN (
        LEAST(COALESCE(MOD(`channel`, 64), 8), COALESCE(8, MOD(`channel`, 64))) + 1
      )
      WHEN `contact` = 2
      THEN 10 * (
        LEAST(COALESCE(MOD(`before_1`, 64), 8), COALESCE(8, MOD(`before_1`, 64))) + 1
      ) + (
        LEAST(COALESCE(MOD(`channel`, 64), 8), COALESCE(8, MOD(`channel`, 64))) + 1
      )
      WHEN `contact` = 3
      THEN 100 * (
        LEAST(COALESCE(MOD(`before_2`, 64), 8), COALESCE(8, MOD(`before_2`, 64))) + 1
      ) + 10 * (
        LEAST(COALESCE(MOD(`before_1`, 64), 8), COALESCE(8, MOD(`before_1`, 64))) + 1
      ) + (
        LEAST(COALESCE(MOD(`channel`, 64), 8), COALESCE(8, MOD(`channel`, 64))) + 1
      )
      WHEN `contact` = 4
      THEN 1000 * (
        LEAST(COALESCE(MOD(`before_3`, 64), 8), COALESCE(8, MOD(`before_3`, 64))) + 1
      ) + 100 * (
        LEAST(COALESCE(MOD(`before_2`, 64), 8), COALESCE(8, MOD(`before_2`, 64))) + 1
      ) + 10 * (
        LEAST(COALESCE(MOD(`before_1`, 64), 8), COALESCE(8, MOD(`before_1`, 64))) + 1
      ) + (
        LEAST(COALESCE(MOD(`channel`, 64), 8), COALESCE(8, MOD(`channel`, 64))) + 1
      )
      ELSE 0
    END AS `route`
  FROM `steps`
)
SELECT
  `later`,
  `contact`,
  `channel`,
  `went_to`,
  `waited`,
  `route`,
  COUNT(*) AS `n`
FROM `timed`
GROUP BY
  `later`,
  `contact`,
  `channel`,
  `went_to`,
  `waited`,
  `route`
