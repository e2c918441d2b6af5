"""The one door in: data contract, readers, connectors, checks, coverage."""
