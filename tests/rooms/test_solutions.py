"""solutions: a planted market recovered, real purchases read, and honest refusals."""

from __future__ import annotations

import shutil
import zlib
from importlib.resources import files
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.random import RandomState

from corrente.core.answer import Status
from corrente.core.words import Language
from corrente.engine.generate import Workshop
from corrente.market import preferences
from corrente.market.simulate import define
from corrente.market.size import Size
from corrente.stream.company import open_company
from corrente.upstream import solutions
from corrente.upstream.solutions.coding import Alternatives, Column, Role, choose_columns, common_and_own, encode
from tests.data import shared


def made(folder: Path, seed: int, touchpoints: int = 30_000):
    """A market of choices, offers and price survey only, with its truth."""
    folder.mkdir(exist_ok=True)
    (folder / "corrente.toml").write_text((files("corrente.market") / "corrente.toml").read_text())
    macros, constants = define(seed)
    with Workshop(folder, constants) as workshop:
        for macro in macros:
            workshop.run(macro)
        stream = RandomState(zlib.crc32(f"{seed} preferences".encode()))
        return preferences.make(workshop, stream, Size.of(touchpoints))["solutions"]


@pytest.fixture(scope="module")
def market(tmp_path_factory):
    folder = tmp_path_factory.mktemp("solutions")
    truth = made(folder, 3)
    return folder, truth, open_company(folder).ask("solutions")


def test_the_planted_market_is_recovered(market):
    _, truth, answer = market
    assert answer.status is Status.ANSWERED
    pairs = [(e, truth[e.name, frozenset(e.of.items())]) for e in answer.estimates]
    held = np.mean([e.low <= true <= e.high for e, true in pairs])
    # a hundred estimates of one survey stand and fall together: nine in ten on average, here at least seven
    assert held > 0.7
    for e, true in pairs:  # five posterior deviations
        assert abs(e.value - true) < 5 * (e.high - e.low) / 3.29, (e, true)


def test_the_best_offer_is_among_the_best(market):
    _, truth, answer = market
    profits = {dict(of)["offer"]: value for (name, of), value in truth.items() if name == "best_profit"}
    first = next(e for e in answer.estimates if e.name == "best_profit").of["offer"]
    assert profits[first] > 0.9 * max(profits.values())  # 150 respondents know a profit to about a tenth


def test_choices_foretell_unseen_tasks(market):
    _, _, answer = market
    test = answer.proof.backtest
    assert test.beats_baseline
    assert test.details["hit_rate"] > test.details["baseline_hit_rate"] - 0.1
    assert test.model < test.details["even_chances_log_loss"]


@pytest.mark.parametrize("language", Language)
def test_words_and_figure(market, language):
    _, _, answer = market
    said = answer.headline.say(language)
    assert len(said.split()) <= 25
    assert any(c.isdigit() for c in said)
    texts = [*(a.advice for a in answer.actions), *answer.evidence.caveats, answer.figure.title, answer.figure.alt]
    assert all("{" not in text.say(language) and "!" not in text.say(language) for text in texts)


def test_one_table_alone_is_enough(market, tmp_path):
    folder, _, both = market
    shutil.copy(folder / "corrente.toml", tmp_path)
    shutil.copy(folder / "price_survey.parquet", tmp_path)
    answer = open_company(tmp_path).ask("solutions")
    assert answer.status is Status.PARTIAL
    assert {e.name for e in answer.estimates} == {"price_point"}
    for point in answer.estimates:
        # the same answers, other random weights: a thousand draws know their mean to a hundredth of the interval
        expected = both.estimate("price_point", **point.of).value
        assert point.value == pytest.approx(expected, abs=0.1 * (point.high - point.low))


