"""What a mailing's author writes, and the two parts that a message is made of.

One text gives the plain part and the HTML part. It is a small part of Markdown (``# heading``, ``- list``,
``**bold**``, ``[label](https://…)``; a paragraph that is nothing but a link is a button) with places for personal
fields: ``{first_name|there}`` says the field, or what follows the bar where it is empty. A text is taken apart before
anything personal is put in, so that nobody's name can be a link, a tag or a place.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase

LONGEST_FIELD = 80
"""Characters of a personal field that are said."""


@dataclass(frozen=True)
class Plain:
    """Words as they stand."""

    text: str


@dataclass(frozen=True)
class Place:
    """A personal field, and what is said where it is empty."""

    field: str
    fallback: str


@dataclass(frozen=True)
class Link:
    """A label that leads to an address; without a label the address stands for itself."""

    label: tuple[Plain | Place, ...]
    url: str


@dataclass(frozen=True)
class Bold:
    """Words that stand out."""

    parts: tuple[Plain | Place, ...]


Inline = Plain | Place | Link | Bold


class Kind(StrEnum):
    """What a block of a text is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    BUTTON = "button"


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, a list or a button, by its lines."""

    kind: Kind
    lines: tuple[tuple[Inline, ...], ...]


Fields = Mapping[str, str]
Reach = Callable[[str], str]
"""From the address that the author wrote to the one that stands in the message."""

_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?:\|([^{}|\n]*))?\}")
_INLINE = re.compile(
    rf"(?P<place>{_PLACE.pattern})|\*\*(?P<bold>[^*\n]+)\*\*"
    r"|\[(?P<label>[^\[\]\n]+)\]\((?P<url>[^()\s]*(?:\([^()\s]*\)[^()\s]*)*)\)"
    r"|(?P<bare>https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?])"
)


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text. Raises `InputError` for a place without a fallback."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n").strip())
    return tuple(_block(part.strip().split("\n")) for part in parts if part.strip())


def _block(lines: list[str]) -> Block:
    if lines[0].startswith("# "):
        return Block(Kind.HEADING, (inline(" ".join(lines)[2:]),))
    if all(line.startswith("- ") for line in lines):
        return Block(Kind.LIST, tuple(inline(line[2:]) for line in lines))
    found = tuple(inline(line) for line in lines)
    alone = len(found) == 1 and len(found[0]) == 1 and isinstance(found[0][0], Link) and found[0][0].label
    return Block(Kind.BUTTON if alone else Kind.PARAGRAPH, found)


def inline(line: str) -> tuple[Inline, ...]:
    """The parts of one line. Raises `InputError` for a place without a fallback."""
    return tuple(_inline(line))


def _inline(line: str) -> Iterator[Inline]:
    end = 0
    for found in _INLINE.finditer(line):
        if found.start() > end:
            yield Plain(line[end : found.start()])
        yield _part(found)
        end = found.end()
    if end < len(line):
        yield Plain(line[end:])


def _part(found: re.Match[str]) -> Inline:
    if found["bare"]:
        return Link((), found["bare"])
    if found["label"]:
        return Link(places(found["label"]), found["url"])
    if found["bold"]:
        return Bold(places(found["bold"]))
    return places(found["place"])[0]


def places(text: str) -> tuple[Plain | Place, ...]:
    """Words and places, nothing else. Raises `InputError` for a place without a fallback."""
    return tuple(_places(text))


def _places(text: str) -> Iterator[Plain | Place]:
    end = 0
    for found in _PLACE.finditer(text):
        if found.start() > end:
            yield Plain(text[end : found.start()])
        if found[2] is None:
            raise _no_fallback(found[1])
        yield Place(found[1], found[2])
        end = found.end()
    if end < len(text):
        yield Plain(text[end:])


def fields_of(text: str) -> frozenset[str]:
    """The personal fields that a text says."""
    return frozenset(found[1] for found in _PLACE.finditer(text))


def links_of(text: str) -> tuple[str, ...]:
    """The addresses that a text leads to, in their order."""
    parts = [part for block in blocks(text) for line in block.lines for part in line]
    return tuple(part.url for part in parts if isinstance(part, Link))


_ADDRESS = re.compile(r"://|\bwww\.|@|[\w-]\.[a-z]{2,}(?![\w-])", re.IGNORECASE)


def spoken(value: str) -> str:
    """A personal field as it may be said: one short line.

    Empty where it holds an address: whoever fills in a form in another's name must not make us send them links.
    """
    plain = "".join(
        " " if unicodedata.category(sign)[0] in "CZ" else sign for sign in unicodedata.normalize("NFC", value)
    )
    said = " ".join(plain.split())[:LONGEST_FIELD].strip()
    return "" if _ADDRESS.search(said) else said


def said(parts: tuple[Plain | Place, ...], fields: Fields) -> str:
    """Words with their places filled."""
    return "".join(part.text if isinstance(part, Plain) else _filled(part, fields) for part in parts)


def _filled(place: Place, fields: Fields) -> str:
    return spoken(fields.get(place.field, "")) or place.fallback


def as_text(text: tuple[Block, ...], fields: Fields, reach: Reach) -> str:
    """The plain part; links stand after their labels."""
    return "\n\n".join("\n".join(_text_lines(block, fields, reach)) for block in text) + "\n"


def _text_lines(block: Block, fields: Fields, reach: Reach) -> Iterator[str]:
    before = "- " if block.kind is Kind.LIST else ""
    for line in block.lines:
        yield before + "".join(_as_text(part, fields, reach) for part in line)


def _as_text(part: Inline, fields: Fields, reach: Reach) -> str:
    match part:
        case Link(label, url):
            words = said(label, fields)
            return f"{words}: {reach(url)}" if words else reach(url)
        case Bold(parts):
            return said(parts, fields)
    return said((part,), fields)


_BUTTON = (
    "display:inline-block;padding:12px 20px;border-radius:6px;background:#1d4e79;color:#ffffff;"
    "text-decoration:none;font-weight:600"
)
_SPACE = "margin:0 0 16px"
_TAGS = {
    Kind.HEADING: ("h1", f"font-size:22px;line-height:28px;{_SPACE}"),
    Kind.PARAGRAPH: ("p", _SPACE),
    Kind.BUTTON: ("p", _SPACE),
    Kind.LIST: ("ul", f"{_SPACE};padding-left:24px"),
}
_PLAIN = {"h1": "h4"}
"""A page has its own first headings."""


def as_html(text: tuple[Block, ...], fields: Fields, reach: Reach, styled: bool = True) -> str:
    """The inner HTML, all but its own tags escaped. Mail programs know styles in tags only; pages need none."""
    return "\n".join(_html(block, fields, reach, styled) for block in text)


def _html(block: Block, fields: Fields, reach: Reach, styled: bool) -> str:
    style = f' style="{_BUTTON}"' if block.kind is Kind.BUTTON and styled else ""
    lines = ["".join(_as_html(part, fields, reach, style) for part in line) for line in block.lines]
    inner = "".join(f"<li>{line}</li>" for line in lines) if block.kind is Kind.LIST else "<br>\n".join(lines)
    tag, looks = _TAGS[block.kind]
    if styled:
        return f'<{tag} style="{looks}">{inner}</{tag}>'
    return f"<{_PLAIN.get(tag, tag)}>{inner}</{_PLAIN.get(tag, tag)}>"


def _as_html(part: Inline, fields: Fields, reach: Reach, style: str) -> str:
    match part:
        case Link(label, url):
            return f'<a href="{escape(reach(url))}"{style}>{escape(said(label, fields) or url)}</a>'
        case Bold(parts):
            return f"<strong>{escape(said(parts, fields))}</strong>"
    return escape(said((part,), fields))


def _no_fallback(field: str) -> InputError:
    return InputError(
        phrase(
            "Nothing is said where “{field}” is empty.",
            "Falta o que dizer quando “{field}” estiver vazio.",
            field=field,
        ),
        None,
        Phrase.same(f"{{{field}|…}}"),
    )
