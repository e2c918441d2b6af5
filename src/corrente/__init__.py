"""corrente: one marketing stream, from a company's data to twenty answers and back."""

from __future__ import annotations

__version__ = "0.1.0"
