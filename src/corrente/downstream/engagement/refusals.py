"""When the engagement room gives no answer, and what to bring."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_ANSWERED, MIN_OTHERS, MIN_PEOPLE = 30, 30, 30
"""Contacts answered and not, and people: with thirty answers a rate is known to about a third of itself either way."""


def nothing_answered() -> Refusal:
    """Neither a response nor kinds that tell contacts from answers nor a randomised action."""
    return Refusal(
        phrase(
            "Nothing in the data says which contacts were answered.",
            "Nada nos dados diz quais contatos tiveram resposta.",
        ),
        ("touchpoints.response", "treatments"),
        phrase(
            "Bring contacts with a column response (1 answered, 0 not), or with kinds such as sent and click; the "
            "arms of a randomised action will do too.",
            "Traga contatos com uma coluna de resposta (1 respondeu, 0 não), ou com tipos como enviado e clique; "
            "servem também os grupos de uma ação sorteada.",
        ),
    )


def too_few(answered: int, others: int, people: int) -> Refusal:
    """Too few contacts were answered, or too few were not, or they went to too few people."""
    return Refusal(
        phrase(
            "Too little to tell what is answered: {answered} contacts with {people} people were, {others} were not.",
            "É pouco para saber o que funciona: {answered} contatos com {people} pessoas tiveram resposta e "
            "{others} não.",
            answered=Number(answered, Form.COUNT), others=Number(others, Form.COUNT),
            people=Number(people, Form.COUNT),
        ),
        (f"touchpoints with at least {MIN_ANSWERED} answers from {MIN_PEOPLE} people",),
        phrase(
            "Bring a longer time or more channels, until at least {needed} contacts are answered and as many are not.",
            "Traga um período maior ou mais canais, até que pelo menos {needed} contatos tenham resposta e outros "
            "tantos não.",
            needed=Number(MIN_ANSWERED, Form.COUNT),
        ),
    )  # fmt: skip


def no_control() -> Refusal:
    """There are arms, but no two of them have people enough and a known outcome."""
    return Refusal(
        phrase(
            "The randomised actions have no two groups of fifty people each with a known outcome.",
            "As ações sorteadas não têm dois grupos de cinquenta pessoas cada com resultado conhecido.",
        ),
        ("treatments with a control group, fifty people in each arm",),
        phrase(
            "Bring the control group and every person's outcome, or contacts with a column response.",
            "Traga o grupo de controle e o resultado de cada pessoa, ou contatos com uma coluna de resposta.",
        ),
    )
