"""Why the buying process room gives no number, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, Phrase, phrase

LEAST_PURCHASES = 30
"""With so many, the median time to a purchase is known to two fifths of itself either way on simulated journeys."""


def no_purchases() -> Refusal:
    """Journeys without any known end."""
    return Refusal(
        Phrase(
            "We cannot tell yet: without orders or converted leads no journey is known to end in a purchase.",
            "Ainda não dá para dizer: sem pedidos nem leads convertidos, não se sabe que jornada termina em compra.",
        ),
        ("orders", "leads.person_id", "leads.converted_at"),
        Phrase(
            "Bring orders with the customer and the moment, or leads with person_id and converted_at.",
            "Traga os pedidos com cliente e momento, ou os leads com person_id e converted_at.",
        ),
    )


def too_few(purchases: int) -> Refusal:
    """Too few journeys that end in a purchase."""
    return Refusal(
        phrase(
            "Only {found} journeys end in a purchase; below {least} there is no map to draw.",
            "Só {found} jornadas terminam em compra; com menos de {least} não há mapa a desenhar.",
            found=Number(purchases, Form.COUNT),
            least=Number(LEAST_PURCHASES, Form.COUNT),
        ),
        ("touchpoints of people who bought",),
        Phrase(
            "Bring a longer period, and check that touchpoints and orders call the same person by the same id.",
            "Traga um período mais longo e confira se touchpoints e orders usam o mesmo código para a mesma pessoa.",
        ),
    )
