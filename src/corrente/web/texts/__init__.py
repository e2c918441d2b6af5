"""The pages' own words: one file a page, each with its ``TEXTS`` by key."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pkgutil import iter_modules

from corrente.core.words import Phrase
from corrente.reports import words


def _collected() -> Mapping[str, Phrase]:
    found = dict(words.TEXTS)
    for module in iter_modules(__path__, f"{__name__}."):
        own: Mapping[str, Phrase] = import_module(module.name).TEXTS
        if twice := found.keys() & own.keys():
            raise ValueError(f"{module.name}: there already: {', '.join(sorted(twice))}")
        found |= own
    return found


TEXTS = _collected()
"""What templates say by ``t(key)``: the reports' texts and those of the files beside this one."""
