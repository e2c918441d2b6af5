"""Is what was planted found again? Problems, segments, positions and best prices, over many simulated companies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks import companies
from benchmarks.kept import Kept
from benchmarks.page import Cell, Page, Table
from benchmarks.planted import Asked, Planted, ask, opened, part
from corrente.market import voices
from corrente.market.size import Size
from corrente.market.truth import Values, key
from corrente.upstream.positioning.estimate import Positioning
from corrente.upstream.positioning.perceptual_map import PerceptualMap
from corrente.upstream.problems.words import complaints

Array = NDArray[np.float64]
Facts = Mapping[str, float | None]
"""What came of one company, by name; nothing where there was nothing to be right about."""

NAMED_FROM = 0.75
"""From this chance on, positioning names the attribute with most room."""
_CHI2 = 4.605  # the 90% quantile of chi-squared with two degrees of freedom


@dataclass(frozen=True)
class Recovery:
    """One kind of company and what a room finds again in it: ``titles`` say each fact, shown as a mean.

    ``table`` heads those with the same facts, where it is not the room's name alone.
    """

    room: str
    title: str
    make: Callable[[int], Planted]
    compare: Callable[[Asked, Planted], Facts]
    titles: Mapping[str, str]
    scored: bool = False
    table: str = ""


def run(many: int, rooms: Sequence[str] = (), keep: Path | None = None, pages: Path | None = None) -> None:
    """Ask ``many`` companies of every kind, and write the page."""
    kept, tables = Kept(keep), []
    for room, facts in dict.fromkeys((r.room, tuple(r.titles)) for r in RECOVERIES if not rooms or r.room in rooms):
        kinds = [r for r in RECOVERIES if (r.room, tuple(r.titles)) == (room, facts)]
        tables.append(_table(kinds, [measure(kind, many, kept) for kind in kinds]))
    Page(
        "recovery",
        "What was planted, found again",
        f"python -m benchmarks recovery --companies {many}",
        tables,
        [
            f"Each figure is a mean over {many} simulated companies (seeds 1 to {many}) with a truth of their own; "
            "companies that a room refuses count as nothing found",
            "Where a decision is not always given, the share given stands beside the share right of those given",
        ],
    ).write(*([pages] if pages else []))


def measure(kind: Recovery, many: int, kept: Kept) -> Mapping[str, float | None]:
    """The means of all facts."""
    found = [
        kept.once(f"{kind.room}: {kind.title} {seed}", partial(_compared, kind, seed)) for seed in range(1, many + 1)
    ]
    known = {name: [one[name] for one in found if one[name] is not None] for name in kind.titles}
    means = {name: float(np.mean(values)) if values else None for name, values in known.items()}
    print(f"  {kind.room}: {kind.title}: {means}", flush=True)
    return means


def _compared(kind: Recovery, seed: int) -> Facts:
    planted = kind.make(seed)
    with opened(planted) as company:
        found = ask(company, kind.room, kind.scored)
    return kind.compare(found, planted) if isinstance(found, Asked) else dict.fromkeys(kind.titles, 0.0)


def _table(kinds: Sequence[Recovery], means: Sequence[Mapping[str, float | None]]) -> Table:
    titles = kinds[0].titles
    rows: list[tuple[Cell, ...]] = [
        (kind.title, *(_say(found[name]) for name in titles)) for kind, found in zip(kinds, means, strict=True)
    ]
    return Table(kinds[0].table or kinds[0].room, ("companies", *titles.values()), rows)


def _say(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


# -- problems --------------------------------------------------------------------------------------------------------


def _comments(comments: int, seed: int) -> Planted:
    return part("voices", "problems", Size(5 * comments, 1, 1), seed, ("feedback",))


def _problems(asked: Asked, planted: Planted) -> Facts:
    """A theme is found where one is called by words of it in a row; the order is that of those found."""
    from scipy.stats import spearmanr

    shares = {e.of["theme"]: e.value for e in asked.answer.estimates if e.name == "mention_share"}
    called = {theme: next((n for n in voices.names_of(theme) if n in shares), None) for theme in voices.THEMES}
    told = {theme: name for theme, name in called.items() if name is not None}
    true = {theme: planted.truth[key("mention_share", theme=theme)] for theme in voices.THEMES}
    order = spearmanr([true[t] for t in told], [shares[n] for n in told.values()]).statistic if len(told) > 2 else None
    worst, first = max(voices.PROBLEMS, key=lambda t: true[t]), complaints(asked.estimate)[:1]
    return {
        "found": len(told) / len(voices.THEMES),
        "false": 1 - len(told) / max(len(shares), 1),
        "order": None if order is None else float(order),
        "top": float(bool(first) and first[0].name in voices.names_of(worst)),
        "of_two": float(bool(first) and _is_among(first[0].name, sorted(voices.PROBLEMS, key=lambda t: -true[t])[:2])),
    }


def _is_among(name: str, themes: Sequence[str]) -> bool:
    return any(name in voices.names_of(theme) for theme in themes)


_PROBLEMS = {
    "found": "planted themes found",
    "false": "themes that were not planted",
    "order": "rank correlation with the planted order",
    "top": "the planted top problem is first",
    "of_two": "one of the planted top two is first",
}


# -- segments --------------------------------------------------------------------------------------------------------


def _segments(asked: Asked, planted: Planted) -> Facts:
    from sklearn.metrics import adjusted_rand_score

    kinds = len(planted.facts["shares"])
    names = [e.of["segment"] for e in asked.answer.estimates if e.name == "segment_value"]
    kind = planted.facts["kind"][np.array(asked.scores["customer_id"])]
    inside = np.array(asked.scores["segment"]) == names[0]
    most = int(np.bincount(kind[inside], minlength=kinds).argmax()) if inside.any() else -1
    return {
        "rand": float(adjusted_rand_score(kind, asked.scores["segment"])) if kinds > 1 else None,
        "number": float(len(names) == kinds),
        "none": float(len(names) == 1),
        "best": float(most == planted.facts["best"]) if kinds > 1 else None,
    }


_SEGMENTS = {
    "rand": "adjusted Rand index",
    "number": "number of segments right",
    "none": "“no segments” said",
    "best": "best segment is of the best kind",
}


def _intervals(asked: Asked, planted: Planted) -> Facts:
    """How many of the segments' intervals hold what is true of the kind that most of their customers are of."""
    kind = planted.facts["kind"][np.array(asked.scores["customer_id"])]
    members = np.array(asked.scores["segment"])
    names = sorted({e.of["segment"] for e in asked.answer.estimates})
    most = {name: int(np.bincount(kind[members == name], minlength=3).argmax()) for name in names}
    if len(set(most.values())) < len(planted.facts["segment_share"]):
        return {"matched": 0.0} | dict.fromkeys(_HELD, None)
    held = {
        name: [e.low <= planted.facts[name][most[e.of["segment"]]] <= e.high for e in asked.answer.estimates
               if e.name == name]
        for name in _HELD
    }  # fmt: skip
    return {"matched": 1.0} | {name: float(np.mean(found)) for name, found in held.items()}


