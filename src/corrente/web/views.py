"""What pages show, made from the desk's state: the stream's springs and flows, and the lists below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corrente.core.answer import Answer
from corrente.core.catalogue import QUESTIONS
from corrente.core.profile import Profile
from corrente.core.question import Question, Stream
from corrente.core.words import Form, Language, Number
from corrente.reports.page import solid
from corrente.reports.words import DECISIONS, NAMES, STATUSES, text
from corrente.stream.rooms import is_built
from corrente.web.desk import State as Work
from corrente.web.desk_picture import desk
from corrente.web.phone_picture import phone
from corrente.web.stream import Flow, Scene, Spring, State, Words

MOST_SPRINGS = 9
"""More tables than this do not fit beside each other; those that feed no question are left out first."""


@dataclass(frozen=True)
class Home:
    """The stream in both sizes, and the questions by what there is to say of them."""

    desk: Scene
    phone: Scene
    answered: tuple[Answer, ...]
    dry: tuple[Answer, ...]
    later: tuple[Question, ...]


def home(work: Work, language: Language) -> Home:
    """The home page of one moment."""
    profile = work.company.books.profile if work.company else Profile({})
    flows = {q.id: flow(q, work.answers.get(q.id), profile, language) for q in QUESTIONS.values()}
    springs = _springs(profile, flows, language)
    up = [flows[q.id] for q in QUESTIONS.values() if q.stream is Stream.UPSTREAM]
    down = [flows[q.id] for q in QUESTIONS.values() if q.stream is Stream.DOWNSTREAM]
    words = picture_words(language)
    built = [answer for answer in work.answers.values() if is_built(answer.question)]
    ordered = sorted(built, key=lambda answer: list(QUESTIONS).index(answer.question.id))
    return Home(
        desk(springs, up, down, words),
        phone(springs, up, down, words),
        tuple(answer for answer in ordered if answer.refusal is None),
        tuple(answer for answer in ordered if answer.refusal is not None),
        tuple(question for question in QUESTIONS.values() if not is_built(question)),
    )


def flow(question: Question, answer: Answer | None, profile: Profile, language: Language) -> Flow:
    """A question as the picture draws it."""
    state = flow_state(question, answer)
    name = NAMES[question.id].say(language)
    says = _says(answer, state, language)
    status = STATUSES[_STATUS.get(state, "answered")].say(language)
    label = f"{name}: {says}" if says else f"{name}: {status}"
    return Flow(question.id, name, says, label, state, _tables(question, state, profile))


_STATUS: Mapping[State, str] = {
    State.SOFT: "partial",
    State.DRY: "dry",
    State.WAITING: "waiting",
    State.LATER: "not-built",
}


def flow_state(question: Question, answer: Answer | None) -> State:
    """How a question's water runs."""
    if not is_built(question):
        return State.LATER
    if answer is None:
        return State.WAITING
    if answer.refusal is not None:
        return State.DRY
    return State.SOLID if solid(answer) else State.SOFT


def _says(answer: Answer | None, state: State, language: Language) -> str:
    if answer is None or state is State.LATER:
        return ""
    if answer.refusal is not None and answer.refusal.missing:
        return text("bring", language, tables=", ".join(answer.refusal.missing))
    return answer.headline.say(language)


def _tables(question: Question, state: State, profile: Profile) -> tuple[str, ...]:
    """The springs that feed a question: all it has, and where it is dry what it waits for."""
    there = [table for need in question.needs for table in need.any_of if table in profile.tables]
    if state is State.LATER:
        return tuple(there[:1])
    absent = [need.any_of[0] for need in question.needs if not set(need.any_of) & profile.tables.keys()]
    return tuple(there + absent)


def _springs(profile: Profile, flows: Mapping[str, Flow], language: Language) -> list[Spring]:
    wanted = dict.fromkeys(t for f in flows.values() if f.state is State.DRY for t in f.tables)
    fed = {table for flow in flows.values() for table in flow.tables}
    there = sorted(profile.tables, key=lambda table: table not in fed)
    missing = [table for table in wanted if table not in profile.tables]
    kept = [*there[: MOST_SPRINGS - len(missing)], *missing]
    names = sorted(kept, key=lambda table: _place(table, list(flows.values())))
    return [_spring(table, profile, language) for table in names]


def _place(table: str, flows: Sequence[Flow]) -> float:
    """How far down the questions are that a table feeds, on average: fewer streams cross this way."""
    places = [place for place, flow in enumerate(flows) if table in flow.tables]
    return sum(places) / len(places) if places else len(flows)


def _spring(table: str, profile: Profile, language: Language) -> Spring:
    href = f"/data#table-{table}"
    if table not in profile.tables:
        label = text("spring_dry", language, table=table)
        return Spring(table, text("missing", language), label, "/data#templates", there=False)
    rows = Number(profile.tables[table].rows, Form.COUNT)
    note = text("row", language) if rows.value == 1 else text("rows", language, n=rows)
    return Spring(table, note, text("spring_label", language, table=table, rows=rows), href, there=True)


def picture_words(language: Language) -> Words:
    """The picture's own words."""
    return Words(
        text("springs", language),
        text("upstream", language),
        text("decisions", language),
        tuple(choice.say(language) for choice in DECISIONS),
        text("downstream", language),
        text("growth", language),
        text("growth_later", language),
        text("return", language),
    )


def neighbours(id: str, among: Sequence[str]) -> tuple[str | None, str | None]:
    """The questions before and after one, for paging through them."""
    if id not in among:
        return None, None
    place = list(among).index(id)
    before = among[place - 1] if place else None
    return before, among[place + 1] if place + 1 < len(among) else None
