# ruff: noqa: E501 - a column reads best as one row of its table
"""Tables by period: what was spent and what came of it; and the market's brands."""

from __future__ import annotations

from corrente.company.columns import Table
from corrente.company.usual import (
    BRAND,
    CATEGORY,
    CHANNEL,
    DATE,
    PRODUCT,
    VALUE,
    amount,
    category,
    moment,
    period,
    person,
    region,
    whole,
)
from corrente.core.words import Phrase

TABLES = (
    Table("spend", Phrase("A channel's period", "O período de um canal"), (
        period(),
        category("channel", "The channel", "O canal", (*CHANNEL, "campaign", "campaign name", "campanha", "nome da campanha"), required=True, example="Paid search"),
        amount("spend", "Money spent", "Dinheiro gasto", ("cost", "amount spent", "custo", "gasto", "valor gasto", "investimento", "valor usado", "total spent", "media cost"), required=True, example="1500.00"),
        whole("impressions", "Impressions", "Impressões", ("impr", "impressoes", "impr.", "views"), example="52000"),
        whole("clicks", "Clicks", "Cliques", ("cliques", "link clicks", "cliques no link"), example="730"),
        region(),
    ), synonyms=("gastos", "custos", "investimento", "costs", "media", "ads", "midia", "ad spend")),
    Table("outcomes", Phrase("The business's period", "O período do negócio"), (
        period(),
        amount("value", "The outcome: sales, leads, sign-ups", "O resultado: vendas, leads, cadastros", (*VALUE, "y", "conversions", "resultado", "target"), required=True, unit="the metric's own unit", signed=True, example="48210.50"),
        category("metric", "Which outcome", "Qual resultado", ("metrica", "kpi", "indicador"), example="revenue"),
        region(),
    ), synonyms=("resultados", "kpis", "results", "outcome")),
    Table("controls", Phrase("What else moved in a period", "O que mais se moveu em um período"), (
        period(),
        category("name", "What it is", "O que é", ("nome", "control", "variable", "variavel", "event"), required=True, example="holiday"),
        amount("value", "Its value", "O seu valor", (*VALUE, "level", "nivel"), required=True, unit="its own unit", signed=True, example="1"),
    ), synonyms=("controles", "control")),
    Table("lift_tests", Phrase("An experiment with a channel's spend", "Um experimento com o gasto de um canal"), (
        period(),
        category("channel", "The channel", "O canal", CHANNEL, required=True, example="Paid search"),
        amount("added", "Money added per week, negative where it was taken away", "Dinheiro a mais por semana, negativo onde foi retirado", ("added spend", "delta spend", "delta x", "gasto adicional"), required=True, signed=True, example="2000.00"),
        amount("lift", "By how much the outcome rose per week", "Quanto o resultado subiu por semana", ("delta y", "incremental", "efeito", "aumento"), required=True, signed=True, unit="the metric's own unit", example="5200.00"),
        amount("error", "The standard error of the lift", "O erro-padrão do aumento", ("standard error", "sigma", "se", "erro padrao"), required=True, unit="the metric's own unit", example="900.00"),
        amount("spend", "Money spent per week without the addition", "Gasto por semana sem o adicional", ("base spend", "x", "gasto"), example="8000.00"),
        region(),
    ), synonyms=("lift test", "testes de lift", "testes de incrementalidade", "geo tests", "incrementality tests")),
    Table("category_sales", Phrase("A brand's period in the market", "O período de uma marca no mercado"), (
        period(),
        category("brand", "The brand", "A marca", BRAND, required=True, example="Aurora"),
        amount("value", "Sales value", "Valor das vendas", VALUE, required=True, example="91000.00"),
        category("category", "Category", "Categoria", CATEGORY, example="CRM"),
        amount("units", "Units sold", "Unidades vendidas", ("quantity", "unidades", "volume", "quantidade"), unit="units", example="210"),
        amount("price", "Average price", "Preço médio", ("preco", "average price", "preco medio"), example="433.33"),
        category("attribute", "What sets the offer apart", "O que distingue a oferta", ("atributo", "feature", "variant"), example="cloud"),
    ), synonyms=("vendas da categoria", "market sales", "market")),
    Table("category_purchases", Phrase("A purchase in the category, of any brand", "Uma compra na categoria, de qualquer marca"), (
        person(),
        moment("purchased_at", "When it was bought", "Quando foi comprado", (*DATE, "purchase date", "data da compra", "bought at")),
        category("brand", "The brand", "A marca", BRAND, required=True, example="Aurora"),
        amount("value", "What was paid", "O que foi pago", (*VALUE, "price", "preco"), example="19.90"),
    ), synonyms=("compras na categoria", "panel", "painel")),
    Table("competitors", Phrase("An offer in the market", "Uma oferta no mercado"), (
        category("brand", "The brand", "A marca", BRAND, required=True, example="Acme"),
        category("product", "The product", "O produto", PRODUCT, example="Acme Basic"),
        amount("price", "Its price", "O seu preço", ("preco", "valor", "list price"), example="99.00"),
    ), attributes=True, synonyms=("concorrentes", "competition", "concorrencia")),
)  # fmt: skip
