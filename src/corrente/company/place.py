"""Where a company's store is: named by the environment, by ``corrente.toml``, or in the company's own folder."""

from __future__ import annotations

import os
from pathlib import Path

from corrente.company.settings import read_settings
from corrente.company.store import open_store
from corrente.state.store import FILE, State, open_state

VARIABLE = "CORRENTE_STATE"
"""A URL may carry a password, which an environment keeps better than a file that is shared."""


def open_state_of(folder: Path) -> State:
    """Open the store of the company in ``folder``.

    Raises `StateError` where it cannot be opened, `InputError` where ``corrente.toml`` cannot be read.
    """
    said = os.environ.get(VARIABLE) or read_settings(folder).state_url
    return open_state(said or open_store(folder).home / FILE)
