import threading

from fastapi.testclient import TestClient

from corrente.core.catalogue import QUESTIONS
from corrente.core.errors import InputError
from corrente.core.words import Phrase
from corrente.web.app import create_app
from corrente.web.desk import Desk
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
