"""Answers, checks and progress on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Form, Language, Number, Phrase, day_to_date
from corrente.reports.terms import of_whom, term
from corrente.stream.rooms import is_built

if TYPE_CHECKING:
    from corrente.company.books import Books
    from corrente.company.coverage import Coverage
    from corrente.core.answer import Action, Answer, Estimate, Proof
    from corrente.core.scorecard import Scorecard

OUT, ERR = Console(highlight=False), Console(stderr=True, highlight=False)
FIRST_ESTIMATES = 12
COLOUR = {"upstream": "blue", "downstream": "cyan"}

_TITLES = {
    "do": Phrase("What to do", "O que fazer"),
    "numbers": Phrase("The numbers (90% intervals)", "Os números (intervalos de 90%)"),
    "know": Phrase("How we know", "Como sabemos"),
    "caveats": Phrase("Mind that", "Atenção"),
    "next": Phrase("Next step", "Próximo passo"),
    "beats": Phrase("better than the baseline", "melhor que a referência"),
    "loses": Phrase("NOT better than the baseline", "NÃO é melhor que a referência"),
    "more": Phrase("… and {n} more: --json shows all", "… e mais {n}: --json mostra tudo"),
    "scorecard": Phrase(
        "The scorecard (90% intervals; against the month before)",
        "Os indicadores (intervalos de 90%; ante o mês anterior)",
    ),
    "absent": Phrase("Not yet in the data", "Ainda fora dos dados"),
    "table": Phrase("Table", "Tabela"),
    "rows": Phrase("Rows", "Linhas"),
    "aside": Phrase("Set aside", "Separadas"),
    "from": Phrase("From", "De"),
    "to": Phrase("To", "Até"),
    "source": Phrase("Read from", "Lida de"),
    "question": Phrase("Question", "Pergunta"),
    "status": Phrase("Can be answered", "Dá para responder"),
    "bring": Phrase("Bring", "O que trazer"),
    "waiting": Phrase("Not in this release", "Fora desta versão"),
}
_STATUS = {
    "answered": Phrase("yes", "sim"),
    "partly": Phrase("yes, better with more", "sim, melhor com mais"),
    "missing": Phrase("not yet", "ainda não"),
    "later": Phrase("in a later release", "em outra versão"),
}


@contextmanager
def progress(language: Language, quiet: bool = False) -> Iterator[Callable[[Phrase, float], None]]:
    """A progress bar on stderr, told by what it yields; nothing where nobody watches."""
    bar = Progress(
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(),
        console=ERR, transient=True, disable=quiet or not ERR.is_terminal,
    )  # fmt: skip
    with bar:
        task = bar.add_task("corrente", total=1.0)
        yield lambda doing, done: bar.update(task, description=doing.say(language), completed=done)


@contextmanager
def working(doing: Phrase, language: Language) -> Iterator[None]:
    """A sign of life on stderr for work without measurable progress."""
    with ERR.status(doing.say(language)):
        yield


def answer(answer: Answer, language: Language) -> None:
    """One answer, from the headline down to how we know."""
    OUT.print(Text(answer.question.asked.say(language), style="dim"))
    OUT.print(Text(answer.headline.say(language), style=f"bold {COLOUR[answer.question.stream.value]}"))
    if answer.refusal is not None:
        _section("next", language, [answer.refusal.next_step.say(language)])
        return
    _section("do", language, [_advice(action, language) for action in answer.actions])
    _numbers(answer.estimates, language)
    if answer.proof is not None:
        _section("know", language, list(_proof(answer.proof, language)))
    _section("caveats", language, [caveat.say(language) for caveat in answer.evidence.caveats])


def answers(answers: Sequence[Answer], language: Language) -> None:
    """All answers, one line each; what this release does not answer is only named."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column()
    built = [one for one in answers if is_built(one.question)]
    for one in built:
        style = "dim" if one.refusal else COLOUR[one.question.stream.value]
        table.add_row(Text(one.question.id, style=style), Text(one.headline.say(language)))
    OUT.print(table)
    if later := [one.question.id for one in answers if one not in built]:
        OUT.print(Text(f"{_TITLES['waiting'].say(language)}: {', '.join(later)}", style="dim"))


def scorecard(card: Scorecard, language: Language) -> None:
    """Every metric in a line: value, interval and how it moved against the month before."""
    from corrente.reports.scorecard import view

    table = Table(box=None, pad_edge=False, show_header=False)
    for _ in range(4):
        table.add_column()
    for part in view(card, language).parts:
        for line in part.lines:
            value = line.value if line.exact else f"{line.value} ({line.low} – {line.high})"
            moved = " ".join(filter(None, (line.month.said, line.month.sure))) if line.month else ""
            name = Text(line.name, style=COLOUR[part.stream.value]).append(f" {line.of}" if line.of else "", "dim")
            table.add_row(name, Text(value), Text(line.unit, style="dim"), Text(moved, style="dim"))
    OUT.print()
    OUT.print(Text(_TITLES["scorecard"].say(language), style="bold"))
    OUT.print(table)
    if card.absent:
        names = ", ".join(absent.metric.name.say(language) for absent in card.absent)
        OUT.print(Text(f"{_TITLES['absent'].say(language)}: {names}", style="dim"))


