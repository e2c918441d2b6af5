"""A company that can be asked: questions run in the order of what they need, on counts, with evidence."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field, replace
from datetime import date
from graphlib import TopologicalSorter
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any, Self, cast

from corrente.company.books import Books, open_books
from corrente.core.answer import Answer, Evidence, Refusal, TableEvidence, refuse
from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import ConvergenceError, InputError
from corrente.core.room import Counted, Given
from corrente.core.words import Number, Phrase, date_to_day, phrase
from corrente.counts.tally import read, score_rows, tally
from corrente.stream.chance import generator
from corrente.stream.growth.work import Growth, Wishes
from corrente.stream.growth.work import work_out as work_out_growth
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.plan import Plan
from corrente.stream.remembered import place
from corrente.stream.research.studies import Prices
from corrente.stream.research.work import Research, research_next
from corrente.stream.rooms import by_waiting, find_question, find_room, missing_tables, not_built
from corrente.stream.scorecard import work
from corrente.stream.scores import ScoreTable

if TYPE_CHECKING:
    import datetime as dt

    from corrente.core.count import Count
    from corrente.core.plan import Item
    from corrente.core.question import Question
    from corrente.core.room import BesideRoom, Room, ScoringRoom
    from corrente.core.scorecard import Scorecard

AT_ONCE = 2
"""Questions worked on at a time: one room's model runs on one core while the engine counts for the next."""

Progress = Callable[[Phrase, float], None]
"""Told what is being done and the share that is done (0 to 1); may raise to cancel."""


@dataclass(frozen=True)
class Finding:
    """What asking one question left behind: its answer, and the room's estimate.

    There is no estimate after a refusal, nor where the answer is that of an earlier run.
    """

    answer: Answer
    estimate: Any = None


def _locks() -> Mapping[str, RLock]:
    """One for each question, and the scorecard's."""
    return {name: RLock() for name in (*QUESTIONS, "scorecard")}


