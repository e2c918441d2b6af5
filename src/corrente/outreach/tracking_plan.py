"""What is tracked and why: each event in Segment's words, its properties, and which part of the plan reads it.

As JSON it has the shape of a tracking plan of Segment's Protocols (segment.com/docs/protocols/tracking-plan), which
takes it in; as Markdown it is a table for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from corrente.core.experiment import Measure, Metric, Test
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Language, Phrase, phrase
from corrente.outreach.gathered import STAGES

Json = dict[str, Any]


class Type(StrEnum):
    """What a property holds, in JSON Schema's words."""

    TEXT = "string"
    NUMBER = "number"
    WHOLE = "integer"


@dataclass(frozen=True)
class Property:
    """One property of an event."""

    name: str
    type: Type
    meaning: Phrase
    required: bool = False


@dataclass(frozen=True)
class Tracked:
    """One event: when it is sent, by whom, what it says, and what is read from it."""

    name: str
    when: Phrase
    sender: Phrase
    properties: tuple[Property, ...] = ()
    read_by: tuple[Phrase, ...] = ()


_SCRIPT = Phrase("corrente.js", "corrente.js")
_SERVICE = Phrase("the service", "o serviço")
_SELLERS = Phrase("your CRM or site", "o seu CRM ou site")
_VARIATION = Property("variation_id", Type.TEXT, Phrase("the variant", "a variante"), True)
_DECISION = Property("decision_id", Type.TEXT, Phrase("the decision it follows from", "a decisão de que decorre"))
_PAGE = Property("page", Type.TEXT, Phrase("the landing page", "a página de destino"), True)
_OFFER = Property("offer", Type.TEXT, Phrase("what was offered", "o que foi oferecido"))
_ITEM = Property("item", Type.TEXT, Phrase("the plan's item", "o item do plano"))
_EMAIL = Property("email_id", Type.TEXT, Phrase("the mailing", "o envio"), True)
_REVENUE = Property("revenue", Type.NUMBER, Phrase("what was paid", "o que foi pago"))
_STAGE = Property("stage", Type.TEXT, Phrase("the stage, as you call it", "a etapa, como vocês a chamam"))
_LEADS = Phrase("leads", "leads")
_TOUCHPOINTS = Phrase("touchpoints", "touchpoints")
_STAGES = Phrase("stage changes of leads", "mudanças de etapa dos leads")

USUAL: tuple[Tracked, ...] = (
    Tracked("Page Viewed", Phrase("a page is opened", "uma página é aberta"), _SCRIPT, (), (_TOUCHPOINTS,)),
    Tracked(
        "Experiment Viewed",
        Phrase("a variant was really seen", "uma variante foi vista de fato"),
        _SCRIPT,
        (Property("experiment_id", Type.TEXT, Phrase("the test", "o teste"), True), _VARIATION, _DECISION),
        (_TOUCHPOINTS,),
    ),
    Tracked(
        "Page Engaged",
        Phrase("a page was visible and in use", "uma página ficou visível e em uso"),
        _SCRIPT,
        (Property("milliseconds", Type.WHOLE, Phrase("for how long", "por quanto tempo"), True),),
        (_TOUCHPOINTS,),
    ),
    Tracked(
        "Lead Captured",
        Phrase("somebody sends a landing page's form", "alguém envia o formulário de uma página de destino"),
        _SERVICE,
        (_PAGE, _OFFER, _ITEM, _DECISION),
        (_LEADS, _TOUCHPOINTS),
    ),
    Tracked(
        "Offer Downloaded",
        Phrase("a lead downloads the file", "um lead baixa o arquivo"),
        _SERVICE,
        (_PAGE, _OFFER, _ITEM, _DECISION),
        (_TOUCHPOINTS,),
    ),
    *(
        Tracked(name, when, _SERVICE, (_EMAIL, _VARIATION, _DECISION), (_TOUCHPOINTS,))
        for name, when in (
            ("Email Delivered", Phrase("a mail server takes a message", "um servidor aceita uma mensagem")),
            ("Email Link Clicked", Phrase("a link of a message is followed", "um link da mensagem é seguido")),
            ("Email Bounced", Phrase("a message cannot be delivered", "uma mensagem não pode ser entregue")),
            ("Email Marked as Spam", Phrase("somebody complains", "alguém marca como spam")),
            ("Unsubscribed", Phrase("somebody wants no more e-mails", "alguém não quer mais e-mails")),
        )
    ),
    *(
        Tracked(name, when, _SELLERS, (_STAGE, _REVENUE), (_STAGES,))
        for name, when in zip(
            STAGES,
            (
                Phrase("a lead enters a stage", "um lead entra em uma etapa"),
                Phrase("a lead is worth a call", "vale a pena ligar para um lead"),
                Phrase("a deal is opened with a lead", "uma oportunidade é aberta com um lead"),
                Phrase("a lead's deal is won", "a oportunidade de um lead é ganha"),
                Phrase("a lead's deal is lost", "a oportunidade de um lead é perdida"),
            ),
            strict=True,
        )
    ),
)
"""The events that corrente sends itself or reads in any company."""