def scored(path: Path, people: int, language: Language) -> None:
    """What was written where."""
    said = Phrase("{n} scores written to {path}", "{n} pontuações gravadas em {path}",
                  {"n": Number(people, Form.COUNT), "path": str(path)})  # fmt: skip
    OUT.print(Text(said.say(language)))


def check(books: Books, covered: Sequence[Coverage], language: Language) -> None:
    """Tables, rows set aside with their reasons, and the coverage of the twenty questions."""
    _tables(books, language)
    for one in books.checks.values():
        lines = [line.say(language) for line in one.lines()]
        if one.rejects is not None:
            lines.append(str(one.rejects))
        _section_of(one.table, lines)
    _section_of(None, [note.say(language) for note in books.notes])
    OUT.print()
    _coverage(covered, language)


def check_json(books: Books, covered: Sequence[Coverage], language: Language) -> dict[str, Any]:
    """The same as plain JSON values."""
    return {
        "tables": {name: _table_json(books, name, language) for name in books.profile.tables},
        "coverage": [
            {"question": one.question, "status": one.status.value, "bring": list(one.bring)} for one in covered
        ],
        "notes": [note.say(language) for note in books.notes],
    }


def _table_json(books: Books, name: str, language: Language) -> dict[str, Any]:
    profile, found = books.profile.tables[name], books.checks.get(name)
    return {
        "sources": list(found.sources) if found else [],
        "rows": profile.rows,
        "rejected": profile.rejected,
        "reasons": {reason.value: n for reason, n in found.reasons.items()} if found else {},
        "rejects": str(found.rejects) if found and found.rejects else None,
        "from": _date(profile.first_day),
        "to": _date(profile.last_day),
        "columns": sorted(profile.columns),
        "attributes": list(profile.attributes),
        "notes": [note.say(language) for note in found.notes] if found else [],
    }


def _tables(books: Books, language: Language) -> None:
    table = _new_table("table", "rows", "aside", "from", "to", "source", language=language)
    for name, profile in books.profile.tables.items():
        found = books.checks.get(name)
        table.add_row(
            name,
            Number(profile.rows, Form.COUNT).say(language),
            Number(profile.rejected, Form.COUNT).say(language),
            _said_day(profile.first_day, language),
            _said_day(profile.last_day, language),
            Text(", ".join(found.sources) if found else ""),
        )
    OUT.print(table)


def _coverage(covered: Sequence[Coverage], language: Language) -> None:
    table = _new_table("question", "status", "bring", language=language)
    for one in covered:
        waiting = one.status.value != "missing" and not is_built(QUESTIONS[one.question])
        status = _STATUS["later" if waiting else one.status.value]
        table.add_row(one.question, status.say(language), Text("; ".join(one.bring)))
    OUT.print(table)


def _new_table(*titles: str, language: Language) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for title in titles:
        table.add_column(_TITLES[title].say(language), justify="right" if title in {"rows", "aside"} else "left")
    return table


def _section(title: str, language: Language, lines: Sequence[str]) -> None:
    _section_of(_TITLES[title].say(language), lines)


def _section_of(title: str | None, lines: Sequence[str]) -> None:
    if lines:
        OUT.print()
        if title:
            OUT.print(Text(title, style="bold"))
        for line in lines:
            OUT.print(Padding(Text(line), (0, 0, 0, 2)))


def _advice(action: Action, language: Language) -> str:
    return f"• {action.advice.say(language)}"


def _numbers(estimates: Sequence[Estimate], language: Language) -> None:
    from corrente.reports.page import interval

    OUT.print()
    OUT.print(Text(_TITLES["numbers"].say(language), style="bold"))
    table = Table(box=None, pad_edge=True, show_header=False)
    for _ in range(4):
        table.add_column()
    for one in estimates[:FIRST_ESTIMATES]:
        value, low, high = interval(one, language)
        whom, unit = Text(of_whom(one, language)), Text(term(one.unit, language), style="dim")
        table.add_row(term(one.name, language), whom, Text(f"{value} ({low} – {high})"), unit)
    OUT.print(table)
    if len(estimates) > FIRST_ESTIMATES:
        rest = Number(len(estimates) - FIRST_ESTIMATES, Form.COUNT)
        OUT.print(Text(f"  {Phrase(*_both('more'), {'n': rest}).say(language)}", style="dim"))


def _both(title: str) -> tuple[str, str]:
    return _TITLES[title].en, _TITLES[title].pt


def _proof(proof: Proof, language: Language) -> Iterator[str]:
    backtest = proof.backtest
    if backtest is not None:
        verdict = _TITLES["beats" if backtest.beats_baseline else "loses"].say(language)
        model, baseline = (Number(v, Form.EXACT).say(language) for v in (backtest.model, backtest.baseline))
        metric, naive = term(backtest.metric, language), backtest.baseline_name.say(language)
        yield f"{metric}: {model}; {naive}: {baseline} ({verdict})"
    yield term(proof.diagnostics.method, language)
    yield from (note.say(language) for note in proof.notes)


def _said_day(day: int | None, language: Language) -> str:
    return "" if day is None else Number(day, Form.DATE).say(language)


def _date(day: int | None) -> str | None:
    return None if day is None else day_to_date(day).isoformat()
