"""How much is taken from whom, and what a body may hold. All in memory of one process."""

from __future__ import annotations

import ipaddress
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corrente.core.words import Phrase
from corrente.service.refusals import malformed

MOST_NAMES = 50_000
"""So many addresses are remembered at a time."""


@dataclass(frozen=True)
class Rate:
    """``a_second`` are taken on and on, and ``at_once`` after a pause."""

    a_second: float
    at_once: float


@dataclass(frozen=True)
class Rates:
    """The limits of each process. A decision counts one, and so does every event; results have a rate of their own."""

    of_address: Rate = Rate(100, 1_000)
    of_key: Rate = Rate(5_000, 20_000)
    of_results: Rate = Rate(1, 20)


class Buckets:
    """A token bucket for each name (Turner 1986, IEEE Communications Magazine 24(10))."""

    def __init__(self, rate: Rate, clock: Callable[[], float] = time.monotonic, most: int = MOST_NAMES) -> None:
        self._rate, self._clock, self._most = rate, clock, most
        self._held: dict[str, tuple[float, float]] = {}

    def take(self, name: str, amount: float = 1) -> float:
        """0 where so much may come now (it is taken), else the seconds until it may.

        An amount above what ever fits at once is taken from a full bucket, which then owes the rest.
        """
        now = self._clock()
        left = self._left(self._held.get(name, (self._rate.at_once, now)), now)
        wanted = min(amount, self._rate.at_once)
        if left < wanted:
            return (wanted - left) / self._rate.a_second
        if len(self._held) >= self._most and name not in self._held:
            self._forget(now)
        self._held[name] = (left - amount, now)
        return 0.0

    def _left(self, held: tuple[float, float], now: float) -> float:
        left, since = held
        return min(self._rate.at_once, left + (now - since) * self._rate.a_second)

    def _forget(self, now: float) -> None:
        """Let go of full buckets, which are as good as none, and of the older half where that is not enough."""
        kept = {name: held for name, held in self._held.items() if self._left(held, now) < self._rate.at_once}
        older = len(kept) // 2 if len(kept) >= self._most else 0
        self._held = dict(list(kept.items())[older:])


@lru_cache(maxsize=10_000)
def network(address: str) -> str:
    """An address as it is limited: IPv6 by its /64, as one household has all of it."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return address
    if found.ipv4_mapped is not None:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network(f"{found}/64", strict=False))


_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


def parsed(body: bytes) -> Mapping[str, object]:
    """A body as a JSON object. Raises `Refused` (422) for anything else, whatever it is.

    Not taken: other encodings than UTF-8, a name twice in one object, NaN and infinity, null characters, halves of
    surrogate pairs, and lists within lists beyond what Python reads.
    """
    try:
        found = json.loads(body.decode(), object_pairs_hook=_once, parse_constant=_no_number)
        if _SUSPICIOUS.search(body):
            _refuse_unwritable(found)
    except (ValueError, RecursionError) as wrong:
        raise malformed(_WRONG.get(str(wrong), _NOT_JSON)) from None
    if not isinstance(found, dict):
        raise malformed(_NO_OBJECT)
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("twice")
    return found


def _no_number(_said: str) -> object:
    raise ValueError("number")


def _refuse_unwritable(value: object) -> None:
    """Raise ``ValueError`` for a text, however deep, that no database can store."""
    if isinstance(value, str):
        if "\0" in value:
            raise ValueError("null")
        value.encode()
    elif isinstance(value, dict):
        for name, held in value.items():
            _refuse_unwritable(name)
            _refuse_unwritable(held)
    elif isinstance(value, list):
        for held in value:
            _refuse_unwritable(held)


_NOT_JSON = Phrase("The body is no JSON in UTF-8.", "O corpo não é JSON em UTF-8.")
_NO_OBJECT = Phrase("The body is no JSON object.", "O corpo não é um objeto JSON.")
_WRONG = {
    "twice": Phrase("A name stands twice in one object.", "Um nome aparece duas vezes no mesmo objeto."),
    "number": Phrase("NaN and Infinity are no JSON.", "NaN e Infinity não são JSON."),
    "null": Phrase("A null character cannot be stored.", "O caractere nulo não pode ser gravado."),
}
