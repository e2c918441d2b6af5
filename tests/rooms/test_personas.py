"""The personas room: what other answers say of a segment, who may be quoted, pages, refusals, words."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from corrente.core.answer import (
    Answer,
    Backtest,
    Diagnostics,
    Estimate,
    Evidence,
    Proof,
    Refusal,
    Status,
    Table,
    refuse,
)
from corrente.core.catalogue import QUESTIONS
from corrente.core.profile import Profile, TableProfile
from corrente.core.room import Given
from corrente.core.words import Language, Phrase, phrase
from corrente.downstream import personas as room
from corrente.downstream.personas.mixing import Mixed, Share, mix, ranked, shares_of
from corrente.reports.html import report
from corrente.reports.sheets import sheets

NAMES = (phrase("large and loyal", "grandes e leais"), phrase("small and new", "pequenos e novos"))
LARGE = {"enterprise": 0.7, "small": 0.3}
SMALL = {"enterprise": 0.1, "small": 0.9}
PROFILE = Profile({"orders": TableProfile(100, 0, 1, 400, frozenset(), distinct={"customer_id": 40})})


def near(name: str, value: float, unit: str, half: float = 0.02, **of: str) -> Estimate:
    return Estimate(name, value, value - half, value + half, unit, of)


def answered(question: str, *estimates: Estimate, tables: Mapping[str, Table] | None = None) -> Answer:
    proof = Proof(Diagnostics("exact (conjugate)"), Backtest("auc", 0.7, 0.6, phrase("none", "nenhum"), False))
    return Answer(
        QUESTIONS[question], Status.ANSWERED, phrase("1 finding", "1 achado"), estimates, tables or {}, proof=proof,
        evidence=Evidence(counts=(f"{question}_cells",)),
    )  # fmt: skip


def segments(names: tuple[Phrase, ...] = NAMES, role: bool = False) -> Answer:
    """Two segments: 40 customers worth 1,000 and 60 worth 100 each; the first mostly enterprise, the second small."""
    plain = [name.say(Language.PT) for name in names]
    figures = ((0.4, 1000.0), (0.6, 100.0))
    found = [
        Estimate(kind, value, 0.9 * value, 1.1 * value, unit, {"segment": name}, said={"segment": said})
        for name, said, (share, worth) in zip(plain, names, figures, strict=False)
        for kind, value, unit in (
            ("segment_share", share, "share of customers"),
            ("segment_value", worth, "BRL per customer in 12 months"),
        )
    ]
    if len(names) == 1:
        return answered("segments", *found[1:2])
    rows = tuple((said, 40 + 20 * place, *[None] * 11, 0.97 - 0.94 * place) for place, said in enumerate(names))
    columns = ("segment", "customers", *(f"c{i}" for i in range(11)), "chance_best")
    traits = [
        (names[place], "size", level, phrase("size {level}", "porte {level}", level=level), share, share - 0.1,
         share + 0.1, 0.5)
        for place, shares in enumerate((LARGE, SMALL))
        for level, share in shares.items()
    ]  # fmt: skip
    if role:
        traits.append((names[0], "role", "director", phrase("role director", "papel diretor"), 0.8, 0.7, 0.9, 0.5))
    rules = ((names[0], phrase("size enterprise", "porte enterprise"), 30, 0.9),)
    return answered(
        "segments",
        *found,
        tables={
            "segments": Table({name: Phrase.same(name) for name in columns}, rows),
            "segment_rules": Table({name: Phrase.same(name) for name in ("segment", "rule", "n", "right")}, rules),
            "segment_traits": Table({name: Phrase.same(name) for name in "abcdefgh"}, tuple(traits)),
        },
    )


OTHERS = {
    "buying_process": answered(
        "buying_process",
        near("contacts_to_buy", 4.0, "contacts per purchase", segment="all"),
        near("contacts_to_buy", 6.0, "contacts per purchase", segment="enterprise"),
        near("contacts_to_buy", 2.0, "contacts per purchase", segment="small"),
        near("days_to_buy", 3.0, "days", segment="all"),
        near("route_share", 0.2, "share of purchases", route="search → fair"),
    ),
    "problems": answered(
        "problems",
        *(near("opportunity", value, "points of 20", need=need, segment=segment)
          for need, values in (("speed", (15.0, 5.0)), ("price", (5.0, 15.0)))
          for segment, value in zip(("enterprise", "small"), values, strict=True)),
    ),
    "access": answered("access", *(near("reach", value, "share of buyers met", channel=channel, segment="all")
                                   for channel, value in (("fair", 0.4), ("search", 0.7)))),
    "positioning": answered("positioning", *(near("message_share", value, "share of preference", message="fast",
    segment=s) for s, value in (("enterprise", 0.8), ("small", 0.2)))),
    "engagement": answered(
        "engagement",
        near("answer_rate", 0.1, "share of contacts", message="invitation"),
        near("answer_rate", 0.2, "share of contacts", message="story"),
        near("uplift", 0.1, "share of people, against the control group", arm="call", size="enterprise"),
        near("uplift", 0.3, "share of people, against the control group", arm="call", size="small"),
    ),
}  # fmt: skip


def asked(**answers: Answer) -> Answer:
    """The room's answer from two segments and `OTHERS`, some of them replaced."""
    found = room.infer({}, Given(PROFILE, {"segments": segments(), **OTHERS, **answers}), np.random.default_rng(1))
    assert isinstance(found, room.Personas), found.because.say()
    return room.answer(found)


