"""Limits and recovery at a tiny size: the measures are right where the answer is known beforehand."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from benchmarks.judging import Judged
from benchmarks.kept import Kept
from benchmarks.limits import Case
from benchmarks.planted import Asked, Planted, ask, opened, part
from benchmarks.refusals import Row, lifted, measure, sizes, tells_from

from benchmarks import companies, recovery, refusals
from corrente.core.answer import Refusal
from corrente.market.size import Size
from corrente.upstream.positioning.perceptual_map import map_of
from corrente.upstream.retention import refusals as limits

CASES = tuple(refusals.cases(()))
RETENTION = next(case for case in CASES if case.room == "retention")


def row(**changed: float) -> Row:
    facts = {"size": 10, "companies": 20, "answered": 0.0, "told": 1.0, "width": 0.5, "coverage": 0.9, "trials": 100,
             "right": 0.9, "chance": 0.5} | changed  # fmt: skip
    return Row(**facts)  # type: ignore[arg-type]


# -- limits ----------------------------------------------------------------------------------------------------------


def test_every_case_measures_its_limit_and_lifts_constants_that_its_room_has() -> None:
    for case in CASES:
        assert case.at in sizes(case)
        with lifted(case.room, case.lowered):
            pass


def test_limits_are_lifted_for_a_while_only() -> None:
    with lifted("retention", {"MIN_LEFT": 1}):
        assert limits.MIN_LEFT == 1
    assert limits.MIN_LEFT > 1
    with pytest.raises(ValueError, match="no limit"), lifted("retention", {"NO_SUCH": 1}):
        pass


def test_below_the_limit_the_room_refuses_and_is_measured_all_the_same(tmp_path: Path) -> None:
    refusals.run(2, ("retention",), tmp_path / "kept.jsonl", tmp_path)
    page = (tmp_path / "refusals.md").read_text()
    section = page.split("## retention")[1]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    answered = {int(line[0]): line[2] for line in cells[2:]}
    assert [answered[size] for size in sizes(RETENTION)] == ["0%", "0%", "100%", "100%"]
    assert len((tmp_path / "kept.jsonl").read_text().splitlines()) == 2 * len(sizes(RETENTION))


def test_an_answer_tells_where_it_is_narrow_enough_and_better_than_a_guess() -> None:
    assert row().tells
    assert not row(width=1.1).tells
    assert not row(coverage=0.7).tells
    assert row(coverage=0.75, trials=8).tells  # six of eight: no sign of fewer than eight in ten
    assert row(coverage=float("nan")).tells  # nothing planted to be held against
    assert not row(right=0.7).tells  # .7 is two fifths of the way from a half to one
    assert row(right=0.7, chance=0.2).tells
    lasting = [row(size=1), row(size=2, width=2.0), row(size=3), row(size=4)]
    assert tells_from(lasting) == 3
    assert tells_from([*lasting, row(width=2.0)]) is None


def test_what_cannot_be_told_counts_as_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    told = {"answered": True, "judged": {"width": 0.4, "held": 3, "trials": 4, "right": True, "chance": 0.5}}
    results = iter([told, told, {"answered": False, "judged": None}])
    monkeypatch.setattr(refusals, "_asked", lambda *_: next(results))
    found = measure(RETENTION, 20, 3, Kept())
    assert (found.right, found.told, found.answered) == (pytest.approx(2 / 3),) * 3
    assert (found.coverage, found.width) == (0.75, 0.4)


def test_results_are_worked_out_once(tmp_path: Path) -> None:
    file, done = tmp_path / "kept.jsonl", []
    for _ in range(2):
        assert Kept(file).once("a", lambda: done.append(1) or {"x": 1}) == {"x": 1}
    assert len(done) == 1


@pytest.mark.parametrize("case", [c for c in CASES if c.room != "predisposition"], ids=lambda case: case.name)
def test_well_above_its_limit_every_room_answers_and_is_judged(case: Case) -> None:
    planted = case.make(2 * case.at, 2)
    with opened(planted) as company:
        found = ask(company, case.room, case.scored)
    assert isinstance(found, Asked)
    judged = case.judge(found, planted)
    assert isinstance(judged, Judged)
    assert 0 < judged.width < 4
    assert 0 <= judged.held <= judged.trials
    assert 0 < judged.chance < 1


# -- companies -------------------------------------------------------------------------------------------------------


def test_companies_are_the_same_every_time() -> None:
    makers = (
        lambda: companies.shop(50, 3), lambda: companies.launch(14, 3), lambda: companies.first_steps(40, 3),
        lambda: companies.contracts(10, 3), lambda: companies.panel(30, 3), lambda: companies.baskets(40, 3),
        lambda: companies.buyers(5, 3),
    )  # fmt: skip
    for make in makers:
        assert make().tables == make().tables


def test_contracts_hold_just_as_many_who_left() -> None:
    ended = companies.contracts(25, 1).tables["subscriptions"]["ended_at"]
    assert len(ended) - ended.null_count == 25


def test_planted_chances_are_what_comes() -> None:
    """5,000 adopters a launch, and 400 buyers: three standard errors, the launch's error of 12% a month included."""
    seen = companies.launch(24, 1, adopters=5_000).facts["seen"]
    assert seen.sum() == pytest.approx(5_000, rel=0.15)
    bought = companies.buyers(200, 1)
    expected = (1 - np.exp(-companies.WINDOW * bought.facts["rate"])).sum()
    assert bought.facts["to_come"] == pytest.approx(expected, abs=3 * np.sqrt(expected))


