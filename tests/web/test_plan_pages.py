"""The plan's pages: read, changed, accepted, kept, undone and compared, with nothing lost when two write at once."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient

from corrente.core.answer import Answer
from corrente.core.words import Language
from corrente.state import plans
from corrente.stream import planning
from corrente.stream.plan.readings import read
from corrente.stream.planning import Standing
from corrente.web import desk
from corrente.web.app import create_app
from tests.stream.plan.answers import AURORA
from tests.web.fake import EVERY, FakeCompany

ORIGIN = {"Origin": "http://127.0.0.1:8000"}
HOSTILE = "<script>alert(1)</script>{segment}"


@dataclass
class Planned(FakeCompany):
    """The fake company, which divides its customers as the drafted plan does."""

    @property
    def books(self) -> SimpleNamespace:
        books = super().books
        books.settings = AURORA
        return books

    def ask_all(self, _progress: object = None) -> dict[str, Answer]:
        return dict(EVERY)


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("planned")
    made = create_app(lambda _progress: Planned(folder), folder)
    made.state.desk.forecast_again = lambda: None  # pages do not wait for it, and tests of the desk show it
    with (
        pytest.MonkeyPatch.context() as patch,
        TestClient(made, base_url="http://127.0.0.1:8000", headers={"Accept-Language": "en", **ORIGIN}) as client,
    ):
        patch.setattr(desk.record, "track", lambda *_: None)  # the made-up company has no rows to score by
        made.state.desk.start()
        made.state.desk.settle(60)
        yield client


@pytest.fixture
def client(app: TestClient) -> Iterator[TestClient]:
    """The app; afterwards the plan is again what was drafted."""
    first = planning.standing(store(app)).number
    yield app
    while (last := plans.history(store(app), planning.MAIN)[-1].number) > first:
        before = plans.as_of(store(app), planning.MAIN, first)
        now = planning.standing(store(app)).revisions
        edits = {
            id: plans.Edit(before[id].body if id in before else None, revision.number)
            for id, revision in now.items()
            if id not in before or before[id].body != revision.body
        }
        gone = {id: plans.Edit(before[id].body, _last(app, id)) for id in before.keys() - now.keys()}
        if not edits and not gone:
            break
        plans.save(store(app), planning.MAIN, {**edits, **gone}, author="tests", reason=f"after {last}")


def _last(app: TestClient, id: str) -> int:
    return plans.history(store(app), planning.MAIN, id)[-1].number


def store(client: TestClient):
    return client.app.state.store


def plan(client: TestClient) -> Standing:
    return planning.standing(store(client))


def form(page: str, action: str) -> dict[str, str]:
    """What a browser would send of the form with that action, untouched."""
    found = re.search(rf'<form[^>]*action="{re.escape(html.escape(action))}"[^>]*>(.*?)</form>', page, re.S)
    assert found, action
    sent = {}
    for tag in re.findall(r"<input[^>]*>", found[1]):
        held = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if held.get("type") not in {"radio", "checkbox"} or " checked" in tag:
            sent[held["name"]] = html.unescape(held.get("value", ""))
    for name, said in re.findall(r'<textarea name="([\w-]+)"[^>]*>(.*?)</textarea>', found[1], re.S):
        sent[name] = html.unescape(said)
    return sent


def option(page: str, name: str, called: str) -> str:
    """The token of an option by what it is called."""
    every = re.findall(rf'name="{name}" value="([^"]*)"[^>]*>\s*<span>([^<]*)', page)
    return next(token for token, said in every if called in html.unescape(said))


def refocus(client: TestClient, called: str = "small"):
    """Choose another segment on its page."""
    page = client.get("/plan/items/segment").text
    sent = form(page, "/plan/items/segment") | {"segment": option(page, "segment", called), "reason": "the board"}
    return client.post("/plan/items/segment", data=sent, follow_redirects=False), sent


@pytest.mark.parametrize("language", Language)
def test_the_plan_answers_six_questions_and_every_number_leads_to_its_answer(client, language):
    page = client.get(f"/plan?lang={language.value}").text
    for said in read(plan(client).items, "BRL").values():
        assert html.escape(said.say(language), quote=False).split("R$")[0][:40] in html.unescape(page)
    assert 'href="/questions/win_rate#numbers-win_rate"' in page
    assert "All 17 items" in page if language is Language.EN else "Todos os 17 itens" in page
    for item in plan(client).items:
        if item.kind.stream.value == "upstream":
            assert f'id="{item.id}"' in page


def test_no_identifier_is_shown_to_a_person(client):
    for path in ("/plan", "/plan/downstream", "/plan/items/campaign.linkedin"):
        words = re.sub(r"<[^>]*>", " ", client.get(f"{path}?lang=pt-BR").text)
        assert not re.search(r"lead_threshold|tell_customers|one_off|add-on|attract\b|removal_effect", words)
    client.get("/plan?lang=en")


def test_another_segment_marks_the_others_with_old_and_new_numbers(client):
    answer, _ = refocus(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/plan/items/segment")
    page = client.get("/plan").text
    assert "One of 17 items holds; 16 rest on something that changed: Focus segment." in page
    problem = page[page.index('id="problem"') :]
    problem = problem[: problem.index("</article>")]
    assert "<s>enterprise</s>" in problem
    assert "<strong>small</strong>" in problem
    assert "migrar sem perder dados" in problem  # what it would say now
    assert re.search(r"<s>15 \(14 to 16\)</s>.*?<strong>1[01] \(9.6 to 11\)</strong>.*?4.5 less", problem, re.S)


def test_a_double_click_saves_once(client):
    number = plan(client).number
    _, sent = refocus(client)
    again = client.post("/plan/items/segment", data=sent, follow_redirects=False)
    assert again.status_code == 303
    assert plan(client).number == number + 1


def test_accepting_and_keeping_are_one_click_each_with_author_time_and_reason(client):
    refocus(client)
    page = client.get("/plan").text
    assert client.post("/plan/accept/problem", data=form(page, "/plan/accept/problem")).status_code == 200
    revision = plan(client).revisions["problem"]
    assert revision.reason == "follows from: Focus segment"
    page = client.get("/plan").text
    sent = form(page, "/plan/accept/price") | {"reason": "it was announced"}
    answer = client.post("/plan/keep/price", data=sent, follow_redirects=False)
    assert answer.headers["location"] == "/plan#price"
    kept = plan(client)
    assert kept.revisions["price"].reason == "it was announced"
    assert {"problem", "price"}.isdisjoint({mark.marked.item for mark in kept.open})


def test_all_is_accepted_at_once_and_undone_at_once(client):
    refocus(client)
    before = plan(client)
    page = client.get("/plan").text
    client.post("/plan/accept/all", data=form(page, "/plan/accept/all"))
    assert plan(client).open == ()
    history = client.get("/plan/history").text
    client.post("/plan/undo", data=form(history, "/plan/undo"))
    assert plan(client).by_id == before.by_id


def test_two_who_write_at_once_see_both_and_lose_nothing(client):
    page = client.get("/plan/items/campaign.email").text
    mine = form(page, "/plan/items/campaign.email") | {"offer": "a free month", "reason": "mine"}
    theirs = form(page, "/plan/items/campaign.email") | {"budget": "1,000", "reason": "theirs"}
    client.post("/plan/items/campaign.email", data=theirs)
    answer = client.post("/plan/items/campaign.email", data=mine)
    assert answer.status_code == 409
    assert "Somebody was faster" in answer.text
    assert plan(client).by_id["campaign.email"].fields["budget"] == 1000.0
    again = form(answer.text, "/plan/items/campaign.email")
    assert (again["offer"], again["budget"], again["reason"]) == ("a free month", "1,000", "mine")
    assert client.post("/plan/items/campaign.email", data=again, follow_redirects=False).status_code == 303
    fields = plan(client).by_id["campaign.email"].fields
    assert (fields["offer"], fields["budget"]) == ("a free month", 1000.0)


def test_what_does_not_fit_comes_back_with_all_that_was_entered(client):
    page = client.get("/plan/items/campaign.email").text
    sent = form(page, "/plan/items/campaign.email") | {"budget": "much", "offer": "a free month", "reason": "why"}
    answer = client.post("/plan/items/campaign.email", data=sent)
    assert answer.status_code == 422
    assert "“much” does not fit “budget”" in html.unescape(answer.text)
    assert form(answer.text, "/plan/items/campaign.email")["offer"] == "a free month"
    early = sent | {"budget": "10", "ends": "2020-01-01"}
    assert "must not come before" in client.post("/plan/items/campaign.email", data=early).text
    assert "in a few words why" in client.post("/plan/items/campaign.email", data=sent | {"reason": " "}).text


def test_an_untouched_form_changes_nothing_but_says_who_stands_for_it(client):
    before = plan(client).by_id["campaign.linkedin"]
    page = client.get("/plan/items/campaign.linkedin?lang=pt-BR").text
    sent = form(page, "/plan/items/campaign.linkedin") | {"reason": "de acordo"}
    client.post("/plan/items/campaign.linkedin", data=sent)
    after = plan(client).by_id["campaign.linkedin"]
    assert replace(after, rests_on=before.rests_on) == before
    client.get("/plan?lang=en")


def test_a_number_is_read_in_the_readers_habit(client):
    page = client.get("/plan/items/campaign.linkedin?lang=pt-BR").text
    sent = form(page, "/plan/items/campaign.linkedin") | {"budget": "1.234,50", "reason": "menos"}
    client.post("/plan/items/campaign.linkedin", data=sent)
    assert plan(client).by_id["campaign.linkedin"].fields["budget"] == 1234.5
    client.get("/plan?lang=en")


def test_hostile_words_are_only_words(client):
    page = client.get("/plan/items/message").text
    sent = form(page, "/plan/items/message") | {"message-own": HOSTILE, "reason": HOSTILE}
    assert client.post("/plan/items/message", data=sent, follow_redirects=False).status_code == 303
    channel = "<img src=x onerror=alert(1)>/../{x}"
    sent = form(client.get("/plan/downstream").text, "/plan/campaigns") | {"channel": channel}
    assert client.post("/plan/campaigns", data=sent).status_code == 200
    for path in ("/plan", "/plan/downstream", "/plan/items/message", "/plan/history?from=1&to=99", "/plan.html"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text


def test_a_campaign_is_added_and_taken_out(client):
    sent = form(client.get("/plan/downstream").text, "/plan/campaigns") | {"channel": "Podcast"}
    answer = client.post("/plan/campaigns", data=sent)
    assert "Campaign: Podcast" in answer.text
    sent = form(answer.text, "/plan/remove/campaign.Podcast") | {"reason": "too dear"}
    assert "Podcast" not in client.post("/plan/remove/campaign.Podcast", data=sent).text
    assert "was taken out" in client.get("/plan/items/campaign.Podcast").text


def test_the_history_compares_any_two_revisions_and_says_who_and_why(client):
    first = plan(client).number
    refocus(client)
    page = client.get(f"/plan/history?from={plan(client).number}&to={first}").text
    assert "the board" in page
    assert f"From revision {first} to revision {plan(client).number}" in page
    assert re.search(r"<td>enterprise</td>\s*<td>small</td>|<td>enterprise</td><td>small</td>", page)
    assert "The plan is the same at both." in client.get(f"/plan/history?from={first}&to={first}").text
    assert client.get("/plan/history?from=x&to=-3").status_code == 200


def test_what_a_scenario_decides_otherwise_is_taken_into_the_plan(client):
    name = "scenario/small"
    act = planning.Act("ana", "what if")
    fork = planning.fork(store(client), planning.MAIN, name, act)
    page = client.get("/plan/items/segment?of=scenario/small").text
    path = "/plan/items/segment?of=scenario%2Fsmall"
    sent = form(page, path) | {"segment": option(page, "segment", "small"), "reason": "what if"}
    assert client.post(path, data=sent, follow_redirects=False).headers["location"] == path
    assert plan(client).by_id == fork.by_id
    page = client.get("/plan?of=scenario/small").text
    assert "segment: enterprise became small" in html.unescape(page)
    sent = form(page, "/plan/take?of=scenario%2Fsmall")
    assert client.post("/plan/take?of=scenario%2Fsmall", data=sent).status_code == 422
    client.post("/plan/take?of=scenario%2Fsmall", data=sent | {"take-segment": "on"})
    assert plan(client).by_id["segment"].fields["segment"] == "small"


@pytest.mark.parametrize(("kind", "begins"), [("html", b"<!doctype"), ("md", b"# "), ("pdf", b"%PDF")])
def test_the_plan_is_taken_along(client, kind, begins):
    answer = client.get(f"/plan.{kind}")
    assert answer.status_code == 200
    assert answer.content[: len(begins)].lower() == begins.lower()
    assert "attachment" in answer.headers["content-disposition"]


def test_what_is_not_there_is_a_page_that_helps(client):
    for path in ("/plan/items/nonsense", "/plan?of=scenario/none", "/plan?of=other", "/plan.exe"):
        assert client.get(path).status_code == 404
    assert client.post("/plan/items/segment", data={"based_on": "x"}).status_code == 422
    assert client.post("/plan/accept/segment", data={"shown": ""}).status_code in {409, 422}


def test_before_there_is_a_plan_the_page_says_how_far_the_work_is(tmp_path):
    import threading

    gate = threading.Event()
    app = create_app(lambda _progress: Planned(tmp_path, gate), tmp_path)
    with TestClient(app, base_url="http://127.0.0.1:8000", headers=ORIGIN) as client:
        page = client.get("/plan?lang=en").text
        assert "The plan is being drafted" in page
        assert "<progress" in page
        for path in ("/plan/downstream", "/plan/items/segment", "/plan/history"):
            assert "The plan is being drafted" in client.get(path).text
        assert "nothing was changed" in client.post("/plan/items/segment", data={"based_on": "1"}).text
        app.state.desk.stop()
        gate.set()
