"""Who may do what, for every route and role; coming in, going out, and what keeps others out."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corrente.core.errors import InputError
from corrente.core.words import Language, Phrase
from corrente.state import accounts, audit, logins, sessions
from corrente.state.accounts import Role, open_account
from corrente.state.audit import Act
from corrente.state.failures import StateError
from corrente.state.marks import Decided
from corrente.state.plans import Conflict
from corrente.web.access import least, needs
from corrente.web.guard import SAFE, Listening, refusal
from corrente.web.login_pages import network
from tests.web.house import HOME, ONLINE, OWN, PASSWORD, House, light_hashes, opened
from tests.web.routes import Way, every_way

NEEDED: Mapping[Way, Role | None] = {
    Way("GET", "/login"): None,
    Way("POST", "/login"): None,
    Way("GET", "/static/{name}.js"): None,
    Way("GET", "/static/icon.svg"): None,
    Way("GET", "/favicon.ico"): None,
    Way("POST", "/logout"): Role.READER,
    Way("POST", "/settings/own/language"): Role.READER,
    Way("POST", "/settings/own/password"): Role.READER,
    Way("POST", "/settings/own/sessions"): Role.READER,
    Way("GET", "/questions/{id}/scores.{kind}"): Role.EDITOR,
    Way("GET", "/plan/send/{id}/audience/{whose}-{platform}.csv"): Role.EDITOR,
    Way("GET", "/outreach/leads"): Role.EDITOR,
    Way("GET", "/outreach/leads.csv"): Role.EDITOR,
    Way("GET", "/outreach/person"): Role.EDITOR,
    Way("POST", "/outreach/person/export"): Role.OWNER,
    Way("POST", "/outreach/person/forget"): Role.OWNER,
    Way("GET", "/settings/accounts"): Role.OWNER,
    Way("GET", "/settings/accounts/audit.csv"): Role.OWNER,
    Way("POST", "/settings/accounts"): Role.OWNER,
    Way("POST", "/settings/accounts/{id}/role"): Role.OWNER,
    Way("POST", "/settings/accounts/{id}/password"): Role.OWNER,
    Way("POST", "/settings/accounts/{id}/close"): Role.OWNER,
    Way("GET", "/settings/keys"): Role.OWNER,
    Way("POST", "/settings/keys"): Role.OWNER,
    Way("POST", "/settings/keys/{id}/revoke"): Role.OWNER,
    Way("GET", "/tests/new"): Role.EDITOR,
    Way("GET", "/tests/{id}/edit"): Role.EDITOR,
    Way("GET", "/tests/{id}/stop"): Role.EDITOR,
}
"""Routes that do not follow the rule: to look a reader's role is needed, to change anything an editor's."""


def needed(way: Way) -> Role | None:
    return NEEDED.get(way, Role.READER if way.method in SAFE else Role.EDITOR)


@pytest.fixture(scope="module", autouse=True)
def light() -> Iterator[None]:
    with light_hashes():
        yield


@pytest.fixture(scope="module")
def open_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all the routes, which change nothing that a later one needs."""
    with opened(tmp_path_factory.mktemp("open"), answered=True) as house:
        yield house


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path) as house:
        yield house


# every route and role


@pytest.mark.parametrize("role", [None, *Role])
def test_every_route_lets_in_whom_it_should_and_nobody_else(open_house: House, role: Role | None) -> None:
    ways = list(every_way(open_house.client.app))
    assert len(ways) > 40
    assert NEEDED.keys() <= set(ways), "a line of the table is of no route"
    wrong = []
    for way in ways:
        asked = needed(way)
        answer = open_house.ask(
            way.method, re.sub(r"{id(:path)?}", "loyalty", way.path).replace("{", "").replace("}", ""), role
        )
        let_in = answer.status_code not in (401, 403) and not answer.headers.get("location", "").startswith("/login?")
        if let_in != (asked is None or (role is not None and role.may(asked))) or answer.status_code >= 500:
            wrong.append((str(way), answer.status_code))
    assert wrong == []


