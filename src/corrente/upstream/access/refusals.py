"""Why the access room gives no number, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, Phrase, phrase

LEAST_BUYERS = 100
"""A channel's reach then has a standard error of at most .05, so that channels a sixth apart can be told from each
other (see tests/rooms/test_access.py)."""


def one_channel(names: tuple[str, ...]) -> Refusal:
    """Nothing to choose between."""
    return Refusal(
        phrase(
            "There is no access to choose: all touchpoints are of one channel{names}.",
            "Não há acesso a escolher: todos os pontos de contato são de um só canal{names}.",
            names=f" ({names[0]})" if names else "",
        ),
        ("touchpoints.channel",),
        Phrase(
            "Export touchpoints of every channel, visits that cost nothing included.",
            "Exporte os pontos de contato de todos os canais, inclusive as visitas que não custam nada.",
        ),
    )


def too_few(met: int, customers: bool) -> Refusal:
    """Too few buyers with a contact on record."""
    who = Phrase("customers", "clientes") if customers else Phrase("people", "pessoas")
    return Refusal(
        phrase(
            "We cannot tell yet: only {met} {who} have a contact on record, and at least {least} are needed.",
            "Ainda não dá para dizer: só {met} {who} têm contato registrado, e são precisos pelo menos {least}.",
            met=Number(met, Form.COUNT),
            who=who,
            least=Number(LEAST_BUYERS, Form.COUNT),
        ),
        ("touchpoints of customers",),
        Phrase(
            "Bring a longer period, and check that touchpoints and customers call the same person by the same id.",
            "Traga um período mais longo e confira se touchpoints e customers usam o mesmo código para a mesma pessoa.",
        ),
    )
