"""``corrente test``: adaptive tests from the terminal; the app and the service show and serve the same ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corrente.cli.main import Call
from corrente.cli.store import opened
from corrente.core.errors import InputError
from corrente.core.words import Form, Language, Number, Phrase, phrase

if TYPE_CHECKING:
    from corrente.experiments.report import TestReport
    from corrente.experiments.running import Act

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder / pasta")]
Id = Annotated[str, typer.Argument(metavar="TEST")]
Site = Annotated[str, typer.Option("--site", metavar="SITE")]
Reason = Annotated[str, typer.Option("--reason", metavar="WHY")]
AsJson = Annotated[bool, typer.Option("--json", help="JSON")]


def listed(context: typer.Context, folder: Folder, site: Site = "main", as_json: AsJson = False) -> None:
    from corrente.experiments import counting, kept, words
    from corrente.experiments.report import summary

    with opened(folder) as store:
        found = [(one, sum(counting.by_day(store, site, one.body).values())) for one in kept.listed(store, site)]
    if as_json:
        _print_json([summary(one, people) for one, people in found])
        return
    language = context.obj.spoken
    for one, people in found:
        shown = (one.test, words.PHASES[one.body.phase].say(language), Number(people, Form.COUNT).say(language))
        print("\t".join((*shown, one.body.name)))


def show(context: typer.Context, folder: Folder, test: Id, site: Site = "main", as_json: AsJson = False) -> None:
    from corrente.experiments.report import report

    with opened(folder) as store:
        _say(report(store, test, site), context.obj.spoken, as_json)


def make(
    context: typer.Context,
    folder: Folder,
    item: Annotated[str, typer.Argument(metavar="ITEM", help="test.linkedin")],
    site: Site = "main",
    as_json: AsJson = False,
) -> None:
    from corrente.experiments import kept, making, running
    from corrente.experiments.report import report
    from corrente.stream import planning

    language = context.obj.spoken
    with opened(folder) as store:
        items = planning.standing(store).by_id
        if item not in items:
            raise _no_item(item)
        taken = {one.test for one in kept.listed(store, site)}
        made = making.made(items, item, language, planning.MAIN, taken)
        running.create(store, made, _act(f"from {item}"), site)
        _say(report(store, made.id, site), language, as_json)


def start(
    context: typer.Context, folder: Folder, test: Id, site: Site = "main", reason: Reason = "", as_json: AsJson = False
) -> None:
    from corrente.experiments import running
    from corrente.experiments.report import report

    with opened(folder) as store:
        running.start(store, test, _act(reason), site)
        _say(report(store, test, site), context.obj.spoken, as_json)


def stop(
    context: typer.Context,
    folder: Folder,
    test: Id,
    choose: Annotated[str, typer.Option("--choose", metavar="VARIANT")],
    site: Site = "main",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    from corrente.experiments import running
    from corrente.experiments.report import report

    with opened(folder) as store:
        running.stop(store, test, choose, _act(reason), site)
        _say(report(store, test, site), context.obj.spoken, as_json)


def advance(
    context: typer.Context,
    folder: Folder,
    test: Annotated[str | None, typer.Argument(metavar="[TEST]")] = None,
    site: Site = "main",
    now: Annotated[bool, typer.Option("--now")] = False,
    as_json: AsJson = False,
) -> None:
    from corrente.core.experiment import Phase
    from corrente.experiments import kept, running

    with opened(folder) as store:
        running_ones = (one.test for one in kept.listed(store, site) if one.body.phase is Phase.RUNNING)
        found = {id: running.advance(store, id, site, at_once=now) for id in ([test] if test else running_ones)}
    learnt = {id: policy.version if policy else None for id, policy in found.items()}
    if as_json:
        _print_json([{"test": id, "policy_version": version} for id, version in learnt.items()])
        return
    for id, version in learnt.items():
        said = _LEARNT if version else _NOT_DUE
        print(phrase(said.en, said.pt, test=id, version=str(version)).say(context.obj.spoken))


def size(
    context: typer.Context,
    rate: Annotated[float | None, typer.Option("--rate", metavar="0.04")] = None,
    mean: Annotated[float | None, typer.Option("--mean", metavar="30")] = None,
    deviation: Annotated[float | None, typer.Option("--deviation", metavar="80")] = None,
    effect: Annotated[float, typer.Option("--effect", metavar="0.1")] = 0.1,
    arms: Annotated[int, typer.Option("--arms", min=2, max=20)] = 2,
    a_day: Annotated[float | None, typer.Option("--people-a-day", metavar="N", min=0)] = None,
    window: Annotated[float, typer.Option("--window-days", metavar="DAYS", min=0)] = 7.0,
    as_json: AsJson = False,
) -> None:
    from corrente.inference import test_size

    outcome = _outcome(rate, mean, deviation)
    if not isfinite(effect) or effect == 0:
        raise _no_number("--effect")
    found = test_size.per_arm(outcome, effect)
    days = None if a_day is None else test_size.days(found.always, arms, a_day, window)
    days = days if days is not None and isfinite(days) else None
    if as_json:
        _print_json({"per_variant": {"once": found.once, "always": found.always}, "variants": arms, "days": days,
                     "power": test_size.POWER, "level": 1 - test_size.ALPHA})  # fmt: skip
        return
    said = phrase(
        "To see a change of {effect}, each variant needs {once} people if you look once, at the end, and {always} if "
        "you look all along.",
        "Para ver uma mudança de {effect}, cada variante precisa de {once} pessoas se você olhar só no fim e de "
        "{always} se olhar durante o teste.",
        effect=Number(effect, Form.SHARE), once=Number(found.once, Form.COUNT), always=Number(found.always, Form.COUNT),
    )  # fmt: skip
    print(said.say(context.obj.spoken))
    if days is not None:
        lasts = phrase("That takes {n} days.", "Isso leva {n} dias.", n=Number(days, Form.COUNT))
        print(lasts.say(context.obj.spoken))


HELP = Phrase("Adaptive tests: which version works, learnt while it runs.",
              "Testes adaptativos: qual versão funciona, aprendido durante o teste.")  # fmt: skip
COMMANDS: dict[str, tuple[Callable[..., None], Phrase]] = {
    "list": (listed, Phrase("List the tests, and how many people have come.", "Listar os testes e quantos já vieram.")),
    "show": (show, Phrase("Show how a test stands and what to do.", "Mostrar como está um teste e o que fazer.")),
    "make": (make, Phrase("Draft a test from an item of the plan.", "Rascunhar um teste de um item do plano.")),
    "start": (start, Phrase("Let a drafted test run.", "Pôr em andamento um teste em rascunho.")),
    "stop": (
        stop,
        Phrase(
            "Stop a test: everybody gets the chosen variant, and the plan learns what was found.",
            "Encerrar um teste: todos recebem a variante escolhida, e o plano fica sabendo o resultado.",
        ),
    ),
    "advance": (
        advance,
        Phrase(
            "Learn the weights anew where that is due; the service does so by itself.",
            "Reaprender os pesos quando é hora; o serviço faz isso sozinho.",
        ),
    ),
    "size": (size, Phrase("How many people a test needs.", "De quantas pessoas um teste precisa.")),
}


def build(call: Call) -> typer.Typer:
    """The group of commands, its help in the caller's language."""
    app = typer.Typer(no_args_is_help=True)
    for name, (command, text) in COMMANDS.items():
        app.command(name, help=text.say(call.spoken))(command)
    return app


