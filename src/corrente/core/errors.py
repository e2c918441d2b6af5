"""What can go wrong, in one tree: every error says what happened, why, and what to do next."""

from __future__ import annotations

from corrente.core.words import Language, Phrase


class CorrenteError(Exception):
    """Any error that corrente raises on purpose.

    ``what`` happened, ``why`` (may be empty) and what to do ``next``; each is a `Phrase`, so that the
    command line and the pages can say it in the reader's language.
    """

    def __init__(self, what: Phrase, why: Phrase | None = None, next: Phrase | None = None) -> None:
        super().__init__(what, why, next)
        self.what, self.why, self.next = what, why, next

    def say(self, language: Language = Language.EN) -> str:
        """The whole message, one sentence after the other."""
        return " ".join(part.say(language) for part in (self.what, self.why, self.next) if part)

    def __str__(self) -> str:
        return self.say()


class InputError(CorrenteError):
    """The data or the call is wrong: a missing column, an unreadable file, an unknown question."""


class TooManyRejects(InputError):
    """So many rows of a table are bad that answering from the rest would mislead."""


class EngineError(CorrenteError):
    """A database could not be reached, or did not run what it was asked."""


class ConvergenceError(CorrenteError):
    """No method of the recipe gave a trustworthy posterior; a room turns this into a `Refusal`."""
