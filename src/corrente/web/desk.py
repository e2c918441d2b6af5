"""Where the app's work is done: one worker that opens the company and answers, watched and stopped from pages."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import RLock
from time import monotonic
from typing import TYPE_CHECKING, Any

from corrente.core.answer import Answer, Refusal
from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import CorrenteError
from corrente.core.scorecard import Scorecard
from corrente.core.words import Language, Phrase
from corrente.reports.figures import figure
from corrente.reports.words import NAMES, TEXTS
from corrente.stream import planning
from corrente.stream.record import work as record

if TYPE_CHECKING:
    from corrente.state.store import State as Store
    from corrente.stream.company import Company
    from corrente.stream.growth.work import Growth
    from corrente.stream.plan.plan import Plan
    from corrente.stream.research.work import Research

Progress = Callable[[Phrase, float], None]
Opener = Callable[[Progress], "Company"]

_OPENED, _ANSWERED, _READ = 0.3, 0.9, 0.95
"""How far the work is when the company is open, when all questions are answered, and when the scorecard is."""

log = logging.getLogger("corrente.web")


class Stopped(Exception):
    """Raised out of the progress call when the work is to be stopped."""


@dataclass(frozen=True)
class State:
    """What there is at one moment: the company and its answers so far, the work in hand, and what went wrong.

    ``growth`` and ``research`` are those of the plan's revision ``foretold``; ``again`` says that they are being worked
    out anew after a change of the plan, while the old ones stand.
    """

    company: Company | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    scorecard: Scorecard | None = None
    growth: Growth | Refusal | None = None
    research: Research | None = None
    foretold: int | None = None
    again: bool = False
    working: bool = False
    doing: Phrase = TEXTS["waiting"]
    done: float = 0.0
    stopped: bool = False
    error: CorrenteError | None = None


class Desk:
    """One worker thread over one company; every page reads its `State`, a value that never changes in place.

    ``opener`` opens the company anew, told how far it is; it is called at the first request and after files were added.
    The plan is kept in ``store``; without one it is drafted and forgotten.
    """

    def __init__(self, opener: Opener, store: Store | None = None) -> None:
        self._opener = opener
        self._store = store
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="corrente-desk")
        self._lock = RLock()
        self._stop = False
        self._job: Future[None] | None = None
        self._begun = 0.0
        self._changes = 0
        self.state = State()

    def start(self) -> None:
        """Open the company and answer what is not answered yet, in the background; does nothing where that runs."""
        with self._lock:
            if self.state.working or self.complete():
                return
            self._stop = False
            self._note(working=True, stopped=False, error=None, doing=TEXTS["waiting"], done=0.0)
            self._begin(self._work)

    def look(self, seconds: float) -> State:
        """Start the work unless somebody stopped it or it failed; it has ``seconds`` from its beginning to finish."""
        if not self.state.stopped and self.state.error is None:
            self.start()
        return self.settle(max(self._begun + seconds - monotonic(), 0.0))

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
        return self.state.company is not None and known and self.state.growth is not None

    def forecast_again(self) -> None:
        """Work out the forecast of the plan as it stands now, in the worker, after what it is doing."""
        with self._lock:
            self._changes += 1
            self._stop = self._stop and self.state.working
            self._note(again=True)
            self._begin(self._forecast_anew)

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

    def _begin(self, work: Callable[[], None]) -> None:
        self._begun = monotonic()
        self._job = self._worker.submit(work)

    def _note(self, **changed: Any) -> None:
        """Pages and the worker change different fields at the same time: none is lost."""
        with self._lock:
            self.state = replace(self.state, **changed)

    def _work(self) -> None:
        with self._told():
            company = self.state.company or self._opener(self._tell(0.0, _OPENED))
            self._note(company=company)
            self._answer(company)
            self._read(company)
            self._forecast(company)
            self._draw_ahead()
        self._note(working=False)

    def _forecast_anew(self) -> None:
        """What could not be foretold anew is forgotten, so that trying again tries it."""
        if self.state.company is not None and self.complete():
            with self._told():
                self._forecast(self.state.company)
            if self.state.error is not None:
                self._note(growth=None, research=None, foretold=None)
        with self._lock:
            self._changes -= 1
            self._note(again=self._changes > 0)

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Work whose end, whatever it is, is told in the state."""
        try:
            yield
        except Stopped:
            self._note(stopped=True)
        except CorrenteError as error:
            self._note(error=error)
        except Exception as error:
            # The last stand of the worker: the page says so, the terminal shows where.
            log.exception("the work failed")
            said = Phrase(TEXTS["broken"].en, TEXTS["broken"].pt, {"error": type(error).__name__})
            self._note(error=CorrenteError(said))

    def _answer(self, company: Company) -> None:
        left = [name for name in QUESTIONS if name not in self.state.answers]
        for place, name in enumerate(left):
            width = (_ANSWERED - _OPENED) / len(left)
            low = _OPENED + place * width
            tell = self._tell(low, low + width, NAMES[name])
            tell(TEXTS["working"], 0.0)
            answer = company.ask(name, tell)
            self._note(answers={**self.state.answers, name: answer})

    def _read(self, company: Company) -> None:
        if self.state.scorecard is None:
            card = company.scorecard(self._tell(_ANSWERED, _READ, TEXTS["scorecard"]))
            self._note(scorecard=card)

    def _forecast(self, company: Company) -> None:
        """Draft the plan where there is none yet, mark what no longer holds, and forecast what stands."""
        self._tell(_READ, 1.0)(TEXTS["forecasting"], 0.0)
        plan, number = self._plan(company)
        if self.state.foretold == number:
            return
        foreseen = company.foresee(plan)
        self._note(growth=foreseen.forecast, research=foreseen.research_next, foretold=number)
        if self._store is not None:
            self._tell(_READ, 1.0)(TEXTS["scoring"], 0.5)
            record.track(company, self._store, foreseen.forecast, number)

    def _plan(self, company: Company) -> tuple[Plan, int]:
        if self._store is None:
            return company.draft(), 0
        plan, standing = planning.kept(company, self._store)
        return plan, standing.number

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
            self._note(doing=said, done=low + (high - low) * min(max(done, 0.0), 1.0))

        return told
