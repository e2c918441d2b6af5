"""Weekdays, hours and messages as people say them."""

from __future__ import annotations

from corrente.core.words import Form, Number, Phrase, phrase

OTHER = "(other)"
CLAIMED = 0.75
"""What is less likely than this is not claimed, as `certainty` has it."""

Values = dict[str, Number | Phrase | str]
"""What a sentence is filled in with."""

_WEEKDAYS = (
    phrase("Monday", "segunda-feira"), phrase("Tuesday", "terça-feira"), phrase("Wednesday", "quarta-feira"),
    phrase("Thursday", "quinta-feira"), phrase("Friday", "sexta-feira"), phrase("Saturday", "sábado"),
    phrase("Sunday", "domingo"),
)  # fmt: skip


def weekday_words(day: int) -> Phrase:
    """The weekday, 0 being Monday."""
    return _WEEKDAYS[day]


def hours_words(first: int, count: int) -> Phrase:
    """From one full hour to another."""
    return phrase("{first}–{last} h", "{first}–{last} h", first=str(first), last=str(first + count))


def sent_words(channel: str, message: str) -> Phrase:
    """A message by its channel, or the channel alone."""
    if not message:
        return phrase("{channel}", "{channel}", channel=channel)
    return phrase("“{message}” by {channel}", "“{message}” por {channel}", message=message, channel=channel)


def share(value: float) -> Number:
    """A share in percent, with one decimal."""
    return Number(float(value), Form.EXACT_SHARE)
