"""A first ``corrente.toml`` for a folder of exports: tables recognised, columns proposed, reasons as comments."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from corrente.company.contract import CONTRACT
from corrente.company.guess import Guess, guesses
from corrente.core.words import Language, Phrase, phrase


def propose(folder: Path, language: Language = Language.EN) -> str:
    """The text of a ``corrente.toml``; raises `InputError` where the folder does not exist."""
    parts = [_company(folder, language), *_parts(guesses(folder), language)]
    return "\n".join(parts) + "\n"


def _parts(found: Sequence[Guess], language: Language) -> Iterator[str]:
    taken: set[str] = set()
    for guess in sorted(found, key=lambda guess: guess.connector is None):
        table = guess.table
        if table is None or guess.connector:
            yield _comment(_reason(guess), language)
        elif table in taken:
            yield _comment(_second(guess.file, table), language)
        else:
            yield _section(guess, table, language)
        taken |= {table} if table else set()


def _reason(guess: Guess) -> Phrase:
    return Phrase("{file}: {why}", "{file}: {why}", {"file": guess.file, "why": guess.because})


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


def _comment(text: Phrase, language: Language) -> str:
    return "\n".join(f"# {line}" for line in text.say(language).splitlines())


def _text(value: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)


def _section(guess: Guess, name: str, language: Language) -> str:
    table = CONTRACT[name]
    lines = [_comment(_reason(guess), language)]
    if guess.left:
        kept = Phrase("kept as attributes", "guardadas como atributos")
        unused = Phrase("not used", "não usadas")
        left = ", ".join(guess.left[:30])
        lines.append(f"# {(kept if table.attributes else unused).say(language)}: {left}")
    lines += [f"[tables.{name}]", f"source = {_text(guess.file)}", f"[tables.{name}.columns]"]
    for column, source in guess.columns.items():
        said = "false" if source is False else _text(str(source))
        lines.append(f"{column} = {said}  # {table.column(column).meaning.say(language)}")
    lines += [f'# {column} = "?"  # {_required().say(language)}' for column in guess.lacking]
    return "\n".join(lines) + "\n"


def _required() -> Phrase:
    return Phrase("required: say which column it is", "obrigatória: diga qual é a coluna")


def _second(name: str, table: str) -> Phrase:
    return phrase(
        "{file}: looks like {table} too; add it to source there if it belongs.",
        "{file}: também parece ser {table}; acrescente-o a source se fizer parte.",
        file=name,
        table=table,
    )