def pages(answer: Answer) -> dict[str, list[dict[str, object]]]:
    """The lines of every page, by the persona's name."""
    table = answer.tables["persona_pages"]
    rows = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
    found: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        found.setdefault(str(row["persona"]), []).append(row)
    return found


def says(answer: Answer, persona: int, part: str) -> list[str]:
    lines = pages(answer)[NAMES[persona].say()]
    return [str(line["says"]) for line in lines if str(line["part"]) == part]


SHARES = tuple(
    Share("size", level, Phrase.same(level), share, share, share, 0.5) for level, share in LARGE.items()
)  # fmt: skip


def test_a_persona_has_the_mean_of_its_levels() -> None:
    """0.7 times 6 and 0.3 times 2; the half width is that of two independent normals."""
    found = mix([near("n", 6.0, "u", 1.0, segment="enterprise"), near("n", 2.0, "u", 3.0, segment="small")], SHARES,
                ("segment",))  # fmt: skip
    assert found is not None
    assert found.own
    assert found.value == pytest.approx(4.8)
    assert found.high - found.value == pytest.approx(np.hypot(0.7, 0.9))
    assert found.value - found.low == pytest.approx(np.hypot(0.7, 0.9))


def test_levels_that_are_not_told_apart_share_their_weight() -> None:
    """Two of three levels are known, with .5 and .25 of the customers: two thirds and one third of what is known."""
    shares = [Share("size", level, Phrase.same(level), share, 0, 1, 0.5)
              for level, share in (("a", 0.5), ("b", 0.25), ("c", 0.25))]  # fmt: skip
    found = mix([near("n", 3.0, "u", segment="a"), near("n", 6.0, "u", segment="b")], shares, ("segment",))
    assert found is not None
    assert found.value == pytest.approx(4.0)


@pytest.mark.parametrize("known", [("all",), ("all", "enterprise"), ()])
def test_where_levels_are_not_known_it_is_that_of_all(known: tuple[str, ...]) -> None:
    estimates = [near("n", 3.0, "u", segment=level) for level in known] or [near("n", 3.0, "u")]
    assert mix(estimates, SHARES, ("segment",)) == Mixed(3.0, 2.98, 3.02, "u", own=False)


def test_nothing_known_gives_nothing() -> None:
    assert mix([near("n", 3.0, "u", segment="other")], SHARES, ("segment",)) is None
    assert ranked(None, "reach", "channel", SHARES) == []


def test_what_matters_most_comes_first_for_each_persona() -> None:
    answer = asked()
    assert says(answer, 0, "Problems")[0].startswith("Served worst: speed, opportunity 12 of 20")
    assert says(answer, 1, "Problems")[0].startswith("Served worst: price, opportunity 14 of 20")
    assert says(answer, 0, "Journey")[0].startswith("4.8 contacts to buy")
    assert says(answer, 1, "Journey")[0].startswith("2.4 contacts to buy")
    assert "as all buyers" not in says(answer, 0, "Journey")[0]
    assert "half of all buyers" in says(answer, 0, "Journey")[1]
    assert says(answer, 0, "Channels")[0].startswith("search meets 70% of all buyers")
    assert says(answer, 0, "Messages")[0].startswith("“fast” is preferred by 62%")
    assert says(answer, 0, "Messages")[1].startswith("“story” is answered most")
    assert says(answer, 1, "Messages")[2].startswith("Tested: “call”, 28% more")


def test_every_line_names_where_it_comes_from_or_what_to_bring() -> None:
    lines = [line for page in pages(asked()).values() for line in page]
    for line in lines:
        if line["source"] is None:
            assert line["bring"], line
        else:
            assert line["source"] in QUESTIONS
            assert line["counts"] == f"{line['source']}_cells"
        if line["value"] is not None:
            assert line["low"] < line["value"] < line["high"]


