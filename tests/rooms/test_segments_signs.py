"""segments: usage and ratings tell customers apart where orders do not; where they cannot, the answer says why."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sklearn.metrics import adjusted_rand_score

from corrente.core.answer import Answer, Status
from corrente.core.count import Cells
from corrente.core.profile import Level, Profile, Settings, TableProfile
from corrente.core.words import Language
from corrente.counts.tally import tally
from corrente.stream.company import Company, open_company
from corrente.upstream import segments
from corrente.upstream.segments.columns import read, without_ratings
from corrente.upstream.segments.opinions import NO_OPINIONS, Opinions, Survey, judged, planned_opinions
from corrente.upstream.segments.plan import Plan, counts
from corrente.upstream.segments.signs import RATINGS, rating_words, use_words

TODAY = np.datetime64("2026-07-01T12:00:00")
SPAN = 729
KINDS = 2
CATEGORIES, REGIONS = np.array(["basic", "plus", "pro"]), np.array(["norte", "sul", "leste"])
LEANING = np.array([[0.45, 0.33, 0.22], [0.22, 0.33, 0.45]])
"""What is begun with and where, by kind: too little apart to be found by itself (see the tests)."""


def ago(days: np.ndarray) -> np.ndarray:
    return TODAY - days.astype("timedelta64[D]")


def picked(names: np.ndarray, chances: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return names[(chances.cumsum(axis=1)[:, :-1] < rng.random((len(chances), 1))).sum(axis=1)]


def shop(customers: int, seed: int, alike: bool = False) -> tuple[np.ndarray, np.ndarray, dict[str, pa.Table]]:
    """Kinds, ids, orders and customers: two kinds that buy alike, and lean a little to a category and a region."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, KINDS, customers)
    shown = np.zeros(customers, dtype=int) if alike else kind
    ids = 10_000 + 7 * rng.permutation(customers)
    who = np.repeat(np.arange(customers), 1 + rng.poisson(3.0, customers))
    orders = pa.table({
        "order_id": np.arange(who.size), "customer_id": ids[who], "ordered_at": ago(rng.integers(0, SPAN, who.size)),
        "revenue": np.exp(4 + 0.8 * rng.standard_normal(customers))[who].round(2),
        "category": picked(CATEGORIES, LEANING[shown], rng)[who],
    })  # fmt: skip
    people = pa.table({
        "customer_id": ids, "created_at": ago(np.full(customers, SPAN)), "region": picked(REGIONS, LEANING[shown], rng)
    })  # fmt: skip
    return kind, ids, {"orders": orders, "customers": people}


def usage(ids: np.ndarray, weekly: np.ndarray, rng: np.random.Generator) -> pa.Table:
    """Three of four customers use the product: ``weekly`` ones in each week, others in one or two of the last four."""
    weeks = np.where(weekly, 8, rng.integers(1, 3, len(ids)))
    uses = np.flatnonzero(rng.random(len(ids)) < 0.75)
    who = np.repeat(uses, weeks[uses])
    place = np.concatenate([np.arange(n) for n in weeks[uses]])
    # the latest weeks of a weekly user, else weeks drawn among the last four; everybody began half a year ago at least
    week = np.where(weekly[who], place, (place + rng.integers(0, 4, len(ids))[who]) % 4)
    days = 7 * week + rng.integers(0, 7, len(who))
    first = ago(np.full(len(uses), 200))
    return pa.table({
        "customer_id": np.concatenate([ids[who], ids[uses]]), "used_at": np.concatenate([ago(days), first]),
        "feature": ["report"] * (len(who) + len(uses)),
    })  # fmt: skip


