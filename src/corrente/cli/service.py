"""``corrente service``: the public door of tests and landing pages, apart from the app, and its keys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from corrente.cli.main import Call
from corrente.cli.store import opened
from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase

if TYPE_CHECKING:
    from corrente.experiments.keys import Key

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder / pasta")]
RUN = "run"


class _Group(TyperGroup):
    """``corrente service DIR`` is ``corrente service run DIR``; a folder called key is ``./key``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and args[0] not in {*self.commands, "--help"}:
            args = [RUN, *args]
        return super().parse_args(ctx, args)


def run(
    folder: Folder,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8010,
    workers: Annotated[int, typer.Option("--workers", min=1, max=64)] = 1,
    rate: Annotated[float, typer.Option("--rate", min=1, metavar="N")] = 100,
) -> None:
    from corrente.company.place import place_of
    from corrente.company.settings import read_settings
    from corrente.service.limits import Rate, Rates
    from corrente.service.pages import Pages
    from corrente.service.serving import serve_service

    rates = Rates(of_address=Rate(rate, 10 * rate))
    pages = Pages(folder, retention=read_settings(folder).retention)
    serve_service(place_of(folder), host, port, workers, rates, pages)


def add(
    folder: Folder,
    kind: Annotated[str, typer.Option("--kind", metavar="write|read")] = "write",
    site: Annotated[str, typer.Option("--site", metavar="SITE")] = "main",
) -> None:
    from corrente.experiments import keys
    from corrente.web.access import here

    if kind not in set(keys.Kind):
        raise InputError(
            phrase("“{kind}” is no kind of key.", "“{kind}” não é um tipo de chave.", kind=kind),
            None,
            Phrase("The kinds are write and read.", "Os tipos são write e read."),
        )
    with opened(folder) as store:
        _, said = keys.make(store, keys.Kind(kind), site, by=here().author)
    print(said)


def listed(folder: Folder) -> None:
    from corrente.experiments import keys

    with opened(folder) as store:
        for key in keys.listed(store):
            print(_line(key))


def revoke(folder: Folder, id: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    from corrente.experiments import keys
    from corrente.web.access import here

    with opened(folder) as store:
        print(_line(keys.revoke(store, id, by=here().author)))


HELP = Phrase(
    "The public service of tests and landing pages, and its keys.",
    "O serviço público de testes e páginas de captura, e suas chaves.",
)
_HELP_OF_KEYS = Phrase("Keys of the service.", "Chaves do serviço.")
_RUN = Phrase(
    "Serve decisions, events and pages; DIR alone does the same.",
    "Servir decisões, eventos e páginas; só DIR faz o mesmo.",
)
_KEYS: dict[str, tuple[Callable[..., None], Phrase]] = {
    "add": (
        add,
        Phrase(
            "Make a key and print it, this once: write for pages, read for results.",
            "Criar uma chave e mostrá-la, só desta vez: write para páginas, read para resultados.",
        ),
    ),
    "list": (listed, Phrase("List the keys, without their texts.", "Listar as chaves, sem o texto delas.")),
    "revoke": (revoke, Phrase("End a key.", "Encerrar uma chave.")),
}


def build(call: Call) -> typer.Typer:
    """The group of commands, its help in the caller's language."""
    app = typer.Typer(cls=_Group, no_args_is_help=True)
    app.command(RUN, help=_RUN.say(call.spoken))(run)
    of_keys = typer.Typer(no_args_is_help=True)
    for name, (command, text) in _KEYS.items():
        of_keys.command(name, help=text.say(call.spoken))(command)
    app.add_typer(of_keys, name="key", help=_HELP_OF_KEYS.say(call.spoken))
    return app


def _line(key: Key) -> str:
    ended = "" if key.revoked is None else f"\trevoked {key.revoked:%Y-%m-%d}"
    return f"{key.id}\t{key.site}\t{key.kind.value}\t{key.made:%Y-%m-%d}{ended}"
