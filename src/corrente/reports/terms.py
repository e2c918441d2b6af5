"""Names of estimates, units, tables and metrics as people read them.

In the interfaces these names are English and stable; pages and reports say them in the reader's language.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from corrente.core.answer import Estimate
from corrente.core.marks import worded
from corrente.core.words import Language, Phrase

_P = Phrase

TERMS: Mapping[str, Phrase] = {
    # estimates
    "active_customers": _P("active customers", "clientes ativos"),
    "expected_purchases": _P("expected purchases", "compras esperadas"),
    "lifetime_value": _P("lifetime value", "valor no tempo de vida"),
    "revenue": _P("revenue", "receita"),
    "new_customers": _P("new customers", "clientes novos"),
    "spend_per_purchase": _P("spend per purchase", "gasto por compra"),
    "win_rate": _P("win rate", "taxa de ganho"),
    "win_rate_effect": _P("difference in win rate", "diferença na taxa de ganho"),
    "expected_wins": _P("expected wins", "vitórias esperadas"),
    "conversion_rate": _P("conversion rate", "taxa de conversão"),
    "caught_share": _P("share of conversions caught", "parcela das conversões alcançada"),
    "points": _P("points", "pontos"),
    "expected_conversions": _P("conversions to come", "conversões por vir"),
    "conversion_gain": _P("more than all leads", "acima de todos os leads"),
    "loss_reason_share": _P("reason for loss", "motivo da perda"),
    "days_saved": _P("days saved", "dias a menos"),
    "median_days": _P("median time", "tempo mediano"),
    "share_of_time": _P("share of the time", "parcela do tempo"),
    "share_won_by_day": _P("won by then", "ganhos até o dia"),
    "removal_effect": _P("lost without it", "perdidas sem ele"),
    "relative_change": _P("change", "mudança"),
    "markov_share": _P("credit by paths (Markov)", "crédito pelos caminhos (Markov)"),
    "shapley_share": _P("credit by sets (Shapley)", "crédito pelos conjuntos (Shapley)"),
    "cost_per_conversion": _P("cost per conversion", "custo por conversão"),
    "stage_conversion": _P("moved on so far", "avançaram até agora"),
    "eventual_conversion": _P("will have moved on in the end", "terão avançado no fim"),
    "mean_rating": _P("mean rating", "nota média"),
    "difference": _P("difference", "diferença"),
    "differentiation": _P("how far apart from the other brands", "quanto se distingue das outras marcas"),
    "driver_share": _P("weight in preference", "peso na preferência"),
    "reach": _P("reach", "alcance"),
    "only_reach": _P("met nowhere else", "só neste canal"),
    "set_reach": _P("reach of the set", "alcance do conjunto"),
    "cost_per_buyer": _P("cost per buyer met", "custo por comprador alcançado"),
    "contacts_per_buyer": _P("contacts per buyer met", "contatos por comprador alcançado"),
    "message_share": _P("prefer this message", "preferem esta mensagem"),
    "share_of_wallet": _P("share of wallet", "participação na carteira"),
    "head_room": _P("bought elsewhere", "comprado em outras marcas"),
    "head_room_won": _P("won over", "conquistadas"),
    "penetration_norm": _P("norm of the penetration", "norma da penetração"),
    "purchase_frequency_norm": _P("norm of the purchase frequency", "norma da frequência de compra"),
    "share_of_wallet_norm": _P("norm of the share of wallet", "norma da participação na carteira"),
    "duplication_norm": _P("norm of our buyers who also buy", "norma dos nossos compradores que também compram"),
    "next_category_gain": _P("more than all customers", "acima de todos os clientes"),
    "potential": _P("potential adopters", "potencial de adotantes"),
    "innovation": _P("innovation (p)", "inovação (p)"),
    "imitation": _P("imitation (q)", "imitação (q)"),
    "share_reached": _P("share of the potential reached", "parcela do potencial alcançada"),
    "months_to_peak": _P("months to the peak", "meses até o pico"),
    "adopters_to_come": _P("adopters to come", "adotantes por vir"),
    "gain_from_innovation": _P("gain from a tenth more innovation", "ganho com um décimo a mais de inovação"),
    "gain_from_imitation": _P("gain from a tenth more imitation", "ganho com um décimo a mais de imitação"),
    "stayed": _P("still active after 60 to 89 days", "ainda ativos após 60 a 89 dias"),
    "activation_effect": _P("difference with an early use", "diferença com o uso no início"),
    "leaving_rate": _P("left in the last period", "saíram no último período"),
    "retained": _P("stayed", "ficaram"),
    "leaving_effect": _P("difference in leaving", "diferença na saída"),
    "expected_leavers": _P("expected to leave", "saídas esperadas"),
    "response_rate": _P("with the outcome", "com o resultado"),
    "answer_rate": _P("answered", "com resposta"),
    "answer_gain": _P("more answered", "a mais com resposta"),
    "uplift": _P("gained by the action", "ganho com a ação"),
    "purchase_rate": _P("bought", "compraram"),
    "purchase_uplift": _P("buyers gained", "compradores a mais"),
    "value_per_person": _P("value per person", "valor por pessoa"),
    "value_uplift": _P("value gained per person", "valor a mais por pessoa"),
    "value_of_a_point": _P("value of one point", "valor de um ponto"),
    "segment_share": _P("size of the segment", "tamanho do segmento"),
    "segment_value": _P("value per customer", "valor por cliente"),
    "segment_growth": _P("growth of new customers", "crescimento de clientes novos"),
    "segment_win_rate": _P("win rate of the segment", "taxa de ganho do segmento"),
    "value_above_average": _P("beyond the average customer", "acima do cliente médio"),
    "sales_growth": _P("growth of sales in 12 months", "crescimento das vendas em 12 meses"),
    "share_now": _P("share now", "parcela agora"),
    "share_next_year": _P("share of the next 12 months", "parcela dos próximos 12 meses"),
    "part_worth": _P("part-worth", "valor parcial"),
    "willingness_to_pay": _P("willingness to pay", "disposição a pagar"),
    "preference_share": _P("share at today's prices", "parcela aos preços de hoje"),
    "best_price": _P("best price", "melhor preço"),
    "best_profit": _P("profit at the best price", "lucro no melhor preço"),
    "best_revenue": _P("revenue at the best price", "receita no melhor preço"),
    "share_at_best_price": _P("share at the best price", "parcela no melhor preço"),
    "price_point": _P("price point", "ponto de preço"),
    "expected_buyers": _P("expected buyers", "compradores esperados"),
    "buying_rate": _P("will buy", "vão comprar"),
    "buying_effect": _P("difference in buying", "diferença na compra"),
    "base_share": _P("would have come anyway", "viria de qualquer forma"),
    "contribution_share": _P("share that goes with the channel", "parcela que acompanha o canal"),
    "contribution": _P("contribution", "contribuição"),
    "return": _P("return", "retorno"),
    "marginal_return": _P("return of the next money", "retorno da próxima verba"),
    "outcome": _P("outcome", "resultado"),
    "persona_value_share": _P("share of the value", "parcela do valor"),
    "journey_conversion": _P("end in a purchase", "terminam em compra"),
    "contacts_to_buy": _P("contacts to buy (mean)", "contatos até a compra (média)"),
    "days_to_buy": _P("time to buy (median)", "tempo até a compra (mediana)"),
    "reaches_contact": _P("get to the contact", "chegam ao contato"),
    "buys_after": _P("buy after it", "compram em seguida"),
    "leaves_after": _P("leave after it", "saem em seguida"),
    "days_to_next": _P("time to the next contact (median)", "tempo até o próximo contato (mediana)"),
    "channel_leaves": _P("leave after the channel", "saem depois do canal"),
    "channel_buys": _P("buy after the channel", "compram depois do canal"),
    "channel_returns": _P("come by the channel again", "passam pelo canal de novo"),
    "route_share": _P("take this way", "fazem este caminho"),
    "stage_moved_on": _P("moved on so far", "avançaram até agora"),
    "stage_lost": _P("lost so far", "perdidos até agora"),
    "stage_days": _P("time in the stage (median)", "tempo na etapa (mediana)"),
    "purchases_kept": _P("purchases kept", "compras mantidas"),
    "understood_share": _P("falls into a theme", "cabe em algum tema"),
    "segment_stability": _P("stability of the segments", "estabilidade dos segmentos"),
    "segment_coverage": _P("with a certain segment", "com segmento certo"),
    "rating_index": _P("rating index", "índice de avaliação"),
    # units
    "adjusted Rand index": _P("adjusted Rand index (1 is the same)", "índice de Rand ajustado (1 é igual)"),
    "competitors' mean = 100": _P("competitors' mean = 100", "média dos concorrentes = 100"),
    "share of what was shown": _P("of what was shown", "do que foi exibido"),
    "share of the default's": _P("against the default", "ante a padrão"),
    "share of delivered messages": _P("of delivered messages", "das mensagens entregues"),
    "minutes per visit": _P("minutes per visit", "minutos por visita"),
    "visits": _P("visits", "visitas"),
    "visits per visitor": _P("visits per visitor", "visitas por visitante"),
    "share of won deals": _P("of won deals", "dos negócios ganhos"),
    "times the target": _P("times the target", "vezes a meta"),
    "share of all customers' value": _P("of all customers' value", "do valor de todos os clientes"),
    "share of journeys": _P("of journeys", "das jornadas"),
    "share of those who get there": _P("of those who get there", "dos que chegam lá"),
    "share of the channel's contacts": _P("of the channel's contacts", "dos contatos do canal"),
    "share of purchases": _P("of purchases", "das compras"),
    "contacts per purchase": _P("contacts per purchase", "contatos por compra"),
    "purchases in the period": _P("purchases in the period", "compras no período"),
    "share of the outcome": _P("of the outcome", "do resultado"),
    "log odds per unit": _P("log odds per unit", "log das chances por unidade"),
    "log odds against the base level": _P("log odds against the base level", "log das chances ante o nível de base"),
    "share of choices": _P("of choices", "das escolhas"),
    "contacts per buyer": _P("contacts per buyer", "contatos por comprador"),
    "share of buyers met": _P("of the buyers met", "dos compradores alcançados"),
    "points of the scale": _P("points of the scale", "pontos da escala"),
    "points of the overall rating": _P("points of the overall rating", "pontos da nota geral"),
    "respondents' deviations": _P("respondents' deviations", "desvios entre respondentes"),
    "share of what is explained": _P("of what is explained", "do que é explicado"),
    "share of preference": _P("of preference", "da preferência"),
    "customers": _P("customers", "clientes"),
    "purchases": _P("purchases", "compras"),
    "share of closed deals": _P("of closed deals", "dos negócios fechados"),
    "share of lost deals": _P("of lost deals", "dos negócios perdidos"),
    "share of lost deals with a reason": _P("of lost deals with a reason", "dos negócios perdidos com motivo"),
    "share of closed deals, against the average level": _P(
        "of closed deals, against the average", "dos negócios fechados, ante a média"
    ),
    "share of leads that have ended": _P("share of leads that have ended", "parcela dos leads com desfecho"),
    "share of the tested leads that were won": _P("share of the tested conversions", "parcela das conversões do teste"),
    "share of worked leads, against all leads": _P(
        "share of worked leads, against all leads", "parcela dos leads trabalhados, em relação a todos os leads"
    ),
    "points of the score, against the average lead; 20 double the odds": _P(
        "points, against the average lead; 20 double the odds",
        "pontos, em relação ao lead médio; 20 dobram as chances relativas",
    ),
    "open leads that will be won": _P("open leads that will be won", "leads abertos que serão ganhos"),
    "open deals that will be won": _P("open deals that will be won", "negócios abertos que serão ganhos"),
    "days": _P("days", "dias"),
    "weeks": _P("weeks", "semanas"),
    "days of the median": _P("days of the median", "dias na mediana"),
    "share of deals": _P("of deals", "dos negócios"),
    "share of the days of all deals": _P("of the days of all deals", "dos dias de todos os negócios"),
    "share of conversions": _P("of conversions", "das conversões"),
    "conversions in the period": _P("conversions in the period", "conversões no período"),
    "share of those who enter": _P("of those who enter", "dos que entram"),
    "share of those who entered": _P("of those who entered", "dos que entraram"),
    "share of category buyers": _P("of category buyers", "dos compradores da categoria"),
    "share of category purchases": _P("of category purchases", "das compras da categoria"),
    "share of our buyers": _P("of our buyers", "dos nossos compradores"),
    "share of customers": _P("of customers", "dos clientes"),
    "purchases per buyer": _P("purchases per buyer", "compras por comprador"),
    "adopters": _P("adopters", "adotantes"),
    "adopters in 12 months": _P("adopters in 12 months", "adotantes em 12 meses"),
    "per year": _P("per year", "por ano"),
    "months from now": _P("months from now", "meses a partir de agora"),
    "share of the potential": _P("of the potential", "do potencial"),
    "share of new customers": _P("of new customers", "dos novos clientes"),
    "share of new customers, with it against without": _P(
        "of new customers, with it against without", "dos novos clientes, com ele ante sem ele"
    ),
    "share of customers per period": _P("of customers per period", "dos clientes por período"),
    "share of customers per period, against the average": _P(
        "of customers per period, against the average", "dos clientes por período, ante a média"
    ),
    "customers who will leave": _P("customers who will leave", "clientes que vão sair"),
    "share of people": _P("of people", "das pessoas"),
    "share of people, against the control group": _P(
        "of people, against the control group", "das pessoas, ante o grupo de controle"
    ),
    "share of contacts": _P("of contacts", "dos contatos"),
    "share of contacts, against all": _P("of contacts, against all", "dos contatos, ante todos"),
    "value per person": _P("per person", "por pessoa"),
    "value per person, against the control group": _P(
        "per person, against the control group", "por pessoa, ante o grupo de controle"
    ),
    "share of the new customers of the period before": _P(
        "of the new customers of the period before", "dos clientes novos do período anterior"
    ),
    "share of the last 12 months' sales": _P("of the last 12 months' sales", "das vendas dos últimos 12 meses"),
    "share of sales": _P("of sales", "das vendas"),
    "customers who will buy": _P("customers who will buy", "clientes que vão comprar"),
    "share of customers in the window": _P("of customers in the window", "dos clientes na janela"),
    "share of customers, against the average": _P("of customers, against the average", "dos clientes, ante a média"),
    # tables
    "personas": _P("personas", "personas"),
    "persona_pages": _P("the lines of every page", "as linhas de cada página"),
    "contacts": _P("contact by contact", "contato a contato"),
    "contact": _P("contact", "contato"),
    "route": _P("way", "caminho"),
    "routes": _P("the usual ways", "os caminhos mais comuns"),
    "journey_channels": _P("where people leave and come back", "onde se sai e se volta"),
    "next_contacts": _P("from one channel to the next", "de um canal ao próximo"),
    "buyers": _P("buyers by segment", "compradores por segmento"),
    "sales_stages": _P("the stages in sales", "as etapas em vendas"),
    "segment_traits": _P("who is in each segment", "quem está em cada segmento"),
    "segment_rules": _P("rules to know them by", "regras para reconhecê-los"),
    "customers_at_risk": _P("customers at risk", "clientes em risco"),
    "by_silence": _P("by time without a purchase", "por tempo sem comprar"),
    "segments": _P("segments", "segmentos"),
    "scorecard": _P("scorecard", "tabela de pontos"),
    "thresholds": _P("how many leads to work", "quantos leads trabalhar"),
    "calibration": _P("foretold and seen", "previsto e observado"),
    "explanations": _P("leads explained", "leads explicados"),
    "left_out": _P("columns left out", "colunas deixadas de fora"),
    "drivers": _P("what goes with winning", "o que acompanha a vitória"),
    "buying_drivers": _P("what goes with buying", "o que acompanha a compra"),
    "competitors": _P("competitors", "concorrentes"),
    "loss_reasons": _P("reasons for loss", "motivos de perda"),
    "stages": _P("stages", "etapas"),
    "channels": _P("channels", "canais"),
    "rules": _P("beside the usual rules", "ao lado das regras de costume"),
    "funnel": _P("the funnel", "o funil"),
    "steps": _P("steps", "passos"),
    "sources": _P("sources", "origens"),
    "changes": _P("changes over time", "mudanças ao longo do tempo"),
    "attributes": _P("attributes", "atributos"),
    "map": _P("the map", "o mapa"),
    "messages": _P("messages", "mensagens"),
    "for_whom": _P("for whom", "para quem"),
    "moments": _P("at which moment", "em que momento"),
    "fatigue": _P("after how many contacts", "após quantos contatos"),
    "how_often": _P("how many contacts pay", "quantos contatos compensam"),
    "randomised_actions": _P("randomised actions", "ações sorteadas"),
    "targeting": _P("choosing by person", "escolher por pessoa"),
    "whom_to_send": _P("whom to send what", "o que enviar a quem"),
    "send_first": _P("whom to begin with", "por quem começar"),
    "contacts_before": _P("contacts in the week before", "contatos na semana anterior"),
    "weekday": _P("weekday", "dia da semana"),
    "hour": _P("hour", "hora"),
    "curve": _P("the reach curve", "a curva de alcance"),
    "sets": _P("cheapest channels by segment", "canais mais baratos por segmento"),
    "brand_norms": _P("brands beside their norms", "marcas ao lado da norma"),
    "bought_elsewhere": _P("what our buyers also buy", "o que nossos compradores também compram"),
    "wallet_by_segment": _P("share of wallet by segment", "participação na carteira por segmento"),
    "next_category": _P("from one category to the next", "de uma categoria à próxima"),
    "offers": _P("what to offer next", "o que oferecer a seguir"),
    "launches": _P("launches", "lançamentos"),
    "adoption_curve": _P("the curve", "a curva"),
    "forecasts_from_half": _P("forecasts from half", "previsões com metade"),
    "first_steps": _P("first steps", "primeiros passos"),
    "attribute": _P("attribute", "atributo"),
    "level": _P("level", "nível"),
    "point": _P("price point", "ponto de preço"),
    "tenth": _P("tenth", "décimo"),
    "against": _P("against", "contra"),
    "message": _P("message", "mensagem"),
    "brand": _P("brand", "marca"),
    "category": _P("category", "categoria"),
    "market": _P("market", "mercado"),
    "product": _P("product", "produto"),
    "feature": _P("feature", "recurso"),
    "worked": _P("leads worked", "leads trabalhados"),
    "periods": _P("periods", "períodos"),
    "plan": _P("plan", "plano"),
    "size": _P("size", "porte"),
    "tenure": _P("months as a customer", "meses como cliente"),
    "ticket": _P("a ticket just before", "chamado pouco antes"),
    "arm": _P("arm", "grupo"),
    "days_since_last": _P("days since the last purchase", "dias desde a última compra"),
    "source": _P("source", "origem"),
    "day": _P("day", "dia"),
    "competitor": _P("competitor", "concorrente"),
    "region": _P("region", "região"),
    "owner": _P("seller", "vendedor"),
    "amount": _P("amount", "valor"),
    "campaign": _P("campaign", "campanha"),
    "offer": _P("offer", "oferta"),
    "industry": _P("industry", "setor"),
    "country": _P("country", "país"),
    "retention_curve": _P("who stayed, by periods", "quem ficou, por períodos"),
    "cohorts": _P("cohorts", "safras"),
    "leaving": _P("what goes with leaving", "o que acompanha a saída"),
    "actions": _P("past actions", "ações passadas"),
    "categories": _P("categories", "categorias"),
    "brands": _P("brands", "marcas"),
    "months": _P("months", "meses"),
    "features": _P("features", "características"),
    "offers_at_best_price": _P("offers at their best price", "ofertas no melhor preço"),
    "best_by_segment": _P("best prices by segment", "melhores preços por segmento"),
    "price_points": _P("price points", "pontos de preço"),
    "tenths": _P("tenths, likeliest first", "décimos, do mais propenso"),
    "budget": _P("splits of the budget", "divisões da verba"),
    "budget_gain": _P("what the splits gain", "o que as divisões ganham"),
    "together": _P("channels that cannot be told apart", "canais que não se distinguem"),
    "paths": _P("beside the paths of persons", "ao lado dos caminhos das pessoas"),
    "mix": _P("beside the weeks of the media mix", "ao lado das semanas do mix de mídia"),
    # how the inference was done
    "exact (conjugate)": _P("exact (conjugate)", "exata (conjugada)"),
    "Laplace, t-importance sampling, Pareto smoothed": _P(
        "Laplace, t-importance sampling, Pareto smoothed",
        "Laplace e amostragem por importância (t), suavizada por Pareto",
    ),
    "adaptive multiple importance sampling, Pareto smoothed": _P(
        "adaptive multiple importance sampling, Pareto smoothed",
        "amostragem por importância múltipla adaptativa, suavizada por Pareto",
    ),
    "tempered sequential Monte Carlo": _P("tempered sequential Monte Carlo", "Monte Carlo sequencial temperado"),
    "importance sampling, then elliptical slice moves": _P(
        "importance sampling, then elliptical slice moves",
        "amostragem por importância, seguida de passos de fatia elíptica",
    ),
    "Gibbs and Hamiltonian Monte Carlo": _P("Gibbs and Hamiltonian Monte Carlo", "Gibbs e Monte Carlo hamiltoniano"),
    "EM from several starts; normal around the solution, from the customers' scores": _P(
        "EM from several starts; normal around the solution, from the customers' scores",
        "EM a partir de vários pontos; normal em torno da solução, pelos escores dos clientes",
    ),
    "pooled beta-binomial, summed on a grid": _P(
        "pooled beta-binomial, summed on a grid", "beta-binomial agrupada, somada em grade"
    ),
    "negative binomial: variance mu + (c mu)^2": _P(
        "negative binomial: variance mu + (c mu)^2", "binomial negativa: variância mu + (c mu)^2"
    ),
    "normal: variance c^2 mu times the average": _P(
        "normal: variance c^2 mu times the average", "normal: variância c^2 mu vezes a média"
    ),
    "within respondents": _P("within respondents", "cada respondente comparado consigo mesmo"),
    "shifted-beta-geometric": _P("shifted-beta-geometric", "beta-geométrica deslocada"),
    "beta-discrete-Weibull": _P("beta-discrete-Weibull", "beta-Weibull discreta"),
    # metrics
    "held-out log-likelihood per journey": _P(
        "log-likelihood per journey of the later half", "log-verossimilhança por jornada da segunda metade"
    ),
    "mean absolute error, as a share of the mean": _P(
        "mean absolute error, as a share of the mean", "erro absoluto médio, como parcela da média"
    ),
    "log loss per held-out choice": _P("log loss per held-out choice", "perda logarítmica por escolha não vista"),
    "held-out log-likelihood per customer": _P(
        "log-likelihood per customer held out", "log-verossimilhança por cliente não visto"
    ),
    "root mean squared error of each buyer's purchases of each brand": _P(
        "root mean squared error of each buyer's purchases of each brand",
        "raiz do erro quadrático médio das compras de cada marca por comprador",
    ),
    "share of customers who bought the category to offer": _P(
        "share of customers who bought the category to offer", "parcela dos clientes que comprou a categoria a oferecer"
    ),
    "root mean squared error of reach": _P(
        "root mean squared error of reach", "raiz do erro quadrático médio do alcance"
    ),
    "root mean squared error of mean ratings": _P(
        "root mean squared error of mean ratings", "raiz do erro quadrático médio das notas médias"
    ),
    "mean absolute error of the adopters per period": _P(
        "mean absolute error of the adopters per period", "erro absoluto médio dos adotantes por período"
    ),
    "mean absolute scaled error": _P("mean absolute scaled error", "erro absoluto escalado médio"),
    "auc": _P("area under the ROC curve", "área sob a curva ROC"),
    "brier": _P("Brier score", "escore de Brier"),
    "held-out log-likelihood per step": _P(
        "log-likelihood per step on held-out paths", "log-verossimilhança por passo em caminhos não vistos"
    ),
    "log loss per contact": _P("log loss per contact", "perda logarítmica por contato"),
    "outcome rate on the held-out half": _P(
        "outcome rate on the held-out half", "taxa de resultado na metade reservada"
    ),
    "log loss per subject": _P("log loss per lead or deal", "perda logarítmica por lead ou negócio"),
    "mention_share": _P("comments that mention it", "comentários que citam"),
    "share_of_voice": _P("share of voice", "parcela das menções"),
    "mention_change": _P("change in mentions", "variação das menções"),
    "rating_effect": _P("difference in rating", "diferença na nota"),
    "importance": _P("importance", "importância"),
    "satisfaction": _P("satisfaction", "satisfação"),
    "opportunity": _P("opportunity", "oportunidade"),
    "share of comments": _P("of comments", "dos comentários"),
    "share of mentions": _P("of mentions", "das menções"),
    "share of comments, later half against earlier half": _P(
        "of comments, later half against earlier half", "dos comentários, segunda metade ante a primeira"
    ),
    "points of the rating scale": _P("points of the rating scale", "pontos da escala da nota"),
    "points of 10": _P("points of 10", "pontos de 10"),
    "points of 20": _P("points of 20", "pontos de 20"),
    "themes": _P("themes", "temas"),
    "quotations": _P("in customers' words", "nas palavras dos clientes"),
    "needs": _P("needs", "necessidades"),
    "log-likelihood per unseen term": _P("log-likelihood per unseen term", "log-verossimilhança por termo não visto"),
    "log loss per customer and period": _P(
        "log loss per customer and period", "perda logarítmica por cliente e período"
    ),
    "log loss per customer": _P("log loss per customer", "perda logarítmica por cliente"),
}

PATTERNS: tuple[tuple[str, Phrase], ...] = (
    (r"(?P<currency>[A-Z]{3}) per new customer", _P("{currency} per new customer", "{currency} por cliente novo")),
    (r"(?P<currency>[A-Z]{3}) per day", _P("{currency} per day", "{currency} por dia")),
    (r"purchases per customer in (?P<n>\d+) weeks", _P("purchases per customer in {n} weeks",
                                                      "compras por cliente em {n} semanas")),
    (r"(?P<currency>[A-Z]{3}) per customer in (?P<n>\d+) months", _P("{currency} per customer in {n} months",
                                                                    "{currency} por cliente em {n} meses")),
    (r"(?P<currency>[A-Z]{3}) per customer in (?P<n>\d+) days", _P("{currency} per customer in {n} days",
                                                                  "{currency} por cliente em {n} dias")),
    (r"(?P<currency>[A-Z]{3}) per buyer met", _P("{currency} per buyer met", "{currency} por comprador alcançado")),
    (r"(?P<currency>[A-Z]{3}) per choice", _P("{currency} per choice", "{currency} por escolha")),
    (r"(?P<currency>[A-Z]{3}) per purchase", _P("{currency} per purchase", "{currency} por compra")),
    (r"(?P<currency>[A-Z]{3}) per incremental conversion", _P("{currency} per conversion gained",
                                                             "{currency} por conversão a mais")),
    (r"(?P<currency>[A-Z]{3}) per [A-Z]{3} spent", _P("{currency} per {currency} spent",
                                                       "{currency} por {currency} investido")),
    (r"(?P<what>.+) per (?P<currency>[A-Z]{3}) spent", _P("{what} per {currency} spent",
                                                          "{what} por {currency} investido")),
    (r"(?P<what>.+) a week", _P("{what} a week", "{what} por semana")),
    (r"(?P<currency>[A-Z]{3}) per point", _P("{currency} per point", "{currency} por ponto")),
    (r"(?P<n>\d+) days", _P("{n} days", "{n} dias")),
    (r"(?P<currency>[A-Z]{3})", _P("{currency}", "{currency}")),
    (r"root mean squared error of the purchases per customer in (?P<n>\d+) weeks",
     _P("root mean squared error of the purchases per customer in {n} weeks",
        "raiz do erro quadrático médio das compras por cliente em {n} semanas")),
)  # fmt: skip

PLAIN_KEYS = frozenset({"segment", "channel", "stage", "among", "theme", "need"})
"""What an estimate may be of without the key being said: the value speaks for itself."""
COLUMN_KEYS = frozenset({"feature"})
"""Where the value is a column's name, which is read without its underscores."""


