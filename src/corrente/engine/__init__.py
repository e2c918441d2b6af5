"""The one port to a database, and its adapters."""
