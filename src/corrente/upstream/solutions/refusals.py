"""What the solutions room says where it cannot answer."""

from __future__ import annotations

from corrente.core.answer import Refusal
from corrente.core.words import Form, Number, phrase

MIN_RESPONDENTS = 40
"""In conjoint and price survey alike: with 40 respondents of twelve tasks the offer recommended brings .95 of the most
profit in 19 of 20 simulated markets, the interval of that profit being half as wide as itself; that of the optimal
price is a quarter of it (``python -m benchmarks refusals``)."""
MIN_TASKS = 3
"""Tasks per respondent on average: with fewer, what differs between people cannot be told from chance."""
PER_COLUMN = 3
"""Respondents for each part-worth to be found."""


def too_few_choices(respondents: int, needed: int = MIN_RESPONDENTS) -> Refusal:
    """Too few respondents of choice tasks, and no usable price survey either."""
    return Refusal(
        phrase(
            "Usable respondents of choice tasks: {n}; finding what they value takes at least {needed}.",
            "Respondentes com tarefas de escolha aproveitáveis: {n}; para saber o que valorizam são precisos pelo "
            "menos {needed}.",
            n=Number(respondents, Form.COUNT),
            needed=Number(needed, Form.COUNT),
        ),
        ("choices",),
        phrase(
            "Ask more people, with ten to twelve tasks each, in which offers differ in price and features; a price "
            "survey of {survey} people would already answer part of it.",
            "Pergunte a mais pessoas, com dez a doze tarefas cada, com ofertas que diferem em preço e características; "
            "uma pesquisa de preço com {survey} pessoas já responderia a uma parte.",
            survey=Number(MIN_RESPONDENTS, Form.COUNT),
        ),
    )


def too_few_answers(respondents: int) -> Refusal:
    """Too few consistent respondents of the price survey, and no choice tasks."""
    return Refusal(
        phrase(
            "Respondents with four prices in rising order: {n}; price points take at least {needed}.",
            "Respondentes com quatro preços em ordem crescente: {n}; para os pontos de preço são precisos pelo menos "
            "{needed}.",
            n=Number(respondents, Form.COUNT),
            needed=Number(MIN_RESPONDENTS, Form.COUNT),
        ),
        ("price_survey",),
        phrase(
            "Ask more people the four questions on price, and check that each person's answers rise from too cheap to "
            "too expensive.",
            "Faça as quatro perguntas de preço a mais pessoas e confira se as respostas de cada uma sobem de barato "
            "demais a caro demais.",
        ),
    )


def all_alike(respondents: int) -> Refusal:
    """Enough respondents, who all gave the same few answers."""
    return Refusal(
        phrase(
            "All {n} respondents of the price survey gave the same few prices, so no range can be seen.",
            "Os {n} respondentes da pesquisa de preço deram os mesmos poucos preços: não se vê nenhuma faixa.",
            n=Number(respondents, Form.COUNT),
        ),
        ("price_survey",),
        phrase(
            "Check that price_survey holds one row per person, with each person's own four prices.",
            "Confira se price_survey tem uma linha por pessoa, com os quatro preços de cada uma.",
        ),
    )


def nothing_varies() -> Refusal:
    """Alternatives that do not differ in anything."""
    return Refusal(
        phrase(
            "Nothing that differs between the alternatives of a task is described: 0 usable prices or attributes.",
            "Nada do que difere entre as alternativas de uma tarefa está descrito: 0 preços ou atributos "
            "aproveitáveis.",
        ),
        ("choices.price", "choices.attributes"),
        phrase(
            "Add to choices a column price, and one column for each feature that the alternatives differ in.",
            "Acrescente à tabela choices uma coluna price e uma coluna para cada característica que difere entre as "
            "alternativas.",
        ),
    )


def too_many_features(columns: int, most: int) -> Refusal:
    """More part-worths than the tasks of any usual study could tell apart."""
    return Refusal(
        phrase(
            "The alternatives differ in {n} prices, names and levels of features; at most {most} can be told apart.",
            "As alternativas diferem em {n} preços, nomes e níveis de características; no máximo {most} podem ser "
            "distinguidos.",
            n=Number(columns, Form.COUNT),
            most=Number(most, Form.COUNT),
        ),
        ("choices.attributes",),
        phrase(
            "Join levels that mean nearly the same, or leave out of choices the features that matter least.",
            "Junte níveis que significam quase o mesmo ou tire da tabela choices as características menos importantes.",
        ),
    )