def test_a_refused_source_is_unknown_and_says_what_to_bring() -> None:
    because = Refusal(phrase("no paths", "sem caminhos"), ("touchpoints",), phrase("bring them", "traga"))
    answer = asked(access=refuse(QUESTIONS["access"], because), problems=refuse(QUESTIONS["problems"], because))
    assert answer.status is Status.PARTIAL
    for part in ("Channels", "Problems"):
        lines = [line for line in pages(answer)[NAMES[0].say()] if str(line["part"]) == part]
        assert [str(line["says"]) for line in lines] == ["Not known yet."]
        assert lines[0]["bring"] == "touchpoints"
    assert any("access" in caveat.say() for caveat in answer.evidence.caveats)


def test_the_buying_role_is_told_where_the_data_has_it() -> None:
    assert says(asked(), 0, "Buying role") == ["Who decides, uses or pays is not in the data."]
    answer = asked(segments=segments(role=True))
    assert says(answer, 0, "Buying role") == ["role director: 80% (70% to 90%)."]
    assert says(answer, 1, "Buying role") == ["Who decides, uses or pays is not in the data."]


def test_shares_of_the_value_add_up_and_follow_size_and_worth() -> None:
    """400,000 of 460,000: the interval of a product of two factors known to a tenth each holds it."""
    held = [e for e in asked().estimates if e.name == "persona_value_share"]
    assert sum(e.value for e in held) == pytest.approx(1)
    assert held[0].low < 400 / 460 < held[0].high
    assert held[0].high - held[0].low < 0.1


def test_the_first_persona_is_the_one_to_focus_on() -> None:
    answer = asked()
    assert answer.headline.say().startswith("Focus on “large and loyal”: very probably the best of 2 personas")
    assert "large and loyal" in answer.actions[0].advice.say()
    assert "customers.role" in answer.actions[-1].advice.say()
    assert answer.proof is not None
    assert answer.proof.backtest == OTHERS["access"].proof.backtest


@pytest.mark.parametrize("language", list(Language))
def test_headlines_stay_short_whatever_segments_are_called(language: Language) -> None:
    long = phrase("a name of very many words that " * 4, "um nome de muitas palavras que " * 4)
    answer = asked(segments=segments((long, NAMES[1])))
    assert len(answer.headline.say(language).split()) <= 25


def test_one_segment_is_one_persona_of_everybody() -> None:
    answer = asked(segments=segments(NAMES[:1]))
    assert answer.headline.say().startswith("One persona: all 40 customers")
    assert says(answer, 0, "Journey")[0].startswith("4 contacts to buy, as all buyers")
    assert room.figure(answer).marks


def test_without_segments_there_are_no_personas_for_the_same_reason() -> None:
    because = Refusal(phrase("Only 3 buyers.", "Só 3 compradores."), ("orders",), phrase("Bring more.", "Traga mais."))
    given = Given(PROFILE, {"segments": refuse(QUESTIONS["segments"], because)})
    found = room.infer({}, given, np.random.default_rng(1))
    assert isinstance(found, Refusal)
    assert "Only 3 buyers." in found.because.say()
    assert found.missing == ("orders",)
    assert isinstance(room.infer({}, Given(PROFILE), np.random.default_rng(1)), Refusal)


def test_the_picture_sets_value_beside_size() -> None:
    picture = room.figure(asked())
    assert [round(mark.value, 2) for mark in picture.marks[:2]] == [0.4, 0.87]
    assert len({mark.series for mark in map(_plain, picture.marks)}) == 2


def _plain(mark: object) -> object:
    from dataclasses import replace

    return replace(mark, series=mark.series.say())


@pytest.mark.parametrize("language", list(Language))
def test_sheets_hold_every_line_once(language: Language) -> None:
    answer = asked()
    found = sheets(answer, language)
    assert [sheet.name for sheet in found] == [name.say(language) for name in NAMES]
    lines = [line for sheet in found for _, own in sheet.parts for line in own]
    assert len(lines) == len(answer.tables["persona_pages"].rows)
    assert [part for part, _ in found[0].parts] == list(dict.fromkeys(part for part, _ in found[0].parts))
    facts = {fact.title: fact.value for fact in found[0].facts}
    assert "40" in facts.values()
    assert "97%" in facts.values()


@pytest.mark.parametrize("language", list(Language))
def test_the_report_has_a_page_per_persona_whose_lines_link_to_their_answers(language: Language) -> None:
    answer = asked()
    html = report("Aurora", [OTHERS["access"], answer], language)
    assert html.count('class="sheet"') == 2
    assert 'href="#access"' in html
    assert 'id="access"' in html
    assert "access_cells" in html


def test_traits_of_a_segment_are_read_from_the_segments_table() -> None:
    assert [share.level for share in shares_of(segments(), 1)] == list(SMALL)
    assert shares_of(segments(NAMES[:1]), 0) == ()
