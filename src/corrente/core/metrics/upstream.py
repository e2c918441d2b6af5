# ruff: noqa: E501 - a metric reads best as a few rows of its table
"""Metrics of what customers want, where the market stands, and what customers are worth."""

from __future__ import annotations

from corrente.core.metrics.needs import needs
from corrente.core.scorecard import Better, Carried, Family, Metric
from corrente.core.words import Phrase

_P = Phrase

METRICS = (
    Metric(
        "understood_feedback", Family.CUSTOMER_INSIGHT,
        _P("Feedback understood", "Feedback compreendido"),
        _P("comments that fall into a theme, as a share of all comments", "comentários que cabem em algum tema, como parcela de todos os comentários"),
        "share of comments", needs("feedback"), carried=Carried("problems", "understood_share"),
        bring=_P("Bring more comments: too few share a word so far.", "Traga mais comentários: ainda são poucos os que têm palavras em comum."),
    ),
    Metric(
        "top_problem", Family.CUSTOMER_INSIGHT,
        _P("Most frequent problems", "Problemas mais frequentes"),
        _P("comments that mention the theme, as a share of all comments; the three mentioned most of those that go with lower ratings", "comentários que citam o tema, como parcela de todos os comentários; os três mais citados entre os que acompanham notas menores"),
        "share of comments", needs("feedback"),
        carried=Carried("problems", "mention_share", by="theme", most=3, largest=True, lowering="rating_effect"), better=Better.LOWER,
        bring=_P("Bring more comments: too few share a word so far.", "Traga mais comentários: ainda são poucos os que têm palavras em comum."),
    ),
    Metric(
        "unmet_need", Family.CUSTOMER_INSIGHT,
        _P("Needs least met", "Necessidades menos atendidas"),
        _P("importance plus what satisfaction lacks of it, each the share of top marks on a scale to 10; the three largest", "importância mais o que falta de satisfação, cada uma a parcela de notas altas em uma escala até 10; as três maiores"),
        "points of 20", needs("needs"),
        carried=Carried("problems", "opportunity", {"segment": "all"}, by="need", most=3, largest=True), better=Better.LOWER,
        bring=_P("Bring the table needs, with importance and satisfaction.", "Traga a tabela needs, com importância e satisfação."),
    ),
    Metric(
        "feedback_score", Family.CUSTOMER_INSIGHT,
        _P("Rating given with feedback", "Nota dada no feedback"),
        _P("mean rating of a month's comments", "nota média dos comentários do mês"),
        "points of the rating scale", needs("feedback"), ("feedback_months",),
        bring=_P("Bring a score with each comment, and the day on which it was said.", "Traga uma nota em cada comentário e o dia em que foi dito."),
    ),
    Metric(
        "price_index", Family.COMPETITION,
        _P("Price index", "Índice de preço"),
        _P("mean price of our offers over that of the competitors' offers (geometric means), times 100", "preço médio das nossas ofertas sobre o das ofertas dos concorrentes (médias geométricas), vezes 100"),
        "competitors' mean = 100", needs("competitors"), ("market_offers",), better=Better.NEITHER,
        bring=_P("Bring the prices of our offers and of at least two others.", "Traga os preços das nossas ofertas e de pelo menos duas outras."),
    ),
    Metric(
        "feature_index", Family.COMPETITION,
        _P("Feature index", "Índice de recursos"),
        _P("share of the listed features that our offers have over the share that the competitors' have, times 100", "parcela dos recursos listados que nossas ofertas têm sobre a parcela das ofertas dos concorrentes, vezes 100"),
        "competitors' mean = 100", needs("competitors"), ("market_offers",),
        bring=_P("Bring further columns: one for each feature, yes or no.", "Traga outras colunas: uma por recurso, com sim ou não."),
    ),
    Metric(
        "rating_index", Family.COMPETITION,
        _P("Rating index", "Índice de avaliação"),
        _P("our mean rating over the mean of the competitors' ratings, all attributes alike, times 100", "nossa nota média sobre a média das notas dos concorrentes, todos os atributos com o mesmo peso, vezes 100"),
        "competitors' mean = 100", needs("ratings"), carried=Carried("positioning", "rating_index", own=True),
        bring=_P("Bring ratings on a scale above zero, of our brand and of others.", "Traga notas em uma escala acima de zero, da nossa marca e de outras."),
    ),
    Metric(
        "win_rate_against", Family.COMPETITION,
        _P("Win rate against", "Taxa de ganho contra"),
        _P("deals won over deals closed in which the competitor took part", "negócios ganhos sobre negócios fechados em que o concorrente estava presente"),
        "share of closed deals", needs("opportunities"),
        carried=Carried("win_rate", "win_rate", by="competitor", most=8, without=("none", "nenhum", "no competitor")),
        bring=_P("Bring the column competitor of the deals.", "Traga a coluna competitor das oportunidades."),
    ),
    Metric(
        "segment_stability", Family.SEGMENTATION,
        _P("Stability of the segments", "Estabilidade dos segmentos"),
        _P("how far two halves of the customers give everybody the same segment (adjusted Rand index, 1 is the same)", "quanto duas metades dos clientes dão a todos o mesmo segmento (índice de Rand ajustado, 1 é igual)"),
        "adjusted Rand index", needs("orders"), carried=Carried("segments", "segment_stability"),
        bring=_P("The data holds no segments yet: everybody buys alike.", "Os dados ainda não têm segmentos: todos compram de forma parecida."),
    ),
    Metric(
        "segment_coverage", Family.SEGMENTATION,
        _P("Coverage of the segments", "Cobertura dos segmentos"),
        _P("customers whose segment is at least 80% certain, as a share of all customers", "clientes cujo segmento tem pelo menos 80% de certeza, como parcela de todos os clientes"),
        "share of customers", needs("orders"), carried=Carried("segments", "segment_coverage"),
        bring=_P("The data holds no segments yet: everybody buys alike.", "Os dados ainda não têm segmentos: todos compram de forma parecida."),
    ),
    Metric(
        "differentiation", Family.DIFFERENTIATION,
        _P("Differentiation", "Diferenciação"),
        _P("how far our profile of ratings is from what our own level and each attribute's would give", "quanto nosso perfil de notas se afasta do que o nível da marca e o de cada atributo dariam"),
        "respondents' deviations", needs("ratings"), carried=Carried("positioning", "differentiation", own=True),
        bring=_P("Bring ratings of our own brand.", "Traga notas da nossa própria marca."),
    ),
    Metric(
        "category_share", Family.CATEGORY_SHARE,
        _P("Category share", "Participação na categoria"),
        _P("our sales over the sales of all brands, by the trend of today; months as they were sold", "nossas vendas sobre as vendas de todas as marcas, pela tendência de hoje; meses como foram vendidos"),
        "share of sales", needs("category_sales"), ("category_months",),
        Carried("market_direction", "share_now", own=True),
        bring=_P("Bring the sales of our own brand beside the others'.", "Traga as vendas da nossa marca ao lado das vendas das outras."),
    ),
    Metric(
        "lifetime_value", Family.LIFETIME_VALUE,
        _P("Lifetime value", "Valor no tempo de vida"),
        _P("what a customer of today will still spend within the company's horizon", "o que um cliente de hoje ainda vai gastar dentro do horizonte da empresa"),
        "{currency} per customer in the horizon", needs("orders"),
        carried=Carried("loyalty", "lifetime_value", by="segment", most=8),
        bring=_P("Bring more customers with several purchases.", "Traga mais clientes com várias compras."),
    ),
    Metric(
        "share_of_wallet", Family.SHARE_OF_WALLET,
        _P("Share of wallet", "Participação na carteira"),
        _P("our purchases over all purchases in the category by those who buy from us", "nossas compras sobre todas as compras na categoria feitas por quem compra de nós"),
        "share of category purchases", needs("category_purchases"),
        carried=Carried("share_of_wallet", "share_of_wallet", by="segment", most=8),
        bring=_P("Bring what our buyers bought of other brands.", "Traga o que nossos compradores compraram de outras marcas."),
    ),
    Metric(
        "category_penetration", Family.PENETRATION,
        _P("Category penetration", "Penetração na categoria"),
        _P("people who bought from us in the month over people who bought in the category", "pessoas que compraram de nós no mês sobre pessoas que compraram na categoria"),
        "share of category buyers", needs("category_purchases"), ("penetration_months",),
        bring=_P("Bring purchases of our own brand beside the others'.", "Traga compras da nossa marca ao lado das compras das outras."),
    ),
)  # fmt: skip
