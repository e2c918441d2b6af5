"""Runs inside the transaction that `corrente.state.migrating` holds."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
