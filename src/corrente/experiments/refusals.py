"""What cannot be done to a test, and what to do instead."""

from __future__ import annotations

from corrente.core.errors import InputError
from corrente.core.words import Phrase, phrase


def stopped(test: str) -> InputError:
    """It was stopped."""
    return InputError(
        phrase("The test “{test}” was stopped.", "O teste “{test}” foi encerrado.", test=test),
        Phrase("A test does not begin twice.", "Um teste não começa duas vezes."),
        Phrase("Make a new test from it.", "Faça um novo teste a partir dele."),
    )


def not_running(test: str) -> InputError:
    """It does not run."""
    return InputError(
        phrase("The test “{test}” is not running.", "O teste “{test}” não está em andamento.", test=test),
        None,
        Phrase("Look at its page to see how it stands.", "Veja na página dele como ele está."),
    )


def no_variant(test: str, variant: str) -> InputError:
    """No open variant is called so."""
    return InputError(
        phrase(
            "The test “{test}” has no open variant “{variant}”.",
            "O teste “{test}” não tem uma variante aberta “{variant}”.",
            test=test,
            variant=variant,
        ),
        None,
        Phrase("Name one of its open variants.", "Indique uma das variantes abertas."),
    )