def test_without_offers_features_have_their_price(market, tmp_path):
    folder, truth, _ = market
    shutil.copy(folder / "corrente.toml", tmp_path)
    shutil.copy(folder / "choices.parquet", tmp_path)
    answer = open_company(tmp_path).ask("solutions")
    assert {"part_worth", "willingness_to_pay", "best_revenue"} <= {e.name for e in answer.estimates}
    assert len([e for e in answer.estimates if e.name == "best_revenue"]) == 2 * 2 * 3 * 2  # every combination
    pay = answer.estimate("willingness_to_pay", feature="onboarding", level="yes", segment="all")
    true = truth["willingness_to_pay", frozenset(pay.of.items())]
    assert abs(pay.value - true) < 5 * (pay.high - pay.low) / 3.29


def cut(source: Path, target: Path, table: str, rows) -> None:
    whole = pq.read_table(source / f"{table}.parquet")
    pq.write_table(whole.filter(pa.array(rows(whole))), target / f"{table}.parquet")


@pytest.mark.parametrize("respondents", [0, 1, 20, 39])
def test_too_few_respondents_are_refused_with_a_next_step(market, tmp_path, respondents):
    folder, _, _ = market
    shutil.copy(folder / "corrente.toml", tmp_path)
    last = 1_000_000 + respondents
    for table in ("choices", "price_survey"):
        cut(folder, tmp_path, table, lambda whole: whole.column("respondent_id").to_numpy() <= last)
    answer = open_company(tmp_path).ask("solutions")
    assert answer.status is Status.REFUSED
    for language in Language:
        assert answer.refusal.next_step.say(language)


def test_alternatives_that_do_not_differ_are_refused(market, tmp_path):
    folder, _, _ = market
    shutil.copy(folder / "corrente.toml", tmp_path)
    table = pq.read_table(folder / "choices.parquet").to_pydict()
    rows = [i for i, name in enumerate(table["alternative"]) if name != "none"]
    same = {
        "respondent_id": [table["respondent_id"][i] for i in rows],
        "task": [table["task"][i] for i in rows],
        "alternative": [str(i % 3) for i in range(len(rows))],
        "chosen": [int(i % 3 == 0) for i in range(len(rows))],
        "price": [100] * len(rows),
    }
    pq.write_table(pa.table(same), tmp_path / "choices.parquet")
    assert open_company(tmp_path).ask("solutions").status is Status.REFUSED


def test_best_worst_tasks_of_messages_are_left_to_positioning(market, tmp_path):
    folder, _, answer = market
    for file in ("corrente.toml", "choices.parquet", "competitors.parquet"):
        shutil.copy(folder / file, tmp_path)
    messages = {"respondent_id": [], "task": [], "alternative": [], "chosen": []}
    for who in range(1, 60):
        for place, name in enumerate(("fast", "safe", "cheap")):
            row = (who, 1001, name, (1, 0, -1)[place])
            for column, value in zip(messages, row, strict=True):
                messages[column].append(value)
    pq.write_table(pa.table(messages), tmp_path / "choices.messages.parquet")
    found = open_company(tmp_path).ask("solutions")
    assert found.proof.details["respondents"] == answer.proof.details["respondents"]
    assert found.proof.details["tasks"] == answer.proof.details["tasks"]


def test_yogurt_purchases_are_read_with_two_lines_of_mapping(tmp_path):
    """Real purchases (Jain et al. 1994): in one logit for all, brands order yoplait, dannon, weight, hiland."""
    shutil.copy(shared("choice_logitr") / "yogurt.csv", tmp_path)
    (tmp_path / "corrente.toml").write_text('[company]\nname = "Dannon"\n\n[tables.choices]\nsource = "yogurt.csv"\n')
    answer = open_company(tmp_path).ask("solutions")
    assert answer.refusal is None
    assert answer.proof.details["respondents"] == 100
    assert answer.proof.details["tasks"] == 2120  # of 2412: no household gives more than 300 rows, 75 purchases
    worth = {e.of["level"]: e.value for e in answer.estimates if e.name == "part_worth" and e.of["feature"] == "brand"}
    assert worth["yoplait"] > worth["weight"] > worth["hiland"]
    assert answer.estimate("part_worth", feature="price").high < 0
    assert answer.proof.backtest.beats_baseline


def alternatives(names, prices, **texts) -> Alternatives:
    return Alternatives(
        np.array(names, dtype=object), np.array(prices, dtype=float),
        {name: np.array(values, dtype=object) for name, values in texts.items()},
    )  # fmt: skip