@dataclass(frozen=True)
class Company:
    """A company's books, and the questions answered from them so far (each is worked out once).

    Several threads may ask: each question has a lock of its own, and asking one waits for those that it comes after.
    """

    books: Books
    _found: dict[str, Finding] = field(default_factory=dict, repr=False)
    _cards: list[Scorecard] = field(default_factory=list, repr=False)
    _locks: Mapping[str, RLock] = field(default_factory=_locks, repr=False)

    def as_of(self, date: dt.date) -> Self:
        """The same company, seen with its data up to and including ``date`` only."""
        profile = replace(self.books.profile, as_of=date_to_day(date))
        return replace(self, books=replace(self.books, profile=profile), _found={}, _cards=[], _locks=_locks())

    def ask(self, question: str, progress: Progress | None = None) -> Answer:
        """The answer to one of the twenty questions, or an answer that carries a refusal.

        Raises `InputError` for an id that is none of the twenty, `EngineError` where a database fails.
        """
        asked = find_question(question)
        return self._beside(asked, self._find(asked, progress or _silent).answer)

    def ask_all(self, progress: Progress | None = None) -> Mapping[str, Answer]:
        """Every question's answer, in the order of the catalogue; asked in the order of what they need, two at a time.

        Where ``progress`` raises, or a question fails, no further question is begun.
        """
        told = progress or _silent
        left = TopologicalSorter({name: question.after for name, question in QUESTIONS.items()})
        left.prepare()
        running: dict[Future[Finding], str] = {}
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="corrente") as pool:
            try:
                while left.is_active():
                    running |= {
                        pool.submit(self._find, QUESTIONS[name], _silent): name for name in by_waiting(left.get_ready())
                    }
                    told(*_so_far(self._found, running.values()))
                    for future in wait(running, return_when=FIRST_COMPLETED).done:
                        future.result()
                        left.done(running.pop(future))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        return {name: self.ask(name) for name in QUESTIONS}

    def scorecard(self, progress: Progress | None = None) -> Scorecard:
        """Every metric with its interval, history and change, from the answers and from counts by month.

        Asks the questions that it rests on where they are not answered yet.
        Raises `EngineError` where a database fails.
        """
        told = progress or _silent
        with self._locks["scorecard"]:
            if not self._cards:
                answers = {name: self.ask(name, told) for name in work.questions()}
                self._cards.append(work.work_out(self.books, answers, told))
            return self._cards[0]

    def draft(self, progress: Progress | None = None, today: dt.date | None = None) -> Plan:
        """A whole plan, drafted from all answers as of ``today``: from segment and problem to campaigns and tests.

        Asks the questions that are not answered yet. Raises `EngineError` where a database fails.
        """
        settings, made = self.books.settings, today or date.today()
        return Plan(settings.name, settings.currency, made, draft(self.ask_all(progress), settings, made))

    def plan(self, progress: Progress | None = None, today: dt.date | None = None) -> Plan:
        """The drafted plan with its forecast and what to research next. Raises `EngineError` as `draft` does."""
        return self.foresee(self.draft(progress, today), progress)

    def foresee(self, plan: Plan, progress: Progress | None = None) -> Plan:
        """The plan with what comes of its items as they are, and what to research next for them."""
        growth = self.growth(plan.items, progress=progress)
        research = None if isinstance(growth, Refusal) else self.research(growth)
        return replace(plan, forecast=growth, research_next=research)

    def growth(
        self, items: Iterable[Item] = (), wishes: Wishes | None = None, progress: Progress | None = None
    ) -> Growth | Refusal:
        """What comes, month by month, without and with the decisions of a plan's ``items``.

        Refuses where the company's months are too few. Raises `EngineError` where a database fails.
        """
        answers = self.ask_all(progress)
        try:
            return work_out_growth(self.books, answers, items, wishes, progress=progress)
        except ConvergenceError as error:
            return _unsettled(error)

    def research(self, growth: Growth, prices: Prices | None = None) -> Research:
        """What to research next for the decisions of a forecast: the twenty questions by what knowing is worth."""
        return research_next(growth, self.ask_all(), prices)

    def score(self, question: str, progress: Progress | None = None) -> ScoreTable:
        """Per-person scores of a question, joined in the engine and streamed.

        Raises `InputError` where the question scores nobody or was refused.
        """
        asked = find_question(question)
        finding = self._find(asked, progress or _silent)
        if finding.answer.refusal is not None:
            raise _cannot_score(asked, finding.answer.refusal)
        room = find_room(asked)
        if not asked.scores_people or room is None:
            raise _scores_nobody(asked)
        if finding.estimate is None:
            finding = self._estimate(asked, progress or _silent)
        scores = cast("ScoringRoom", room).scores(finding.estimate)
        return ScoreTable(asked, lambda: score_rows(self.books.engine, scores))

    def close(self) -> None:
        """Release the engine."""
        self.books.engine.close()

    def _find(self, question: Question, progress: Progress) -> Finding:
        with self._locks[question.id]:
            if question.id not in self._found:
                earlier = self._earlier(question, progress)
                self._found[question.id] = _work_out(self.books, question, earlier, progress)
            return self._found[question.id]

    def _estimate(self, question: Question, progress: Progress) -> Finding:
        """The finding with the room's estimate, which answers of earlier runs do not have."""
        with self._locks[question.id]:
            earlier = self._earlier(question, progress)
            self._found[question.id] = _work_out(self.books, question, earlier, progress, anew=True)
            return self._found[question.id]

    def _beside(self, question: Question, answer: Answer) -> Answer:
        """The answer with what later ones say of the same things."""
        if not question.beside or answer.refusal is not None:
            return answer
        others = {name: self._find(QUESTIONS[name], _silent).answer for name in question.beside}
        return cast("BesideRoom", find_room(question)).beside(answer, others)

    def _earlier(self, question: Question, progress: Progress) -> Mapping[str, Answer]:
        return {name: self._find(QUESTIONS[name], progress).answer for name in question.after}


def open_company(
    folder: str | Path | None = None, progress: Progress | None = None, frames: Mapping[str, object] | None = None
) -> Company:
    """Open a company: a folder with its exports (and perhaps a ``corrente.toml``), or frames by table name.

    ``frames`` are anything that Arrow can read (pandas, polars, pyarrow), by table name.
    Raises `InputError` where the data cannot be read.
    """
    return Company(open_books(Path(folder) if folder is not None else None, frames, progress=progress))


