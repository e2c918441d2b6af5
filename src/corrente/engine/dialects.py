"""DuckDB's dialect, said in every other one: SQLGlot, with the shims that whole numbers need to stay equal.

Each shim is here because an engine gave another number, or none, without it; ``tests/engines`` holds them to DuckDB's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache, reduce

import sqlglot
from sqlglot import exp

from corrente.engine.port import Parameters


class Dialect(StrEnum):
    """The dialects that counts are translated to, under SQLGlot's names."""

    DUCKDB = "duckdb"
    POSTGRES = "postgres"
    CLICKHOUSE = "clickhouse"
    SPARK = "spark"
    BIGQUERY = "bigquery"
    SNOWFLAKE = "snowflake"
    TRINO = "trino"


Shim = Callable[[exp.Expr], exp.Expr]


def translate(
    sql: str,
    dialect: Dialect,
    parameters: Parameters | None,
    tables: Mapping[str, str],
    whole: bool = True,
    pretty: bool = False,
) -> str:
    """``sql`` in ``dialect``, its parameters bound as integer literals and its ``tables`` renamed.

    ``tables`` maps a name in the SQL to the name in the engine (qualified and quoted as that engine writes it). With
    ``whole``, all numbers are whole (counts): sums and products are kept within 64 bits or fail. ``parameters`` None
    leaves their places open. Raises ``ValueError`` for a parameter too many or too few.
    """
    tree = _parsed(sql).copy()
    if parameters is not None:
        _bind(tree, parameters)
    _rename(tree, tables, dialect)
    _name_columns(tree)
    shims = {**_SHIMS.get(dialect, {}), **(_WHOLE.get(dialect, {}) if whole else {})}
    for kind, shim in shims.items():
        tree = _replaced(tree, kind, shim)
    named = dialect is not Dialect.SNOWFLAKE  # a quoted name would not fold to upper case there
    return tree.sql(dialect=dialect.value, identify=named, comments=False, pretty=pretty)


@lru_cache(maxsize=256)
def _parsed(sql: str) -> exp.Expr:
    return sqlglot.parse_one(sql, read="duckdb")


def _bind(tree: exp.Expr, parameters: Parameters) -> None:
    places = list(tree.find_all(exp.Placeholder))
    asked = {place.name for place in places}
    if asked != set(parameters):
        raise ValueError(f"the statement takes {sorted(asked)}, not {sorted(parameters)}")
    for place in places:
        place.replace(_bigint(exp.Literal.number(int(parameters[place.name]))))


def _rename(tree: exp.Expr, tables: Mapping[str, str], dialect: Dialect) -> None:
    """Point table names at the engine's; a name that the statement itself defines in ``with`` is left alone."""
    defined = {cte.alias for cte in tree.find_all(exp.CTE)}
    for table in list(tree.find_all(exp.Table)):
        target = tables.get(f"{table.db}.{table.name}" if table.db else table.name)
        if target and table.name not in defined:
            new = exp.to_table(target, dialect=dialect.value)
            new.set("alias", table.args.get("alias") or exp.TableAlias(this=exp.to_identifier(table.name)))
            new.set("joins", table.args.get("joins"))
            table.replace(new)


def _name_columns(tree: exp.Expr) -> None:
    """Write ``t.x`` as ``t.x as x``: ClickHouse names an ambiguous one ``t.x``."""
    for select in tree.find_all(exp.Select):
        named = [exp.alias_(e, e.name) if isinstance(e, exp.Column) and e.table else e for e in select.expressions]
        select.set("expressions", named)


def _replaced(tree: exp.Expr, kind: type[exp.Expr], shim: Shim) -> exp.Expr:
    """Replace every node of ``kind`` by its shim, inner nodes first; a function goes together with its window."""
    for node in reversed(list(tree.find_all(kind))):
        while isinstance(node.parent, exp.Window) and node.parent.this is node:
            node = node.parent
        node.replace(shim(node.copy()))
    return tree


def _bigint(node: exp.Expr) -> exp.Expr:
    return exp.cast(node, exp.DType.BIGINT)


