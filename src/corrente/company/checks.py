"""What the door found in one table: rows kept, rows set aside and why, and notes; also as JSON for the cache."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from corrente.core.words import Form, Number, Phrase


class Reason(StrEnum):
    """Why a row, or a value, was set aside."""

    MISSING = "missing"
    NOT_A_DATE = "not a date"
    FUTURE = "future"
    NOT_A_NUMBER = "not a number"
    TOO_LARGE = "too large"
    NOT_WHOLE = "not whole"
    NEGATIVE = "negative"
    UNKNOWN = "unknown"
    DUPLICATE = "duplicate"
    TOO_FEW = "too few"
    TOO_MANY = "too many"
    QUOTE = "quote"
    LONG = "long"
    BROKEN = "broken"
    BEFORE_START = "before start"
    FUTURE_END = "future end"
    DECLARED = "declared"


WORDS: Mapping[Reason, Phrase] = {
    Reason.MISSING: Phrase("a required value is missing", "falta um valor obrigatório"),
    Reason.NOT_A_DATE: Phrase("not a date", "não é uma data"),
    Reason.FUTURE: Phrase("lies in the future", "está no futuro"),
    Reason.NOT_A_NUMBER: Phrase("not a number", "não é um número"),
    Reason.TOO_LARGE: Phrase("larger than 900 billion", "maior que 900 bilhões"),
    Reason.NOT_WHOLE: Phrase("not a whole number", "não é um número inteiro"),
    Reason.NEGATIVE: Phrase("negative where it cannot be", "negativo onde não pode ser"),
    Reason.UNKNOWN: Phrase("not one of the known values", "não é um dos valores conhecidos"),
    Reason.DUPLICATE: Phrase("a row with this key came before", "já houve uma linha com esta chave"),
    Reason.TOO_FEW: Phrase("fewer columns than the header", "menos colunas que o cabeçalho"),
    Reason.TOO_MANY: Phrase("more columns than the header", "mais colunas que o cabeçalho"),
    Reason.QUOTE: Phrase("a quote is opened and not closed", "uma aspa abre e não fecha"),
    Reason.LONG: Phrase("the line is too long", "a linha é longa demais"),
    Reason.BROKEN: Phrase("the line cannot be read", "a linha não pode ser lida"),
    Reason.BEFORE_START: Phrase(
        "before the start: the row is kept without this value", "antes do começo: a linha fica sem este valor"
    ),
    Reason.FUTURE_END: Phrase(
        "lies in the future: the row is kept without this value", "está no futuro: a linha fica sem este valor"
    ),
    Reason.DECLARED: Phrase("left out by this export's own rule", "deixada de fora pela regra deste formato"),
}

KEEPS_ROW = frozenset({Reason.BEFORE_START, Reason.FUTURE_END})
"""Reasons that set only the value aside."""

UNCOUNTED = KEEPS_ROW | {Reason.DECLARED}
"""Reasons that do not count against the limit of bad rows."""


@dataclass(frozen=True)
class TableCheck:
    """One table's passage through the door.

    ``rows`` is what the source held (totals and blank lines left out), ``kept`` what reached the clean table,
    ``rejected`` the rows set aside, ``reasons`` how many values or rows per reason; ``mapping`` goes from contract
    columns to the source's; ``rejects`` is the file that lists them (absent where there are none);
    ``declared`` is the export's own reason for leaving rows out.
    """

    table: str
    sources: tuple[str, ...]
    rows: int
    kept: int
    rejected: int
    reasons: Mapping[Reason, int] = field(default_factory=dict)
    mapping: Mapping[str, str] = field(default_factory=dict)
    connector: str | None = None
    notes: tuple[Phrase, ...] = ()
    rejects: Path | None = None
    declared: Phrase | None = None

    def words(self, reason: Reason) -> Phrase:
        """What a reason means, in this table."""
        return self.declared if reason is Reason.DECLARED and self.declared else WORDS[reason]

    def lines(self) -> tuple[Phrase, ...]:
        """Each reason with its count, most frequent first, then the notes."""
        ordered = sorted(self.reasons.items(), key=lambda item: -item[1])
        counted = [
            Phrase(
                "{rows} × {reason}", "{rows} × {reason}", {"rows": Number(n, Form.COUNT), "reason": self.words(reason)}
            )
            for reason, n in ordered
        ]
        return (*counted, *self.notes)


def phrase_to_json(text: Phrase) -> dict[str, Any]:
    """A phrase as plain JSON values; the inverse of `phrase_from_json`."""
    values = {name: _value_to_json(value) for name, value in text.values.items()}
    return {"en": text.en, "pt": text.pt, "values": values}


def _value_to_json(value: Number | Phrase | str) -> Any:
    if isinstance(value, Number):
        return {"number": value.value, "form": value.form.value, "unit": value.unit}
    return phrase_to_json(value) if isinstance(value, Phrase) else value


def phrase_from_json(data: Mapping[str, Any]) -> Phrase:
    """The phrase that `phrase_to_json` wrote."""
    return Phrase(data["en"], data["pt"], {name: _value_from_json(value) for name, value in data["values"].items()})


def _value_from_json(value: Any) -> Number | Phrase | str:
    if isinstance(value, str):
        return value
    if "number" in value:
        return Number(value["number"], Form(value["form"]), value["unit"])
    return phrase_from_json(value)


def check_to_json(check: TableCheck) -> dict[str, Any]:
    """A check as plain JSON values; the inverse of `check_from_json`."""
    return {
        "table": check.table,
        "sources": list(check.sources),
        "rows": check.rows,
        "kept": check.kept,
        "rejected": check.rejected,
        "reasons": {reason.value: count for reason, count in check.reasons.items()},
        "mapping": dict(check.mapping),
        "connector": check.connector,
        "notes": [phrase_to_json(note) for note in check.notes],
        "rejects": check.rejects.name if check.rejects else None,
        "declared": phrase_to_json(check.declared) if check.declared else None,
    }


def check_from_json(data: Mapping[str, Any], rejects: Path) -> TableCheck:
    """The check that `check_to_json` wrote; ``rejects`` is the folder of the rejects' files."""
    return TableCheck(
        data["table"],
        tuple(data["sources"]),
        data["rows"],
        data["kept"],
        data["rejected"],
        {Reason(reason): count for reason, count in data["reasons"].items()},
        data["mapping"],
        data["connector"],
        tuple(phrase_from_json(note) for note in data["notes"]),
        rejects / data["rejects"] if data["rejects"] else None,
        phrase_from_json(data["declared"]) if data["declared"] else None,
    )
