"""What is made from the contract for people: empty templates and the reference page in both languages."""

from __future__ import annotations

import csv
import io

from corrente.company.contract import CONTRACT, Column, Kind, Table
from corrente.company.recognise import unknown_table
from corrente.core.words import Language, Phrase

_KINDS = {
    Kind.ID: Phrase("identifier", "identificador"),
    Kind.MOMENT: Phrase("date or date and time", "data ou data e hora"),
    Kind.PERIOD: Phrase("period", "período"),
    Kind.AMOUNT: Phrase("number", "número"),
    Kind.INTEGER: Phrase("whole number", "número inteiro"),
    Kind.FLAG: Phrase("yes or no (1 or 0)", "sim ou não (1 ou 0)"),
    Kind.CATEGORY: Phrase("category", "categoria"),
    Kind.TEXT: Phrase("text", "texto"),
    Kind.PERSONAL: Phrase("personal data", "dado pessoal"),
}


def template(table: str) -> str:
    """An empty CSV of ``table``: the header and one example row. Raises `InputError` for an unknown table."""
    if table not in CONTRACT:
        raise unknown_table(table)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = CONTRACT[table].columns
    writer.writerows([[column.name for column in columns], [column.example for column in columns]])
    return text.getvalue()


def reference(language: Language = Language.EN) -> str:
    """The data contract as a Markdown page: every table, every column with kind, rules and meaning."""
    title = Phrase("# The data contract", "# O contrato de dados").say(language)
    intro = Phrase(
        "Made from `company/contract.py`. Columns in bold are required. Any further column of a table that takes "
        "attributes is kept as a category.",
        "Feito a partir de `company/contract.py`. Colunas em negrito são obrigatórias. Qualquer outra coluna de uma "
        "tabela que aceita atributos é guardada como categoria.",
    ).say(language)
    return "\n\n".join([title, intro, *(_section(table, language) for table in CONTRACT.values())]) + "\n"


def _section(table: Table, language: Language) -> str:
    head = Phrase("| column | kind | rules | meaning | example |", "| coluna | tipo | regras | significado | exemplo |")
    rows = "\n".join(_row(column, table, language) for column in table.columns)
    more = Phrase("Takes attributes.", "Aceita atributos.").say(language) if table.attributes else ""
    names = Phrase("Also found as: {names}.", "Também encontrada como: {names}.", {"names": ", ".join(table.synonyms)})
    parts = [f"{table.row.say(language)}.", more, names.say(language) if table.synonyms else ""]
    intro = " ".join(part for part in parts if part)
    return f"## {table.name}\n\n{intro}\n\n{head.say(language)}\n|---|---|---|---|---|\n{rows}"


def _row(column: Column, table: Table, language: Language) -> str:
    name = f"**{column.name}**" if column.required else column.name
    rules = ", ".join(rule.say(language) for rule in _rules(column, table))
    cells = (name, _KINDS[column.kind].say(language), rules, column.meaning.say(language), column.example)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rules(column: Column, table: Table) -> list[Phrase]:
    """The rules of a column in words."""
    rules = [
        (column.name == table.key, Phrase("key", "chave")),
        (column.non_negative, Phrase("not negative", "não negativo")),
        (column.not_future, Phrase("not in the future", "não no futuro")),
        (column.spared, Phrase("may be `false` in corrente.toml", "pode ser `false` no corrente.toml")),
        (bool(column.after), Phrase.same(f"≥ {column.after}")),
        (bool(column.references), Phrase.same(f"→ {column.references}")),
        (bool(column.allowed), Phrase.same(", ".join(column.allowed))),
    ]
    return [rule for holds, rule in rules if holds]
