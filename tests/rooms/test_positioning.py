"""The positioning room: sums found by SQL, planted truth, the published survey, refusals, words."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Answer, Refusal, Status
from corrente.core.brands import own_brand
from corrente.core.profile import Settings
from corrente.core.words import Language
from corrente.stream.company import Company, open_company
from corrente.upstream import positioning as room
from corrente.upstream.positioning.estimate import Standing
from corrente.upstream.positioning.sheets import Design, rated_of, reduced
from tests.data import shared

BRANDS = ("Aurora", "Boreal", "Cume", "Delta")
ATTRIBUTES = ("easy", "fast", "overall", "reliable")
MEANS = np.array([[7.0, 5.0, 6.0, 5.0], [5.0, 6.0, 6.5, 5.0], [5.0, 5.0, 5.0, 6.0], [5.0, 5.0, 4.5, 5.0]])


def survey(people: int, seed: int = 1, brands_each: int = 3, noise: float = 1.0) -> dict[str, pa.Table]:
    """Ratings around `MEANS` with strong levels of each respondent; overall follows reliable."""
    rng = np.random.default_rng(seed)
    rows = []
    for person in range(people):
        level = rng.normal(0, 2)
        for b in rng.permutation(len(BRANDS))[:brands_each]:
            beyond = rng.normal(0, noise, len(ATTRIBUTES))
            beyond[2] += 0.8 * beyond[3]
            values = np.round(MEANS[b] + level + beyond, 1)
            rows += [(person, BRANDS[b], name, float(v), "small") for name, v in zip(ATTRIBUTES, values, strict=True)]
    columns = ("respondent_id", "brand", "attribute", "rating", "segment")
    return {"ratings": pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))}


def ask(frames: dict[str, pa.Table]) -> Answer:
    return open_company(frames=frames).ask("positioning")


@pytest.fixture(scope="module")
def answered() -> Answer:
    return ask(survey(300))


def test_planted_differences_are_found(answered: Answer) -> None:
    """900 sheets: a difference between brands has a standard error of about .1 points; three of them are allowed."""
    for attribute, gap in zip(ATTRIBUTES, MEANS[0] - MEANS[1], strict=True):
        found = answered.estimate("difference", attribute=attribute, against="Boreal")
        assert found.value == pytest.approx(gap, abs=0.3)
        assert found.low < found.value < found.high
    assert "easy" in answered.headline.say()
    standing = {row[0]: str(row[6]) for row in answered.tables["attributes"].rows}
    assert (standing["easy"], standing["fast"]) == (Standing.AHEAD, Standing.BEHIND)


def test_what_goes_with_the_overall_judgement_is_found(answered: Answer) -> None:
    """Overall follows reliable alone, so the others' weights are chance: a hundredth or two with 600 free sheets."""
    assert answered.estimate("driver_share", attribute="reliable").value > 0.95
    assert answered.estimate("driver_share", attribute="easy").value < 0.03


def test_respondents_levels_do_not_widen_differences(answered: Answer) -> None:
    """Levels have deviation 2, noise 1: comparing between respondents would give intervals more than twice as wide.

    Three of four brands each: 9/8 of the variance that whole blocks would give, and a tenth for chance.
    """
    found = answered.estimate("difference", attribute="fast", against="Boreal")
    assert found.high - found.low < 1.1 * 2 * 1.645 * np.sqrt(9 / 8 * 2 * 1.0 / 225)
    alone = ask(survey(300, brands_each=1)).estimate("difference", attribute="fast", against="Boreal")
    assert alone.high - alone.low > 2 * (found.high - found.low)


def test_the_backtest_beats_averages_where_brands_have_profiles(answered: Answer) -> None:
    assert answered.proof is not None
    assert answered.proof.backtest is not None
    assert answered.proof.backtest.beats_baseline


def test_where_averages_predict_as_well_the_headline_says_so() -> None:
    estimate = estimate_of(survey(200))
    assert estimate.backtest is not None
    beaten = dataclasses.replace(estimate.backtest, baseline=estimate.backtest.model / 2)
    headline = room.answer(dataclasses.replace(estimate, backtest=beaten)).headline
    assert "averages predict" in headline.say(Language.EN)
    assert "as médias preveem" in headline.say(Language.PT)


def estimate_of(frames: dict[str, pa.Table]) -> room.Positioning:
    company = open_company(frames=frames)
    found = inferred(company)
    assert isinstance(found, room.Positioning)
    return found


