"""Why the touchpoints room gives no number, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, Phrase, phrase

LEAST_CONVERSIONS = 30


def no_conversions() -> Refusal:
    """Paths without any known end."""
    return Refusal(
        Phrase(
            "We cannot tell yet: without orders or converted leads no path is known to end well.",
            "Ainda não dá para dizer: sem pedidos nem leads convertidos, nenhum caminho tem final conhecido.",
        ),
        ("orders", "leads.person_id", "leads.converted_at"),
        Phrase(
            "Bring orders with the customer and the moment, or leads with person_id and converted_at.",
            "Traga os pedidos com cliente e momento, ou os leads com person_id e converted_at.",
        ),
    )


def one_channel(names: tuple[str, ...]) -> Refusal:
    """Nothing to compare."""
    return Refusal(
        phrase(
            "There is nothing to compare: all touchpoints are of one channel{names}.",
            "Não há o que comparar: todos os pontos de contato são de um só canal{names}.",
            names=f" ({names[0]})" if names else "",
        ),
        ("touchpoints.channel",),
        Phrase(
            "Export touchpoints of every channel, visits that cost nothing included.",
            "Exporte os pontos de contato de todos os canais, inclusive as visitas que não custam nada.",
        ),
    )


def too_few(converted: int) -> Refusal:
    """Too few paths that convert."""
    return Refusal(
        phrase(
            "Only {found} paths end in a conversion; below {least} the channels cannot be told apart.",
            "Só {found} caminhos terminam em conversão; com menos de {least} não dá para distinguir os canais.",
            found=Number(converted, Form.COUNT),
            least=Number(LEAST_CONVERSIONS, Form.COUNT),
        ),
        ("touchpoints of people who converted",),
        Phrase(
            "Bring a longer period, and check that touchpoints and orders call the same person by the same id.",
            "Traga um período mais longo e confira se touchpoints e orders usam o mesmo código para a mesma pessoa.",
        ),
    )
