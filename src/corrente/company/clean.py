"""One table through the door: rules, rejects, duplicates and the clean Parquet file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corrente.company.checks import KEEPS_ROW, UNCOUNTED, WORDS, Reason, TableCheck
from corrente.company.contract import ATTRIBUTE_SLOTS, CONTRACT
from corrente.company.load import Broken, Raw
from corrente.company.reading import Readings
from corrente.company.rejects import list_rejects, write_rejects
from corrente.company.rules import Door, clean_select, made_key, problem_columns, staged
from corrente.company.styles import is_text, is_total
from corrente.core.errors import TooManyRejects
from corrente.core.profile import Settings
from corrente.core.words import Form, Number, Phrase, phrase
from corrente.engine.files import Workbench, literal, quoted

_WHOLE_ROW_LIMIT = 5_000_000
_FOOTER = re.compile(r'\s*"?(confidential information|copyright|informações confidenciais)\b', re.IGNORECASE)
"""A report's last lines (Salesforce): its title, whose it is, that it is confidential, and who made it."""
_ONE_CELL = re.compile(r'"[^"]*"|[^,;\t|]*')


@dataclass(frozen=True)
class Job:
    """A table to be cleaned: where it comes from, how it is read, and where the results go."""

    table: str
    raw: Raw
    readings: Readings
    door: Door
    target: Path
    rejects: Path
    connector: str | None = None


def clean(bench: Workbench, job: Job, settings: Settings) -> TableCheck:
    """Write the clean table and the list of rejects; raises `TooManyRejects` above the company's limit."""
    stage = quoted(f"{job.table} staged")
    bench.teach_clock()
    bench.run(f"create or replace temp view {stage} as {staged(_counted(job.raw), job.readings, job.door)}")
    _find_bad(bench, job, stage)
    _find_duplicates(bench, job, stage)
    broken, left_out = _broken_rows(job.raw)
    reasons = list_rejects(bench, job.raw, broken)
    check = _tally(bench, job, reasons, broken, left_out)
    written = write_rejects(bench, job.raw, job.rejects, settings.language)
    check = replace(check, rejects=job.rejects if written else None)
    _refuse_above_limit(check, settings)
    select = clean_select(_good(stage), job.table, job.readings, job.door, made_key(job.table, job.readings))
    bench.write(select, job.target)
    return check


def _counted(raw: Raw) -> str:
    """The rows that an export's own rule does not leave out."""
    return f'(select * exclude ("#aside") from {raw.relation} where "#aside" is null)' if raw.aside else raw.relation


def _hard(column: str) -> str:
    soft = ", ".join(literal(reason) for reason in KEEPS_ROW)
    return f"({column} is not null and {column} not in ({soft}))"


def _find_bad(bench: Workbench, job: Job, stage: str) -> None:
    """The table ``bad``: rows with any problem, whether it costs the row, and each problem with its value."""
    columns = problem_columns(job.readings)
    texts = [text for text, _ in columns.values()]
    slots = [quoted(f"attribute_{i + 1:02}") for i in range(min(len(job.readings.attributes), ATTRIBUTE_SLOTS))]
    words = [text for text, reading in zip(texts, job.readings.columns, strict=True) if is_text(reading.type)]
    total = " or ".join(is_total(text) for text in [*words, *slots]) or "false"
    entries = ", ".join(f"{{'c': {literal(name)}, 'v': {text}, 'r': {p}}}" for name, (text, p) in columns.items())
    bench.run(
        f'create or replace temp table bad as select "#file", "#row", '
        f"coalesce({', '.join([*texts, *slots])}) is null as blank, coalesce({total}, false) as total, "
        f"{' or '.join(_hard(p) for _, p in columns.values())} as hard, "
        f"list_filter([{entries}], lambda e: e.r is not null) as problems "
        f"from {stage} where {' or '.join(f'{p} is not null' for _, p in columns.values())}"
    )


def _good(stage: str) -> str:
    same = 'b."#file" = s."#file" and b."#row" = s."#row"'
    return f"{stage} s where not exists (select 1 from bad b where b.hard and {same})"


def _find_duplicates(bench: Workbench, job: Job, stage: str) -> None:
    """Rows whose key came before join ``bad``; the first row of each key stays."""
    key = CONTRACT[job.table].key
    if key is None or made_key(job.table, job.readings):
        return
    name = quoted(key)
    source = job.readings.columns[[r.column.name for r in job.readings.columns].index(key)].source
    again = bench.run(
        f"create or replace temp table again as select {name} k from {_all_or_good(bench, stage)} "
        f"where {name} is not null group by {name} having count(*) > 1"
    )
    if not again or not again[0][0]:
        return
    bench.run(
        f'insert into bad select "#file", "#row", false, false, true, '
        f"[{{'c': {literal(source)}, 'v': cast(k as varchar), 'r': {literal(Reason.DUPLICATE)}}}] from ("
        f'select s."#file", s."#row", a.k, row_number() over (partition by a.k order by s."#file", s."#row") n '
        f"from (select * from {_good(stage)}) s join again a on s.{name} = a.k) where n > 1"
    )


