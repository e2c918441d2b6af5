"""When a test has done its work: by what is still to gain, what choosing now may lose, and what must not get worse."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from corrente.core.experiment import Test
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.experiments.results import ArmResult, MetricResult, Results

LITTLE_LEFT = 0.01
"""A test is over when, with 95% probability, no other arm beats the leader by more than this part of it."""

LITTLE_LOST = 0.001
"""It is over as well when choosing the leader is expected to lose no more than this part of the leader's mean."""

HARDLY = 0.005
"""A gain that rounds to nothing in whole per cents."""
HOPELESS = 0.005
"""An arm that is the best with less than this probability need not be shown to anybody new."""


class Step(StrEnum):
    """What is advised."""

    WAIT = "wait"
    GO_ON = "go on"
    DROP = "drop"
    CHOOSE = "choose"


@dataclass(frozen=True)
class Advice:
    """One step, for which ``arm`` (empty where it is about none), and why."""

    step: Step
    arm: str
    said: Phrase


def advise(test: Test, found: Results) -> tuple[Advice, ...]:
    """What to do with a test, most urgent first; never empty.

    Harm is judged by the intervals that hold at every look; the rest by the posterior.
    """
    harm = [_harmful(test, arm, metric) for metric in found.guardrails for arm in _harming(test, metric)]
    if not _begun(test, found):
        return (*harm, _early(test))
    harmful = {advice.arm for advice in harm}
    rest = _chosen(test, found) if found.leader not in harmful and _over(found) else _going_on(test, found, harmful)
    return (*harm, *rest)


def name(test: Test, arm: str) -> str:
    """How an arm is called."""
    return next((variant.name or variant.id for variant in test.variants if variant.id == arm), arm)


def _open(test: Test, metric: MetricResult) -> list[ArmResult]:
    on_offer = {variant.id for variant in test.open_variants}
    return [arm for arm in metric.arms if arm.arm in on_offer]


def _harming(test: Test, guardrail: MetricResult) -> list[ArmResult]:
    """Open arms under which a guardrail is worse than under the default, at every look."""
    better = guardrail.metric.more_is_better
    return [
        arm
        for arm in _open(test, guardrail)
        if arm.difference and (arm.difference.high < 0 if better else arm.difference.low > 0)
    ]


def _harmful(test: Test, arm: ArmResult, guardrail: MetricResult) -> Advice:
    return Advice(
        Step.DROP,
        arm.arm,
        phrase(
            "Drop “{arm}”: it makes “{metric}” worse, which must not happen.",
            "Descarte “{arm}”: ela piora “{metric}”, o que não pode acontecer.",
            arm=name(test, arm.arm),
            metric=guardrail.metric.name,
        ),
    )


def _begun(test: Test, found: Results) -> bool:
    """Whether every open arm has enough people whose window is over, and anybody responded."""
    arms = _open(test, found.decision)
    return min(arm.people for arm in arms) >= max(test.least_people, 1) and any(arm.responded for arm in arms)


def _early(test: Test) -> Advice:
    return Advice(
        Step.WAIT,
        "",
        phrase(
            "Wait: each variant needs {least} people whose time to respond is over.",
            "Aguarde: cada variante precisa de {least} pessoas com o prazo de resposta encerrado.",
            least=Number(test.least_people, Form.COUNT),
        ),
    )


def _over(found: Results) -> bool:
    leader = found.decision.arm(found.leader)
    worth = abs(leader.mean.value) * LITTLE_LOST
    return found.remaining <= LITTLE_LEFT or (leader.loss is not None and leader.loss <= worth)


def _chosen(test: Test, found: Results) -> tuple[Advice, ...]:
    leader = found.decision.arm(found.leader)
    said = phrase(
        "Choose “{arm}”: it is {sure} the best, and another would bring {left}.",
        "Escolha “{arm}”: {sure} é a melhor, e outra traria {left}.",
        arm=name(test, found.leader),
        sure=certainty(leader.best or 0.0),
        left=_more(found.remaining),
    )
    if (leader.best or 0.0) < 0.75:
        said = phrase(
            "Choose “{arm}” or whichever costs less: another would bring {left}.",
            "Escolha “{arm}” ou a que custar menos: outra traria {left}.",
            arm=name(test, found.leader),
            left=_more(found.remaining),
        )
    return (Advice(Step.CHOOSE, found.leader, said),)


def _more(share: float) -> Phrase:
    if share < HARDLY:
        return Phrase("hardly more", "quase nada a mais")
    return phrase("at most {left} more", "no máximo {left} a mais", left=Number(share, Form.SHARE))


def _going_on(test: Test, found: Results, harmful: set[str]) -> tuple[Advice, ...]:
    arms = [arm for arm in _open(test, found.decision) if arm.arm not in harmful]
    hopeless = [arm for arm in arms if (arm.best or 0.0) < HOPELESS and arm.arm != test.default.id]
    drops = tuple(_hopeless(test, arm) for arm in hopeless) if len(arms) - len(hopeless) > 1 else ()
    left = phrase(
        "Go on: another variant may still bring up to {left} more than “{arm}”, which leads.",
        "Continue: outra variante ainda pode trazer até {left} a mais que “{arm}”, que lidera.",
        left=Number(found.remaining, Form.SHARE),
        arm=name(test, found.leader),
    )
    return (*drops, Advice(Step.GO_ON, found.leader, left))


def _hopeless(test: Test, arm: ArmResult) -> Advice:
    return Advice(
        Step.DROP,
        arm.arm,
        phrase(
            "“{arm}” can be dropped: the chance that it is the best is {chance}.",
            "“{arm}” pode ser descartada: a chance de ser a melhor é de {chance}.",
            arm=name(test, arm.arm),
            chance=Number(arm.best or 0.0, Form.EXACT_SHARE),
        ),
    )
