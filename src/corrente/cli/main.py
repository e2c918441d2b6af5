"""The command's entry: the language, the errors and the exit codes, once for all commands.

Exit codes: 0 done; 1 a question asked by name was refused; 2 the input or the call is wrong.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from corrente.core.errors import CorrenteError
from corrente.core.words import Language, phrase

WRONG = 2
INTERRUPTED = 130


@dataclass(frozen=True)
class Call:
    """A call of the command: its words without those that hold for every command.

    ``language`` is ``None`` where the caller named none: then the company's own is used.
    """

    words: tuple[str, ...]
    debug: bool
    language: Language | None

    @property
    def spoken(self) -> Language:
        """The language to speak before any company is known: the caller's, else the terminal's."""
        if self.language is not None:
            return self.language
        locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
        return Language.PT if locale.lower().startswith("pt") else Language.EN


def parse(words: Sequence[str]) -> Call:
    """Take ``--debug`` and ``--language L`` out of the words, wherever they stand."""
    rest: list[str] = []
    language = os.environ.get("CORRENTE_LANGUAGE")
    waiting = iter(words)
    for word in waiting:
        if word == "--language":
            language = next(waiting, "")
        elif word.startswith("--language="):
            language = word.partition("=")[2]
        elif word != "--debug":
            rest.append(word)
    return Call(tuple(rest), "--debug" in words, _language(language))


def _language(name: str | None) -> Language | None:
    if not name:
        return None
    return Language.PT if name.lower().startswith("pt") else Language.EN


def main(words: Sequence[str] | None = None) -> None:
    """Run one command and exit with its code; errors are one clear message on stderr."""
    call = parse(sys.argv[1:] if words is None else words)
    try:
        # Typer and the commands wait until the call's language is known: the help is written in it.
        from corrente.cli.commands import build

        build(call)(args=list(call.words), prog_name="corrente", obj=call)
    except CorrenteError as error:
        _fail(call, error.say(call.spoken))
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        _fail(call, _unexpected(error).say(call.spoken))


def _unexpected(error: Exception) -> CorrenteError:
    first_line = str(error).partition("\n")[0][:300] or "–"
    return CorrenteError(
        phrase("Something went wrong inside corrente.", "Algo deu errado dentro do corrente."),
        phrase("{kind}: {text}.", "{kind}: {text}.", kind=type(error).__name__, text=first_line),
        phrase(
            "Your data is untouched. Run it again with --debug for the details, and please report it.",
            "Seus dados não foram alterados. Rode de novo com --debug para ver os detalhes e avise a gente, por favor.",
        ),
    )


def _fail(call: Call, message: str) -> None:
    if call.debug:
        import traceback

        traceback.print_exc()
    print(f"corrente: {message}", file=sys.stderr)
    sys.exit(WRONG)
