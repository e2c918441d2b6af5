select person_id, assigned_at, arm, outcome, value, campaign from treated order by person_id
