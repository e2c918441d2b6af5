"""A document made once and written four ways: one HTML file, Markdown, PDF and slides."""

from corrente.reports.document.parts import Block, Document, Lines, Part
from corrente.reports.document.writing import write_document

__all__ = ["Block", "Document", "Lines", "Part", "write_document"]
