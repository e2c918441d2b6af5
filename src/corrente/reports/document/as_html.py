"""A document as one HTML file that needs nothing else: no script, no font, no request."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from corrente.core.answer import Table
from corrente.core.picture import Picture
from corrente.core.words import Language, Phrase
from corrente.reports.document.parts import Document, Lines
from corrente.reports.figures import drawn
from corrente.reports.page import environment, style


def as_html(document: Document, language: Language) -> str:
    """The document in ``language``, for a screen and for paper."""
    from markupsafe import Markup

    template = environment(language).get_template("document.html")
    return template.render(document=document, style=Markup(style()), **tools(language))


def tools(language: Language) -> Mapping[str, Any]:
    """What ``document_parts.html`` needs beside the document: how pictures are drawn, and which kind a block is."""
    from markupsafe import Markup

    numbers = count(1)

    def drawing(picture: Picture) -> Markup:
        return Markup(drawn(picture, language, f"picture-{next(numbers)}")[0])

    def kind(block: object) -> str:
        kinds = {Phrase: "paragraph", Lines: "lines", Table: "table", Picture: "picture"}
        return next(name for type_, name in kinds.items() if isinstance(block, type_))

    return {"drawing": drawing, "kind": kind}
