import csv
import io
from dataclasses import replace
from html import unescape

import pytest
from fastapi.testclient import TestClient

from corrente.core.answer import Table
from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language, Phrase
from corrente.state.accounts import Role
from corrente.web.app import create_app
from corrente.web.people_pages import SHOWN, people_list
from corrente.web.texts import TEXTS
from tests.web.fake import ANSWERS, FakeCompany, plan
from tests.web.house import light_hashes, opened


def test_every_question_that_scores_people_has_its_list_and_its_words():
    assert set(SHOWN) == {id for id, question in QUESTIONS.items() if question.scores_people}
    for id in SHOWN:
        for part in ("title", "says", "first"):
            said = TEXTS[f"people_{id}_{part}"]
            assert said.en != said.pt


@pytest.mark.parametrize("language", Language)
def test_each_answered_list_says_what_it_is_for_and_leads_to_its_file(client, language):
    page = unescape(client.get(f"/people?lang={language.value}").text)
    for id in ("loyalty", "win_rate"):
        assert TEXTS[f"people_{id}_says"].say(language) in page
        assert f'href="/questions/{id}/scores.csv"' in page
        assert f'href="/questions/{id}/scores.parquet"' in page
    assert "scores.csv" in page
    assert "/questions/predisposition/scores" not in page  # not answered by this company
    rows = list(csv.reader(io.StringIO(client.get("/questions/loyalty/scores.csv").text)))
    assert rows[0] == ["customer_id", "alive"]


def test_a_list_names_the_campaigns_that_rest_on_its_question():
    found = people_list(ANSWERS["loyalty"], plan().items)
    # All three campaigns count the segment's active customers for their budget.
    assert {item.id for item in found.campaigns} == {"campaign.linkedin", "campaign.email", "campaign.ebook"}
    assert people_list(ANSWERS["win_rate"], plan().items).campaigns == ()  # it only chose the segment


def test_a_list_counts_its_people_by_a_whole_table_only():
    words = Phrase.same("x")
    segments = Table({"segment": words, "customers": words}, (("a", 200), ("b", 100)))
    answer = replace(ANSWERS["loyalty"], tables={"segments": segments})
    assert people_list(answer, ()).people.value == 300
    part = replace(answer, tables={"segments": replace(segments, total_rows=40)})
    assert people_list(part, ()).people is None
    assert people_list(replace(answer, tables={}), ()).people is None


def test_a_list_shows_a_few_columns_of_the_answer_s_own_table():
    words = Phrase.same("x")
    names = ("purchases", "p_active", "secret", "days_since_last", "customers")
    whole = Table(dict.fromkeys(names, words), tuple((n, 0.5, "s", 10, 7) for n in range(9)), 90, ("p_active",))
    shown = people_list(replace(ANSWERS["loyalty"], tables={"customers_at_risk": whole}), ()).table
    assert list(shown.columns) == ["purchases", "days_since_last", "customers", "p_active"]
    assert shown.rows == tuple((n, 10, 7, 0.5) for n in range(5))


def test_without_answers_the_page_says_what_to_do(tmp_path):
    class Dry(FakeCompany):
        def ask(self, id, _progress=None):
            refused = replace(ANSWERS["sales_cycle"], question=QUESTIONS[id])
            return refused if id in ("loyalty", "win_rate") else super().ask("segments")

    with TestClient(create_app(lambda _progress: Dry(tmp_path)), base_url="http://127.0.0.1") as client:
        client.app.state.desk.look(10)
        page = client.get("/people?lang=en").text
        assert "There are no lists yet" in page
        assert "Lists your data could still give" in page
        assert 'href="/questions/loyalty"' in page
        assert "scores.csv" not in page


def test_personal_data_is_not_for_readers(tmp_path):
    with light_hashes(), opened(tmp_path, answered=True) as house:
        for role, status in ((Role.READER, 403), (Role.EDITOR, 200), (Role.OWNER, 200)):
            assert house.ask("GET", "/questions/loyalty/scores.csv", role).status_code == status
            for path in ("/people", "/questions/loyalty"):
                page = house.ask("GET", path, role).text
                assert ("scores.csv" in page) == (status == 200)
                assert ("Only editors and owners" in page) == (status == 403)
