"""What goes out of a company by the plan: its data collected first, its leads scored, its dates and links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from corrente.company.collected import FOLDER
from corrente.company.contacts import Scored, chosen, contacts
from corrente.company.store import open_store
from corrente.core.words import Language
from corrente.experiments import kept
from corrente.outreach import audiences, calendar, collect
from corrente.outreach.audiences import Contact, Platform, Written
from corrente.outreach.tracking_plan import Tracked, tracking_plan
from corrente.state import plans
from corrente.state.test_tables import MAIN
from corrente.stream import planning

if TYPE_CHECKING:
    from corrente.core.profile import Settings
    from corrente.state.store import State


def collect_into(folder: Path, store: State, site: str = MAIN) -> tuple[str, ...]:
    """Write what the store gathered where the company's door reads it; the names of the tables that changed.

    Raises `StateError` where the store fails.
    """
    return collect.collect(store, open_store(folder).home / FOLDER, site)


def audience(
    store: State,
    platform: Platform,
    target: Path,
    *,
    where: Mapping[str, str] | None = None,
    people: Path | None = None,
    scored: Scored | None = None,
    calling_code: str = "",
    site: str = MAIN,
) -> Written:
    """Write a platform's audience: leads who agree, or of a company's own list those who have not objected.

    Raises `InputError` for files that cannot be read, `StateError` where the store fails.
    """
    if people is not None:
        return audiences.write(platform, audiences.allowed(store, _listed(people, scored), site), target, calling_code)
    numbers = chosen(scored) if scored else None
    return audiences.write(platform, audiences.leads(store, site, where, numbers), target, calling_code)


def _listed(path: Path, scored: Scored | None) -> Iterator[Contact]:
    for said in contacts(path, scored):
        first, last = said["first"], said["last"]
        if not last:
            first, _, rest = first.partition(" ")
            last = rest.rpartition(" ")[2]
        yield Contact(said["email"], said["phone"], first, last, said["country"], said["postcode"])


def dates(store: State, settings: Settings, language: Language, name: str = planning.MAIN) -> bytes:
    """The dates of the plan and of its mailings, as a calendar file."""
    found = (*calendar.dates(plans.history(store, name)), *calendar.mailings(store))
    return calendar.write(settings.name, settings.timezone, found, language)


def tracked(store: State, name: str = planning.MAIN, site: str = MAIN) -> tuple[Tracked, ...]:
    """What the plan and its tests need tracked."""
    tests = (revision.body for revision in kept.listed(store, site))
    return tracking_plan(planning.standing(store, name).items, (one for one in tests if one.plan in ("", name)))


__all__ = ["audience", "collect_into", "dates", "tracked"]
