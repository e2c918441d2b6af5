"""From an address to an engine; a driver is imported only where its engine is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from corrente.core.errors import EngineError
from corrente.engine.failures import not_installed, unknown_url, unreachable
from corrente.engine.port import Engine


def connect(url: str = "duckdb://") -> Engine:
    """The engine at ``url``.

    - ``duckdb://`` inside this process, ``duckdb:///path/to/file.duckdb`` beside a file of the company's own;
      ``?threads=2&memory=4GB``;
    - ``postgresql://user:password@host:5432/database``, with libpq's parameters;
    - ``clickhouse://user:password@host:8123/database``, ``?secure=true`` for TLS; ``chdb://`` inside this process;
    - ``spark://host:7077``, ``spark://local?threads=2`` for this machine; ``?`` with Spark's own settings.

    Raises `EngineError` where the scheme is unknown, the driver is not installed, or no one answers; its words never
    hold the password.
    """
    scheme = url.partition(":")[0].lower()
    if scheme not in _OPENERS:
        raise unknown_url(scheme, ", ".join(f"{known}://" for known in _OPENERS))
    opener, engine, extra = _OPENERS[scheme]
    parts = _parts(url, scheme)
    try:
        return opener(parts)
    except EngineError:
        raise
    except ImportError as error:
        raise not_installed(engine, extra) from error
    except Exception as error:  # each driver has its own tree of errors
        raise unreachable(engine, _without_user(parts), error, parts.password) from None


def _parts(url: str, scheme: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 -- reading it checks it
    except ValueError as error:
        raise unreachable(_OPENERS[scheme][1], f"{scheme}://", error) from None
    return parts


def _without_user(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _options(parts: SplitResult) -> dict[str, str]:
    return dict(parse_qsl(parts.query))


def _duckdb(parts: SplitResult) -> Engine:
    from corrente.engine.duckdb import DuckDB

    options = _options(parts)
    path = unquote(parts.netloc + parts.path)
    threads = int(options["threads"]) if "threads" in options else None
    return DuckDB(Path(path) if path else None, threads, options.get("memory"))


def _postgres(parts: SplitResult) -> Engine:
    from corrente.engine.postgres import Postgres

    return Postgres(parts.geturl())


def _clickhouse(parts: SplitResult) -> Engine:
    from corrente.engine.clickhouse import ClickHouse

    return ClickHouse.server(
        host=parts.hostname or "localhost",
        port=parts.port or 0,
        username=unquote(parts.username or "default"),
        password=unquote(parts.password or ""),
        database=parts.path.strip("/") or "default",
        secure=_options(parts).get("secure") == "true",
    )


def _chdb(_: SplitResult) -> Engine:
    from corrente.engine.clickhouse import ClickHouse

    return ClickHouse.embedded()


def _spark(parts: SplitResult) -> Engine:
    from corrente.engine.spark import Spark

    options = _options(parts)
    threads = options.pop("threads", "*")
    return Spark(f"local[{threads}]" if parts.netloc == "local" else f"spark://{parts.netloc}", options)


_OPENERS: Mapping[str, tuple[Callable[[SplitResult], Engine], str, str]] = {
    "duckdb": (_duckdb, "DuckDB", ""),
    "postgresql": (_postgres, "PostgreSQL", "postgres"),
    "postgres": (_postgres, "PostgreSQL", "postgres"),
    "clickhouse": (_clickhouse, "ClickHouse", "clickhouse"),
    "chdb": (_chdb, "ClickHouse", "clickhouse"),
    "spark": (_spark, "Spark", "spark"),
}
