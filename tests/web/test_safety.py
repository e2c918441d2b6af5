from base64 import b64encode
from hashlib import sha256

import pytest

from corrente.core.errors import InputError
from corrente.web.guard import Listening, refusal
from corrente.web.uploads import safe_name, save
from tests.web.routes import every_way

OWN = {"origin": "http://127.0.0.1:8000"}


def upload(client, name="orders.csv", content=b"customer_id\n1\n", headers=OWN, **data):
    return client.post("/data/files", files=[("files", (name, content))], data=data, headers=headers,
                       follow_redirects=False)  # fmt: skip


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::1", "evil.example:8000"])
def test_only_this_machine_s_name_is_answered(client, host):
    assert not Listening().answers_to(host)
    assert client.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "[::1]:8000", "LOCALHOST"])
def test_this_machine_has_several_names(host):
    assert Listening().answers_to(host)


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},  # another app on this machine
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_posts_from_elsewhere_are_refused(client, company, headers):
    answer = upload(client, headers=headers)
    assert answer.status_code == 403
    assert not (company.folder / "orders.csv").exists()
    assert client.post("/doing/stop", headers=headers).status_code == 403


def test_every_route_that_changes_something_is_guarded(client):
    posts = [way for way in every_way(client.app) if way.method == "POST"]
    assert len(posts) > 10
    for way in posts:
        assert client.post(way.path.replace("{", "").replace("}", ""), headers={"origin": "null"}).status_code == 403


def test_a_post_that_is_too_long_or_has_no_length_is_refused(client):
    answer = upload(client, content=b"x" * 1_100_000)
    assert answer.status_code == 413
    assert "1 MB" in answer.text
    assert refusal(Listening(), "POST", {"host": "localhost"}, 10) == (411, "no_length")
    assert refusal(Listening(), "POST", {"host": "localhost", "content-length": "10"}, 10) is None


def test_pages_may_load_nothing_from_elsewhere(client):
    for path in ("/", "/data", "/nowhere", "/static/icon.svg", "/api/check"):
        policy = client.get(path).headers["content-security-policy"]
        assert policy.startswith("default-src 'self'")
        assert "unsafe" not in policy


def test_the_style_sheet_in_the_page_is_the_one_that_the_policy_allows(client):
    for path in ("/", "/nowhere"):
        page = client.get(path)
        sheet = page.text.split("<style>")[1].split("</style>")[0]
        allowed = b64encode(sha256(sheet.encode()).digest()).decode()
        assert f"style-src 'sha256-{allowed}';" in page.headers["content-security-policy"]


def test_pages_are_not_kept_by_caches(client):
    assert client.get("/").headers["cache-control"] == "no-store"


def test_uploads_are_saved_and_read_again(client, company):
    answer = upload(client)
    assert answer.status_code == 303
    assert (company.folder / "orders.csv").read_bytes() == b"customer_id\n1\n"
    client.app.state.desk.settle(10)
    assert company.asked.count("loyalty") == 2
    assert "orders.csv" in client.get(answer.headers["location"]).text


def test_an_upload_replaces_only_when_told_to(client, company):
    upload(client, content=b"old\n")
    refused = upload(client, content=b"new\n")
    assert refused.status_code == 422
    assert "orders.csv" in refused.text
    assert (company.folder / "orders.csv").read_bytes() == b"old\n"
    assert upload(client, content=b"new\n", replace="true").status_code == 303
    assert (company.folder / "orders.csv").read_bytes() == b"new\n"


@pytest.mark.parametrize("name", ["", ".hidden.csv", "..", "a\nb.csv", "x" * 300 + ".csv", "corrente.toml", "run.exe"])
def test_names_that_cannot_be_tables_are_refused(name):
    with pytest.raises(InputError):
        safe_name(name)


def test_a_path_is_reduced_to_its_name():
    assert safe_name("../../etc/orders.csv") == "orders.csv"
    assert safe_name("C:\\Users\\ana\\pedidos.CSV") == "pedidos.CSV"


def test_one_bad_name_keeps_all_files_out(tmp_path):
    from io import BytesIO

    with pytest.raises(InputError):
        save(tmp_path, [("good.csv", BytesIO(b"1")), ("bad.exe", BytesIO(b"2"))], replace=True)
    assert list(tmp_path.iterdir()) == []


def test_going_back_never_leaves_the_app(client):
    for back, place in (("/data", "/data"), ("//evil.example", "/"), ("http://evil.example", "/"), ("/\\evil", "/")):
        answer = client.post("/doing/stop", params={"back": back}, headers=OWN, follow_redirects=False)
        assert answer.headers["location"] == place


def test_without_a_folder_nothing_can_be_added(company):
    from fastapi.testclient import TestClient

    from corrente.web.app import create_app

    with TestClient(create_app(lambda _progress: company), base_url="http://localhost") as client:
        assert client.post("/data/files", files=[("files", ("a.csv", b"1"))]).status_code == 404
        assert 'action="/data/files"' not in client.get("/data").text


def test_a_taken_port_is_said_plainly(tmp_path):
    from socket import socket

    from corrente.web.serving import serve

    with socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(InputError, match="Choose another one with --port"):
            serve(tmp_path, other.getsockname()[1])


def test_the_app_listens_on_this_machine_only():
    from corrente.service.listening import listen

    with listen("127.0.0.1", 0) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_a_folder_that_is_not_there_is_said_plainly(tmp_path):
    from corrente.web.serving import serve

    with pytest.raises(InputError, match="no folder"):
        serve(tmp_path / "nowhere")


def test_a_form_without_a_file_is_said_on_a_page(client):
    answer = client.post("/data/files?lang=pt-BR", data={"replace": "true"}, headers=OWN)
    assert answer.status_code == 422
    assert "Nenhum arquivo foi escolhido." in answer.text
