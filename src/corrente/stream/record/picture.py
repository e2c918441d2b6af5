"""The calibration picture: where outcomes fell among the foretold quantiles."""

from __future__ import annotations

from corrente.core.picture import Kind, Mark, Picture
from corrente.core.question import Stream
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.stream.record.scoring import LEVELS
from corrente.stream.record.summary import Group, Verdict


def calibration(group: Group) -> Picture:
    """Foretold shares with the 90% band that chance leaves them, and the shares that came, as diamonds."""
    return Picture(
        Kind.INTERVALS, Stream.UPSTREAM, _TITLES[group.verdict],
        phrase(
            "Share of {n} outcomes below each foretold quantile: foretold, with the 90% range that chance leaves it, "
            "and what came (diamonds)",
            "Parcela de {n} resultados abaixo de cada quantil previsto: o previsto, com a faixa de 90% que o acaso lhe "
            "deixa, e o que veio (losangos)",
            n=Number(group.forecasts, Form.COUNT),
        ),
        phrase(
            "Five rows, one per foretold quantile. Below the 5% quantile fell {low} of the outcomes, below the median "
            "{middle}, below the 95% quantile {high}.",
            "Cinco linhas, uma por quantil previsto. Abaixo do quantil de 5% ficaram {low} dos resultados, abaixo da "
            "mediana {middle}, abaixo do quantil de 95% {high}.",
            low=Number(group.below[0].value, Form.SHARE), middle=Number(group.below[2].value, Form.SHARE),
            high=Number(group.below[4].value, Form.SHARE),
        ),
        tuple(_mark(group, place) for place in range(len(LEVELS))),
        Phrase("foretold", "previsto"), Form.SHARE,
    )  # fmt: skip


_TITLES = {
    Verdict.TOO_FEW: Phrase(
        "Too few outcomes yet to judge the bands by", "Ainda há poucos resultados para julgar as faixas"
    ),
    Verdict.TOO_NARROW: Phrase(
        "More outcomes than foretold fell outside the bands", "Mais resultados que o previsto caíram fora das faixas"
    ),
    Verdict.AS_FORETOLD: Phrase(
        "Outcomes fell inside the bands about as often as foretold",
        "Os resultados caíram dentro das faixas quase tanto quanto previsto",
    ),
    Verdict.TOO_WIDE: Phrase(
        "Fewer outcomes than foretold fell outside the bands", "Menos resultados que o previsto caíram fora das faixas"
    ),
}


def _mark(group: Group, place: int) -> Mark:
    from scipy.stats import beta

    level = LEVELS[place]
    chance = beta(level * group.origins + 0.5, (1 - level) * group.origins + 0.5)
    low, lower, upper, high = (float(q) for q in chance.ppf([0.05, 0.25, 0.75, 0.95]))
    label = phrase("below the {level} quantile", "abaixo do quantil de {level}", level=Number(level, Form.SHARE))
    return Mark(level, min(low, level), max(high, level), lower, upper, label=label, observed=group.below[place].value)
