"""Where a company's store is: named by the environment, by ``corrente.toml``, or in the company's own folder."""

from __future__ import annotations

import os
from pathlib import Path

from corrente.company.settings import read_settings
from corrente.company.store import open_store
from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase
from corrente.state.store import FILE, State, open_state

VARIABLE = "CORRENTE_STATE"
"""A URL may carry a password, which an environment keeps better than a file that is shared."""


def place_of(folder: Path) -> Path | str:
    """Where the store of the company in ``folder`` is: a file, or a URL.

    Raises `InputError` where ``corrente.toml`` cannot be read.
    """
    return os.environ.get(VARIABLE) or read_settings(folder).state_url or open_store(folder).home / FILE


def open_state_of(folder: Path) -> State:
    """Open the store of the company in ``folder``.

    Raises `StateError` where it cannot be opened, `InputError` where ``corrente.toml`` cannot be read.
    """
    return open_state(place_of(folder))
