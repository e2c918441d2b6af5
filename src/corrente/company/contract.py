# ruff: noqa: E501 - a column reads best as one row of its table
"""The data contract: every table, column, unit and rule, in one place.

Templates, documentation, checks, the recognition of columns and the clean tables are all made from `CONTRACT`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from corrente.core.words import Phrase

VERSION = 6
"""Part of every clean table's fingerprint: raise it when the meaning of a clean table changes."""

ATTRIBUTE_SLOTS = 24
AMOUNT_SCALE = 10_000
"""Amounts are kept in ten-thousandths."""


class Kind(StrEnum):
    """What a column holds, and so how it is read, checked and kept."""

    ID = "id"
    MOMENT = "moment"
    PERIOD = "period"
    AMOUNT = "amount"
    INTEGER = "integer"
    FLAG = "flag"
    CATEGORY = "category"
    TEXT = "text"
    PERSONAL = "personal"


class Family(StrEnum):
    """Identifiers of one family have one type in all tables, so that they can be joined."""

    PEOPLE = "people"
    SUBJECTS = "subjects"
    ORDERS = "orders"


@dataclass(frozen=True)
class Column:
    """One column of the contract.

    ``allowed`` maps each value that is kept to the spellings that mean it; ``after`` names the moment before which
    this one cannot lie (such a value is set aside, its row is kept); ``spared`` says that a company may do without
    this required column by mapping it to ``false``.
    """

    name: str
    kind: Kind
    meaning: Phrase
    example: str
    synonyms: tuple[str, ...] = ()
    required: bool = False
    unit: str = ""
    family: Family | None = None
    references: str | None = None
    allowed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_future: bool = False
    non_negative: bool = False
    after: str | None = None
    spared: bool = False


