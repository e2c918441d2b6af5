"""Audience files for LinkedIn, Google and Meta: normalised and hashed (SHA-256) as each of them asks.

Nobody stands in a file who has not agreed to it, took that back, must not be written to, or was forgotten. What a
platform matches by a hash is given as a hash only.

Sources: Google Customer Match (support.google.com/google-ads/answer/7659867) and the Data Manager's formatting rules
(developers.google.com/data-manager/api/devguides/concepts/formatting); Meta's customer lists
(facebook.com/business/help/2082575038703844) and hashing rules (developers.facebook.com/docs/marketing-api/audiences/
guides/custom-audiences); LinkedIn's contact lists (linkedin.com/help/lms/answer/a1489764) and its template.
"""

from __future__ import annotations

import csv
import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path

from sqlalchemy import Subquery, func, select

from corrente.core.outreach import Purpose
from corrente.outreach import consent, people
from corrente.outreach.gathered import number
from corrente.state import outreach_tables as tables
from corrente.state.site_secrets import secret_of
from corrente.state.store import State
from corrente.state.test_tables import MAIN


class Platform(StrEnum):
    """Where an audience is used."""

    LINKEDIN = "linkedin"
    GOOGLE = "google"
    META = "meta"


@dataclass(frozen=True)
class Contact:
    """What is known of a person, as it was written down. ``lead`` is the number that scores know a lead by."""

    email: str
    phone: str = ""
    first: str = ""
    last: str = ""
    country: str = ""
    postcode: str = ""
    lead: int | None = None


Cells = Callable[[Contact], tuple[str, ...] | None]


@dataclass(frozen=True)
class Format:
    """A platform's file: its header, a contact's cells (``None``: nothing to match by), the fewest people it takes."""

    header: tuple[str, ...]
    cells: Cells
    least: int


@dataclass(frozen=True)
class Written:
    """How many people are in a file, and how many could not be: they have nothing that the platform matches by."""

    people: int
    unmatchable: int


def hashed(text: str) -> str:
    """SHA-256 in hexadecimal digits, nothing of nothing."""
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def email_of(text: str, google: bool = False) -> str:
    """An address in lower case without blanks; nothing where it is none.

    For Google, those of Gmail go without dots before the @ and without what follows a plus.
    """
    if not people.is_address(text):
        return ""
    found = re.sub(r"\s", "", people.normal(text))
    name, _, domain = found.rpartition("@")
    if google and domain in ("gmail.com", "googlemail.com"):
        return f"{name.partition('+')[0].replace('.', '')}@{domain}"
    return found


def phone_of(text: str, calling_code: str = "") -> str:
    """A telephone number by E.164, with its plus; nothing where its country is not said, or it is too short or long.

    ``calling_code`` is the country's, for numbers that name none ("55"); such a number loses the zero of long distance.
    """
    digits = re.sub(r"\D", "", re.sub(r"\(0\)", "", text))
    if text.strip().startswith("+"):
        whole = digits
    elif digits.startswith("00"):
        whole = digits[2:]
    else:
        whole = calling_code + digits.removeprefix("0") if calling_code else ""
    return f"+{whole}" if 8 <= len(whole) <= 15 and whole[:1] != "0" else ""


_TITLES = re.compile(r"^(mrs?|ms|miss|dr|dra|prof|profa|sr|sra|srta)\.?\s+|,?\s+(jr|sr|filho|neto)\.?$", re.IGNORECASE)


def name_of(text: str) -> str:
    """A name in lower case, without titles, signs and double blanks; accents stay."""
    plain = _TITLES.sub("", unicodedata.normalize("NFC", text).strip())
    kept = "".join(c for c in plain.lower() if c.isspace() or unicodedata.category(c)[0] in "LM")
    return " ".join(kept.split())


def country_of(text: str) -> str:
    """A country's two letters (ISO 3166-1), from these or from its name in English or Portuguese; else nothing."""
    plain = text.strip()
    return plain.upper() if plain.upper() in _countries().values() else _countries().get(plain.casefold(), "")


@cache
def _countries() -> Mapping[str, str]:
    from babel import Locale

    named = (Locale.parse(locale).territories.items() for locale in ("pt_BR", "en"))
    return {name.casefold(): code for one in named for code, name in one if re.fullmatch("[A-Z]{2}", code)}


def _linkedin(contact: Contact) -> tuple[str, ...] | None:
    """The hashed address and the country: names would have to be sent as they are, and are not needed beside it."""
    email = hashed(email_of(contact.email))
    return (email, "", "", "", "", country_of(contact.country), "") if email else None


