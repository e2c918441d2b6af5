"""A port of this machine, taken before anything is served on it."""

from __future__ import annotations

from errno import EADDRINUSE
from socket import AI_PASSIVE, SO_REUSEADDR, SOCK_STREAM, SOL_SOCKET, getaddrinfo, socket

from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase


def listen(host: str, port: int) -> socket:
    """A socket on which requests may come and wait from now on; raises `InputError` where that cannot be."""
    try:
        family, kind, _, _, place = getaddrinfo(host, port, type=SOCK_STREAM, flags=AI_PASSIVE)[0]
        bound = socket(family, kind)
        bound.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
    except OSError as error:
        raise _cannot_listen(host, port, error) from error
    try:
        bound.bind(place)
        bound.listen()
    except OSError as error:
        bound.close()
        raise _cannot_listen(host, port, error) from error
    return bound


_TAKEN = Phrase("Another program listens there already.", "Outro programa já está usando essa porta.")


def _cannot_listen(host: str, port: int, error: OSError) -> InputError:
    return InputError(
        phrase("Port {port} of {host} cannot be used.", "Não dá para usar a porta {port} de {host}.",
               port=str(port), host=host),
        _TAKEN if error.errno == EADDRINUSE else Phrase.same(f"{error.strerror or error}."),
        Phrase("Choose another one with --port or --host.", "Escolha outra com --port ou --host."),
    )  # fmt: skip
