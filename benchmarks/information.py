"""The value of information on growth forecasts: against nested Monte Carlo, and against studies that are carried out.

A company's months are simulated person by person (`benchmarks.growth.Company`); its answers are made up, with decisions
that may or may not pay. For every study that is recommended, truths are drawn from the model anew, the study is carried
out on each (people asked one by one, visitors who buy or do not), the draws are weighed by what it found, and the
decision is taken again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing import get_context

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from benchmarks.growth import Company
from benchmarks.page import Page, Table
from corrente.core.answer import Answer, Estimate, Grade, Lever, Status
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Phrase
from corrente.stream.growth.drivers import Driver, Sources
from corrente.stream.growth.effects import Effect, effect_of
from corrente.stream.growth.history import History
from corrente.stream.growth.moves import Move
from corrente.stream.growth.work import Growth, Wishes, forecast
from corrente.stream.research.studies import Prices, Study, Way
from corrente.stream.research.work import look, research_next

Array = NDArray[np.float64]

FIRST = 6000
"""The first company: three of them have orders, contracts and deals in turn."""
MONTHS = 24
TRUTHS = 2000
DRAWS = 8000
"""The last `TRUTHS` of the model's draws are taken as true in turn; the others are weighed by what a study found."""
OUTER = 200
WORDS = Phrase.same("planted")


@dataclass(frozen=True)
class Carried:
    """One recommended study: how often it was to change the decision and did, and what it was worth and brought.

    Money is a share of the standard deviation of what the decision brings; ``error`` is that of ``brought``.
    """

    way: Way
    foretold: float
    changed: float
    worth: float
    brought: float
    error: float


@dataclass(frozen=True)
class Nested:
    """One question's worth to a decision: by regression, and by nested Monte Carlo with its standard error."""

    regression: float
    nested: float
    error: float


@dataclass(frozen=True)
class Case:
    """One company with its answers, the moves of its decisions, and its forecast."""

    history: History
    answers: Mapping[str, Answer]
    moves: Mapping[str, Sequence[Move]]

    @classmethod
    def of(cls, seed: int) -> Case:
        """Each decision costs between half and one and a half times of what it is expected to bring."""
        company, rng = Company(seed), np.random.default_rng((seed, 2))
        history = company.history()
        answers = {answer.question.id: answer for answer in _answers(rng)}
        plain = forecast(history, answers, wishes=Wishes(MONTHS, seed=seed))
        moves = {}
        for name, answer in answers.items():
            free = plain.effect([Move(answer.levers[0])]).contribution.value
            moves[name] = [Move(answer.levers[0], one_off_cost=max(free, 0.0) * rng.uniform(0.5, 1.5))]
        return cls(history, answers, moves)

    def growth(self, seed: int, draws: int) -> Growth:
        """The forecast with the decisions."""
        return forecast(self.history, self.answers, self.moves, wishes=Wishes(MONTHS, seed=seed, draws=draws))


@dataclass(frozen=True)
class Known(Sources):
    """Sources of which one question's drivers are known: as they are in draw ``at``."""

    question: str = ""
    at: int = 0

    def lever(self, question: str, lever: Lever) -> Driver:
        """The driver that a lever's effect is."""
        return self._told(super().lever(question, lever))

    def driver(self, question: str, found: Estimate) -> Driver:
        """The driver that an estimate gives."""
        return self._told(super().driver(question, found))

    def assumed(
        self, name: str, low: float, high: float, words: Phrase, question: str | None = None, **of: str
    ) -> Driver:
        """An assumption, known like the others where it belongs to the question."""
        return self._told(super().assumed(name, low, high, words, question, **of))

    def _told(self, driver: Driver) -> Driver:
        if driver.question != self.question:
            return driver
        return replace(driver, draws=np.full(len(driver.draws), driver.draws[self.at]))


def carried(seed: int) -> list[Carried]:
    """Every study that is recommended to one company, carried out on `TRUTHS` truths."""
    case, prices = Case.of(seed), Prices()
    growth, rng = case.growth(seed, DRAWS), np.random.default_rng((seed, 3))
    rows = research_next(growth, case.answers, prices).rows
    return [_carry_out(row.question.id, row.study, growth, prices, rng) for row in rows if row.study and row.study.size]


