"""Whatever is sent, the app answers as it means to: no request makes it fail inside.

Two fuzzers: one over the OpenAPI description of all routes (schemathesis), one over the forms as the pages have them,
because what a form sends is read by hand in places, and no description tells of it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin

import pytest
import schemathesis
from fastapi.openapi.utils import get_openapi
from fastapi.routing import RouteContext, iter_route_contexts
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.generation.modes import GenerationMode

from corrente.state.accounts import Role
from tests.web.house import HOME, ONLINE, OWN, House, light_hashes, opened

fuzzed = partial(
    settings, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip

KNOWN = {
    "id": ["loyalty", "win_rate", "segment", "price"],
    "table": ["orders", "customers_at_risk"],
    "kind": ["csv", "parquet", "html", "md"],
    "order": ["start", "stop"],
    "name": ["work"],
}
"""Values that lead further than to a page that is not there."""
PAGES = ("/", "/data", "/data/mapping", "/settings", "/settings/accounts", "/login", "/questions/loyalty",
         "/plan", "/plan/downstream", "/plan/items/segment", "/plan/scenarios", "/plan/research", "/plan/track-record",
         "/plan/history", "/people", "/tests", "/tests/new?item=campaign.linkedin", "/settings/keys")  # fmt: skip
ODD = ("", " ", "0", "-1", "1e309", "nan", "9" * 40, "\0", "\ud7ff\u202e💧", "=1+1", "<script>", "../../x",
       "2026-02-30", "9999-12-31", "[]", "{", "null", "%", "{x}", "x" * 3000)  # fmt: skip


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with light_hashes(), opened(tmp_path_factory.mktemp("fuzz"), answered=True) as house:
        yield house


# over the description


def test_the_description_is_for_those_who_may_read(house: House) -> None:
    assert house.ask("GET", "/api/openapi.json").status_code == 401
    assert "/api/answers/{id}" in house.ask("GET", "/api/openapi.json", Role.READER).json()["paths"]


@pytest.mark.parametrize("mode", GenerationMode)
def test_no_request_that_the_description_allows_or_forbids_makes_the_app_fail(
    house: House, mode: GenerationMode
) -> None:
    seen: dict[str, list[int]] = {}
    for operation in (one.ok() for one in described(house).get_all_operations()):
        if mode is GenerationMode.NEGATIVE and not (operation.query or operation.body):
            continue  # any text may stand in a path

        @fuzzed(max_examples=2)
        @given(operation.as_strategy(mode))
        def ask(case: schemathesis.Case) -> None:
            seen.setdefault(case.operation.label, []).append(sent(house, case))

        ask()
    assert len(seen) > (50 if mode is GenerationMode.POSITIVE else 20)
    assert {label: all for label, all in seen.items() if max(all) >= 500 or {401, 421} & set(all)} == {}


class Shown(RouteContext):
    """A route that is in the description, as the pages are not in the one that is published."""

    include_in_schema = True


def described(house: House) -> Any:
    routes = [Shown(route.route, route._route_context) for route in iter_route_contexts(house.client.app.routes)]
    description = get_openapi(title="corrente", version="0", routes=routes)
    for path in description["paths"].values():
        for operation in path.values():
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path" and parameter["name"] in KNOWN:
                    parameter["schema"] = {"anyOf": [{"enum": KNOWN[parameter["name"]]}, {"type": "string"}]}
    schema = schemathesis.openapi.from_dict(description)
    schema.app = without_lifespan(house.client.app)
    return schema


def without_lifespan(app: Any) -> Any:
    """The app as schemathesis calls it; its beginning and end are the house's."""

    async def called(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            raise NotImplementedError
        await app(scope, receive, send)

    return called


def sent(house: House, case: schemathesis.Case) -> int:
    """The status of the answer to an owner."""
    headers = {**OWN, "cookie": f"{ONLINE.cookie}={house.token(Role.OWNER)}"}
    return case.call(base_url=HOME, headers=headers, allow_redirects=False).status_code


# over the forms


@dataclass
class Form:
    """A form of a page, with the values it would send as it is."""

    page: str
    action: str
    values: dict[str, str] = field(default_factory=dict)


class Forms(HTMLParser):
    """The forms that post, in the order of a page; a button that posts elsewhere makes another one."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found, self._open = page, [], None

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        has = dict(attributes)
        if tag == "form":
            posts = (has.get("method") or "").lower() == "post"
            self._open = Form(self.page, urljoin(self.page, has.get("action") or "")) if posts else None
            self.found += [self._open] if self._open else []
        elif self._open and has.get("formaction"):
            self.found.append(Form(self.page, urljoin(self.page, has["formaction"]), self._open.values))
        elif self._open and tag in {"input", "select", "textarea"} and has.get("name"):
            self._open.values[has["name"]] = has.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        self._open = None if tag == "form" else self._open


def forms(house: House) -> list[Form]:
    found = []
    for page in PAGES:
        reader = Forms(page)
        reader.feed(house.ask("GET", page, Role.OWNER).text)
        found += reader.found
    return list({form.action: form for form in found}.values())


def test_no_form_however_it_is_filled_in_makes_the_app_fail(house: House) -> None:
    failed: dict[str, object] = {}
    found = forms(house)
    assert len(found) >= 8
    actions = {form.action: form.values for form in found}

    @fuzzed(max_examples=5 * len(found))
    @given(st.sampled_from(list(actions)), st.data())
    def send(action: str, data: st.DataObject) -> None:
        odd = {name: st.sampled_from((value, *ODD)) for name, value in actions[action].items()}
        values = data.draw(st.fixed_dictionaries({}, optional=odd))
        status = house.ask("POST", action, Role.OWNER, data=values).status_code
        if status >= 500 or status in (401, 405, 421):
            failed[action] = (status, values)

    send()
    assert failed == {}
