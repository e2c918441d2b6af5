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


def place_of(folder: Path, lasting: bool = True) -> Path | str:
    """Where the store of the company in ``folder`` is, a file or a URL; ``lasting``: it must be there tomorrow.

    Raises `InputError` where there is no such folder, ``corrente.toml`` cannot be read, or nothing that is written
    would last.
    """
    if not folder.is_dir():
        raise InputError(phrase("There is no folder “{folder}”.", "A pasta “{folder}” não existe.", folder=str(folder)))
    said = os.environ.get(VARIABLE) or read_settings(folder).state_url
    if said:
        return said
    store = open_store(folder)
    if lasting and not store.lasting:
        raise _nowhere(folder)
    return store.home / FILE


def open_state_of(folder: Path, lasting: bool = True) -> State:
    """Open the store at `place_of` the company in ``folder``. Raises `StateError` where it cannot be opened."""
    return open_state(place_of(folder, lasting))


def _nowhere(folder: Path) -> InputError:
    return InputError(
        phrase("Nothing can be kept: “{folder}” cannot be written.",
               "Nada pode ser guardado: não dá para gravar em “{folder}”.", folder=str(folder)),
        Phrase("Plans and accounts need a place that lasts.", "Planos e contas precisam de um lugar que dure."),
        phrase("Allow this user to write there, or name a database with {variable}.",
               "Permita que este usuário grave ali ou indique um banco de dados em {variable}.", variable=VARIABLE),
    )  # fmt: skip
