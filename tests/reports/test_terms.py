import pytest

from corrente.core.answer import Estimate
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language
from corrente.reports.html import report
from corrente.reports.page import effect, interval, table_rows
from corrente.reports.terms import PATTERNS, TERMS, known, of_whom, term
from corrente.stream.rooms import is_built
from tests.web.fake import answered

BUILT = [id for id, question in QUESTIONS.items() if is_built(question)]


@pytest.mark.parametrize("id", BUILT)
def test_every_stable_name_of_the_sample_company_has_words(sample, id):
    answer = sample.ask(id)
    assert answer.refusal is None
    effects = [lever.effect for lever in answer.levers] + [a.lever.effect for a in answer.actions if a.lever]
    units = {e.unit for e in (*answer.estimates, *effects)}
    metrics = {answer.proof.backtest.metric} if answer.proof and answer.proof.backtest else set()
    names = {e.name for e in answer.estimates} | units | set(answer.tables) | metrics
    assert [name for name in names if not known(name)] == []


@pytest.mark.parametrize("language", Language)
def test_the_sample_company_s_report_is_whole(sample, language):
    answers = [sample.ask(id) for id in QUESTIONS]
    html = report("Aurora", answers, language)
    assert html.count("<article") == len(BUILT)
    assert html.count("<svg ") == 2 * len(BUILT)
    assert "nan" not in html.lower().replace("financ", "")


def test_terms_are_said_in_both_languages():
    assert term("purchases per customer in 39 weeks", Language.PT) == "compras por cliente em 39 semanas"
    assert term("BRL per purchase", Language.EN) == "BRL per purchase"
    assert term("some_new_name", Language.PT) == "some new name"
    for phrase in [*TERMS.values(), *(said for _, said in PATTERNS)]:
        assert phrase.en
        assert phrase.pt


def test_of_whom_an_estimate_speaks():
    def of(**pairs):
        return of_whom(Estimate("n", 1, 0, 2, "days", {k.rstrip("_"): v for k, v in pairs.items()}), Language.PT)

    assert of(segment="Enterprise") == "Enterprise"
    assert of(segment="all") == "todos"
    assert of(region="Sul") == "região: Sul"
    assert of(own_column="A") == "own column: A"
    assert of(feature="adaptive_testing") == "recurso: adaptive testing"
    assert of(from_="proposal", to="won", source="event") == "proposal → won, event"


def test_shares_read_in_percent_and_their_differences_in_points():
    share = Estimate("win_rate", 0.3294, 0.304, 0.355, "share of closed deals")
    assert interval(share, Language.PT) == ("32,9%", "30,4%", "35,5%")
    assert effect(share, Language.EN) == "33 percentage points (90% interval 30 to 36)"


def test_a_column_has_the_same_decimals_throughout():
    rows = table_rows(answered("loyalty").tables["customers_at_risk"], 10, Language.EN)
    assert [cells[2][0] for cells in rows[:2]] == ["0.890", "0.880"]
    assert rows[-1][2][0] == "0.800"
