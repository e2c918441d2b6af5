"""A document into a file, in the format that the file's ending names."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

from corrente.core.errors import InputError
from corrente.core.words import Language, phrase
from corrente.reports.document.parts import Document


def _html(document: Document, language: Language) -> bytes:
    from corrente.reports.document.as_html import as_html

    return as_html(document, language).encode()


def _markdown(document: Document, language: Language) -> bytes:
    from corrente.reports.document.as_markdown import as_markdown

    return as_markdown(document, language).encode()


def _pdf(document: Document, language: Language) -> bytes:
    from corrente.reports.document.as_pdf import as_pdf

    return as_pdf(document, language)


def _slides(document: Document, language: Language) -> bytes:
    from corrente.reports.document.as_slides import as_slides

    return as_slides(document, language)


WRITERS: Mapping[str, Callable[[Document, Language], bytes]] = {
    ".html": _html,
    ".md": _markdown,
    ".pdf": _pdf,
    ".pptx": _slides,
}
"""Ending to what writes it."""


def write_document(path: str | Path, document: Document, language: Language) -> None:
    """Write the document to ``path``, which is replaced only when the whole document is there.

    Raises `InputError` for an ending that is none of `WRITERS`.
    """
    target = Path(path)
    write = WRITERS.get(target.suffix.lower())
    if write is None:
        raise InputError(
            phrase("“{file}” is no kind of document.", "“{file}” não é um tipo de documento.", file=target.name),
            None,
            phrase("Let it end in {kinds}.", "Use um destes finais: {kinds}.", kinds=", ".join(WRITERS)),
        )
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        part.write_bytes(write(document, language))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
