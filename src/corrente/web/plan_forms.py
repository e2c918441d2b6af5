"""The form of an item: what it asks, what a person entered, and the wish that follows."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from corrente.core.answer import number_of
from corrente.core.codec import encode
from corrente.core.errors import InputError
from corrente.core.plan import Field, Item, ItemKind
from corrente.core.words import Language, Phrase, phrase
from corrente.reports.page import fixed
from corrente.stream.plan.choices import Choice, Choices
from corrente.stream.plan.comparing import decisions
from corrente.stream.plan.deciding import Wish
from corrente.stream.plan.naming import FIELDS

Entered = Mapping[str, str]
"""What a person entered, by the input's name."""

MOST_CHARACTERS = 2000
OWN = "own"
"""The token of a choice in one's own words."""


class Asks(StrEnum):
    """How a value is entered."""

    CHOICE = "choice"
    TEXT = "text"
    LONG = "long"
    LINES = "lines"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"


@dataclass(frozen=True)
class Option:
    """One way to decide: what the form sends, what it is called, what the answers say of it, and whether it is so."""

    token: str
    called: str
    because: str
    chosen: bool


@dataclass(frozen=True)
class Input:
    """One part of the form. ``own`` says that words of one's own are taken beside the options."""

    name: str
    title: str
    asks: Asks
    value: str
    options: tuple[Option, ...] = ()
    own: bool = False


_ASKED: Mapping[ItemKind, Mapping[str, Asks]] = {
    ItemKind.SEGMENT: {"segment": Asks.CHOICE},
    ItemKind.BUYERS: {"lead_threshold": Asks.NUMBER},
    ItemKind.PROBLEM: {"need": Asks.CHOICE, "theme": Asks.CHOICE},
    ItemKind.SOLUTION: {"feature": Asks.CHOICE},
    ItemKind.PRICE: {"model": Asks.CHOICE, "extra_price": Asks.MONEY, "offer": Asks.CHOICE},
    ItemKind.ADVANTAGE: {"rival": Asks.CHOICE},
    ItemKind.POSITIONING: {"attribute": Asks.CHOICE},
    ItemKind.MESSAGE: {"message": Asks.CHOICE},
    ItemKind.CAMPAIGN: {
        "offer": Asks.TEXT,
        "message": Asks.TEXT,
        "assets": Asks.LINES,
        "budget": Asks.MONEY,
        "lead_threshold": Asks.NUMBER,
        "tell_customers": Asks.LONG,
        "tell_leads": Asks.LONG,
    },
    ItemKind.TEST: {"compares": Asks.LONG, "measure": Asks.TEXT},
}
_OWN = frozenset({"need", "feature", "rival", "message"})
"""Choices that people may also put in their own words."""
_DATES: Mapping[ItemKind, tuple[str, ...]] = {
    ItemKind.LAUNCH: ("starts",),
    ItemKind.CAMPAIGN: ("starts", "ends"),
    ItemKind.TEST: ("starts", "ends"),
}
_COSTS = ("one_off_cost", "monthly_cost")


def token() -> str:
    """What tells one form from every other."""
    return secrets.token_urlsafe(12)


def key_of(entered: Entered, path: str) -> str:
    """The key of the act that a form asks for: the same form sent twice, as it is, is one act."""
    told = json.dumps([path, sorted(entered.items())])
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def inputs(item: Item, choices: Choices, language: Language, entered: Entered | None = None) -> list[Input]:
    """What the item's form asks; with what a person ``entered`` where that was not saved."""
    return list(_inputs(item, choices, language, entered or {}))


