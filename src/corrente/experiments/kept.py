"""Tests as they were and are defined, and the policies they went by: only added to, never written over."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, insert, select, text, tuple_, update

from corrente.core.errors import CorrenteError, InputError
from corrente.core.experiment import Finding, Phase, Policy, Test
from corrente.core.words import Phrase, phrase
from corrente.experiments import assignment
from corrente.experiments.sound import refuse_change, refuse_unsound
from corrente.state import findings
from corrente.state import test_tables as tables
from corrente.state.store import State
from corrente.state.test_tables import MAIN

_T, _R, _P = tables.tests.c, tables.test_revisions.c, tables.policies.c


@dataclass(frozen=True)
class Revision:
    """A test as it was defined at one moment."""

    site: str
    test: str
    number: int
    body: Test
    author: str
    at: dt.datetime
    reason: str


@dataclass(frozen=True)
class Served:
    """What the service needs of a test: its definition, the policy in force, and the numbers of both."""

    body: Test
    policy: Policy | None
    revision: int


class Moved(CorrenteError):
    """Somebody changed the test in the meantime: ``theirs`` is how it stands now. Nothing was saved."""

    def __init__(self, theirs: Revision) -> None:
        self.theirs = theirs
        super().__init__(
            phrase(
                "{author} changed the test {test} in the meantime.",
                "{author} alterou o teste {test} nesse meio-tempo.",
                author=theirs.author,
                test=theirs.test,
            ),
            Phrase("So your change was not saved.", "Por isso a sua alteração não foi salva."),
            Phrase("Compare the two and save what holds.", "Compare as duas versões e salve a que vale."),
        )


def save(
    state: State,
    test: Test,
    *,
    based_on: int | None = None,
    author: str,
    reason: str = "",
    site: str = MAIN,
    found: Finding | None = None,
) -> Revision:
    """Add a revision; ``based_on`` is the number that the author had seen, none for a new test.

    Seeds that are missing are drawn. A test that runs has a policy from this moment on: the first one, or where arms
    were dropped or added, one that carries on from the last. What was ``found`` is stored with the revision or not at
    all.

    Raises `Moved` where the test is no longer at ``based_on``, `InputError` where the definition is unsound, and
    `StateError` where the store fails.
    """
    with state.writing() as connection:
        revision, version = hold(connection, site, test.id)
        before = _revisions(connection, site, test.id, revision)
        if revision != (based_on or 0):
            raise Moved(before[0]) if before else _no_test(test.id)
        sown = _sown(test, before[0].body if before else None)
        refuse_unsound(sown)
        if before:
            refuse_change(before[0].body, sown)
        added = Revision(site, test.id, revision + 1, sown, author, state.clock(), reason)
        connection.execute(insert(tables.test_revisions).values(**vars(added)))
        if found is not None:
            findings.add(connection, site, found)
        policy = _due(connection, site, sown, version)
        if policy is not None:
            _add(connection, state, site, test.id, policy)
        moved = {"revision": added.number, "policy": policy.version if policy else version}
        connection.execute(update(tables.tests).where(_T.site == site, _T.test == test.id).values(moved))
    return added


def adopt(
    state: State, test: str, weights: Mapping[str, tuple[float, ...]], *, after: int, site: str = MAIN
) -> Policy | None:
    """Go by these weights (of the last policy's arms, by context cell) from now on, and return the new policy.

    ``None`` where the policy in force is no longer version ``after``, or the test does not run: then nothing was done.
    Raises `InputError` where there is no such test, ``ValueError`` where a row does not fit the arms.
    """
    with state.writing() as connection:
        revision, version = hold(connection, site, test)
        if not revision:
            raise _no_test(test)
        (now,) = _revisions(connection, site, test, revision)
        last = _policy(connection, site, test, version)
        if version != after or last is None or now.body.phase is not Phase.RUNNING:
            return None
        if any(len(row) != len(last.arms) for row in weights.values()):
            raise ValueError(f"each row of weights has to have {len(last.arms)} places")
        policy = Policy(version + 1, last.arms, dict(weights))
        _add(connection, state, site, test, policy)
        connection.execute(update(tables.tests).where(_T.site == site, _T.test == test).values(policy=policy.version))
    return policy


def current(state: State, test: str, site: str = MAIN) -> Revision:
    """The last revision. Raises `InputError` where there is no such test."""
    with state.reading() as connection:
        found = _revisions(connection, site, test, _last(connection, site, test)[0])
    if not found:
        raise _no_test(test)
    return found[0]


def listed(state: State, site: str = MAIN) -> tuple[Revision, ...]:
    """The last revision of every test of a site, in the order of their ids."""
    latest = select(*_R).join(tables.tests, (_T.site == _R.site) & (_T.test == _R.test) & (_T.revision == _R.number))
    with state.reading() as connection:
        rows = connection.execute(latest.where(_R.site == site).order_by(_R.test)).mappings()
        return tuple(Revision(**row) for row in rows)


def history(state: State, test: str, site: str = MAIN) -> tuple[Revision, ...]:
    """All revisions of a test, the oldest first; none where there is no such test."""
    with state.reading() as connection:
        return _revisions(connection, site, test)


def policy(state: State, test: str, version: int | None = None, site: str = MAIN) -> Policy | None:
    """The policy in force, or the one of that version; ``None`` where there is none."""
    with state.reading() as connection:
        return _policy(connection, site, test, _last(connection, site, test)[1] if version is None else version)


def policies(state: State, test: str, site: str = MAIN) -> tuple[tuple[Policy, dt.datetime], ...]:
    """All policies of a test and when each came into force, the oldest first."""
    asked = select(_P.body, _P.at).where(_P.site == site, _P.test == test).order_by(_P.version)
    with state.reading() as connection:
        return tuple((body, at) for body, at in connection.execute(asked))


def heads(connection: Connection) -> Mapping[tuple[str, str], tuple[int, int]]:
    """The numbers of the last revision and policy of every test, by site and id: what changes when anything does."""
    rows = connection.execute(select(_T.site, _T.test, _T.revision, _T.policy).where(_T.revision > 0))
    return {(site, test): (revision, policy) for site, test, revision, policy in rows}


def served(
    connection: Connection, wanted: Mapping[tuple[str, str], tuple[int, int]]
) -> Mapping[tuple[str, str], Served]:
    """The definitions and policies of the ``wanted`` numbers, by site and id."""
    if not wanted:
        return {}
    revised = [(*key, revision) for key, (revision, _) in wanted.items()]
    versions = [(*key, version) for key, (_, version) in wanted.items()]
    bodies = select(_R.site, _R.test, _R.body).where(tuple_(_R.site, _R.test, _R.number).in_(revised))
    laws = select(_P.site, _P.test, _P.body).where(tuple_(_P.site, _P.test, _P.version).in_(versions))
    by_test = {(site, test): body for site, test, body in connection.execute(laws)}
    return {
        (site, test): Served(body, by_test.get((site, test)), wanted[site, test][0])
        for site, test, body in connection.execute(bodies)
    }


def hold(connection: Connection, site: str, test: str) -> tuple[int, int]:
    """Let nobody else write to the test until this transaction ends; its last revision and policy, 0 for none."""
    connection.execute(_NEW_TEST, {"site": site, "test": test})
    return _last(connection, site, test, held=True)


_NEW_TEST = text("insert into tests (site, test, revision, policy) values (:site, :test, 0, 0) on conflict do nothing")


def _last(connection: Connection, site: str, test: str, *, held: bool = False) -> tuple[int, int]:
    asked = select(_T.revision, _T.policy).where(_T.site == site, _T.test == test)
    found = connection.execute(asked.with_for_update() if held else asked).one_or_none()
    return (found.revision, found.policy) if found is not None else (0, 0)


def _revisions(connection: Connection, site: str, test: str, number: int | None = None) -> tuple[Revision, ...]:
    asked = select(*_R).where(_R.site == site, _R.test == test).order_by(_R.number)
    rows = connection.execute(asked if number is None else asked.where(_R.number == number)).mappings()
    return tuple(Revision(**row) for row in rows)


def _policy(connection: Connection, site: str, test: str, version: int) -> Policy | None:
    asked = select(_P.body).where(_P.site == site, _P.test == test, _P.version == version)
    found: Policy | None = connection.execute(asked).scalar()
    return found


def _sown(test: Test, before: Test | None) -> Test:
    """The test with its seeds: those it has, those it had, or new ones."""
    had = (before.seed, before.inclusion_seed) if before else (secrets.token_hex(8), secrets.token_hex(8))
    return replace(test, seed=test.seed or had[0], inclusion_seed=test.inclusion_seed or had[1])


def _due(connection: Connection, site: str, test: Test, version: int) -> Policy | None:
    """The policy that this definition needs now; ``None`` where it does not run or the one in force fits it."""
    if test.phase is not Phase.RUNNING:
        return None
    last = _policy(connection, site, test.id, version)
    if last is None:
        return assignment.opening(test)
    return None if assignment.fits(test, last) else assignment.carried(test, last, version + 1)


def _add(connection: Connection, state: State, site: str, test: str, policy: Policy) -> None:
    row = {"site": site, "test": test, "version": policy.version, "body": policy, "at": state.clock()}
    connection.execute(insert(tables.policies).values(row))


def _no_test(test: str) -> InputError:
    return InputError(
        phrase("There is no test “{test}”.", "O teste “{test}” não existe.", test=test),
        None,
        Phrase("Look at the list of tests.", "Veja a lista de testes."),
    )