def _call(name: str, *arguments: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=name, expressions=list(arguments))


def _operand(node: exp.Expr) -> exp.Expr:
    return node.unnest()


def _typed_division(node: exp.Expr) -> exp.Expr:
    """``/`` between BIGINTs is whole in PostgreSQL and Trino; SQLGlot would go through numeric or double."""
    left, right = _bigint(_operand(node.this)), _bigint(_operand(node.expression))
    return exp.paren(exp.Div(this=left, expression=right, typed=True, safe=False), copy=False)


def _function_division(name: str) -> Shim:
    return lambda node: _call(name, _operand(node.this), _operand(node.expression))


def _operator_division(node: exp.Expr) -> exp.Expr:
    """Spark's ``div``, which binds as loosely as ``*``."""
    return exp.paren(node, copy=False)


def _exact_division(node: exp.Expr) -> exp.Expr:
    """Snowflake's ``/`` rounds at six decimals: take the remainder off first."""
    left, right = exp.paren(_operand(node.this)), exp.paren(_operand(node.expression))
    rest = exp.Mod(this=left.copy(), expression=right.copy())
    return _bigint(
        exp.Div(this=exp.paren(exp.Sub(this=left, expression=rest)), expression=right, typed=True, safe=False)
    )


def _null_blind(node: exp.Expr) -> exp.Expr:
    """``least`` and ``greatest`` that pass over nulls, as DuckDB's do, where the engine's give null."""
    kind = type(node)

    def pair(left: exp.Expr, right: exp.Expr) -> exp.Expr:
        first = exp.Coalesce(this=left.copy(), expressions=[right.copy()])
        second = exp.Coalesce(this=right.copy(), expressions=[left.copy()])
        return kind(this=first, expressions=[second])

    folded: exp.Expr = reduce(pair, [node.this, *node.expressions])
    return folded


def _wide_sum(node: exp.Expr) -> exp.Expr:
    """ClickHouse adds 64 bits silently around the corner: add 128, and fail where 64 do not hold the sum."""
    total = node.this if isinstance(node, exp.Window) else node
    if isinstance(total.this, exp.Distinct) or _is_tally(total.this):
        return _call("toInt64", node)
    total.set("this", _call("toInt128", total.this))
    return _accurate(node)


def _is_tally(summed: exp.Expr) -> bool:
    """``case when ... then 1 else 0 end``: no table has rows enough for its sum to be too large."""
    if not isinstance(summed, exp.Case):
        return False
    results = [branch.args["true"] for branch in summed.args["ifs"]] + [summed.args.get("default") or exp.null()]
    return all(isinstance(result, exp.Null) or result.name in ("0", "1") for result in results)


def _wide_product(node: exp.Expr) -> exp.Expr:
    return _accurate(exp.Mul(this=_call("toInt128", _operand(node.this)), expression=node.expression))


def _accurate(node: exp.Expr) -> exp.Expr:
    return _call("accurateCast", node, exp.Literal.string("Nullable(Int64)"))


def _signed(node: exp.Expr) -> exp.Expr:
    """ClickHouse counts unsigned, and ``case when ... then count(*) else -1 end`` has no common type."""
    return _call("toInt64", node)


_EDGES = " \t\r\n\u00a0\ufeff"
"""What is trimmed off a text: spaces, line ends, the no-break space and the byte-order mark."""

