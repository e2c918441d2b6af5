"""``corrente mail``: send e-mail campaigns from a terminal, see how they go, and take in what comes back."""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corrente.cli.main import Call
from corrente.cli.store import opened
from corrente.core.errors import InputError
from corrente.core.words import Form, Language, Number, Phrase, phrase

if TYPE_CHECKING:
    from corrente.core.mailing import Mailing
    from corrente.state.store import State

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder / pasta")]
Named = Annotated[str, typer.Argument(metavar="MAILING")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON")]
SITE = "main"


def listed(folder: Folder) -> None:
    from corrente.outreach.mail import kept

    with opened(folder) as store:
        for one in kept.listed(store, SITE):
            print(f"{one.mailing.id}\t{one.phase.value}\t{one.mailing.name}")


def send(
    context: typer.Context,
    folder: Folder,
    mailing: Named,
    people: Annotated[Path | None, typer.Option("--list", metavar="F.csv")] = None,
    as_json: AsJson = False,
) -> None:
    from corrente.core.mailing import MailPhase
    from corrente.outreach.mail import campaign, kept
    from corrente.service import mail_work

    ending = threading.Event()
    with opened(folder) as store, _interruptible(ending):
        worker = mail_work.worker(store, SITE, os.environ, lambda seconds: not ending.wait(seconds))
        found = kept.find(store, SITE, mailing)
        if people is not None:
            campaign.bring(store, SITE, mailing, _content(people))
        if found.phase is MailPhase.DRAFT:
            mail_work.start(store, SITE, found.mailing, _here(), _scores(folder, found.mailing))
        else:
            campaign.resume(store, SITE, mailing, _here())
        worker.send(mailing)
        _tell(store, mailing, context.obj.spoken, as_json)


def status(context: typer.Context, folder: Folder, mailing: Named, as_json: AsJson = False) -> None:
    with opened(folder) as store:
        _tell(store, mailing, context.obj.spoken, as_json)


def pause(context: typer.Context, folder: Folder, mailing: Named, as_json: AsJson = False) -> None:
    from corrente.outreach.mail import campaign

    with opened(folder) as store:
        campaign.pause(store, SITE, mailing, _here())
        _tell(store, mailing, context.obj.spoken, as_json)


def cancel(context: typer.Context, folder: Folder, mailing: Named, as_json: AsJson = False) -> None:
    from corrente.outreach.mail import campaign

    with opened(folder) as store:
        campaign.cancel(store, SITE, mailing, _here())
        _tell(store, mailing, context.obj.spoken, as_json)


def unknown(
    context: typer.Context,
    folder: Folder,
    mailing: Named,
    again: Annotated[bool | None, typer.Option("--again/--leave")] = None,
    as_json: AsJson = False,
) -> None:
    from corrente.outreach.mail import campaign

    with opened(folder) as store:
        if again is None:
            for one in campaign.unknown(store, SITE, mailing, most=1_000_000):
                print(f"{one.email}\t{one.reply}")
        else:
            campaign.decide_unknown(store, SITE, mailing, again, _here())
            _tell(store, mailing, context.obj.spoken, as_json)


def bounces(context: typer.Context, folder: Folder, box: Annotated[Path, typer.Argument(metavar="MAILDIR")]) -> None:
    from corrente.outreach.mail import bounces, reports
    from corrente.service.mail_work import tell

    with opened(folder) as store:
        noted = reports.note(store, SITE, bounces.read_maildir(box), tell)
    said = phrase("{n} reports noted.", "{n} avisos anotados.", n=Number(noted, Form.COUNT))
    print(said.say(context.obj.spoken))


def hook_key(folder: Folder) -> None:
    from corrente.outreach.mail.hooks import hook_key
    from corrente.state.site_secrets import secret_of

    with opened(folder) as store:
        print(hook_key(secret_of(store, SITE), SITE))


HELP = Phrase(
    "Send e-mail campaigns, and take in what comes back.", "Enviar campanhas de e-mail e receber o que volta delas."
)
COMMANDS: Mapping[str, tuple[Callable[..., None], Phrase]] = {
    "list": (listed, Phrase("List the mailings.", "Listar os envios.")),
    "send": (
        send,
        Phrase(
            "Start a mailing, or go on with it, until everybody has it.",
            "Iniciar um envio, ou continuá-lo, até que todos tenham recebido.",
        ),
    ),
    "status": (status, Phrase("Show how far a mailing is.", "Mostrar em que pé está um envio.")),
    "pause": (pause, Phrase("Send no more of a mailing for now.", "Não enviar mais por ora.")),
    "cancel": (cancel, Phrase("Send no more of a mailing, for good.", "Não enviar mais, de vez.")),
    "unknown": (
        unknown,
        Phrase(
            "List those who were perhaps sent it; send it again, or leave them.",
            "Listar quem talvez tenha recebido; enviar de novo ou deixar assim.",
        ),
    ),
    "bounces": (
        bounces,
        Phrase(
            "Read what came back from a Maildir: bounces and complaints.",
            "Ler de um Maildir o que voltou: mensagens devolvidas e reclamações.",
        ),
    ),
    "hook-key": (
        hook_key,
        Phrase(
            "Print the key by which a mail provider signs its news.",
            "Mostrar a chave com que um provedor de e-mail assina seus avisos.",
        ),
    ),
}


def build(call: Call) -> typer.Typer:
    """The group of commands, its help in the caller's language."""
    app = typer.Typer(no_args_is_help=True)
    for name, (command, text) in COMMANDS.items():
        app.command(name, help=text.say(call.spoken))(command)
    return app


@contextmanager
def _interruptible(ending: threading.Event) -> Iterator[None]:
    """At Ctrl-C, or when asked to end, the message in hand is finished; a second time it is not."""

    def end(number: int, _frame: object) -> None:
        ending.set()
        signal.signal(number, before[signal.Signals(number)])

    before: dict[signal.Signals, Any] = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise InputError(
            phrase("“{path}” cannot be read.", "Não dá para ler “{path}”.", path=str(path)), Phrase.same(f"{failure}.")
        ) from failure


def _scores(folder: Path, mailing: Mailing) -> Mapping[str, float] | None:
    if mailing.chosen.least_score is None:
        return None
    from corrente.stream.company import open_company
    from corrente.web.mail_desk import chances

    with closing(open_company(folder)) as company:
        return chances(company)


def _tell(store: State, mailing: str, language: Language, as_json: bool) -> None:
    from corrente.outreach.mail import campaign, kept

    found = kept.find(store, SITE, mailing)
    total, by_version = campaign.counts(store, SITE, mailing)
    if as_json:
        said = {
            "mailing": mailing, "name": found.mailing.name, "phase": found.phase.value, "because": found.because,
            "counts": asdict(total), "versions": {name: asdict(counts) for name, counts in by_version.items()},
        }  # fmt: skip
        print(json.dumps(said, ensure_ascii=False, indent=2))
        return
    numbers = {name: Number(value, Form.COUNT) for name, value in asdict(total).items()}
    print(Phrase(_STATUS.en, _STATUS.pt, {**numbers, "phase": found.phase.value}).say(language))
    if found.because:
        print(found.because)


_STATUS = Phrase(
    "{phase}: {sent} of {people} sent, {waiting} waiting, {bounced} bounced, {unknown} unknown, {clicked} clicked, "
    "{unsubscribed} unsubscribed.",
    "{phase}: {sent} de {people} enviados, {waiting} na fila, {bounced} devolvidos, {unknown} incertos, {clicked} "
    "clicaram, {unsubscribed} cancelaram.",
)


def _here() -> str:
    from corrente.web.access import here

    return here().author
