# ruff: noqa: E501 - a column reads best as one row of its table
"""The usual columns of the contract's tables, and the names that exports give them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from corrente.company.columns import Column, Family, Kind
from corrente.core.words import Phrase

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

PERSON = (
    "customer", "client", "client id", "account id", "account", "user id", "user", "contact id", "member id",
    "buyer id", "shopper id", "visitor id", "customer number", "customer no", "masterid", "cliente", "id cliente", "id do cliente",
    "cod cliente", "codigo cliente", "codigo do cliente", "cliente id", "usuario", "id usuario", "contato", "conta", "cpf",
    "cnpj", "customer unique id", "person", "user pseudo id", "anonymous id", "pessoa", "id pessoa", "custid", "cust id",
)  # fmt: skip
DATE = ("date", "data", "timestamp", "datetime", "data hora", "time", "day", "dia", "when", "event time", "event date")
CREATED = (
    "created", "create date", "created date", "createdate", "creation date", "date created", "opened", "open date", "date entered",
    "data de criacao", "data criacao", "criado em", "criada em", "data de abertura", "data de entrada", "data de cadastro",
    "cadastro", "first contact date", "signup date", "date", "data",
)  # fmt: skip
CHANNEL = (
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
CAMPAIGN = ("campaign name", "campanha", "nome da campanha", "utm campaign", "campaign id")
SOURCE = (
    "lead source", "origin", "origem", "fonte", "origem do lead", "original source", "utm source", "channel", "canal",
    "acquisition channel", "fonte original",
)  # fmt: skip
PRODUCT = (
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
CATEGORY = (
    "product category",
    "category name",
    "categoria",
    "categoria do produto",
    "department",
    "departamento",
    "linha",
)
PERIOD = (
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
VALUE = ("amount", "valor", "total", "revenue", "receita", "sales", "vendas")
BRAND = ("marca", "brand name", "company", "empresa", "competitor", "concorrente")
RESPONDENT = (
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
SEGMENT = ("segmento", "group", "grupo", "cluster", "perfil")


def identifier(name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = True, example: str = "1001",
        family: Family | None = Family.PEOPLE, references: str | None = None) -> Column:  # fmt: skip
    """An identifier."""
    return Column(name, Kind.ID, Phrase(en, pt), example, synonyms, required, family=family, references=references)


def moment(name: str, en: str, pt: str, synonyms: tuple[str, ...] = DATE, required: bool = True, after: str | None = None,
            future: bool = False, spared: bool = False, example: str = "2025-03-14 10:30:00") -> Column:  # fmt: skip
    """A date, with or without a time of day."""
    return Column(
        name, Kind.MOMENT, Phrase(en, pt), example, synonyms, required,
        unit="date or date and time", not_future=not future, after=after, spared=spared,
    )  # fmt: skip


def amount(name: str, en: str, pt: str, synonyms: tuple[str, ...] = VALUE, required: bool = False, signed: bool = False,
            unit: str = "the company's currency", example: str = "129.90") -> Column:  # fmt: skip
    """Money, or another number with decimals."""
    return Column(name, Kind.AMOUNT, Phrase(en, pt), example, synonyms, required, unit=unit, non_negative=not signed)


def whole(name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = False, example: str = "1200",
           unit: str = "count") -> Column:  # fmt: skip
    """A whole number."""
    return Column(name, Kind.INTEGER, Phrase(en, pt), example, synonyms, required, unit=unit, non_negative=True)


def flag(
    name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = False, example: str = "1"
) -> Column:
    """Yes or no."""
    return Column(name, Kind.FLAG, Phrase(en, pt), example, synonyms, required, unit="1 or 0", allowed=FLAGS)


def category(name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = False, example: str = "",
              allowed: Mapping[str, tuple[str, ...]] | None = None) -> Column:  # fmt: skip
    """One of few values."""
    return Column(name, Kind.CATEGORY, Phrase(en, pt), example, synonyms, required, allowed=allowed or {})


def text(
    name: str, en: str, pt: str, synonyms: tuple[str, ...] = (), required: bool = False, example: str = ""
) -> Column:
    """Free text."""
    return Column(name, Kind.TEXT, Phrase(en, pt), example, synonyms, required)


def personal(name: str, en: str, pt: str, synonyms: tuple[str, ...], example: str) -> Column:
    """Something personal, hashed at the door."""
    return Column(name, Kind.PERSONAL, Phrase(en, pt), example, synonyms)


def period(required: bool = True) -> Column:
    """The period that a row speaks of."""
    return Column(
        "period", Kind.PERIOD,
        Phrase("The first day of the day, week or month", "O primeiro dia do dia, semana ou mês"),
        "2025-03-01", PERIOD, required, unit="date, month (2025-03) or year",
    )  # fmt: skip


def customer(required: bool = True) -> Column:
    """Who bought."""
    return identifier(
        "customer_id", "The customer or account", "O cliente ou a conta", PERSON, required, references="customers"
    )


def person(required: bool = True) -> Column:
    """Who was met."""
    return identifier("person_id", "The person or visitor", "A pessoa ou o visitante", PERSON, required)


def respondent() -> Column:
    """Who answered."""
    return identifier("respondent_id", "The respondent", "O respondente", RESPONDENT, example="17", family=None)


def segment() -> Column:
    """The respondent's segment."""
    return category("segment", "The respondent's segment", "O segmento do respondente", SEGMENT, example="Enterprise")


def region() -> Column:
    """The region that a row is of, where a company keeps several apart."""
    return category(
        "region",
        "The region, where several are kept apart",
        "A região, onde há várias separadas",
        ("regiao", "geo", "estado", "uf", "praca", "dma"),
        example="Sudeste",
    )


def email() -> Column:
    """An e-mail address."""
    return personal("email", "E-mail, hashed at the door", "E-mail, embaralhado na entrada", ("e mail", "email address", "mail", "endereco de email"), "ana@example.com")  # fmt: skip


def phone() -> Column:
    """A telephone number."""
    return personal("phone", "Telephone, hashed at the door", "Telefone, embaralhado na entrada", ("telephone", "telefone", "celular", "mobile", "mobile phone", "phone number", "whatsapp"), "+55 11 90000-0000")  # fmt: skip
