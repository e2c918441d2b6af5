"""The page of what to research next."""

from __future__ import annotations

from corrente.core.words import Phrase

_P = Phrase

TEXTS = {
    "research_title": _P("What to research next", "O que pesquisar a seguir"),
    "research_lead": _P(
        "All twenty questions by what knowing more would be worth, in money, for the decisions of the plan.",
        "As vinte perguntas, pelo que saber mais valeria, em dinheiro, para as decisões do plano.",
    ),
    "research_waiting": _P(
        "The forecast is being worked out; what to research follows from it.",
        "A previsão está em cálculo; o que pesquisar decorre dela.",
    ),
    "research_nothing": _P(
        "Every decision of the plan is clear enough: nothing that could be found out would change one.",
        "Todas as decisões do plano estão claras: nada que se descubra mudaria alguma delas.",
    ),
    "research_prices": _P("What a study costs", "Quanto custa um estudo"),
    "research_respondent": _P("Asking one person, {currency}", "Ouvir uma pessoa, {currency}"),
    "research_visitor": _P("Testing on one visitor, {currency}", "Testar com um visitante, {currency}"),
    "research_again": _P("Work it out again", "Calcular de novo"),
    "research_list": _P("The twenty questions", "As vinte perguntas"),
    "research_list_says": _P(
        "The worth of knowing a question's numbers exactly, over {months} months. A study gets at part of it.",
        "O valor de saber com exatidão os números de uma pergunta, em {months} meses. Um estudo alcança parte disso.",
    ),
    "research_question": _P("Question", "Pergunta"),
    "research_worth": _P("Worth", "Valor"),
    "research_changes": _P("What knowing would change", "O que saber mudaria"),
    "research_way": _P("The cheapest way", "O caminho mais barato"),
    "research_cost": _P("Cost", "Custo"),
    "research_everything": _P(
        "Knowing everything would be worth {worth}; no study can be worth more.",
        "Saber tudo valeria {worth}; nenhum estudo pode valer mais.",
    ),
    "research_chance": _P(
        "Part of this may be chance read as knowledge: on draws not seen before it is {check}.",
        "Parte disso pode ser acaso lido como saber: em sorteios não vistos antes, é {check}.",
    ),
    "research_how": _P("How it is worked out", "Como se calcula"),
    "research_method": _P(
        "A decision is taken where it is expected to bring more than it costs. Knowing a number first is worth "
        "something where it would turn a decision around: that is weighed over {draws} possible truths. A decision "
        "whose cost nobody has said is taken to cost 0.2% to 2% of a year's revenue.",
        "Toma-se uma decisão quando se espera que traga mais do que custa. Saber antes um número vale algo quando isso "
        "inverteria uma decisão: pesa-se isso em {draws} verdades possíveis. Uma decisão cujo custo ninguém informou é "
        "tomada como custando de 0,2% a 2% da receita de um ano.",
    ),
}  # fmt: skip
