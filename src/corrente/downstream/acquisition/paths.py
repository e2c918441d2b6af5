"""What paths of persons say of the same channels, beside what the weeks say: where they disagree, why, what to believe.

Paths come from the answer to `touchpoints`, as shares of conversions; both are made shares of the channels that both
know.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corrente.core.answer import Answer, Estimate, Table
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.downstream.acquisition.weeks import Weeks, name_of

Array = NDArray[np.float64]
Interval = tuple[float, float, float]


@dataclass(frozen=True)
class Path:
    """A channel's share by the ``paths`` and by the ``weeks``, each with its interval: value, low, high.

    ``tests`` is how many lift tests of the channel are in the weeks' share.
    """

    channel: str
    paths: Interval
    weeks: Interval
    tests: int

    @property
    def gap(self) -> float:
        """How far the two intervals lie apart; 0 or less where they have something in common."""
        return max(self.paths[1] - self.weeks[2], self.weeks[1] - self.paths[2])

    @property
    def reading(self) -> Phrase:
        """Whether they agree; if not, why, and what to believe."""
        if self.gap <= 0:
            return _AGREE
        if self.tests:
            return _TESTED
        return _MORE_PATHS if self.paths[0] > self.weeks[0] else _MORE_WEEKS


def beside(answer: Answer | None, weeks: Weeks, added: Array) -> tuple[Path, ...]:
    """Channels that paths and weeks both know, at least two; ``added`` (S, C) are draws of their contributions."""
    places = {name.casefold(): k for k, name in enumerate(weeks.channels)}
    shares = [] if answer is None else [e for e in answer.estimates if e.name == "markov_share"]
    known = {places[e.of["channel"].casefold()]: e for e in shares if e.of["channel"].casefold() in places}
    whole = sum(e.value for e in known.values())
    if len(known) < 2 or whole <= 0:
        return ()
    both = added[:, list(known)].sum(axis=1)
    tests = [test.channel for test in weeks.data.lifts]
    return tuple(
        Path(weeks.channels[k], _of_paths(e, whole), _of_weeks(added[:, k] / both), tests.count(k))
        for k, e in known.items()
    )


def _of_paths(share: Estimate, whole: float) -> Interval:
    return share.value / whole, share.low / whole, min(share.high / whole, 1.0)


def _of_weeks(draws: Array) -> Interval:
    low, high = np.quantile(draws, [0.05, 0.95])
    return float(draws.mean()), float(low), float(high)


def table_of(paths: tuple[Path, ...]) -> Table:
    """Both shares side by side, and how to read them."""
    rows = tuple((path.channel, *path.paths, *path.weeks, path.tests, path.reading) for path in paths)
    return Table(_COLUMNS, rows, shares=_SHARES)


def disagreement(paths: tuple[Path, ...]) -> Phrase | None:
    """The channel on which they lie furthest apart, if on any."""
    furthest = max(paths, key=lambda path: path.gap, default=None)
    if furthest is None or furthest.gap <= 0:
        return None
    return phrase(
        "Paths of persons and these weeks disagree on {name} ({paths} against {weeks} of what both speak of). "
        "{reading}.",
        "Os caminhos das pessoas e estas semanas discordam sobre {name} ({paths} contra {weeks} do que ambos "
        "enxergam). {reading}.",
        name=name_of(furthest.channel),
        paths=Number(furthest.paths[0], Form.SHARE),
        weeks=Number(furthest.weeks[0], Form.SHARE),
        reading=furthest.reading,
    )


_AGREE = phrase("They agree", "Concordam")
_TESTED = phrase(
    "Believe the weeks' share: a lift test is part of it", "Acredite na parcela das semanas: ela inclui um teste"
)
_MORE_PATHS = phrase(
    "Paths also credit those who were about to buy anyway; believe a lift test before both",
    "Os caminhos premiam também quem já ia comprar; antes dos dois, acredite em um teste",
)
_MORE_WEEKS = phrase(
    "The weeks also see those who were reached without a click; believe a lift test before both",
    "As semanas veem também quem foi alcançado sem clicar; antes dos dois, acredite em um teste",
)
_FROM, _TO = phrase("from", "de"), phrase("to", "até")
_COLUMNS = {
    "channel": phrase("Channel", "Canal"),
    "paths": phrase("Share by paths", "Parcela pelos caminhos"),
    "paths_low": _FROM,
    "paths_high": _TO,
    "mix": phrase("Share by the weeks", "Parcela pelas semanas"),
    "mix_low": _FROM,
    "mix_high": _TO,
    "lift_tests": phrase("Lift tests", "Testes de incrementalidade"),
    "reading": phrase("How to read it", "Como ler"),
}
_SHARES = ("paths", "paths_low", "paths_high", "mix", "mix_low", "mix_high")
