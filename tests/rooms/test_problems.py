"""The problems room: planted themes and needs come back, real texts read well, and too little is refused."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from corrente.core.answer import Grade, Refusal, Status
from corrente.core.profile import Profile, TableProfile
from corrente.core.room import Given
from corrente.core.words import Language
from corrente.inference.mentions import shares
from corrente.market import voices as planted
from corrente.stream.company import open_company
from corrente.upstream import problems
from corrente.upstream.problems.needs import top_two
from corrente.upstream.problems.plan import READ_ALL, every
from corrente.upstream.problems.reading import languages_of, read, terms
from corrente.upstream.problems.refusals import MIN_RESPONDENTS, MIN_TEXTS
from corrente.upstream.problems.voices import masked
from tests.data import shared

COMPLAINTS = ("slow delivery", "wrong invoice", "rude staff", "app crashes")
PRAISE = ("easy to use", "fair price")


def comments(seed: int, size: int, chance: float = 0.15) -> tuple[list[str], list[float]]:
    """Comments that mention planted themes each with the same chance, and their ratings from 0 to 10."""
    rng = np.random.default_rng(seed)
    texts, scores = [], []
    for _ in range(size):
        says = rng.random(len(COMPLAINTS) + len(PRAISE)) < chance
        named = [name for name, said in zip((*COMPLAINTS, *PRAISE), says, strict=True) if said]
        rng.shuffle(named)
        texts.append(". ".join(("again " if rng.random() < 0.3 else "") + name for name in named) or "it is what it is")
        texts[-1] += f". C{rng.integers(10**9)}"  # no two customers write the same
        points = 7 - 2.0 * says[: len(COMPLAINTS)].sum() + 1.0 * says[len(COMPLAINTS) :].sum() + rng.normal()
        scores.append(float(np.clip(round(points), 0, 10)))
    return texts, scores


def counted(
    texts: list[str], scores: list[float] | None = None, days: list[int] | None = None
) -> dict[str, np.ndarray]:
    """What the count would give: one row per different text, day and rating."""
    rows = sorted(zip(days or [0] * len(texts), scores or [0.0] * len(texts), texts, strict=True))
    unique = Counter(rows)
    return {
        "said": np.array([day for day, _, _ in unique], dtype=np.int64),
        "rated": np.full(len(unique), int(scores is not None), dtype=np.int64),
        "rating": np.array([round(10_000 * score) for _, score, _ in unique], dtype=np.int64),
        "words": np.array([text for _, _, text in unique], dtype=object),
        "texts": np.array(list(unique.values()), dtype=np.int64),
    }


def infer(cells: dict[str, np.ndarray] | None = None, needs: dict[str, np.ndarray] | None = None, seed: int = 1):
    tables = {"feedback": TableProfile(0 if cells is None else int(cells["texts"].sum()), 0, 0, 400, frozenset())}
    found = {name: c for name, c in (("texts", cells), ("needs", needs)) if c is not None}
    return problems.infer(found, Given(Profile(tables)), np.random.default_rng(seed))


def survey(rows: list[tuple[str, str, int, int, int]]) -> dict[str, np.ndarray]:
    need, part, important, satisfied, answers = zip(*rows, strict=True)
    return {
        "asked": np.array(need, dtype=object), "part": np.array(part, dtype=object),
        "important": np.array(important), "satisfied": np.array(satisfied), "answers": np.array(answers),
    }  # fmt: skip


# reading


def said(text: str, language: Language = Language.PT) -> set[str]:
    words = text.split(" ")
    return {" ".join(words[a:b]) for a, b in terms(words, language)}


def test_a_negation_stays_with_what_it_negates() -> None:
    assert said("nao recebi") == {"nao recebi"}
    assert said("nao recebi o produto") == {"nao recebi", "nao recebi o produto", "produto"}
    assert "arrived" not in said("never arrived", Language.EN)


def test_two_words_around_a_small_one_are_a_term() -> None:
    assert "antes do prazo" in said("chegou antes do prazo")
    assert said("de do da") == set()


def test_each_text_is_read_in_its_own_language_and_a_doubtful_one_in_that_of_most() -> None:
    texts = [["o", "produto"], ["the", "price"], ["nao", "veio", "o", "meu"], ["lindo"]]
    assert languages_of(texts) == (Language.PT, Language.EN, Language.PT, Language.PT)


def test_terms_are_spelt_as_customers_write_them() -> None:
    texts = ["Não recebi", "não recebi.", "NAO RECEBI", "ótimo"] * 3
    found = read(texts, np.ones(len(texts)))
    assert found.terms == ("nao recebi",)  # "ótimo" is said three times only, too rare to be a theme
    assert found.spelt == ("não recebi",)


def test_quotations_carry_no_personal_data() -> None:
    text = "Write to ana@loja.com.br or (11) 98765-4321,\n order 123456789, see https://x.co/1: 30 days late"
    assert masked(text).startswith("Write to [e-mail] or ([…], order […], see [link]")
    for secret in ("ana@", "98765", "123456789", "x.co"):
        assert secret not in masked(text)
    assert "30 days" in masked(text)


# themes


def test_planted_themes_come_back_with_their_shares_and_effects() -> None:
    texts, scores = comments(1, 1_500)
    found = infer(counted(texts, scores))
    themes = {theme.name: theme for theme in found.voices.themes}
    assert set(themes) == {*COMPLAINTS, *PRAISE}
    for name, theme in themes.items():
        # 1,500 comments at .15: a standard error of .009; four of them
        assert theme.share.value == pytest.approx(np.mean([name in text for text in texts]), abs=0.002)
        assert theme.share.value == pytest.approx(0.15, abs=0.037)
        # the rating is kept within 0 to 10, which shortens effects a little; the standard error is about .09
        assert theme.effect.value == pytest.approx(-2.0 if name in COMPLAINTS else 0.95, abs=0.4)


def test_planted_themes_of_the_market_are_found_again(sample) -> None:
    found = {e.of["theme"] for e in sample.ask("problems").estimates if e.name == "mention_share"}
    names = [set(planted.names_of(theme)) for theme in planted.THEMES]
    assert sum(bool(found & called) for called in names) == len(planted.THEMES)


def test_a_theme_that_grows_is_seen_to_grow() -> None:
    early, _ = comments(2, 700, 0.12)
    late, _ = comments(3, 700, 0.12)
    late = [text + ". slow delivery" if i % 4 == 0 else text for i, text in enumerate(late)]
    found = infer(counted([*early, *late], None, [0] * 700 + [100] * 700))
    growing = {theme.name: theme.growing for theme in found.voices.themes}
    assert growing.pop("slow delivery") > 0.99
    assert max(growing.values()) < 0.999


def test_texts_without_day_or_rating_still_give_themes() -> None:
    texts, _ = comments(4, 600)
    cells = counted(texts)
    cells["said"] = np.full_like(cells["said"], -1_000_000)
    found = infer(cells)
    assert all(theme.change is None and theme.effect is None for theme in found.voices.themes)
    answer = problems.answer(found)
    assert answer.status is Status.PARTIAL
    assert len(answer.headline.say().split()) <= 25
    assert problems.figure(answer).marks


def test_the_smallest_size_that_is_answered_is_right() -> None:
    """At `MIN_TEXTS` comments, planted themes of one comment in fourteen are found again nine times in ten.

    Measured over twelve draws of six themes: 97 in 100, and 76 at 100 comments; with themes of one comment in ten, 8 in
    100 at 60 comments. The 90% interval of a share of .15 is then a tenth wide, which tells one in seven from one in
    thirty.
    """
    found = []
    for seed in range(8):
        inferred = infer(counted(*comments(seed, MIN_TEXTS, 0.07)))
        names = set() if isinstance(inferred, Refusal) else {theme.name for theme in inferred.voices.themes}
        found.append(len(names & {*COMPLAINTS, *PRAISE}) / 6)
    assert np.mean(found) >= 0.9
    mentioned = np.array([[True], [False]])
    drawn = shares(mentioned, np.array([0.15, 0.85]) * MIN_TEXTS, np.random.default_rng(1)).mentioning
    low, high = np.quantile(drawn, [0.05, 0.95])
    assert high - low < 0.11


def test_the_same_text_again_and_again_is_one_voice() -> None:
    assert isinstance(infer(counted(["the app crashes"] * 500, [1.0] * 500)), Refusal)


def test_texts_that_share_no_words_are_refused() -> None:
    refusal = infer(counted([f"x{i}a y{i}b z{i}c" for i in range(300)]))
    assert isinstance(refusal, Refusal)
    assert "feedback.text" in refusal.missing


@pytest.mark.parametrize(
    "odd", ["", "   ", "!!!", "ok", "🙂🙂🙂", "a" * 1000, "não " * 200, "{theme}", "<b>slow delivery</b>"]
)
def test_odd_texts_do_no_harm(odd: str) -> None:
    texts, scores = comments(5, 300)
    found = infer(counted([*texts, *[odd] * 20], [*scores, *[10.0] * 20]))
    said_of = problems.answer(found)
    assert {theme.name for theme in found.voices.themes} & set(COMPLAINTS)
    for language in Language:
        assert said_of.headline.say(language)


def test_extreme_ratings_do_no_harm() -> None:
    texts, _ = comments(6, 300)
    scores = [1e6 if i % 50 == 0 else -1e6 if i % 50 == 1 else 5.0 for i in range(300)]
    found = infer(counted(texts, scores))
    assert all(np.isfinite([theme.effect.low, theme.effect.high]).all() for theme in found.voices.themes)


# needs


def answers(
    important: int, satisfied: int, both: int, neither: int, name: str = "speed"
) -> list[tuple[str, str, int, int, int]]:
    return [(name, "", 5, 2, important), (name, "", 1, 5, satisfied), (name, "", 4, 4, both), (name, "", 2, 1, neither)]


def test_opportunity_is_importance_and_what_satisfaction_lacks_of_it() -> None:
    found = infer(needs=survey([*answers(5_000, 500, 3_000, 1_500), *answers(10, 6_000, 990, 3_000, "logo")]))
    need, logo = sorted(found.survey.needs, key=lambda n: n.name, reverse=True)
    # ten thousand answers: standard errors of about .05 of 10
    assert need.importance.value == pytest.approx(8.0, abs=0.1)
    assert need.satisfaction.value == pytest.approx(3.5, abs=0.1)
    assert need.opportunity.value == pytest.approx(12.5, abs=0.2)
    assert need.under > 0.99
    assert logo.over > 0.99
    answer = problems.answer(found)
    assert "speed" in answer.headline.say()
    assert "logo" in " ".join(action.advice.say() for action in answer.actions)
    assert problems.figure(answer).reference == 10


def test_a_need_that_is_important_and_met_is_solved() -> None:
    found = infer(needs=survey(answers(50, 20, 400, 30)))
    assert found.survey.needs[0].solved > 0.99
    assert "Say that you solve “speed”" in problems.answer(found).actions[0].advice.say()


def test_what_customers_praise_is_what_to_say() -> None:
    answer = problems.answer(infer(counted(*comments(9, 800))))
    said = " ".join(action.advice.say() for action in answer.actions)
    assert any(f"praise: “{name}”" in said for name in PRAISE)


def test_thirty_answers_place_a_need_within_three_points_of_ten() -> None:
    found = infer(needs=survey(answers(9, 4, 6, MIN_RESPONDENTS - 19)))
    need = found.survey.needs[0]
    assert need.importance.high - need.importance.low < 3.0
    assert isinstance(infer(needs=survey(answers(9, 4, 6, MIN_RESPONDENTS - 20))), Refusal)


@pytest.mark.parametrize(("highest", "bound"), [(3, None), (4, 4), (5, 4), (7, 6), (10, 9), (19, 18)])
def test_the_two_highest_answers_of_the_scale_count(highest: int, bound: int | None) -> None:
    assert top_two(np.array([1, highest])) == bound


def test_answers_off_the_scale_are_left_out() -> None:
    found = infer(needs=survey([*answers(50, 20, 40, 30), ("speed", "", -1, 3, 900), ("speed", "", 20, 3, 900)]))
    assert found.survey.needs[0].answers == 140


def test_segments_are_answered_beside_the_whole() -> None:
    rows = [(n, part, i, s, k) for part in ("small", "mid") for n, _, i, s, k in answers(50, 20, 40, 30)]
    found = infer(needs=survey(rows))
    assert {need.segment: need.answers for need in found.survey.needs} == {"all": 280, "small": 140, "mid": 140}


# plan, connector and words


def test_a_survey_s_verbatims_are_known_by_their_columns(tmp_path: Path) -> None:
    head = "CUSTOMER_RESPONSE_DATE,SURVEY_SUB_TYPE,NPS_RATING,NPS_SCORE,text,Qtr"
    rows = ["27/04/2018 20:09,Order,Passive,7,Fine so far,other", "28/04/2018 09:00,Order,,NA,Too slow,other",
            "29/04/2018 10:00,Order,Promoter,10,,other"]  # fmt: skip
    (tmp_path / "answers_2018.csv").write_text("\n".join([head, *rows]))
    table = open_company(tmp_path).books.profile.tables["feedback"]
    assert table.rows == 2  # the score without a text is set aside by rule, and does not count against the file
    assert {"said_at", "score", "source", "text"} <= table.columns


def profile(texts: int = 0, people: int = 0) -> Profile:
    needs = TableProfile(8 * people, 0, None, None, frozenset({"need"}), distinct={"respondent_id": people, "need": 8})
    return Profile({"feedback": TableProfile(texts, 0, 0, 400, frozenset({"text"})), "needs": needs})


def test_either_table_is_enough() -> None:
    assert set(problems.counts(profile(texts=500))) == {"texts"}
    assert set(problems.counts(profile(people=500))) == {"needs"}
    assert set(problems.counts(profile(500, 500))) == {"texts", "needs"}


@pytest.mark.parametrize(("texts", "people"), [(0, 0), (1, 1), (MIN_TEXTS - 1, MIN_RESPONDENTS - 1)])
def test_too_little_is_refused_with_a_next_step(texts: int, people: int) -> None:
    refusal = problems.counts(profile(texts, people))
    assert isinstance(refusal, Refusal)
    assert str(MIN_TEXTS) in refusal.next_step.say()


@pytest.mark.parametrize("texts", [READ_ALL + 1, 70_000, 1_000_000, 10_000_000])
def test_of_many_texts_a_bounded_part_is_read(texts: int) -> None:
    step = every(texts)
    assert all(step % divisor for divisor in range(2, min(step, 1000)))
    assert 2_000 < texts / step < 15_000
    assert every(READ_ALL) == 1


def test_the_headline_says_when_the_baseline_wins() -> None:
    texts, scores = comments(7, 600)
    found = infer(counted(texts, scores))
    lost = replace(found.voices, backtest=replace(found.voices.backtest, model=-9.0))
    answer = problems.answer(replace(found, voices=lost))
    assert "predict new comments better" in answer.headline.say()
    assert "prevê melhor" in answer.headline.say(Language.PT)


def test_levers_are_associations_and_satisfaction() -> None:
    texts, scores = comments(8, 800)
    answer = problems.answer(infer(counted(texts, scores)))
    assert {lever.grade for lever in answer.levers} == {Grade.ASSOCIATION}
    assert {lever.driver for lever in answer.levers} == {"satisfaction"}
    assert all(0 < lever.effect.low < lever.effect.value < lever.effect.high for lever in answer.levers)


# real data


def _open(name: str, files: str, folder: Path):
    for file in shared(name).glob(files):
        shutil.copy(file, folder)
    return open_company(folder)


def test_brazilian_reviews_give_themes_that_a_brazilian_reader_finds_sensible(tmp_path: Path) -> None:
    answer = _open("olist_subset8135", "*.csv", tmp_path).ask("problems")
    themes = {row[0]: row for row in answer.tables["themes"].rows}
    assert {"não recebi", "não chegou", "antes do prazo", "qualidade"} <= set(themes)
    effects = {e.of["theme"]: e for e in answer.estimates if e.name == "rating_effect"}
    assert effects["não recebi"].high < 0 < effects["antes do prazo"].low
    # counted by hand with grep, accents and case apart: 13% of the comments say "não recebi"
    assert answer.estimate("mention_share", theme="não recebi").value == pytest.approx(0.13, abs=0.005)
    assert "não recebi" in answer.headline.say(Language.PT)
    assert answer.proof.backtest.beats_baseline


def test_nps_verbatims_enter_without_mapping_and_give_english_themes(tmp_path: Path) -> None:
    company = _open("nps_verbatims", "*.csv", tmp_path)
    table = company.books.profile.tables["feedback"]
    assert table.rows + table.rejected == 2_385
    answer = company.ask("problems")
    effects = {e.of["theme"]: e for e in answer.estimates if e.name == "rating_effect"}
    assert {"customer service", "easy", "bill"} <= set(effects)
    assert effects["customer service"].high < 0 < effects["easy"].low


def test_frames_of_a_survey_alone_are_answered() -> None:
    rng = np.random.default_rng(1)
    people = np.repeat(np.arange(200), 3)
    frame = pa.table({
        "respondent_id": people, "need": ["fast", "cheap", "pretty"] * 200,
        "importance": rng.integers(1, 6, 600), "satisfaction": rng.integers(1, 6, 600),
    })  # fmt: skip
    answer = open_company(frames={"needs": frame}).ask("problems")
    assert answer.status is Status.PARTIAL
    assert answer.refusal is None
    assert {e.of["need"] for e in answer.estimates} == {"fast", "cheap", "pretty"}
