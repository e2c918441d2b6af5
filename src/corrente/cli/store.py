"""The store of a company's folder, for commands that need nothing else of it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from corrente.state.store import State


def opened(folder: Path) -> closing[State]:
    """The open store, to be used in a ``with``. Raises `InputError` or `StateError` where there is none."""
    from corrente.company.place import open_state_of

    return closing(open_state_of(folder))