def inferred(company: Company) -> room.Positioning | Refusal:
    from corrente.core.room import Given
    from corrente.counts.tally import tally

    profile = company.books.profile
    plan = room.counts(profile)
    if isinstance(plan, Refusal):
        return plan
    counted = {name: tally(company.books.engine, count, {}, None) for name, count in plan.items()}
    return room.infer(counted, Given(profile), np.random.default_rng(1))


# --- counts ----------------------------------------------------------------------------------------------------------


def test_sql_sums_are_those_of_single_sheets() -> None:
    """The least squares problem from the counts is the one that the sheets themselves give."""
    from corrente.counts.tally import tally

    frames = survey(40)
    company = open_company(frames=frames)
    plan = room.counts(company.books.profile)
    assert not isinstance(plan, Refusal)
    cells = tally(company.books.engine, plan["products"], {}, None)
    found = reduced(rated_of(cells, 4, 4))
    rows = frames["ratings"].to_pylist()
    sheets = {(r["respondent_id"], r["brand"]): np.zeros(4) for r in rows}
    for r in rows:
        sheets[r["respondent_id"], r["brand"]][ATTRIBUTES.index(r["attribute"])] = r["rating"]
    right, products = np.zeros((4, 4)), np.zeros((4, 4))
    for person in range(40):
        own = {BRANDS.index(b): x for (p, b), x in sheets.items() if p == person}
        mean = np.mean(list(own.values()), axis=0)
        for b, x in own.items():
            right[b] += x - mean
            products += np.outer(x - mean, x - mean)
    np.testing.assert_allclose(found.right, right, atol=1e-6)
    np.testing.assert_allclose(found.products, products, atol=1e-6)
    assert found.freedom == 120 - 40 - 3
    halves = [rated_of(cells, 4, 4, half).n.sum() for half in (0, 1)]
    assert sum(halves) == 120
    assert min(halves) > 30  # a fair coin for each of 40 respondents falls so unevenly once in thousands


# --- messages --------------------------------------------------------------------------------------------------------


def picks(people: int) -> pa.Table:
    """Four messages of five in each of six tasks; everybody picks the first of the alphabet and drops the last."""
    rows = []
    for person in range(people):
        for task in range(6):
            shown = [name for k, name in enumerate("ABCDE") if k != (person + task) % 5]
            rows += [(person, task, name, (name == shown[0]) - (name == shown[-1])) for name in shown]
        rows += [(person, 50, name, int(name == "A")) for name in ("A", "none")]  # a task without a worst
    columns = ("respondent_id", "task", "alternative", "chosen")
    return pa.table(dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))


def test_messages_are_ranked_and_other_choice_tasks_are_left_out() -> None:
    answer = ask(survey(60) | {"choices": picks(40)})
    shares = [e for e in answer.estimates if e.name == "message_share"]
    assert [e.of["message"] for e in shares[:3]] == ["A", "B", "C"]
    assert sum(e.value for e in shares) == pytest.approx(1)
    assert {e.of["segment"] for e in shares} == {"all"}
    assert any("“A”" in action.advice.say() for action in answer.actions)


def test_few_tasks_give_no_message() -> None:
    answer = ask(survey(60) | {"choices": picks(5)})
    assert not [e for e in answer.estimates if e.name == "message_share"]


# --- whose brand -----------------------------------------------------------------------------------------------------


def test_our_brand_is_said_found_or_assumed() -> None:
    assert own_brand(Settings(name="Aurora CRM"), BRANDS).place == 0
    assert own_brand(Settings(brand="cume"), BRANDS).place == 2
    assert own_brand(Settings(name="Delta & Boreal Ltda", brand="Delta"), BRANDS).place == 3
    assert own_brand(Settings(name="Auroral"), BRANDS).assumed
    said = [caveat.say(language) for caveat in ask(survey(60)).evidence.caveats for language in Language]
    assert any("[company] brand" in text for text in said)


def test_the_brand_is_read_from_the_settings(tmp_path: Path) -> None:
    import pyarrow.parquet as pq

    pq.write_table(survey(60)["ratings"], tmp_path / "ratings.parquet")
    (tmp_path / "corrente.toml").write_text('[company]\nbrand = "Boreal"\n')
    answer = open_company(tmp_path).ask("positioning")
    assert answer.headline.say().startswith("Boreal")


# --- the published survey --------------------------------------------------------------------------------------------


