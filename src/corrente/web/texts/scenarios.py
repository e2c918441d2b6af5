"""The page of scenarios: the plan, today and other ways side by side."""

from __future__ import annotations

from corrente.core.words import Phrase

_P = Phrase

TEXTS = {
    "scenarios_title": _P("Scenarios", "Cenários"),
    "scenarios_lead": _P(
        "What comes as things are today, with the plan, and with every other way you try out: on the same chances.",
        "O que vem se tudo seguir como hoje, com o plano e com cada alternativa que você testar: sob os mesmos acasos.",
    ),
    "scenarios_waiting": _P(
        "The forecast is being worked out. It needs the answers, the scorecard and the plan first.",
        "A previsão está em cálculo. Antes dela vêm as respostas, os indicadores e o plano.",
    ),
    "scenarios_refused": _P("There is no forecast yet", "Ainda não há previsão"),
    "scenarios_bring": _P("What to bring", "O que trazer"),
    "scenarios_side": _P("Side by side", "Lado a lado"),
    "scenarios_side_says": _P(
        "Expected amounts with the interval that holds them with 90% certainty. What a plan adds is surer than what "
        "comes in all, since both share the same unknowns.",
        "Valores esperados, com o intervalo que os contém com 90% de certeza. O que um plano acrescenta é mais certo "
        "que o total, pois os dois dependem das mesmas incógnitas.",
    ),
    "scenarios_way": _P("Way", "Caminho"),
    "scenarios_between": _P("{low} to {high}", "{low} a {high}"),
    "scenarios_revenue": _P("Revenue, {months} months", "Receita, {months} meses"),
    "scenarios_contribution": _P("Contribution, {months} months", "Contribuição, {months} meses"),
    "scenarios_adds": _P("Adds to contribution, {months} months", "Acrescenta à contribuição, {months} meses"),
    "scenarios_closer": _P("look closer", "ver de perto"),
    "scenarios_closer_at": _P("Look closer at “{name}”", "Ver “{name}” de perto"),
    "scenarios_open": _P("open", "abrir"),
    "scenarios_open_it": _P("Open the plan “{name}”", "Abrir o plano “{name}”"),
    "scenarios_shown": _P("shown below", "mostrado abaixo"),
    "scenarios_decisions": _P("What each decision brings", "O que cada decisão traz"),
    "scenarios_decisions_of": _P("What each decision of “{name}” brings", "O que traz cada decisão de “{name}”"),
    "scenarios_decisions_says": _P(
        "Each by itself against not taking it, over {months} months, costs taken off. Together they bring less or more "
        "than their sum. A campaign costs and brings what it changes of today's money in its channel.",
        "Cada uma sozinha, contra não tomá-la, em {months} meses, já sem os custos. Juntas trazem menos ou mais que a "
        "soma. Uma campanha custa e traz o que muda da verba de hoje no seu canal.",
    ),
    "scenarios_none": _P(
        "The plan has no decision that moves money yet.", "O plano ainda não tem decisão que movimente dinheiro."
    ),
    "scenarios_decision": _P("Decision", "Decisão"),
    "scenarios_brings": _P("Adds to contribution", "Acrescenta à contribuição"),
    "scenarios_pays": _P("Chance that it pays", "Chance de se pagar"),
    "scenarios_nearly": _P("over 99%", "mais de 99%"),
    "scenarios_pays_free": _P("before its cost", "antes do custo"),
    "scenarios_paid": _P("Paid by", "Paga-se até"),
    "scenarios_known": _P("How we know", "Como sabemos"),
    "scenarios_grades": _P("Count only what is known well", "Contar só o que se sabe bem"),
    "scenarios_grades_says": _P(
        "Decisions of which nothing counts keep their costs and lose their effects.",
        "Decisões das quais nada conta mantêm os custos e perdem os efeitos.",
    ),
    "scenarios_count": _P("Count these", "Contar estes"),
    "scenarios_experiments": _P(
        "Count only what experiments have shown", "Contar só o que experimentos mostraram"
    ),
    "scenarios_all": _P("Count everything", "Contar tudo"),
    "scenarios_levers": _P("{n} levers", "{n} alavancas"),
    "scenarios_lever": _P("1 lever", "1 alavanca"),
    "scenarios_no_lever": _P("no lever", "nenhuma alavanca"),
    "scenarios_filtered": _P(
        "Only this counts: {grades}. Everything on this page follows from it.",
        "Só isto conta: {grades}. Tudo nesta página decorre disso.",
    ),
    "scenarios_by_grade": _P("The levers, by how they are known", "As alavancas, por como se sabe"),
    "scenarios_unsure": _P("What makes it unsure", "O que a deixa incerta"),
    "scenarios_trust": _P("How far to trust it", "Até onde confiar"),
    "scenarios_trust_says": _P(
        "How the forecast is made", "Como a previsão é feita"
    ),
    "scenarios_method": _P(
        "The company's own months are carried on, and every decision changes what they are made of: new customers, "
        "prices, how often customers buy, and how long they stay. All that is unknown is drawn {draws} times; every "
        "way is worked out on the same draws.",
        "Os meses da própria empresa são levados adiante, e cada decisão muda aquilo de que são feitos: novos "
        "clientes, preços, quanto os clientes compram e quanto tempo ficam. Tudo o que é incerto é sorteado {draws} "
        "vezes; cada caminho é calculado com os mesmos sorteios.",
    ),
    "scenarios_untested": _P(
        "The months are too few to hold the forecast against what came.",
        "Os meses são poucos para comparar a previsão com o que veio.",
    ),
    "scenarios_try": _P("Try another way", "Testar outro caminho"),
    "scenarios_try_says": _P(
        "A scenario begins as a copy. What you change there changes nothing in the plan.",
        "Um cenário começa como cópia. O que você muda nele não muda nada no plano.",
    ),
    "scenarios_name": _P("What to call it", "Como chamar"),
    "scenarios_from": _P("Begin with", "Começar com"),
    "scenarios_fork": _P("Make the scenario", "Criar o cenário"),
    "scenarios_reason": _P("to try another way", "para testar outro caminho"),
    "scenarios_no_name": _P("The scenario needs a name.", "O cenário precisa de um nome."),
    "scenarios_no_name_next": _P("Give it one with letters or digits.", "Dê um nome com letras ou números."),
}  # fmt: skip