@dataclass(frozen=True)
class Table:
    """One table: what a row is, its columns, its key where it has one, and whether it takes free attributes."""

    name: str
    row: Phrase
    columns: tuple[Column, ...]
    key: str | None = None
    attributes: bool = False
    synonyms: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """The column of that name; raises ``KeyError`` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def required(self) -> tuple[str, ...]:
        """Names of the required columns, in order."""
        return tuple(column.name for column in self.columns if column.required)


OUTCOMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "won": ("won", "win", "closed won", "closedwon", "ganho", "ganha", "ganhou", "vencido", "vendido", "fechado ganho",
                "converted", "convertido", "qualified", "qualificado", "sale", "venda", "1", "true", "yes", "sim"),
        "lost": ("lost", "loss", "closed lost", "closedlost", "perdido", "perdida", "perdeu", "fechado perdido",
                 "disqualified", "unqualified", "desqualificado", "descartado", "0", "false", "no", "não", "nao"),
        "open": ("open", "aberto", "aberta", "em aberto", "em andamento", "in progress", "working", "new", "novo",
                 "pending", "pendente", "negotiation", "negociação"),
    }
)  # fmt: skip
FLAGS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "1": ("1", "true", "t", "yes", "y", "sim", "s", "verdadeiro", "1.0"),
        "0": ("0", "false", "f", "no", "n", "não", "nao", "falso", "0.0"),
        "-1": ("-1", "-1.0"),
    }
)

_PERSON = (
    "customer", "client", "client id", "account id", "account", "user id", "user", "contact id", "member id",
    "buyer id", "shopper id", "visitor id", "customer number", "customer no", "masterid", "cliente", "id cliente", "id do cliente",
    "cod cliente", "codigo cliente", "codigo do cliente", "cliente id", "usuario", "id usuario", "contato", "conta", "cpf",
    "cnpj", "customer unique id", "person", "user pseudo id", "anonymous id", "pessoa", "id pessoa", "custid", "cust id",
)  # fmt: skip
_DATE = ("date", "data", "timestamp", "datetime", "data hora", "time", "day", "dia", "when", "event time", "event date")
_CREATED = (
    "created", "create date", "created date", "createdate", "creation date", "date created", "opened", "open date", "date entered",
    "data de criacao", "data criacao", "criado em", "criada em", "data de abertura", "data de entrada", "data de cadastro",
    "cadastro", "first contact date", "signup date", "date", "data",
)  # fmt: skip
_CHANNEL = (
    "canal",
    "medium",
    "utm medium",
    "source",
    "source medium",
    "network",
    "platform",
    "plataforma",
    "midia",
    "origem",
    "fonte",
)
_CAMPAIGN = ("campaign name", "campanha", "nome da campanha", "utm campaign", "campaign id")
_SOURCE = (
    "lead source", "origin", "origem", "fonte", "origem do lead", "original source", "utm source", "channel", "canal",
    "acquisition channel", "fonte original",
)  # fmt: skip
_PRODUCT = (
    "product name",
    "product id",
    "produto",
    "nome do produto",
    "sku",
    "stock code",
    "stockcode",
    "item",
    "plan name",
)
_CATEGORY = (
    "product category",
    "category name",
    "categoria",
    "categoria do produto",
    "department",
    "departamento",
    "linha",
)
_PERIOD = (
    "week",
    "month",
    "date",
    "day",
    "data",
    "semana",
    "mes",
    "mês",
    "periodo",
    "período",
    "dia",
    "year",
    "ano",
    "quarter",
    "trimestre",
)
_VALUE = ("amount", "valor", "total", "revenue", "receita", "sales", "vendas")
_BRAND = ("marca", "brand name", "company", "empresa", "competitor", "concorrente")
_RESPONDENT = (
    "respondent",
    "respondente",
    "id respondente",
    "entrevistado",
    "participant id",
    "resp",
    "resp id",
    "case id",
    "user id",
    "id",
    "obsid",
)
_SEGMENT = ("segmento", "group", "grupo", "cluster", "perfil")


def _id(name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = True, example: str = "1001",
        family: Family | None = Family.PEOPLE, references: str | None = None) -> Column:  # fmt: skip
    return Column(name, Kind.ID, Phrase(en, pt), example, synonyms, required, family=family, references=references)


def _moment(name: str, en: str, pt: str, synonyms: tuple[str, ...] = _DATE, required: bool = True, after: str | None = None,
            future: bool = False, spared: bool = False, example: str = "2025-03-14 10:30:00") -> Column:  # fmt: skip
    return Column(
        name, Kind.MOMENT, Phrase(en, pt), example, synonyms, required,
        unit="date or date and time", not_future=not future, after=after, spared=spared,
    )  # fmt: skip


def _amount(name: str, en: str, pt: str, synonyms: tuple[str, ...] = _VALUE, required: bool = False, signed: bool = False,
            unit: str = "the company's currency", example: str = "129.90") -> Column:  # fmt: skip
    return Column(name, Kind.AMOUNT, Phrase(en, pt), example, synonyms, required, unit=unit, non_negative=not signed)


def _whole(name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = False, example: str = "1200",
           unit: str = "count") -> Column:  # fmt: skip
    return Column(name, Kind.INTEGER, Phrase(en, pt), example, synonyms, required, unit=unit, non_negative=True)


def _flag(
    name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = False, example: str = "1"
) -> Column:
    return Column(name, Kind.FLAG, Phrase(en, pt), example, synonyms, required, unit="1 or 0", allowed=FLAGS)


def _category(name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = False, example: str = "",
              allowed: Mapping[str, tuple[str, ...]] | None = None) -> Column:  # fmt: skip
    return Column(name, Kind.CATEGORY, Phrase(en, pt), example, synonyms, required, allowed=allowed or {})


def _text(
    name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = False, example: str = ""
) -> Column:
    return Column(name, Kind.TEXT, Phrase(en, pt), example, synonyms, required)


def _personal(name: str, en: str, pt: str, synonyms: tuple[str, ...], example: str) -> Column:
    return Column(name, Kind.PERSONAL, Phrase(en, pt), example, synonyms)


def _period(required: bool = True) -> Column:
    return Column(
        "period", Kind.PERIOD,
        Phrase("The first day of the day, week or month", "O primeiro dia do dia, semana ou mês"),
        "2025-03-01", _PERIOD, required, unit="date, month (2025-03) or year",
    )  # fmt: skip


def _customer(required: bool = True) -> Column:
    return _id(
        "customer_id", "The customer or account", "O cliente ou a conta", _PERSON, required, references="customers"
    )


def _person(required: bool = True) -> Column:
    return _id("person_id", "The person or visitor", "A pessoa ou o visitante", _PERSON, required)


def _respondent() -> Column:
    return _id("respondent_id", "The respondent", "O respondente", _RESPONDENT, example="17", family=None)


def _segment() -> Column:
    return _category("segment", "The respondent's segment", "O segmento do respondente", _SEGMENT, example="Enterprise")


def _region() -> Column:
    return _category(
        "region",
        "The region, where several are kept apart",
        "A região, onde há várias separadas",
        ("regiao", "geo", "estado", "uf", "praca", "dma"),
        example="Sudeste",
    )


def _email() -> Column:
    return _personal("email", "E-mail, hashed at the door", "E-mail, embaralhado na entrada", ("e mail", "email address", "mail", "endereco de email"), "ana@example.com")  # fmt: skip


def _phone() -> Column:
    return _personal("phone", "Telephone, hashed at the door", "Telefone, embaralhado na entrada", ("telephone", "telefone", "celular", "mobile", "mobile phone", "phone number", "whatsapp"), "+55 11 90000-0000")  # fmt: skip


_ALL = (
    Table("customers", Phrase("A customer or account", "Um cliente ou uma conta"), (
        _id("customer_id", "The customer or account", "O cliente ou a conta", (*_PERSON, "id")),
        _moment("created_at", "When the customer came", "Quando o cliente chegou", _CREATED, required=False),
        _category("acquired_channel", "The channel that brought the customer", "O canal que trouxe o cliente", ("channel", "acquisition channel", "canal", "canal de aquisicao", "origem", "source"), example="Paid search"),
        _category("country", "Country", "País", ("pais", "billing country"), example="Brazil"),
        _category("region", "Region, state or city", "Região, estado ou cidade", ("regiao", "state", "estado", "uf", "city", "cidade", "customer state"), example="SP"),
        _category("industry", "Industry", "Setor", ("setor", "segmento de mercado", "vertical", "ramo"), example="Retail"),
        _category("size", "Company size", "Porte da empresa", ("company size", "porte", "comp size", "number of employees", "funcionarios", "tamanho"), example="Medium"),
        _email(), _phone(),
    ), key="customer_id", attributes=True, synonyms=("clientes", "accounts", "contas", "customer", "account")),
    Table("orders", Phrase("A purchase (a negative revenue is a return)", "Uma compra (receita negativa é devolução)"), (
        _id("order_id", "The order", "O pedido", ("order", "order number", "invoice", "invoice no", "invoiceno", "invoice id", "transaction id", "pedido", "id pedido", "numero do pedido", "n pedido", "nota fiscal", "id da venda", "id venda", "id"), required=False, example="50001", family=Family.ORDERS),
        _customer(),
        _moment("ordered_at", "When it was bought", "Quando foi comprado", (*_DATE, "order date", "invoice date", "purchase date", "transaction date", "order purchase timestamp", "data do pedido", "data da compra", "data da venda", "data pedido", "data compra", "data venda", "purchased at", "created at")),
        _amount("revenue", "What the customer paid", "O que o cliente pagou", (*_VALUE, "order value", "price", "total price", "dollar value", "faturamento", "valor total", "valor do pedido", "valor da venda", "valor pago", "preco", "order total", "total amount", "spend"), required=True, signed=True),
        _amount("margin", "Gross margin of the order", "Margem bruta do pedido", ("gross margin", "margem", "profit", "lucro", "margem bruta"), signed=True, example="52.10"),
        _category("category", "Product category", "Categoria do produto", _CATEGORY, example="Software"),
        _category("product", "Product", "Produto", _PRODUCT, example="Pro plan"),
        _amount("quantity", "Units bought", "Unidades compradas", ("qty", "units", "quantidade", "qtd", "qtde", "cds", "number of cds", "items"), unit="units", example="1"),
        _amount("discount", "Discount given", "Desconto dado", ("desconto", "discount amount"), example="0"),
    ), key="order_id", synonyms=("pedidos", "compras", "vendas", "transactions", "transacoes", "purchases", "sales", "invoices", "order")),
    Table("subscriptions", Phrase("A contract", "Um contrato"), (
        _customer(),
        _moment("started_at", "When the contract began", "Quando o contrato começou", ("start date", "started", "start", "inicio", "data de inicio", "created at", "activation date"), future=True),
        _moment("ended_at", "When the contract ended, empty while it runs", "Quando o contrato terminou, vazio enquanto corre", ("end date", "ended", "end", "fim", "data de fim", "cancelled at", "canceled at", "churned at", "data de cancelamento", "termino"), required=False, after="started_at", future=True, example=""),
        _category("plan", "The plan", "O plano", ("plano", "plan name", "product", "tier"), example="Pro"),
        _amount("price", "Price per month", "Preço por mês", ("monthly price", "mrr", "preco", "mensalidade", "valor", "valor mensal", "amount", "monthlycharges"), unit="the company's currency per month"),
    ), synonyms=("assinaturas", "contracts", "contratos", "subscription")),
    Table("touchpoints", Phrase("One contact with a person", "Um contato com uma pessoa"), (
        _person(),
        _moment("occurred_at", "When it happened", "Quando aconteceu", (*_DATE, "event timestamp", "touched at", "session start", "sent at", "created at")),
        _category("channel", "The channel", "O canal", _CHANNEL, required=True, example="Paid search"),
        _category("kind", "What happened: impression, visit, click, open, reply", "O que aconteceu: impressão, visita, clique, abertura, resposta", ("event", "event name", "event type", "type", "tipo", "evento", "action", "interaction"), example="click"),
        _category("campaign", "Campaign", "Campanha", _CAMPAIGN, example="Spring"),
        _category("message", "Message, subject or creative", "Mensagem, assunto ou criativo", ("subject", "creative", "ad name", "mensagem", "assunto", "criativo", "template"), example="Welcome"),
        _amount("cost", "What the contact cost", "Quanto custou o contato", ("custo", "cpc", "spend", "price"), example="0.42"),
        _flag("response", "Whether the person responded", "Se a pessoa respondeu", ("responded", "respondeu", "clicked", "converted", "resposta", "conversion")),
    ), synonyms=("touches", "events", "interactions", "contatos", "interacoes", "eventos", "pontos de contato", "touchpoint", "sessions", "visits")),
    Table("leads", Phrase("A lead", "Um lead"), (
        _id("lead_id", "The lead", "O lead", ("lead", "id lead", "id do lead", "mql id", "contact id", "id"), example="L-1001", family=Family.SUBJECTS),
        _moment("created_at", "When the lead came", "Quando o lead chegou", _CREATED),
        _category("source", "Where the lead came from", "De onde o lead veio", _SOURCE, example="Organic search"),
        _category("campaign", "Campaign", "Campanha", _CAMPAIGN, example="Spring"),
        _category("landing_page", "Landing page", "Página de entrada", ("landing page id", "page", "pagina", "first page", "pagina de entrada", "url"), example="/demo"),
        _id("person_id", "The person behind the lead", "A pessoa por trás do lead", _PERSON, required=False),
        _moment("converted_at", "When the lead became a customer", "Quando o lead virou cliente", ("converted date", "conversion date", "converted", "data de conversao", "won date", "convertido em"), required=False, after="created_at", example=""),
        _category("outcome", "won, lost or open", "won (ganho), lost (perdido) ou open (aberto)", ("status", "lead status", "result", "resultado", "situacao", "desfecho"), example="open", allowed=OUTCOMES),
        _email(), _phone(),
    ), key="lead_id", attributes=True, synonyms=("mqls", "prospects", "contatos leads", "lead")),
    Table("opportunities", Phrase("A deal", "Uma oportunidade de venda"), (
        _id("opportunity_id", "The deal", "A oportunidade", ("deal id", "deal", "opportunity", "id oportunidade", "id da oportunidade", "id negocio", "negocio", "record id", "id"), example="D-1001", family=Family.SUBJECTS),
        _moment("created_at", "When the deal was opened", "Quando a oportunidade foi aberta", _CREATED, spared=True),
        _category("outcome", "won, lost or open", "won (ganho), lost (perdido) ou open (aberto)", ("status", "stage", "stage name", "deal stage", "result", "resultado", "situacao", "etapa", "fase", "desfecho", "won"), required=True, example="won", allowed=OUTCOMES),
        _moment("closed_at", "When it was won or lost", "Quando foi ganha ou perdida", ("close date", "closedate", "closed date", "closed", "won date", "data de fechamento", "fechado em", "fechamento"), required=False, after="created_at", example="2025-05-02"),
        _amount("amount", "Value of the deal", "Valor da oportunidade", ("valor", "value", "deal value", "deal amount", "expected revenue", "valor do negocio", "valor da oportunidade", "acv", "revenue", "receita"), example="12500.00"),
        _id("customer_id", "The customer or account", "O cliente ou a conta", _PERSON, required=False, references="customers"),
        _id("lead_id", "The lead it came from", "O lead de que veio", ("lead", "id lead", "mql id"), required=False, example="L-1001", family=Family.SUBJECTS, references="leads"),
        _category("source", "Where the deal came from", "De onde a oportunidade veio", _SOURCE, example="Referral"),
        _category("owner", "Who sells", "Quem vende", ("owner id", "seller", "sales rep", "vendedor", "responsavel", "proprietario", "rep", "account executive", "sr id", "dono"), example="Ana"),
        _category("competitor", "The competitor in the deal", "O concorrente na oportunidade", ("competitors", "concorrente", "concorrentes", "main competitor"), example="Acme"),
        _category("loss_reason", "Why it was lost", "Por que foi perdida", ("lost reason", "closed lost reason", "reason lost", "motivo da perda", "motivo de perda", "razao da perda"), example="Price"),
    ), key="opportunity_id", attributes=True, synonyms=("deals", "oportunidades", "negocios", "opportunity", "pipeline")),
    Table("stage_changes", Phrase("A lead or deal enters a stage", "Um lead ou uma oportunidade entra em uma etapa"), (
        _id("subject_id", "The lead or deal", "O lead ou a oportunidade", ("lead id", "deal id", "opportunity id", "object id", "id lead", "id oportunidade", "subject", "record id", "id negocio"), example="D-1001", family=Family.SUBJECTS),
        _category("stage", "The stage it enters", "A etapa em que entra", ("stage name", "deal stage", "status", "etapa", "fase", "estagio", "new value", "to stage"), required=True, example="proposal"),
        _moment("entered_at", "When it entered", "Quando entrou", (*_DATE, "changed at", "entered", "date entered", "entrou em", "data de entrada", "created date", "stage date", "created at")),
    ), synonyms=("stages", "stage history", "deal stages", "etapas", "historico de etapas", "mudancas de etapa", "opportunity history", "funnel events")),
    Table("usage", Phrase("A customer uses a feature", "Um cliente usa um recurso"), (
        _customer(),
        _moment("used_at", "When it was used", "Quando foi usado", (*_DATE, "used", "usado em", "event timestamp")),
        _category("feature", "The feature", "O recurso", ("recurso", "funcionalidade", "event", "event name", "action"), example="export"),
        _amount("amount", "How much was used", "Quanto foi usado", ("quantity", "count", "quantidade", "duration", "minutes", "uso"), unit="the feature's own unit", example="1"),
    ), synonyms=("uso", "product usage", "feature usage")),
    Table("adoptions", Phrase("First uses or purchases of a product in a period", "Primeiros usos ou compras de um produto em um período"), (
        _period(),
        _amount("adopters", "New adopters in the period", "Novos adotantes no período", ("adoptions", "new users", "new customers", "adotantes", "novos clientes", "novos usuarios", "sales", "value", "units"), required=True, unit="people", example="320"),
        _category("product", "Product", "Produto", (*_PRODUCT, "series", "serie"), example="App"),
    ), synonyms=("adocoes", "adoption", "diffusion")),
    Table("spend", Phrase("A channel's period", "O período de um canal"), (
        _period(),
        _category("channel", "The channel", "O canal", (*_CHANNEL, "campaign", "campaign name", "campanha", "nome da campanha"), required=True, example="Paid search"),
        _amount("spend", "Money spent", "Dinheiro gasto", ("cost", "amount spent", "custo", "gasto", "valor gasto", "investimento", "valor usado", "total spent", "media cost"), required=True, example="1500.00"),
        _whole("impressions", "Impressions", "Impressões", ("impr", "impressoes", "impr.", "views"), example="52000"),
        _whole("clicks", "Clicks", "Cliques", ("cliques", "link clicks", "cliques no link"), example="730"),
        _region(),
    ), synonyms=("gastos", "custos", "investimento", "costs", "media", "ads", "midia", "ad spend")),
    Table("outcomes", Phrase("The business's period", "O período do negócio"), (
        _period(),
        _amount("value", "The outcome: sales, leads, sign-ups", "O resultado: vendas, leads, cadastros", (*_VALUE, "y", "conversions", "resultado", "target"), required=True, unit="the metric's own unit", signed=True, example="48210.50"),
        _category("metric", "Which outcome", "Qual resultado", ("metrica", "kpi", "indicador"), example="revenue"),
        _region(),
    ), synonyms=("resultados", "kpis", "results", "outcome")),
    Table("controls", Phrase("What else moved in a period", "O que mais se moveu em um período"), (
        _period(),
        _category("name", "What it is", "O que é", ("nome", "control", "variable", "variavel", "event"), required=True, example="holiday"),
        _amount("value", "Its value", "O seu valor", (*_VALUE, "level", "nivel"), required=True, unit="its own unit", signed=True, example="1"),
    ), synonyms=("controles", "control")),
    Table("lift_tests", Phrase("An experiment with a channel's spend", "Um experimento com o gasto de um canal"), (
        _period(),
        _category("channel", "The channel", "O canal", _CHANNEL, required=True, example="Paid search"),
        _amount("added", "Money added per week, negative where it was taken away", "Dinheiro a mais por semana, negativo onde foi retirado", ("added spend", "delta spend", "delta x", "gasto adicional"), required=True, signed=True, example="2000.00"),
        _amount("lift", "By how much the outcome rose per week", "Quanto o resultado subiu por semana", ("delta y", "incremental", "efeito", "aumento"), required=True, signed=True, unit="the metric's own unit", example="5200.00"),
        _amount("error", "The standard error of the lift", "O erro-padrão do aumento", ("standard error", "sigma", "se", "erro padrao"), required=True, unit="the metric's own unit", example="900.00"),
        _amount("spend", "Money spent per week without the addition", "Gasto por semana sem o adicional", ("base spend", "x", "gasto"), example="8000.00"),
        _region(),
    ), synonyms=("lift test", "testes de lift", "testes de incrementalidade", "geo tests", "incrementality tests")),
    Table("category_sales", Phrase("A brand's period in the market", "O período de uma marca no mercado"), (
        _period(),
        _category("brand", "The brand", "A marca", _BRAND, required=True, example="Aurora"),
        _amount("value", "Sales value", "Valor das vendas", _VALUE, required=True, example="91000.00"),
        _category("category", "Category", "Categoria", _CATEGORY, example="CRM"),
        _amount("units", "Units sold", "Unidades vendidas", ("quantity", "unidades", "volume", "quantidade"), unit="units", example="210"),
        _amount("price", "Average price", "Preço médio", ("preco", "average price", "preco medio"), example="433.33"),
        _category("attribute", "What sets the offer apart", "O que distingue a oferta", ("atributo", "feature", "variant"), example="cloud"),
    ), synonyms=("vendas da categoria", "market sales", "market")),
    Table("category_purchases", Phrase("A purchase in the category, of any brand", "Uma compra na categoria, de qualquer marca"), (
        _person(),
        _moment("purchased_at", "When it was bought", "Quando foi comprado", (*_DATE, "purchase date", "data da compra", "bought at")),
        _category("brand", "The brand", "A marca", _BRAND, required=True, example="Aurora"),
        _amount("value", "What was paid", "O que foi pago", (*_VALUE, "price", "preco"), example="19.90"),
    ), synonyms=("compras na categoria", "panel", "painel")),
    Table("competitors", Phrase("An offer in the market", "Uma oferta no mercado"), (
        _category("brand", "The brand", "A marca", _BRAND, required=True, example="Acme"),
        _category("product", "The product", "O produto", _PRODUCT, example="Acme Basic"),
        _amount("price", "Its price", "O seu preço", ("preco", "valor", "list price"), example="99.00"),
    ), attributes=True, synonyms=("concorrentes", "competition", "concorrencia")),
    Table("ratings", Phrase("A respondent rates a brand", "Um respondente avalia uma marca"), (
        _respondent(),
        _category("brand", "The brand", "A marca", _BRAND, required=True, example="Aurora"),
        _category("attribute", "What is rated", "O que é avaliado", ("atributo", "item", "statement", "question"), required=True, example="easy to use"),
        _amount("rating", "The rating", "A nota", ("nota", "score", "value", "avaliacao"), required=True, unit="points of the scale", signed=True, example="8"),
        _segment(),
    ), synonyms=("avaliacoes", "brand ratings", "notas")),
    Table("needs", Phrase("A respondent rates a need", "Um respondente avalia uma necessidade"), (
        _respondent(),
        _category("need", "The need", "A necessidade", ("necessidade", "outcome", "job", "statement"), required=True, example="less time on reports"),
        _amount("importance", "How important it is", "Quão importante é", ("importancia",), required=True, unit="points of the scale", example="9"),
        _amount("satisfaction", "How well it is met today", "Quão bem é atendida hoje", ("satisfacao",), required=True, unit="points of the scale", example="4"),
        _segment(),
    ), synonyms=("necessidades",)),
    Table("choices", Phrase("An alternative in a choice task", "Uma alternativa em uma tarefa de escolha"), (
        _respondent(),
        _whole("task", "The number of the choice task", "O número da tarefa de escolha", ("choice set", "question", "tarefa", "obsid", "set"), required=True, example="1", unit="number"),
        _category("alternative", "The alternative", "A alternativa", ("alt", "alternativa", "option", "opcao", "concept", "brand"), required=True, example="A"),
        _flag("chosen", "1 chosen, 0 not, -1 chosen as worst", "1 escolhida, 0 não, -1 escolhida como a pior", ("choice", "choose", "escolhida", "escolha", "selected"), required=True),
        _amount("price", "Price shown", "Preço mostrado", ("preco", "valor"), example="99.00"),
        _segment(),
    ), attributes=True, synonyms=("escolhas", "conjoint", "choice")),
    Table("price_survey", Phrase("Van Westendorp's four answers", "As quatro respostas de Van Westendorp"), (
        _respondent(),
        _amount("too_cheap", "So cheap that quality is doubted", "Tão barato que se duvida da qualidade", ("barato demais", "very cheap"), required=True, example="20"),
        _amount("cheap", "A bargain", "Uma pechincha", ("barato", "bargain", "inexpensive"), required=True, example="40"),
        _amount("expensive", "Getting expensive", "Começa a ficar caro", ("caro",), required=True, example="80"),
        _amount("too_expensive", "Too expensive to consider", "Caro demais para considerar", ("caro demais", "very expensive"), required=True, example="120"),
        _segment(),
    ), synonyms=("pesquisa de preco", "van westendorp", "pricing survey")),
    Table("feedback", Phrase("Something a customer said", "Algo que um cliente disse"), (
        _id("feedback_id", "The statement", "A fala", ("review id", "ticket id", "response id", "id"), example="F-1", family=None),
        _moment("said_at", "When it was said", "Quando foi dito", (*_DATE, "review creation date", "created at", "answered at", "data da avaliacao", "customer response date", "response date", "data da resposta")),
        _text("text", "What was said", "O que foi dito", ("comment", "comentario", "review", "verbatim", "message", "feedback", "review comment message", "texto", "resposta"), required=True, example="Easy to use, but slow"),
        _customer(required=False),
        _amount("score", "A rating given with it", "Uma nota dada junto", ("rating", "nps", "nota", "review score", "stars", "estrelas", "nps score", "nota nps"), unit="points of the scale", signed=True, example="8"),
        _category("source", "Where it was said", "Onde foi dito", ("channel", "canal", "origem", "platform", "fonte", "survey sub type"), example="NPS"),
        _category("language", "Its language", "O seu idioma", ("idioma", "lang", "lingua"), example="en"),
    ), key="feedback_id", synonyms=("reviews", "avaliacoes de clientes", "comentarios", "nps", "verbatims", "verbatim")),
    Table("treatments", Phrase("A person in a randomised action", "Uma pessoa em uma ação sorteada"), (
        _person(),
        _moment("assigned_at", "When the person was assigned", "Quando a pessoa foi sorteada", (*_DATE, "assigned", "sent at", "exposed at")),
        _category("arm", "The arm, control included", "O grupo, inclusive o controle", ("variant", "group", "grupo", "variante", "treatment", "segment", "bucket"), required=True, example="control"),
        _flag("outcome", "Whether what was hoped for happened", "Se aconteceu o que se esperava", ("converted", "conversion", "visit", "conversao", "resultado")),
        _amount("value", "What it was worth", "Quanto valeu", (*_VALUE, "spend"), signed=True, example="0"),
        _category("campaign", "Campaign", "Campanha", (*_CAMPAIGN, "experiment", "experimento", "test"), example="Win-back"),
    ), synonyms=("tratamentos", "experiments", "experimentos", "ab test")),
    Table("tickets", Phrase("A service failure or request", "Uma falha ou um pedido de atendimento"), (
        _customer(),
        _moment("opened_at", "When it was opened", "Quando foi aberto", (*_CREATED, "created at")),
        _category("kind", "What it is about", "Do que se trata", ("type", "tipo", "category", "categoria", "subject", "assunto", "reason", "motivo"), example="bug"),
        _moment("closed_at", "When it was solved", "Quando foi resolvido", ("closed", "resolved at", "solved at", "close date", "data de fechamento", "resolvido em"), required=False, after="opened_at", example=""),
    ), synonyms=("chamados", "atendimentos", "support tickets", "cases")),
    Table("consent", Phrase("What a person agreed to", "Aquilo com que uma pessoa concordou"), (
        _person(),
        _category("purpose", "What for", "Para quê", ("finalidade", "proposito", "kind", "tipo"), required=True, example="email"),
        _moment("given_at", "When it was given", "Quando foi dado", (*_DATE, "consented at", "granted at", "opt in at", "data do consentimento")),
        _moment("revoked_at", "When it was taken back", "Quando foi retirado", ("revoked", "withdrawn at", "opt out at", "revogado em", "data da revogacao"), required=False, after="given_at", example=""),
        _category("source", "Where it was given", "Onde foi dado", ("origem", "form", "formulario", "channel", "canal"), example="sign-up form"),
    ), synonyms=("consents", "consentimento", "consentimentos", "opt ins")),
)  # fmt: skip

CONTRACT: Mapping[str, Table] = MappingProxyType({table.name: table for table in _ALL})
"""Table name to table, in the order of the documentation."""


def slots() -> tuple[str, ...]:
    """The names of the free attributes' columns in a clean table."""
    return tuple(f"attribute_{number:02}" for number in range(1, ATTRIBUTE_SLOTS + 1))