def ratings(respondents: list[object], mean: np.ndarray, rng: np.random.Generator) -> pa.Table:
    """Each respondent rates us and another brand on four attributes, from 1 to 10."""
    rows = list(itertools.product(range(len(respondents)), ("Aurora", "Acme"), ("easy", "fast", "cheap", "safe")))
    level = np.array([mean[who] if brand == "Aurora" else 6.0 for who, brand, _ in rows])
    return pa.table({
        "respondent_id": [respondents[who] for who, _, _ in rows], "brand": [brand for _, brand, _ in rows],
        "attribute": [attribute for *_, attribute in rows],
        "rating": np.clip(np.rint(level + rng.standard_normal(len(rows))), 1, 10),
    })  # fmt: skip


def opened(folder: Path, tables: Mapping[str, pa.Table]) -> Company:
    folder.mkdir(exist_ok=True)
    (folder / "corrente.toml").write_text(
        '[company]\nname = "Loja"\nbrand = "Aurora"\ncurrency = "BRL"\nlanguage = "pt-BR"\n'
    )
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    return open_company(folder)


def names(answer: Answer) -> list[str]:
    return [e.of["segment"] for e in answer.estimates if e.name == "segment_value"]


def agreement(found: Company, ids: np.ndarray, kind: np.ndarray) -> float:
    scored = found.score("segments").to_arrow().to_pydict()
    assert sorted(scored["customer_id"]) == sorted(ids.tolist())  # every customer's pattern is met again
    segment = dict(zip(scored["customer_id"], scored["segment"], strict=True))
    return float(adjusted_rand_score(kind, [segment[i] for i in ids.tolist()]))


def caveats(answer: Answer, language: Language = Language.EN) -> str:
    return " ".join(caveat.say(language) for caveat in answer.evidence.caveats)


@pytest.fixture(scope="module")
def tools(tmp_path_factory):
    """Two kinds of which nine in ten, and one in ten, use the product weekly; with usage and without."""
    folder = tmp_path_factory.mktemp("tools")
    kind, ids, tables = shop(3_000, 1)
    rng = np.random.default_rng(101)
    weekly = rng.random(len(ids)) < np.array([0.05, 0.95])[kind]
    used = opened(folder / "with", tables | {"usage": usage(ids, weekly, rng)})
    return kind, ids, used, opened(folder / "without", tables)


def test_kinds_that_only_usage_tells_apart_are_found_with_usage_and_not_without(tools):
    kind, ids, used, bare = tools
    assert len(names(bare.ask("segments"))) == 1
    assert len(names(used.ask("segments"))) == 2
    # of the three in four who use the product, 95 of 100 are told by it: their agreement is (1 - 2 * .05)**2 = .81;
    # of the others category and region tell two in three at best: over all some .5
    assert agreement(used, ids, kind) > 0.4


def test_usage_is_in_names_and_rules_in_both_languages(tools):
    _, _, used, _ = tools
    answer = used.ask("segments")
    told = [row[1] for row in answer.tables["segment_rules"].rows] + [row[0] for row in answer.tables["segments"].rows]
    assert any("uses the product weekly" in phrase.say(Language.EN) for phrase in told)
    assert any("usa o produto toda semana" in phrase.say(Language.PT) for phrase in told)
    assert answer.evidence.counts == ("segment_wide_cells",)


@pytest.fixture(scope="module")
def voices(tmp_path_factory):
    """Two kinds that rate us 8.5 and 5.5 of 10 in the mean, six in ten of them; with ratings and without."""
    folder = tmp_path_factory.mktemp("voices")
    kind, ids, tables = shop(3_000, 2)
    rng = np.random.default_rng(102)
    asked = np.flatnonzero(rng.random(len(ids)) < 0.6)
    rated = ratings(ids[asked].tolist(), np.array([5.5, 8.5])[kind[asked]], rng)
    return kind, ids, asked, opened(folder / "with", tables | {"ratings": rated}), opened(folder / "without", tables)


