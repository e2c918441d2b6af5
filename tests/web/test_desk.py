import threading
import time
from contextlib import contextmanager
from dataclasses import replace

from fastapi.testclient import TestClient

from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import InputError
from corrente.core.words import Phrase
from corrente.state import plans
from corrente.stream import planning
from corrente.web.app import create_app
from corrente.web.desk import Desk
from corrente.web.pages import PATIENCE
from tests.web.fake import FakeCompany

LOCAL = "http://127.0.0.1:8000"


def test_the_desk_answers_everything_once(tmp_path):
    company = FakeCompany(tmp_path)
    desk = Desk(lambda _progress: company)
    desk.start()
    assert set(desk.settle(10).answers) == set(QUESTIONS)
    desk.start()
    desk.settle(10)
    assert len(company.asked) == len(QUESTIONS)
    desk.close()


def test_work_shows_how_far_it_is_and_can_be_stopped_and_continued(tmp_path):
    company = FakeCompany(tmp_path, gate=threading.Event())
    with TestClient(create_app(lambda _progress: company), base_url=LOCAL) as client:
        page = client.get("/?lang=en").text
        assert "<progress" in page
        assert '<meta http-equiv="refresh"' in page  # for those without script
        assert client.get("/work").json()["working"]
        assert "This answer is being worked out." in client.get("/questions/loyalty?lang=en").text
        stopped = client.post("/doing/stop").text
        assert "Stopped." in stopped
        assert not client.get("/work").json()["working"]
        assert client.get("/work").json()["answers"] == 0  # looking does not start it again
        company.gate.set()
        client.post("/doing/start")
        assert len(client.app.state.desk.settle(10).answers) == len(QUESTIONS)


def test_the_forecast_follows_the_plan_and_the_old_one_stands_until_then(client):
    desk, store = client.app.state.desk, client.app.state.store
    before = desk.state
    assert before.foretold == planning.standing(store).number
    was = planning.standing(store).revisions["campaign.linkedin"]
    cheaper = replace(was.body, monthly_cost=100.0)
    plans.save(store, planning.MAIN, {was.item: plans.Edit(cheaper, was.number)}, author="ana", reason="")
    with holding(desk):
        desk.forecast_again()
        assert client.get("/work").json()["working"]
        page = client.get("/").text
        assert "<progress" not in page  # nothing flickers
        assert 'src="/static/work.js"' in page
        assert desk.state.growth is before.growth
    after = desk.settle(10)
    assert after.foretold == planning.standing(store).number > before.foretold
    pays = {effect.name: effect.contribution.value for effect in after.growth.effects}
    assert (
        pays["campaign.linkedin"] > {e.name: e.contribution.value for e in before.growth.effects}["campaign.linkedin"]
    )
    assert not client.get("/work").json()["working"]
    assert "work.js" not in client.get("/").text


@contextmanager
def holding(desk):
    """The worker, busy with something else."""
    go_on = threading.Event()
    desk._worker.submit(go_on.wait)
    yield
    go_on.set()


def test_a_forecast_that_fails_is_said_and_can_be_tried_again(client, company, monkeypatch):
    desk, store = client.app.state.desk, client.app.state.store
    was = planning.standing(store).revisions["segment"]
    plans.save(store, planning.MAIN, {"segment": plans.Edit(was.body, was.number)}, author="ana", reason="")
    with monkeypatch.context() as patch:
        patch.setattr(company, "growth", raising)
        desk.forecast_again()
        desk.settle(10)
        assert "The months cannot be read." in client.get("/?lang=en").text
    client.post("/doing/start", headers={"origin": LOCAL})
    assert desk.settle(10).error is None
    assert desk.state.foretold == planning.standing(store).number


def raising(*_given, **_more):
    raise InputError(Phrase("The months cannot be read.", "Não dá para ler os meses."))


def test_pages_wait_for_quick_work_only_at_its_beginning(tmp_path):
    company = FakeCompany(tmp_path, gate=threading.Event())
    with TestClient(create_app(lambda _progress: company), base_url=LOCAL) as client:
        client.get("/")
        started = time.monotonic()
        client.get("/scorecard")
        assert time.monotonic() - started < PATIENCE
        company.gate.set()


def test_the_page_s_script_is_told_what_is_there(client):
    there = client.get("/work").json()["there"]
    assert there == [*QUESTIONS, "scorecard", "growth", "research"]
    assert "data-awaits" not in client.get("/questions/loyalty").text  # it waits for nothing


def test_a_company_that_cannot_be_opened_is_said_and_can_be_tried_again(tmp_path):
    fails = [True]

    def opener(_progress):
        if fails:
            fails.pop()
            raise InputError(Phrase("orders.csv cannot be read.", "Não dá para ler orders.csv."))
        return FakeCompany(tmp_path)

    with TestClient(create_app(opener, tmp_path), base_url=LOCAL) as client:
        page = client.get("/data?lang=pt-BR").text
        assert "Não dá para ler orders.csv." in page
        assert 'action="/data/files"' in page  # the way out stays open
        assert client.get("/api/check").status_code == 422
        client.post("/doing/start")
        assert client.get("/api/check").status_code == 200


def test_a_broken_room_is_said_without_a_traceback_on_the_page(tmp_path, caplog):
    class Broken(FakeCompany):
        def ask(self, id, _progress=None):
            raise ZeroDivisionError(id)

    with TestClient(create_app(lambda _progress: Broken(tmp_path)), base_url=LOCAL) as client:
        page = client.get("/?lang=en").text
        assert "ZeroDivisionError" in page
        assert "Traceback" not in page
        assert any(record.exc_info for record in caplog.records)
