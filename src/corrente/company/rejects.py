"""The list of what was set aside: every row, or value, with its line, column, value and reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import pyarrow as pa

from corrente.company.checks import WORDS, Reason
from corrente.company.load import Broken, Raw
from corrente.core.words import Language, Phrase
from corrente.engine.arrow import text_array, whole_array
from corrente.engine.files import Workbench, literal

_BROKEN = {
    "MISSING COLUMNS": Reason.TOO_FEW,
    "TOO MANY COLUMNS": Reason.TOO_MANY,
    "UNQUOTED VALUE": Reason.QUOTE,
    "LINE SIZE OVER MAXIMUM": Reason.LONG,
}


def list_rejects(bench: Workbench, raw: Raw, broken: Sequence[Broken]) -> Mapping[Reason, int]:
    """Make the table ``rejects`` (file, line, c, v, r) from the table ``bad`` and the broken lines; count by reason."""
    bench.register("reject_lines", _located(bench, raw))
    bench.register("reject_broken", _broken_table(broken))
    unread = f"[{{'c': '', 'v': '', 'r': {literal(Reason.BROKEN)}}}]"
    kept = "true" if raw.blank_is_broken else "not blank"
    aside = (
        f'union all select "#file", "#row", "#aside", null, {literal(Reason.DECLARED)} '
        f'from {raw.relation} where "#aside" is not null'
    )
    bench.run(
        f"""
        create or replace temp table rejects as
        select l.file, l.line, u.c, u.v, u.r
        from (
            select "#file" f, "#row" w, e.c c, e.v v, e.r r
            from (
                select "#file", "#row", unnest(case when blank then {unread} else problems end) e
                from bad where {kept} and not (total and hard)
            )
            {aside if raw.aside else ""}
        ) u
        join reject_lines l on l.file = u.f and l.row = u.w
        union all
        select file, line, null, text, reason from reject_broken
        """
    )
    return {Reason(reason): int(n) for reason, n in bench.run("select r, count(*) from rejects group by r order by r")}


def write_rejects(bench: Workbench, raw: Raw, path: Path, language: Language) -> bool:
    """Write the table ``rejects`` as CSV, or remove a stale file; returns whether there is anything in it."""
    if not bench.run("select count(*) from rejects")[0][0]:
        path.unlink(missing_ok=True)
        return False
    words = {reason.value: _words(raw, reason).say(language) for reason in Reason}
    bench.register("reject_words", pa.table({"r": text_array(list(words)), "say": text_array(list(words.values()))}))
    bench.register(
        "reject_files", pa.table({"file": whole_array(range(len(raw.files))), "name": text_array(raw.files)})
    )
    bench.write_csv(
        f"""
        select {"f.name as file, " if len(raw.files) > 1 else ""}x.line, x.c as "column", x.v as value, w.say as reason
        from rejects x join reject_words w on w.r = x.r join reject_files f on f.file = x.file
        order by x.file, x.line, x.c
        """,
        path,
    )
    return True


def _words(raw: Raw, reason: Reason) -> Phrase:
    return raw.aside if reason is Reason.DECLARED and raw.aside else WORDS[reason]


def _located(bench: Workbench, raw: Raw) -> pa.Table:
    """File, row and line of every row that is listed."""
    aside = f'union select "#file", "#row" from {raw.relation} where "#aside" is not null' if raw.aside else ""
    rows: dict[int, list[int]] = {}
    for file, row in bench.run(f'select "#file", "#row" from bad {aside} order by all'):
        rows.setdefault(file, []).append(row)
    found = [
        (file, row, line)
        for file, wanted in rows.items()
        for row, line in (raw.lines[file](wanted) if file in raw.lines else {row: row for row in wanted}).items()
    ]
    names = ("file", "row", "line")
    return pa.table({name: whole_array([entry[i] for entry in found]) for i, name in enumerate(names)})


def _broken_table(broken: Sequence[Broken]) -> pa.Table:
    reasons = [_BROKEN.get(line.error, Reason.BROKEN).value for line in broken]
    return pa.table(
        {
            "file": whole_array([line.file for line in broken]),
            "line": whole_array([line.line for line in broken]),
            "text": text_array([line.text for line in broken]),
            "reason": text_array(reasons),
        }
    )
