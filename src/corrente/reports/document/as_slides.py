"""A document as slides (PPTX): a title, then what fits of each part, one picture or table to a slide."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from corrente.core.answer import Table
from corrente.core.picture import Picture
from corrente.core.words import Language, Phrase
from corrente.reports import theme
from corrente.reports.document.parts import Block, Document, Lines, Part
from corrente.reports.page import table_rows
from corrente.reports.svg import png
from corrente.reports.theme import Token

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import Slide

WIDE, HIGH, EDGE = 13.333, 7.5, 0.7
"""A slide of 16 to 9 and its margin, in inches."""

MOST_LETTERS, MOST_POINTS, MOST_ROWS = 960, 7, 11
"""What a slide holds and can still be read from the back of a room."""


def as_slides(document: Document, language: Language) -> bytes:
    """The document in ``language`` as a PPTX file."""
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDE), Inches(HIGH)
    _title(deck, document, language)
    for part in document.parts:
        for blocks in _pages(part, language):
            _page(deck, part.title.say(language), blocks, language)
    held = io.BytesIO()
    deck.save(held)
    return held.getvalue()


def _pages(part: Part, language: Language) -> Iterator[Sequence[Block]]:
    """The part's blocks, slide by slide: words together as far as they fit, a picture or a table alone."""
    words: list[Phrase] = []
    for block in part.blocks:
        if isinstance(block, Table | Picture):
            yield from _worded(words, language)
            words = []
            yield from _split(block) if isinstance(block, Table) else [(block,)]
        else:
            words += block.points if isinstance(block, Lines) else (block,)
    yield from _worded(words, language)


def _worded(words: Sequence[Phrase], language: Language) -> Iterator[Sequence[Block]]:
    held: list[Phrase] = []
    for phrase in words:
        letters = sum(len(said.say(language)) for said in (*held, phrase))
        if held and (letters > MOST_LETTERS or len(held) == MOST_POINTS):
            yield (Lines(tuple(held)),)
            held = []
        held.append(phrase)
    if held:
        yield (Lines(tuple(held)),)


def _split(table: Table) -> Iterator[Sequence[Block]]:
    for first in range(0, len(table.rows), MOST_ROWS):
        yield (Table(table.columns, table.rows[first : first + MOST_ROWS], None, table.shares),)


def _title(deck: Presentation, document: Document, language: Language) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    _write(slide, [document.title.say(language)], (EDGE, 2.6, 2.0), 40, bold=True)
    _write(slide, [document.subtitle.say(language)], (EDGE, 4.4, 1.4), 20, token=Token.MUTED)


def _page(deck: Presentation, title: str, blocks: Sequence[Block], language: Language) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    _write(slide, [title], (EDGE, 0.4, 0.9), 28, bold=True, token=Token.UPSTREAM)
    for block in blocks:
        match block:
            case Lines():
                _write(slide, [point.say(language) for point in block.points], (EDGE, 1.5, 5.4), 18)
            case Table():
                _table(slide, block, language)
            case Picture():
                _picture(slide, block, language)


def _write(
    slide: Slide, texts: Sequence[str], place: tuple[float, float, float], size: int, bold: bool = False,
    token: Token = Token.INK,
) -> None:  # fmt: skip
    """Paragraphs in a box at ``place``: left, top and height in inches."""
    from pptx.util import Inches, Pt

    left, top, height = place
    box = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(WIDE - 2 * EDGE), Inches(height))
    box.text_frame.word_wrap = True
    for k, text in enumerate(texts):
        paragraph = box.text_frame.paragraphs[0] if k == 0 else box.text_frame.add_paragraph()
        paragraph.space_after = Pt(size / 2)
        _run(paragraph, text, size, bold, token)


def _run(paragraph: Any, text: str, size: int, bold: bool, token: Token) -> None:
    from pptx.dml.color import RGBColor
    from pptx.util import Pt

    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold = Pt(size), bold
    run.font.color.rgb = RGBColor(*bytes.fromhex(theme.colour(token).lstrip("#")))  # type: ignore[no-untyped-call]


def _table(slide: Slide, table: Table, language: Language) -> None:
    from pptx.util import Inches

    titles = [title.say(language) for title in table.columns.values()]
    rows = [titles, *([said for said, _ in row] for row in table_rows(table, len(table.rows), language))]
    place = (Inches(EDGE), Inches(1.5), Inches(WIDE - 2 * EDGE), Inches(0.4 * len(rows)))
    cells = slide.shapes.add_table(len(rows), len(titles), *place).table
    for r, row in enumerate(rows):
        for c, said in enumerate(row):
            token = Token.ON_DEEP if r == 0 else Token.INK
            _run(cells.cell(r, c).text_frame.paragraphs[0], said, 12, r == 0, token)


def _picture(slide: Slide, picture: Picture, language: Language) -> None:
    from pptx.util import Emu, Inches

    held = slide.shapes.add_picture(io.BytesIO(png(picture, language)), Inches(EDGE), Inches(1.4))
    scale = min(Inches(WIDE - 2 * EDGE) / held.width, Inches(HIGH - 1.4 - EDGE / 2) / held.height)
    held.width, held.height = Emu(round(held.width * scale)), Emu(round(held.height * scale))
    held.name = picture.alt.say(language)