def test_kinds_that_only_ratings_tell_apart_are_found_with_ratings_and_not_without(voices):
    kind, ids, asked, rated, bare = voices
    assert len(names(bare.ask("segments"))) == 1
    answer = rated.ask("segments")
    assert len(names(answer)) == 2
    scored = rated.score("segments").to_arrow().to_pydict()
    segment = dict(zip(scored["customer_id"], scored["segment"], strict=True))
    own = [segment[i] for i in ids[asked].tolist()]
    # means of four ratings lie half a point around 5.5 and 8.5: hardly any respondent is on the other side of 7
    assert adjusted_rand_score(kind[asked], own) > 0.9
    assert set(scored["customer_id"]) == set(ids.tolist())  # who gave no rating has a segment, too


def test_ratings_are_in_names_rules_and_caveats(voices):
    _, _, asked, rated, _ = voices
    answer = rated.ask("segments")
    told = [row[1] for row in answer.tables["segment_rules"].rows] + [row[0] for row in answer.tables["segments"].rows]
    assert any("rates us above" in phrase.say(Language.EN) for phrase in told)
    assert any("dá nota acima de" in phrase.say(Language.PT) for phrase in told)
    assert f"{len(asked):,} of the 3,000 customers" in caveats(answer)
    assert "clientes" in caveats(answer, Language.PT)


@pytest.mark.parametrize("seed", range(2))
def test_customers_alike_in_use_and_opinion_are_no_segments(tmp_path, seed):
    _, ids, tables = shop(2_000, 20 + seed, alike=True)
    rng = np.random.default_rng(120 + seed)
    weekly, asked = rng.random(len(ids)) < 0.5, np.flatnonzero(rng.random(len(ids)) < 0.6)
    rated = ratings(ids[asked].tolist(), 7 + rng.standard_normal(len(asked)), rng)
    answer = opened(tmp_path, tables | {"usage": usage(ids, weekly, rng), "ratings": rated}).ask("segments")
    assert names(answer) == ["all"]
    assert "no segments" in answer.headline.say()


