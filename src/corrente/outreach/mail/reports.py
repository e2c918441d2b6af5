"""What comes back about a message, however it was told, and what is noted of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from corrente.outreach.mail import afterwards
from corrente.outreach.mail.events import Tell
from corrente.outreach.mail.kept import milliseconds
from corrente.state.store import State


class News(StrEnum):
    """What is told: it came back for good, it was called unwanted, or no more is wanted."""

    BOUNCED = "bounced"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True)
class Report:
    """News of one delivery. ``nobody``: there is no such mailbox. ``reply``: the server's words, where it said some."""

    news: News
    token: str
    nobody: bool = False
    reply: str = ""


_TOKEN = re.compile(r"(?:\+|<|^)([a-z2-7]{26})@")


def token_in(said: str) -> str:
    """The token in a Message-ID or a return path; empty where there is none."""
    found = _TOKEN.search(said.strip().lower())
    return found[1] if found else ""


def is_nobody(status: str) -> bool:
    """Whether a status of RFC 3463 says that there is no such mailbox."""
    return re.match(r"5\.(1\.\d+|2\.1)$", status.strip()) is not None


def note(state: State, site: str, reports: Iterable[Report], tell: Tell) -> int:
    """Note news of a site's deliveries, however often they are told; return how many were of such."""
    return sum(_note(state, site, report, tell) for report in reports)


def _note(state: State, site: str, report: Report, tell: Tell) -> bool:
    if afterwards.site_of(state, report.token) != site:
        return False
    if report.news is News.UNSUBSCRIBED:
        return afterwards.unsubscribed(state, report.token, tell)
    now = milliseconds(state.clock())
    with state.writing() as connection:
        if report.news is News.COMPLAINED:
            return afterwards.complained(connection, report.token, now, tell)
        return afterwards.bounced(connection, report.token, report.nobody, report.reply, now, tell)
