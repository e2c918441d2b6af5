"""The retention room's picture: the share that stays, by age; or what the actions brought."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.retention.plan import QUESTION

_MOST_GROUPS = 3
_MOST_ROWS = 12


def figure(answer: Answer) -> Picture:
    """The retention curve of the largest groups; where only actions are known, their uplift."""
    return _curve(answer) if "retention_curve" in answer.tables else _uplift(answer)


def _curve(answer: Answer) -> Picture:
    rows = answer.tables["retention_curve"].rows
    groups = list(dict.fromkeys(str(row[0]) for row in rows))
    shown = [g for g in groups if g != "all"][:_MOST_GROUPS] if len(groups) > 2 else ["all"]
    marks = tuple(
        Mark(float(retained), float(low), float(high), at=float(age), observed=float(seen),
             series=None if shown == ["all"] else Phrase.same(str(group)))
        for group, age, seen, retained, low, high in rows if group in shown
        for retained, low, high, seen, age in [tuple(float(v or 0) for v in (retained, low, high, seen, age))]
    )  # fmt: skip
    everybody = [row for row in rows if row[0] == "all"]
    at = everybody[min(11, len(everybody) - 1)]
    share, after = Number(float(at[3] or 0), Form.SHARE), Number(float(at[1] or 0), Form.COUNT)
    return Picture(
        Kind.CURVE, QUESTION.stream,
        phrase("{share} of customers are still there after {after} periods",
               "{share} dos clientes continuam depois de {after} períodos", share=share, after=after),
        phrase("Share of customers that stayed, by whole periods since they began; 90% intervals",
               "Parcela dos clientes que ficaram, por períodos completos desde o início; intervalos de 90%"),
        phrase("Curves that fall with age, to {share} of all customers after {after} periods; points "
               "are what was seen.",
               "Curvas que caem com o tempo, até {share} de todos os clientes após {after} períodos; "
               "pontos são o que se viu.", share=share, after=after),
        marks, phrase("Stayed", "Ficaram"), Form.SHARE,
        at_title=phrase("Periods since the beginning", "Períodos desde o início"), at_form=Form.COUNT,
    )  # fmt: skip


def _uplift(answer: Answer) -> Picture:
    found = [e for e in answer.estimates if e.name == "uplift" and e.of.get("segment") == "all"]
    ranked = sorted(found, key=lambda e: -e.value)[:_MOST_ROWS]
    best = ranked[0]
    gain = Number(best.value, Form.POINTS)
    return Picture(
        Kind.INTERVALS, QUESTION.stream,
        phrase("{arm}: {gain} against the control group", "{arm}: {gain} em relação ao grupo de controle",
               arm=best.of["arm"], gain=gain),
        phrase("Difference in the share with the outcome; 50% and 90% intervals",
               "Diferença na parcela com o resultado; intervalos de 50% e 90%"),
        phrase("One row per action, from the largest difference, {arm} with {gain}.",
               "Uma linha por ação, a partir da maior diferença, {arm} com {gain}.", arm=best.of["arm"], gain=gain),
        tuple(_mark(e, e is best) for e in ranked),
        phrase("Difference", "Diferença"), Form.EXACT_SHARE, reference=0.0,
        reference_label=phrase("no difference", "sem diferença"),
    )  # fmt: skip


def _mark(e: Estimate, emphasis: bool) -> Mark:
    inner = e.inner or (e.low, e.high)
    name = " · ".join(v for k, v in e.of.items() if k != "segment")
    return Mark(e.value, e.low, e.high, *inner, label=Phrase.same(name), emphasis=emphasis)
