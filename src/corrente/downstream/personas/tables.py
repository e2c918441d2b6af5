"""The personas room's tables: an overview, and the lines of each page."""

from __future__ import annotations

from corrente.core.answer import Cell, Estimate, Table
from corrente.core.words import phrase
from corrente.downstream.personas.estimate import Persona, Personas
from corrente.downstream.personas.lines import Line, Part


def tables_of(found: Personas) -> dict[str, Table]:
    """The overview, and every line of every page, in the order in which personas are ranked."""
    lines = tuple((persona.said, *_line(line, found)) for persona in found.found for line in persona.lines)
    return {
        "personas": Table(_OVERVIEW, tuple(_row(persona) for persona in found.found), shares=_SHARES),
        "persona_pages": Table(_PAGE, lines),
    }


def _row(persona: Persona) -> tuple[Cell, ...]:
    share, value = persona.estimate("segment_share"), persona.estimate("segment_value")
    return (persona.said, persona.customers, *_spread(share), *_spread(value), *_spread(persona.value_share),
            persona.chance_best)  # fmt: skip


def _spread(estimate: Estimate | None) -> tuple[Cell, ...]:
    return (estimate.value, estimate.low, estimate.high) if estimate else (None, None, None)


def _line(line: Line, found: Personas) -> tuple[Cell, ...]:
    bring = ", ".join(line.missing) or None
    counts = ", ".join(found.counts.get(line.source or "", ())) or None
    return (_PARTS[line.part], line.says, line.value, line.low, line.high, line.source, counts, bring)


_PARTS = {
    Part.WHO: phrase("Who", "Quem"),
    Part.VALUE: phrase("Value", "Valor"),
    Part.PROBLEMS: phrase("Problems", "Problemas"),
    Part.ROLE: phrase("Buying role", "Papel na compra"),
    Part.JOURNEY: phrase("Journey", "Jornada"),
    Part.CHANNELS: phrase("Channels", "Canais"),
    Part.MESSAGES: phrase("Messages", "Mensagens"),
}
_LOW, _HIGH = phrase("from", "de"), phrase("to", "até")
_OVERVIEW = {
    "persona": phrase("Persona", "Persona"),
    "customers": phrase("Customers", "Clientes"),
    "share": phrase("Share of customers", "Parcela dos clientes"),
    "share_low": _LOW,
    "share_high": _HIGH,
    "value": phrase("Value per customer", "Valor por cliente"),
    "value_low": _LOW,
    "value_high": _HIGH,
    "held": phrase("Share of the value", "Parcela do valor"),
    "held_low": _LOW,
    "held_high": _HIGH,
    "chance_best": phrase("Chance of being the one to focus on", "Chance de ser o melhor foco"),
}
_SHARES = ("share", "share_low", "share_high", "held", "held_low", "held_high", "chance_best")
_PAGE = {
    "persona": phrase("Persona", "Persona"),
    "part": phrase("Part", "Parte"),
    "says": phrase("What is known", "O que se sabe"),
    "value": phrase("Number", "Número"),
    "low": _LOW,
    "high": _HIGH,
    "source": phrase("From the answer", "Da resposta"),
    "counts": phrase("Counted by", "Contado por"),
    "bring": phrase("Bring", "Traga"),
}
