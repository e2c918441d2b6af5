"""The app on a port: of this machine only, or for others who have accounts."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from corrente.company.place import open_state_of
from corrente.core.errors import InputError
from corrente.core.words import Language, Phrase, phrase
from corrente.service.listening import listen
from corrente.state import accounts
from corrente.state.accounts import Role
from corrente.web.app import create_app
from corrente.web.guard import Listening
from corrente.web.sending import collect_into

if TYPE_CHECKING:
    from corrente.state.store import State
    from corrente.stream.company import Company


def serve(
    folder: Path,
    port: int = 8000,
    listening: Listening = Listening(),  # noqa: B008 - a value that never changes
    language: Language = Language.EN,
) -> None:
    """Serve the company in ``folder`` until interrupted, and print the address; warnings are said in ``language``.

    Raises `InputError` where ``folder`` is no folder, the port is taken, or others could come but nobody has an
    owner's account.
    """
    import uvicorn

    from corrente.stream.company import open_company

    if not folder.is_dir():
        raise InputError(phrase("There is no folder “{folder}”.", "A pasta “{folder}” não existe.", folder=str(folder)))
    store = open_state_of(folder)

    def opener(progress: Callable[[Phrase, float], None]) -> Company:
        collect_into(folder, store)
        return open_company(folder, progress)

    try:
        if listening.asks_for_accounts:
            _need_an_owner(store, folder)
        with listen(listening.host, port) as bound:
            _say(listening, bound.getsockname()[1], language)
            app = create_app(opener, folder, store=store, listening=listening)
            config = uvicorn.Config(app, log_level="warning", server_header=False)
            with suppress(KeyboardInterrupt):  # how the app is meant to end
                uvicorn.Server(config).run(sockets=[bound])
    finally:
        store.close()


def _need_an_owner(store: State, folder: Path) -> None:
    if any(account.role is Role.OWNER for account in accounts.listed(store)):
        return
    raise InputError(
        Phrase(
            "Others could reach the app, and nobody has an account.", "Outros alcançariam o app, e ninguém tem conta."
        ),
        Phrase("An owner has to be there first.", "Antes é preciso haver uma conta de dono."),
        phrase(
            "Make one: corrente account add {folder} you@example.com --role owner",
            "Crie uma: corrente account add {folder} voce@exemplo.com --role owner",
            folder=str(folder),
        ),
    )


def _say(listening: Listening, port: int, language: Language) -> None:
    name = next(iter(sorted(listening.names)), "")
    host = f"[{listening.host}]" if ":" in listening.host else listening.host
    address = f"https://{name or host}/" if listening.https else f"http://{name or host}:{port}/"
    print(f"corrente: {address}  (Ctrl+C)", flush=True)  # noqa: T201 - what it is for
    if listening.asks_for_accounts and not listening.https:
        print(f"corrente: {_IN_CLEAR.say(language)}", file=sys.stderr, flush=True)  # noqa: T201


_IN_CLEAR = Phrase(
    "Without HTTPS, passwords and pages can be read on the way. Put a proxy with HTTPS in front and add --https.",
    "Sem HTTPS, as senhas e as páginas podem ser lidas no caminho. Ponha na frente um proxy com HTTPS e use --https.",
)
