"""When the sales cycle room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_ENDED = 20
"""Ends needed to quote a median: from 20 on, its 90% interval lies within the 7th to the 14th of them."""
MAX_STAGES = 100


def too_few(ended: int) -> Refusal:
    """Too few won deals have both dates."""
    return Refusal(
        phrase(
            "Too few won deals have both dates to give a median of days: {ended}; it takes at least {needed}.",
            "Poucos negócios ganhos têm as duas datas para dar uma mediana de dias: {ended}; são precisos {needed}.",
            ended=Number(ended, Form.COUNT),
            needed=Number(MIN_ENDED, Form.COUNT),
        ),
        ("opportunities.closed_at", "stage_changes"),
        phrase(
            "Bring opportunities with created_at, closed_at and outcome, and stage_changes with each stage's date.",
            "Traga opportunities com created_at, closed_at e outcome, e stage_changes com a data de cada etapa.",
        ),
    )


def too_many_stages(found: int) -> Refusal:
    """The column stage holds something else than stages."""
    return Refusal(
        phrase(
            "The table stage_changes names {found} different stages; at most {most} can be told apart.",
            "A tabela stage_changes tem {found} etapas diferentes; dá para distinguir no máximo {most}.",
            found=Number(found, Form.COUNT),
            most=Number(MAX_STAGES, Form.COUNT),
        ),
        ("stage_changes.stage",),
        phrase(
            "Check that the column stage holds the stage's name, and not a date or an id.",
            "Confira se a coluna stage traz o nome da etapa, e não uma data ou um id.",
        ),
    )
