"""A document as PDF, set by Typst: the template reads the words as data, so nothing in them can be markup."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from corrente.core.answer import Table
from corrente.core.picture import Picture
from corrente.core.words import Language, Phrase
from corrente.reports import theme
from corrente.reports.document.parts import Block, Document, Lines
from corrente.reports.page import numeric, table_rows
from corrente.reports.svg import png

TEMPLATE = Path(__file__).with_name("document.typ")
SCALE = 3.0
"""Pixels of a picture per point of its drawing: sharp in print."""


def as_pdf(document: Document, language: Language) -> bytes:
    """The document in ``language`` on A4 paper."""
    import typst

    with tempfile.TemporaryDirectory(prefix="corrente-pdf-") as folder:
        root = Path(folder)
        main = root / TEMPLATE.name
        main.write_bytes(TEMPLATE.read_bytes())
        (root / "document.json").write_text(json.dumps(_said(document, language, root)), encoding="utf-8")
        return bytes(typst.compile(str(main), root=folder))


def _said(document: Document, language: Language, root: Path) -> Mapping[str, Any]:
    return {
        "language": "en" if language is Language.EN else "pt",
        "title": document.title.say(language),
        "subtitle": document.subtitle.say(language),
        "parts": [
            {
                "title": part.title.say(language),
                "blocks": [_block(block, language, root, f"{p}-{b}.png") for b, block in enumerate(part.blocks)],
            }
            for p, part in enumerate(document.parts)
        ],
        "colours": {token.value: theme.colour(token) for token in theme.Token},
    }


def _block(block: Block, language: Language, root: Path, file: str) -> Mapping[str, Any]:
    match block:
        case Phrase():
            return {"kind": "paragraph", "text": block.say(language)}
        case Lines():
            return {"kind": "lines", "points": [point.say(language) for point in block.points]}
        case Table():
            rows = table_rows(block, len(block.rows), language)
            titles = [title.say(language) for title in block.columns.values()]
            return {"kind": "table", "titles": titles, "rows": [[said for said, _ in row] for row in rows],
                    "numbers": numeric(block)}  # fmt: skip
        case Picture():
            (root / file).write_bytes(png(block, language, SCALE))
            return {"kind": "picture", "file": file, "alt": block.alt.say(language)}
