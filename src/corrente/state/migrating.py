"""The store's tables, brought to what this corrente knows: whole steps, one process at a time."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from corrente.state.failures import newer

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"
"""The last step in ``migrations/versions``."""

_THREADS = Lock()  # Alembic keeps what it is doing in module variables
_PROCESSES = 0x636F7272  # an advisory lock of PostgreSQL: any number that all of us agree on


def migrate(engine: Engine, where: str) -> None:
    """Bring the tables up to date, all steps or none. Raises `StateError` where they come from a newer corrente."""
    with engine.connect() as connection:
        if version(connection) == HEAD:
            return
    from alembic import command

    with _THREADS, engine.execution_options(writes=True).begin() as connection:
        _hold(connection)
        config = _config(connection)
        _refuse_newer(connection, config, where)
        command.upgrade(config, HEAD)


def go_back(engine: Engine, to: str) -> None:
    """Undo the steps after ``to`` ("base" for all): what came with them is dropped with all that it holds."""
    from alembic import command

    with _THREADS, engine.execution_options(writes=True).begin() as connection:
        _hold(connection)
        command.downgrade(_config(connection), to)


def version(connection: Connection) -> str | None:
    """The last step that was made; ``None`` where there is nothing yet."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return found


def _hold(connection: Connection) -> None:
    """Let nobody else migrate until this transaction ends; SQLite's writer is alone anyway."""
    if connection.dialect.name != "postgresql":
        return
    connection.execute(text("select pg_advisory_xact_lock(:number)"), {"number": _PROCESSES})
    schema = connection.execute(text("select current_setting('search_path')")).scalar_one()
    if not inspect(connection).has_schema(schema):
        connection.execute(text(f'create schema "{schema}"'))


def _config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(connection: Connection, config: Config, where: str) -> None:
    from alembic.script import ScriptDirectory

    known = {step.revision for step in ScriptDirectory.from_config(config).walk_revisions()}
    if version(connection) not in {None, *known}:
        raise newer(where)
