# ruff: noqa: E501 - a metric reads best as a few rows of its table
"""Metrics of contacts, channels and deals: one pipeline for marketing and sales."""

from __future__ import annotations

from corrente.core.metrics.needs import needs
from corrente.core.scorecard import Better, Carried, Family, Metric
from corrente.core.words import Phrase

_P = Phrase

METRICS = (
    Metric(
        "click_rate", Family.ENGAGEMENT,
        _P("Click rate", "Taxa de cliques"),
        _P("clicks over impressions and delivered messages, in channels that note both", "cliques sobre impressões e mensagens entregues, nos canais que registram os dois"),
        "share of what was shown", needs("touchpoints|spend"), ("response_months", "spend_months"),
        bring=_P("Bring contacts of the kinds impression or delivered, and click, of one channel; or impressions and clicks in spend.", "Traga contatos dos tipos impressão ou entregue, e clique, do mesmo canal; ou impressões e cliques em spend."),
    ),
    Metric(
        "open_rate", Family.ENGAGEMENT,
        _P("Open rate", "Taxa de abertura"),
        _P("opened messages over delivered messages", "mensagens abertas sobre mensagens entregues"),
        "share of delivered messages", needs("touchpoints"), ("response_months",),
        bring=_P("Bring contacts of the kinds delivered and open.", "Traga contatos dos tipos entregue e abertura."),
    ),
    Metric(
        "session_time", Family.ENGAGEMENT,
        _P("Time in session", "Tempo de sessão"),
        _P("time from the first to the last contact of a visit, per visit; 30 minutes without a contact end it", "tempo do primeiro ao último contato de uma visita, por visita; 30 minutos sem contato a encerram"),
        "minutes per visit", needs("touchpoints"), ("visit_months",),
        bring=_P("Bring every contact of a visit, not one row per visit.", "Traga todos os contatos de uma visita, e não uma linha por visita."),
    ),
    Metric(
        "visits", Family.BEHAVIOUR,
        _P("Visits", "Visitas"),
        _P("visits in the month: contacts that a person made, those within 30 minutes being one visit", "visitas no mês: contatos feitos por uma pessoa; os que distam menos de 30 minutos são uma só visita"),
        "visits", needs("touchpoints"), ("visit_months",),
        bring=_P("Bring contacts that people made: visits, clicks, replies.", "Traga contatos feitos pelas pessoas: visitas, cliques, respostas."),
    ),
    Metric(
        "visit_frequency", Family.BEHAVIOUR,
        _P("Frequency", "Frequência"),
        _P("visits in the month per person who visited in it", "visitas no mês por pessoa que visitou nele"),
        "visits per visitor", needs("touchpoints"), ("visit_months",),
        bring=_P("Bring contacts that people made: visits, clicks, replies.", "Traga contatos feitos pelas pessoas: visitas, cliques, respostas."),
    ),
    Metric(
        "visit_recency", Family.BEHAVIOUR,
        _P("Recency", "Recência"),
        _P("days from a person's last visit to the end of the month, mean over everybody who visited in the twelve months before", "dias da última visita de uma pessoa até o fim do mês, média de quem visitou nos doze meses anteriores"),
        "days", needs("touchpoints"), ("visit_months",), better=Better.LOWER,
        bring=_P("Bring contacts that people made: visits, clicks, replies.", "Traga contatos feitos pelas pessoas: visitas, cliques, respostas."),
    ),
    Metric(
        "channel_cost", Family.CHANNEL,
        _P("Cost", "Custo"),
        _P("money spent on the channel in the month", "dinheiro gasto no canal no mês"),
        "{currency}", needs("spend|touchpoints"), ("spend_months", "response_months"), better=Better.NEITHER,
        bring=_P("Bring the table spend, or the cost of each contact.", "Traga a tabela spend ou o custo de cada contato."),
    ),
    Metric(
        "cost_per_acquisition", Family.CHANNEL,
        _P("Cost per acquisition", "Custo por aquisição"),
        _P("money spent on all channels in the month over new customers of the month", "dinheiro gasto em todos os canais no mês sobre clientes novos do mês"),
        "{currency} per new customer", needs("spend|touchpoints", "customers|orders"),
        ("spend_months", "response_months", "arrival_months"), better=Better.LOWER,
        bring=_P("Bring what was spent in months with new customers.", "Traga o que foi gasto em meses com clientes novos."),
    ),
    Metric(
        "cost_per_conversion", Family.CHANNEL,
        _P("Cost per conversion by channel", "Custo por conversão por canal"),
        _P("what a channel's contacts cost over the conversions that the paths would lose without it", "o que os contatos do canal custaram sobre as conversões que os caminhos perderiam sem ele"),
        "{currency} per incremental conversion", needs("touchpoints", "orders|leads"),
        carried=Carried("touchpoints", "cost_per_conversion", by="channel", most=12), better=Better.LOWER,
        bring=_P("Bring the cost of each contact.", "Traga o custo de cada contato."),
    ),
    Metric(
        "return_on_spend", Family.CHANNEL,
        _P("Return on spend", "Retorno do gasto"),
        _P("outcome that goes with the channel over money spent on it (media mix)", "resultado que acompanha o canal sobre o dinheiro gasto nele (mix de mídia)"),
        "{currency} per {currency} spent", needs("spend", "outcomes"),
        carried=Carried("acquisition", "return", by="channel", most=12),
        bring=_P("Bring more weeks of spend and outcomes.", "Traga mais semanas de gasto e de resultado."),
    ),
    Metric(
        "influenced_pipeline", Family.INFLUENCE,
        _P("Influenced pipeline", "Pipeline influenciado"),
        _P("value of the deals open at the end of the month whose person had a marketing contact before the deal", "valor dos negócios abertos no fim do mês cuja pessoa teve um contato de marketing antes do negócio"),
        "{currency}", needs("opportunities", "touchpoints"), ("influence_months",),
        bring=_P("Bring who is behind a deal: customer_id of the deals, or person_id of their leads, as in touchpoints.", "Traga quem está por trás do negócio: customer_id nas oportunidades ou person_id nos leads, como em touchpoints."),
    ),
    Metric(
        "influenced_revenue", Family.INFLUENCE,
        _P("Influenced revenue", "Receita influenciada"),
        _P("value of the deals won in the month whose person had a marketing contact before the deal", "valor dos negócios ganhos no mês cuja pessoa teve um contato de marketing antes do negócio"),
        "{currency}", needs("opportunities", "touchpoints"), ("influence_months",),
        bring=_P("Bring who is behind a deal: customer_id of the deals, or person_id of their leads, as in touchpoints.", "Traga quem está por trás do negócio: customer_id nas oportunidades ou person_id nos leads, como em touchpoints."),
    ),
    Metric(
        "influenced_share", Family.INFLUENCE,
        _P("Influenced share of won deals", "Parcela influenciada dos negócios ganhos"),
        _P("deals won in the month whose person had a marketing contact before, over deals won whose person is known", "negócios ganhos no mês cuja pessoa teve contato de marketing antes, sobre ganhos com pessoa conhecida"),
        "share of won deals", needs("opportunities", "touchpoints"), ("influence_months",),
        bring=_P("Bring who is behind a deal: customer_id of the deals, or person_id of their leads, as in touchpoints.", "Traga quem está por trás do negócio: customer_id nas oportunidades ou person_id nos leads, como em touchpoints."),
    ),
    Metric(
        "pipeline_value", Family.PIPELINE,
        _P("Pipeline value", "Valor do pipeline"),
        _P("value of the deals open at the end of the month", "valor dos negócios abertos no fim do mês"),
        "{currency}", needs("opportunities"), ("pipeline_months",),
        bring=_P("Bring the amount of the open deals.", "Traga o valor das oportunidades abertas."),
    ),
    Metric(
        "win_rate", Family.PIPELINE,
        _P("Win rate", "Taxa de ganho"),
        _P("deals won over deals closed; months by the day of closing", "negócios ganhos sobre negócios fechados; meses pelo dia de fechamento"),
        "share of closed deals", needs("opportunities"), ("pipeline_months",),
        Carried("win_rate", "win_rate", {"segment": "all"}),
        bring=_P("Bring deals that were won and lost.", "Traga negócios ganhos e perdidos."),
    ),
    Metric(
        "sales_cycle", Family.PIPELINE,
        _P("Sales cycle", "Ciclo de venda"),
        _P("days from a deal's creation to its winning, median of the closed deals", "dias da criação ao ganho de um negócio, mediana dos negócios fechados"),
        "days", needs("opportunities", "stage_changes"),
        carried=Carried("sales_cycle", "median_days", {"stage": "total", "among": "closed"}), better=Better.LOWER,
        bring=_P("Bring deals with the days on which they were created and closed.", "Traga negócios com as datas de criação e de fechamento."),
    ),
    Metric(
        "pipeline_velocity", Family.PIPELINE,
        _P("Pipeline velocity", "Velocidade do pipeline"),
        _P("open deals × win rate × mean value of a won deal / mean days to win, the last three from the deals closed in three months", "negócios abertos × taxa de ganho × valor médio do negócio ganho / dias médios até ganhar, os três últimos dos negócios fechados em três meses"),
        "{currency} per day", needs("opportunities"), ("pipeline_months",),
        bring=_P("Bring deals won within three months, with amount, created_at and closed_at.", "Traga negócios ganhos dentro de três meses, com amount, created_at e closed_at."),
    ),
    Metric(
        "pipeline_coverage", Family.PIPELINE,
        _P("Pipeline coverage", "Cobertura do pipeline"),
        _P("pipeline value over the sales target of a quarter (sales_target in corrente.toml)", "valor do pipeline sobre a meta de vendas de um trimestre (sales_target no corrente.toml)"),
        "times the target", needs("opportunities"), ("pipeline_months",),
        bring=_P("Give sales_target in corrente.toml: what is to be sold in a quarter.", "Informe sales_target no corrente.toml: o que se quer vender em um trimestre."),
    ),
    Metric(
        "pipeline_forecast", Family.PIPELINE,
        _P("Pipeline forecast", "Previsão do pipeline"),
        _P("what the deals open now will bring: those expected to be won, at the value of the open deals", "o que os negócios abertos agora vão trazer: os que se espera ganhar, ao valor dos negócios abertos"),
        "{currency}", needs("opportunities"), ("pipeline_months",),
        after=("win_rate",),
        bring=_P("Bring the amount of the open deals.", "Traga o valor das oportunidades abertas."),
    ),
)  # fmt: skip
