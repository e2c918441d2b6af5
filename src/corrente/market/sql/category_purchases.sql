select
    panel.person as person_id,
    moment(panel.second) as purchased_at,
    panel_brands.name as brand,
    cents(1000 + (panel.word >> 24) % 2000) as value
from panel
inner join panel_brands on panel_brands.place = panel.place
order by panel.person, panel.second, panel.word