def test_the_published_components_of_the_brand_survey(tmp_path: Path) -> None:
    """Chapman & Feit, ch. 8: deviations and variance shares of the components, to the digits printed."""
    shutil.copy(shared("positioning_brand_ratings") / "brand_ratings.csv", tmp_path)
    company = open_company(tmp_path)
    assert company.books.profile.tables["ratings"].rows == 9_000
    answer = company.ask("positioning")
    assert answer.proof is not None
    found = answer.proof.parameters
    printed = {"component_sd_1": 1.726, "component_sd_2": 1.4479, "component_sd_3": 1.0389, "component_sd_4": 0.8528}
    for name, value in printed.items():
        assert found[name] == pytest.approx(value, abs=5e-4 if value == 1.726 else 5e-5), name
    assert found["component_share_1"] == pytest.approx(0.331, abs=5e-4)
    assert found["component_share_2"] == pytest.approx(0.2329, abs=1e-4)  # printed .2329, .23295 in full
    assert answer.proof.details["design"] == Design.BETWEEN.value
    assert answer.proof.backtest is not None
    assert answer.proof.backtest.beats_baseline


# --- refusals and extremes -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("people", [1, 5, 20])
def test_too_few_respondents_are_refused(people: int) -> None:
    answer = ask(survey(people))
    assert answer.status is Status.REFUSED
    assert "thirty people" in answer.refusal.next_step.say()  # type: ignore[union-attr]


def test_the_least_size_tells_half_a_deviation_from_none() -> None:
    """40 respondents of three brands each: 30 per brand. The interval of a difference is then within a deviation, the
    width at which a true half deviation is found ahead in about two surveys of three; the mean of ten is shown."""
    widths = []
    for seed in range(10):
        answer = ask(survey(44, seed=seed))
        if answer.status is Status.REFUSED:
            continue
        found = answer.estimate("difference", attribute="easy")
        widths.append(found.high - found.low)
    assert len(widths) >= 5
    assert 0.6 < np.mean(widths) < 1.0


def test_two_brands_or_attributes_are_refused() -> None:
    table = survey(100)["ratings"]
    rows = table.to_pylist()
    brands = pa.Table.from_pylist([r for r in rows if r["brand"] in BRANDS[:2]])
    attributes = pa.Table.from_pylist([r for r in rows if r["attribute"] in ATTRIBUTES[:2]])
    for fewer in (brands, attributes):
        assert ask({"ratings": fewer}).status is Status.REFUSED


def test_ratings_without_spread_are_refused() -> None:
    rows = [r | {"rating": 5.0} for r in survey(60)["ratings"].to_pylist()]
    answer = ask({"ratings": pa.Table.from_pylist(rows)})
    assert answer.status is Status.REFUSED
    assert "do not vary" in answer.headline.say()


def test_a_copied_attribute_is_refused_and_huge_ratings_are_not() -> None:
    rows = survey(80)["ratings"].to_pylist()
    copied = [r for r in rows if r["attribute"] != "fast"]
    copied += [r | {"attribute": "fast"} for r in copied if r["attribute"] == "easy"]
    assert ask({"ratings": pa.Table.from_pylist(copied)}).status is Status.REFUSED
    plain = ask({"ratings": pa.Table.from_pylist(rows)})
    huge = ask({"ratings": pa.Table.from_pylist([r | {"rating": 1000 * r["rating"] - 30_000} for r in rows])})
    for mine, theirs in zip(plain.estimates, huge.estimates, strict=True):
        if mine.name == "difference":
            error = (mine.high - mine.low) / 3.29 / np.sqrt(1000)  # of the difference of two means of 2,000 draws
            assert theirs.value == pytest.approx(1000 * mine.value, abs=4000 * error)


@pytest.mark.parametrize("language", list(Language))
def test_headlines_are_short_whatever_the_names(language: Language) -> None:
    rows = survey(80)["ratings"].to_pylist()
    long = [r | {"brand": f"{r['brand']} of the very long name that goes on and on"} for r in rows]
    said = ask({"ratings": pa.Table.from_pylist(long)}).headline.say(language)
    assert len(said.split()) <= 25


def test_the_map_has_every_brand_with_an_outline(answered: Answer) -> None:
    picture = room.figure(answered)
    brands = [mark for mark in picture.marks if mark.outline]
    assert [mark.label.say() for mark in brands if mark.label] == list(BRANDS)
    assert [mark.emphasis for mark in brands] == [True, False, False, False]
    for mark in brands:
        centre = np.mean(mark.outline, axis=0)
        np.testing.assert_allclose(centre, (mark.at, mark.value), atol=1e-6)
