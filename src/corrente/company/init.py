"""A first ``corrente.toml`` for a folder of exports: tables recognised, columns proposed, reasons as comments."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corrente.company.connectors import recognise
from corrente.company.contract import CONTRACT
from corrente.company.find import by_name, files_in
from corrente.company.load import Raw, load
from corrente.company.reading import read, without_false_ids
from corrente.company.recognise import best_table, match, missing
from corrente.company.rules import Door, problem_columns, staged
from corrente.core.errors import InputError
from corrente.core.words import Language, Phrase, phrase
from corrente.engine.files import Workbench


@dataclass(frozen=True)
class Proposal:
    """How one file could be read."""

    table: str
    source: str
    columns: Mapping[str, str | bool]
    because: Phrase
    left: tuple[str, ...] = ()


def propose(folder: Path, language: Language = Language.EN) -> str:
    """The text of a ``corrente.toml``; raises `InputError` where the folder does not exist."""
    if not folder.is_dir():
        raise InputError(
            phrase("There is no folder {folder}.", "Não existe a pasta {folder}.", folder=str(folder)),
            None,
            Phrase("Give the folder that holds the exports.", "Informe a pasta onde estão as exportações."),
        )
    files = files_in(folder)
    exports = recognise(files)
    known = {path for export in exports.values() for paths in export.inputs.values() for path in paths}
    plainly = {path for found in by_name(folder, files, {}).values() for path in found.paths}
    parts = [_company(folder, language)]
    parts += [_comment(_is_export(table, export.connector), language) for table, export in exports.items()]
    taken = set(exports)
    with Workbench() as bench:
        for path in files:
            if path not in known:
                parts.append(_file(bench, folder, path, path in plainly, taken, language))
    return "\n".join(parts) + "\n"


def _company(folder: Path, language: Language) -> str:
    currency, zone = ("BRL", "America/Sao_Paulo") if language is Language.PT else ("USD", "UTC")
    lines = {
        "name": _text(folder.resolve().name or "company"),
        "currency": _text(currency),
        "timezone": _text(zone),
        "language": _text(language.value),
        "model": _text("non-contractual"),
    }
    return "[company]\n" + "\n".join(f"{key} = {value}" for key, value in lines.items()) + "\n"


def _is_export(table: str, connector: str) -> Phrase:
    return phrase(
        "{table}: recognised as {connector}, read without mapping.",
        "{table}: reconhecida como {connector}, lida sem mapeamento.",
        table=table,
        connector=connector,
    )


def _comment(text: Phrase, language: Language) -> str:
    return "\n".join(f"# {line}" for line in text.say(language).splitlines())


def _text(value: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)


def _file(bench: Workbench, folder: Path, path: Path, named: bool, taken: set[str], language: Language) -> str:
    """What is proposed for one file, or a comment that says why nothing is."""
    name = str(path.relative_to(folder))
    try:
        raw = load(bench, "proposal", [path])
    except InputError as failure:
        return _comment(Phrase("{file}: {why}", "{file}: {why}", {"file": name, "why": failure.what}), language)
    proposal = _proposal(bench, folder, path, raw, named)
    if proposal is None:
        return _comment(_unknown(name, tuple(raw.columns)), language)
    if proposal.table in taken:
        return _comment(_second(name, proposal.table), language)
    taken.add(proposal.table)
    return _section(proposal, language)


def _proposal(bench: Workbench, folder: Path, path: Path, raw: Raw, named: bool) -> Proposal | None:
    columns = tuple(raw.columns)
    found = next(iter(by_name(folder, [path], {})), None) if named else None
    best = (found, match(CONTRACT[found], columns)) if found else best_table(columns)
    if best is None:
        return None
    table = CONTRACT[best[0]]
    mapping = without_false_ids(bench, raw, table, best[1])
    if not found and _mostly_bad(bench, raw, table.name, mapping):
        return None
    lacking = missing(table, mapping)
    spared = {name: False for name in lacking if table.column(name).spared}
    left = tuple(name for name in columns if name not in mapping.values())
    because = (
        Phrase("the file is called after the table", "o arquivo tem o nome da tabela")
        if found
        else phrase(
            "its columns fit {table}: {columns}",
            "as colunas combinam com {table}: {columns}",
            table=table.name,
            columns=", ".join(mapping.values()),
        )
    )
    return Proposal(table.name, str(path.relative_to(folder)), {**mapping, **spared}, because, left)


def _mostly_bad(bench: Workbench, raw: Raw, table: str, mapping: Mapping[str, str]) -> bool:
    """Whether most rows break a rule, so that the columns are called like the table's but hold something else."""
    readings = read(bench, raw, table, mapping)
    bench.teach_clock()
    staging = staged(raw.relation, readings, Door.of_now({}, "", hashing=False, timezone="UTC"))
    problems = " or ".join(f"{problem} is not null" for _, problem in problem_columns(readings).values())
    rows, bad = bench.run(f"select count(*), count(*) filter ({problems}) from ({staging})")[0]
    return bool(bad > 0.5 * rows)


def _section(proposal: Proposal, language: Language) -> str:
    table = CONTRACT[proposal.table]
    why = phrase("{file}: {why}.", "{file}: {why}.", file=proposal.source, why=proposal.because)
    lines = [_comment(why, language)]
    if proposal.left:
        kept = Phrase("kept as attributes", "guardadas como atributos")
        unused = Phrase("not used", "não usadas")
        left = ", ".join(proposal.left[:30])
        lines.append(f"# {(kept if table.attributes else unused).say(language)}: {left}")
    lines += [f"[tables.{proposal.table}]", f"source = {_text(proposal.source)}", f"[tables.{proposal.table}.columns]"]
    lines += [
        f"{name} = {'false' if source is False else _text(str(source))}  # {table.column(name).meaning.say(language)}"
        for name, source in proposal.columns.items()
    ]
    lines += [f'# {name} = "?"  # {_required().say(language)}' for name in missing(table, proposal.columns)]
    return "\n".join(lines) + "\n"


def _required() -> Phrase:
    return Phrase("required: say which column it is", "obrigatória: diga qual é a coluna")


def _unknown(name: str, columns: Sequence[str]) -> Phrase:
    return phrase(
        "{file}: no table recognised in its columns ({columns}).",
        "{file}: nenhuma tabela reconhecida nas colunas ({columns}).",
        file=name,
        columns=", ".join(columns[:12]),
    )


def _second(name: str, table: str) -> Phrase:
    return phrase(
        "{file}: looks like {table} too; add it to source there if it belongs.",
        "{file}: também parece ser {table}; acrescente-o a source se fizer parte.",
        file=name,
        table=table,
    )
