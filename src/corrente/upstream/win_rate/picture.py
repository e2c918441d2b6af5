"""The win rate room's picture: win rates by the column that tells deals apart most."""

from __future__ import annotations

from corrente.core.answer import Answer, Estimate
from corrente.core.picture import Kind, Mark, Picture
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.upstream.win_rate.names import column, plain
from corrente.upstream.win_rate.plan import QUESTION

_MOST_ROWS = 12
_ALL = "segment"


def figure(answer: Answer) -> Picture:
    """Win rates of the column that tells deals apart most, with the overall rate as the reference."""
    overall = answer.estimate("win_rate", segment="all")
    name = _widest(answer)
    shown = [e for e in answer.estimates if e.name == "win_rate" and name in e.of and e is not overall] or [overall]
    ranked = sorted(shown, key=lambda e: -e.value)[:_MOST_ROWS]
    best, worst = ranked[0], ranked[-1]
    return Picture(
        Kind.INTERVALS,
        QUESTION.stream,
        _title(name, best, worst),
        phrase(
            "Share of closed deals that were won, by {name}; 50% and 90% intervals",
            "Parcela dos negócios fechados que foram ganhos, por {name}; intervalos de 50% e 90%",
                name=column(name),
        ),
        phrase(
            "One row per group, from {best} at {high} down to {worst} at {low}; a line marks the rate of all deals.",
            "Uma linha por grupo, de {best} com {high} até {worst} com {low}; um traço marca a taxa de todos.",
            best=_label(best), high=_share(best), worst=_label(worst), low=_share(worst),
        ),
        tuple(_mark(e, e is best) for e in ranked),
        phrase("Win rate", "Taxa de ganho"),
        Form.SHARE,
        reference=overall.value,
        reference_label=phrase("all deals", "todos os negócios"),
    )  # fmt: skip


def _title(name: str, best: Estimate, worst: Estimate) -> Phrase:
    if best is worst:
        won, closed = (Number(float((best.observed or {})[key]), Form.COUNT) for key in ("won", "closed"))
        return phrase(
            "{won} of {closed} deals were won", "{won} de {closed} negócios foram ganhos", won=won, closed=closed
        )
    return phrase(
        "By {name}, win rates run from {low} to {high}",
        "Por {name}, a taxa de ganho vai de {low} a {high}",
        name=column(name), low=_share(worst), high=_share(best),
    )  # fmt: skip


def _label(rate: Estimate) -> Phrase:
    """The group's value as it stands in the data; bands of amounts in words."""
    ((name, value),) = rate.of.items()
    if (name, value) == (_ALL, "all"):
        return phrase("all deals", "todos os negócios")
    said = plain(name, value)
    return Phrase.same(said) if isinstance(said, str) else said


def _share(rate: Estimate) -> Number:
    return Number(rate.value, Form.SHARE)


def _mark(rate: Estimate, emphasis: bool) -> Mark:
    inner = rate.inner or (rate.low, rate.high)
    return Mark(rate.value, rate.low, rate.high, *inner, label=_label(rate), emphasis=emphasis)


def _widest(answer: Answer) -> str:
    """The column whose adjusted effects lie furthest apart; ``segment`` (all deals) where there is none."""
    spans: dict[str, list[float]] = {}
    for estimate in answer.estimates:
        if estimate.name == "win_rate_effect":
            spans.setdefault(next(iter(estimate.of)), []).append(estimate.value)
    return max(spans, key=lambda name: max(spans[name]) - min(spans[name]), default=_ALL)
