"""A document as Markdown; pictures as the tables of what they show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corrente.core.answer import Table
from corrente.core.picture import Picture
from corrente.core.words import Language, Phrase
from corrente.reports.document.parts import Block, Document, Lines
from corrente.reports.figures import data_table
from corrente.reports.markdown import plain
from corrente.reports.page import table_rows


def as_markdown(document: Document, language: Language) -> str:
    """The document in ``language``."""
    lines = [f"# {plain(document.title.say(language))}", plain(document.subtitle.say(language))]
    for part in document.parts:
        lines.append(f"## {plain(part.title.say(language))}")
        lines += [text for block in part.blocks for text in _block(block, language)]
    return "\n\n".join(lines) + "\n"


def _block(block: Block, language: Language) -> Iterator[str]:
    match block:
        case Phrase():
            yield plain(block.say(language))
        case Lines():
            yield "\n".join(f"- {plain(point.say(language))}" for point in block.points)
        case Table():
            titles = [title.say(language) for title in block.columns.values()]
            rows = table_rows(block, len(block.rows), language)
            yield _table(titles, [[said for said, _ in row] for row in rows])
        case Picture():
            yield f"**{plain(block.title.say(language))}** ({plain(block.subtitle.say(language))})"
            yield _table(*data_table(block, language))


def _table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def line(cells: Sequence[str]) -> str:
        return f"| {' | '.join(plain(cell).replace('|', chr(92) + '|') for cell in cells)} |"

    return "\n".join([line(titles), "|---" * len(titles) + "|", *map(line, rows)])
