"""A test in pictures: how people were shared out as it learnt, and what each variant does against the default."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from corrente.core.experiment import DEFAULT_CELL, Policy, Test
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.question import Stream
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.experiments.results import Results
from corrente.experiments.stopping import name

MOST_LINES = 5
"""Lines that can be told apart by their colour; the variants shown least have none."""
MOST_POINTS = 160
"""Of each line; more policies than that are thinned evenly, the last one stays."""
SURE = 0.75
"""From this chance on something is said to be probable, as by `certainty`."""
_DAY = 86_400.0
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

Policies = Sequence[tuple[Policy, dt.datetime]]


def shares_picture(test: Test, policies: Policies, until: dt.datetime) -> Picture | None:
    """The share of new people that each variant gets, over time; ``None`` where nobody has been shared out yet."""
    if not policies:
        return None
    last = policies[-1][0]
    shown = sorted(last.arms, key=lambda arm: -_share(last, arm))[:MOST_LINES]
    moments = [*_thinned(policies), (last, max(until, policies[-1][1]))]
    marks = [
        Mark(_share(policy, arm), at=(at - _EPOCH).total_seconds() / _DAY, series=Phrase.same(name(test, arm)))
        for arm in sorted(shown, key=last.arms.index)
        for policy, at in moments
        if arm in policy.arms
    ]
    most = phrase(
        "“{arm}” now gets {share} of new people",
        "“{arm}” recebe agora {share} das pessoas novas",
        arm=name(test, shown[0]),
        share=Number(_share(last, shown[0]), Form.SHARE),
    )
    return Picture(
        Kind.CURVE, Stream.DOWNSTREAM, most,
        Phrase("Share of new people who get each variant, by time in UTC. The likelier a variant is the best, the "
               "larger its share",
               "Parcela das pessoas novas que recebe cada variante, no horário UTC. Quanto mais provável que seja a "
               "melhor, maior a parcela"),
        phrase("{n} lines over time. {most}.", "{n} linhas no tempo. {most}.",
               n=Number(len(shown), Form.COUNT), most=most),
        tuple(marks), Phrase("Share", "Parcela"), Form.SHARE,
        at_title=Phrase("Time", "Tempo"), at_form=Form.DATE,
    )  # fmt: skip


def _share(policy: Policy, arm: str) -> float:
    return policy.of(DEFAULT_CELL)[policy.arms.index(arm)] if arm in policy.arms else 0.0


def _thinned(policies: Policies) -> Policies:
    step = max(1, -(-len(policies) // MOST_POINTS))
    return policies[::-1][::step][::-1]


def effects_picture(test: Test, found: Results) -> Picture | None:
    """What each variant does to the decision metric against the default; ``None`` where too little is known."""
    known = [arm for arm in found.decision.arms if arm.relative is not None and arm.relative.known]
    if not known:
        return None
    marks = tuple(
        Mark(arm.relative.value, arm.relative.low, arm.relative.high, label=Phrase.same(name(test, arm.arm)),
             emphasis=arm.arm == found.leader)
        for arm in known
        if arm.relative is not None
    )  # fmt: skip
    return Picture(
        Kind.INTERVALS, Stream.DOWNSTREAM, leading(test, found),
        phrase("Change of the decision metric per person against “{default}”, with 90% intervals that hold at every "
               "look",
               "Mudança da métrica que decide, por pessoa, contra “{default}”, com intervalos de 90% que valem a "
               "qualquer momento",
               default=name(test, test.default.id)),
        phrase("{n} variants with their intervals, and a line at no change.",
               "{n} variantes com seus intervalos, e uma linha em nenhuma mudança.",
               n=Number(len(marks), Form.COUNT)),
        marks, Phrase("Change", "Mudança"), Form.SHARE, reference=0.0,
        reference_label=Phrase.same(name(test, test.default.id)),
    )  # fmt: skip


def leading(test: Test, found: Results) -> Phrase:
    """Which variant leads, and how surely it is the best."""
    best = found.decision.arm(found.leader).best or 0.0
    said = chance(best)
    if best < SURE:
        return phrase(
            "We cannot tell yet which variant is the best; “{arm}” leads ({chance})",
            "Ainda não dá para dizer qual variante é a melhor; “{arm}” lidera ({chance})",
            arm=name(test, found.leader),
            chance=said,
        )
    return phrase(
        "“{arm}” is {sure} the best ({chance})",
        "“{arm}” é {sure} a melhor ({chance})",
        arm=name(test, found.leader),
        sure=certainty(best),
        chance=said,
    )


def chance(probability: float) -> Number | Phrase:
    """A chance as it is said: never as certain, never as impossible."""
    if probability > 0.99:
        return Phrase("over 99%", "mais de 99%")
    return Phrase("under 1%", "menos de 1%") if probability < 0.01 else Number(probability, Form.SHARE)
