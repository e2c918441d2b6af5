"""Whether a test's numbers can be believed: people against logged probabilities, events against what they should be.

Every symptom says what was found, in words, and how grave it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from corrente.core.experiment import DEFAULT_CELL, Metric, Test
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.experiments.counting import Followed, Viewed
from corrente.experiments.counts import OVER, Counts, Strata, strata
from corrente.experiments.stopping import name
from corrente.inference.sample_ratio import Ratio, sample_ratio

Array = NDArray[np.float64]

NOTED, WARNED = 0.01, 0.05
"""Shares of events from which on something is noted, and from which on it is warned of."""

LEAST_EVENTS = 100
"""Shares of fewer events are not judged."""

SILENT = 12.0
"""An arm is silent when so many responses were to be expected by the others' rate, and none came."""


class Severity(StrEnum):
    """How grave a symptom is: worth knowing, to be looked into, or reason not to believe the results."""

    NOTE = "note"
    WARNING = "warning"
    ALARM = "alarm"


class Kind(StrEnum):
    """What may be wrong."""

    SAMPLE_RATIO = "sample ratio"
    VIEWED_RATIO = "viewed ratio"
    SILENT_ARM = "silent arm"
    EARLY = "early events"
    LATE = "late events"
    SKEWED = "skewed clocks"
    IMPLAUSIBLE = "implausible clocks"
    STRANGERS = "events of strangers"
    CROSSED = "crossed decisions"
    DUPLICATES = "duplicates"
    NO_CONTEXT = "no context"


@dataclass(frozen=True)
class Symptom:
    """One thing that was found; ``share`` is of the events or people concerned, or the deviation of an arm's share."""

    kind: Kind
    severity: Severity
    said: Phrase
    share: float


def health(
    test: Test,
    counts: Counts,
    viewed: Sequence[Viewed] = (),
    followed: Mapping[str, Followed] | None = None,
    received: int = 0,
    duplicates: int = 0,
) -> tuple[Symptom, ...]:
    """The symptoms of a test, gravest first; none where all is well.

    ``counts`` are those of the decision metric, ``followed`` the fates of events by metric, ``received`` all events and
    ``duplicates`` those of them whose id had come before.
    """
    everybody = strata(counts, np.ones(OVER + 1))
    found = [
        *_uneven(test, counts, everybody, Kind.SAMPLE_RATIO, everybody.outcomes.people),
        *_uneven(test, counts, everybody, Kind.VIEWED_RATIO, _confirmed(counts, everybody, viewed)),
        *_silent(test, counts, everybody),
        *_unplaced(test, counts),
        *(symptom for metric in test.metrics for symptom in _fates(metric, (followed or {}).get(metric.name))),
        *_repeated(received, duplicates),
    ]
    return tuple(sorted(found, key=lambda symptom: list(Severity).index(symptom.severity), reverse=True))


def _confirmed(counts: Counts, everybody: Strata, viewed: Sequence[Viewed]) -> Array:
    """The confirmations as people (G, A) of the strata."""
    rows = {key: row for row, key in enumerate(zip(everybody.policy.tolist(), everybody.cell.tolist(), strict=True))}
    people = np.zeros_like(everybody.outcomes.people)
    for seen in viewed:
        row = rows.get((seen.policy, counts.cells.index(seen.cell))) if seen.cell in counts.cells else None
        if row is not None and seen.arm in counts.arms:
            people[row, counts.arms.index(seen.arm)] += seen.people
    return people


_UNEVEN = {
    Kind.SAMPLE_RATIO: Phrase(
        "“{arm}” was shown to {share} {more} people than its probability says. The results cannot be believed until "
        "it is known why: look for redirects, robots and lost decisions.",
        "“{arm}” foi mostrada a {share} {more} pessoas do que diz a probabilidade. Não confie nos resultados até saber "
        "por quê: procure redirecionamentos, robôs e decisões perdidas.",
    ),
    Kind.VIEWED_RATIO: Phrase(
        "“{arm}” was really seen by {share} {more} people than its probability says. It may load too slowly, or fail "
        "on some devices; the comparison is not fair until that is mended.",
        "“{arm}” foi vista de fato por {share} {more} pessoas do que diz a probabilidade. Talvez demore a carregar ou "
        "falhe em alguns aparelhos; a comparação não é justa até isso ser corrigido.",
    ),
}


def _uneven(test: Test, counts: Counts, everybody: Strata, kind: Kind, people: Array) -> Iterator[Symptom]:
    checked: Ratio = sample_ratio(people, everybody.outcomes.probability)
    if people.sum() > 0 and checked.alarms:
        arm = int(np.abs(checked.deviation).argmax())
        off = float(checked.deviation[arm])
        yield Symptom(
            kind,
            Severity.ALARM,
            phrase(
                _UNEVEN[kind].en,
                _UNEVEN[kind].pt,
                arm=name(test, counts.arms[arm]),
                share=Number(abs(off), Form.SHARE),
                more=Phrase("more", "a mais de") if off > 0 else Phrase("fewer", "a menos de"),
            ),
            off,
        )


