import csv
import io

import pytest

from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language
from tests.web.fake import ANSWERS, BUILT, HEADLINES


@pytest.mark.parametrize("language", Language)
def test_the_stream_shows_every_question_as_a_link(client, language):
    page = client.get(f"/?lang={language.value}").text
    assert f'<html lang="{language.value}"' in page
    for id in QUESTIONS:
        assert page.count(f'href="/questions/{id}"') >= 2  # in the picture for desks and in that for phones
    for headline in HEADLINES.values():
        assert headline.say(language) in page
    assert "bring stage_changes" in page if language is Language.EN else "traga stage_changes" in page


def test_what_is_not_built_is_not_called_dry(client):
    page = client.get("/").text
    assert 'class="node up later"' in page
    assert page.count('class="node up dry"') == 2  # only the sales cycle, in both pictures
    assert page.count("node down solid") == 2
    assert page.count("node down soft") == 2


@pytest.mark.parametrize("id", sorted(set(BUILT) - {"sales_cycle"}))
@pytest.mark.parametrize("language", Language)
def test_a_question_is_answered_in_the_order_of_the_design(client, id, language):
    page = client.get(f"/questions/{id}?lang={language.value}").text
    answer = ANSWERS[id]
    marks = [
        QUESTIONS[id].asked.say(language), "<h1", answer.headline.say(language), "<figure", f'id="todo-{id}"',
        f'id="numbers-{id}"', f'id="know-{id}"', f'id="caveats-{id}"',
    ]  # fmt: skip
    places = [page.index(mark) for mark in marks]
    assert places == sorted(places)


def test_a_model_that_lost_says_so(client):
    assert "the model was not better" in client.get("/questions/conversion?lang=en").text
    assert "the model was better" in client.get("/questions/loyalty?lang=en").text


def test_a_refusal_says_what_to_bring(client):
    page = client.get("/questions/sales_cycle?lang=pt-BR").text
    assert "falta stage_changes" in page
    assert 'href="/templates/stage_changes.csv"' in page


def test_what_is_not_in_this_release_is_a_plain_page(client):
    page = client.get("/questions/market_direction?lang=en")
    assert page.status_code == 200
    assert "This release does not answer this question yet." in page.text
    assert "/templates/" not in page.text


def test_an_unknown_question_is_a_page_that_helps(client):
    page = client.get("/questions/nonsense?lang=en")
    assert page.status_code == 404
    assert "There is no such page" in page.text
    assert page.headers["content-security-policy"]


def test_the_numbers_download_with_full_digits_and_no_formulas(client):
    rows = list(csv.DictReader(io.StringIO(client.get("/questions/loyalty/numbers.csv").text)))
    assert rows[0] == {
        "name": "purchases", "segment": "all", "value": "0.62", "low": "0.58", "high": "0.66", "level": "0.9",
        "unit": "purchases per customer in 39 weeks",
    }  # fmt: skip
    assert rows[3]["segment"] == "'=SUM(A1)"


def test_tables_and_scores_download(client):
    table = client.get("/questions/loyalty/tables/customers_at_risk.csv")
    assert table.text.splitlines()[0] == "rank,name,chance"
    scores = client.get("/questions/loyalty/scores.csv")
    assert "attachment" in scores.headers["content-disposition"]
    assert scores.text.startswith("customer_id,alive")
    assert client.get("/questions/conversion/scores.csv").status_code == 404  # scores nobody
    assert client.get("/questions/sales_cycle/numbers.csv").status_code == 404  # refused
    assert client.get("/questions/loyalty/tables/none.csv").status_code == 404


def test_the_data_page_shows_tables_rejects_and_coverage(client):
    page = client.get("/data?lang=en").text
    assert 'id="table-orders"' in page
    assert "6,919" in page
    assert "not a number" in page
    assert "ID Cliente" in page
    assert client.get("/data/rejects/orders.csv").text.startswith("line,column")
    assert client.get("/data/rejects/leads.csv").status_code == 404
    for id in QUESTIONS:
        assert f'href="/questions/{id}"' in page


def test_templates_download(client):
    assert client.get("/templates/orders.csv").text.startswith("order_id,customer_id")
    assert client.get("/templates/..%2f..%2fetc.csv").status_code == 404


def test_answers_as_json(client):
    answer = client.get("/api/answers/loyalty?lang=pt-BR").json()
    assert answer["schema"] == 1
    assert answer["headline"] == HEADLINES["loyalty"].say(Language.PT)
    assert client.get("/api/answers/nonsense").status_code == 404
    check = client.get("/api/check").json()
    assert check["tables"]["orders"]["rows"] == 6919
    assert [one["question"] for one in check["coverage"]] == list(QUESTIONS)


def test_the_choice_of_language_and_theme_is_kept(client):
    assert 'data-theme="dark"' in client.get("/?theme=dark&lang=pt-BR").text
    again = client.get("/data").text
    assert 'data-theme="dark"' in again
    assert 'lang="pt-BR"' in again
    assert '<html lang="pt-BR">' in client.get("/?theme=auto").text


def test_the_browser_s_language_is_the_default(client):
    assert '<html lang="pt-BR"' in client.get("/", headers={"accept-language": "pt-PT,pt;q=0.9,en;q=0.5"}).text
    assert '<html lang="en"' in client.get("/", headers={"accept-language": "de,en;q=0.5,pt;q=0.1"}).text
    assert '<html lang="en"' in client.get("/", headers={"accept-language": ";;q=x"}).text


def test_a_refusal_leads_to_an_example_that_says_it_is_one(client, company):
    assert 'href="/examples/sales_cycle"' in client.get("/questions/sales_cycle").text
    client.app.state.example._opener = lambda _progress: company
    client.app.state.example.start()
    client.app.state.example.settle(10)
    page = client.get("/examples/loyalty?lang=en").text
    assert page.index("a simulated company, not yours") < page.index("<h1")
    assert "scores.csv" not in page
    assert client.get("/examples/market_direction").status_code == 404
    assert client.get("/work?of=example").json()["answers"] == 20
