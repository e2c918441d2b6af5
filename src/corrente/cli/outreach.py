"""`collect`, `audience`, `link` and `tracking-plan`: what goes out by the plan, and what comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corrente.cli.store import opened
from corrente.core.errors import InputError
from corrente.core.words import Form, Language, Number, Phrase, phrase

if TYPE_CHECKING:
    from corrente.core.plan import Item
    from corrente.outreach.audiences import Platform, Written

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder / pasta")]
Campaign = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="campaign.linkedin")]


def collect(context: typer.Context, folder: Folder) -> None:
    from corrente.web.sending import collect_into

    with opened(folder) as store:
        changed = collect_into(folder, store)
    said = (
        phrase("Collected: {tables}.", "Coletado: {tables}.", tables=", ".join(changed))
        if changed
        else Phrase("Nothing new.", "Nada de novo.")
    )
    print(said.say(context.obj.spoken))


def audience(
    context: typer.Context,
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", metavar="F.csv")],
    to: Annotated[str, typer.Option("--to", metavar="linkedin|google|meta")],
    people: Annotated[Path | None, typer.Option("--people", metavar="F.csv|F.parquet")] = None,
    proof: Annotated[str, typer.Option("--proof", metavar="TEXT")] = "",
    campaign: Annotated[str, typer.Option("--campaign", metavar="CAMPAIGN")] = "",
    scores: Annotated[Path | None, typer.Option("--scores", metavar="F.csv|F.parquet")] = None,
    by: Annotated[str, typer.Option("--by", metavar="COLUMN")] = "chance",
    least: Annotated[float, typer.Option("--least", metavar="NUMBER")] = 0.5,
    calling_code: Annotated[str, typer.Option("--calling-code", metavar="55")] = "",
) -> None:
    from corrente.company.contacts import Scored
    from corrente.web import sending

    platform = _platform(to)
    if people is not None and len(proof.strip()) < LEAST_PROOF:
        raise _no_proof()
    scored = Scored(scores, by, least) if scores else None
    where = {"campaign_id": campaign} if campaign else None
    with opened(folder) as store:
        written = sending.audience(
            store, platform, out, where=where, people=people, scored=scored, calling_code=calling_code.lstrip("+")
        )
    _say_written(platform, out, written, context.obj.spoken)


def link(
    folder: Folder,
    campaign: Campaign,
    url: Annotated[str, typer.Argument(metavar="URL", help="https://…")],
    channel: Annotated[str, typer.Option("--channel", metavar="NAME")] = "",
    content: Annotated[str, typer.Option("--content", metavar="ASSET")] = "",
) -> None:
    from corrente.outreach.links import campaign_link

    print(campaign_link(url, _campaign(folder, campaign), channel, content))


def tracking_plan(
    context: typer.Context,
    folder: Folder,
    out: Annotated[Path | None, typer.Option("--out", metavar="F.json|F.md")] = None,
) -> None:
    from corrente.company.settings import read_settings
    from corrente.outreach import tracking_plan as plans
    from corrente.web import sending

    settings = read_settings(folder).settings
    language = context.obj.language or settings.language
    with opened(folder) as store:
        events = sending.tracked(store)
    text = plans.to_markdown(settings.name, events, language)
    if out is not None and out.suffix.lower() == ".json":
        text = json.dumps(plans.to_json(settings.name, events, language), ensure_ascii=False, indent=2) + "\n"
    if out is None:
        print(text, end="")
    else:
        out.write_text(text, encoding="utf-8")


LEAST_PROOF = 10
"""Characters of the words that say how the people of a company's own list agreed."""


def _platform(said: str) -> Platform:
    from corrente.outreach.audiences import Platform

    try:
        return Platform(said)
    except ValueError:
        raise InputError(
            phrase("There are no audience files for “{to}”.", "Não há arquivos de público para “{to}”.", to=said),
            None,
            phrase("Say one of: {all}.", "Escolha um destes: {all}.", all=", ".join(Platform)),
        ) from None


def _no_proof() -> InputError:
    return InputError(
        Phrase(
            "Nothing says how the people on this list agreed to stand in an audience.",
            "Falta dizer como as pessoas desta lista aceitaram fazer parte de um público.",
        ),
        Phrase("The company has to be able to prove it.", "A empresa precisa poder provar."),
        Phrase(
            "Say with --proof when and where they agreed, and where that is kept.",
            "Diga com --proof quando e onde aceitaram, e onde está a prova.",
        ),
    )


def _campaign(folder: Path, id: str) -> Item:
    from corrente.core.plan import ItemKind
    from corrente.stream import planning

    with opened(folder) as store:
        items = planning.standing(store).items
    campaigns = {item.id: item for item in items if item.kind is ItemKind.CAMPAIGN}
    if id not in campaigns:
        raise InputError(
            phrase("The plan has no campaign “{id}”.", "O plano não tem a campanha “{id}”.", id=id),
            None,
            phrase("It has: {all}.", "Ele tem: {all}.", all=", ".join(campaigns))
            if campaigns
            else Phrase("Draft the plan first: corrente plan DIR.", "Antes, crie o plano: corrente plan DIR."),
        )
    return campaigns[id]


def _say_written(platform: Platform, out: Path, written: Written, language: Language) -> None:
    from corrente.outreach.audiences import FORMATS

    least = FORMATS[platform].least
    said = [phrase("{n} people in {path}.", "{n} pessoas em {path}.", n=_count(written.people), path=str(out))]
    if written.unmatchable:
        said.append(
            phrase(
                "{n} more have nothing that can be matched.",
                "Outras {n} não têm nada que possa ser encontrado.",
                n=_count(written.unmatchable),
            )
        )
    if written.people < least:
        said.append(
            phrase(
                "The platform takes lists from {n} people on.", "A plataforma aceita listas a partir de {n} pessoas.",
                n=_count(least),
            )
        )  # fmt: skip
    print(" ".join(one.say(language) for one in said))


def _count(n: int) -> Number:
    return Number(n, Form.COUNT)


COMMANDS: Mapping[str, tuple[Callable[..., None], Phrase]] = {
    "collect": (
        collect,
        Phrase(
            "Bring in what landing pages, tests and e-mails gathered, as the company's data.",
            "Trazer o que páginas, testes e e-mails reuniram, como dados da empresa.",
        ),
    ),
    "audience": (
        audience,
        Phrase(
            "Write an audience file for LinkedIn, Google or Meta, of people who agreed.",
            "Gravar um arquivo de público para LinkedIn, Google ou Meta, com quem concordou.",
        ),
    ),
    "link": (
        link,
        Phrase(
            "Print a link whose clicks lead back to a campaign of the plan.",
            "Mostrar um link cujos cliques levam de volta a uma campanha do plano.",
        ),
    ),
    "tracking-plan": (
        tracking_plan,
        Phrase(
            "Show which events the plan needs tracked, and what reads them.",
            "Mostrar quais eventos o plano precisa rastrear e quem os lê.",
        ),
    ),
}