def tracking_plan(items: Iterable[Item], tests: Iterable[Test]) -> tuple[Tracked, ...]:
    """What a plan's campaigns and tests need tracked, with what reads it; the usual events first."""
    by_id = {item.id: item for item in items}
    campaigns = tuple(
        phrase("campaign “{title}”", "campanha “{title}”", title=item.title)
        for item in by_id.values()
        if item.kind is ItemKind.CAMPAIGN
    )
    found = {event.name: event for event in USUAL}
    for name in ("Page Viewed", "Lead Captured", "Email Link Clicked"):
        found[name] = replace(found[name], read_by=(*found[name].read_by, *campaigns))
    for test in tests:
        for metric in test.metrics:
            known = found.get(metric.event) or _own(metric)
            more = tuple(p for p in _measured(metric) if p.name not in {own.name for own in known.properties})
            reads = _reads(test, metric, by_id.get(test.item))
            found[metric.event] = replace(known, properties=(*known.properties, *more), read_by=(*known.read_by, reads))
    return tuple(found.values())


def _own(metric: Metric) -> Tracked:
    """An event of the company's own, which a test is judged by."""
    when = phrase("“{name}” happens", "acontece “{name}”", name=metric.name)
    return Tracked(metric.event, when, _SELLERS, (_DECISION,))


def _measured(metric: Metric) -> Iterator[Property]:
    """What a metric takes from its event."""
    if metric.measure is Measure.REVENUE:
        yield replace(_REVENUE, required=True)
    if metric.measure is Measure.SESSION_TIME and metric.event != "Page Engaged":
        yield Property("seconds", Type.NUMBER, Phrase("for how long", "por quanto tempo"), True)


def _reads(test: Test, metric: Metric, item: Item | None) -> Phrase:
    """What a metric is to its test, and what the test says of the plan."""
    does = (
        phrase("decides the test “{test}”", "decide o teste “{test}”", test=test.name)
        if metric is test.decision
        else phrase("guards the test “{test}”", "protege o teste “{test}”", test=test.name)
    )
    if item is None or metric is not test.decision:
        return does
    driver = test.lever.driver.replace("_", " ") if test.lever else "–"
    return phrase(
        "{does}, of “{item}” (driver: {driver})", "{does}, de “{item}” (alavanca: {driver})",
        does=does, item=item.title, driver=driver,
    )  # fmt: skip


def to_json(company: str, events: Iterable[Tracked], language: Language) -> Json:
    """A tracking plan as Segment's Protocols takes it in; ``labels.read_by`` says what reads an event."""
    return {
        "display_name": phrase("Plan of {name}", "Plano de {name}", name=company).say(language),
        "rules": {"events": [_rule(event, language) for event in events]},
    }


def _rule(event: Tracked, language: Language) -> Json:
    described = {p.name: {"type": p.type.value, "description": p.meaning.say(language)} for p in event.properties}
    required = [p.name for p in event.properties if p.required]
    said: Json = {"type": "object", "properties": described, "required": required}
    return {
        "name": event.name,
        "version": 1,
        "description": _sentence(event, language),
        "labels": {"read_by": ", ".join(one.say(language) for one in event.read_by)},
        "rules": {
            "$schema": "http://json-schema.org/draft-07/schema#",
            "type": "object",
            "properties": {"properties": said, "context": _CONTEXT},
            "required": ["properties"],
        },
    }


_CONTEXT: Json = {
    "type": "object",
    "properties": {
        "campaign": {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("id", "name", "source", "medium", "term", "content")},
        }
    },
}
"""Every event may say the campaign of the visit; ``id`` (``utm_id``) is the plan's item."""


def to_markdown(company: str, events: Iterable[Tracked], language: Language) -> str:
    """The plan as a table."""
    titles = [word.say(language) for word in _COLUMNS]
    title = phrase("Tracking plan of {name}", "Plano de rastreamento de {name}", name=company).say(language)
    rows = (
        (f"`{event.name}`", _sentence(event, language), _listed(event.properties),
         "; ".join(one.say(language) for one in event.read_by))
        for event in events
    )  # fmt: skip
    lines = [_line(titles), _line(["---"] * len(titles)), *map(_line, rows)]
    return f"# {title}\n\n{_KEY.say(language)}\n\n" + "\n".join(lines) + "\n"


_COLUMNS = (
    Phrase("Event", "Evento"),
    Phrase("When, and who sends it", "Quando, e quem envia"),
    Phrase("Properties", "Propriedades"),
    Phrase("Read by", "Quem lê"),
)
_KEY = Phrase(
    "Properties marked * are required. `context.campaign.id` (`utm_id`) names the plan's campaign.",
    "As propriedades com * são obrigatórias. `context.campaign.id` (`utm_id`) indica a campanha do plano.",
)


def _sentence(event: Tracked, language: Language) -> str:
    said = phrase("When {when}; sent by {sender}.", "Quando {when}; quem envia: {sender}.",
                  when=event.when, sender=event.sender)  # fmt: skip
    return said.say(language)


def _listed(properties: Iterable[Property]) -> str:
    return ", ".join(f"`{one.name}`{'*' if one.required else ''} ({one.type.value})" for one in properties)


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