def _say(found: TestReport, language: Language, as_json: bool) -> None:
    from corrente.experiments.report import to_json

    if as_json:
        _print_json(to_json(found, language))
    else:
        _print_report(found, language)


def _print_report(found: TestReport, language: Language) -> None:
    from rich.table import Table

    from corrente.cli.show import OUT
    from corrente.experiments import words

    OUT.print(words.headline(found).say(language), style="bold")
    for said in (*(one.said for one in found.symptoms), *(one.said for one in found.advice)):
        OUT.print(f"  {said.say(language)}")
    if found.results is None:
        return
    table = Table(*(title.say(language) for title in _COLUMNS), box=None, padding=(0, 2, 0, 0))
    metric = found.results.decision.metric
    shares = found.shares[-1].by_arm if found.shares else {}
    for arm in found.results.decision.arms:
        cells = (
            phrase("{n}", "{n}", n=Number(arm.shown, Form.COUNT)),
            phrase("{n}", "{n}", n=Number(shares.get(arm.arm, 0.0), Form.SHARE)),
            words.spread(arm.mean, words.form_of(metric.measure)),
            words.spread(arm.relative, Form.SHARE),
            words.chance(arm),
        )
        table.add_row(words.called(found.test, arm.arm), *(cell.say(language) for cell in cells))
    OUT.print(table)


_COLUMNS = (
    Phrase("Variant", "Variante"),
    Phrase("People", "Pessoas"),
    Phrase("Share now", "Parcela agora"),
    Phrase("Measure", "Medida"),
    Phrase("Against the default", "Em relação à padrão"),
    Phrase("Best", "Melhor"),
)
_LEARNT = Phrase("{test}: weights learnt anew (policy {version}).", "{test}: pesos reaprendidos (política {version}).")
_NOT_DUE = Phrase("{test}: nothing to learn yet.", "{test}: ainda não há o que aprender.")


def _outcome(rate: float | None, mean: float | None, deviation: float | None) -> Any:
    from corrente.inference.test_size import Outcome

    if rate is not None:
        if not 0 < rate < 1:
            raise _no_number("--rate")
        return Outcome.share(rate)
    if mean is None or deviation is None:
        raise InputError(
            Phrase("What people do today is missing.", "Falta dizer o que as pessoas fazem hoje."),
            None,
            Phrase("Name --rate, or --mean and --deviation.", "Informe --rate, ou --mean e --deviation."),
        )
    if not (isfinite(mean) and mean > 0 and isfinite(deviation) and deviation > 0):
        raise _no_number("--mean, --deviation")
    return Outcome(mean, deviation**2)


def _no_number(option: str) -> InputError:
    return InputError(
        phrase("“{option}” is not a number that makes sense here.", "“{option}” não é um número que faça sentido aqui.",
               option=option),
        None,
        Phrase("Shares lie between 0 and 1; effects are not 0.", "Frações ficam entre 0 e 1; efeitos não são 0."),
    )  # fmt: skip


def _no_item(item: str) -> InputError:
    return InputError(
        phrase("The plan has no item “{item}”.", "O plano não tem o item “{item}”.", item=item),
        None,
        Phrase("See them with: corrente plan DIR --json", "Veja os itens com: corrente plan DIR --json"),
    )


def _act(reason: str) -> Act:
    from corrente.experiments.running import Act
    from corrente.web.access import here

    return Act(here().author, reason)


def _print_json(value: object) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, allow_nan=False, indent=2)
    print()
