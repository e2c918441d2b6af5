WITH `conversions` AS (
  SELECT
    `customer_id` AS `person_id`,
    `ordered_second` AS `converted_second`
  FROM `orders`
  WHERE
    :from_leads = 0 AND `revenue` >= 0 AND `ordered_day` <= :until_day
  UNION ALL
  SELECT
    `person_id`,
    `converted_second`
  FROM `leads`
  WHERE
    :from_leads = 1 AND NOT `person_id` IS NULL AND `converted_day` <= :until_day
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
    `touchpoints`.`occurred_day` <= :until_day AND `buyers`.`person_id` IS NULL
), `sold` AS (
  SELECT
    `touchpoints`.`person_id` AS `person_id`,
    `touchpoints`.`occurred_second` * 64 + COALESCE(`channels`.`code`, 30) AS `packed`
  FROM `touchpoints`
  LEFT JOIN `channels`
    ON `touchpoints`.`channel` = `channels`.`channel`
  WHERE
    `touchpoints`.`occurred_day` <= :until_day
    AND `touchpoints`.`person_id` IN (
      SELECT
        `person_id`
      FROM `buyers`
    )
), `spans` AS (
  SELECT
    `person_id`,
    (
      MIN(`packed`) DIV 64
    ) AS `opened`,
    (
      MAX(`packed`) DIV 64
    ) + :window_seconds AS `closed`
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
    LAG(`packed`) OVER (PARTITION BY `person_id` ORDER BY `packed` NULLS LAST) AS `preceding`,
    CAST(NULL AS BIGINT) AS `conversion`
  FROM `unsold`
  UNION ALL
  SELECT
    `packed`,
    LAG(`packed`) OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `following`,
    LEAD(`packed`) OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `preceding`,
    MIN(CASE WHEN `packed` % 64 = 63 THEN `packed` END) OVER (
      PARTITION BY `person_id`
      ORDER BY `packed` DESC
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS `conversion`
  FROM `events`
), `touches` AS (
  SELECT
    `packed`,
    `following`,
    `preceding`,
    `conversion`,
    COALESCE((
      (
        `conversion` - `packed`
      ) DIV 64
    ) <= :window_seconds, FALSE) AS `converts`
  FROM `neighbours`
  WHERE
    `packed` % 64 <> 63 AND (
      `packed` DIV 64
    ) <= :known_second
), `steps` AS (
  SELECT
    CASE WHEN (
      `packed` DIV 64
    ) > :cut_second THEN 1 ELSE 0 END AS `later`,
    CASE
      WHEN `preceding` IS NULL OR `preceding` % 64 = 63
      THEN 62
      WHEN `converts`
      AND (
        (
          `conversion` - `preceding`
        ) DIV 64
      ) <= :window_seconds
      THEN `preceding` % 64
      WHEN NOT `converts`
      AND (
        `packed` DIV 64
      ) - (
        `preceding` DIV 64
      ) <= :window_seconds
      THEN `preceding` % 64
      ELSE 62
    END AS `came_from`,
    `packed` % 64 AS `channel`,
    CASE
      WHEN `converts`
      THEN `following` % 64
      WHEN `following` IS NULL OR `following` % 64 = 63
      THEN 61
      WHEN (
        `following` DIV 64
      ) - (
        `packed` DIV 64
      ) > :window_seconds
      THEN 61
      WHEN (
        (
          `conversion` - `following`
        ) DIV 64
      ) <= :window_seconds
      THEN 61
      ELSE `following` % 64
    END AS `went_to`
  FROM `touches`
)
SELECT
  `later`,
  `came_from`,
  `channel`,
  `went_to`,
  COUNT(*) AS `n`
FROM `steps`
GROUP BY
  `later`,
  `came_from`,
  `channel`,
  `went_to`
