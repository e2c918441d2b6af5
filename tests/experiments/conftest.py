"""The store on both its engines, as the tests of the store itself have it."""

from tests.state.conftest import clock, file_state, place, server_url, state

__all__ = ["clock", "file_state", "place", "server_url", "state"]
