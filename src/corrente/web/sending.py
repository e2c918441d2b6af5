"""What goes out of a company by the plan: its data collected first, its leads scored, its dates and links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from corrente.company.collected import FOLDER
from corrente.company.contacts import Scored, chosen, contacts
from corrente.company.store import open_store
from corrente.core.words import Language
from corrente.experiments import kept
from corrente.outreach import audiences, calendar, collect
from corrente.outreach.audiences import Contact, Platform, Written
from corrente.outreach.gathered import number
from corrente.outreach.tracking_plan import Tracked, tracking_plan
from corrente.state import outreach_tables, plans
from corrente.state.test_tables import MAIN
from corrente.stream import planning

if TYPE_CHECKING:
    from corrente.core.profile import Settings
    from corrente.state.store import State
    from corrente.stream.company import Company


def collect_into(folder: Path, store: State, site: str = MAIN) -> tuple[str, ...]:
    """Write what the store gathered where the company's door reads it; the names of the tables that changed.

    Raises `StateError` where the store fails.
    """
    return collect.collect(store, open_store(folder).home / FOLDER, site)


def lead_scores(company: Company, store: State, site: str = MAIN) -> Mapping[str, float]:
    """The chance of each lead that the store captured, by its id; nothing of leads that were not collected yet.

    Raises `InputError` where lead scoring is refused.
    """
    with store.reading() as connection:
        rows = outreach_tables.leads.c
        known = {
            number(lead): lead for lead in connection.execute(select(rows.lead).where(rows.site == site)).scalars()
        }
    found: dict[str, float] = {}
    for batch in company.score("lead_scoring").rows():
        named = batch.select(["subject_id", "chance"]).to_pydict()
        for id, chance in zip(named["subject_id"], named["chance"], strict=True):
            if str(id).isdigit() and int(id) in known and chance is not None:
                found[known[int(id)]] = float(chance)
    return found


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
    """The plan's dates as a calendar file."""
    found = calendar.dates(plans.history(store, name))
    return calendar.write(settings.name, settings.timezone, found, language)


def tracked(store: State, name: str = planning.MAIN, site: str = MAIN) -> tuple[Tracked, ...]:
    """What the plan and its tests need tracked."""
    tests = (revision.body for revision in kept.listed(store, site))
    return tracking_plan(planning.standing(store, name).items, (one for one in tests if one.plan in ("", name)))


__all__ = ["audience", "collect_into", "dates", "lead_scores", "tracked"]