def _carry_out(question: str, study: Study, growth: Growth, prices: Prices, rng: Generator) -> Carried:
    posterior = _weights(_likelihood(question, study, growth, prices, rng))
    prior, true = np.split(_effect(growth, question).net, [-TRUTHS])
    before, after = prior.mean() > 0, posterior @ prior > 0
    gain, scale = (after.astype(float) - float(before)) * true, float(prior.std())
    return Carried(
        study.way, study.changes, float((after != before).mean()), study.worth / scale, float(gain.mean()) / scale,
        float(gain.std()) / scale / TRUTHS**0.5,
    )  # fmt: skip


def _likelihood(question: str, study: Study, growth: Growth, prices: Prices, rng: Generator) -> Array:
    """Log likelihood (truths, draws) of what the study finds when each truth holds."""
    if study.way is Way.TEST:
        seen = look(question, _effect(growth, question), growth)
        return _tested(seen.relative if seen else np.zeros(DRAWS), study.size or 1, prices.rate, rng)
    found = [_asked(draws, study.size or 1, rng) for draws in _drivers(growth, question)]
    return np.asarray(np.sum(found, axis=0))


def _asked(draws: Array, size: int, rng: Generator) -> Array:
    """A survey: each person's answer is gamma, as wide as the driver's mean beforehand."""
    prior, true = np.split(draws, [-TRUTHS])
    variance = float(prior.mean()) ** 2 / size
    people = np.maximum(true, 1e-6) ** 2 / variance
    found = rng.gamma(people, np.maximum(true, 1e-6) / people)
    return np.asarray(-((found[:, None] - prior) ** 2) / (2 * variance))


