"""The engagement room's picture: the rates of what was sent, or what randomised actions brought."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.marks import worded
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.downstream.engagement.names import Values, sent_words
from corrente.downstream.engagement.plan import QUESTION

_MOST_ROWS = 12


def figure(answer: Answer) -> Picture:
    """A row per message and channel (else channel), the best first; of randomised actions a row per action."""
    sent = _sent(answer)
    if len(sent) > 1:
        return _of_contacts(sent, answer.estimate("answer_rate", segment="all"))
    uplifts = [e for e in answer.estimates if e.name == "uplift"]
    if uplifts:
        return _of_actions(uplifts)
    return _of_contacts([e for e in answer.estimates if e.name == "answer_rate"][:1],
                        answer.estimate("answer_rate", segment="all"))  # fmt: skip


def _sent(answer: Answer) -> list[Estimate]:
    rates = [e for e in answer.estimates if e.name == "answer_rate" and "arm" not in e.of]
    pairs = [e for e in rates if {"channel", "message"} <= set(e.of)]
    channels = [e for e in rates if set(e.of) == {"channel"}]
    return sorted(pairs or channels, key=lambda e: -e.value)[:_MOST_ROWS]


def _of_contacts(sent: list[Estimate], overall: Estimate) -> Picture:
    best, last = sent[0], sent[-1]
    said: Values = {"best": _label(best), "top": Number(best.value, Form.EXACT_SHARE),
            "all": Number(overall.value, Form.EXACT_SHARE), "last": Number(last.value, Form.EXACT_SHARE)}  # fmt: skip
    return Picture(
        Kind.INTERVALS, QUESTION.stream,
        phrase("{best}: {top} answered, against {all} of all contacts",
               "{best}: {top} de resposta, ante {all} de todos os contatos", **said),
        phrase("Share of contacts that are answered, all else alike; 50% and 90% intervals",
               "Parcela de contatos com resposta, tudo o mais igual; intervalos de 50% e 90%"),
        phrase("Points with intervals from {top} down to {last}; a line marks all contacts at {all}.",
               "Pontos com intervalos de {top} a {last}; um traço marca todos os contatos em {all}.", **said),
        tuple(_mark(e, _label(e), e is best) for e in sent),
        phrase("Answered", "Resposta"), Form.EXACT_SHARE, reference=overall.value,
        reference_label=phrase("all contacts", "todos os contatos"),
    )  # fmt: skip


def _of_actions(uplifts: list[Estimate]) -> Picture:
    ranked = sorted(uplifts, key=lambda e: -e.value)[:_MOST_ROWS]
    best = max((e for e in uplifts if e.of.get("segment") == "all"), key=lambda e: e.value)
    said: Values = {"arm": best.of["arm"], "gain": Number(best.value, Form.POINTS)}
    return Picture(
        Kind.INTERVALS, QUESTION.stream,
        phrase("“{arm}” against the control group: {gain}", "“{arm}” ante o grupo de controle: {gain}", **said),
        phrase("Difference in the share with the outcome, for all and by segment; 50% and 90% intervals",
               "Diferença na parcela com o resultado, para todos e por segmento; intervalos de 50% e 90%"),
        phrase("Points with intervals by action and segment; a line marks no difference.",
               "Pontos com intervalos por ação e segmento; um traço marca nenhuma diferença."),
        tuple(_mark(e, _action(e), e is best) for e in ranked),
        phrase("Difference", "Diferença"), Form.EXACT_SHARE, reference=0.0,
        reference_label=phrase("no difference", "nenhuma diferença"),
    )  # fmt: skip


def _mark(e: Estimate, label: Phrase, emphasis: bool) -> Mark:
    inner = e.inner or (None, None)
    return Mark(e.value, e.low, e.high, inner[0], inner[1], label, emphasis=emphasis)


def _label(e: Estimate) -> Phrase:
    return sent_words(e.of.get("channel", ""), e.of.get("message", ""))


def _action(e: Estimate) -> Phrase:
    level = next(value for name, value in e.of.items() if name not in ("arm", "campaign"))
    said = worded(level)
    return phrase("{arm}, {level}", "{arm}, {level}", arm=e.of["arm"], level=said)