def _silent(test: Test, counts: Counts, everybody: Strata) -> Iterator[Symptom]:
    people, responded = everybody.outcomes.people.sum(axis=0), everybody.outcomes.responded.sum(axis=0)
    for place, arm in enumerate(counts.arms):
        others = people.sum() - people[place]
        expected = people[place] * (responded.sum() - responded[place]) / max(others, 1.0)
        if responded[place] == 0 and expected >= SILENT:
            yield Symptom(
                Kind.SILENT_ARM,
                Severity.ALARM,
                phrase(
                    "Nobody has responded to “{arm}”, where about {expected} were to be expected. Is its event sent?",
                    "Ninguém respondeu a “{arm}”, quando se esperavam cerca de {expected}. O evento dela é enviado?",
                    arm=name(test, arm),
                    expected=Number(float(expected), Form.COUNT),
                ),
                0.0,
            )


def _unplaced(test: Test, counts: Counts) -> Iterator[Symptom]:
    """People whose context is not known, where the test tells contexts apart."""
    if not test.contexts or DEFAULT_CELL not in counts.cells:
        return
    without = counts.people[counts.cell == counts.cells.index(DEFAULT_CELL)].sum()
    words = Phrase(
        "Of {share} of the people the context is not known; they go by what was learnt of all.",
        "De {share} das pessoas não se conhece o contexto; elas seguem o que se aprendeu de todas.",
    )
    yield from _judged(Kind.NO_CONTEXT, words, without, counts.people.sum(), "", (0.1, 0.5))


_FATES = {
    Kind.EARLY: Phrase(
        "{share} of the events “{event}” came before their person was shown a variant, and do not count.",
        "{share} dos eventos “{event}” vieram antes de a pessoa ver uma variante e não contam.",
    ),
    Kind.LATE: Phrase(
        "{share} of the events “{event}” arrived long after they happened; recent figures may still rise.",
        "{share} dos eventos “{event}” chegaram muito depois de acontecer; os números recentes ainda podem subir.",
    ),
    Kind.SKEWED: Phrase(
        "{share} of the events “{event}” came from devices with a wrong clock, which was corrected.",
        "{share} dos eventos “{event}” vieram de aparelhos com relógio errado, que foi corrigido.",
    ),
    Kind.IMPLAUSIBLE: Phrase(
        "{share} of the events “{event}” had a time that cannot be; the time of arrival was taken.",
        "{share} dos eventos “{event}” tinham um horário impossível; vale o horário de chegada.",
    ),
    Kind.STRANGERS: Phrase(
        "{share} of the events “{event}” are of people who are not in the test. Is the same id sent everywhere?",
        "{share} dos eventos “{event}” são de pessoas fora do teste. O mesmo identificador é enviado em toda parte?",
    ),
    Kind.CROSSED: Phrase(
        "{share} of the events “{event}” name a decision that was made for another person.",
        "{share} dos eventos “{event}” citam uma decisão tomada para outra pessoa.",
    ),
}


def _fates(metric: Metric, fate: Followed | None) -> Iterator[Symptom]:
    if fate is None:
        return
    ours = fate.counted + fate.early + fate.past
    numbers = {
        Kind.EARLY: (fate.early, ours),
        Kind.LATE: (fate.late, ours + fate.strangers),
        Kind.SKEWED: (fate.skewed, ours + fate.strangers),
        Kind.IMPLAUSIBLE: (fate.implausible, ours + fate.strangers),
        Kind.CROSSED: (fate.crossed, ours),
    }
    for kind, (concerned, of_all) in numbers.items():
        yield from _judged(kind, _FATES[kind], concerned, of_all, metric.event)
    # Most visitors of a site may rightly be outside a test: only that nearly all are is worth a word.
    yield from _judged(
        Kind.STRANGERS, _FATES[Kind.STRANGERS], fate.strangers, ours + fate.strangers, metric.event, (0.9, 0.99)
    )


def _repeated(received: int, duplicates: int) -> Iterator[Symptom]:
    words = Phrase(
        "{share} of the events came more than once; each counts once.",
        "{share} dos eventos vieram mais de uma vez; cada um conta uma vez.",
    )
    yield from _judged(Kind.DUPLICATES, words, duplicates, received, "")


def _judged(
    kind: Kind,
    words: Phrase,
    concerned: float,
    of_all: float,
    event: str,
    bounds: tuple[float, float] = (NOTED, WARNED),
) -> Iterator[Symptom]:
    share = concerned / max(of_all, 1)
    if of_all >= LEAST_EVENTS and share >= bounds[0]:
        severity = Severity.WARNING if share >= bounds[1] else Severity.NOTE
        said = phrase(words.en, words.pt, share=Number(share, Form.SHARE), event=event)
        yield Symptom(kind, severity, said, float(share))
