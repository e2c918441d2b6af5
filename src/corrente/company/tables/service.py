# ruff: noqa: E501 - a column reads best as one row of its table
"""Tables of what customers said and asked for, what was tried with them, and what they agreed to."""

from __future__ import annotations

from corrente.company.columns import Table
from corrente.company.usual import (
    CAMPAIGN,
    CREATED,
    DATE,
    VALUE,
    amount,
    category,
    customer,
    flag,
    identifier,
    moment,
    person,
    text,
)
from corrente.core.words import Phrase

TABLES = (
    Table("feedback", Phrase("Something a customer said", "Algo que um cliente disse"), (
        identifier("feedback_id", "The statement", "A fala", ("review id", "ticket id", "response id", "id"), example="F-1", family=None),
        moment("said_at", "When it was said", "Quando foi dito", (*DATE, "review creation date", "created at", "answered at", "data da avaliacao", "customer response date", "response date", "data da resposta")),
        text("text", "What was said", "O que foi dito", ("comment", "comentario", "review", "verbatim", "message", "feedback", "review comment message", "texto", "resposta"), required=True, example="Easy to use, but slow"),
        customer(required=False),
        amount("score", "A rating given with it", "Uma nota dada junto", ("rating", "nps", "nota", "review score", "stars", "estrelas", "nps score", "nota nps"), unit="points of the scale", signed=True, example="8"),
        category("source", "Where it was said", "Onde foi dito", ("channel", "canal", "origem", "platform", "fonte", "survey sub type"), example="NPS"),
        category("language", "Its language", "O seu idioma", ("idioma", "lang", "lingua"), example="en"),
    ), key="feedback_id", synonyms=("reviews", "avaliacoes de clientes", "comentarios", "nps", "verbatims", "verbatim")),
    Table("treatments", Phrase("A person in a randomised action", "Uma pessoa em uma ação sorteada"), (
        person(),
        moment("assigned_at", "When the person was assigned", "Quando a pessoa foi sorteada", (*DATE, "assigned", "sent at", "exposed at")),
        category("arm", "The arm, control included", "O grupo, inclusive o controle", ("variant", "group", "grupo", "variante", "treatment", "segment", "bucket"), required=True, example="control"),
        flag("outcome", "Whether what was hoped for happened", "Se aconteceu o que se esperava", ("converted", "conversion", "visit", "conversao", "resultado")),
        amount("value", "What it was worth", "Quanto valeu", (*VALUE, "spend"), signed=True, example="0"),
        category("campaign", "Campaign", "Campanha", (*CAMPAIGN, "experiment", "experimento", "test"), example="Win-back"),
    ), synonyms=("tratamentos", "experiments", "experimentos", "ab test")),
    Table("tickets", Phrase("A service failure or request", "Uma falha ou um pedido de atendimento"), (
        customer(),
        moment("opened_at", "When it was opened", "Quando foi aberto", (*CREATED, "created at")),
        category("kind", "What it is about", "Do que se trata", ("type", "tipo", "category", "categoria", "subject", "assunto", "reason", "motivo"), example="bug"),
        moment("closed_at", "When it was solved", "Quando foi resolvido", ("closed", "resolved at", "solved at", "close date", "data de fechamento", "resolvido em"), required=False, after="opened_at", example=""),
    ), synonyms=("chamados", "atendimentos", "support tickets", "cases")),
    Table("consent", Phrase("What a person agreed to", "Aquilo com que uma pessoa concordou"), (
        person(),
        category("purpose", "What for", "Para quê", ("finalidade", "proposito", "kind", "tipo"), required=True, example="email"),
        moment("given_at", "When it was given", "Quando foi dado", (*DATE, "consented at", "granted at", "opt in at", "data do consentimento")),
        moment("revoked_at", "When it was taken back", "Quando foi retirado", ("revoked", "withdrawn at", "opt out at", "revogado em", "data da revogacao"), required=False, after="given_at", example=""),
        category("source", "Where it was given", "Onde foi dado", ("origem", "form", "formulario", "channel", "canal"), example="sign-up form"),
    ), synonyms=("consents", "consentimento", "consentimentos", "opt ins")),
)  # fmt: skip
