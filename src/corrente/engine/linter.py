"""What may stand in a count: only what every dialect is known to say the same way. Development time only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import sqlglot
from sqlglot import exp

from corrente.engine.header import Header, parse


class Rule(StrEnum):
    """The rules, by what they guard."""

    HEADER = "header"
    STATEMENT = "statement"
    TABLES = "tables"
    PARAMETERS = "parameters"
    LOOKUPS = "lookups"
    KEYS = "keys"
    PORTABLE = "portable"
    WHOLE = "whole numbers"
    ALIAS = "alias"
    STAR = "star"
    WINDOW = "window"
    JOIN = "join"


@dataclass(frozen=True)
class Problem:
    """A rule that the SQL breaks, and where."""

    rule: Rule
    what: str


_STRUCTURE: tuple[type[exp.Expr], ...] = (
    exp.Select, exp.From, exp.Join, exp.Where, exp.Group, exp.Having, exp.Order, exp.Ordered, exp.With, exp.CTE,
    exp.Subquery, exp.Union, exp.Table, exp.TableAlias, exp.Identifier, exp.Column, exp.Alias, exp.Star, exp.Distinct,
    exp.Window, exp.WindowSpec, exp.Literal, exp.Placeholder, exp.Paren, exp.DataType, exp.Exists,
)  # fmt: skip
_OPERATORS: tuple[type[exp.Expr], ...] = (
    exp.And, exp.Or, exp.Not, exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Is, exp.Null, exp.Boolean,
    exp.Between, exp.NullSafeEQ, exp.NullSafeNEQ, exp.Case, exp.If, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Mod,
    exp.IntDiv, exp.Cast,
)  # fmt: skip
_FUNCTIONS: tuple[type[exp.Expr], ...] = (
    exp.Count, exp.Sum, exp.Min, exp.Max, exp.BitwiseOrAgg, exp.Coalesce, exp.Nullif, exp.Least, exp.Greatest, exp.Abs,
    exp.Lag, exp.Lead, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Length, exp.Substring,
)  # fmt: skip
_PORTABLE = frozenset(_STRUCTURE + _OPERATORS + _FUNCTIONS)
_TYPES = frozenset({exp.DType.BIGINT, exp.DType.INT, exp.DType.VARCHAR, exp.DType.TEXT})


def lint(sql: str, scores: bool = False) -> tuple[Problem, ...]:
    """All the rules that ``sql`` breaks, none if it may be a count.

    With ``scores`` the statement joins scores back to people: it is unbounded and may say DOUBLE.
    """
    try:
        header = parse(sql)
    except ValueError as error:
        return (Problem(Rule.HEADER, str(error)),)
    try:
        (tree,) = sqlglot.parse(sql, read="duckdb")
    except (sqlglot.errors.SqlglotError, ValueError) as error:
        return (Problem(Rule.STATEMENT, f"is not one statement that can be read: {error}"),)
    if not isinstance(tree, (exp.Select, exp.Union)):
        return (Problem(Rule.STATEMENT, "is not a select"),)
    return tuple(_problems(tree, header, scores))


def _problems(tree: exp.Query, header: Header, scores: bool) -> Iterator[Problem]:
    yield from _declared(tree, header)
    yield from _output(tree, header, scores)
    yield from _portable(tree, scores)
    yield from _aliases(tree)
    yield from _windows(tree)
    yield from _joins(tree)


def _declared(tree: exp.Query, header: Header) -> Iterator[Problem]:
    defined = {cte.alias for cte in tree.find_all(exp.CTE)}
    read = {table.name for table in tree.find_all(exp.Table)} - defined
    lookups, tables = set(header.lookups), set(header.tables)
    taken = {place.name for place in tree.find_all(exp.Placeholder)}
    yield from _both_ways(Rule.TABLES, read - lookups, tables)
    yield from _both_ways(Rule.LOOKUPS, read & lookups, lookups)
    yield from _both_ways(Rule.PARAMETERS, taken, set(header.parameters))
    for name in defined & (lookups | tables):
        yield Problem(Rule.TABLES, f"{name} is defined in the statement and declared in the header")


def _both_ways(rule: Rule, used: set[str], declared: set[str]) -> Iterator[Problem]:
    for name in sorted(used - declared):
        yield Problem(rule, f"{name} is used but not declared")
    for name in sorted(declared - used):
        yield Problem(rule, f"{name} is declared but not used")


def _output(tree: exp.Query, header: Header, scores: bool) -> Iterator[Problem]:
    names = tree.named_selects
    if any(isinstance(select, exp.Star) or select.is_star for select in tree.selects):
        yield Problem(Rule.STAR, "the result is select *")
        return
    if "" in names:
        yield Problem(Rule.KEYS, "a column of the result has no name")
    if scores:
        return
    for key in header.keys:
        if key not in names:
            yield Problem(Rule.KEYS, f"the key {key} is not in the result")
    if header.bound is None:
        yield Problem(Rule.HEADER, "the header lacks bound")


def _portable(tree: exp.Query, scores: bool) -> Iterator[Problem]:
    types = _TYPES | {exp.DType.DOUBLE} if scores else _TYPES
    for node in tree.walk():
        if isinstance(node, exp.Div) or (isinstance(node, exp.Literal) and not scores and _is_fraction(node)):
            yield Problem(Rule.WHOLE, f"{node.sql('duckdb')} is not a whole number")
        elif isinstance(node, exp.DataType) and node.this not in types:
            yield Problem(Rule.PORTABLE, f"the type {node.sql('duckdb')} is not used in clean tables")
        elif type(node) not in _PORTABLE and not _compares_ascii(node):
            yield Problem(Rule.PORTABLE, f"{node.sql('duckdb')} ({type(node).__name__}) does not carry over")


def _is_fraction(literal: exp.Literal) -> bool:
    return not literal.is_string and not literal.name.isdigit()


def _compares_ascii(node: exp.Expr) -> bool:
    """``lower(x) = 'won'``: engines differ in how they lower other letters, which cannot make it equal."""
    place = node.parent
    if not isinstance(node, exp.Lower) or not isinstance(place, (exp.EQ, exp.In)) or place.this is not node:
        return False
    words = place.expressions if isinstance(place, exp.In) else [place.expression]
    return all(isinstance(word, exp.Literal) and word.is_string and word.name.isascii() for word in words)


def _aliases(tree: exp.Query) -> Iterator[Problem]:
    for select in tree.find_all(exp.Select):
        columns = {column.name for column in _columns(select)}
        for alias in select.expressions:
            if isinstance(alias, exp.Alias) and _aggregates(alias) and alias.alias in columns:
                yield Problem(Rule.ALIAS, f"{alias.sql('duckdb')} hides an input column of that name")


def _columns(select: exp.Select) -> Iterator[exp.Column]:
    """The columns that a select reads from its sources: not those of nested selects, nor its own in ``order by``."""
    parts = [*select.expressions, select.args.get("where"), select.args.get("group")]
    for part in filter(None, parts):
        for node in part.walk(prune=lambda inner: isinstance(inner, exp.Query)):
            if isinstance(node, exp.Column):
                yield node


def _aggregates(alias: exp.Alias) -> bool:
    return alias.this.find(exp.AggFunc) is not None


def _windows(tree: exp.Query) -> Iterator[Problem]:
    for spec in tree.find_all(exp.WindowSpec):
        if str(spec.args.get("kind")).upper() != "ROWS":
            yield Problem(Rule.WINDOW, f"{spec.sql('duckdb')}: only frames of rows carry over")
        if "UNBOUNDED FOLLOWING" in spec.sql("duckdb").upper():
            yield Problem(Rule.WINDOW, "unbounded following is slow on Spark: turn the order around")


def _joins(tree: exp.Query) -> Iterator[Problem]:
    for join in tree.find_all(exp.Join):
        if join.side and not join.args.get("using") and not join.args["on"].find(exp.EQ, exp.NullSafeEQ):
            yield Problem(Rule.JOIN, f"{join.sql('duckdb')}: ClickHouse wants an equality in an outer join")
        if join.side in ("RIGHT", "FULL") or join.kind in ("SEMI", "ANTI", "ASOF"):
            yield Problem(Rule.JOIN, f"{join.sql('duckdb')}: only inner, left and cross joins carry over")
