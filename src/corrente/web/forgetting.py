"""To forget a person everywhere at once: in the store, in what was collected from it, and at the company's door."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from corrente.company.collected import FOLDER
from corrente.company.forgotten import Held, leave_out
from corrente.company.store import open_store
from corrente.outreach import rights
from corrente.state.store import State
from corrente.web.sending import collect_into


def forget(store: State, folder: Path | None, said: str, *, by: str) -> tuple[Mapping[str, int], tuple[Held, ...]]:
    """Erase a person; how many rows of each kind are gone, and which of the company's own files still hold them.

    Those rows are left out from the next opening on. Raises `StateError` where the store fails and nothing was done,
    `InputError` where a file of the company cannot be read: then the store has forgotten, and the door has not.
    """
    gone = rights.forget(store, said, by=by)
    if folder is None:
        return gone, ()
    held = leave_out(folder, said)
    if (open_store(folder).home / FOLDER).is_dir():
        collect_into(folder, store)
    return gone, tuple(one for one in held if not _is_ours(one))


def _is_ours(held: Held) -> bool:
    return all(Path(file).name.startswith("corrente-") for file in held.files)
