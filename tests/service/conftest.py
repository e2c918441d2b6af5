"""The store on both its engines, as `tests.state` has it."""

from tests.state.conftest import clock, file_state, place, server_url, state  # noqa: F401
