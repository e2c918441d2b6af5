"""To whom a mailing goes: leads who agreed to e-mail, or a list that the company brings with proof of consent."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from corrente.core.errors import InputError
from corrente.core.mailing import LEAD_COLUMNS, Chosen
from corrente.core.outreach import Purpose
from corrente.core.words import Phrase, phrase
from corrente.outreach import consent
from corrente.outreach.mail.compose import is_deliverable
from corrente.outreach.people import normal, person_of
from corrente.state import outreach_tables

MOST_BYTES = 20_000_000
MOST_ROWS = 200_000
LEAST_PROOF = 10
"""Characters of the words that say how people on a list agreed."""
MOST_REJECTED = 50
"""Lines of a list that could not be used and are named."""

_L = outreach_tables.leads.c


@dataclass(frozen=True)
class Recipient:
    """One person: by the keyed hash of the address, with what texts may say of them, and what is decided for them."""

    person: str
    email: str
    unit: str
    fields: Mapping[str, str]


@dataclass(frozen=True)
class Rejected:
    """A line of a list, counted from one with its header, that names nobody who can be written to."""

    line: int
    because: Phrase


@dataclass(frozen=True)
class Read:
    """A list as it was read. ``doubled`` are lines whose address came before."""

    recipients: tuple[Recipient, ...]
    rejected: tuple[Rejected, ...]
    doubled: int


def leads(
    connection: Connection, site: str, chosen: Chosen, scores: Mapping[str, float] | None = None
) -> tuple[Recipient, ...]:
    """The leads who agree to e-mail now and are chosen; each person once, by what they said last.

    ``scores`` are from 0 to 1 by the lead's id. Raises `InputError` where scores are asked for and none are there.
    """
    if chosen.least_score is not None and not scores:
        raise _no_scores()
    asked = select(outreach_tables.leads).where(
        _L.site == site, _L.person.in_(consent.agreed(site, Purpose.EMAIL)), _L.email != ""
    )
    for column, value in chosen.where.items():
        if column not in LEAD_COLUMNS:
            raise InputError(phrase("Leads have no “{column}”.", "Leads não têm “{column}”.", column=column))
        asked = asked.where(_L[column] == value)
    last = {row.person: row for row in connection.execute(asked.order_by(_L.at_ms, _L.lead))}
    return tuple(
        Recipient(row.person, row.email, row.unit, fields_of({"name": row.name, "company": row.company}))
        for row in last.values()
        if is_deliverable(row.email)
        and (chosen.least_score is None or (scores or {}).get(row.lead, -1.0) >= chosen.least_score)
    )


def read_list(content: bytes, secret: str) -> Read:
    """The people of a CSV file with a column ``email``; its other columns are their personal fields.

    Raises `InputError` for what is no such file, or is too large.
    """
    if len(content) > MOST_BYTES:
        raise _too_large()
    rows = csv.reader(io.StringIO(_text(content), newline=""), delimiter=_delimiter(_text(content)))
    try:
        header = [_column(name) for name in next(rows, [])]
        if "email" not in header:
            raise _no_column()
        return _people(header, rows, secret)
    except csv.Error as failure:
        raise _no_column() from failure


def _people(header: Sequence[str], rows: Iterable[Sequence[str]], secret: str) -> Read:
    found: dict[str, Recipient] = {}
    rejected: list[Rejected] = []
    doubled = 0
    for line, row in enumerate(rows, 2):
        if line > MOST_ROWS + 1:
            raise _too_large()
        said = {name: value.strip() for name, value in zip(header, row, strict=False) if name}
        email = normal(said.pop("email", ""))
        if not email and not any(said.values()):
            continue
        if not is_deliverable(email):
            rejected.append(Rejected(line, _NO_ADDRESS))
            continue
        person = person_of(secret, email)
        doubled += person in found
        found.setdefault(person, Recipient(person, email, f"mail-{person}", fields_of(said)))
    return Read(tuple(found.values()), tuple(rejected[:MOST_REJECTED]), doubled)


def fields_of(said: Mapping[str, str]) -> Mapping[str, str]:
    """The personal fields that are not empty, with ``first_name`` where only the name is known."""
    first = said.get("first_name") or next(iter(said.get("name", "").split()), "")
    return {name: value for name, value in {**said, "first_name": first}.items() if value}


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _no_column()


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _column(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip().lower()
    spelled = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return _SYNONYMS.get(spelled, spelled)


_SYNONYMS = {
    "e_mail": "email",
    "email_address": "email",
    "mail": "email",
    "nome": "name",
    "primeiro_nome": "first_name",
    "firstname": "first_name",
    "empresa": "company",
}


def check_proof(chosen: Chosen) -> None:
    """Raises `InputError` where nothing says how the people on a list agreed (LGPD Art. 8 § 2)."""
    if len(chosen.proof.strip()) < LEAST_PROOF:
        raise InputError(
            Phrase(
                "Nothing says how the people on this list agreed to be written to.",
                "Falta dizer como as pessoas desta lista aceitaram receber e-mails.",
            ),
            Phrase("The company has to be able to prove it.", "A empresa precisa poder provar."),
            Phrase(
                "Say when and where they agreed, and where that is kept.",
                "Diga quando e onde aceitaram, e onde está a prova.",
            ),
        )


_NO_ADDRESS = Phrase("no e-mail address", "sem endereço de e-mail válido")


def _no_column() -> InputError:
    return InputError(
        Phrase("This is no list with a column “email”.", "Isto não é uma lista com uma coluna “email”."),
        None,
        Phrase(
            "Save it as CSV with a first line such as: email,name,company",
            "Salve como CSV, com a primeira linha assim: email,name,company",
        ),
    )


def _too_large() -> InputError:
    return InputError(
        phrase(
            "A list may have {rows} lines and {megabytes} MB at most.",
            "Uma lista pode ter no máximo {rows} linhas e {megabytes} MB.",
            rows=str(MOST_ROWS),
            megabytes=str(MOST_BYTES // 1_000_000),
        ),
        None,
        Phrase("Divide it into several.", "Divida em várias."),
    )


def _no_scores() -> InputError:
    return InputError(
        Phrase("The leads have no scores yet.", "Os leads ainda não têm pontuação."),
        None,
        Phrase(
            "Bring data on leads and deals, or choose without a score.",
            "Traga dados de leads e negócios, ou escolha sem pontuação.",
        ),
    )
