"""The store on both its engines, as in ``tests/state``."""

from tests.state.conftest import clock, place, server_url, state

__all__ = ["clock", "place", "server_url", "state"]
