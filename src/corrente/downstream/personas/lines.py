"""The lines of a persona's page: each says one thing, with its interval, and names the answer that it comes from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from corrente.core.answer import Answer, Estimate
from corrente.core.marks import worded
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.downstream.personas.mixing import Mixed, Share, mix, ranked


class Part(StrEnum):
    """The parts of a page, in order."""

    WHO = "who"
    VALUE = "value"
    PROBLEMS = "problems"
    ROLE = "role"
    JOURNEY = "journey"
    CHANNELS = "channels"
    MESSAGES = "messages"


@dataclass(frozen=True)
class Line:
    """One line: its part, what it says, the number in it with its interval, and the question it comes from.

    Without a ``source`` it is unknown, and ``missing`` names what to bring.
    """

    part: Part
    says: Phrase
    value: float | None = None
    low: float | None = None
    high: float | None = None
    source: str | None = None
    missing: tuple[str, ...] = ()


Given = Mapping[str, Answer]

_MOST = 3
_ROLES = frozenset(
    ["role", "buying_role", "job", "job_title", "title", "position", "function", "cargo", "papel", "função", "funcao"]
)  # what a column that says who decides, uses or pays may be called
_BEHAVIOUR = ("frequency", "silence", "spend", "category")


def lines_of(segment: str, shares: Sequence[Share], rule: Phrase | None, given: Given) -> tuple[Line, ...]:
    """All lines of a persona, part by part."""
    segments = given["segments"]
    return (
        *_who(shares, rule),
        *_value(segments, segment),
        *_problems(given.get("problems"), shares),
        *_role(shares),
        *_journey(given.get("buying_process"), shares),
        *_channels(given.get("access"), shares),
        *_messages(given.get("positioning"), given.get("engagement"), shares),
    )


def _share(value: float) -> Number:
    return Number(value, Form.SHARE)


def _who(shares: Sequence[Share], rule: Phrase | None) -> Iterator[Line]:
    """The rule to know them by, and the columns of customers in which they differ most."""
    if rule is not None:
        yield Line(Part.WHO, phrase("Known by: {rule}.", "Reconhece-se por: {rule}.", rule=rule), source="segments")
    of_customers = [share for share in shares if share.column not in _BEHAVIOUR and not _is_role(share)]
    for share in of_customers[:_MOST]:
        yield Line(Part.WHO, _level(_AGAINST, share), share.share, share.low, share.high, "segments")


def _level(says: Phrase, share: Share) -> Phrase:
    """A level of a column, with its share of the persona and of everybody."""
    numbers = {"share": share.share, "low": share.low, "high": share.high, "all": share.everybody}
    return Phrase(says.en, says.pt, {"said": share.said, **{name: _share(number) for name, number in numbers.items()}})


def _value(segments: Answer, segment: str) -> Iterator[Line]:
    """What a customer is worth, whether there come more of them, and how often their deals are won."""
    for name, says in _VALUES.items():
        found = next((e for e in segments.estimates if e.name == name and e.of == {"segment": segment}), None)
        if found is not None:
            money = name == "segment_value"
            form, unit = (Form.MONEY, found.unit.split()[0]) if money else (Form.SHARE, "")
            yield _numbered(Part.VALUE, says, found, form, unit, "segments")


def _numbered(
    part: Part, says: Phrase, found: Estimate | Mixed, form: Form, unit: str, source: str, **more: Phrase | str
) -> Line:
    """A line with the number of an estimate and its interval at ``{value}``, ``{low}`` and ``{high}``."""
    numbers = {"value": found.value, "low": found.low, "high": found.high}
    said = {name: Number(number, form, unit) for name, number in numbers.items()}
    return Line(part, Phrase(says.en, says.pt, {**said, **more}), found.value, found.low, found.high, source)


def _problems(problems: Answer | None, shares: Sequence[Share]) -> Iterator[Line]:
    """The needs served worst; without a survey the complaints heard most."""
    if problems is None or problems.refusal is not None:
        yield _unknown(Part.PROBLEMS, problems, ("feedback", "needs"))
        return
    needs = ranked(problems, "opportunity", "need", shares)
    for first, found in needs[:_MOST]:
        says = _OPPORTUNITY if found.own else _OPPORTUNITY_ALL
        yield _numbered(Part.PROBLEMS, says, found, Form.ROUGH, "", "problems", item=_said(first, "need"))
    if not needs:
        for first, found in ranked(problems, "mention_share", "theme", shares)[:_MOST]:
            yield _numbered(Part.PROBLEMS, _THEME, found, Form.SHARE, "", "problems", item=_said(first, "theme"))


def _role(shares: Sequence[Share]) -> Iterator[Line]:
    """What they are in the purchase, where the customers have a column that says so."""
    roles = sorted((share for share in shares if _is_role(share)), key=lambda share: -share.share)
    for share in roles[:_MOST]:
        yield Line(Part.ROLE, _level(_IS, share), share.share, share.low, share.high, "segments")
    if not roles:
        yield Line(Part.ROLE, _NO_ROLE, missing=("customers.role",))


def _is_role(share: Share) -> bool:
    return share.column.casefold().replace(" ", "_") in _ROLES


def _journey(journey: Answer | None, shares: Sequence[Share]) -> Iterator[Line]:
    """Contacts and days to a purchase, where they come from, and the way taken most."""
    if journey is None or journey.refusal is not None:
        yield _unknown(Part.JOURNEY, journey, ("touchpoints",))
        return
    for name, (own, of_all) in _JOURNEY.items():
        found = mix([e for e in journey.estimates if e.name == name], shares, ("segment",))
        if found is not None:
            yield _numbered(Part.JOURNEY, own if found.own else of_all, found, Form.ROUGH, "", "buying_process")
    came = [share for share in shares if share.column == "acquired_channel"]
    for share in sorted(came, key=lambda share: -share.share)[:1]:
        yield Line(Part.JOURNEY, _level(_CAME, share), share.share, share.low, share.high, "segments")
    routes = [e for e in journey.estimates if e.name == "route_share"]
    for route in routes[:1]:
        yield _numbered(Part.JOURNEY, _ROUTE, route, Form.SHARE, "", "buying_process", item=route.of["route"])


def _channels(access: Answer | None, shares: Sequence[Share]) -> Iterator[Line]:
    """The channels that meet most of them before they buy."""
    if access is None or access.refusal is not None:
        yield _unknown(Part.CHANNELS, access, ("touchpoints",))
        return
    for first, found in ranked(access, "reach", "channel", shares)[:_MOST]:
        says = _REACH if found.own else _REACH_ALL
        yield _numbered(Part.CHANNELS, says, found, Form.SHARE, "", "access", item=_said(first, "channel"))


def _messages(positioning: Answer | None, engagement: Answer | None, shares: Sequence[Share]) -> Iterator[Line]:
    """The message preferred in surveys, the one answered most, and the action that moved them most in a test."""
    preferred = ranked(positioning, "message_share", "message", shares)
    for first, found in preferred[:2]:
        says = _PREFERRED if found.own else _PREFERRED_ALL
        yield _numbered(Part.MESSAGES, says, found, Form.SHARE, "", "positioning", item=_said(first, "message"))
    answered = ranked(engagement, "answer_rate", "message", shares, ())
    for first, found in answered[:1]:
        yield _numbered(Part.MESSAGES, _ANSWERED, found, Form.SHARE, "", "engagement", item=_said(first, "message"))
    keys = ("segment", *dict.fromkeys(share.column for share in shares))
    for first, found in ranked(engagement, "uplift", "arm", shares, keys)[:1]:
        if found.low > 0:
            yield _numbered(Part.MESSAGES, _ACTION if found.own else _ACTION_ALL, found, Form.SHARE, "", "engagement",
                            item=_said(first, "arm"))  # fmt: skip
    if not preferred and not answered:
        known = positioning if positioning is not None and positioning.refusal is None else None
        yield _unknown(Part.MESSAGES, known or positioning, ("choices", "touchpoints.message"))


def _said(estimate: Estimate, key: str) -> Phrase | str:
    return estimate.said.get(key) or worded(estimate.of[key])


def _unknown(part: Part, answer: Answer | None, bring: tuple[str, ...]) -> Line:
    """What cannot be said, with what to bring: what the refused answer misses, else the usual tables."""
    missing = answer.refusal.missing if answer is not None and answer.refusal is not None else ()
    return Line(part, _UNKNOWN, missing=missing or bring)


_AGAINST = phrase(
    "{said}: {share} ({low} to {high}), against {all} of all customers.",
    "{said}: {share} ({low} a {high}), contra {all} de todos os clientes.",
)
_IS = phrase("{said}: {share} ({low} to {high}).", "{said}: {share} ({low} a {high}).")
_CAME = phrase("Most often {said}: {share} ({low} to {high}).", "Na maioria, {said}: {share} ({low} a {high}).")
_VALUES = {
    "segment_value": phrase("Each is worth {value} ({low} to {high}).", "Cada um vale {value} ({low} a {high})."),
    "segment_growth": phrase(
        "New customers of this kind: {value} more than the period before ({low} to {high}).",
        "Clientes novos deste tipo: {value} a mais que no período anterior ({low} a {high}).",
    ),
    "segment_win_rate": phrase("Deals won: {value} ({low} to {high}).", "Negócios ganhos: {value} ({low} a {high})."),
}
_OPPORTUNITY = phrase(
    "Served worst: {item}, opportunity {value} of 20 ({low} to {high}).",
    "Menos atendido: {item}, oportunidade {value} de 20 ({low} a {high}).",
)
_OPPORTUNITY_ALL = phrase(
    "Served worst, of all customers: {item}, opportunity {value} of 20 ({low} to {high}).",
    "Menos atendido, entre todos os clientes: {item}, oportunidade {value} de 20 ({low} a {high}).",
)
_THEME = phrase(
    "Heard most, of all customers: {item}, {value} of comments ({low} to {high}).",
    "Mais ouvido, entre todos os clientes: {item}, {value} dos comentários ({low} a {high}).",
)
_JOURNEY = {
    "contacts_to_buy": (
        phrase("{value} contacts to buy ({low} to {high}).", "{value} contatos até a compra ({low} a {high})."),
        phrase(
            "{value} contacts to buy, as all buyers ({low} to {high}).",
            "{value} contatos até a compra, como todos os compradores ({low} a {high}).",
        ),
    ),
    "days_to_buy": (
        phrase(
            "{value} days from the first contact to the purchase, half of them ({low} to {high}).",
            "{value} dias do primeiro contato à compra, para metade deles ({low} a {high}).",
        ),
        phrase(
            "{value} days from the first contact to the purchase, half of all buyers ({low} to {high}).",
            "{value} dias do primeiro contato à compra, para metade de todos os compradores ({low} a {high}).",
        ),
    ),
}
_ROUTE = phrase(
    "The usual way of all buyers: {item}, {value} of purchases ({low} to {high}).",
    "O caminho mais comum de todos os compradores: {item}, {value} das compras ({low} a {high}).",
)
_REACH = phrase("{item} meets {value} of them ({low} to {high}).", "{item} alcança {value} deles ({low} a {high}).")
_REACH_ALL = phrase(
    "{item} meets {value} of all buyers ({low} to {high}).",
    "{item} alcança {value} de todos os compradores ({low} a {high}).",
)
_PREFERRED = phrase(
    "“{item}” is preferred by {value} ({low} to {high}).", "“{item}” é a preferida de {value} ({low} a {high})."
)
_PREFERRED_ALL = phrase(
    "“{item}” is preferred by {value} of all customers ({low} to {high}).",
    "“{item}” é a preferida de {value} de todos os clientes ({low} a {high}).",
)
_ANSWERED = phrase(
    "“{item}” is answered most, of all people: {value} of contacts ({low} to {high}).",
    "“{item}” é a mais respondida, entre todas as pessoas: {value} dos contatos ({low} a {high}).",
)
_ACTION = phrase(
    "Tested: “{item}”, {value} more with the outcome than without it ({low} to {high}).",
    "Testado: “{item}”, {value} a mais com o resultado do que sem ela ({low} a {high}).",
)
_ACTION_ALL = phrase(
    "Tested on all customers: “{item}”, {value} more with the outcome than without it ({low} to {high}).",
    "Testado com todos os clientes: “{item}”, {value} a mais com o resultado do que sem ela ({low} a {high}).",
)
_UNKNOWN = phrase("Not known yet.", "Ainda não se sabe.")
_NO_ROLE = phrase("Who decides, uses or pays is not in the data.", "Quem decide, usa ou paga não está nos dados.")