def test_on_this_machine_alone_everybody_is_an_owner(client: TestClient) -> None:
    for path in ("/settings", "/settings/accounts"):
        assert client.get(path).status_code == 200
    assert client.get("/login", follow_redirects=False).headers["location"] == "/"
    assert client.post("/login", follow_redirects=False).headers["location"] == "/"
    assert "Nobody is asked to log in" in client.get("/settings/accounts?lang=en").text


def test_a_route_that_nobody_thought_of_is_closed(house: House) -> None:
    house.client.app.get("/new")(lambda: "secret")
    house.client.app.post("/new")(lambda: "changed")
    house.client.app.get("/owners", dependencies=[needs(Role.OWNER)])(lambda: "secret")
    assert house.ask("GET", "/new").headers["location"] == "/login?next=%2Fnew"
    assert house.ask("POST", "/new").status_code == 401
    assert house.ask("POST", "/new", Role.READER).status_code == 403
    assert house.ask("POST", "/new", Role.EDITOR).text == '"changed"'
    assert house.ask("GET", "/owners", Role.EDITOR).status_code == 403
    assert house.ask("GET", "/owners", Role.OWNER).text == '"secret"'
    assert house.ask("GET", "/nowhere").status_code == 303  # what is not there is not told either


def test_paths_that_look_open_are_not() -> None:
    for path in ("/Login", "//login", "/x/login", "/loginx", "/static", "/settings/own"):
        assert least("GET", path) is Role.READER
    assert least("POST", "/settings/ownx") is Role.EDITOR


# coming in and going out


def test_who_logs_in_goes_on_to_where_they_wanted(house: House) -> None:
    assert (
        house.client.get("/data?added=x", follow_redirects=False).headers["location"]
        == "/login?next=%2Fdata%3Fadded%3Dx"
    )
    page = house.client.get("/login?next=/data%3Fadded%3Dx&lang=en").text
    assert 'value="/data?added=x"' in page
    assert 'href="/plan"' not in page  # no menu for strangers
    answer = house.log_in(next="/data?added=x")
    assert (answer.status_code, answer.headers["location"]) == (303, "/data?added=x")
    assert "You are logged in as owner@plan.example." in house.client.get("/settings?lang=en").text
    assert house.client.get("/login", follow_redirects=False).status_code == 303


def test_the_session_s_cookie_is_kept_from_scripts_others_and_plain_connections(house: House) -> None:
    cookie = next(c for c in house.log_in().headers.get_list("set-cookie") if "corrente" in c)
    assert cookie.startswith("__Host-corrente=")
    for flag in ("; HttpOnly", "; Secure", "; SameSite=lax", "; Path=/", f"; Max-Age={14 * 86_400}"):
        assert flag in cookie
    assert "Domain" not in cookie
    token = house.client.cookies[ONLINE.cookie]
    assert token not in house.client.get("/settings").text


def test_a_wrong_password_says_no_more_than_that(house: House) -> None:
    house.client.get("/login?lang=en")
    answers = [house.log_in(password="wrong password"), house.log_in("nobody@plan.example")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert len({answer.text.replace("nobody@", "owner@") for answer in answers}) == 1
    assert "The e-mail or the password is not right." in answers[0].text
    assert ONLINE.cookie not in house.client.cookies
    assert house.log_in("", "").status_code == 422


def test_guessing_is_told_to_wait(house: House) -> None:
    for _ in range(logins.MOST_PER_PAIR):
        house.log_in(password="wrong password")
    refused = house.log_in()
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) == logins.WINDOW.total_seconds()
    assert "Try again in 15 minutes." in refused.text
    house.clock.move(seconds=int(refused.headers["retry-after"]))
    assert house.log_in().status_code == 303


