"""A load generator that takes little of the machine itself: raw HTTP/1.1 over connections that are kept."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Load:
    """What a run measured: answers that were 200, others, seconds, and the latency of each answer in milliseconds."""

    good: int
    bad: int
    seconds: float
    latencies: NDArray[np.float64]

    @property
    def a_second(self) -> float:
        """Good answers a second."""
        return self.good / self.seconds

    def percentile(self, share: float) -> float:
        """The latency below which that share of the answers came, in milliseconds."""
        return float(np.quantile(self.latencies, share)) if self.latencies.size else float("nan")


def request(path: str, body: bytes, kind: str = "application/json") -> bytes:
    """One POST as it goes over the wire."""
    head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


@dataclass
class _Run:
    requests: Iterator[bytes]
    ends_at: float
    counted_from: float
    latencies: list[float] = field(default_factory=list)
    bad: int = 0
    due: deque[float] | None = None
    idle: list[_Connection] = field(default_factory=list)

    def answered(self, connection: _Connection, since: float, good: bool) -> None:
        now = time.perf_counter()
        if not good:
            self.bad += 1
        elif now >= self.counted_from:
            self.latencies.append(now - since)
        if now >= self.ends_at:
            connection.transport.close()
        elif self.due is None:
            connection.ask(next(self.requests), now)
        elif self.due:
            connection.ask(next(self.requests), self.due.popleft())
        else:
            self.idle.append(connection)


class _Connection(asyncio.Protocol):
    transport: asyncio.Transport

    def __init__(self, run: _Run) -> None:
        self._run, self._since, self._held = run, 0.0, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment] # uvloop's own class

    def ask(self, said: bytes, since: float) -> None:
        """Send a request that was due at ``since``."""
        self._since = since
        self.transport.write(said)

    def data_received(self, data: bytes) -> None:
        self._held += data
        head = self._held.find(b"\r\n\r\n")
        if head < 0:
            return
        at = self._held.index(b"content-length: ") + 16
        length = int(self._held[at : self._held.index(b"\r", at)])
        if len(self._held) >= head + 4 + length:
            good = self._held.startswith(b"HTTP/1.1 200")
            self._held = b""
            self._run.answered(self, self._since, good)


def closed(
    port: int, requests: Callable[[], Iterator[bytes]], connections: int, seconds: float, warm: float = 1
) -> Load:
    """Each of ``connections`` asks again as soon as it is answered; the first ``warm`` seconds are not counted."""
    return _with_uvloop(_measured(port, requests(), connections, seconds, warm, None))


def paced(
    port: int,
    requests: Callable[[], Iterator[bytes]],
    connections: int,
    seconds: float,
    a_second: float,
    warm: float = 1,
) -> Load:
    """``a_second`` requests are due, whatever the service does; latencies count from when each was due.

    So a stall shows in all requests that it held up (Tene's "coordinated omission" is avoided).
    """
    return _with_uvloop(_measured(port, requests(), connections, seconds, warm, a_second))


async def _measured(
    port: int, requests: Iterator[bytes], connections: int, seconds: float, warm: float, rate: float | None
) -> Load:
    loop = asyncio.get_running_loop()
    start = time.perf_counter()
    run = _Run(requests, start + warm + seconds, start + warm, due=None if rate is None else deque())
    made = [await loop.create_connection(lambda: _Connection(run), "127.0.0.1", port) for _ in range(connections)]
    if rate is None:
        for _, protocol in made:
            protocol.ask(next(requests), time.perf_counter())
        await asyncio.sleep(run.ends_at - time.perf_counter() + 0.5)
    else:
        run.idle = [protocol for _, protocol in made]
        await _pace(run, rate)
    for transport, _ in made:
        transport.abort()
    return Load(len(run.latencies), run.bad, seconds, 1000 * np.array(run.latencies))


async def _pace(run: _Run, rate: float) -> None:
    assert run.due is not None
    start = time.perf_counter()
    made = 0
    while (now := time.perf_counter()) < run.ends_at:
        for number in range(made, int((now - start) * rate)):
            since = start + number / rate
            if run.idle:
                run.idle.pop().ask(next(run.requests), since)
            else:
                run.due.append(since)
        made = max(made, int((now - start) * rate))
        await asyncio.sleep(0.001)
    await asyncio.sleep(0.5)


def _with_uvloop(work: object) -> Load:
    import uvloop

    found: Load = uvloop.run(work)  # type: ignore[arg-type]
    return found
