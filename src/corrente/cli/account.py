"""``corrente account``: who may come into the app, from the terminal of the machine it runs on."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrente.cli.main import Call
from corrente.cli.store import opened
from corrente.core.errors import InputError
from corrente.core.words import Language, Phrase, phrase

if TYPE_CHECKING:
    from corrente.state.accounts import Account, Role
    from corrente.state.store import State

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder / pasta")]
Email = Annotated[str, typer.Argument(metavar="EMAIL")]
AsRole = Annotated[str, typer.Option("--role", metavar="reader|editor|owner")]


def add(context: typer.Context, folder: Folder, email: Email, role: AsRole = "reader") -> None:
    from corrente.state import accounts

    wanted, language = _role(role), context.obj.spoken
    with opened(folder) as store:
        account = accounts.open_account(store, email, _password(language), wanted, language, by=_here())
    print(_line(account))


def listed(folder: Folder) -> None:
    from corrente.state import accounts

    with opened(folder) as store:
        for account in accounts.listed(store):
            print(_line(account))


def change_role(
    folder: Folder, email: Email, role: Annotated[str, typer.Argument(metavar="reader|editor|owner")]
) -> None:
    from corrente.state import accounts

    wanted = _role(role)
    with opened(folder) as store:
        accounts.change_role(store, _found(store, email).id, wanted, by=_here())


def change_password(context: typer.Context, folder: Folder, email: Email) -> None:
    from corrente.state import accounts

    with opened(folder) as store:
        account = _found(store, email)
        accounts.change_password(store, account.id, _password(context.obj.spoken), by=_here())


def close(folder: Folder, email: Email) -> None:
    from corrente.state import accounts

    with opened(folder) as store:
        accounts.close(store, _found(store, email).id, by=_here())


HELP = Phrase("Accounts of those who may come into the app.", "Contas de quem pode entrar no aplicativo.")
COMMANDS: dict[str, tuple[Callable[..., None], Phrase]] = {
    "add": (
        add,
        Phrase(
            "Add an account; its password is asked for, or read from standard input.",
            "Criar uma conta; a senha é perguntada ou lida da entrada padrão.",
        ),
    ),
    "list": (listed, Phrase("List the accounts with their roles.", "Listar as contas e seus papéis.")),
    "role": (change_role, Phrase("Give an account another role.", "Mudar o papel de uma conta.")),
    "password": (
        change_password,
        Phrase("Set an account's password; its sessions end.", "Trocar a senha de uma conta; suas sessões terminam."),
    ),
    "close": (
        close,
        Phrase("Close an account and forget the person.", "Encerrar uma conta e esquecer a pessoa."),
    ),
}


def build(call: Call) -> typer.Typer:
    """The group of commands, its help in the caller's language."""
    app = typer.Typer(no_args_is_help=True)
    for name, (command, text) in COMMANDS.items():
        app.command(name, help=text.say(call.spoken))(command)
    return app


def _password(language: Language) -> str:
    """Typed twice and unseen, or the first line of what is piped in: never part of the command."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    asked = Phrase("Password (12 characters or more)", "Senha (12 caracteres ou mais)")
    again = Phrase("Once more", "Mais uma vez")
    said: str = typer.prompt(asked.say(language), hide_input=True, confirmation_prompt=again.say(language))
    return said


def _role(name: str) -> Role:
    from corrente.state.accounts import Role

    if name in set(Role):
        return Role(name)
    raise InputError(
        phrase("“{name}” is no role.", "“{name}” não é um papel.", name=name),
        None,
        Phrase("The roles are reader, editor and owner.", "Os papéis são reader, editor e owner."),
    )


def _found(store: State, email: str) -> Account:
    from corrente.state import accounts

    for account in accounts.listed(store):
        if account.email == accounts.normal(email):
            return account
    raise InputError(
        phrase("There is no account “{email}”.", "A conta “{email}” não existe.", email=email),
        None,
        Phrase("See them with: corrente account list DIR", "Veja as contas com: corrente account list DIR"),
    )


def _line(account: Account) -> str:
    return f"{account.email}\t{account.role.value}"


def _here() -> str:
    from corrente.web.access import here

    return here().author
