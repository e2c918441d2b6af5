# ruff: noqa: E501 - a column reads best as one row of its table
"""Tables of what respondents answered."""

from __future__ import annotations

from corrente.company.columns import Table
from corrente.company.usual import (
    BRAND,
    amount,
    category,
    flag,
    respondent,
    segment,
    whole,
)
from corrente.core.words import Phrase

TABLES = (
    Table("ratings", Phrase("A respondent rates a brand", "Um respondente avalia uma marca"), (
        respondent(),
        category("brand", "The brand", "A marca", BRAND, required=True, example="Aurora"),
        category("attribute", "What is rated", "O que é avaliado", ("atributo", "item", "statement", "question"), required=True, example="easy to use"),
        amount("rating", "The rating", "A nota", ("nota", "score", "value", "avaliacao"), required=True, unit="points of the scale", signed=True, example="8"),
        segment(),
    ), synonyms=("avaliacoes", "brand ratings", "notas")),
    Table("needs", Phrase("A respondent rates a need", "Um respondente avalia uma necessidade"), (
        respondent(),
        category("need", "The need", "A necessidade", ("necessidade", "outcome", "job", "statement"), required=True, example="less time on reports"),
        amount("importance", "How important it is", "Quão importante é", ("importancia",), required=True, unit="points of the scale", example="9"),
        amount("satisfaction", "How well it is met today", "Quão bem é atendida hoje", ("satisfacao",), required=True, unit="points of the scale", example="4"),
        segment(),
    ), synonyms=("necessidades",)),
    Table("choices", Phrase("An alternative in a choice task", "Uma alternativa em uma tarefa de escolha"), (
        respondent(),
        whole("task", "The number of the choice task", "O número da tarefa de escolha", ("choice set", "question", "tarefa", "obsid", "set"), required=True, example="1", unit="number"),
        category("alternative", "The alternative", "A alternativa", ("alt", "alternativa", "option", "opcao", "concept", "brand"), required=True, example="A"),
        flag("chosen", "1 chosen, 0 not, -1 chosen as worst", "1 escolhida, 0 não, -1 escolhida como a pior", ("choice", "choose", "escolhida", "escolha", "selected"), required=True),
        amount("price", "Price shown", "Preço mostrado", ("preco", "valor"), example="99.00"),
        segment(),
    ), attributes=True, synonyms=("escolhas", "conjoint", "choice")),
    Table("price_survey", Phrase("Van Westendorp's four answers", "As quatro respostas de Van Westendorp"), (
        respondent(),
        amount("too_cheap", "So cheap that quality is doubted", "Tão barato que se duvida da qualidade", ("barato demais", "very cheap"), required=True, example="20"),
        amount("cheap", "A bargain", "Uma pechincha", ("barato", "bargain", "inexpensive"), required=True, example="40"),
        amount("expensive", "Getting expensive", "Começa a ficar caro", ("caro",), required=True, example="80"),
        amount("too_expensive", "Too expensive to consider", "Caro demais para considerar", ("caro demais", "very expensive"), required=True, example="120"),
        segment(),
    ), synonyms=("pesquisa de preco", "van westendorp", "pricing survey")),
)  # fmt: skip
