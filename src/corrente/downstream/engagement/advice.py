"""What the engagement room says to do."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Action, Estimate, Lever
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.downstream.engagement.contacts import HOURS_IN_BLOCK, Replies
from corrente.downstream.engagement.estimate import Engagement
from corrente.downstream.engagement.findings import best_moment, best_sent, fatigue, paying
from corrente.downstream.engagement.names import CLAIMED, Values, hours_words, sent_words, share, weekday_words
from corrente.downstream.engagement.targeting import Targeting
from corrente.inference.targeting import Measure
from corrente.inference.trials import Effect


def advice(estimate: Engagement, levers: tuple[Lever, ...]) -> Iterator[Action]:
    """What to send and when, how often, the randomised action to roll out, and whom to begin with."""
    named = {lever.of.get("what", ""): lever for lever in levers}
    if estimate.replies is not None:
        yield from _send(estimate.replies, named.get("message"))
        yield from _space(estimate.replies, estimate.plan.settings.response_value,
                          estimate.plan.settings.currency, named.get("frequency"))  # fmt: skip
    if estimate.actions is not None:
        best = max(estimate.actions.effects, key=lambda e: float(e.draws.mean()))
        yield from _randomised(best, estimate.targeting, named.get("action"))
    if estimate.targeting is not None:
        yield from _first(estimate.targeting)


def _send(replies: Replies, lever: Lever | None) -> Iterator[Action]:
    best = best_sent(replies)
    if best is None:
        return
    said: Values = {"sent": sent_words(*replies.name(best.place)), "top": share(best.draws.mean()),
            "all": share(replies.overall.mean())}  # fmt: skip
    moment = best_moment(replies)
    if moment is None:
        yield Action(phrase(
            "Send {sent} more: {top} answer, against {all} of all contacts. At which hour cannot be told from chance.",
            "Envie mais {sent}: {top} de resposta, ante {all} do total. O horário não se distingue do acaso.", **said,
        ), lever)  # fmt: skip
        return
    yield Action(phrase(
        "Send {sent} more: {top} answer, against {all} of all contacts; best on {day}, {hours} ({rate} of all "
        "contacts then).",
        "Envie mais {sent}: {top} de resposta, ante {all} do total; melhor {day}, {hours} ({rate} no total nesse "
        "horário).",
        day=weekday_words(moment.weekday), hours=hours_words(moment.first_hour, HOURS_IN_BLOCK),
        rate=share(moment.draws.mean()), **said,
    ), lever)  # fmt: skip


def _space(replies: Replies, worth: float | None, currency: str, lever: Lever | None) -> Iterator[Action]:
    """What one more contact in the week goes with, and from which on it does not pay."""
    stopping = [p for p in paying(replies, worth) if p.stops is not None and p.surely >= CLAIMED]
    if stopping and worth is not None:
        first = min(stopping, key=lambda p: p.stops or 0)
        if not first.stops:
            yield Action(phrase(
                "Question contacts by {channel}: {sure} not even the first in a week pays its {cost}.",
                "Questione os contatos por {channel}: {sure} nem o primeiro da semana paga seu custo de {cost}.",
                channel=first.channel, sure=certainty(first.surely), cost=Number(first.cost, Form.MONEY, currency),
            ), lever)  # fmt: skip
            return
        yield Action(phrase(
            "In {channel}, stop after {n} contacts with a person in a week: one more {sure} does not pay its {cost}.",
            "Em {channel}, pare após {n} contatos com a pessoa na semana: mais um {sure} não paga seu custo de {cost}.",
            channel=first.channel, n=Number(float(first.stops or 0), Form.COUNT), sure=certainty(first.surely),
            cost=Number(first.cost, Form.MONEY, currency),
        ), lever)  # fmt: skip
        return
    known = fatigue(replies)
    if known is None or known.falls < CLAIMED:
        return
    yield Action(phrase(
        "Space contacts: {first} answer the first in a week, {last} ({low} to {high}) one after {n} others.",
        "Espace os contatos: {first} respondem ao primeiro da semana; após outros {n}, {last} ({low} a {high}).",
        first=share(known.rates[:, 0].mean()), n=Number(float(known.before[-1]), Form.COUNT),
        **_interval(Estimate.from_draws("", known.rates[:, -1], "")),
    ), lever)  # fmt: skip


def _interval(shown: Estimate) -> dict[str, Number]:
    return {"last": share(shown.value), "low": share(shown.low), "high": share(shown.high)}


def _randomised(best: Effect, target: Targeting | None, lever: Lever | None) -> Iterator[Action]:
    shown = Estimate.from_draws("", best.draws, "")
    said: Values = {"arm": best.arm, "gain": Number(shown.value, Form.POINTS), "low": Number(100 * shown.low),
            "high": Number(100 * shown.high)}  # fmt: skip
    sure = float((best.draws > 0).mean())
    if sure < CLAIMED:
        yield Action(phrase("Do not roll out “{arm}” yet: its effect is {gain} ({low} to {high}).",
                            "Ainda não expanda “{arm}”: o efeito é de {gain} ({low} a {high}).", **said),
                     lever)  # fmt: skip
        return
    yield Action(phrase(
        "Send “{arm}” to people like those it was tried on: it {sure} brings {gain} ({low} to {high}). {choosing}",
        "Envie “{arm}” a um público como o testado: {sure} traz {gain} ({low} a {high}). {choosing}",
        sure=certainty(sure), choosing=_held_out(target), **said,
    ), lever)  # fmt: skip


def _held_out(target: Targeting | None) -> Phrase:
    """What choosing gained over sending to all, with its interval."""
    if target is None:
        return phrase("Whether some gain more cannot be told yet.", "Se alguns ganham mais, ainda não dá para dizer.")
    gain = target.held.gain
    said: Values = {"gain": Number(gain.value, Form.POINTS), "low": Number(100 * gain.low),
                    "high": Number(100 * gain.high)}  # fmt: skip
    if target.pays:
        return phrase(
            "Choosing by person adds {gain} ({low} to {high}) on those held out.",
            "Escolher por pessoa soma {gain} ({low} a {high}) nos reservados para teste.",
            **said,
        )
    return phrase(
        "Send it to all: choosing by person moves the outcome by {gain} ({low} to {high}) on those held out.",
        "Envie a todos: escolher por pessoa muda o resultado em {gain} ({low} a {high}) nos reservados para teste.",
        **said,
    )


def _first(target: Targeting) -> Iterator[Action]:
    """Whom to begin with, where those held out differed as was expected."""
    first, others = target.held.parts[0], target.held.parts[1:]
    rest = sum(p.value for p in others) / len(others)
    error = (first.error**2 + sum(p.error**2 for p in others) / len(others) ** 2) ** 0.5
    if Measure(first.value - rest, error).low > 0:
        yield Action(phrase(
            "If it cannot go to all, begin with the fifth from whom most is expected: {first} on those held out, "
            "against {rest} of the others.",
            "Se não der para todos, comece pelo quinto de maior ganho previsto: {first} nos reservados para teste, "
            "ante {rest} nos demais.",
            first=Number(first.value, Form.POINTS), rest=Number(rest, Form.POINTS),
        ))  # fmt: skip
