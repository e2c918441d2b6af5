"""What stopped tests found: added once, and read by plans."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from corrente.core.experiment import Finding
from corrente.state.store import State
from corrente.state.test_tables import findings

_F = findings.c


@dataclass(frozen=True)
class Found:
    """A finding that is stored, and the site whose test it is of."""

    id: int
    site: str
    finding: Finding


def add(connection: Connection, site: str, finding: Finding) -> None:
    """Add a finding within a transaction that its test is stopped in."""
    row = {"site": site, "test": finding.test, "plan": finding.plan, "item": finding.item, "at": finding.at}
    connection.execute(insert(findings).values(**row, body=finding))


def listed(state: State, plan: str) -> tuple[Found, ...]:
    """The findings on a plan's items, the oldest first."""
    asked = select(_F.id, _F.site, _F.body).where(_F.plan == plan).order_by(_F.id)
    with state.reading() as connection:
        return tuple(Found(row.id, row.site, row.body) for row in connection.execute(asked))


def of_test(state: State, site: str, test: str) -> Finding | None:
    """What a test found; ``None`` for one that is not stopped, or belongs to no plan."""
    asked = select(_F.body).where(_F.site == site, _F.test == test).order_by(_F.id.desc()).limit(1)
    with state.reading() as connection:
        found: Finding | None = connection.execute(asked).scalar()
    return found