_DOOR: Mapping[Dialect, Mapping[str, str]] = {
    Dialect.POSTGRES: {
        "utc_second": "CAST(FLOOR(EXTRACT(EPOCH FROM"
        " CASE WHEN CAST(PG_TYPEOF({0}) AS TEXT) = 'timestamp with time zone'"
        " THEN CAST({0} AS TIMESTAMPTZ) ELSE TIMEZONE({1}, CAST({0} AS TIMESTAMP)) END)) AS BIGINT)",
        "local_day": "(CAST(CASE WHEN CAST(PG_TYPEOF({0}) AS TEXT) = 'timestamp with time zone'"
        " THEN TIMEZONE({1}, CAST({0} AS TIMESTAMPTZ)) ELSE CAST({0} AS TIMESTAMP) END AS DATE)"
        " - DATE '1970-01-01')",
        "tidy": f"BTRIM({{0}}, '{_EDGES}')",
        "hashed": "ENCODE(SHA256(CONVERT_TO({1} || LOWER({0}), 'UTF8')), 'hex')",
    },
    Dialect.CLICKHOUSE: {
        "utc_second": "intDiv(toUnixTimestamp64Milli(toDateTime64({0}, 3, {1})), 1000)",
        "local_day": "toInt32(toDate32(toDateTime64({0}, 3, {1})))",
        "tidy": f"replaceRegexpAll({{0}}, '^[{_EDGES}]+|[{_EDGES}]+$', '')",
        "hashed": "lower(hex(SHA256(concat({1}, lowerUTF8({0})))))",
    },
    Dialect.SPARK: {
        "utc_second": "UNIX_SECONDS(CASE WHEN TYPEOF({0}) = 'timestamp' THEN CAST({0} AS TIMESTAMP)"
        " ELSE TO_UTC_TIMESTAMP(CAST({0} AS TIMESTAMP), {1}) END)",
        "local_day": "UNIX_DATE(CAST(CASE WHEN TYPEOF({0}) = 'timestamp'"
        " THEN FROM_UTC_TIMESTAMP(CAST({0} AS TIMESTAMP), {1}) ELSE CAST({0} AS TIMESTAMP) END AS DATE))",
        "tidy": f"TRIM(BOTH '{_EDGES}' FROM {{0}})",
        "hashed": "SHA2(CONCAT({1}, LOWER({0})), 256)",
    },
}


def _door(dialect: Dialect) -> Shim:
    """What the door may call (see `Engine.adopt`).

    ``utc_second``, ``local_day``: a moment with a zone is an instant, one without is the zone's wall clock.
    ``tidy``: a text without spaces around it; ``hashed``: a text's SHA-256 under a salt, case apart.
    """

    def shim(node: exp.Expr) -> exp.Expr:
        template = _DOOR[dialect].get(node.name.lower())
        if template is None:
            return node
        parts = (part.sql(dialect=dialect.value, identify=True) for part in node.expressions)
        return exp.Var(this=template.format(*parts))

    return shim


_COUNTS = (exp.Count, exp.RowNumber, exp.Rank, exp.DenseRank)

_SHIMS: Mapping[Dialect, Mapping[type[exp.Expr], Shim]] = {
    Dialect.POSTGRES: {
        exp.IntDiv: _typed_division,
        exp.Anonymous: _door(Dialect.POSTGRES),
    },
    Dialect.CLICKHOUSE: {
        exp.IntDiv: _function_division("intDiv"),
        exp.Anonymous: _door(Dialect.CLICKHOUSE),
        exp.Lower: lambda node: _call("lowerUTF8", node.this),
        exp.Length: lambda node: _signed(_call("lengthUTF8", node.this)),
        exp.Substring: lambda node: _call("substringUTF8", node.this, node.args["start"], node.args["length"]),
        **dict.fromkeys(_COUNTS, _signed),
    },
    Dialect.SPARK: {
        exp.IntDiv: _operator_division,
        exp.Anonymous: _door(Dialect.SPARK),
    },
    Dialect.BIGQUERY: {
        exp.IntDiv: _function_division("DIV"),
        exp.Least: _null_blind,
        exp.Greatest: _null_blind,
    },
    Dialect.SNOWFLAKE: {exp.IntDiv: _exact_division},
    Dialect.TRINO: {
        exp.IntDiv: _typed_division,
        exp.Least: _null_blind,
        exp.Greatest: _null_blind,
    },
}

_WHOLE: Mapping[Dialect, Mapping[type[exp.Expr], Shim]] = {
    Dialect.CLICKHOUSE: {exp.Sum: _wide_sum, exp.Mul: _wide_product, exp.Abs: _signed},
}