def moment_stem(name: str) -> str:
    """``ordered_at`` is kept as ``ordered_second`` and ``ordered_day``: the part before."""
    return name.removesuffix("_at")


def clean_names(column: Column) -> tuple[str, ...]:
    """The names under which a contract column is kept in the clean table."""
    if column.kind is Kind.MOMENT:
        stem = moment_stem(column.name)
        return (f"{stem}_second", f"{stem}_day")
    return ("period_day",) if column.kind is Kind.PERIOD else (column.name,)


_TYPES = {
    Kind.AMOUNT: ("BIGINT",),
    Kind.INTEGER: ("BIGINT",),
    Kind.FLAG: ("BIGINT",),
    Kind.PERIOD: ("INTEGER",),
    Kind.MOMENT: ("BIGINT", "INTEGER"),
}


def clean_columns(table: str, id_types: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Every column of the clean table with its type, in order.

    ``id_types`` gives the type of each id family ("people": "BIGINT"); ids are ``VARCHAR`` where it is silent.
    """
    known = id_types or {}
    types: dict[str, str] = {}
    for column in CONTRACT[table].columns:
        kept = (
            (known.get(str(column.family), "VARCHAR"),)
            if column.kind is Kind.ID
            else _TYPES.get(column.kind, ("VARCHAR",))
        )
        types.update(zip(clean_names(column), kept, strict=True))
    if CONTRACT[table].attributes:
        types.update(dict.fromkeys(slots(), "VARCHAR"))
    return types