def test_a_login_begins_a_session_of_its_own(house: House) -> None:
    planted = house.token(Role.READER)
    for cookie in (planted, "chosen by somebody else"):
        house.client.cookies.set(ONLINE.cookie, cookie, domain="plan.example")
        house.log_in()
        assert house.client.cookies[ONLINE.cookie] != cookie
        house.client.cookies.clear()
    assert sessions.resume(house.store, planted) is None
    assert sessions.resume(house.store, "chosen by somebody else") is None


@pytest.mark.parametrize("end", ["logout", "everywhere", "password", "time", "closed"])
def test_a_session_ends(house: House, end: str) -> None:
    other = house.token(Role.OWNER)
    house.log_in()
    post = {"headers": OWN, "follow_redirects": False}
    match end:
        case "logout":
            assert house.client.post("/logout", **post).headers["location"] == "/login"
        case "everywhere":
            house.client.post("/settings/own/sessions", **post)
        case "password":
            house.client.post("/settings/own/password", data={"old": PASSWORD, "new": "a whole new password"}, **post)
            assert house.log_in().status_code == 422
            assert house.log_in(password="a whole new password").status_code == 303
            house.client.cookies.clear()
        case "time":
            house.clock.move(seconds=sessions.LIFETIME.total_seconds())
        case "closed":
            open_account(house.store, "second@plan.example", PASSWORD, Role.OWNER, Language.EN)
            house.client.post(f"/settings/accounts/{house.people[Role.OWNER].id}/close", **post)
    assert house.client.get("/", follow_redirects=False).headers["location"] == "/login?next=%2F"
    assert (sessions.resume(house.store, other) is None) == (end != "logout")


def test_a_post_after_the_session_s_end_says_that_nothing_was_saved(open_house: House) -> None:
    answer = open_house.ask("POST", "/doing/stop", headers={"accept-language": "pt"})
    assert answer.status_code == 401
    assert "nada foi salvo" in answer.text
    assert open_house.ask("GET", "/api/check").json() == {"error": "Log in first"}


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_a_login_never_leads_elsewhere(open_house: House, next: str) -> None:
    open_house.client.cookies.clear()
    assert 'name="next" value="/"' in open_house.client.get("/login", params={"next": next}).text
    assert open_house.log_in(next=next).headers["location"] == "/"
    assert open_house.client.get("/login", params={"next": next}, follow_redirects=False).headers["location"] == "/"


# what keeps other sites out


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "https://evil.plan.example"},
        {"origin": "http://plan.example"},  # somebody on the way
        {"origin": "null"},
        {"origin": HOME, "sec-fetch-site": "cross-site"},
        {"origin": HOME, "sec-fetch-site": "same-site"},
        {"origin": ""},
        {"sec-fetch-site": ""},
    ],
)
def test_a_session_cannot_be_used_by_another_site(open_house: House, headers: Mapping[str, str]) -> None:
    for path in ("/login", "/logout", "/settings/accounts", "/doing/stop"):
        assert open_house.ask("POST", path, Role.OWNER, headers=headers).status_code == 403


def test_where_sessions_are_at_stake_a_post_says_where_it_comes_from() -> None:
    post = {"host": "plan.example", "content-length": "0"}
    assert refusal(ONLINE, "POST", post, 10) == (403, "foreign_origin")
    assert refusal(ONLINE, "POST", {**post, "sec-fetch-site": "same-origin"}, 10) is None
    assert refusal(ONLINE, "POST", {**post, "origin": HOME}, 10) is None
    assert refusal(Listening(), "POST", {**post, "host": "localhost"}, 10) is None  # a script on this machine


def test_nothing_is_changed_by_looking(open_house: House) -> None:
    """A link or picture on another site can make a browser look, with the session's cookie (SameSite=Lax)."""
    before = [(entry.act, entry.of) for entry in audit.listed(open_house.store)]
    for way in every_way(open_house.client.app):
        if way.method == "GET":
            open_house.ask("GET", re.sub("{.*?}", "x", way.path), Role.OWNER)
    assert [(entry.act, entry.of) for entry in audit.listed(open_house.store)] == before