def _google(contact: Contact) -> tuple[str, ...] | None:
    """Address, phone and names hashed, country and postcode as they are; these four match only together."""
    email, phone = hashed(email_of(contact.email, google=True)), hashed(contact.phone)
    place = (hashed(name_of(contact.first)), hashed(name_of(contact.last)), country_of(contact.country),
             re.sub(r"[^A-Za-z0-9 -]", "", contact.postcode).strip())  # fmt: skip
    whole = place if all(place) else ("", "", "", "")
    return (email, phone, *whole) if email or phone or all(place) else None


def _meta(contact: Contact) -> tuple[str, ...] | None:
    """Everything hashed; the phone without its plus, the postcode of the USA by its first five digits."""
    email, phone = hashed(email_of(contact.email)), hashed(contact.phone.removeprefix("+"))
    country = country_of(contact.country).lower()
    postcode = re.sub(r"[^a-z0-9]", "", contact.postcode.lower())
    names = (hashed(name_of(contact.first)), hashed(name_of(contact.last)))
    place = (hashed(postcode[:5] if country == "us" else postcode), hashed(country))
    return (email, phone, *names, *place) if email or phone else None


FORMATS: Mapping[Platform, Format] = {
    Platform.LINKEDIN: Format(
        ("email", "firstname", "lastname", "jobtitle", "employeecompany", "country", "googleaid"), _linkedin, 300
    ),
    Platform.GOOGLE: Format(("Email", "Phone", "First Name", "Last Name", "Country", "Zip"), _google, 100),
    Platform.META: Format(("email", "phone", "fn", "ln", "zip", "country"), _meta, 100),
}


def leads(
    state: State, site: str = MAIN, where: Mapping[str, str] | None = None, scored: Container[int] | None = None
) -> Iterator[Contact]:
    """Leads who agree to stand in audiences now, each person once, as they said it last.

    ``where`` chooses by the columns of the table of leads, ``scored`` by the numbers that scores know leads by. Raises
    ``KeyError`` for a column that is not there, `StateError` where the store fails.
    """
    last = _chosen(site, where)
    asked = select(last.c.email, last.c.name, last.c.lead).where(last.c.place == 1).order_by(last.c.lead)
    with state.reading() as connection:
        for row in connection.execution_options(yield_per=10_000).execute(asked):
            if scored is None or number(row.lead) in scored:
                first, _, rest = row.name.strip().partition(" ")
                yield Contact(row.email, first=first, last=rest.rpartition(" ")[2], lead=number(row.lead))


def counted(state: State, site: str = MAIN, where: Mapping[str, str] | None = None) -> int:
    """How many `leads` are. Raises as it does."""
    last = _chosen(site, where)
    with state.reading() as connection:
        return connection.execute(select(func.count()).where(last.c.place == 1)).scalar_one()


def _chosen(site: str, where: Mapping[str, str] | None) -> Subquery:
    """The leads who agree and are chosen; ``place`` 1 is the newest of a person."""
    rows = tables.leads.c
    wanted = [rows[column] == value for column, value in (where or {}).items()]
    newest = func.row_number().over(partition_by=rows.person, order_by=(rows.at_ms.desc(), rows.lead)).label("place")
    agreed = rows.person.in_(consent.agreed(site, Purpose.ADS))
    return (
        select(rows.email, rows.name, rows.lead, newest)
        .where(rows.site == site, rows.email != "", agreed, *wanted)
        .subquery()
    )


def allowed(state: State, contacts: Iterable[Contact], site: str = MAIN) -> Iterator[Contact]:
    """Of a company's own list, those who have not objected: nobody who refused, unsubscribed or was forgotten."""
    secret, barred = secret_of(state, site), _barred(state, site)
    for contact in contacts:
        if not barred or people.person_of(secret, contact.email) not in barred:
            yield contact


def _barred(state: State, site: str) -> frozenset[str]:
    """Who must not be written to, and who was asked for this and does not agree now."""
    answers, barred = tables.consents.c, tables.suppressions.c
    agreed = consent.agreed(site, Purpose.ADS)
    asked = select(answers.person).where(
        answers.site == site, answers.purpose == Purpose.ADS.value, answers.person.not_in(agreed)
    )
    with state.reading() as connection:
        suppressed = connection.execute(select(barred.person).where(barred.site == site)).scalars()
        return frozenset([*suppressed, *connection.execute(asked).scalars()])


def write(platform: Platform, contacts: Iterable[Contact], target: Path, calling_code: str = "") -> Written:
    """Write a platform's file, whole or not at all, readable by this user only; one contact at a time.

    ``calling_code`` is the country's, for telephone numbers that name none.
    """
    form = FORMATS[platform]
    written = unmatchable = 0
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600))
    try:
        with part.open("w", encoding="utf-8", newline="") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(form.header)
            for contact in contacts:
                cells = form.cells(replace(contact, phone=phone_of(contact.phone, calling_code)))
                if cells is None:
                    unmatchable += 1
                else:
                    lines.writerow(cells)
                    written += 1
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return Written(written, unmatchable)
