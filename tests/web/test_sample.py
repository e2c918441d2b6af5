"""The app over the simulated company: the real answers on the real pages."""

import csv
import io
import re
import shutil

import pytest
from fastapi.testclient import TestClient

from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language
from corrente.stream.company import open_company
from corrente.stream.rooms import is_built
from corrente.web.app import create_app

BUILT = [id for id, question in QUESTIONS.items() if is_built(question)]


@pytest.fixture(autouse=True)
def five_rooms():
    """All rooms of the release, unlike with the made-up company."""


@pytest.fixture(scope="module")
def client(sample_folder, tmp_path_factory):
    folder = tmp_path_factory.mktemp("served") / "aurora"
    shutil.copytree(sample_folder, folder)
    app = create_app(lambda progress: open_company(folder, progress), folder)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        app.state.desk.start()
        app.state.desk.settle(120)
        yield client


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("id", BUILT)
def test_every_built_question_has_a_whole_page(client, id, language):
    page = client.get(f"/questions/{id}?lang={language.value}")
    assert page.status_code == 200
    assert page.text.count('role="img"') == 2
    assert "{" not in re.sub(r"<(svg|style).*?</\1>", "", page.text, flags=re.DOTALL)  # no place left unfilled
    ids = re.findall(r'\bid="([^"]+)"', page.text)
    assert len(ids) == len(set(ids))


def test_the_stream_flows(client):
    page = client.get("/?lang=en").text
    assert "node up dry" not in page
    assert len(set(re.findall(r'class="node (?:up|down) (?:solid|soft)"', page))) >= 2


@pytest.mark.parametrize("id", [id for id in BUILT if QUESTIONS[id].scores_people])
def test_scores_come_from_the_engine(client, id):
    rows = list(csv.reader(io.StringIO(client.get(f"/questions/{id}/scores.csv").text)))
    assert len(rows) > 10
    assert len(set(map(len, rows))) == 1
    assert client.get(f"/questions/{id}/scores.parquet").content.startswith(b"PAR1")


def test_the_data_page_and_the_check_agree(client):
    check = client.get("/api/check").json()
    page = client.get("/data?lang=en").text
    for name, table in check["tables"].items():
        assert f'id="table-{name}"' in page
        assert f"{table['rows']:,}" in page


def test_a_bad_file_is_said_and_can_be_taken_back(client):
    origin = {"origin": "http://127.0.0.1:8000"}
    files = [("files", ("controls.csv", b"\x00\x01\x02 garbage"))]
    client.post("/data/files", files=files, headers=origin)
    client.app.state.desk.settle(120)
    assert client.app.state.desk.state.error is not None
    page = client.get("/data?lang=en")
    assert page.status_code == 200
    assert "controls.csv" in page.text
    assert "Traceback" not in page.text


def test_a_file_that_no_table_is_read_from_is_named(client):
    client.app.state.desk.settle(120)
    folder = client.app.state.folder
    (folder / "controls.csv").unlink(missing_ok=True)
    (folder / "spend.csv").write_bytes(b"beside spend.parquet")
    client.app.state.desk.reopen()
    client.app.state.desk.settle(120)
    assert "Not read: spend.csv" in client.get("/data?lang=en").text
