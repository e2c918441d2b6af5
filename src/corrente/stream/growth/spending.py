"""A campaign's money against today's: what goes into its channel now, and what more or less of it would bring.

What today's money brings is in the forecast already, so a campaign changes, and costs, only the difference. By a
channel into which nothing goes today it costs all that it costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Answer, Grade, Lever, Table
from corrente.core.words import Phrase
from corrente.stream.growth.base import Channels, assumed_elasticity
from corrente.stream.growth.drivers import Driver, Sources, column, names

Array = NDArray[np.float64]

MONTH_DAYS = 30.4375


@dataclass(frozen=True)
class Spending:
    """The money that goes into a channel each month, in place of what does today; ``None`` where nobody said.

    ``levers`` are what a campaign moves of which today's money is not known.
    """

    channel: str
    monthly: float | None
    levers: tuple[Lever, ...] = ()

    @property
    def grade(self) -> Grade:
        """How it is known what it brings where only its levers tell."""
        return self.levers[0].grade if self.levers else Grade.ASSUMPTION


@dataclass(frozen=True)
class Response:
    """The ``share`` (S,) of new customers that a channel brings, and their ``elasticity`` (S,) to its money."""

    share: Array
    elasticity: Array
    drivers: tuple[Driver, ...]


def spent_today(answers: Mapping[str, Answer], channel: str) -> float | None:
    """What goes into the channel in a month: by the media mix as it is now, else on average by the contacts' costs."""
    mix = answers.get("acquisition")
    weekly = _of(mix.tables.get("budget") if mix else None, channel, "now")
    if weekly is not None:
        return weekly * MONTH_DAYS / 7
    paths = answers.get("touchpoints")
    spent = _of(paths.tables.get("channels") if paths else None, channel, "spent")
    seen = paths.evidence.tables.get("touchpoints") if paths else None
    if spent is None or seen is None or seen.first_day is None or seen.last_day is None:
        return None
    return spent / max((seen.last_day - seen.first_day + 1) / MONTH_DAYS, 1.0)


def response_of(channel: str, channels: Channels, sources: Sources) -> Response | None:
    """What a channel brings that the media mix does not know, by its part of the paths; ``None`` where no path does."""
    if channel in channels.names:
        return None
    share = sources.measured("touchpoints", "markov_share", channel=channel)
    if share is None:
        return None
    elasticity = assumed_elasticity(sources, {"channel": channel})
    drawn = np.clip(elasticity.draws, 0.0, 1.0)
    return Response(np.clip(share.draws, 0.0, 1.0), drawn, (share, elasticity))


def grade_of(channel: str, answers: Mapping[str, Answer]) -> Grade:
    """How it is known what more money brings there: by the media mix's own lever, else it is assumed."""
    mix = answers.get("acquisition")
    levers = mix.levers if mix and mix.refusal is None else ()
    return next((lever.grade for lever in levers if lever.of.get("channel") == channel), Grade.ASSUMPTION)


def _of(table: Table | None, channel: str, name: str) -> float | None:
    """A channel's amount in a table of channels; ``None`` where there is no such channel, column or amount."""
    amounts = dict(zip(names(table, "channel"), column(table, name), strict=False))
    return amounts.get(channel) or None


UNKNOWN_TODAY = Phrase(
    "What the campaign costs, or what goes into its channel today, is not known: so what it adds cannot be told.",
    "Não se sabe o custo da campanha, ou quanto vai hoje para o canal: não dá para dizer o que ela acrescenta.",
)
UNKNOWN_SHARE = Phrase(
    "What this channel brings today is not known: only the difference in cost counts.",
    "Não se sabe o que este canal traz hoje: só a diferença de custo conta.",
)
