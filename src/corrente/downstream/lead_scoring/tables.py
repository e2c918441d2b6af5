"""The lead scoring room's tables."""

from __future__ import annotations

from corrente.core.answer import Table
from corrente.core.words import Phrase, phrase
from corrente.downstream.lead_scoring.estimate import LeadScoring
from corrente.downstream.lead_scoring.names import SIGNS, cell


def tables(estimate: LeadScoring) -> dict[str, Table]:
    """The scorecard, what each cut catches, foretold beside seen, leads explained, and columns left out."""
    lines = tuple(
        (
            line.feature.name,
            _ENGAGEMENT if line.feature.engaged else _FIT,
            cell(line.feature, line.code),
            line.ended, line.won, line.points, line.estimate.low, line.estimate.high,
        )
        for line in estimate.card.lines
    )  # fmt: skip
    found = {
        "scorecard": Table(_CARD, lines),
        "thresholds": Table(
            _THRESHOLDS,
            tuple(_thresholds(estimate)),
            shares=("worked", "chance", "caught", "caught_low", "caught_high"),
        ),
        "calibration": Table(
            _CALIBRATION,
            tuple(
                (n, b.leads, b.foretold, b.seen.value, b.seen.low, b.seen.high) for n, b in enumerate(estimate.bands, 1)
            ),
            shares=("foretold", "seen", "seen_low", "seen_high"),
        ),
        "explanations": Table(_EXPLANATIONS, tuple(estimate.examples), shares=("chance",)),
    }
    if estimate.leaks:
        found["left_out"] = Table(_LEFT_OUT, tuple((name, SIGNS[sign]) for name, sign in estimate.leaks.items()))
    return found


def _thresholds(estimate: LeadScoring) -> list[tuple[float | int | None, ...]]:
    """Per cut: where it begins, what it catches, and what it earns where the company says what leads cost and bring."""
    planned, rate = estimate.plan, estimate.overall.value
    rows: list[tuple[float | int | None, ...]] = []
    for cut in estimate.cuts:
        won = cut.caught.value * rate  # per lead that came
        cost, value = planned.cost, planned.value
        gain = None if cost is None or value is None else 100 * (won * value - cut.share * cost)
        row = (cut.share, cut.score, cut.chance, cut.caught.value, cut.caught.low, cut.caught.high, cut.lift, gain)
        rows.append(row)
    return rows


_FIT, _ENGAGEMENT = phrase("fit", "perfil (fit)"), phrase("engagement", "engajamento (engagement)")
_CARD: dict[str, Phrase] = {
    "column": phrase("Column", "Coluna"),
    "kind": phrase("Fit or engagement", "Perfil ou engajamento"),
    "level": phrase("Value", "Valor"),
    "ended": phrase("Leads that ended", "Leads com desfecho"),
    "won": phrase("Won", "Ganhos"),
    "points": phrase("Points", "Pontos"),
    "low": phrase("from", "de"),
    "high": phrase("to", "até"),
}
_THRESHOLDS: dict[str, Phrase] = {
    "worked": phrase("Share of leads worked", "Parcela dos leads trabalhada"),
    "score": phrase("From score", "A partir da nota"),
    "chance": phrase("Chance there", "Chance nesse ponto"),
    "caught": phrase("Share of conversions caught", "Parcela das conversões alcançada"),
    "caught_low": phrase("from", "de"),
    "caught_high": phrase("to", "até"),
    "lift": phrase("Times a random choice", "Vezes a escolha ao acaso"),
    "gain": phrase("Gain per 100 leads that come", "Ganho por 100 leads que chegam"),
}
_CALIBRATION: dict[str, Phrase] = {
    "tenth": phrase("Tenth of the tested leads, lowest first", "Décimo dos leads testados, do menor ao maior"),
    "leads": phrase("Leads", "Leads"),
    "foretold": phrase("Foretold", "Previsto"),
    "seen": phrase("Seen", "Observado"),
    "seen_low": phrase("from", "de"),
    "seen_high": phrase("to", "até"),
}
_EXPLANATIONS: dict[str, Phrase] = {
    "explanation": phrase("Score and why", "Nota e porquê"),
    "chance": phrase("Chance", "Chance"),
}
_LEFT_OUT: dict[str, Phrase] = {
    "column": phrase("Column left out", "Coluna deixada de fora"),
    "because": phrase("Because", "Porque"),
}
