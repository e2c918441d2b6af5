"""The track record."""

from __future__ import annotations

from corrente.core.words import Phrase

TEXTS = {
    "record_title": Phrase("Track record", "Acertos das previsões"),
    "record_lead": Phrase(
        "Each revision of the plan keeps what it foretells. Later data say how it did.",
        "Cada revisão do plano guarda o que prevê. Os dados que chegam depois dizem se deu certo.",
    ),
    "record_empty": Phrase(
        "As soon as the questions are answered, the plan's forecasts are kept here with the day on which they are due.",
        "Assim que as perguntas forem respondidas, as previsões do plano ficam guardadas aqui, com o dia em que serão "
        "conferidas.",
    ),
    "record_first_due": Phrase(
        "Bring data up to {day}, and the first forecasts are scored by themselves.",
        "Traga dados até {day}, e as primeiras previsões serão conferidas automaticamente.",
    ),
    "record_afterwards": Phrase(
        "{n} of these forecasts were worked out after their day, from the data up to their origin only.",
        "{n} destas previsões foram calculadas depois do seu dia, só com os dados até a sua origem.",
    ),
    "record_file": Phrase("Download all forecasts (JSON)", "Baixar todas as previsões (JSON)"),
    "record_by_question": Phrase("By question", "Por pergunta"),
    "record_by_question_says": Phrase(
        "Nine in ten outcomes should fall inside the 90% bands, and half inside the 50% bands. Beside the share, the "
        "range in which its true value may lie.",
        "Nove em cada dez resultados deveriam cair nas faixas de 90%, e metade nas de 50%. Ao lado da parcela, o "
        "intervalo em que pode estar o valor verdadeiro.",
    ),
    "record_by_grade": Phrase("By grade", "Por grau"),
    "record_by_grade_says": Phrase(
        "How it is known that things come so. Forecasts with the plan are here too: a plan is known as well as the "
        "weakest of its levers.",
        "Como se sabe que será assim. As previsões com o plano também entram: um plano é conhecido tão bem quanto a "
        "mais fraca das suas alavancas.",
    ),
    "record_with_plan": Phrase("With the plan's decisions", "Com as decisões do plano"),
    "record_with_plan_says": Phrase(
        "These forecasts hold only if the plan was carried out, so they are not counted above.",
        "Estas previsões só valem se o plano tiver sido executado; por isso não entram na conta acima.",
    ),
    "record_group": Phrase("Forecasts of", "Previsões de"),
    "record_number": Phrase("Scored", "Conferidas"),
    "record_in_90": Phrase("In the 90% band", "Na faixa de 90%"),
    "record_in_50": Phrase("In the 50% band", "Na faixa de 50%"),
    "record_skill": Phrase("Less error than naive", "Menos erro que a ingênua"),
    "record_interval_skill": Phrase("Better band than naive", "Faixa melhor que a ingênua"),
    "record_so_far": Phrase("So far", "Até aqui"),
    "record_scored": Phrase("What came of each forecast", "No que deu cada previsão"),
    "record_scored_says": Phrase(
        "The latest first. The naive forecast says that the next time is like the last one.",
        "As mais recentes primeiro. A previsão ingênua diz que a próxima vez é como a última.",
    ),
    "record_waiting": Phrase("What is waiting", "O que aguarda"),
    "record_waiting_says": Phrase(
        "What the plan foretells now, with the day on which it is due.",
        "O que o plano prevê agora, com o dia em que será conferido.",
    ),
    "record_more": Phrase(
        "{n} are shown; the file has all {all}.", "{n} aparecem aqui; o arquivo traz todas as {all}."
    ),
    "record_what": Phrase("Forecast", "Previsão"),
    "record_due": Phrase("For", "Para"),
    "record_from": Phrase("data up to {day}", "dados até {day}"),
    "record_foretold": Phrase("Foretold (90% band)", "Previsto (faixa de 90%)"),
    "record_came": Phrase("Came", "Ocorreu"),
    "record_naive": Phrase("Naive", "Ingênua"),
    "record_band": Phrase("In its band", "Na faixa"),
    "record_yes": Phrase("yes", "sim"),
    "record_no": Phrase("no", "não"),
    "record_how": Phrase("How forecasts are scored", "Como as previsões são conferidas"),
    "record_how_bands": Phrase(
        "Every forecast is a number with a 50% and a 90% band, kept on the day it is made and never changed. Each "
        "figure is defined once, and counted by the same statements that answer the questions.",
        "Toda previsão é um número com uma faixa de 50% e uma de 90%, guardada no dia em que é feita e nunca alterada. "
        "Cada figura é definida uma só vez e contada pelos mesmos comandos que respondem às perguntas.",
    ),
    "record_how_scores": Phrase(
        "“Less error than naive” compares the continuous ranked probability score (CRPS, by five quantiles), “better "
        "band” the interval score of the 90% band (Gneiting & Raftery 2007), both with those of the naive forecast: 0% "
        "is no better, 100% perfect, below zero worse.",
        "“Menos erro que a ingênua” compara o CRPS (continuous ranked probability score, por cinco quantis); “faixa "
        "melhor”, o escore de intervalo da faixa de 90% (Gneiting & Raftery 2007), ambos com os da previsão ingênua: "
        "0% é igual, 100% é perfeito, abaixo de zero é pior.",
    ),
    "record_how_evidence": Phrase(
        "What one question foretells from one day tends to be right or wrong together. So the ranges of the shares "
        "count it as one piece of evidence.",
        "O que uma pergunta prevê em um mesmo dia tende a acertar ou errar junto. Por isso os intervalos das parcelas "
        "o contam como uma só evidência.",
    ),
}
