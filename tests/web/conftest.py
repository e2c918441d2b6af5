from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corrente.web import desk, pages, views
from corrente.web.app import create_app
from tests.web.fake import BUILT, FakeCompany


@pytest.fixture(autouse=True)
def five_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake company answers five questions, however many rooms the release has."""
    for module in (pages, views):
        monkeypatch.setattr(module, "is_built", lambda question: question.id in BUILT)


@pytest.fixture(autouse=True)
def no_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """The fake company has no rows from which forecasts could be scored; the real ones' are in `test_sample`."""
    monkeypatch.setattr(desk.record, "track", lambda *_: None)


@pytest.fixture
def company(tmp_path: Path) -> FakeCompany:
    return FakeCompany(tmp_path)


@pytest.fixture
def client(company: FakeCompany, tmp_path: Path) -> Iterator[TestClient]:
    """The app over the fake company, addressed as this machine."""
    app = create_app(lambda _progress: company, tmp_path, most_megabytes=1)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        client.app.state.desk.start()
        client.app.state.desk.settle(10)
        yield client