def test_the_app_answers_to_its_own_names_only() -> None:
    network = Listening("0.0.0.0", frozenset({"plan.example"}))
    for host in ("plan.example", "PLAN.EXAMPLE:8000", "localhost", "192.0.2.7:8000", "[2001:db8::1]:8000"):
        assert network.answers_to(host), host
    for host in ("evil.example", "plan.example.evil.example", "192.0.2.7.evil.example", "", "[::"):
        assert not network.answers_to(host), host
    assert not Listening().answers_to("192.0.2.7")
    assert not Listening("127.0.0.1", frozenset({"plan.example"})).answers_to("192.0.2.7")


def test_accounts_are_asked_for_as_soon_as_others_can_come() -> None:
    assert not Listening().asks_for_accounts
    assert not Listening("localhost").asks_for_accounts
    for listening in (Listening("0.0.0.0"), Listening("192.0.2.7"), Listening(names=frozenset({"a"})), ONLINE):
        assert listening.asks_for_accounts


def test_every_response_is_guarded(open_house: House) -> None:
    for path in ("/login", "/", "/nowhere", "/static/icon.svg", "/api/check"):
        headers = open_house.ask("GET", path).headers
        assert headers["strict-transport-security"] == "max-age=31536000"
        assert headers["x-frame-options"] == "DENY"
        assert "unsafe" not in headers["content-security-policy"]
    assert "strict-transport-security" not in Listening("0.0.0.0").headers
    assert Listening("0.0.0.0").cookie == "corrente"  # browsers refuse the prefix without HTTPS


def test_strangers_cannot_send_much(open_house: House) -> None:
    answer = open_house.ask("POST", "/login", content=b"x" * 4_100_000)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("client", "said"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3::4", 1), "2001:db8:1:2::/64"),
        (("::ffff:192.0.2.7", 1), "192.0.2.7"),
        (("testclient", 1), "?"),
        (None, "?"),
    ],
)
def test_attempts_are_counted_by_where_they_come_from(client: tuple[str, int] | None, said: str) -> None:
    from fastapi import Request

    assert network(Request({"type": "http", "client": client})) == said


# accounts


def test_an_owner_manages_accounts(house: House) -> None:
    house.log_in()
    post = {"headers": OWN, "follow_redirects": False}
    new = {"email": "Nova@plan.example", "role": "reader", "language": "pt-BR", "password": PASSWORD}
    assert house.client.post("/settings/accounts", data=new, **post).headers["location"] == "/settings/accounts"
    nova = next(a for a in accounts.listed(house.store) if a.email == "nova@plan.example")
    assert (nova.role, nova.language) == (Role.READER, Language.PT)
    house.client.post(f"/settings/accounts/{nova.id}/role", data={"role": "editor"}, **post)
    house.client.post(f"/settings/accounts/{nova.id}/password", data={"password": "another good one"}, **post)
    assert accounts.verified(house.store, "nova@plan.example", "another good one").role is Role.EDITOR
    house.client.post(f"/settings/accounts/{nova.id}/close", **post)
    page = house.client.get("/settings/accounts?lang=en").text
    log = page[page.index('id="log"') :]
    assert "nova@" not in page
    assert [log.count(said) for said in ("role changed", "password changed", "account closed")] == [1, 1, 5]
    assert nova.id in house.client.get("/settings/accounts/audit.csv").text
    assert {entry.by for entry in audit.listed(house.store) if entry.of == nova.id} == {house.people[Role.OWNER].id}


