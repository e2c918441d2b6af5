"""Where the app's work is done: one worker that opens the company and answers, watched and stopped from pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from corrente.core.answer import Answer
from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import CorrenteError
from corrente.core.scorecard import Scorecard
from corrente.core.words import Language, Phrase
from corrente.reports.figures import figure
from corrente.reports.words import NAMES, TEXTS

if TYPE_CHECKING:
    from corrente.stream.company import Company

Progress = Callable[[Phrase, float], None]
Opener = Callable[[Progress], "Company"]

_OPENED, _ANSWERED = 0.3, 0.95
"""How far the work is when the company is open, and when all questions are answered."""

log = logging.getLogger("corrente.web")


class Stopped(Exception):
    """Raised out of the progress call when the work is to be stopped."""


@dataclass(frozen=True)
class State:
    """What there is at one moment: the company and its answers so far, the work in hand, and what went wrong."""

    company: Company | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    scorecard: Scorecard | None = None
    working: bool = False
    doing: Phrase = TEXTS["waiting"]
    done: float = 0.0
    stopped: bool = False
    error: CorrenteError | None = None


class Desk:
    """One worker thread over one company; every page reads its `State`, a value that never changes in place.

    ``opener`` opens the company anew, told how far it is; it is called at the first request and after files were added.
    """

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="corrente-desk")
        self._lock = Lock()
        self._stop = False
        self._job: Future[None] | None = None
        self.state = State()

    def start(self) -> None:
        """Open the company and answer what is not answered yet, in the background; does nothing where that runs."""
        with self._lock:
            if self.state.working or self.complete():
                return
            self._stop = False
            self.state = replace(self.state, working=True, stopped=False, error=None, doing=TEXTS["waiting"], done=0.0)
            self._job = self._worker.submit(self._work)

    def look(self, seconds: float) -> State:
        """Start the work unless somebody stopped it or it failed, and give it ``seconds`` to finish."""
        if not self.state.stopped and self.state.error is None:
            self.start()
        return self.settle(seconds)

    def settle(self, seconds: float) -> State:
        """The state after the work is done or ``seconds`` have passed, so that quick work needs no second page."""
        if self._job is not None:
            wait([self._job], timeout=seconds)
        return self.state

    def stop(self) -> None:
        """Stop at the next step; answers found so far are kept."""
        self._stop = True

    def reopen(self) -> None:
        """Forget the company and its answers, and read everything again."""
        self.stop()
        self.settle(60)
        company = self.state.company
        if company is not None:
            company.close()
        self.state = State()
        self.start()

    def complete(self) -> bool:
        """Whether there is nothing left to work out."""
        known = len(self.state.answers) == len(QUESTIONS) and self.state.scorecard is not None
        return self.state.company is not None and known

    def score(self, question: str, path: Path) -> None:
        """Write a question's per-person scores to ``path``, in the worker, after what it is doing.

        Raises whatever `Company.score` raises.
        """
        self._worker.submit(self._score, question, path).result()

    def close(self) -> None:
        """Stop, wait for the worker and release the company."""
        self.stop()
        self._worker.shutdown(wait=True, cancel_futures=True)
        if self.state.company is not None:
            self.state.company.close()

    def _score(self, question: str, path: Path) -> None:
        company = self.state.company
        if company is not None:
            company.score(question).write(path)

    def _work(self) -> None:
        try:
            company = self.state.company or self._opener(self._tell(0.0, _OPENED))
            self.state = replace(self.state, company=company)
            self._answer(company)
            self._read(company)
            self._draw_ahead()
        except Stopped:
            self.state = replace(self.state, stopped=True)
        except CorrenteError as error:
            self.state = replace(self.state, error=error)
        except Exception as error:
            # The last stand of the worker: the page says so, the terminal shows where.
            log.exception("the work failed")
            said = Phrase(TEXTS["broken"].en, TEXTS["broken"].pt, {"error": type(error).__name__})
            self.state = replace(self.state, error=CorrenteError(said))
        finally:
            self.state = replace(self.state, working=False)

    def _answer(self, company: Company) -> None:
        left = [name for name in QUESTIONS if name not in self.state.answers]
        for place, name in enumerate(left):
            width = (_ANSWERED - _OPENED) / len(left)
            low = _OPENED + place * width
            tell = self._tell(low, low + width, NAMES[name])
            tell(TEXTS["working"], 0.0)
            answer = company.ask(name, tell)
            self.state = replace(self.state, answers={**self.state.answers, name: answer})

    def _read(self, company: Company) -> None:
        if self.state.scorecard is None:
            card = company.scorecard(self._tell(_ANSWERED, 1.0, TEXTS["scorecard"]))
            self.state = replace(self.state, scorecard=card)

    def _draw_ahead(self) -> None:
        """Draw every picture once, so that pages open at once; pictures are kept by what they show."""
        for answer in self.state.answers.values():
            for language in Language:
                self._tell(1.0, 1.0)(TEXTS["drawing"], 1.0)
                figure(answer, language)

    def _tell(self, low: float, high: float, about: Phrase | None = None) -> Progress:
        def told(doing: Phrase, done: float) -> None:
            if self._stop:
                raise Stopped
            said = Phrase("{about}: {doing}", "{about}: {doing}", {"about": about, "doing": doing}) if about else doing
            self.state = replace(self.state, doing=said, done=low + (high - low) * min(max(done, 0.0), 1.0))

        return told
