"""What people agreed to, with its proof: which words they were shown, when, where, and what they answered.

Nobody has agreed to anything before they say so, each purpose by itself (LGPD Art. 8); the last answer counts. Bounces
and complaints stand against later consent too; a wish not to be written to stands until the person agrees anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, and_, exists, func, insert, or_, select

from corrente.core.outreach import Ask, Purpose, Source, Suppressed
from corrente.core.words import Language, Phrase
from corrente.state import outreach_tables as tables
from corrente.state.once import upserted

FINAL = (Suppressed.BOUNCED, Suppressed.COMPLAINED)
"""What no later consent lifts."""

STOP = Phrase("I no longer agree to this.", "Não concordo mais com isto.")
"""What somebody says who takes a consent back."""

_C, _T, _S = tables.consents.c, tables.consent_texts.c, tables.suppressions.c


@dataclass(frozen=True)
class Answered:
    """What somebody said to one ask, ``given`` or not; ``words`` are those that they saw."""

    purpose: Purpose
    given: bool
    words: str
    language: Language
    source: Source
    at_ms: int
    page: str = ""
    page_number: int = 0
    lead: str | None = None
    address: str = ""

    @property
    def text(self) -> str:
        """The version of the words."""
        return Ask(self.purpose, self.words).version(self.language)


def record(connection: Connection, site: str, person: str, answers: Sequence[Answered]) -> None:
    """Store what a person answered, with the words that they were shown."""
    if not answers:
        return
    texts = {answer.text: _text_row(site, answer) for answer in answers}
    connection.execute(upserted(connection, tables.consent_texts).on_conflict_do_nothing(), list(texts.values()))
    connection.execute(insert(tables.consents), [_row(site, person, answer) for answer in answers])


def taken_back(purpose: Purpose, source: Source, language: Language, at_ms: int) -> Answered:
    """The answer of somebody who takes a consent back, in one step."""
    return Answered(purpose, False, STOP.say(language), language, source, at_ms)


def suppress(connection: Connection, site: str, person: str, reason: Suppressed, at_ms: int) -> None:
    """Let nobody write to a person; said again, the latest time counts."""
    row = {"site": site, "person": person, "reason": reason.value, "at_ms": at_ms}
    new = upserted(connection, tables.suppressions)
    connection.execute(
        new.on_conflict_do_update(index_elements=("site", "person", "reason"), set_={"at_ms": at_ms}), row
    )


def standing(connection: Connection, site: str, person: str) -> Mapping[Purpose, Answered]:
    """The last answer of a person for each purpose that they were asked for."""
    return {answer.purpose: answer for answer in history(connection, site, person)}


def history(connection: Connection, site: str, person: str) -> tuple[Answered, ...]:
    """All that a person ever answered, the oldest first."""
    asked = _WHOLE.where(_C.site == site, _C.person == person).order_by(_C.id)
    return tuple(_answered(row) for row in connection.execute(asked))


def agreed(site: str, purpose: Purpose) -> Select[str]:
    """The people who agree to a purpose now and may be written to, as a query whose one column is ``person``."""
    later = tables.consents.alias()
    last = ~exists().where(
        later.c.site == site,
        later.c.person == _C.person,
        later.c.purpose == purpose.value,
        later.c.id > _C.id,
    )
    barred = exists().where(
        _S.site == site,
        _S.person == _C.person,
        or_(_S.reason.in_([reason.value for reason in FINAL]), _S.at_ms >= _C.at_ms),
    )
    return select(_C.person).where(_C.site == site, _C.purpose == purpose.value, _C.given, last, ~barred)


def agrees(connection: Connection, site: str, person: str, purpose: Purpose) -> bool:
    """Whether a person agrees to a purpose now and may be written to."""
    return connection.execute(agreed(site, purpose).where(_C.person == person)).first() is not None


def is_suppressed(connection: Connection, site: str, person: str) -> bool:
    """Whether a person must not be written to, unless they have agreed to e-mail since they said so."""
    last_yes = select(func.max(_C.at_ms)).where(
        _C.site == site, _C.person == person, _C.purpose == Purpose.EMAIL.value, _C.given
    )
    lifted = connection.execute(last_yes).scalar() or -1
    final = _S.reason.in_([reason.value for reason in FINAL])
    barred = select(_S.reason).where(and_(_S.site == site, _S.person == person, or_(final, _S.at_ms >= lifted)))
    return connection.execute(barred).first() is not None


_WHOLE = select(*_C, _T.words, _T.language).join_from(
    tables.consents, tables.consent_texts, and_(_T.site == _C.site, _T.version == _C.text)
)


def _answered(row: Row[*tuple[Any, ...]]) -> Answered:
    said = row._mapping
    return Answered(
        Purpose(said["purpose"]), said["given"], said["words"], Language(said["language"]), Source(said["source"]),
        said["at_ms"], said["page"], said["page_number"], said["lead"], said["address"],
    )  # fmt: skip


def _row(site: str, person: str, answer: Answered) -> dict[str, object]:
    return {
        "site": site,
        "person": person,
        "purpose": answer.purpose.value,
        "given": answer.given,
        "text": answer.text,
        "source": answer.source.value,
        "page": answer.page,
        "page_number": answer.page_number,
        "lead": answer.lead,
        "address": answer.address,
        "at_ms": answer.at_ms,
    }


def _text_row(site: str, answer: Answered) -> dict[str, object]:
    return {
        "site": site,
        "version": answer.text,
        "purpose": answer.purpose.value,
        "language": answer.language.value,
        "words": answer.words,
        "at_ms": answer.at_ms,
    }
