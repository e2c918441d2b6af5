"""Why the personas room gives no page, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Answer, Refusal
from corrente.core.words import phrase


def no_segments(segments: Answer | None) -> Refusal:
    """Personas are the segments' faces: without segments there are none, for the segments' own reason."""
    if segments is None or segments.refusal is None:
        return Refusal(
            phrase(
                "There are no personas without segments, and the segments are not known here.",
                "Sem segmentos não há personas, e os segmentos não são conhecidos aqui.",
            ),
            ("orders",),
            phrase("Ask for the segments first.", "Pergunte primeiro pelos segmentos."),
        )
    return Refusal(
        phrase(
            "There are no personas without segments. {because}",
            "Sem segmentos não há personas. {because}",
            because=segments.refusal.because,
        ),
        segments.refusal.missing,
        segments.refusal.next_step,
    )
