"""The retention room's picture: the share that stays, by age; or what the actions brought."""

from __future__ import annotations

from corrente.core.answer import Answer, Cell, Estimate, number_of
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.retention.plan import QUESTION

_MOST_GROUPS = 3
_MOST_ROWS = 12
_PLAIN = phrase("periods", "períodos")
_PERIODS = {
    "30 days": phrase("months", "meses"),
    "91 days": phrase("quarters", "trimestres"),
    "365 days": phrase("years", "anos"),
}


def figure(answer: Answer) -> Picture:
    """The retention curve of the largest groups; where only actions are known, their uplift."""
    return _curve(answer) if "retention_curve" in answer.tables else _uplift(answer)


def _curve(answer: Answer) -> Picture:
    rows = answer.tables["retention_curve"].rows
    groups = list(dict.fromkeys(str(row[0]) for row in rows))
    shown = [g for g in groups if g != "all"][:_MOST_GROUPS] if len(groups) > 2 else ["all"]
    marks = tuple(
        Mark(float(retained), float(low), float(high), at=float(age), observed=float(seen),
             series=None if shown == ["all"] else _series(group))
        for group, age, seen, retained, low, high in rows if str(group) in shown
        for retained, low, high, seen, age in [tuple(number_of(v) for v in (retained, low, high, seen, age))]
    )  # fmt: skip
    everybody = [row for row in rows if str(row[0]) == "all"]
    at = everybody[min(11, len(everybody) - 1)]
    periods = _PERIODS.get(answer.proof.time_unit or "" if answer.proof else "", _PLAIN)
    said: dict[str, Number | Phrase | str] = {
        "share": Number(number_of(at[3]), Form.SHARE), "after": Number(number_of(at[1]), Form.COUNT),
        "periods": periods,
    }  # fmt: skip
    return Picture(
        Kind.CURVE, QUESTION.stream,
        phrase("{share} of customers are still there after {after} {periods}",
               "{share} dos clientes continuam depois de {after} {periods}", **said),
        phrase("Share of customers that stayed, by whole {periods} since they began; 90% intervals",
               "Parcela dos clientes que ficaram, por {periods} completos desde o início; intervalos de 90%", **said),
        phrase("Curves that fall with age, to {share} of all customers after {after} {periods}; points "
               "are what was seen.",
               "Curvas que caem com o tempo, até {share} de todos os clientes após {after} {periods}; "
               "pontos são o que se viu.", **said),
        marks, phrase("Stayed", "Ficaram"), Form.SHARE,
        at_title=phrase("Age in {periods}", "Tempo de casa, em {periods}", periods=periods), at_form=Form.COUNT,
    )  # fmt: skip


def _series(group: Cell) -> Phrase:
    return group if isinstance(group, Phrase) else Phrase.same(str(group))


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
