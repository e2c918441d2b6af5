"""A document says the same in every format, in both languages, and nothing in its words is taken for markup."""

from __future__ import annotations

import datetime as dt
import io
import re

import pytest

from corrente.core.answer import Table
from corrente.core.errors import InputError
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.question import Stream
from corrente.core.words import Form, Language, Phrase, date_to_day
from corrente.reports.document import Document, Lines, Part, write_document
from corrente.reports.document.as_html import as_html
from corrente.reports.document.as_markdown import as_markdown
from corrente.reports.document.as_pdf import as_pdf
from corrente.reports.document.as_slides import MOST_ROWS, as_slides

TRICKS = "#let x = 1 *a* _b_ $c$ <script>alert(1)</script> \\ | {{ d }} [e](f)"


def day(*ymd: int) -> int:
    return date_to_day(dt.date(*ymd))


def mark(name: str, first: int, last: int, late: bool = False) -> Mark:
    return Mark(first, first, last, label=Phrase.same(name), series=Phrase("Campaign", "Campanha"), emphasis=late)


TIMELINE = Picture(
    Kind.TIMELINE, Stream.DOWNSTREAM, Phrase("What happens when", "O que acontece quando"), Phrase("2027", "2027"),
    Phrase("Two bars and a point", "Duas barras e um ponto"),
    (mark("Ads", day(2027, 2, 1), day(2027, 5, 31)), mark("Launch", day(2027, 3, 1), day(2027, 3, 1)),
     mark("E-book", day(2027, 5, 1), day(2027, 6, 30), late=True)),
    Phrase("Days", "Dias"), Form.DATE,
)  # fmt: skip
COSTS = Table(
    {"who": Phrase("Campaign", "Campanha"), "cost": Phrase("Cost", "Custo")},
    tuple((f"Nr {k}", 1000.5 * k) for k in range(2 * MOST_ROWS + 1)),
)
DOCUMENT = Document(
    Phrase("The plan", "O plano"),
    Phrase("For the board", "Para o conselho"),
    (
        Part(Phrase("In short", "Em resumo"), (Phrase.same(TRICKS), Lines((Phrase("Who", "Quem"),)))),
        Part(Phrase("Time line", "Linha do tempo"), (TIMELINE,)),
        Part(Phrase("Budget", "Orçamento"), (COSTS,)),
    ),
)
TITLES = {Language.EN: ("The plan", "In short", "Time line", "Budget"),
          Language.PT: ("O plano", "Em resumo", "Linha do tempo", "Orçamento")}  # fmt: skip


def slide_texts(held: bytes) -> list[str]:
    from pptx import Presentation

    return [
        text
        for slide in Presentation(io.BytesIO(held)).slides
        for shape in slide.shapes
        for text in (
            [shape.text_frame.text] if shape.has_text_frame
            else [cell.text for row in shape.table.rows for cell in row.cells] if shape.has_table else [shape.name]
        )
    ]  # fmt: skip


def pdf_text(held: bytes) -> str:
    from pypdf import PdfReader

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(held)).pages)


@pytest.mark.parametrize("language", Language)
def test_every_format_says_all_titles_and_the_words_as_they_are(language):
    pdf, slides = pdf_text(as_pdf(DOCUMENT, language)), slide_texts(as_slides(DOCUMENT, language))
    page, text = as_html(DOCUMENT, language), as_markdown(DOCUMENT, language)
    for title in TITLES[language]:
        assert title in pdf
        assert title in "\n".join(slides)
        assert title in page
        assert title in text
    assert re.sub(r"\s+", "", TRICKS) in re.sub(r"\s+", "", pdf)
    assert TRICKS in "\n".join(slides)
    assert "<script>" not in page
    assert "<script>" not in text


def test_rows_that_do_not_fit_go_on_to_the_next_slide_and_none_is_lost():
    texts = slide_texts(as_slides(DOCUMENT, Language.EN))
    assert texts.count("Budget") == 3
    assert all(f"Nr {k}" in texts for k in range(len(COSTS.rows)))


def test_a_time_line_has_a_name_and_days_for_every_bar():
    page = as_html(DOCUMENT, Language.PT)
    for said in ("Ads · 1 de fev. de 2027 – 31 de mai. de 2027", "Launch · 1 de mar. de 2027", "E-book ·"):
        assert said in page
    assert 'aria-label="Duas barras e um ponto"' in page
    assert "Campanha" in as_markdown(DOCUMENT, Language.PT)


@pytest.mark.parametrize("kind", ["html", "md", "pdf", "pptx"])
def test_a_file_is_whole_or_not_there(tmp_path, kind):
    path = tmp_path / f"plan.{kind}"
    write_document(path, DOCUMENT, Language.EN)
    assert path.stat().st_size > 200
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_other_endings_are_refused(tmp_path):
    with pytest.raises(InputError, match="html"):
        write_document(tmp_path / "plan.docx", DOCUMENT, Language.EN)
    assert list(tmp_path.iterdir()) == []
