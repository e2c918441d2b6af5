"""The scripts as they are served: small, kept by browsers, the same assignment on every side."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from corrente.service import script
from tests.experiments.conformance import CASES, DIFFERING

PATHS = ("/corrente.js", "/assign.js")


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(script.router)
    return TestClient(app)


def test_the_script_of_a_page_is_under_5_kb_compressed(client: TestClient) -> None:
    answer = client.get("/corrente.js", headers={"accept-encoding": "br, gzip;q=0.9"})
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < 5000


@pytest.mark.parametrize("path", PATHS)
def test_a_browser_keeps_it_and_asks_by_its_tag(client: TestClient, path: str) -> None:
    whole = client.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in whole.headers
    assert whole.headers["content-type"] == "text/javascript; charset=utf-8"
    assert whole.headers["cache-control"] == "public, max-age=3600"
    assert whole.headers["access-control-allow-origin"] == "*"
    assert whole.headers["x-content-type-options"] == "nosniff"
    tag = whole.headers["etag"]
    again = client.get(path, headers={"if-none-match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"if-none-match": '"other"'}).content == whole.content
    served = script.script(path[1:])
    assert gzip.decompress(served.compressed) == served.body == whole.content


def test_node_assigns_as_the_conformance_file_says(client: TestClient) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not on the path")
    source = client.get("/assign.js").text
    held = f"console.log(JSON.stringify(({DIFFERING})({{ assign, fraction, included, cell }}, {CASES.read_text()})))"
    ran = subprocess.run([node, "--input-type=module"], input=source + held, capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout) == []