# -- recovery --------------------------------------------------------------------------------------------------------


def test_planted_themes_count_as_found_and_others_as_false() -> None:
    kind = recovery.RECOVERIES[0]
    planted = part("voices", "problems", Size(2_500, 1, 1), 1, ("feedback",))
    with opened(planted) as company:
        found = ask(company, "problems")
    assert isinstance(found, Asked)
    facts = kind.compare(found, planted)
    assert facts["found"] == 1  # 500 comments: every theme is said twenty times or more
    assert facts["false"] == 0
    assert facts["top"] <= facts["of_two"]
    elsewhere = kind.compare(found, Planted({}, {name: 1 - value for name, value in planted.truth.items()}))
    assert elsewhere["order"] == pytest.approx(-facts["order"])


def test_shops_of_one_kind_and_of_two_are_told_apart() -> None:
    one, two = (next(r for r in recovery.RECOVERIES if r.title.endswith(said)) for said in ("one kind", "two kinds"))
    alike, parted = (recovery._compared(kind, 1) for kind in (one, two))
    assert (alike["none"], alike["number"], alike["rand"]) == (1, 1, None)
    assert (parted["none"], parted["number"], parted["best"]) == (0, 1, 1)
    assert parted["rand"] > 0.9  # 8 purchases of 700 against 1.6 of 60


def test_nine_in_ten_draws_lie_within_the_outlines() -> None:
    """Truths drawn as the room's draws are: 90% within 1.5 points, three errors of 3,000 draws; one far off is not."""
    rng = np.random.default_rng(1)
    draws = 3 * rng.standard_normal((1, 5, 6)) + 0.2 * rng.standard_normal((3_000, 5, 6))
    draws -= draws.mean(axis=1, keepdims=True)
    plane = map_of(draws)
    held = np.mean([recovery.inside(plane, draw) for draw in draws[:600]])
    assert held == pytest.approx(0.9, abs=0.015)
    assert not recovery.inside(plane, -draws[0, ::-1]).all()


def test_recovery_is_written_as_a_page(tmp_path: Path) -> None:
    recovery.run(1, ("positioning",), None, tmp_path)
    page = (tmp_path / "recovery.md").read_text()
    assert "## positioning" in page
    assert "| 300 respondents |" in page


def test_a_refusal_is_nothing_found(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = recovery.RECOVERIES[0]
    monkeypatch.setattr(recovery, "ask", lambda *_: Refusal(None, (), None))  # type: ignore[arg-type]
    assert set(recovery._compared(kind, 1).values()) == {0.0}


def test_best_prices_are_held_against_the_planted_ones() -> None:
    kind = recovery.Recovery("solutions", "150", partial(recovery._choices, 150), recovery._prices, recovery._PRICES)
    facts = recovery._compared(kind, 1)
    assert set(facts) == set(recovery._PRICES)
    assert facts["first"] <= facts["within_5"] <= facts["within_10"]
    assert facts["apart"] < 0.15  # measured .03: five times that
