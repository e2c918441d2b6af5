"""A company made up for the tests of pages: five answers of every kind, a plan and its forecast, without an engine."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

from corrente.core.answer import (
    Action,
    Answer,
    Backtest,
    Diagnostics,
    Estimate,
    Evidence,
    Grade,
    Lever,
    Proof,
    Refusal,
    Status,
    Table,
    TableEvidence,
    refuse,
)
from corrente.core.catalogue import QUESTIONS
from corrente.core.metrics import METRICS
from corrente.core.picture import Kind, Mark, Picture, Step
from corrente.core.plan import FromAnswer, Item, ItemKind
from corrente.core.profile import Profile, Settings, TableProfile
from corrente.core.question import Stream
from corrente.core.scorecard import Absent, Change, Point, Reading, Scorecard
from corrente.core.words import Form, Language, Number, Phrase, date_to_day, phrase
from corrente.stream.growth.history import History, month_starts
from corrente.stream.growth.work import Growth, Wishes, decisions_of, forecast
from corrente.stream.plan.drafting import draft
from corrente.stream.plan.plan import Plan
from corrente.stream.research.studies import Prices
from corrente.stream.research.work import Research, research_next
from tests.stream.growth.planted import history
from tests.stream.plan.answers import AURORA, aurora

BUILT = ("loyalty", "sales_cycle", "win_rate", "touchpoints", "conversion")
TODAY = dt.date(2026, 7, 1)
"""The day on which the plan is drafted."""


def _row(label: str, value: float, half: float, **more: object) -> Mark:
    inner = half * 0.41
    return Mark(
        value,
        value - half,
        value + half,
        value - inner,
        value + inner,
        label=Phrase.same(label),
        **more,  # type: ignore[arg-type]
    )


def picture(kind: Kind = Kind.INTERVALS, stream: Stream = Stream.UPSTREAM) -> Picture:
    """A picture of each kind, with an interval on every mark."""
    marks: tuple[Mark, ...]
    if kind is Kind.CURVE:
        marks = tuple(
            Mark(
                40.0 * d,
                34.0 * d,
                46.0 * d,
                38.0 * d,
                42.0 * d,
                at=19_000.0 + 7 * d,
                observed=41.0 * d if d < 12 else None,
            )
            for d in range(30)
        )
    else:
        marks = (
            _row("Enterprise", 0.34, 0.05, emphasis=True),
            _row("Small companies that came by referral", 0.22, 0.03, observed=0.24),
            _row("Mid-market", 0.18, 0.02),
        )
    return Picture(
        kind, stream,
        Phrase("Enterprise leads by twelve points", "Enterprise está doze pontos à frente"),
        Phrase("Share of customers, 50% and 90% intervals", "Parcela dos clientes, intervalos de 50% e 90%"),
        Phrase("Three rows; Enterprise is highest.", "Três linhas; Enterprise é a mais alta."),
        marks,
        Phrase("share", "parcela"),
        Form.COUNT if kind is Kind.CURVE else Form.EXACT_SHARE,
        at_title=Phrase("week", "semana") if kind is Kind.CURVE else None,
        at_form=Form.DATE,
        reference=200.0 if kind is Kind.CURVE else 0.2,
        reference_label=Phrase("all customers", "todos os clientes"),
        steps=_steps(marks) if kind is Kind.JOURNEY else (),
    )  # fmt: skip


def _steps(marks: tuple[Mark, ...]) -> tuple[Step, ...]:
    """A journey of three boxes, of which two lose people and one is where it ends well."""
    shares = ((1.0, 0.6, 0.1, 0.3), (0.6, 0.0, 0.4, 0.2), (0.5, 0.0, 0.0, 0.0))
    assert all(mark.label for mark in marks)
    return tuple(
        Step(
            mark.label or Phrase.same(""), *shares[place][:1], mark.low, mark.high, *shares[place][1:],
            Phrase("30% leave", "30% saem") if shares[place][3] else None,
            Phrase("3.2 days", "3,2 dias"), (Phrase.same("e-mail 40%"), Phrase.same("a fair far away 20%")),
        )
        for place, mark in enumerate(marks)
    )  # fmt: skip


HEADLINES = {
    "loyalty": phrase(
        "{n} of 2,357 customers are probably still active; 310 who used to buy often are at risk.",
        "{n} de 2.357 clientes provavelmente continuam ativos; 310 que compravam com frequência estão em risco.",
        n=Number(1204, Form.COUNT),
    ),
    "win_rate": phrase(
        "Deals that came by referral are won {x} times as often as those from advertising, almost certainly.",
        "Negócios que vieram por indicação são ganhos {x} vezes mais que os de anúncio, quase com certeza.",
        x=Number(2.1),
    ),
    "touchpoints": Phrase(
        "Without paid search, 34% of the conversions would probably be lost; no other touchpoint matters as much.",
        "Sem a busca paga, 34% das conversões provavelmente se perderiam; nenhum outro ponto de contato pesa tanto.",
    ),
    "conversion": Phrase(
        "The largest loss lies between demonstration and proposal: only 41 of 100 go on.",
        "A maior perda está entre a demonstração e a proposta: só 41 de cada 100 seguem adiante.",
    ),
}


def answered(id: str, kind: Kind = Kind.INTERVALS, status: Status = Status.ANSWERED, beats: bool = True) -> Answer:
    """A whole answer to a question."""
    question = QUESTIONS[id]
    estimates = tuple(
        Estimate("purchases", 0.62 + i / 50, 0.58 + i / 50, 0.66 + i / 50, "purchases per customer in 39 weeks",
                 {"segment": name}, (0.6 + i / 50, 0.64 + i / 50))
        for i, name in enumerate(("all", "Enterprise", "Mid-market", "=SUM(A1)", *(f"city {n}" for n in range(12))))
    )  # fmt: skip
    lever = Lever("churn", Phrase("call them", "ligar para eles"), estimates[0], Grade.ASSOCIATION)
    table = Table(
        {"rank": Phrase("Rank", "Posição"), "name": Phrase("Name", "Nome"), "chance": Phrase("Chance", "Chance")},
        tuple((i, f"Customer {i}", 0.9 - i / 100) for i in range(1, 21)),
        310,
    )
    proof = Proof(
        Diagnostics("Laplace, t-importance sampling, Pareto smoothed", 0.05, 3400.0),
        Backtest("mean absolute error", 0.71 if beats else 0.99, 0.88, Phrase("the same again", "o mesmo de novo")),
        {"r": 0.2426, "alpha": 4.4136}, -9582.43, "weeks",
    )  # fmt: skip
    return Answer(
        question, status, HEADLINES[id], estimates, {"customers_at_risk": table},
        (
            Action(Phrase("Call the 310 customers at risk.", "Ligue para os 310 clientes em risco."), lever),
            Action(Phrase("Leave the loyal ones in peace.", "Deixe os leais em paz.")),
        ),
        (lever,), proof,
        Phrase("We counted purchases. We learnt rates.", "Contamos compras. Aprendemos taxas."),
        Evidence(
            {"orders": TableEvidence(6919, 3, 9862, 10407)}, ("purchase_histories",), ("Fader, Hardie & Lee 2005",),
            (Phrase("Prices are taken as they were.", "Os preços são os de então."),),
        ),
        None, picture(kind, question.stream),
    )  # fmt: skip


DRY = refuse(
    QUESTIONS["sales_cycle"],
    Refusal(
        Phrase("We cannot tell yet: stage_changes is missing.", "Ainda não dá para dizer: falta stage_changes."),
        ("stage_changes",),
        Phrase("Export it and put it into the folder.", "Exporte essa tabela e coloque na pasta."),
    ),
)  # fmt: skip
LATER = Refusal(
    Phrase("This release does not answer this question yet.", "Esta versão ainda não responde a esta pergunta."), (),
    Phrase("Nothing is wrong with your data.", "Não há nada de errado com os seus dados."),
)  # fmt: skip


def _also(answer: Answer) -> Answer:
    """The answer with what the plan rests on."""
    return replace(answer, estimates=(*answer.estimates, *aurora()[answer.question.id].estimates))


ANSWERS = {
    "loyalty": _also(answered("loyalty", Kind.CURVE)),
    "win_rate": _also(answered("win_rate", Kind.BARS)),
    "sales_cycle": DRY,
    "touchpoints": _also(answered("touchpoints", Kind.INTERVALS)),
    "conversion": answered("conversion", Kind.FUNNEL, Status.PARTIAL, beats=False),
}
UNSEEN = {id: answer for id, answer in aurora().items() if answer.refusal is None and id not in ANSWERS}
"""Answers that only the plan reads: the release has no page of them."""
EVERY = {id: ANSWERS.get(id) or UNSEEN.get(id) or refuse(QUESTIONS[id], LATER) for id in QUESTIONS}


def card() -> Scorecard:
    """A scorecard with a metric by month, one by run, one that was booked, and one that is absent."""
    points = tuple(Point(19_000 + 30 * n, 0.3 + n / 100, 0.25 + n / 100, 0.35 + n / 100) for n in range(14))
    change = Change(points[-2].day, 0.01, -0.06, 0.08, 0.6, 0.024)
    sure = Change(points[1].day, 0.12, 0.05, 0.19, 0.99, 0.39)
    rate = Estimate("win_rate", 0.43, 0.38, 0.48, "share of closed deals", {"segment": "all"})
    worth = Estimate("lifetime_value", 847.3, 742.4, 958.7, "BRL per customer in 12 months", {"segment": "Enterprise"})
    spent = Estimate("channel_cost", 103_873.2, 103_873.2, 103_873.2, "BRL", {"channel": "=SUM(A1)"})
    lack = Refusal(
        Phrase("The data has no table feedback.", "Falta a tabela feedback."), ("feedback",),
        Phrase("Export it and put it into the folder.", "Exporte essa tabela e coloque na pasta."),
    )  # fmt: skip
    return Scorecard(
        "Aurora CRM", "BRL",
        (
            Reading(METRICS["lifetime_value"], worth, 19_500, points[:1], by_run=True),
            Reading(METRICS["channel_cost"], spent, 19_500, points, exact=True),
            Reading(METRICS["win_rate"], rate, 19_500, points, change, sure),
        ),
        (Absent(METRICS["understood_feedback"], lack),),
    )  # fmt: skip


def profile(name: str = "Aurora CRM") -> Profile:
    """Five tables, as a small company has them."""
    rows = {"customers": 2357, "orders": 6919, "opportunities": 842, "leads": 8000, "touchpoints": 120_433}
    tables = {
        table: TableProfile(
            n, 3 if table == "orders" else 0, 9862, 10407, frozenset({"customer_id", "ordered_at"}), ("city",)
        )
        for table, n in rows.items()
    }
    return Profile(tables, Settings(name, "BRL", language=Language.PT))


def plan() -> Plan:
    """A plan with items of every kind that rests on the answers as they are; campaigns win leads and cost money."""
    return Plan("Aurora CRM", "BRL", TODAY, tuple(map(_promising, draft(EVERY, AURORA, TODAY))))


def _promising(item: Item) -> Item:
    """A campaign that reaches more buyers by its channel."""
    met = next((ground for ground in item.rests_on if getattr(ground, "estimate", "") == "reach"), None)
    if item.kind is not ItemKind.CAMPAIGN or not isinstance(met, FromAnswer):
        return item
    reach = Estimate("reach", met.value, met.low, met.high, met.unit, met.of)
    said = phrase("reach more by {channel}", "alcançar mais por {channel}", channel=met.of["channel"])
    return replace(item, levers=(Lever("reach", said, reach, Grade.ASSOCIATION, met.of),))


def months() -> History:
    """Months up to the day of the plan; two thousand a purchase."""
    past = history()
    first = month_starts(date_to_day(TODAY.replace(year=TODAY.year - 4)), 100)
    counted = replace(past.past, revenue=40 * past.past.revenue)
    return replace(past, months=first[first < date_to_day(TODAY)][-len(past.months) :], past=counted)


_FORETOLD: dict[str, Growth] = {}
"""Forecasts made so far in the session, by the items and wishes they are of."""


@dataclass
class FakeScores:
    """Scores of two people."""

    def write(self, path: Path) -> int:
        """Write them, whatever the ending."""
        path.write_text("customer_id,alive\n1,0.93\n2,0.21\n", encoding="utf-8")
        return 2


@dataclass
class FakeCompany:
    """Answers from memory; ``gate`` holds every answer back until it is set."""

    folder: Path
    gate: threading.Event | None = None
    asked: list[str] = field(default_factory=list)

    @property
    def books(self) -> SimpleNamespace:
        """What pages read of the books."""
        from corrente.company.checks import Reason, TableCheck

        rejects = self.folder / ".corrente" / "orders-rejects.csv"
        rejects.parent.mkdir(exist_ok=True)
        rejects.write_text("line,column,value,reason\n17,revenue,abc,not a number\n", encoding="utf-8")
        checks = {
            name: TableCheck(
                name, (f"{name}.csv",), table.rows + table.rejected, table.rows, table.rejected,
                {Reason.NOT_A_NUMBER: 2, Reason.MISSING: 1} if table.rejected else {}, {"customer_id": "ID Cliente"},
                rejects=rejects if table.rejected else None,
            )
            for name, table in profile().tables.items()
        }  # fmt: skip
        return SimpleNamespace(profile=profile(), settings=profile().settings, checks=checks, notes=())

    def ask(self, id: str, progress: object = None) -> Answer:
        """The answer from memory, told in two steps."""
        self.asked.append(id)
        if callable(progress):
            progress(Phrase("Counting", "Contando"), 0.5)
            while self.gate is not None and not self.gate.wait(0.02):
                progress(Phrase("Counting", "Contando"), 0.6)
        return EVERY[id]

    def ask_all(self, _progress: object = None) -> dict[str, Answer]:
        """Every answer from memory."""
        return dict(EVERY)

    def scorecard(self, progress: object = None) -> Scorecard:
        """The scorecard from memory."""
        if callable(progress):
            progress(Phrase("Counting", "Contando"), 0.5)
        return card()

    def draft(self, _progress: object = None, today: dt.date | None = None) -> Plan:
        """The plan from memory."""
        return replace(plan(), made=today or TODAY)

    def foresee(self, plan: Plan, progress: object = None) -> Plan:
        """The plan with the forecast of its items."""
        found = self.growth(plan.items, progress=progress)
        research = self.research(found) if isinstance(found, Growth) else None
        return replace(plan, forecast=found, research_next=research)

    def growth(
        self, items: Iterable[Item] = (), wishes: Wishes | None = None, progress: object = None
    ) -> Growth | Refusal:
        """A forecast of few draws, worked out once for the same items and wishes."""
        if callable(progress):
            progress(Phrase("Counting", "Contando"), 0.5)
        given, chosen = tuple(items), replace(wishes or Wishes(), draws=200)
        key = repr((given, chosen))
        if key not in _FORETOLD:
            past = months()
            _FORETOLD[key] = forecast(past, EVERY, decisions_of(given, past.first_ahead), "BRL", chosen)
        return _FORETOLD[key]

    def research(self, growth: Growth, prices: Prices | None = None) -> Research:
        """What to research next for that forecast."""
        return research_next(growth, EVERY, prices)

    def score(self, _id: str, _progress: object = None) -> FakeScores:
        """The scores of two people."""
        return FakeScores()

    def close(self) -> None:
        """Nothing to release."""
