"""The adoption room's picture: the leading launch on its curve, or the first steps where there is no launch."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from corrente.core.answer import Answer, Cell, Estimate, number_of
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, date_to_day, phrase
from corrente.upstream.adoption.names import is_vague, product
from corrente.upstream.adoption.plan import QUESTION

_MOST_ROWS = 8


def figure(answer: Answer) -> Picture:
    """One picture that shows just the headline."""
    return _curve(answer) if "adoption_curve" in answer.tables else _steps(answer)


def _curve(answer: Answer) -> Picture:
    reached = answer.estimate("share_reached")
    name = reached.of["product"]
    rows = [_numbers(row) for row in answer.tables["adoption_curve"].rows]
    seen = [row for row in rows if row[1] is not None]
    return Picture(
        Kind.CURVE,
        QUESTION.stream,
        _title(product(name), reached),
        phrase(
            "New adopters per period: seen (diamonds) and by the curve, with 50% and 90% intervals",
            "Novos adotantes por período: observados (losangos) e pela curva, com intervalos de 50% e 90%",
        ),
        phrase(
            "A curve over {n} periods seen and {more} to come; the last one seen had {last} new adopters.",
            "Uma curva sobre {n} períodos observados e {more} por vir; o último observado teve {last} novos adotantes.",
            n=Number(len(seen), Form.COUNT),
            more=Number(len(rows) - len(seen), Form.COUNT),
            last=Number(seen[-1][1] or 0.0),
        ),
        tuple(_moment(row) for row in rows),
        phrase("new adopters", "novos adotantes"),
        Form.COUNT,
        at_form=Form.DATE,
    )


def _numbers(row: Sequence[Cell]) -> list[float | None]:
    """The day of a row as a number, and what stands beside it."""
    day, *rest = row
    when = date_to_day(day) if isinstance(day, dt.date) else number_of(day)
    return [when, *(None if cell is None else number_of(cell) for cell in rest)]


def _title(name: Phrase, reached: Estimate) -> Phrase:
    if is_vague(reached):
        return phrase(
            "{product} has come between {low}% and {high} of its way",
            "{product} percorreu entre {low}% e {high} do caminho",
            product=name,
            low=Number(100 * reached.low),
            high=Number(reached.high, Form.SHARE),
        )
    share = Number(reached.value, Form.SHARE)
    return phrase(
        "{product} has come {share} of its way", "{product} já percorreu {share} do caminho", product=name, share=share
    )


def _moment(row: list[float | None]) -> Mark:
    day, observed, low, inner_low, middle, inner_high, high = row
    return Mark(middle or 0.0, low, high, inner_low, inner_high, at=day, observed=observed)


def _steps(answer: Answer) -> Picture:
    effects = [e for e in answer.estimates if e.name == "activation_effect"][:_MOST_ROWS]
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        phrase("What customers do first goes with how long they stay", "Os primeiros passos acompanham a permanência"),
        phrase(
            "Difference in the share still active after 60 to 89 days, with the feature used in the first 14 days "
            "against without, all else alike; 50% and 90% intervals",
            "Diferença na parcela ainda ativa após 60 a 89 dias, com o recurso usado nos primeiros 14 dias ante sem "
            "ele, tudo o mais igual; intervalos de 50% e 90%",
        ),
        phrase(
            "One row per feature, {n} in all, the largest difference first.",
            "Uma linha por recurso, {n} ao todo, da maior diferença para a menor.",
            n=Number(len(effects), Form.COUNT),
        ),
        tuple(
            Mark(
                e.value,
                e.low,
                e.high,
                *(e.inner or (e.low, e.high)),
                label=Phrase.same(e.of["feature"]),
                emphasis=e.low > 0,
            )
            for e in effects
        ),
        phrase("difference", "diferença"),
        Form.SHARE,
        reference=0.0,
    )
