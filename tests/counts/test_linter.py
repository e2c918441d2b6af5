"""The linter: every file of the package passes, and every rule has an example that breaks it."""

from __future__ import annotations

import pytest

from corrente.counts.tally import read
from corrente.engine.linter import Rule, lint
from tests.asked import count_names, score_names

HEADER = """-- Purchases by channel.
-- tables: orders
-- parameters: until_day
-- lookups: channels(channel, code)
-- keys: code
-- bound: 32
"""
BODY = """select channels.code, count(*) as purchases, sum(orders.revenue // 2) as half
from orders inner join channels on orders.category = channels.channel
where orders.ordered_day <= $until_day group by channels.code"""
GOOD = HEADER + BODY

BROKEN = {
    "no header": (BODY, Rule.HEADER),
    "no bound": (GOOD.replace("-- bound: 32\n", ""), Rule.HEADER),
    "bound of nothing": (GOOD.replace("bound: 32", "bound: 0"), Rule.HEADER),
    "a field twice": (GOOD.replace("-- bound", "-- keys: code\n-- bound"), Rule.HEADER),
    "no name": (GOOD.replace("keys: code", "keys: Code!"), Rule.HEADER),
    "lookup without columns": (GOOD.replace("channels(channel, code)", "channels"), Rule.HEADER),
    "not SQL": (HEADER + "select from where (", Rule.STATEMENT),
    "two statements": (GOOD + "; select 1 as x", Rule.STATEMENT),
    "not a select": (HEADER + "drop table orders", Rule.STATEMENT),
    "table not declared": (GOOD.replace("tables: orders", "tables: none"), Rule.TABLES),
    "table not used": (GOOD.replace("tables: orders", "tables: orders, customers"), Rule.TABLES),
    "table hidden": (GOOD.replace("select channels", "with orders as (select 1 as x) select channels"), Rule.TABLES),
    "lookup not used": (GOOD.replace("code)\n", "code), stages(stage)\n"), Rule.LOOKUPS),
    "parameter not declared": (GOOD.replace("parameters: until_day", "parameters: none"), Rule.PARAMETERS),
    "parameter not used": (GOOD.replace("parameters: until_day", "parameters: until_day, k"), Rule.PARAMETERS),
    "key not in the result": (GOOD.replace("keys: code", "keys: stage"), Rule.KEYS),
    "column without a name": (GOOD.replace(" as purchases", ""), Rule.KEYS),
    "select star": (HEADER + "select * from orders, channels where revenue > $until_day", Rule.STAR),
    "division": (GOOD.replace("//", "/"), Rule.WHOLE),
    "fraction": (GOOD.replace("revenue // 2", "revenue * 0.5"), Rule.WHOLE),
    "exponent": (GOOD.replace("revenue // 2", "revenue * 1e3"), Rule.WHOLE),
    "date function": (GOOD.replace("orders.revenue // 2", "year(orders.revenue)"), Rule.PORTABLE),
    "date type": (GOOD.replace("orders.revenue // 2", "cast(orders.revenue as date)"), Rule.PORTABLE),
    "floating type": (GOOD.replace("orders.revenue // 2", "cast(orders.revenue as double)"), Rule.PORTABLE),
    "shift": (GOOD.replace("// 2", "<< 2"), Rule.PORTABLE),
    "bit-and": (GOOD.replace("// 2", "& 2"), Rule.PORTABLE),
    "range": (GOOD.replace("orders inner", "orders cross join range(3) inner"), Rule.PORTABLE),
    "unnest": (GOOD.replace("orders.revenue // 2", "unnest([1, 2])"), Rule.PORTABLE),
    "list": (GOOD.replace("sum(orders.revenue // 2)", "list(orders.revenue)"), Rule.PORTABLE),
    "quantile": (GOOD.replace("sum(orders.revenue // 2)", "quantile_cont(orders.revenue, 1)"), Rule.PORTABLE),
    "unknown function": (GOOD.replace("orders.revenue // 2", "frob(orders.revenue)"), Rule.PORTABLE),
    "limit": (GOOD + " limit 3", Rule.PORTABLE),
    "filter clause": (GOOD.replace("count(*)", "count(*) filter (where revenue > 0)"), Rule.PORTABLE),
    "qualify": (GOOD + " qualify row_number() over (order by 1) = 1", Rule.PORTABLE),
    "lower of other letters": (GOOD.replace("where", "where lower(category) = 'açaí' and"), Rule.PORTABLE),
    "lower as a value": (GOOD.replace("orders.revenue // 2", "lower(orders.category)"), Rule.PORTABLE),
    "alias hides a column": (GOOD.replace("as half", "as revenue"), Rule.ALIAS),
    "unbounded following": (
        GOOD.replace(
            "sum(orders.revenue // 2)", "sum(1) over (order by 1 rows between 1 preceding and unbounded following)"
        ),
        Rule.WINDOW,
    ),
    "frame of values": (
        GOOD.replace("sum(orders.revenue // 2)", "sum(1) over (order by 1 range between 6 preceding and current row)"),
        Rule.WINDOW,
    ),
    "outer join without equality": (
        GOOD.replace("inner join", "left join").replace("category = ", "category < "),
        Rule.JOIN,
    ),
    "right join": (GOOD.replace("inner join", "right join"), Rule.JOIN),
}


def test_the_example_is_good() -> None:
    assert lint(GOOD) == ()


@pytest.mark.parametrize("name", BROKEN)
def test_each_rule_is_seen_when_broken(name: str) -> None:
    sql, rule = BROKEN[name]
    assert rule in {problem.rule for problem in lint(sql)}


def test_every_rule_has_an_example() -> None:
    assert {rule for _, rule in BROKEN.values()} == set(Rule)


@pytest.mark.parametrize("name", count_names())
def test_every_count_of_the_package_passes(name: str) -> None:
    assert lint(read(name).sql) == ()


@pytest.mark.parametrize("name", score_names())
def test_every_score_of_the_package_passes(name: str) -> None:
    assert lint(read(f"scores/{name}").sql, scores=True) == ()


def test_scores_may_say_double_and_need_no_bound() -> None:
    sql = GOOD.replace("-- bound: 32\n", "").replace("revenue // 2", "revenue * 0.5")
    assert lint(sql, scores=True) == ()
    assert lint(sql.replace("* 0.5", "/ 2"), scores=True) != ()


def test_names_in_a_header_may_carry_remarks_and_go_on() -> None:
    from corrente.engine.header import parse

    header = parse(
        GOOD.replace("keys: code", "keys: code (30: other,\n--   none),\n--   stage").replace("32", "32 (31 and one)")
    )
    assert header.keys == ("code", "stage")
    assert header.bound == 32
    assert header.purpose == "Purchases by channel."