_HELD = {
    "segment_share": "shares inside their 90% intervals",
    "segment_value": "values inside",
    "segment_growth": "growth inside",
}


# -- positioning -----------------------------------------------------------------------------------------------------


def _ratings(respondents: int, seed: int) -> Planted:
    return part("opinions", "positioning", Size(25 * respondents, 1, 1), seed, ("ratings",))


def _positions(asked: Asked, planted: Planted) -> Facts:
    found: Positioning = asked.estimate
    true = planted_means(planted.truth, found)
    chance, place = _open_position(found)
    right = float(place == _planted_open(planted.truth, found, true))
    return {
        "inside": float(inside(found.map, (true - true.mean(axis=0)) / found.scale).mean()),
        "open": right,
        "named": float(chance >= NAMED_FROM),
        "named_right": right if chance >= NAMED_FROM else None,
    }


def planted_means(truth: Values, found: Positioning) -> Array:
    """The planted ratings (B, A) in the order of the room's."""
    names = found.names
    return np.array([[truth[key("mean_rating", brand=b, attribute=a)] for a in names.attributes] for b in names.brands])


def inside(plane: PerceptualMap, standard: Array) -> NDArray[np.bool_]:
    """Whether each brand's planted point (of (B, A) contrasts in deviations) lies within its outline.

    The planted map is turned onto the room's by orthogonal Procrustes rotation, as the room's own draws are.
    """
    scores = standard @ np.linalg.svd(standard)[2][:2].T
    left, _, right = np.linalg.svd(scores.T @ plane.brands)
    away = scores @ (left @ right) - plane.brands
    out = plane.outlines - plane.brands[:, None]
    spread = np.einsum("bci,bcj->bij", out, out) * 2 / (out.shape[1] * _CHI2)
    distance = np.einsum("bi,bi->b", away, np.linalg.solve(spread, away[..., None])[..., 0])
    return np.asarray(distance <= _CHI2)