def test_positions_get_no_constant_and_brands_do():
    task = np.array([0, 0, 1, 1])
    positions = alternatives(["Option 1", "Option 2"] * 2, [1, 2, 3, 1])
    assert [c.role for c in choose_columns(positions, task)] == [Role.PRICE]
    brands = alternatives(["Acme", "Zeta"] * 2, [1, 2, 3, 1])
    assert [c.role for c in choose_columns(brands, task)] == [Role.PRICE, Role.NAME]


def test_what_another_column_says_already_is_left_out():
    task = np.array([0, 0, 1, 1])
    twice = alternatives(["Acme", "Zeta"] * 2, [1, 2, 3, 1], brand=["Acme", "Zeta"] * 2)
    assert [c.attribute for c in choose_columns(twice, task)] == ["price", "brand"]


def test_choosing_none_is_zero_in_all_but_its_constant():
    task = np.repeat([0, 1, 2], 3)
    prices = [1, 2, np.nan, 3, 1, np.nan, 1, 1, np.nan]
    given = alternatives(["1", "2", "none"] * 3, prices, size=["s", "l", ""] * 3)
    columns = choose_columns(given, task)
    design = encode(columns, given)
    assert design[2].sum() == 1
    assert columns[int(design[2].argmax())].role is Role.NOTHING


def test_the_plan_refuses_where_the_profile_shows_too_little(market):
    from dataclasses import replace

    from corrente.core.answer import Refusal

    folder, _, _ = market
    profile = open_company(folder).books.profile
    assert isinstance(solutions.counts(replace(profile, tables={})), Refusal)
    assert set(solutions.counts(profile)) == {"tasks", "offers", "answers"}


def test_what_names_share_is_told_from_how_each_departs():
    columns = [Column(Role.PRICE, "price"), *(Column(Role.NAME, "alternative", name, "none") for name in "abc")]
    turn = common_and_own(columns)
    np.testing.assert_allclose(turn @ [-1.0, 2.0, 0.5, -0.3], [-1.0, 2.5, 1.7, 1.8], rtol=1e-12)
    alike = [Column(Role.PRICE, "price"), *(Column(Role.NAME, "alternative", name, "a") for name in "bc")]
    np.testing.assert_array_equal(common_and_own(alike), np.eye(3))


def test_what_is_left_out_is_said(market, tmp_path):
    folder, _, _ = market
    shutil.copy(folder / "corrente.toml", tmp_path)
    table = pq.read_table(folder / "choices.parquet").to_pydict()
    sold = [name != "none" for name in table["alternative"]]
    table["colour"] = [f"shade {row % 15}" if shown else None for row, shown in enumerate(sold)]
    task = list(zip(table["respondent_id"], table["task"], strict=True))
    twice = [row for row, its in enumerate(task) if its == task[0]]
    for row in twice:
        table["chosen"][row] = 1  # a task with more than one choice
    pq.write_table(pa.table(table), tmp_path / "choices.parquet")
    caveats = [c.say(Language.EN) for c in open_company(tmp_path).ask("solutions").evidence.caveats]
    assert any("more than 12 levels: colour" in c for c in caveats)
    assert any(c.startswith("Tasks left out") and c.endswith(": 1.") for c in caveats)


def test_more_part_worths_than_can_be_told_apart_are_refused(market, tmp_path):
    folder, _, _ = market
    shutil.copy(folder / "corrente.toml", tmp_path)
    table = pq.read_table(folder / "choices.parquet").to_pydict()
    rng = np.random.default_rng(1)
    for name in ("colour", "size", "shape"):
        levels = rng.integers(0, 10, len(table["task"]))
        table[name] = [
            f"{name} {n}" if a != "none" else None for n, a in zip(levels, table["alternative"], strict=True)
        ]
    pq.write_table(pa.table(table), tmp_path / "choices.parquet")
    refused = open_company(tmp_path).ask("solutions")
    assert refused.status is Status.REFUSED
    assert "at most 24" in refused.headline.say(Language.EN)
