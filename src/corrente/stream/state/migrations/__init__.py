"""Alembic's environment: how the tables came to be what `corrente.stream.state.tables` says."""