def _all_or_good(bench: Workbench, stage: str) -> str:
    """The good rows; all of them, without a join, where none is bad."""
    return f"(select * from {_good(stage)})" if bench.run("select count(*) from bad where hard")[0][0] else stage


def _broken_rows(raw: Raw) -> tuple[tuple[Broken, ...], int]:
    """Lines of a wrong shape, and how many lines were left out of them because they hold totals or nothing."""
    footed = {line.file for line in raw.broken if _FOOTER.match(line.text)}
    told = (line for line in raw.broken if line.text.strip(" \r\n,;\t|") and not _says_total(line.text))
    kept = tuple(line for line in told if line.file not in footed or not _ONE_CELL.fullmatch(line.text.strip()))
    return kept, len(raw.broken) - len(kept)


def _says_total(text: str) -> bool:
    first = text.strip().lstrip('"').lower()
    return first.startswith(("total", "totais", "grand total", "subtotal", "soma"))


def _tally(
    bench: Workbench, job: Job, reasons: Mapping[Reason, int], broken: Sequence[Broken], left_out: int
) -> TableCheck:
    """Count rows: totals and blank lines are none, except that a blank row of JSON is a line that could not be read."""
    raw = job.raw
    everything = int(bench.run(f"select count(*) from {raw.relation}")[0][0])
    blank, totals, hard = bench.run(
        """
        select count(*) filter (blank), count(*) filter (total and hard and not blank),
            count(*) filter (hard and not blank and not total)
        from bad
        """
    )[0]
    unread, nothing = (blank, 0) if raw.blank_is_broken else (0, blank)
    rejected = hard + len(broken) + reasons.get(Reason.DECLARED, 0) + unread
    rows = everything - totals - nothing + len(broken)
    notes = (*job.readings.notes, *_notes(bench, job, totals + left_out, rows))
    mapping = {r.column.name: r.source for r in job.readings.columns}
    return TableCheck(
        job.table, raw.files, rows, rows - rejected, rejected, reasons, mapping, job.connector, notes,
        declared=raw.aside,
    )  # fmt: skip


def _notes(bench: Workbench, job: Job, totals: int, rows: int) -> list[Phrase]:
    notes = []
    if totals:
        notes.append(
            phrase(
                "{n} totals rows were left out.", "{n} linhas de totais ficaram de fora.", n=Number(totals, Form.COUNT)
            )
        )
    if len(job.readings.attributes) > ATTRIBUTE_SLOTS:
        notes.append(
            phrase(
                "Only the first {kept} of {all} further columns are kept.",
                "Só as primeiras {kept} de {all} colunas adicionais são guardadas.",
                kept=Number(ATTRIBUTE_SLOTS, Form.COUNT),
                all=Number(len(job.readings.attributes), Form.COUNT),
            )
        )
    if made_key(job.table, job.readings) and rows <= _WHOLE_ROW_LIMIT:
        notes += _whole_row_duplicates(bench, job)
    return notes


def _whole_row_duplicates(bench: Workbench, job: Job) -> list[Phrase]:
    columns = ", ".join(quoted(name) for name in job.raw.columns)
    found = bench.run(
        f"select coalesce(sum(n - 1), 0) from (select count(*) n from {job.raw.relation} group by {columns})"
    )
    if not found[0][0]:
        return []
    return [
        phrase(
            "{n} rows repeat another row in every column; they are kept, because no column says which rows are one.",
            "{n} linhas repetem outra em todas as colunas; elas ficam, porque nenhuma coluna diz quais são a mesma.",
            n=Number(int(found[0][0]), Form.COUNT),
        )
    ]


def _refuse_above_limit(check: TableCheck, settings: Settings) -> None:
    spared = check.reasons.get(Reason.DECLARED, 0)
    bad, rows = check.rejected - spared, check.rows - spared
    if rows <= 0 or bad <= settings.max_reject_share * rows:
        return
    reasons: Mapping[Reason, int] = {r: n for r, n in check.reasons.items() if r not in UNCOUNTED}
    worst = max(reasons, key=lambda reason: reasons[reason])
    raise TooManyRejects(
        phrase(
            "{table}: {bad} of {rows} rows ({share}) cannot be used, above the limit of {limit}.",
            "{table}: {bad} de {rows} linhas ({share}) não podem ser usadas, acima do limite de {limit}.",
            table=check.table,
            bad=Number(bad, Form.COUNT),
            rows=Number(rows, Form.COUNT),
            share=Number(bad / rows, Form.SHARE),
            limit=Number(settings.max_reject_share, Form.SHARE),
        ),
        phrase(
            "Most often: {reason} ({n} times, in {file}).",
            "O mais comum: {reason} ({n} vezes, em {file}).",
            reason=WORDS[worst],
            n=Number(reasons[worst], Form.COUNT),
            file=", ".join(check.sources[:3]),
        ),
        phrase(
            "See {rejects} for each line, repair the export, or raise max_reject_share in corrente.toml.",
            "Veja cada linha em {rejects}, corrija a exportação ou aumente max_reject_share no corrente.toml.",
            rejects=str(check.rejects) if check.rejects else "rejects",
        ),
    )
