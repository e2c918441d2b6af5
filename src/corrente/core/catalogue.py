"""All twenty questions in both languages, with the tables each needs: the stream's table of contents."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corrente.core.question import Need, Question, Stream
from corrente.core.words import Phrase

_UP, _DOWN = Stream.UPSTREAM, Stream.DOWNSTREAM


def _needs(*alternatives: str) -> tuple[Need, ...]:
    """Each argument is one need; ``a|b`` is met by either table."""
    return tuple(Need(tuple(alternative.split("|"))) for alternative in alternatives)


_ALL = (
    Question(
        "problems", _UP, 1,
        Phrase("Which problems does the company solve?", "Que problemas a empresa resolve?"),
        _needs("feedback|needs"),
    ),
    Question(
        "market_direction", _UP, 2,
        Phrase(
            "Where is the market moving, and what will customers want next?",
            "Para onde vai o mercado, e o que os clientes vão querer a seguir?",
        ),
        _needs("category_sales|orders"), uses=("competitors",),
    ),
    Question(
        "solutions", _UP, 3,
        Phrase(
            "Which solutions should be made available to the market?",
            "Que soluções devem ser oferecidas ao mercado?",
        ),
        _needs("choices|price_survey"), uses=("competitors",),
    ),
    Question(
        "segments", _UP, 4,
        Phrase(
            "Which segments, and which buyers within them, should we focus on?",
            "Em quais segmentos, e em quais compradores deles, devemos focar?",
        ),
        _needs("orders"), uses=("customers", "usage", "ratings"), after=("loyalty", "win_rate"),
        scores_people=True,
    ),
    Question(
        "positioning", _UP, 5,
        Phrase(
            "How will we position our products and services for those segments and buyers?",
            "Como vamos posicionar nossos produtos e serviços para esses segmentos e compradores?",
        ),
        _needs("ratings"), uses=("choices",),
    ),
    Question(
        "access", _UP, 6,
        Phrase("How do we get access to those buyers?", "Como chegamos a esses compradores?"),
        _needs("touchpoints"), uses=("spend", "customers"), after=("segments",),
    ),
    Question(
        "adoption", _UP, 7,
        Phrase(
            "How can we accelerate the adoption of our products and services?",
            "Como acelerar a adoção dos nossos produtos e serviços?",
        ),
        _needs("adoptions|usage"), uses=("customers",),
    ),
    Question(
        "loyalty", _UP, 8,
        Phrase(
            "Which customers are loyal? Which are at risk?",
            "Quais clientes são leais? Quais estão em risco?",
        ),
        _needs("orders"), uses=("customers",), scores_people=True,
    ),
    Question(
        "retention", _UP, 9,
        Phrase("How can we increase retention?", "Como aumentar a retenção?"),
        _needs("orders|usage|subscriptions|treatments"), uses=("tickets", "customers"), scores_people=True,
    ),
    Question(
        "share_of_wallet", _UP, 10,
        Phrase(
            "How can we increase our share in today's customers?",
            "Como aumentar nossa participação nos clientes atuais?",
        ),
        _needs("category_purchases|orders"), uses=("customers",), scores_people=True,
    ),
    Question(
        "predisposition", _UP, 11,
        Phrase("Which buyers are predisposed to buy?", "Quais compradores estão predispostos a comprar?"),
        _needs("orders|touchpoints"), uses=("customers", "usage"), scores_people=True,
    ),
    Question(
        "sales_cycle", _UP, 12,
        Phrase("How do we shorten the buying cycle?", "Como encurtar o ciclo de compra?"),
        _needs("opportunities", "stage_changes"),
    ),
    Question(
        "win_rate", _UP, 13,
        Phrase("How do we raise the success rate?", "Como aumentar a taxa de sucesso?"),
        _needs("opportunities"), scores_people=True,
    ),
    Question(
        "buying_process", _DOWN, 1,
        Phrase("What is the customer's buying process?", "Como é o processo de compra do cliente?"),
        _needs("touchpoints"), uses=("orders", "leads", "customers", "stage_changes"),
    ),
    Question(
        "acquisition", _DOWN, 2,
        Phrase("What brings the buyer to our company?", "O que traz o comprador até a nossa empresa?"),
        _needs("spend", "outcomes"), uses=("touchpoints", "controls", "lift_tests"), after=("touchpoints",),
    ),
    Question(
        "engagement", _DOWN, 3,
        Phrase(
            "What is the best way to connect and engage with the buyer?",
            "Qual é a melhor forma de se conectar e se engajar com o comprador?",
        ),
        _needs("touchpoints|treatments"), uses=("customers",), scores_people=True,
    ),
    Question(
        "touchpoints", _DOWN, 4,
        Phrase("Which touchpoints are the most effective?", "Quais pontos de contato são mais eficazes?"),
        _needs("touchpoints", "orders|leads"), beside=("acquisition",),
    ),
    Question(
        "personas", _DOWN, 5,
        Phrase("Which personas should be focused on?", "Em quais personas devemos focar?"),
        _needs("orders"), uses=("customers", "touchpoints"),
        after=("segments", "buying_process", "problems", "positioning", "access", "engagement"),
    ),
    Question(
        "lead_scoring", _DOWN, 6,
        Phrase("How should opportunities be scored?", "Como pontuar as oportunidades?"),
        _needs("leads|opportunities"), scores_people=True,
    ),
    Question(
        "conversion", _DOWN, 7,
        Phrase(
            "How do we raise the conversion rates along the stages of the buying journey?",
            "Como aumentar as taxas de conversão ao longo das etapas da jornada de compra?",
        ),
        _needs("stage_changes"), uses=("leads", "opportunities"),
    ),
)  # fmt: skip

QUESTIONS: Mapping[str, Question] = MappingProxyType({question.id: question for question in _ALL})
"""Question id to question, upstream first, in the order of the seed text."""