def known(name: str) -> bool:
    """Whether a stable name has words of its own."""
    return name in TERMS or any(re.fullmatch(pattern, name) for pattern, _ in PATTERNS)


def term(name: str, language: Language) -> str:
    """A stable English name as people read it; one without words of its own reads as itself, without underscores."""
    if name in TERMS:
        return TERMS[name].say(language)
    for pattern, phrase in PATTERNS:
        found = re.fullmatch(pattern, name)
        if found:
            return Phrase(phrase.en, phrase.pt, found.groupdict()).say(language)
    return name.replace("_", " ")


def is_share(unit: str) -> bool:
    """Whether numbers of this unit are shares of one, which people read in percent."""
    return unit.startswith("share of")


def money_unit(unit: str, language: Language) -> tuple[str, str]:
    """The currency of a unit, if it has one, and the rest as it stands after a number: ``BRL``, `` por cliente``."""
    said = term(unit, language)
    found = re.match(r"[A-Z]{3}\b", said)
    return (found[0], said[3:]) if found else ("", f" {said}")


def of_whom(estimate: Estimate, language: Language) -> str:
    """Of whom or what an estimate speaks: ``Enterprise``, ``region: Sul`` or ``proposal → won, referral``."""
    of = dict(estimate.of)
    step = f"{of.pop('from')} → {of.pop('to')}" if {"from", "to"} <= of.keys() else ""
    said = {key: _said(estimate, key, language) for key in of}
    rest = [value if key in PLAIN_KEYS or step else f"{term(key, language)}: {value}" for key, value in said.items()]
    return ", ".join([step, *rest] if step else rest)


def _said(estimate: Estimate, key: str, language: Language) -> str:
    if key in estimate.said:
        return estimate.said[key].say(language)
    held = estimate.of[key]
    value = worded(held.replace("_", " ") if key in COLUMN_KEYS else held)
    return value if isinstance(value, str) else value.say(language)
