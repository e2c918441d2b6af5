"""Metrics that are an answer's estimate: carried over as they stand."""

from __future__ import annotations

from collections.abc import Mapping

from corrente.core.answer import Answer, Estimate
from corrente.core.brands import own_brand
from corrente.core.profile import Profile
from corrente.core.scorecard import Carried


def carried(source: Carried, answers: Mapping[str, Answer], profile: Profile) -> tuple[Estimate, ...]:
    """The estimates that a metric carries; none where the answer has none."""
    answer = answers.get(source.question)
    if answer is None or answer.refusal is not None:
        return ()
    named = [e for e in answer.estimates if e.name == source.estimate and source.of.items() <= e.of.items()]
    if source.own:
        named = _own(named, profile)
    if source.by is None:
        return tuple(named[:1])
    apart = [e for e in named if e.of.keys() == {*source.of, source.by} and e.of[source.by] not in source.without]
    if source.lowering is not None:
        effects = {tuple(e.of.items()): e.value for e in answer.estimates if e.name == source.lowering}
        apart = [e for e in apart if effects.get(tuple(e.of.items()), -1.0) < 0]
    return tuple(sorted(apart, key=lambda e: -e.value)[: source.most] if source.largest else apart[: source.most])


def _own(named: list[Estimate], profile: Profile) -> list[Estimate]:
    """Those of our own brand; an estimate that is of no brand is ours."""
    brands = list(dict.fromkeys(e.of["brand"] for e in named if "brand" in e.of))
    own = own_brand(profile.settings, brands)
    if not brands:
        return named
    return [] if own.assumed else [e for e in named if e.of.get("brand") == brands[own.place]]


def last_day(source: Carried, answers: Mapping[str, Answer], profile: Profile) -> int | None:
    """The last day of the data behind an answer; of all the company's data where its own tables have no days."""
    used = answers[source.question].evidence.tables.values()
    days = [table.last_day for table in used if table.last_day is not None]
    return _seen(max(days), profile) if days else end_of_data(profile)


def end_of_data(profile: Profile) -> int | None:
    """The last day of all the company's data; None where nothing has a day."""
    days = [table.last_day for table in profile.tables.values() if table.last_day is not None]
    return _seen(max(days), profile) if days else profile.as_of


def _seen(day: int, profile: Profile) -> int:
    return day if profile.as_of is None else min(day, profile.as_of)
