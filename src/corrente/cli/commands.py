"""The commands, each a few lines: open the company, ask, show."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrente.cli import account, mail, outreach, rights, service, tests
from corrente.cli.main import Call
from corrente.core.errors import InputError
from corrente.core.words import Language, Phrase, phrase

if TYPE_CHECKING:
    from corrente.stream.company import Company, Progress
    from corrente.stream.plan.plan import Plan
    from corrente.stream.planning import Standing

REFUSED = 1
DEMO_TOUCHPOINTS = 60_000


Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder / pasta")]
Question = Annotated[
    str, typer.Argument(metavar="QUESTION", help="loyalty, win_rate, sales_cycle, touchpoints, conversion, …")
]
AsJson = Annotated[bool, typer.Option("--json", help="JSON")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="YYYY-MM-DD")]


def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]")] = Path("corrente-demo"),
    stay: Annotated[bool, typer.Option("--serve/--no-serve")] = True,
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
) -> None:
    from corrente.market import simulate

    if not (folder / "corrente.toml").exists():
        from corrente.cli.show import working

        with working(phrase("Simulating the sample company", "Simulando a empresa de exemplo"), context.obj.spoken):
            simulate(folder, touchpoints=DEMO_TOUCHPOINTS)
    # The sample company speaks Portuguese; whoever tries it out is spoken to in their own language.
    context.obj = replace(context.obj, language=context.obj.spoken)
    run(context, folder)
    if stay:
        serve(context, folder, port)


def init(folder: Folder, force: Annotated[bool, typer.Option("--force")] = False) -> None:
    from corrente.company.init import propose

    target = folder / "corrente.toml"
    proposal = propose(folder)
    if target.exists() and not force:
        raise InputError(
            phrase("“{path}” is there already.", "“{path}” já existe.", path=str(target)),
            None,
            phrase("Use --force to replace it.", "Use --force para substituir."),
        )
    target.write_text(proposal, encoding="utf-8")
    print(proposal)


def template(table: Annotated[str, typer.Argument(metavar="TABLE")]) -> None:
    from corrente.company import reference

    print(reference.template(table), end="")


def check(context: typer.Context, folder: Folder, as_json: AsJson = False) -> None:
    from corrente.cli import show
    from corrente.company.coverage import coverage

    company = _open(context.obj, folder, quiet=as_json)
    covered = coverage(company.books.profile)
    language = _language(context.obj, company)
    if as_json:
        _print_json(show.check_json(company.books, covered, language))
    else:
        show.check(company.books, covered, language)


def ask(
    context: typer.Context, question: Question, folder: Folder, as_json: AsJson = False, as_of: AsOf = None
) -> None:
    from corrente.cli import show
    from corrente.core.answer_json import to_json
    from corrente.stream.rooms import find_question

    find_question(question)
    company = _open(context.obj, folder, quiet=as_json)
    company = company.as_of(_date(as_of)) if as_of else company
    language = _language(context.obj, company)
    with show.progress(language, quiet=as_json) as told:
        answer = company.ask(question, told)
    if as_json:
        _print_json(to_json(answer, language))
    else:
        show.answer(answer, language)
    if answer.refusal is not None:
        raise typer.Exit(REFUSED)


def run(
    context: typer.Context,
    folder: Folder,
    report: Annotated[Path | None, typer.Option("--report", metavar="F.html")] = None,
    as_json: AsJson = False,
) -> None:
    from corrente.cli import plan as shown
    from corrente.cli import show
    from corrente.core import scorecard_json
    from corrente.core.answer_json import to_json

    company = _open(context.obj, folder, quiet=as_json)
    language = _language(context.obj, company)
    with show.progress(language, quiet=as_json) as told:
        answers = company.ask_all(told)
        card = company.scorecard(told)
        found, standing = _plan(company, folder, told)
    if report is not None:
        from corrente.reports.html import write_report

        write_report(report, company.books.settings.name, tuple(answers.values()), language, card, found)
    if as_json:
        said = {name: to_json(answer, language) for name, answer in answers.items()}
        _print_json({**said, "scorecard": scorecard_json.to_json(card, language), "plan": found.to_json(language)})
    else:
        show.answers(tuple(answers.values()), language)
        show.scorecard(card, language)
        shown.plan_in_short(found, standing.open, language)


def plan(
    context: typer.Context,
    folder: Folder,
    export: Annotated[Path | None, typer.Option("--export", metavar="F.html|F.md|F.pdf|F.pptx|F.ics")] = None,
    as_json: AsJson = False,
) -> None:
    from corrente.cli import plan as shown
    from corrente.cli import show

    company = _open(context.obj, folder, quiet=as_json)
    language = _language(context.obj, company)
    with show.progress(language, quiet=as_json) as told:
        found, standing = _plan(company, folder, told)
    if export is not None and export.suffix.lower() == ".ics":
        _write_dates(company, folder, export, language)
    elif export is not None:
        from corrente.reports.document.writing import write_document
        from corrente.reports.plan import document

        write_document(export, document(found), language)
    if as_json:
        _print_json(found.to_json(language))
    else:
        shown.plan(found, standing.open, language)


def track_record(context: typer.Context, folder: Folder, as_json: AsJson = False, as_of: AsOf = None) -> None:
    from corrente.cli import record, show
    from corrente.company.place import open_state_of
    from corrente.stream import planning
    from corrente.stream.record import work
    from corrente.stream.record.record_json import to_json

    company = _open(context.obj, folder, quiet=as_json)
    language = _language(context.obj, company)
    with show.progress(language, quiet=as_json) as told, closing(open_state_of(folder)) as store:
        if as_of:  # as it could have been read then: nothing is foretold afterwards
            seen = work.score(company.as_of(_date(as_of)), store)
        else:
            plan, standing = planning.kept(company, store, told)
            seen = work.track(company, store, company.foresee(plan, told).forecast, standing.number)
    if as_json:
        _print_json(to_json(seen, language))
    else:
        record.record(seen, language)


def score(
    context: typer.Context,
    question: Question,
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="F.csv|F.parquet")],
) -> None:
    from corrente.cli import show

    company = _open(context.obj, folder)
    language = _language(context.obj, company)
    with show.progress(language) as told:
        people = company.score(question, told).write(out)
    show.scored(out, people, language)


def serve(
    context: typer.Context,
    folder: Folder,
    port: Annotated[int, typer.Option("--port", min=0, max=65535)] = 8000,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS")] = "127.0.0.1",
    names: Annotated[list[str] | None, typer.Option("--name", metavar="HOST")] = None,
    https: Annotated[bool, typer.Option("--https")] = False,
) -> None:
    from corrente.web import serving
    from corrente.web.guard import Listening

    listening = Listening(host, frozenset(map(str.lower, names or ())), https)
    serving.serve(folder, port, listening, context.obj.spoken)


def _open(call: Call, folder: Path, quiet: bool = False) -> Company:
    from corrente.cli import show
    from corrente.stream.company import open_company

    with show.progress(call.spoken, quiet) as told:
        return open_company(folder, told)


def _plan(company: Company, folder: Path, told: Progress) -> tuple[Plan, Standing]:
    """The plan as it is kept, with its forecast; where nothing lasts, as it would be drafted anew."""
    from corrente.company.place import open_state_of
    from corrente.stream import planning

    with closing(open_state_of(folder, lasting=False)) as store:
        plan, standing = planning.kept(company, store, told)
    return company.foresee(plan, told), standing


def _write_dates(company: Company, folder: Path, export: Path, language: Language) -> None:
    from corrente.company.place import open_state_of
    from corrente.web import sending

    with closing(open_state_of(folder)) as store:
        export.write_bytes(sending.dates(store, company.books.settings, language))


def _language(call: Call, company: Company) -> Language:
    return call.language or company.books.settings.language


def _date(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise InputError(
            phrase("“{text}” is not a date.", "“{text}” não é uma data.", text=text),
            None,
            phrase("Write it as 2026-12-31.", "Escreva como 2026-12-31."),
        ) from None


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, allow_nan=False, indent=2)
    print()


_HELP = Phrase(
    "Twenty marketing questions, answered from your own data.",
    "Vinte perguntas de marketing, respondidas com os seus próprios dados.",
)
_EPILOG = Phrase(
    "Everywhere: --language en|pt-BR, --debug. Exit codes: 0 done, 1 refused, 2 the input or the call is wrong.",
    "Em qualquer comando: --language en|pt-BR, --debug. Saída: 0 feito, 1 recusado, 2 entrada ou comando errado.",
)
COMMANDS: dict[str, tuple[Callable[..., None], Phrase]] = {
    "demo": (
        demo,
        Phrase(
            "Make the sample company, answer its questions and open the app.",
            "Criar a empresa de exemplo, responder às perguntas e abrir o aplicativo.",
        ),
    ),
    "init": (
        init,
        Phrase(
            "Look into a folder and propose a corrente.toml for it.",
            "Examinar uma pasta e propor um corrente.toml para ela.",
        ),
    ),
    "template": (
        template,
        Phrase(
            "Print an empty CSV for a table, with one example row.",
            "Mostrar um CSV vazio para uma tabela, com uma linha de exemplo.",
        ),
    ),
    "check": (
        check,
        Phrase(
            "Show the tables found, the rows set aside and which questions they answer.",
            "Mostrar as tabelas encontradas, as linhas separadas e quais perguntas elas respondem.",
        ),
    ),
    "ask": (ask, Phrase("Answer one question.", "Responder a uma pergunta.")),
    "run": (
        run,
        Phrase("Answer all questions and read every metric.", "Responder a todas as perguntas e ler os indicadores."),
    ),
    "plan": (
        plan,
        Phrase(
            "Draft the whole plan from the answers: from segment to campaigns.",
            "Redigir o plano inteiro a partir das respostas: do segmento às campanhas.",
        ),
    ),
    "track-record": (
        track_record,
        Phrase(
            "Keep what the plan foretells, and show how earlier forecasts did.",
            "Guardar o que o plano prevê e mostrar como se saíram as previsões anteriores.",
        ),
    ),
    "score": (score, Phrase("Write per-person scores to a file.", "Gravar a pontuação por pessoa em um arquivo.")),
    "serve": (
        serve,
        Phrase(
            "Open the app on this machine; with --host or --name for a team that has accounts.",
            "Abrir o aplicativo nesta máquina; com --host ou --name, para uma equipe que tem contas.",
        ),
    ),
    **outreach.COMMANDS,
    **rights.COMMANDS,
}


def build(call: Call) -> typer.Typer:
    """The command line, its help in the caller's language."""
    app = typer.Typer(
        name="corrente",
        help=_HELP.say(call.spoken),
        epilog=_EPILOG.say(call.spoken),
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    for name, (command, text) in COMMANDS.items():
        app.command(name, help=text.say(call.spoken))(command)
    app.add_typer(account.build(call), name="account", help=account.HELP.say(call.spoken))
    app.add_typer(mail.build(call), name="mail", help=mail.HELP.say(call.spoken))
    app.add_typer(service.build(call), name="service", help=service.HELP.say(call.spoken))
    app.add_typer(tests.build(call), name="test", help=tests.HELP.say(call.spoken))
    return app