@pytest.mark.parametrize(
    ("path", "data", "said"),
    [
        ("", {"email": "reader@plan.example", "password": PASSWORD}, "already an account"),
        ("", {"email": "nobody", "password": PASSWORD}, "no e-mail address"),
        ("", {"email": "new@plan.example", "password": "short"}, "12 to 1,000 characters"),
        ("/{owner}/close", {}, "last owner"),
        ("/{owner}/role", {"role": "reader"}, "last owner"),
        ("/nobody/close", {}, "no such account"),
        ("/{owner}/password", {"password": "short"}, "12 to 1,000 characters"),
    ],
)
def test_what_cannot_be_done_is_said_on_the_page(
    open_house: House, path: str, data: Mapping[str, str], said: str
) -> None:
    open_house.log_in()
    where = "/settings/accounts" + path.replace("{owner}", open_house.people[Role.OWNER].id)
    answer = open_house.client.post(where, data={"role": "reader", "language": "en", **data}, headers=OWN)
    assert answer.status_code == 422
    assert said in answer.text[answer.text.index('role="alert"') :]
    assert f'value="{data.get("email", "")}"' in answer.text
    assert len(accounts.listed(open_house.store)) == 3


def test_a_person_changes_the_language_and_the_password(house: House) -> None:
    house.log_in("reader@plan.example")
    post = {"headers": OWN}
    page = house.client.post("/settings/own/language", data={"language": "pt-BR"}, **post)
    assert "O seu idioma foi guardado." in page.text
    assert accounts.verified(house.store, "reader@plan.example", PASSWORD).language is Language.PT
    wrong = house.client.post("/settings/own/password", data={"old": "not it", "new": "a whole new one"}, **post)
    assert (wrong.status_code, "A senha atual não confere" in wrong.text) == (422, True)
    short = house.client.post("/settings/own/password", data={"old": PASSWORD, "new": "short"}, **post)
    assert (short.status_code, "12 a 1.000 caracteres" in short.text) == (422, True)
    assert "/settings/accounts" not in page.text  # that is for owners
    house.client.cookies.clear()
    house.log_in("reader@plan.example")
    assert '<html lang="pt-BR"' in house.client.get("/settings").text


def test_the_login_of_a_stranger_is_noted_without_the_address_tried(open_house: House) -> None:
    open_house.log_in("stranger@elsewhere.example", "wrong password")
    newest = audit.listed(open_house.store, 1)[0]
    assert (newest.act, newest.by, dict(newest.details)) == (Act.REFUSED, "", {"address": "?"})


# what goes wrong


def test_failures_have_a_status_a_page_and_json(house: House) -> None:
    theirs = _Theirs(author=house.people[Role.EDITOR].id)
    failures = {
        InputError(Phrase.same("no")): 422,
        StateError(Phrase.same("no")): 503,
        logins.TooManyAttempts(dt.timedelta(seconds=61)): 429,
        Conflict((theirs,)): 409,
        Decided(theirs): 409,
        RuntimeError("no"): 500,
    }
    for place, (error, status) in enumerate(failures.items()):
        for path in (f"/fails/{place}", f"/api/fails/{place}"):
            house.client.app.get(path)(partial(_fail, error))
        page = house.ask("GET", f"/fails/{place}?lang=en", Role.READER)
        data = house.ask("GET", f"/api/fails/{place}?lang=en", Role.READER)
        assert (page.status_code, data.status_code) == (status, status)
        assert "<h1" in page.text
        assert page.headers["content-security-policy"]
        assert data.json()["error"]
        assert page.headers.get("retry-after") == ("61" if status == 429 else None)
        assert ("editor@plan.example" in page.text) == (status == 409)  # the name, not the id


@dataclass(frozen=True)
class _Theirs:
    """What another person did, as far as errors tell of it."""

    author: str
    item: str = "price"

    @property
    def marked(self) -> "_Theirs":
        return self


def _fail(error: Exception) -> None:
    raise error


def test_a_store_that_is_away_is_said_before_anything_else(open_house: House) -> None:
    def away() -> None:
        raise StateError(Phrase("The store is away.", "O arquivo sumiu."))

    token = open_house.token(Role.READER)
    open_house.client.cookies.set(ONLINE.cookie, token, domain="plan.example")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions, "resume", lambda _store, _token: away())
        answer = open_house.client.get("/data?lang=en", follow_redirects=False)
    assert (answer.status_code, "The store is away." in answer.text) == (503, True)
