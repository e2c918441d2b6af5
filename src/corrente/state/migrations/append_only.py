"""Rows that the database itself lets nobody change or delete."""

from __future__ import annotations

from alembic import op


def make_rule() -> None:
    """What PostgreSQL's triggers call; SQLite's say it themselves."""
    if _on_postgres():
        op.execute(
            "create function append_only() returns trigger language plpgsql as "
            "$$ begin raise exception '% is append-only', tg_table_name; end $$"
        )


def drop_rule() -> None:
    """The reverse of `make_rule`, after the tables are gone."""
    if _on_postgres():
        op.execute("drop function append_only()")


def protect(*tables: str) -> None:
    """Refuse every update and delete of these tables; dropping a table drops its protection."""
    for table in tables:
        if _on_postgres():
            op.execute(
                f"create trigger {table}_append_only before update or delete or truncate on {table} "
                "execute function append_only()"
            )
            continue
        for deed in ("update", "delete"):
            op.execute(
                f"create trigger {table}_no_{deed} before {deed} on {table} "
                f"begin select raise(abort, '{table} is append-only'); end"
            )


def unchanging(*tables: str) -> None:
    """Refuse every update of these tables; rows may be deleted, as the rights of the people in them ask."""
    for table in tables:
        how = "execute function append_only()"
        if not _on_postgres():
            how = f"begin select raise(abort, '{table} is append-only'); end"
        op.execute(f"create trigger {table}_no_update before update on {table} {how}")


def _on_postgres() -> bool:
    return op.get_context().dialect.name == "postgresql"