def _inputs(item: Item, choices: Choices, language: Language, entered: Entered) -> Iterator[Input]:
    held = {**item.fields, **decisions(item), "starts": item.starts, "monthly_cost": item.monthly_cost}
    for name, asks in _asked(item).items():
        title = _capital(FIELDS[name].say(language))
        if asks is Asks.CHOICE:
            several = choices.get(name, ())
            if several or (name in _OWN and not (name == "need" and choices.get("theme"))):
                options = tuple(_options(item, several, language, entered.get(name)))
                own = "" if any(option.chosen for option in options) else plain(held.get(name), asks, language)
                yield Input(name, title, asks, entered.get(f"{name}-own", own), options, name in _OWN)
        else:
            yield Input(name, title, asks, entered.get(name, plain(held.get(name), asks, language)))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _asked(item: Item) -> dict[str, Asks]:
    """By name; a campaign with a budget has its monthly cost from it."""
    costs = () if item.kind is ItemKind.TEST else _COSTS[:1] if item.kind is ItemKind.CAMPAIGN else _COSTS
    return {
        **_ASKED.get(item.kind, {}),
        **dict.fromkeys(_DATES.get(item.kind, ()), Asks.DATE),
        **dict.fromkeys(costs, Asks.MONEY),
    }


def _options(item: Item, several: tuple[Choice, ...], language: Language, chosen: str | None) -> Iterator[Option]:
    for choice in several:
        own = token_of(choice)
        is_so = all(item.fields.get(name) == held for name, held in choice.fields.items())
        because = choice.because.say(language) if choice.because else ""
        yield Option(own, choice.called.say(language), because, is_so if chosen is None else own == chosen)


def token_of(choice: Choice) -> str:
    """What a form sends for a choice."""
    return hashlib.sha256(json.dumps(encode(choice.fields)).encode()).hexdigest()[:12]


def plain(held: Field, asks: Asks, language: Language) -> str:
    """A value as it stands in an input."""
    match held:
        case None:
            return ""
        case tuple():
            return "\n".join(plain(one, asks, language) for one in held)
        case Phrase():
            return held.say(language)
        case dt.date():
            return held.isoformat()
        case str():
            return held
    return fixed(held, 0 if asks is Asks.NUMBER or held == round(held) else 2, language)


def wish_of(item: Item, choices: Choices, entered: Entered, language: Language) -> Wish:
    """What a person wants the item to be. What was not touched stays as it is, to the last digit.

    Raises `InputError` for what is no number or no day, or days in the wrong order.
    """
    read = {input.name: _read(input, item, choices, entered, language) for input in inputs(item, choices, language)}
    fields = {name: held for one in read.values() for name, held in one.items()}
    starts, ends = (_day(fields.pop(name, getattr(item, name))) for name in ("starts", "ends"))
    if starts and ends and ends < starts:
        raise _wrong("ends", entered.get("ends", ""), _BEFORE)
    once, monthly = (_cost(fields.pop(name, getattr(item, name))) for name in _COSTS)
    return Wish(fields, starts, ends, once, monthly, _statement(item, entered, language))


def touched(item: Item, choices: Choices, entered: Entered, language: Language) -> Entered:
    """Of what was entered on the form of ``item``, what differs from how the form stood."""
    stood = {"statement": item.statement.say(language)}
    for input in inputs(item, choices, language):
        if input.asks is Asks.CHOICE:
            stood[input.name] = next((option.token for option in input.options if option.chosen), OWN)
            stood[f"{input.name}-own"] = input.value
        else:
            stood[input.name] = input.value
    return {name: said for name, said in entered.items() if name in stood and _differs(said, stood[name])}


@dataclass(frozen=True)
class Side:
    """One input on which two people differ, or both left what was: before, theirs and mine."""

    name: str
    before: str
    theirs: str
    mine: str


def sides(base: Item, theirs: Item, choices: Choices, language: Language, mine: Entered) -> list[Side]:
    """What either changed of ``base``, side by side."""
    forms = (
        inputs(base, choices, language),
        inputs(theirs, choices, language),
        inputs(theirs, choices, language, mine),
    )
    rows = [Side(one.title, _shown(one), _shown(two), _shown(three)) for one, two, three in zip(*forms, strict=True)]
    words = [item.statement.say(language) for item in (base, theirs)]
    rows.append(Side(_capital(FIELDS["statement"].say(language)), words[0], words[1], mine.get("statement", words[1])))
    return [row for row in rows if len({row.before, row.theirs, row.mine}) > 1]