def _tested(relative: Array, size: int, rate: float, rng: Generator) -> Array:
    """A test of two arms: visitors who buy or do not."""
    prior, true = np.split(relative - relative.mean(), [-TRUTHS])
    bought = rng.binomial(size // 2, np.clip(rate * (1 + true), 0.0, 1.0))
    found = bought / np.maximum(rng.binomial(size // 2, rate, TRUTHS), 1) - 1
    return np.asarray(-((found[:, None] - prior) ** 2) * rate * size / (8 * (1 - rate)))


def _weights(likely: Array) -> Array:
    found = np.exp(likely - likely.max(axis=1, keepdims=True))
    return np.asarray(found / found.sum(axis=1, keepdims=True))


def _effect(growth: Growth, question: str) -> Effect:
    return next(effect for effect in growth.effects if effect.name == question)


def _drivers(growth: Growth, question: str) -> list[Array]:
    return [driver.draws for driver in _effect(growth, question).drivers if driver.question == question]


def nested(seed: int, draws: int) -> list[Nested]:
    """Every question's worth to one company's decisions, by regression and by nested Monte Carlo on the same draws."""
    growth = Case.of(seed).growth(seed, draws)
    return [_nested(growth, effect) for effect in growth.effects]


def _nested(growth: Growth, effect: Effect) -> Nested:
    seen = look(effect.name, effect, growth)
    expected = seen.known.expected[:OUTER] if seen else np.zeros((OUTER, 2))
    means = np.array([_knowing(growth, effect, at) for at in range(OUTER)])
    better = np.maximum(means, 0) - (means if means.mean() > 0 else 0)
    scale = float(effect.net.std())
    worth = expected.max(axis=1).mean() - expected.mean(axis=0).max()
    return Nested(float(worth) / scale, float(better.mean()) / scale, float(better.std()) / OUTER**0.5 / scale)


def _knowing(growth: Growth, effect: Effect, at: int) -> float:
    """What the decision is expected to bring when its question's drivers are as in draw ``at``."""
    told = Known(growth.sources.answers, growth.sources.seed, growth.sources.draws, effect.name, at)
    return float(effect_of(effect.name, effect.moves, growth.base, told, growth.today, growth.currency).net.mean())


# -- made-up answers -------------------------------------------------------------------------------------------------


def _answers(rng: Generator) -> Iterator[Answer]:
    """Five answers, each with one lever and the numbers that its effect in money needs."""
    theme, stage, every = {"theme": "slow"}, {"from": "mql", "to": "sql"}, {"segment": "all"}
    yield _answer("problems", _lever(rng, "satisfaction", "rating_effect", (0.5, 2.0), theme),
                  _said(rng, "mention_share", (0.2, 0.6), theme))  # fmt: skip
    yield _answer("positioning", _lever(rng, "preference", "overall_rating", (0.2, 1.0), {}))
    yield _answer("conversion", _lever(rng, "stage_conversion", "value_of_a_point", (5.0, 9.0), stage),
                  _said(rng, "stage_conversion", (0.1, 0.6), stage))  # fmt: skip
    yield _answer("win_rate", _lever(rng, "win_rate", "win_rate_effect", (0.03, 0.15), {"source": "partner"}),
                  _said(rng, "win_rate", (0.15, 0.5), every))  # fmt: skip
    yield _answer("lead_scoring", _lever(rng, "conversion", "conversion_gain", (0.02, 0.1), {}),
                  _said(rng, "conversion_rate", (0.05, 0.3), every))  # fmt: skip


def _answer(question: str, lever: Lever, *estimates: Estimate) -> Answer:
    return Answer(QUESTIONS[question], Status.ANSWERED, WORDS, estimates, {}, levers=(lever,))


def _lever(rng: Generator, driver: str, name: str, span: tuple[float, float], of: Mapping[str, str]) -> Lever:
    return Lever(driver, WORDS, _said(rng, name, span, {}), Grade.ASSOCIATION, of)


def _said(rng: Generator, name: str, span: tuple[float, float], of: Mapping[str, str]) -> Estimate:
    value, error = rng.uniform(*span), rng.uniform(0.1, 0.5)
    return Estimate(name, value, value * (1 - error), value * (1 + error), "", of)


# -- the page --------------------------------------------------------------------------------------------------------


def run(companies: int = 60, checked: int = 4, processes: int = 1) -> None:
    """Judge so many companies and write ``docs/benchmarks/value-of-information.md``."""
    some = range(FIRST, FIRST + checked)
    with get_context("spawn").Pool(processes) as pool:
        studies = pool.map(carried, range(FIRST, FIRST + companies), chunksize=4)
        worths = {draws: pool.starmap(nested, [(seed, draws) for seed in some]) for draws in (TRUTHS, DRAWS)}
    write([one for found in studies for one in found], {n: [one for f in w for one in f] for n, w in worths.items()})


def write(studies: Sequence[Carried], worths: Mapping[int, Sequence[Nested]]) -> None:
    """The page."""
    groups = {
        "all": list(studies),
        **{way.value: [one for one in studies if one.way is way] for way in (Way.SURVEY, Way.TEST)},
        **{f"foretold to change {low:.0%} to {high:.0%}": [one for one in studies if low <= one.foretold < high]
           for low, high in ((0, 0.15), (0.15, 0.3), (0.3, 1))},
    }  # fmt: skip
    did = Table(
        "Recommended studies, carried out",
        ("studies", "number", "foretold to change the decision", "changed it", "worth", "brought", "standard error",
         "brought / worth"),
        [_row(name, found) for name, found in groups.items() if found],
        f"Each on {TRUTHS:,} truths drawn from the model: the mean chance foretold that the study changes the "
        "decision, and how often it did; what it was worth and what deciding anew brought, means in standard "
        "deviations of what the decision brings.",
    )  # fmt: skip
    against = Table(
        "Against nested Monte Carlo",
        ("draws", "decisions", "regression", "nested", "regression / nested", "median difference", "largest"),
        [_against(draws, found) for draws, found in worths.items()],
        "The worth of knowing one question's numbers, in standard deviations of what the decision brings: means over "
        f"decisions by regression and by running the model on all draws with those numbers fixed, for {OUTER} values "
        "of them; differences of single decisions whose worth is above 0.02, relative.",
    )  # fmt: skip
    remark = f"Companies {FIRST} and following; the first {len(worths[DRAWS]) // 5} against nested Monte Carlo"
    Page(
        "value-of-information", "Value of information", "python -m benchmarks information", [did, against], [remark]
    ).write()


def _against(draws: int, found: Sequence[Nested]) -> list[str | int | float]:
    regression, by_nesting = (np.array([getattr(one, name) for one in found]) for name in ("regression", "nested"))
    apart = np.abs(regression / np.maximum(by_nesting, 1e-9) - 1)[by_nesting > 0.02]
    return [f"{draws:,}", len(found), float(regression.mean()), float(by_nesting.mean()),
            float(regression.sum() / by_nesting.sum()), float(np.median(apart)), float(apart.max())]  # fmt: skip


def _row(name: str, found: Sequence[Carried]) -> list[str | int | float]:
    worth, brought = (float(np.mean([getattr(one, key) for one in found])) for key in ("worth", "brought"))
    error = float(np.sqrt(np.sum([one.error**2 for one in found])) / len(found))
    foretold, changed = (float(np.mean([getattr(one, key) for one in found])) for key in ("foretold", "changed"))
    return [name, len(found), foretold, changed, worth, brought, error, brought / worth]
