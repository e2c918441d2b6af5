"""What one process of the service holds: the open store, the tests in force, and what waits to be written."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from corrente.core.errors import CorrenteError
from corrente.core.words import Phrase
from corrente.experiments import kept, keys
from corrente.experiments.exposures import Exposure
from corrente.experiments.kept import Served
from corrente.experiments.keys import Key
from corrente.service import batching
from corrente.service.batching import Batcher, Stored, Work
from corrente.service.limits import Buckets, Rates
from corrente.state.failures import StateError
from corrente.state.site_secrets import secret_of
from corrente.state.store import State

REFRESH_SECONDS = 1.0
"""How old may be what is known of tests, policies and keys."""
RECENT_SECONDS = 300.0
MOST_RECENT = 50_000

log = logging.getLogger(__name__)
Place = tuple[str, str]
_NEVER = float("-inf")


@dataclass(frozen=True)
class Snapshot:
    """Keys by their hash, tests by site and id, secrets by site, as they stood at one moment."""

    keys: Mapping[str, Key] = field(default_factory=dict)
    tests: Mapping[Place, Served] = field(default_factory=dict)
    heads: Mapping[Place, tuple[int, int]] = field(default_factory=dict)
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)


def refreshed(state: State, before: Snapshot) -> Snapshot:
    """What stands now; of tests, only what changed is read. Raises `StateError` where the store fails."""
    with state.reading() as connection:
        valid = keys.valid(connection)
        heads = kept.heads(connection)
        changed = {place: head for place, head in heads.items() if before.heads.get(place) != head}
        tests = {**before.tests, **kept.served(connection, changed)}
    sites = {site for site, _ in heads} | {key.site for key in valid.values()}
    known = {site: before.secrets.get(site) or secret_of(state, site) for site in sites}
    return Snapshot(valid, tests, heads, known)


class Recent:
    """Decisions that were stored lately, so that repeats cost nothing. Two halves: the older one is let go whole."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_RECENT) -> None:
        self._clock, self._most = clock, most
        self._young: dict[str, Exposure] = {}
        self._old: dict[str, Exposure] = {}
        self._since = clock()

    def get(self, decision: str) -> Exposure | None:
        """The stored exposure of that decision id, if it is remembered."""
        self._age()
        return self._young.get(decision) or self._old.get(decision)

    def put(self, decision: str, exposure: Exposure) -> None:
        """Remember it for `RECENT_SECONDS` to twice that."""
        self._age()
        self._young[decision] = exposure

    def _age(self) -> None:
        if len(self._young) >= self._most or self._clock() - self._since > RECENT_SECONDS:
            quiet = self._clock() - self._since > 2 * RECENT_SECONDS
            self._old, self._young, self._since = {} if quiet else self._young, {}, self._clock()


class Live:
    """One process's share of the service; routes find it by `live_of`.

    ``opener`` opens the store, at the start or as soon as it is there.
    """

    def __init__(self, opener: Callable[[], State], rates: Rates) -> None:
        self.snapshot = Snapshot()
        self.recent = Recent()
        self.of_address, self.of_key = Buckets(rates.of_address), Buckets(rates.of_key)
        self.of_results = Buckets(rates.of_results)
        self.batcher = Batcher(self._store)
        self._opener = opener
        self._open: State | None = None
        self._fresh_at = _NEVER
        self._ending = threading.Event()
        self._first = threading.Event()
        self._refresher = threading.Thread(target=self._keep_fresh, name="corrente-refresher", daemon=True)

    @property
    def state(self) -> State:
        """The open store. Raises `StateError` where it has not been reached yet."""
        if self._open is None:
            raise StateError(_NOT_OPEN, None, _WAIT)
        return self._open

    @property
    def is_known(self) -> bool:
        """Whether the store was ever read, so that a key that is not known is none."""
        return self._fresh_at > _NEVER

    @property
    def is_fresh(self) -> bool:
        """Whether the store was read within the last seconds."""
        return time.monotonic() - self._fresh_at < 5 * REFRESH_SECONDS

    def start(self, wait_seconds: float = 5.0) -> None:
        """Begin to keep up with the store, and wait a little for the first reading."""
        self._refresher.start()
        self._first.wait(wait_seconds)

    def close(self) -> None:
        """Write what waits, and end. The store stays open: it belongs to whoever opened it."""
        self._ending.set()
        self.batcher.close()
        if self._refresher.is_alive():
            self._refresher.join(2 * REFRESH_SECONDS)

    def refresh(self) -> None:
        """Read now what changed. Raises `StateError` or another `CorrenteError` where that fails."""
        if self._open is None:
            self._open = self._opener()
        self.snapshot = refreshed(self._open, self.snapshot)
        self._fresh_at = time.monotonic()

    def _keep_fresh(self) -> None:
        failing = False
        while not self._ending.is_set():
            try:
                self.refresh()
                failing = False
            except CorrenteError as failure:  # decisions go on by what is known; the next second tries again
                if not failing:
                    log.warning("%s", failure)
                failing = True
            finally:
                self._first.set()
            self._ending.wait(REFRESH_SECONDS)

    def _store(self, works: Sequence[Work]) -> Sequence[Stored]:
        return batching.store(self.state, works)


def live_of(request: Request) -> Live:
    """The process's share of the service."""
    found: Live = request.app.state.live
    return found


_NOT_OPEN = Phrase("The store has not been reached yet.", "O armazenamento ainda não foi alcançado.")
_WAIT = Phrase("Try again in a moment.", "Tente de novo daqui a pouco.")
