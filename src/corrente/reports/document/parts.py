"""What a document is made of, whatever it is written as."""

from __future__ import annotations

from dataclasses import dataclass

from corrente.core.answer import Table
from corrente.core.picture import Picture
from corrente.core.words import Phrase


@dataclass(frozen=True)
class Lines:
    """Short points, one under the other."""

    points: tuple[Phrase, ...]


Block = Phrase | Lines | Table | Picture
"""A paragraph, points, a table or a picture."""


@dataclass(frozen=True)
class Part:
    """A part with its title; on slides it begins a new one."""

    title: Phrase
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Document:
    """A document that a board can read: title, what it is and of when, and its parts in order."""

    title: Phrase
    subtitle: Phrase
    parts: tuple[Part, ...]
