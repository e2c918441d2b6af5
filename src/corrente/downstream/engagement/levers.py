"""What could be moved: what is sent, how often, and the randomised action that brings most."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.words import Form, Number, phrase
from corrente.downstream.engagement.contacts import Replies
from corrente.downstream.engagement.estimate import Engagement
from corrente.downstream.engagement.findings import best_sent, fatigue
from corrente.downstream.engagement.names import sent_words

_DRIVER = "response"
_OF_CONTACTS = "share of contacts, against all"


def levers(estimate: Engagement) -> Iterator[Lever]:
    """What goes with more answers, and what an experiment has shown to bring more; ``of`` says which by ``what``."""
    if estimate.replies is not None:
        yield from _of_contacts(estimate.replies)
    for effect in estimate.actions.effects if estimate.actions else ():
        drawn = Estimate.from_draws("uplift", effect.draws, "share of people, against the control group")
        yield Lever(_DRIVER, phrase("“{arm}” for those it was tried on", "“{arm}” para o público testado",
                                    arm=effect.arm), drawn, Grade.EXPERIMENT,
                    {"what": "action", "arm": effect.arm})  # fmt: skip


def _of_contacts(replies: Replies) -> Iterator[Lever]:
    best, known = best_sent(replies), fatigue(replies)
    if best is not None:
        gain = Estimate.from_draws("answer_gain", best.draws - replies.overall, _OF_CONTACTS)
        yield Lever(_DRIVER, phrase("Send {sent} in place of the rest", "Enviar {sent} no lugar do restante",
                                    sent=sent_words(*replies.name(best.place))), gain, Grade.ASSOCIATION,
                    {"what": "message"})  # fmt: skip
    if known is not None:
        gain = Estimate.from_draws("answer_gain", known.rates[:, 0] - replies.overall, _OF_CONTACTS)
        yield Lever(_DRIVER, phrase("No contact that follows another within {days} days",
                                    "Nenhum contato a menos de {days} dias de outro",
                                    days=Number(7, Form.COUNT)), gain, Grade.ASSOCIATION,
                    {"what": "frequency"})  # fmt: skip
