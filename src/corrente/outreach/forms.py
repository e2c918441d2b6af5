"""What somebody typed into a page's form, read and checked; what is wrong is said beside the field."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from corrente.core.outreach import LandingPage, Purpose
from corrente.core.words import Phrase
from corrente.outreach.people import LONGEST_ADDRESS, is_address

LONGEST = 200
"""Characters of a name."""

TRAP = "website"
"""A field that people do not see and programs fill in."""

YES = "yes"
AGREE = "agree_"
"""What the name of a yes-or-no field begins with."""


class Entry(StrEnum):
    """The fields that a person fills in."""

    NAME = "name"
    EMAIL = "email"
    COMPANY = "company"


@dataclass(frozen=True)
class Filled:
    """A form as it was sent: ``typed`` as it was typed, ``agreed`` for each purpose, ``wrong`` by field."""

    typed: Mapping[str, str] = field(default_factory=dict)
    agreed: frozenset[Purpose] = frozenset()
    wrong: Mapping[str, Phrase] = field(default_factory=dict)

    def said(self, entry: Entry) -> str:
        """A field as it is stored: one line, without blanks around it."""
        return one_line(self.typed.get(entry, ""))


def read_form(page: LandingPage, sent: Mapping[str, str]) -> Filled:
    """What was sent to a page; only ``yes`` is a yes, to what this page asks."""
    typed = {entry.value: sent.get(entry, "")[: 2 * LONGEST_ADDRESS] for entry in entries(page)}
    agreed = agreed_to(sent) & {ask.purpose for ask in page.asks}
    wrong = {name: said for name, value in typed.items() if (said := _wrong(Entry(name), one_line(value)))}
    if sent.get(TRAP):
        wrong[TRAP] = Phrase("Leave this field empty.", "Deixe este campo vazio.")
    return Filled(typed, agreed, wrong)


def agreed_to(sent: Mapping[str, str]) -> frozenset[Purpose]:
    """What somebody said yes to."""
    return frozenset(purpose for purpose in Purpose if sent.get(f"{AGREE}{purpose.value}") == YES)


def entries(page: LandingPage) -> tuple[Entry, ...]:
    """The fields that a page has."""
    return tuple(entry for entry in Entry if entry is not Entry.COMPANY or page.asks_company)


def one_line(said: str) -> str:
    """A text without control characters and without blanks around it."""
    plain = unicodedata.normalize("NFC", said.encode("utf-8", "replace").decode())
    return re.sub(r"\s+", " ", re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", " ", plain)).strip()


def _wrong(entry: Entry, said: str) -> Phrase | None:
    if not said:
        return _MISSING[entry]
    if entry is Entry.EMAIL:
        return None if is_address(said) else _NO_ADDRESS
    return _TOO_LONG if len(said) > LONGEST else None


_MISSING = {
    Entry.NAME: Phrase("Enter your name.", "Informe o seu nome."),
    Entry.EMAIL: Phrase("Enter your e-mail address.", "Informe o seu e-mail."),
    Entry.COMPANY: Phrase("Enter the name of your company.", "Informe o nome da sua empresa."),
}
_NO_ADDRESS = Phrase(
    "Enter an e-mail address like name@example.com.", "Informe um e-mail no formato nome@exemplo.com.br."
)
_TOO_LONG = Phrase("Enter 200 characters at most.", "Use no máximo 200 caracteres.")
