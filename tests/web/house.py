"""The app as others reach it: on a network, behind HTTPS, with an account of each role."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import argon2
import pytest
from fastapi.testclient import TestClient
from httpx import Response

from corrente.core.words import Language
from corrente.state import accounts, sessions
from corrente.state.accounts import Account, Role, open_account
from corrente.state.store import State, open_state
from corrente.web.app import create_app
from corrente.web.guard import SAFE, Listening
from tests.state.conftest import Clock
from tests.web.fake import FakeCompany

HOME = "https://plan.example"
OWN = {"origin": HOME}
PASSWORD = "correct horse battery"
ONLINE = Listening("0.0.0.0", frozenset({"plan.example"}), https=True)


@dataclass
class House:
    """The app as others reach it, with one account of each role."""

    client: TestClient
    store: State
    clock: Clock
    people: Mapping[Role, Account]
    tokens: dict[Role, str] = field(default_factory=dict)

    def token(self, role: Role) -> str:
        """That of a session that lasts."""
        if sessions.resume(self.store, self.tokens.get(role, "")) is None:
            with self.store.writing() as connection:
                self.tokens[role] = sessions.start(connection, self.people[role], self.clock()).token
        return self.tokens[role]

    def ask(self, method: str, path: str, role: Role | None = None, **how: object) -> Response:
        """Ask as somebody of that role."""
        self.client.cookies.clear()
        if role is not None:
            self.client.cookies.set(ONLINE.cookie, self.token(role), domain="plan.example")
        headers = {**({} if method in SAFE else OWN), **how.pop("headers", {})}
        return self.client.request(method, path, headers=headers, follow_redirects=False, **how)

    def log_in(self, email: str = "owner@plan.example", password: str = PASSWORD, next: str = "/") -> Response:
        data = {"email": email, "password": password, "next": next}
        return self.client.post("/login", data=data, headers=OWN, follow_redirects=False)


@contextmanager
def light_hashes() -> Iterator[None]:
    """Hashes of Argon2id that take a millisecond instead of fifty."""
    accounts._nobodys_hash.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts, "_hasher", lambda: argon2.PasswordHasher(1, 8, 1))
        yield
    accounts._nobodys_hash.cache_clear()


@contextmanager
def opened(folder: Path, answered: bool = False) -> Iterator[House]:
    """The house over the made-up company; its answers are worked out where somebody will look at them."""
    clock = Clock()
    store = open_state(folder / "state.sqlite", clock)
    people = {role: open_account(store, f"{role.value}@plan.example", PASSWORD, role, Language.EN) for role in Role}
    app = create_app(lambda _progress: FakeCompany(folder), folder, most_megabytes=1, store=store, listening=ONLINE)
    with TestClient(app, base_url=HOME, raise_server_exceptions=False) as client:
        client.app.state.example._opener = lambda _progress: FakeCompany(folder)
        if answered:
            client.app.state.desk.start()
            client.app.state.desk.settle(30)
        yield House(client, store, clock, people)
    store.close()