def _so_far(found: Collection[str], running: Iterable[str]) -> tuple[Phrase, float]:
    """What is being asked, and the share of all questions that is answered."""
    first = next(name for name in QUESTIONS if name in set(running))
    return QUESTIONS[first].asked, len(found) / len(QUESTIONS)


def _work_out(
    books: Books, question: Question, earlier: Mapping[str, Answer], progress: Progress, anew: bool = False
) -> Finding:
    """A question's finding: the answer of an earlier run where all it rests on is the same, unless asked ``anew``."""
    room = find_room(question)
    if room is None:
        return Finding(refuse(question, not_built()))
    refusal = missing_tables(question, books.profile)
    plan = refusal or room.counts(books.profile)
    if isinstance(plan, Refusal):
        return Finding(_with_evidence(refuse(question, plan), books, {}))
    kept = place(books, question, plan, earlier)
    known = kept.recall() if kept and not anew else None
    if known is not None:
        return Finding(known)
    finding = _infer_answer(books, question, room, plan, earlier, progress)
    if kept:
        kept.remember(finding.answer)
    return finding


def _infer_answer(
    books: Books,
    question: Question,
    room: Room,
    plan: Mapping[str, Count],
    earlier: Mapping[str, Answer],
    progress: Progress,
) -> Finding:
    counted = _count(books, plan, progress)
    progress(phrase("Working out the answer", "Calculando a resposta"), 0.7)
    estimate = _infer(room, counted, Given(books.profile, earlier), question)
    if isinstance(estimate, Refusal):
        return Finding(_with_evidence(refuse(question, estimate), books, plan))
    answer = room.answer(estimate)
    drawn = replace(answer, figure=room.figure(answer))
    return Finding(_with_evidence(drawn, books, plan), estimate)


def _count(books: Books, plan: Mapping[str, Count], progress: Progress) -> Counted:
    counted = {}
    for done, (name, count) in enumerate(plan.items()):
        doing = phrase("Counting {name}", "Contando {name}", name=count.name.replace("_", " "))
        progress(doing, 0.1 + 0.6 * done / len(plan))
        counted[name] = tally(books.engine, count, books.fingerprints, books.home / "counts" if books.home else None)
    return counted


def _infer(room: Room, counted: Counted, given: Given, question: Question) -> Any | Refusal:
    try:
        return room.infer(counted, given, generator(question.id, counted))
    except ConvergenceError as error:
        return _unsettled(error)


def _unsettled(error: ConvergenceError) -> Refusal:
    return Refusal(
        error.what,
        (),
        phrase(
            "More data, or fewer and larger groups, would let the model settle.",
            "Com mais dados, ou com grupos menos numerosos e maiores, o modelo se ajusta.",
        ),
    )


def _with_evidence(answer: Answer, books: Books, plan: Mapping[str, Count]) -> Answer:
    names = tuple(dict.fromkeys(count.name for count in plan.values()))
    read_tables = {table for name in names for table in read(name).header.tables}
    seen = read_tables or set(answer.question.tables)
    tables = {
        name: TableEvidence(table.rows, table.rejected, table.first_day, table.last_day)
        for name, table in books.profile.tables.items()
        if name in seen
    }
    evidence: Evidence = replace(answer.evidence, tables=tables, counts=names)
    return replace(answer, evidence=evidence)


def _cannot_score(question: Question, refusal: Refusal) -> InputError:
    return InputError(
        phrase("There are no scores for {id}.", "Não há pontuações para {id}.", id=question.id),
        refusal.because,
        refusal.next_step,
    )


def _scores_nobody(question: Question) -> InputError:
    scoring = ", ".join(q.id for q in QUESTIONS.values() if q.scores_people)
    return InputError(
        phrase("{id} does not score people.", "{id} não pontua pessoas.", id=question.id),
        phrase("{n} questions do: {all}.", "{n} perguntas pontuam: {all}.",
               n=Number(len(scoring.split(", "))), all=scoring),
    )  # fmt: skip


def _silent(_doing: Phrase, _done: float) -> None:
    """Progress that nobody watches."""