def leavers(customers: int, seed: int) -> dict[str, pa.Table]:
    """Customers of one kind who come and go: until they leave they buy every two months, and seven in ten use."""
    rng = np.random.default_rng(seed)
    start = rng.uniform(0, SPAN, customers)
    end = np.minimum(start + rng.exponential(300, customers), SPAN)
    who = np.repeat(np.arange(customers), 1 + rng.poisson((end - start) / 60))
    share = np.where(np.r_[True, who[1:] != who[:-1]], 0.0, rng.random(who.size))
    bought = start[who] + share * (end - start)[who]
    users = np.flatnonzero(rng.random(customers) < 0.7)
    steps = np.arange(0, SPAN, 7)
    often = np.where(rng.random(customers) < 0.5, 1, 3)  # every week, or every third
    pairs = [(u, d) for u in users.tolist() for d in steps[:: often[u]].tolist() if start[u] + d <= end[u]]
    user, day = (np.array(column) for column in zip(*pairs, strict=True))
    paid, begun, home = (rng.integers(0, n, customers) for n in (200, 3, 3))
    return {
        "orders": pa.table({
            "customer_id": who, "ordered_at": ago(SPAN - bought), "revenue": (20.0 + paid)[who],
            "category": CATEGORIES[begun][who],
        }),
        "customers": pa.table({
            "customer_id": np.arange(customers), "created_at": ago(SPAN - start), "region": REGIONS[home],
        }),
        "usage": pa.table({
            "customer_id": user, "used_at": ago(SPAN - start[user] - day), "feature": ["report"] * len(user),
        }),
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
def test_who_has_left_neither_buys_nor_uses_and_is_no_segment(tmp_path, seed):
    """As a column of its own, use now would part those who left from those who stay, in every company there is."""
    answer = opened(tmp_path, leavers(2_000, seed)).ask("segments")
    assert names(answer) == ["all"]


def test_usage_of_other_people_is_left_out_with_a_word(tmp_path):
    kind, ids, tables = shop(600, 3)
    rng = np.random.default_rng(4)
    answer = opened(tmp_path, tables | {"usage": usage(ids + 1, kind == 1, rng)}).ask("segments")
    assert "Usage was left out" in caveats(answer)
    assert "O uso ficou de fora" in caveats(answer, Language.PT)


@pytest.mark.parametrize(
    ("respondents", "said"),
    [
        (lambda _: [f"panel {i}" for i in range(300)], "only 0 of 300 respondents"),
        (lambda ids: [*ids[:120].tolist(), *range(200)], "only 120 of 320 respondents"),
        (lambda ids: ids[:90].tolist(), "90 customers gave one"),
    ],
)
def test_ratings_of_other_people_are_left_out_with_a_word(tmp_path, respondents, said):
    _, ids, tables = shop(600, 3)
    asked = respondents(ids)
    rated = ratings(asked, np.full(len(asked), 7.0), np.random.default_rng(5))
    answer = opened(tmp_path, tables | {"ratings": rated}).ask("segments")
    assert said in caveats(answer)
    assert "Ratings were left out" in caveats(answer)
    assert "ficaram de fora" in caveats(answer, Language.PT)


def test_respondents_numbered_by_the_survey_are_not_customers_numbered_by_the_shop(tmp_path):
    _, ids, tables = shop(600, 3)
    number = dict(zip(sorted(ids.tolist()), range(1, 601), strict=True))
    renumbered = {
        name: table.set_column(
            table.schema.get_field_index("customer_id"), "customer_id",
            pa.array([number[i] for i in table["customer_id"].to_pylist()]),
        )
        for name, table in tables.items()
    }  # fmt: skip
    rated = ratings(list(range(1, 301)), np.full(300, 7.0), np.random.default_rng(5))
    answer = opened(tmp_path / "some", renumbered | {"ratings": rated}).ask("segments")
    assert "are numbered 1, 2, 3" in caveats(answer)
    # a survey of all customers has their numbers, and is theirs
    whole = ratings(list(range(1, 601)), np.full(600, 7.0), np.random.default_rng(5))
    assert "600 of the 600 customers" in caveats(
        opened(tmp_path / "all", renumbered | {"ratings": whole}).ask("segments")
    )


def lengths(*respondents: int) -> Cells:
    there = np.array(respondents)
    return {"digits": np.arange(1, len(there) + 1), "respondents": there, "customers": there}


@pytest.mark.parametrize(
    ("counted", "survey"),
    [
        (lengths(9, 90, 201), Survey.NUMBERED),  # 1 to 300
        (lengths(10, 85, 190), Survey.NUMBERED),  # from 0 on, some of them lost
        (lengths(1, 15, 160, 1000), Survey.USED),  # every sixth of six thousand customers
        (lengths(0, 0, 0, 0, 0, 300), Survey.USED),  # ids of a system
        (lengths(9, 90), Survey.FEW),
    ],
)
def test_running_numbers_show_in_their_lengths(counted, survey):
    buyers = 6_000 if survey is not Survey.FEW else 100
    found = judged(Opinions(Survey.ASKED, "Aurora"), counted, buyers)
    assert found.survey is survey


def profile(brands: tuple[str, ...], respondents: int, brand: str | None) -> Profile:
    levels = {"brand": tuple(Level(name, 10) for name in brands)}
    table = TableProfile(9_000, 0, None, None, frozenset(), levels=levels, distinct={"respondent_id": respondents})
    return Profile({"ratings": table}, Settings(brand=brand))


def test_which_ratings_are_asked_for():
    assert planned_opinions(Profile({})) == NO_OPINIONS
    assert planned_opinions(profile(("Acme", "Aurora"), 500, "Aurora")).brand == "Aurora"
    assert planned_opinions(profile(("Loja",), 500, None)).survey is Survey.ASKED  # one brand is ours
    assert planned_opinions(profile(("Acme", "Zeta"), 500, None)).survey is Survey.UNNAMED
    assert planned_opinions(profile(("Acme", "Aurora"), 30_001, "Aurora")).survey is Survey.LARGE


def test_companies_of_orders_alone_are_counted_as_ever(tmp_path):
    _, _, tables = shop(300, 3)
    found = counts(opened(tmp_path, tables).books.profile)
    assert {count.name for count in found.values()} == {"segment_cells"}


def test_ratings_that_are_left_out_leave_the_answer_as_without_them(tmp_path):
    """The cells are put together again, so that numbers met by chance change nothing."""
    kind, ids, tables = shop(600, 3)
    used = tables | {"usage": usage(ids, kind == 1, np.random.default_rng(4))}
    asked = [*ids[:120].tolist(), *range(200)]
    rated = ratings(asked, np.full(len(asked), 7.0), np.random.default_rng(5))
    plain, split = (opened(tmp_path / name, found) for name, found in (("a", used), ("b", used | {"ratings": rated})))
    cells = [tally(one.books.engine, counts(one.books.profile)["cells"], {}, None) for one in (plain, split)]
    assert len(cells[1]["customers"]) > len(cells[0]["customers"])
    again = without_ratings(cells[1])
    for name in again:
        np.testing.assert_array_equal(again[name], cells[0][name])
    assert split.score("segments").to_arrow().num_rows == 600


def test_columns_of_customers_may_have_the_names_of_other_traits(tmp_path):
    _, _, tables = shop(600, 3)
    high = pa.array(np.where(np.arange(600) % 2 == 0, "high", "low"))
    people = tables["customers"].append_column("rating", high).append_column("spend", high).append_column("use", high)
    answer = opened(tmp_path, tables | {"customers": people}).ask("segments")
    assert answer.status is Status.ANSWERED


def test_levels_not_known_are_patterns_without_a_code():
    cells = {
        "frequency": np.zeros(4, int), "silence": np.arange(4) // 2, "spend": np.arange(4),
        "category": np.zeros(4, int),
        "usage_level": np.arange(4), "rating_level": np.array([0, 15, 16, 16]), "customers": np.full(4, 10),
    }  # fmt: skip
    cut = read(cells, Plan(1, 0, 0, False, (), ()), Opinions(Survey.USED))
    assert cut.patterns.sizes == (3, 4, 2, 2)  # bought and used; spend; how often used; rated
    assert cut.patterns.codes[:, 2].tolist() == [-1, -1, 0, 1]
    assert cut.patterns.codes[:, 3].tolist() == [-1, 0, 1, 1]
    assert [trait.name for trait in cut.traits] == ["frequency", "silence", "spend", "use", "rating"]
    assert read(cells, Plan(1, 0, 0, False, (), ()), NO_OPINIONS).patterns.sizes == (3, 4, 2)


@pytest.mark.parametrize("language", list(Language))
def test_bands_of_ratings_read_like_ratings(language):
    said = {
        Language.EN: ("rates us above 4.5, up to 5", "rates us 7 at most", "rates us above 9", "gave no rating",
                      "rates us 7 at most, or not at all", "rates us"),
        Language.PT: ("dá nota acima de 4,5, até 5", "dá nota até 7", "dá nota acima de 9", "não deu nota",
                      "dá nota até 7, ou sem nota", "deu nota"),
    }[language]  # fmt: skip
    five, seven, ten = (RATINGS.index(points) + 1 for points in (5, 7, 10))
    found = (
        rating_words(five, five, False, False, rated=True),
        rating_words(five, seven, True, False, rated=True),
        rating_words(ten, ten, False, True, rated=True),
        rating_words(0, 0, True, False, rated=False),
        rating_words(0, seven, True, False, rated=False),
        rating_words(five, ten, True, True, rated=True),
    )
    assert tuple(phrase.say(language) for phrase in found) == said
    assert use_words(1, 2).say(language) == {Language.EN: "uses the product", Language.PT: "usa o produto"}[language]


def test_the_picture_and_the_lever_stand_on_usage_too(tools):
    _, _, used, _ = tools
    answer = used.ask("segments")
    assert len(segments.figure(answer).marks) == 2
    assert {e.name for e in answer.estimates} >= {"segment_share", "segment_value"}
