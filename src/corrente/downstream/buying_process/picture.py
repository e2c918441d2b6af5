"""The buying process room's picture: a map of the journey, with times on its arrows and losses below its boxes."""

from __future__ import annotations

from collections.abc import Iterator

from corrente.core.answer import Answer, Table, number_of
from corrente.core.picture import Kind, Mark, Picture, Step
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.downstream.buying_process.plan import QUESTION
from corrente.downstream.buying_process.saying import lasting
from corrente.downstream.buying_process.tables import SEPARATOR

_MOST_STAGES = 4


def figure(answer: Answer) -> Picture:
    """Contact by contact to the purchase, and where sales gives stages, stage by stage to the deal won."""
    steps = (*_contacts(answer), *_stages(answer))
    left = 1 - answer.estimate("journey_conversion").value
    worst = _worst(answer.tables["contacts"])
    return Picture(
        Kind.JOURNEY,
        QUESTION.stream,
        _title(left, worst),
        phrase(
            "Arrows as wide as the people who take them, in percent of those who begin, with the median time; in "
            "amber, who leaves without buying; small figures hold 90%",
            "Setas tão largas quanto as pessoas que as seguem, em % das que começam, com o tempo mediano; em âmbar, "
            "quem sai sem comprar; os números pequenos contêm 90%",
        ),
        _said(steps),
        tuple(Mark(s.share, s.low, s.high, label=s.label, series=s.lane) for s in steps),
        phrase("Get there", "Chegam"),
        Form.SHARE,
        steps=steps,
    )


def _worst(table: Table) -> tuple[int, float]:
    """The contact after which most people leave, and their share of all who began."""
    names = list(table.columns)
    share, leave = names.index("share"), names.index("leave")
    lost = [number_of(row[share]) * number_of(row[leave]) for row in table.rows[:-1]]
    place = lost.index(max(lost))
    return place, lost[place]


def _title(left: float, worst: tuple[int, float]) -> Phrase:
    return phrase(
        "{bought} of journeys end in a purchase; the {nth} contact alone loses {lost}",
        "{bought} das jornadas terminam em compra; só o {nth} contato perde {lost}",
        bought=Number(1 - left, Form.SHARE),
        nth=_ORDINALS[worst[0]],
        lost=Number(worst[1], Form.SHARE),
    )


def _contacts(answer: Answer) -> Iterator[Step]:
    """One box per contact, and the purchase."""
    table = answer.tables["contacts"]
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    lane = _JOURNEYS if "sales_stages" in answer.tables else None
    for place, row in enumerate(rows):
        share, buy, leave = (number_of(row[name]) for name in ("share", "buy", "leave"))
        last = place == len(rows) - 1
        yield Step(
            _BOXES[place],
            share,
            number_of(row["share_low"]),
            number_of(row["share_high"]),
            0.0 if last else share * (1 - buy - leave),
            share * buy,
            share * leave,
            phrase("{share} leave", "{share} saem", share=Number(share * leave, Form.SHARE)),
            None if last or row["days"] is None else lasting(number_of(row["days"])),
            tuple(Phrase.same(part) for part in str(row["channels"]).split(SEPARATOR)),
            lane,
        )
    bought = answer.estimate("journey_conversion")
    yield Step(_PURCHASE, bought.value, bought.low, bought.high, notes=tuple(_needed(answer)), lane=lane)


def _needed(answer: Answer) -> Iterator[Phrase]:
    contacts = answer.estimate("contacts_to_buy", segment="all")
    yield phrase("{n} contacts", "{n} contatos", n=Number(contacts.value))
    days = next((e for e in answer.estimates if e.name == "days_to_buy" and e.of["segment"] == "all"), None)
    if days is not None:
        yield phrase("in {days}", "em {days}", days=lasting(days.value))


def _stages(answer: Answer) -> Iterator[Step]:
    """One box per sales stage, and the deal won."""
    table = answer.tables.get("sales_stages")
    if table is None:
        return
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    begun = max(number_of(row["entered"]) for row in rows)
    for row in rows[:_MOST_STAGES]:
        entered, moved, won, lost, still = (number_of(row[n]) for n in ("entered", "moved", "won", "lost", "still"))
        yield Step(
            Phrase.same(str(row["stage"])),
            entered / begun,
            onward=(moved - won) / begun,
            won=won / begun,
            lost=lost / begun,
            loss=phrase("{share} lost", "{share} perdidos", share=Number(lost / begun, Form.SHARE)),
            wait=None if row["days"] is None else lasting(number_of(row["days"])),
            notes=(
                phrase("{n} entered", "{n} entraram", n=Number(entered, Form.COUNT)),
                phrase("{share} still there", "{share} ainda lá", share=Number(still / entered, Form.SHARE)),
            ),
            lane=_SALES,
        )
    yield Step(_WON, sum(number_of(row["won"]) for row in rows) / begun, lane=_SALES)


def _said(steps: tuple[Step, ...]) -> Phrase:
    """The map in words, box by box."""
    parts = [_step_said(step) for step in steps]
    places = {f"p{i}": part for i, part in enumerate(parts)}
    template = " ".join(f"{{{place}}}" for place in places)
    return Phrase(template, template, places)


def _step_said(step: Step) -> Phrase:
    share, lost = (Number(part, Form.SHARE) for part in (step.share, step.lost))
    label: dict[str, Number | Phrase | str] = {"label": step.label, "share": share, "lost": lost}
    if step.lost == 0:
        return Phrase("{label}: {share}.", "{label}: {share}.", label)
    if step.wait is None:
        return Phrase("{label}: {share}; {lost} leave.", "{label}: {share}; {lost} saem.", label)
    return Phrase(
        "{label}: {share}; {lost} leave, the next follows after {wait}.",
        "{label}: {share}; {lost} saem, o próximo vem depois de {wait}.",
        label | {"wait": step.wait},
    )


_ORDINALS = (
    phrase("first", "primeiro"),
    phrase("second", "segundo"),
    phrase("third", "terceiro"),
    phrase("fourth", "quarto"),
)
_BOXES = (
    phrase("1st contact", "1º contato"),
    phrase("2nd contact", "2º contato"),
    phrase("3rd contact", "3º contato"),
    phrase("4th contact", "4º contato"),
    phrase("5th and on", "5º em diante"),
)
_PURCHASE = phrase("Purchase", "Compra")
_WON = phrase("Won", "Ganho")
_JOURNEYS = phrase("From the first contact to the purchase", "Do primeiro contato à compra")
_SALES = phrase("In sales, from stage to stage", "Em vendas, de etapa em etapa")
