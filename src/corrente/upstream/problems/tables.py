"""The problems room's tables: themes, what customers said, and needs."""

from __future__ import annotations

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.marks import worded
from corrente.core.words import phrase
from corrente.upstream.problems.estimate import Problems
from corrente.upstream.problems.needs import Need
from corrente.upstream.problems.voices import Theme

Row = tuple[Cell, ...]


def tables(estimate: Problems) -> dict[str, Table]:
    """Themes with their words, quotations, and needs: those there are."""
    found = {}
    if estimate.voices:
        found["themes"] = Table(_THEMES, tuple(_theme(theme) for theme in estimate.voices.themes), shares=_THEME_SHARES)
        quotes = tuple((theme.name, quote) for theme in estimate.voices.themes for quote in theme.quotes)
        found["quotations"] = Table(_QUOTATIONS, quotes)
    if estimate.survey:
        ranked = sorted(estimate.survey.needs, key=lambda n: (n.segment != "all", n.segment, -n.opportunity.value))
        found["needs"] = Table(_NEEDS, tuple(_need(need) for need in ranked), shares=_NEED_SHARES)
    return found


def _spread(estimate: Estimate | None) -> Row:
    return (None, None, None) if estimate is None else (estimate.value, estimate.low, estimate.high)


def _theme(theme: Theme) -> Row:
    said = ", ".join(theme.words)
    return (theme.name, said, theme.mentions, *_spread(theme.share), *_spread(theme.effect), theme.growing)


def _need(need: Need) -> Row:
    scores = (need.importance.value, need.satisfaction.value)
    return (
        need.name,
        worded(need.segment),
        need.answers,
        *scores,
        *_spread(need.opportunity),
        need.under,
        need.over,
        need.solved,
    )


_THEME_SHARES = ("share", "share_low", "share_high", "growing")
_NEED_SHARES = ("under_served", "over_served", "solved")
_FROM, _TO = phrase("from", "de"), phrase("to", "até")
_THEMES = {
    "theme": phrase("Theme", "Tema"),
    "words": phrase("Words it is known by", "Palavras que o identificam"),
    "mentions": phrase("Comments", "Comentários"),
    "share": phrase("Share of comments", "Parcela dos comentários"),
    "share_low": _FROM,
    "share_high": _TO,
    "rating_effect": phrase("Rating with it, against without", "Nota com ele, ante sem ele"),
    "rating_effect_low": _FROM,
    "rating_effect_high": _TO,
    "growing": phrase("Chance that it grows", "Chance de estar crescendo"),
}
_QUOTATIONS = {
    "theme": phrase("Theme", "Tema"),
    "quotation": phrase("In a customer's words", "Nas palavras de um cliente"),
}
_NEEDS = {
    "need": phrase("Need", "Necessidade"),
    "segment": phrase("Segment", "Segmento"),
    "answers": phrase("Answers", "Respostas"),
    "importance": phrase("Importance", "Importância"),
    "satisfaction": phrase("Satisfaction", "Satisfação"),
    "opportunity": phrase("Opportunity", "Oportunidade"),
    "opportunity_low": _FROM,
    "opportunity_high": _TO,
    "under_served": phrase("Chance that it is under-served", "Chance de estar mal atendida"),
    "over_served": phrase("Chance that it is over-served", "Chance de estar atendida demais"),
    "solved": phrase("Chance that it is solved already", "Chance de já estar resolvida"),
}
