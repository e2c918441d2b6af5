"""What pages show, made from the desk's state: the stream's springs and flows, and the lists below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corrente.core.answer import Answer
from corrente.core.catalogue import QUESTIONS
from corrente.core.experiment import Test
from corrente.core.profile import Profile
from corrente.core.question import Question
from corrente.core.question import Stream as Side
from corrente.core.words import Form, Language, Number
from corrente.reports.page import solid
from corrente.reports.words import NAMES, STATUSES, text
from corrente.stream.growth.work import Growth
from corrente.stream.planning import Standing
from corrente.stream.rooms import is_built
from corrente.web.desk import State as Work
from corrente.web.desk_picture import desk
from corrente.web.phone_picture import phone
from corrente.web.plan_flows import Reading, branches, choices, forecast, review, sea_without, told_sea
from corrente.web.since import Seen
from corrente.web.stream import RECORD, Back, Flow, Ripple, Scene, Sea, Spring, State, Stream, Words
from corrente.web.texts import TEXTS

MOST_SPRINGS = 9
"""More tables than this do not fit beside each other; those that feed no question are left out first."""


@dataclass(frozen=True)
class Home:
    """The stream in both sizes, what comes with the plan and without it, and the questions by what there is to say."""

    desk: Scene
    phone: Scene
    answered: tuple[Answer, ...]
    dry: tuple[Answer, ...]
    later: tuple[Question, ...]
    growth: str
    ripples: frozenset[Ripple]
    carried: bool


def home(
    work: Work, plan: Standing, language: Language, since: Seen | None = None, learnt: str = "",
    running: Sequence[Test] = (),
) -> Home:  # fmt: skip
    """The home page of one moment; ``since`` is what the reader saw at the last visit, ``learnt`` what flows back.

    ``running`` are the tests that run.
    """
    profile = work.company.books.profile if work.company else Profile({})
    by_item = {test.item: [one for one in running if one.item == test.item] for test in running}
    reading = Reading(plan, language, profile.settings.currency, since.revision if since else None, by_item)
    told = forecast(work.growth, reading) if isinstance(work.growth, Growth) else None
    mouth = told_sea(told, reading) if told else sea_without(work, reading)
    stream = _stream(work, reading, since, mouth, review(reading) or Back(learnt or text("return", language), RECORD))
    words = picture_words(language)
    built = [answer for answer in work.answers.values() if is_built(answer.question)]
    ordered = sorted(built, key=lambda answer: list(QUESTIONS).index(answer.question.id))
    return Home(
        desk(stream, words),
        phone(stream, words),
        tuple(answer for answer in ordered if answer.refusal is None),
        tuple(answer for answer in ordered if answer.refusal is not None),
        tuple(question for question in QUESTIONS.values() if not is_built(question)),
        told.lead(reading) if told else "",
        stream.ripples,
        any(branch.wide for branch in stream.branches),
    )


def _stream(work: Work, reading: Reading, since: Seen | None, mouth: Sea, back: Back) -> Stream:
    profile, language = work.company.books.profile if work.company else Profile({}), reading.language
    changed = Seen.of(work.answers, reading.plan.number).changed(since)
    flows = {q.id: flow(q, work.answers.get(q.id), profile, language, q.id in changed) for q in QUESTIONS.values()}
    up, down = ([flows[q.id] for q in QUESTIONS.values() if q.stream is side] for side in Side)
    return Stream(_springs(profile, flows, language), up, choices(reading), branches(reading), down, mouth, back)


def flow(question: Question, answer: Answer | None, profile: Profile, language: Language, changed: bool) -> Flow:
    """A question as the picture draws it."""
    state = flow_state(question, answer)
    name = NAMES[question.id].say(language)
    says = _says(answer, state, language)
    status = STATUSES[_STATUS.get(state, "answered")].say(language)
    label = f"{name}: {says}" if says else f"{name}: {status}"
    if changed:
        label += f" {TEXTS['home_changed'].say(language)}"
    ripple = Ripple.CHANGED if changed else None
    return Flow(question.id, name, says, label, state, _tables(question, state, profile), ripple)


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
        TEXTS["home_branches"].say(language),
        text("downstream", language),
    )


def neighbours(id: str, among: Sequence[str]) -> tuple[str | None, str | None]:
    """The questions before and after one, for paging through them."""
    if id not in among:
        return None, None
    place = list(among).index(id)
    before = among[place - 1] if place else None
    return before, among[place + 1] if place + 1 < len(among) else None
