"""`forget`, `export-person` and `retention`: what people can ask for, and for how long their data are held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrente.cli.store import opened
from corrente.core.errors import InputError
from corrente.core.words import Form, Language, Number, Phrase, phrase

if TYPE_CHECKING:
    from corrente.company.forgotten import Held

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder / pasta")]
Person = Annotated[str, typer.Argument(metavar="PERSON", help="ana@example.com, 1042")]


def forget(context: typer.Context, folder: Folder, person: Person) -> None:
    from corrente.web import forgetting
    from corrente.web.access import here

    language, person = context.obj.spoken, _named(person)
    with opened(folder) as store:
        gone, held = forgetting.forget(store, folder, person, by=here().author)
    _say(language, _erased(gone))
    for kind, number in gone.items():
        _say(language, _line(KINDS[kind], number))
    _say_files(language, held, _LEFT_OUT)


def export_person(
    context: typer.Context,
    folder: Folder,
    person: Person,
    out: Annotated[Path, typer.Option("--out", metavar="F.zip")] = Path("person.zip"),
) -> None:
    from corrente.company.forgotten import found_in
    from corrente.outreach import rights
    from corrente.web.access import here

    language, person = context.obj.spoken, _named(person)
    with opened(folder) as store:
        held = rights.held(store, person)
        out.write_bytes(rights.export(store, person, by=here().author))
    _say(language, phrase("Written: {file}", "Gravado: {file}", file=str(out)))
    for kind, rows in held.items():
        _say(language, _line(KINDS[kind], len(rows)))
    _say_files(language, found_in(folder, person), _NOT_IN_THE_FILE)


def retention(
    context: typer.Context, folder: Folder, now: Annotated[bool, typer.Option("--now", help="expire")] = False
) -> None:
    from corrente.company.settings import read_settings
    from corrente.outreach.retention import expire

    language = context.obj.spoken
    with opened(folder) as store:
        limits = read_settings(folder).retention
        for kind, months in vars(limits).items():
            _say(language, _months(kind, months))
        if now:
            gone = expire(store, limits)
            _say(language, _erased(gone))
            for kind, number in gone.items():
                _say(language, _line(KINDS[kind], number))


def _named(person: str) -> str:
    if not person.strip():
        raise InputError(
            Phrase("Nobody was named.", "Ninguém foi indicado."),
            None,
            Phrase("Give an e-mail address or an id.", "Informe um e-mail ou um id."),
        )
    return person


def _say(language: Language, said: Phrase) -> None:
    print(said.say(language))


def _say_files(language: Language, held: Iterable[Held], then: Phrase) -> None:
    held = tuple(held)
    for one in held:
        where = phrase(
            "{table} ({files}), rows: {n}",
            "{table} ({files}), linhas: {n}",
            table=one.table,
            n=Number(one.rows, Form.COUNT),
            files=", ".join(one.files),
        )
        _say(language, where)
    if held:
        _say(language, then)


def _line(kind: Phrase, number: int) -> Phrase:
    return phrase("{kind}: {n}", "{kind}: {n}", kind=kind, n=Number(number, Form.COUNT))


def _erased(gone: Mapping[str, int]) -> Phrase:
    if not gone:
        return Phrase("Nothing was there to be erased.", "Não havia nada a apagar.")
    return Phrase("Erased from the store:", "Apagado do armazenamento:")


def _months(kind: str, months: int) -> Phrase:
    return phrase("{kind}: {n} months", "{kind}: {n} meses", kind=LIMITS[kind], n=Number(months, Form.COUNT))


KINDS: Mapping[str, Phrase] = {
    "leads": Phrase("leads", "leads"),
    "consents": Phrase("answers about consent", "respostas sobre consentimento"),
    "suppressions": Phrase("wishes not to be written to", "pedidos para não receber mensagens"),
    "deliveries": Phrase("messages sent or waiting", "mensagens enviadas ou na fila"),
    "exposures": Phrase("variants shown", "variantes mostradas"),
    "events": Phrase("events", "eventos"),
}
"""What is held on people."""

LIMITS: Mapping[str, Phrase] = {
    "leads": Phrase("leads, after the last form", "leads, depois do último formulário"),
    "messages": Phrase("who was sent what", "quem recebeu o quê"),
    "behaviour": Phrase("variants shown and events", "variantes mostradas e eventos"),
    "consents": Phrase("proof of consent, after the last answer", "prova do consentimento, depois da última resposta"),
}
_LEFT_OUT = Phrase(
    "These files are yours and stay as they are; corrente leaves these rows out from now on. Erase them there too.",
    "Esses arquivos são seus e ficam como estão; o corrente deixa essas linhas de fora a partir de agora. Apague-as lá "
    "também.",
)
_NOT_IN_THE_FILE = Phrase(
    "These rows are in your own files, not in the file that was written.",
    "Essas linhas estão nos seus próprios arquivos, não no arquivo gravado.",
)

COMMANDS: Mapping[str, tuple[Callable[..., None], Phrase]] = {
    "forget": (
        forget,
        Phrase(
            "Erase a person, by address or id, and leave their rows out from now on.",
            "Apagar uma pessoa, por e-mail ou id, e deixar as linhas dela de fora a partir de agora.",
        ),
    ),
    "export-person": (
        export_person,
        Phrase("Write all that is held on a person to a ZIP.", "Gravar em um ZIP tudo o que há sobre uma pessoa."),
    ),
    "retention": (
        retention,
        Phrase(
            "Show for how long data on people are held; with --now, erase what is older.",
            "Mostrar por quanto tempo os dados de pessoas são guardados; com --now, apagar o que passou do prazo.",
        ),
    ),
}
