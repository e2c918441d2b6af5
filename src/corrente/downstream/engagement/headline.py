"""The engagement room's headline: candidates, the one that says most first."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Estimate
from corrente.core.words import Form, Number, Phrase, certainty, phrase
from corrente.downstream.engagement.contacts import HOURS_IN_BLOCK, Replies
from corrente.downstream.engagement.estimate import Engagement
from corrente.downstream.engagement.findings import Best, best_moment, best_sent
from corrente.downstream.engagement.names import CLAIMED, Values, hours_words, sent_words, share, weekday_words
from corrente.downstream.engagement.targeting import Targeting
from corrente.inference.trials import Actions


def headlines(estimate: Engagement) -> Iterator[Phrase]:
    """From the one that says most to the shortest; of contacts where there are any, else of randomised actions."""
    if estimate.replies is not None:
        yield from _of_contacts(estimate.replies)
    elif estimate.actions is not None:
        yield from _of_actions(estimate.actions, estimate.targeting)


def _of_contacts(replies: Replies) -> Iterator[Phrase]:
    """The longest that is short enough comes first; where the baseline foretells as well, that is said."""
    all_ = Estimate.from_draws("answer_rate", replies.overall, "")
    said: Values = {"all": share(all_.value), "low": share(all_.low), "high": share(all_.high)}
    test, best = replies.backtest, best_sent(replies)
    if test is not None and not test.beats_baseline:
        yield phrase(
            "{all} of contacts are answered ({low} to {high}); {baseline} foretells the last weeks as well.",
            "{all} dos contatos têm resposta ({low} a {high}); {baseline} prevê igualmente bem as últimas semanas.",
            baseline=test.baseline_name, **said,
        )  # fmt: skip
    if best is None:
        yield phrase("{all} of contacts are answered ({low} to {high}).",
                     "{all} dos contatos têm resposta ({low} a {high}).", **said)  # fmt: skip
        return
    yield from _of_best(replies, best, share(all_.value))
    yield phrase("The best message is answered by {top}, against {all} of all contacts ({low} to {high}).",
                 "A melhor mensagem tem {top} de resposta, ante {all} de todos os contatos ({low} a {high}).",
                 top=share(best.draws.mean()), **said)  # fmt: skip


def _of_best(replies: Replies, best: Best, all_: Number) -> Iterator[Phrase]:
    shown = Estimate.from_draws("", best.draws, "")
    said: Values = {"sent": sent_words(*replies.name(best.place)), "top": share(shown.value), "low": share(shown.low),
            "high": share(shown.high), "all": all_}  # fmt: skip
    moment = best_moment(replies)
    if best.chance < CLAIMED:
        yield phrase(
            "{sent} leads with {top} answered ({low} to {high}; all contacts {all}), but others may do as well.",
            "{sent} lidera com {top} de resposta ({low} a {high}; geral {all}), mas outros podem render igual.",
            **said,
        )  # fmt: skip
    elif moment is not None:
        yield phrase(
            "{sent} is {sure} answered most: {top} ({low} to {high}), against {all} overall; best {day}, {hours}.",
            "{sent} {sure} rende mais: {top} de resposta ({low} a {high}), ante {all} no geral; melhor {day}, {hours}.",
            sure=certainty(best.chance), day=weekday_words(moment.weekday),
            hours=hours_words(moment.first_hour, HOURS_IN_BLOCK), **said,
        )  # fmt: skip
    if best.chance >= CLAIMED:
        yield phrase("{sent} is {sure} answered most: {top} ({low} to {high}), against {all} overall.",
                     "{sent} {sure} rende mais: {top} de resposta ({low} a {high}), ante {all} no geral.",
                     sure=certainty(best.chance), **said)  # fmt: skip


def _of_actions(actions: Actions, target: Targeting | None) -> Iterator[Phrase]:
    best = max(actions.effects, key=lambda e: float(e.draws.mean()))
    sure = float((best.draws > 0).mean())
    shown = Estimate.from_draws("", best.draws, "")
    said: Values = {"arm": best.arm, "gain": Number(shown.value, Form.POINTS), "low": Number(100 * shown.low),
            "high": Number(100 * shown.high)}  # fmt: skip
    if sure < CLAIMED:
        yield phrase("“{arm}” does not clearly beat its control group yet: {gain} ({low} to {high}).",
                     "“{arm}” ainda não supera claramente o grupo de controle: {gain} ({low} a {high}).",
                     **said)  # fmt: skip
        yield phrase("No action clearly beats its control group yet: at best {gain} ({low} to {high}).",
                     "Nenhuma ação supera claramente o controle ainda: no máximo {gain} ({low} a {high}).",
                     **said)  # fmt: skip
        return
    yield phrase("“{arm}” {sure} brings {gain} ({low} to {high}); {choosing}.",
                 "“{arm}” {sure} traz {gain} ({low} a {high}); {choosing}.",
                 sure=certainty(sure), choosing=choosing(target), **said)  # fmt: skip
    yield phrase("The best action {sure} brings {gain} ({low} to {high}).",
                 "A melhor ação {sure} traz {gain} ({low} a {high}).", sure=certainty(sure), **said)  # fmt: skip


def choosing(target: Targeting | None) -> Phrase:
    """Whether choosing by person gained anything over the best arm for all, on those held out."""
    if target is None:
        return phrase("to all alike, as far as known", "para todos igual, até onde se sabe")
    gain = target.held.gain
    if target.pays:
        return phrase("choosing by person adds {gain} on those held out", "escolher por pessoa soma {gain} no teste",
                      gain=Number(gain.value, Form.POINTS))  # fmt: skip
    return phrase("choosing by person gains nothing more than sending it to all",
                  "escolher por pessoa não rende mais que enviar a todos")  # fmt: skip
