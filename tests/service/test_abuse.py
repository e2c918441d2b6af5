"""What strangers may send: it is refused with a reason, it harms nobody else, and what is stored stays sound."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi.openapi.utils import get_openapi
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx import Response
from hypothesis import given
from schemathesis.generation.modes import GenerationMode
from sqlalchemy import func, select

from corrente.core.experiment import Variant
from corrente.experiments import counting, kept, keys
from corrente.experiments.keys import Kind
from corrente.outreach import landing
from corrente.service.app import create_service
from corrente.service.limits import Rate, Rates
from corrente.service.pages import Pages
from corrente.state.store import State, open_state
from corrente.state.test_tables import events, exposures
from tests.service.landings import a_page
from tests.service.listening import EBOOK, FREE
from tests.web.test_fuzz import Shown, fuzzed, without_lifespan

HOSTILE = "</script><script>alert(1)</script>"
NOW = 4_000_000_000_000


@dataclass
class Site:
    """One of two companies that share a service: its keys, and the unit that it knows."""

    name: str
    write: str
    read: str
    unit: str = "anon-1"


@dataclass
class House:
    """A service with two companies in it, which have a test of the same name."""

    client: TestClient
    state: State
    ours: Site
    theirs: Site

    def post(self, path: str, body: object = None, key: str = "", **more: Any) -> Response:
        content = more.pop("content", None) or json.dumps(body)
        headers = {"content-type": "application/json", **more.pop("headers", {})}
        return self.client.post(path, params={"key": key} if key else None, content=content, headers=headers)

    def decide(self, site: Site, **said: object) -> Response:
        return self.post("/v1/decide", {"test": EBOOK.id, "unit": site.unit, **said}, site.write)

    def track(self, site: Site, *batch: object) -> Response:
        return self.post("/v1/track", {"batch": batch}, site.write)

    def stored(self, site: Site) -> tuple[int, int]:
        """How many exposures and events a company has."""
        with self.state.reading() as connection:
            asked = (select(func.count()).where(table.c.site == site.name) for table in (exposures, events))
            return tuple(connection.execute(one).scalar_one() for one in asked)  # type: ignore[return-value]


def event(**said: object) -> dict[str, object]:
    return {"type": "track", "messageId": "m-1", "anonymousId": "anon-1", "event": "Offer Clicked", **said}


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("abuse"), FREE) as made:
        yield made


class house(ExitStack):  # noqa: N801 - used like a function
    def __init__(self, folder: Path, rates: Rates) -> None:
        super().__init__()
        self._folder, self._rates = folder, rates

    def __enter__(self) -> House:  # type: ignore[override]
        state = open_state(self._folder / "state.sqlite")
        self.callback(state.close)
        sites = []
        for name in ("ours", "theirs"):
            kept.save(state, EBOOK, author="ana", site=name)
            sites.append(Site(name, *(keys.make(state, kind, name)[1] for kind in (Kind.WRITE, Kind.READ))))
        landing.save(state, "ours", a_page(), author="ana")
        (self._folder / "secret.pdf").write_bytes(b"secret")
        service = create_service(state, self._rates, Pages(self._folder, "ours"))
        client = self.enter_context(TestClient(service))
        return House(client, state, *sites)


def refused(answer: Response, status: int) -> None:
    """It says what is wrong and what to do, in words, and nothing of the inside."""
    assert answer.status_code == status, answer.text
    said = answer.json()
    assert set(said) == {"error", "next"}
    assert all(isinstance(words, str) and words for words in said.values())
    assert "Traceback" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


# too much

LARGE: dict[str, tuple[str, bytes]] = {
    "an event batch": ("/v1/track", json.dumps({"batch": [event(properties={"a": "x" * 500_000})]}).encode()),
    "a decision": ("/v1/decide", json.dumps({"test": "t", "unit": "u", "context": {"a": "x" * 800_000}}).encode()),
    "spaces": ("/v1/track", b"[" + b" " * 500_001),
}


@pytest.mark.parametrize("case", LARGE)
@pytest.mark.parametrize("chunked", [False, True], ids=["by its length", "in pieces"])
def test_a_body_above_the_limit_is_not_read(opened: House, case: str, chunked: bool) -> None:
    path, body = LARGE[case]
    pieces = (body[at : at + 9999] for at in range(0, len(body), 9999))
    refused(opened.post(path, key=opened.ours.write, content=pieces if chunked else body), 413)


OVER: dict[str, tuple[str, object]] = {
    "too many events": ("/v1/track", {"batch": [event()] * 2501}),
    "too many decisions": ("/v1/decide", {"decisions": [{"test": "t", "unit": "u"}] * 101}),
    "no decision": ("/v1/decide", {"decisions": []}),
    "a long unit": ("/v1/decide", {"test": EBOOK.id, "unit": "u" * 201}),
    "an empty unit": ("/v1/decide", {"test": EBOOK.id, "unit": ""}),
    "a long test": ("/v1/decide", {"test": "t" * 65, "unit": "u"}),
    "a large context": ("/v1/decide", {"test": EBOOK.id, "unit": "u", "context": {"a": "x" * 2001}}),
    "many values": ("/v1/decide", {"test": EBOOK.id, "unit": "u", "context": dict.fromkeys(map(str, range(21)), "x")}),
    "a nested context": ("/v1/decide", {"test": EBOOK.id, "unit": "u", "context": {"a": {"b": "c"}}}),
    "a list as unit": ("/v1/decide", {"test": EBOOK.id, "unit": ["u"]}),
    "a number as test": ("/v1/decide", {"test": 7, "unit": "u"}),
    "a context that is a text": ("/v1/decide", {"test": EBOOK.id, "unit": "u", "context": "segment"}),
    "a batch that is none": ("/v1/track", {"batch": "event"}),
}


@pytest.mark.parametrize("case", OVER)
def test_what_is_beyond_the_limits_is_refused(opened: House, case: str) -> None:
    before = opened.stored(opened.ours)
    path, body = OVER[case]
    refused(opened.post(path, body, opened.ours.write), 422)
    assert opened.stored(opened.ours) == before


WRONG_EVENTS: dict[str, object] = {
    "large": event(properties={"a": "x" * 33_000}),
    "large properties": event(properties={"a": "x" * 4_001}),
    "deep properties": event(properties=json.loads('{"a":' * 9 + "1" + "}" * 9)),
    "a long id": event(messageId="m" * 100),
    "no id": event(messageId=""),
    "an id that is a number": event(messageId=7),
    "no unit": event(anonymousId=""),
    "a long unit": event(anonymousId="u" * 201),
    "a long name": event(event="E" * 201),
    "another type": event(type="identify"),
    "a text for properties": event(properties="x"),
    "revenue that is a text": event(properties={"revenue": "5"}),
    "revenue that is no number": event(properties={"revenue": True}),
    "no object": "event",
    "nothing": None,
}


@pytest.mark.parametrize("case", WRONG_EVENTS)
def test_an_event_that_is_wrong_does_not_spoil_its_batch(opened: House, case: str) -> None:
    good = event(messageId=f"beside {case}")
    answer = opened.track(opened.ours, WRONG_EVENTS[case], good)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    (rejected,) = answer.json()["rejected"]
    assert rejected["index"] == 0
    assert rejected["because"]


# not what it should be

MALFORMED = {
    "nothing": b"",
    "no JSON": b"test=ebook-page&unit=u",
    "half of it": b'{"test": "ebook-page", "unit": "u"',
    "a list": b"[]",
    "null": b"null",
    "a number": b"7",
    "UTF-16": '{"test": "ebook-page", "unit": "u"}'.encode("utf-16"),
    "broken UTF-8": b'{"test": "ebook-page", "unit": "\xff"}',
    "half a pair": b'{"test": "ebook-page", "unit": "\\ud800"}',
    "a null character": b'{"test": "ebook-page", "unit": "a\\u0000b"}',
    "NaN": b'{"test": "ebook-page", "unit": "u", "context": {"a": NaN}}',
    "a name twice": b'{"test": "ebook-page", "unit": "u", "unit": "v"}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "a huge number": b'{"test": "ebook-page", "unit": "u", "context": {"a": ' + b"9" * 5000 + b"}}",
}


@pytest.mark.parametrize("path", ["/v1/decide", "/v1/track"])
@pytest.mark.parametrize("case", MALFORMED)
def test_what_is_no_sound_json_is_refused(opened: House, path: str, case: str) -> None:
    before = opened.stored(opened.ours)
    refused(opened.post(path, key=opened.ours.write, content=MALFORMED[case] or b" "), 422)
    assert opened.stored(opened.ours) == before


@pytest.mark.parametrize(
    "kind", ["", "text/html", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_only_json_is_read(opened: House, kind: str) -> None:
    refused(opened.post("/v1/track", {"batch": [event()]}, opened.ours.write, headers={"content-type": kind}), 415)


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1e308"])
def test_numbers_beyond_all_bounds_leave_sound_json(opened: House, number: str) -> None:
    content = '{"test": "ebook-page", "unit": "beyond %s", "context": {"a": %s}}' % (number, number)  # noqa: UP031
    assert opened.post("/v1/decide", key=opened.ours.write, content=content).status_code in (200, 422)
    content = '{"batch": [%s]}' % json.dumps(event(messageId=number, properties={"a": 7})).replace("7", number)  # noqa: UP031
    assert opened.post("/v1/track", key=opened.ours.write, content=content).status_code in (200, 422)
    with opened.state.reading() as connection:
        for column in (exposures.c.context, events.c.properties, events.c.context):
            for text in connection.execute(select(column).where(column.is_not(None))).scalars():
                json.loads(text, parse_constant=pytest.fail)


ODD_TEXTS = (
    "'; drop table exposures; --",
    HOSTILE,
    "../../../etc/passwd",
    "%00",
    "{{7*7}}",
    "\r\nSet-Cookie: a=b",
    "\u202e🦊",
)


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_a_text_is_but_a_text(opened: House, text: str) -> None:
    ours = replace(opened.ours, unit=text)
    first = opened.decide(ours, context={text: text})
    assert first.status_code == 200
    assert first.json() == opened.decide(ours).json()
    refused(opened.post("/v1/decide", {"test": text, "unit": "u"}, ours.write), 404)
    said = event(messageId=text, anonymousId=text, event=text, properties={text: text, "decision_id": text})
    assert opened.track(ours, said).json()["accepted"] == 1
    assert opened.track(ours, said).json()["duplicates"] == 1
    for answer in (first, opened.post("/v1/decide", {"test": text, "unit": "u"}, ours.write)):
        assert answer.headers["content-type"] == "application/json"
        assert "set-cookie" not in answer.headers


# not one's own


def credentials(key: str) -> dict[str, dict[str, Any]]:
    """The ways in which a key can be said."""
    return {
        "address": {"key": key},
        "body": {"body": {"writeKey": key}},
        "Bearer": {"headers": {"authorization": f"Bearer {key}"}},
        "Basic": {"headers": {"authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}},
    }


@pytest.mark.parametrize("way", ["address", "body", "Bearer", "Basic"])
def test_a_key_opens_its_site_and_nothing_else(opened: House, way: str) -> None:
    def ask(key: str) -> Response:
        how = credentials(key)[way]
        return opened.post("/v1/track", {"batch": [], **how.pop("body", {})}, **how)

    assert ask(opened.ours.write).status_code == 200
    for key in ("", "cw_", opened.ours.write[:-1], opened.ours.write + "A", opened.ours.write.upper()):
        refused(ask(key), 401)
    refused(ask(opened.ours.read), 403)


@pytest.mark.parametrize("said", ["Basic", "Basic !!!", "Basic /////w==", "Bearer", "Digest x", "Bearer a b", " "])
def test_broken_credentials_are_none(opened: House, said: str) -> None:
    refused(opened.post("/v1/track", {"batch": []}, headers={"authorization": said}), 401)


def test_a_public_key_cannot_read_and_a_reading_one_cannot_write(opened: House) -> None:
    path = f"/v1/tests/{EBOOK.id}/results"
    assert opened.client.get(path, params={"key": opened.ours.read}).status_code == 200
    refused(opened.client.get(path, params={"key": opened.ours.write}), 403)
    refused(opened.client.get(path), 401)
    refused(opened.post("/v1/decide", {"test": EBOOK.id, "unit": "u"}, opened.ours.read), 403)


def test_a_revoked_key_opens_nothing(opened: House) -> None:
    key, said = keys.make(opened.state, Kind.WRITE, "ours")
    opened.client.app.state.live.refresh()  # type: ignore[attr-defined]
    assert opened.post("/v1/track", {"batch": []}, said).status_code == 200
    keys.revoke(opened.state, key.id)
    opened.client.app.state.live.refresh()  # type: ignore[attr-defined]
    refused(opened.post("/v1/track", {"batch": []}, said), 401)


def test_one_company_never_meets_another(opened: House) -> None:
    kept.save(opened.state, replace(EBOOK, id="secret-launch"), author="ana", site="theirs")
    opened.client.app.state.live.refresh()  # type: ignore[attr-defined]
    refused(opened.decide(opened.ours, test="secret-launch"), 404)
    refused(opened.client.get("/v1/tests/secret-launch/results", params={"key": opened.ours.read}), 404)
    unit = replace(opened.theirs, unit="shared")
    theirs = opened.decide(unit).json()["decision_id"]
    before = opened.stored(opened.theirs)
    ours = opened.decide(replace(opened.ours, unit="shared")).json()["decision_id"]
    assert ours != theirs  # the same test and unit, but another secret
    stolen = event(messageId="stolen", anonymousId="shared", properties={"decision_id": theirs})
    assert opened.track(opened.ours, stolen).json()["accepted"] == 1
    assert opened.stored(opened.theirs) == before
    (responses,) = {float(counting.count(opened.state, "theirs", EBOOK, EBOOK.decision, NOW).responded.sum())}
    assert responses == 0
    assert opened.track(opened.theirs, stolen).json()["accepted"] == 1  # the id is free in each company


@pytest.mark.parametrize("id", ["", "x", "A" * 22, "../../x", HOSTILE, "9" * 200])
def test_a_decision_that_was_never_made_counts_for_nobody(opened: House, id: str) -> None:
    def responses() -> float:
        return float(counting.count(opened.state, "ours", EBOOK, EBOOK.decision, NOW).responded.sum())

    before = responses()
    said = event(messageId=f"forged {id}"[:99], anonymousId="never seen", properties={"decision_id": id})
    assert opened.track(opened.ours, said).json()["accepted"] == 1
    assert responses() == before


def test_a_payload_is_data_however_it_looks(opened: House) -> None:
    payload = {"headline": HOSTILE, "link": "javascript:alert(1)"}
    test = replace(EBOOK, id="hostile", variants=(Variant("a", weight=0), Variant("b", payload=payload, weight=1)))
    kept.save(opened.state, test, author="ana", site="ours")
    opened.client.app.state.live.refresh()  # type: ignore[attr-defined]
    answer = opened.decide(opened.ours, test="hostile")
    assert answer.json()["payload"] == payload  # the script shows it as text: tests/browser/test_script.py
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"


# too often


def test_a_flood_from_one_address_stops_no_other(tmp_path: Path) -> None:
    with house(tmp_path, Rates(of_address=Rate(0.001, 5), of_key=Rate(1e9, 1e9))) as made:
        answers = [made.decide(made.ours, unit=f"u{n}") for n in range(8)]
        assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 3
        refused(answers[-1], 429)
        assert int(answers[-1].headers["retry-after"]) > 0
        elsewhere = TestClient(made.client.app, client=("192.0.2.7", 50000))
        body = {"test": EBOOK.id, "unit": "u", "writeKey": made.ours.write}
        assert elsewhere.post("/v1/decide", json=body).status_code == 200
        assert made.stored(made.ours)[0] == 6


def test_a_flood_with_one_key_stops_no_other(tmp_path: Path) -> None:
    with house(tmp_path, Rates(of_address=Rate(1e9, 1e9), of_key=Rate(0.001, 5))) as made:
        batch = [event(messageId=str(n)) for n in range(5)]
        assert made.track(made.ours, *batch).status_code == 200
        refused(made.track(made.ours, *batch), 429)
        assert made.track(made.theirs, *batch).status_code == 200


# paths and methods


UPWARDS = ("../../secret.pdf", "..%2f..%2fsecret.pdf", "%2e%2e/secret.pdf", "....//secret.pdf", "/etc/passwd",
           "%00", "secret.pdf", "state.sqlite", "..\\secret.pdf")  # fmt: skip
AWAY = ("https://evil.example", "//evil.example", "%2f%2fevil.example", "\\\\evil.example",
        "%0d%0aLocation: https://evil.example")  # fmt: skip
DOORS = ("/", "/p/", "/p/ebook/", "/p/ebook/file/", "/p/ebook/thanks/", "/pictures/", "/choices/", "/c/", "/u/",
         "/v1/tests/", "/corrente.js/", "/static/")  # fmt: skip


@pytest.mark.parametrize("door", DOORS)
def test_no_path_leads_out_of_the_service(opened: House, door: str) -> None:
    for path in (*UPWARDS, *AWAY):
        answer = opened.client.get(door + path, follow_redirects=False)
        assert answer.status_code in (401, 404, 405, 410), path
        assert "root:" not in answer.text
        assert answer.content != b"secret"
        assert "evil" not in answer.headers.get("location", "")
        assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("name", ["next", "to", "url", "redirect", "return"])
def test_no_page_sends_anybody_elsewhere(opened: House, name: str) -> None:
    for path in ("/p/ebook", "/choices/x", "/c/x", "/u/x", "/corrente.js"):
        answer = opened.client.get(path, params={name: "https://evil.example"}, follow_redirects=False)
        assert "location" not in answer.headers
        assert "evil.example" not in answer.text


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "TRACE"])
def test_the_doors_open_by_post_alone(opened: House, method: str) -> None:
    assert opened.client.request(method, "/v1/track", params={"key": opened.ours.write}).status_code == 405


# whatever the description allows, and what it forbids


HOT = ("/v1/decide", "/v1/track")


@pytest.mark.filterwarnings("ignore:Duplicate Operation ID")
@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_makes_the_service_fail(opened: House, mode: GenerationMode) -> None:
    seen: dict[str, set[int]] = {}
    for operation in (one.ok() for one in described(opened.client.app).get_all_operations()):
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
            continue  # any text may stand in a path

        @fuzzed(max_examples=8 if operation.path in HOT else 1)
        @given(operation.as_strategy(mode))
        def ask(case: schemathesis.Case) -> None:
            headers = {"authorization": f"Bearer {opened.ours.write}"}
            answer = case.call(base_url="http://testserver", headers=headers, allow_redirects=False)
            seen.setdefault(case.operation.label, set()).add(answer.status_code)

        ask()
    assert {f"POST {path}" for path in HOT} <= set(seen)
    assert len(seen) > (10 if mode is GenerationMode.POSITIVE else 2)
    assert {label: statuses for label, statuses in seen.items() if max(statuses) >= 500} == {}
    assert mode is GenerationMode.NEGATIVE or 200 in seen["POST /v1/decide"]


def described(app: Any) -> Any:
    """All routes, those of the pages too, which are in no published description; of tests the one that there is."""
    routes = [Shown(route.route, route._route_context) for route in iter_route_contexts(app.routes)]
    published = json.dumps(get_openapi(title="service", version="0", routes=routes))
    any_test, ours = '"test": {"type": "string", "maxLength": 64}', f'"test": {{"enum": ["{EBOOK.id}"]}}'
    assert any_test in published
    schema = schemathesis.openapi.from_dict(json.loads(published.replace(any_test, ours)))
    schema.app = without_lifespan(app)
    return schema
