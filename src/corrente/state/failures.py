"""How a failing store is told: what happened and what to do next, in both languages, without secrets."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase


class StateError(InputError):
    """The store of plans and accounts cannot be reached, read or written. Nothing of what was asked was done."""


@contextmanager
def told(where: str) -> Iterator[None]:
    """Turn a driver's failure into a `StateError` that names ``where`` (an address without its password).

    What no database can store (a null character, a whole number beyond 64 bits) is an `InputError`. The driver's own
    words are cut to their first line and not chained, for PostgreSQL's go on with the row.
    """
    try:
        yield
    except (exc.DataError, UnicodeError, OverflowError):
        raise _not_storable() from None
    except (exc.DBAPIError, exc.TimeoutError, OSError) as failure:
        raise failed(where, failure) from None


def failed(where: str, failure: Exception) -> StateError:
    """What a driver's failure means for the person who asked."""
    words = _words(failure)
    return StateError(
        phrase(
            "The plans and accounts in {where} cannot be used; nothing was changed.",
            "Os planos e contas em {where} não podem ser usados; nada foi alterado.",
            where=where,
        ),
        Phrase.same(f"{words}."),
        next((advice for sign, advice in _ADVICE.items() if sign in words), _OTHERWISE),
    )


def _not_storable() -> InputError:
    return InputError(
        Phrase("This holds a character or a number that cannot be stored.", "Há aqui um caractere ou número inválido."),
        None,
        Phrase("Write it again by hand.", "Digite de novo."),
    )


def newer(where: str) -> StateError:
    """The store was written by a corrente that is newer than this one."""
    return StateError(
        phrase(
            "The plans and accounts in {where} were written by a newer corrente.",
            "Os planos e contas em {where} foram gravados por um corrente mais novo.",
            where=where,
        ),
        None,
        Phrase("Update corrente on this machine.", "Atualize o corrente nesta máquina."),
    )


def unreadable() -> StateError:
    """A row holds something that this corrente cannot make sense of."""
    return StateError(
        Phrase(
            "The store of plans holds something that this corrente does not know.",
            "O arquivo de planos tem algo que este corrente não conhece.",
        ),
        None,
        Phrase(
            "Update corrente on this machine; if it is the newest, please report this as an error.",
            "Atualize o corrente nesta máquina; se já for o mais novo, relate isto como um erro.",
        ),
    )


def not_an_address(said: str) -> StateError:
    """The URL of the store is of no kind that corrente knows."""
    return StateError(
        phrase(
            "Plans and accounts cannot be kept in {said}.",
            "Planos e contas não podem ser guardados em {said}.",
            said=said,
        ),
        None,
        Phrase(
            "Give an address such as postgresql://user:password@host/database, or none for a file beside the company.",
            "Informe um endereço como postgresql://usuario:senha@servidor/banco, ou nenhum para um arquivo junto da "
            "empresa.",
        ),
    )


def no_driver() -> StateError:
    """The part that speaks to PostgreSQL is optional and not here."""
    return StateError(
        Phrase(
            "The part that speaks to PostgreSQL is not installed.",
            "O componente que fala com o PostgreSQL não está instalado.",
        ),
        None,
        Phrase('Install it with: pip install "corrente[postgres]"', 'Instale com: pip install "corrente[postgres]"'),
    )


def _words(failure: Exception) -> str:
    """The driver's first line; SQLAlchemy's own would quote the statement."""
    said = str(getattr(failure, "orig", None) or failure).strip()
    return (said.splitlines()[0] if said else type(failure).__name__).rstrip(".")[:300]


_ADVICE = {
    "is full": Phrase("Free some space on that disk and try again.", "Libere espaço nesse disco e tente de novo."),
    "readonly": Phrase(
        "Allow this user to write to that file and its folder.",
        "Permita que este usuário grave nesse arquivo e na pasta dele.",
    ),
    "unable to open": Phrase(
        "Check that the folder is there and that this user may write to it.",
        "Confira se a pasta existe e se este usuário pode gravar nela.",
    ),
    "not a database": Phrase(
        "That file is something else or damaged: move it away, or put back a copy of it.",
        "Esse arquivo é outra coisa ou está danificado: tire-o de lá ou restaure uma cópia.",
    ),
    "malformed": Phrase(
        "That file is damaged: put back a copy of it.", "Esse arquivo está danificado: restaure uma cópia."
    ),
    "locked": Phrase(
        "Another program has held the file for long: end it, or try again later.",
        "Outro programa está segurando o arquivo há muito tempo: encerre-o ou tente mais tarde.",
    ),
}
_OTHERWISE = Phrase(
    "Check that the database runs and accepts this user, then try again.",
    "Confira se o banco de dados está no ar e aceita este usuário e tente de novo.",
)
