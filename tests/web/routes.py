"""Every route of the app, however its routers are nested."""

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts


@dataclass(frozen=True)
class Way:
    """One method of one route."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def every_way(app: FastAPI) -> Iterator[Way]:
    """Each method of each route."""
    for route in iter_route_contexts(app.routes):
        for method in sorted(route.methods or ()):
            yield Way(method, route.path)
