"""Runs inside the transaction that `corrente.stream.state.migrating` holds."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
