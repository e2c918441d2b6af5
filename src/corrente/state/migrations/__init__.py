"""Alembic's environment: how the tables came to be what `corrente.state.tables` says."""