def _shown(input: Input) -> str:
    chosen = next((option.called for option in input.options if option.chosen), "")
    return chosen or input.value


def _read(input: Input, item: Item, choices: Choices, entered: Entered, language: Language) -> Mapping[str, Field]:
    """The fields that one input sets."""
    if input.asks is Asks.CHOICE:
        return _chosen(input, item, choices, entered)
    said = entered.get(input.name, input.value).replace("\r\n", "\n").strip()[:MOST_CHARACTERS]
    if said.split() == input.value.split():
        return {input.name: _as_it_is(item, input.name)}
    return {input.name: _PARSE[input.asks](input.name, said, language)}


def _as_it_is(item: Item, name: str) -> Field:
    own: Field = getattr(item, name) if name in {"starts", "ends", *_COSTS} else item.fields.get(name)
    return own


def _chosen(input: Input, item: Item, choices: Choices, entered: Entered) -> Mapping[str, Field]:
    own = entered.get(f"{input.name}-own", "").strip()[:MOST_CHARACTERS]
    if input.own and own and own != input.value.strip():
        return {name: own if name == input.name else None for name in _together(input.name, item)}
    chosen = next((c for c in choices.get(input.name, ()) if token_of(c) == entered.get(input.name)), None)
    return chosen.fields if chosen else {}


def _together(name: str, item: Item) -> tuple[str, ...]:
    """The fields that are decided with one of them."""
    pairs = {"need": ("need", "theme"), "feature": ("feature", "level")}
    return tuple(one for one in pairs.get(name, (name,)) if one in item.fields)


def _statement(item: Item, entered: Entered, language: Language) -> Phrase | None:
    """The person's own words for the item, where they are not those that stand there."""
    said = entered.get("statement", "")[:MOST_CHARACTERS]
    return Phrase.same(_plain(said)) if _plain(said) and _differs(said, item.statement.say(language)) else None


def _plain(said: str) -> str:
    """Words with single spaces, however a browser sends them."""
    return " ".join(said.split())


def _differs(said: str, stood: str) -> bool:
    return _plain(said) != _plain(stood)


def _number(name: str, said: str, language: Language) -> Field:
    if not said:
        return None
    group, point = (",", ".") if language is Language.EN else (".", ",")
    bare = "".join(said.split()).replace(group, "").replace(point, ".")
    try:
        found = float(bare)
    except ValueError:
        raise _wrong(name, said, _NO_NUMBER) from None
    if not math.isfinite(found) or found < 0:
        raise _wrong(name, said, _NO_NUMBER)
    return found


def _date(name: str, said: str, _language: Language) -> Field:
    if not said:
        return None
    try:
        return dt.date.fromisoformat(said)
    except ValueError:
        raise _wrong(name, said, _NO_DAY) from None


def _text(_name: str, said: str, _language: Language) -> Field:
    return said or None


def _lines(_name: str, said: str, _language: Language) -> Field:
    return tuple(line.strip() for line in said.split("\n") if line.strip())


_PARSE = {
    Asks.TEXT: _text,
    Asks.LONG: _text,
    Asks.LINES: _lines,
    Asks.NUMBER: _number,
    Asks.MONEY: _number,
    Asks.DATE: _date,
}


def _day(held: Field) -> dt.date | None:
    return held if isinstance(held, dt.date) else None


def _cost(held: Field) -> float | None:
    return None if held is None or isinstance(held, tuple) else number_of(held)


_NO_NUMBER = Phrase("Write a number that is not negative.", "Escreva um número que não seja negativo.")
_NO_DAY = Phrase("Write a day, such as 2027-04-01.", "Escreva uma data, como 2027-04-01.")
_BEFORE = Phrase("The end must not come before the start.", "O fim não pode vir antes do começo.")


def _wrong(name: str, said: str, next_step: Phrase) -> InputError:
    return InputError(
        phrase("“{said}” does not fit “{field}”.", "“{said}” não serve para “{field}”.", said=said, field=FIELDS[name]),
        None,
        next_step,
    )
