WITH `conversions` AS (
  SELECT
    `customer_id` AS `person_id`,
    `ordered_second` * 64 + 63 AS `packed`,
    `revenue`
  FROM `orders`
  WHERE
    :from_leads = 0 AND `revenue` >= 0 AND `ordered_day` <= :until_day
  UNION ALL
  SELECT
    `person_id`,
    `converted_second` * 64 + 63 AS `packed`,
    0 AS `revenue`
  FROM `leads`
  WHERE
    :from_leads = 1 AND NOT `person_id` IS NULL AND `converted_day` <= :until_day
), `events` AS (
  SELECT
    `touchpoints`.`person_id` AS `person_id`,
    `touchpoints`.`occurred_second` * 64 + COALESCE(`channels`.`code`, 30) AS `packed`,
    0 AS `revenue`
  FROM `touchpoints`
  LEFT JOIN `channels`
    ON `touchpoints`.`channel` = `channels`.`channel`
  WHERE
    `touchpoints`.`occurred_day` <= :until_day
    AND `touchpoints`.`person_id` IN (
      SELECT
        `person_id`
      FROM `conversions`
    )
  UNION ALL
  SELECT
    `person_id`,
    `packed`,
    `revenue`
  FROM `conversions`
), `neighbours` AS (
  SELECT
    `person_id`,
    `packed`,
    `revenue`,
    ROW_NUMBER() OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `place`,
    LEAD(`packed`) OVER (PARTITION BY `person_id` ORDER BY `packed` DESC) AS `preceding`,
    MIN(CASE WHEN `packed` % 64 = 63 THEN `packed` END) OVER (
      PARTITION BY `person_id`
      ORDER BY `packed` DESC
      rows BETWEEN UNBOUNDED preceding AND CURRENT ROW
    ) AS `conversion`
  FROM `events`
), `members` AS (
  SELECT
    `neighbours`.`person_id` AS `person_id`,
    `neighbours`.`conversion` AS `conversion`,
    `neighbours`.`packed` AS `packed`,
    `neighbours`.`revenue` AS `revenue`,
    `neighbours`.`place` AS `place`,
    `bits`.`mask` AS `mask`,
    CASE
      WHEN `neighbours`.`packed` = `neighbours`.`conversion`
      THEN 0
      ELSE `decay`.`weight`
    END AS `weight`
  FROM `neighbours`
  INNER JOIN `bits`
    ON `neighbours`.`packed` % 64 = `bits`.`code`
  INNER JOIN `decay`
    ON (
      (
        `neighbours`.`conversion` - `neighbours`.`packed`
      ) DIV 5529600
    ) = `decay`.`age`
  WHERE
    (
      (
        `neighbours`.`conversion` - `neighbours`.`packed`
      ) DIV 64
    ) <= :window_seconds
    AND (
      `neighbours`.`packed` % 64 <> 63
      OR `neighbours`.`preceding` = `neighbours`.`packed`
      OR (
        `neighbours`.`preceding` % 64 <> 63
        AND (
          (
            `neighbours`.`packed` - `neighbours`.`preceding`
          ) DIV 64
        ) <= :window_seconds
      )
    )
), `paths` AS (
  SELECT
    `person_id`,
    `conversion`,
    MAX(`place`) AS `opening`,
    MIN(CASE WHEN `packed` < `conversion` THEN `place` END) AS `closing`,
    (
      MIN(`packed`) DIV 64
    ) AS `began`,
    BIT_OR(`mask`) AS `channels_met`,
    SUM(`weight`) AS `weights`,
    SUM(`revenue`) AS `path_value`
  FROM `members`
  GROUP BY
    `person_id`,
    `conversion`
), `touches` AS (
  SELECT
    CASE WHEN `paths`.`began` <= :known_second THEN 1 ELSE 0 END AS `settled`,
    `paths`.`channels_met` AS `channels_met`,
    `members`.`packed` % 64 AS `channel`,
    `members`.`place` AS `place`,
    `paths`.`opening` AS `opening`,
    `paths`.`closing` AS `closing`,
    `paths`.`closing` + (
      (
        `paths`.`opening` - `paths`.`closing` + 1
      ) DIV 2
    ) AS `middle`,
    `paths`.`opening` - `paths`.`closing` + 1 AS `length`,
    `paths`.`path_value` AS `path_value`,
    (
      `members`.`weight` * :unit DIV `paths`.`weights`
    ) AS `decayed`
  FROM `members`
  INNER JOIN `paths`
    ON `members`.`person_id` = `paths`.`person_id`
    AND `members`.`conversion` = `paths`.`conversion`
  WHERE
    `members`.`packed` < `members`.`conversion`
)
SELECT
  `settled`,
  `channels_met`,
  `channel`,
  COUNT(*) AS `touches`,
  SUM(CASE WHEN `place` = `opening` THEN 1 ELSE 0 END) AS `first_touches`,
  SUM(CASE WHEN `place` = `closing` THEN 1 ELSE 0 END) AS `last_touches`,
  SUM(CASE WHEN `place` = `opening` THEN `path_value` ELSE 0 END) AS `first_value`,
  SUM((
    :unit DIV `length`
  )) AS `linear`,
  SUM(
    CASE
      WHEN `length` <= 2
      THEN (
        :unit DIV `length`
      )
      WHEN `place` = `opening` OR `place` = `closing`
      THEN (
        2 * :unit DIV 5
      )
      ELSE (
        :unit DIV (
          5 * (
            `length` - 2
          )
        )
      )
    END
  ) AS `u_shaped`,
  SUM(
    CASE
      WHEN `length` <= 3
      THEN (
        :unit DIV `length`
      )
      WHEN `place` = `opening` OR `place` = `closing` OR `place` = `middle`
      THEN (
        3 * :unit DIV 10
      )
      ELSE (
        :unit DIV (
          10 * (
            `length` - 3
          )
        )
      )
    END
  ) AS `w_shaped`,
  SUM(`decayed`) AS `time_decay`
FROM `touches`
GROUP BY
  `settled`,
  `channels_met`,
  `channel`