def _open_position(found: Positioning) -> tuple[float, int]:
    """The chance and the attribute (its place among the drivers) of the position with most room."""
    assert found.open_ is not None
    first = found.open_.argmax(axis=1)
    place = int(np.bincount(first).argmax())
    return float((first == place).mean()), place


def _planted_open(truth: Values, found: Positioning, means: Array) -> int:
    """Where the best brand stays furthest behind the best mark of all, times what the attribute weighs."""
    assert found.drivers is not None
    best = means.max(axis=0)[list(found.drivers.attributes)]
    weights = [truth[key("driver_share", attribute=found.names.attributes[k])] for k in found.drivers.attributes]
    return int(((best.max() - best) * weights).argmax())


_POSITIONS = {
    "inside": "planted points inside their 90% outlines",
    "open": "the likeliest open position is the planted one",
    "named": "named (chance of 75% or more)",
    "named_right": "right of those named",
}


# -- solutions -------------------------------------------------------------------------------------------------------


def _choices(respondents: int, seed: int) -> Planted:
    return part("preferences", "solutions", Size(50 * respondents, 1, 1), seed)


def _prices(asked: Asked, planted: Planted) -> Facts:
    """Profit is that of the market's truth at the offer's own best price."""
    prices = [(e, planted.truth[e.name, frozenset(e.of.items())]) for e in asked.answer.estimates
              if e.name == "best_price"]  # fmt: skip
    profits = {dict(of)["offer"]: profit for (name, of), profit in planted.truth.items() if name == "best_profit"}
    chosen = next(e.of["offer"] for e in asked.answer.estimates if e.name == "best_profit")
    lost = 1 - profits[chosen] / max(profits.values())
    return {
        "inside": float(np.mean([e.low <= true <= e.high for e, true in prices])),
        "apart": float(np.mean([abs(e.value / true - 1) for e, true in prices])),
        "first": float(lost == 0),
        "within_5": float(lost <= 0.05),
        "within_10": float(lost <= 0.10),
    }


_PRICES = {
    "inside": "planted best prices inside their 90% intervals",
    "apart": "mean difference of best price",
    "first": "chosen offer is the best",
    "within_5": "its profit within 5% of the best",
    "within_10": "within 10%",
}


RECOVERIES: Sequence[Recovery] = (
    Recovery("problems", "1,500 comments", partial(_comments, 1500), _problems, _PROBLEMS),
    *(
        Recovery(
            "segments",
            f"1,000 customers of {said}",
            partial(companies.shop, 1000, kinds=kinds, apart=apart),
            _segments,
            _SEGMENTS,
            scored=True,
        )
        for kinds, apart, said in (
            (1, 1.0, "one kind"),
            (2, 1.0, "two kinds"),
            (3, 1.0, "three kinds"),
            (3, 0.7, "three kinds, three tenths nearer to each other"),
        )
    ),
    Recovery(
        "segments",
        "1,500 customers of three kinds",
        partial(companies.growing_shop, 1500),
        _intervals,
        {"matched": "each kind has its segment"} | _HELD,
        scored=True,
        table="segments: what is said of them",
    ),
    Recovery("positioning", "300 respondents", partial(_ratings, 300), _positions, _POSITIONS),
    *(
        Recovery("solutions", f"{many} respondents of twelve tasks", partial(_choices, many), _prices, _PRICES)
        for many in (150, 300)
    ),
)
"""What is measured."""
