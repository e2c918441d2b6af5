"""Answers to plain JSON values and back, whole: both languages, pictures, and every digit.

Unlike `corrente.core.answer_json`, which is for readers, this is only for corrente's own memory. Nothing but the
dataclasses and options of `corrente.core` can come out of it, whatever a file holds.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from types import ModuleType
from typing import Any

from corrente.core import answer, experiment, mailing, outreach, picture, plan, words
from corrente.core.catalogue import QUESTIONS
from corrente.core.question import Question, Stream

Json = Any


def _classes(*modules: ModuleType) -> dict[str, type]:
    own = ((module, thing) for module in modules for thing in vars(module).values() if isinstance(thing, type))
    return {t.__name__: t for m, t in own if t.__module__ == m.__name__ and (is_dataclass(t) or issubclass(t, Enum))}


_KNOWN = {**_classes(answer, experiment, mailing, outreach, picture, plan, words), Stream.__name__: Stream}


def encode(value: object) -> Json:
    """``value`` as JSON values.

    Raises ``TypeError`` for what is not made of answers' parts.
    """
    match value:
        case None | bool():
            return value
        case Question():
            return ["question", value.id]
        case Enum() if _KNOWN.get(type(value).__name__) is type(value):
            return [type(value).__name__, value.value]
        case str():  # also a room's own option, which is its word
            return str(value)
        case int():
            return int(value)
        case float():
            return float(value) if math.isfinite(value) else ["float", str(float(value))]
    return _encode_kinds(value)


def _encode_kinds(value: object) -> Json:
    """What JSON has no word for, as a list that begins with its kind."""
    match value:
        case dt.datetime():
            return ["moment", value.isoformat()]
        case dt.date():
            return ["date", value.isoformat()]
        case tuple():
            return ["tuple", *map(encode, value)]
        case Mapping():
            return ["mapping", *([encode(key), encode(held)] for key, held in value.items())]
    return _encode_parts(value)


def _encode_parts(value: object) -> Json:
    name = type(value).__name__
    if _KNOWN.get(name) is not type(value):
        if hasattr(value, "item"):  # a NumPy scalar, which is no float of Python's
            return encode(value.item())
        raise TypeError(f"{name} is no part of an answer")
    return [name, *(encode(getattr(value, field.name)) for field in fields(value))]  # type: ignore[arg-type]


def decode(said: Json) -> Any:
    """The value that `encode` said so. Raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
    if not isinstance(said, list):
        return said
    kind, *held = said
    match kind:
        case "question":
            return QUESTIONS[held[0]]
        case "float":
            return float(held[0])
        case "moment":
            return dt.datetime.fromisoformat(held[0])
        case "date":
            return dt.date.fromisoformat(held[0])
        case "tuple":
            return tuple(map(decode, held))
        case "mapping":
            return {decode(key): decode(value) for key, value in held}
    return _KNOWN[kind](*map(decode, held))
