"""Mailings handed to a real SMTP server on this machine: once each, in their pace, to whom they may go."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import text

from corrente.core.errors import InputError
from corrente.core.mailing import Chosen, MailPhase, MailStatus, Pace, Recipients
from corrente.core.outreach import Purpose, Source, Suppressed
from corrente.core.words import Language
from corrente.outreach import consent
from corrente.outreach.mail import campaign, kept, queue
from corrente.outreach.mail.campaign import counts
from corrente.outreach.mail.queue import LEASE_MS, MOST_ATTEMPTS
from corrente.outreach.mail.running import MOST_FAILURES, is_gone, return_path, worker_id
from corrente.outreach.mail.sending import Post
from corrente.outreach.mail.server import Security, Server
from corrente.outreach.people import person_of
from corrente.state import mail_tables, outreach_tables
from corrente.state.failures import StateError
from corrente.state.site_secrets import secret_of
from corrente.state.store import State
from tests.outreach.mail.mailings import SITE, a_lead, a_list, a_mailing, a_worker, rows, started
from tests.outreach.mail.post_office import PostOffice
from tests.state.conftest import Clock


@pytest.fixture
def long_naps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that looks up seldom, for tests of hours."""
    monkeypatch.setattr("corrente.outreach.mail.running.NAP_SECONDS", 10_800.0)


def suppress(state: State, email: str, reason: Suppressed = Suppressed.UNSUBSCRIBED) -> None:
    with state.writing() as connection:
        person = person_of(secret_of(state, SITE), email)
        consent.suppress(connection, SITE, person, reason, kept.milliseconds(state.clock()))


def statuses(state: State, mailing: str = "spring") -> dict[MailStatus, int]:
    with state.reading() as connection:
        return dict(queue.counted(connection, SITE, mailing))


def test_everybody_gets_their_own_message_once(state: State, office: PostOffice) -> None:
    started(state, people=7)
    worker, told = a_worker(state, office)
    assert worker.send("spring") is MailPhase.DONE
    assert office.by_person == Counter({f"p{n}@d{n % 3}.example": 1 for n in range(7)})
    assert office.connections == 1
    assert len({message["Message-ID"] for message in office.taken}) == 7
    assert all("Hello Person" in message.get_body(("plain",)).get_content() for message in office.taken)
    total, by_version = counts(state, SITE, "spring")
    assert (total.people, total.sent, total.waiting) == (7, 7, 0)
    assert sum(version.sent for version in by_version.values()) == 7
    subjects = Counter(message["Subject"] for message in office.taken)
    said = {"a": "Person, the book is here", "b": "Half the wait"}  # seven may all get the same one
    assert subjects == {said[id]: version.sent for id, version in by_version.items()}
    assert Counter(told.names()) == {"Email Delivered": 7}
    assert worker.send("spring") is MailPhase.DONE  # once more sends nothing
    assert len(office.envelopes) == 7


def test_the_pace_is_kept_for_all_and_for_each_domain(state: State, office: PostOffice, clock: Clock) -> None:
    began = clock()
    started(state, a_mailing(pace=Pace(per_minute=120, per_domain=20)), people=9)
    times: list[tuple[str, float]] = []
    office.on_data = lambda to: times.append((to.partition("@")[2], (clock() - began).total_seconds()))
    worker, _ = a_worker(state, office, clock)
    assert worker.send("spring") is MailPhase.DONE
    everybody = [at for _, at in times]
    assert all(later - earlier >= 0.5 for earlier, later in pairwise(everybody))
    for domain in ("d0.example", "d1.example", "d2.example"):
        own = [at for to, at in times if to == domain]
        assert len(own) == 3
        assert all(later - earlier >= 3 for earlier, later in pairwise(own))
    assert everybody[-1] < 9  # three domains side by side: 3 messages each, 3 seconds apart, not 9 in a row


@pytest.mark.usefixtures("long_naps")
def test_what_a_server_refuses_for_now_is_tried_again_later(state: State, office: PostOffice, clock: Clock) -> None:
    tries: Counter[str] = Counter()

    def grey(to: str) -> str:
        tries[to] += 1
        return "450 4.2.0 Greylisted" if to.startswith("p1@") and tries[to] < 3 else "250 OK"

    office.answers = grey
    started(state, people=3)
    worker, told = a_worker(state, office, clock)
    began = clock()
    assert worker.send("spring") is MailPhase.DONE
    assert tries == {"p0@d0.example": 1, "p1@d1.example": 3, "p2@d2.example": 1}
    assert (clock() - began).total_seconds() >= (5 + 15) * 60
    assert len(office.envelopes) == 3
    assert told.names() == ["Email Delivered"] * 3


@pytest.mark.usefixtures("long_naps")
def test_after_many_attempts_it_is_given_up(state: State, office: PostOffice, clock: Clock) -> None:
    office.ends = lambda _to: "451 4.3.0 Try again later"
    started(state, people=1)
    worker, told = a_worker(state, office, clock)
    assert worker.send("spring") is MailPhase.DONE
    assert statuses(state) == {MailStatus.FAILED: 1}
    assert len(office.asked) == MOST_ATTEMPTS
    assert told.names() == []


def test_what_a_server_refuses_for_good_is_a_bounce(state: State, office: PostOffice) -> None:
    replies = {"p0": "550 5.1.1 No such user", "p1": "550 5.7.1 We do not like you", "p2": "550 gone"}
    office.answers = lambda to: replies.get(to.partition("@")[0], "250 OK")
    office.ends = lambda to: "554 5.7.0 Spam" if to.startswith("p3@") else "250 OK"
    started(state, people=5)
    worker, told = a_worker(state, office)
    assert worker.send("spring") is MailPhase.DONE
    assert statuses(state) == {MailStatus.BOUNCED: 4, MailStatus.SENT: 1}
    assert Counter(told.names()) == {"Email Bounced": 4, "Email Delivered": 1}
    barred = {row.person for row in rows(state, outreach_tables.suppressions, "person", "reason")}
    assert barred == {person_of(secret_of(state, SITE), email) for email in ("p0@d0.example", "p2@d2.example")}
    replies.clear()
    office.ends = lambda _to: "250 OK"
    started(state, a_mailing(id="summer"), people=5)  # who has no mailbox is not written to again
    a_worker(state, office)[0].send("summer")
    assert statuses(state, "summer") == {MailStatus.SENT: 3, MailStatus.SUPPRESSED: 2}


def test_who_must_not_be_written_to_is_not_even_at_the_last_moment(state: State, office: PostOffice) -> None:
    started(state, people=3)
    suppress(state, "p0@d0.example")
    worker, _ = a_worker(state, office)
    claimed = queue.claim(state, SITE, a_mailing(), worker.id)
    assert isinstance(claimed, queue.Claim)
    suppress(state, claimed.email)  # between the claim and the message
    assert not queue.begin(
        state, SITE, a_mailing(), claimed, worker.id, worker.decide(SITE, a_mailing().as_test(), "x")
    )
    worker.send("spring")
    assert statuses(state)[MailStatus.SUPPRESSED] == len({"p0@d0.example", claimed.email})
    assert not {"p0@d0.example", claimed.email} & set(office.by_person)


def test_what_was_written_and_done_cannot_be_changed(shared: State) -> None:
    started(shared, people=1)
    for deed in ("update mailing_revisions set author = 'x'", "delete from mailing_revisions"):
        with pytest.raises(StateError, match="append-only"), shared.writing() as connection:
            connection.execute(text(deed))


def test_who_unsubscribes_while_the_server_is_asked_gets_nothing(state: State, office: PostOffice) -> None:
    def answer(to: str) -> str:
        suppress(state, to)
        return "250 OK"

    office.answers = answer
    started(state, people=2)
    assert a_worker(state, office)[0].send("spring") is MailPhase.DONE
    assert statuses(state) == {MailStatus.SUPPRESSED: 2}
    assert office.envelopes == []
    assert len(office.asked) == 2


def test_pause_resume_and_cancel(state: State, office: PostOffice) -> None:
    started(state, people=6)
    office.on_data = lambda _to: campaign.pause(state, SITE, "spring", "ana") if len(office.envelopes) == 2 else None
    worker, _ = a_worker(state, office)
    assert worker.send("spring") is MailPhase.PAUSED
    assert len(office.envelopes) == 2
    assert statuses(state) == {MailStatus.SENT: 2, MailStatus.QUEUED: 4}
    campaign.resume(state, SITE, "spring", "ana")
    office.on_data = lambda _to: campaign.cancel(state, SITE, "spring", "bia") if len(office.envelopes) == 4 else None
    assert worker.send("spring") is MailPhase.CANCELLED
    assert statuses(state) == {MailStatus.SENT: 4, MailStatus.CANCELLED: 2}
    assert [(act.author, act.reason) for act in kept.acts(state, SITE, "spring")][:4] == [
        ("bia", "cancelled"), ("ana", "sending"), ("ana", "paused"), ("ana", "sending"),
    ]  # fmt: skip
    for deed in (campaign.resume, campaign.pause):
        with pytest.raises(InputError, match="cannot become"):
            deed(state, SITE, "spring", "ana")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"senders": lambda _from: "530 5.7.0 Must log in"}, "530"),
        ({"senders": lambda _from: "553 5.7.1 Not your address"}, "553"),
    ],
)
def test_a_server_that_wants_nothing_of_us_pauses_the_mailing(
    state: State, office: PostOffice, wrong: dict[str, object], said: str
) -> None:
    vars(office).update(wrong)
    started(state, people=4)
    assert a_worker(state, office)[0].send("spring") is MailPhase.PAUSED
    assert kept.find(state, SITE, "spring").because.startswith(said)
    assert statuses(state) == {MailStatus.QUEUED: 4}
    office.senders = lambda _from: "250 OK"
    campaign.resume(state, SITE, "spring", "ana")
    assert a_worker(state, office)[0].send("spring") is MailPhase.DONE
    assert kept.find(state, SITE, "spring").because == ""
    assert len(office.envelopes) == 4


def test_a_server_that_is_away_is_waited_for_and_in_the_end_said(
    state: State, office: PostOffice, clock: Clock
) -> None:
    started(state, people=2)
    worker, _ = a_worker(state, office, clock)
    port, naps = office.port, 0
    worker.post.server = replace(worker.post.server, port=1)
    began = clock()
    assert worker.send("spring") is MailPhase.PAUSED
    assert 2_400 < (clock() - began).total_seconds() < 3_600
    assert "refused" in kept.find(state, SITE, "spring").because
    campaign.resume(state, SITE, "spring", "ana")
    sleep = worker.sleep

    def comes_back(seconds: float) -> bool:
        nonlocal naps
        naps += 1
        if naps > MOST_FAILURES:
            worker.post.server = replace(worker.post.server, port=port)
        return sleep(seconds)

    worker, _ = a_worker(state, office, clock)
    worker.post.server, worker.sleep = replace(worker.post.server, port=1), comes_back
    assert worker.send("spring") is MailPhase.DONE
    assert len(office.envelopes) == 2


def test_old_connections_are_left(state: State, office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrente.outreach.mail.sending.PER_CONNECTION", 3)
    started(state, people=7)
    a_worker(state, office)[0].send("spring")
    assert (office.connections, len(office.envelopes)) == (3, 7)


def test_a_connection_lost_after_the_message_leaves_it_unknown(state: State, office: PostOffice) -> None:
    """The server took it and its word never came: it is not sent again unless a person says so."""
    started(state, people=2)
    worker, told = a_worker(state, office)
    real = worker.post._connected

    class Deaf:
        """Hands over, and hears nothing of the end."""

        def __init__(self, smtp):  # type: ignore[no-untyped-def]
            self.smtp, self.getreply = smtp, self.fail

        def __getattr__(self, name: str):  # type: ignore[no-untyped-def]
            return getattr(self.smtp, name)

        def fail(self) -> None:
            while not office.envelopes:
                pass
            raise TimeoutError("no answer")

    worker.post._connected = lambda: real() if office.envelopes else Deaf(real())  # type: ignore[method-assign, assignment, return-value]
    assert worker.send("spring") is MailPhase.DONE
    assert statuses(state) == {MailStatus.SENT: 1, MailStatus.UNKNOWN: 1}
    assert set(office.by_person.values()) == {1}
    assert told.names() == ["Email Delivered"]
    (unclear,) = campaign.unknown(state, SITE, "spring")
    assert unclear.email == office.envelopes[0][1]
    assert "no answer" in unclear.reply
    again = office.taken[0]["Message-ID"]
    assert campaign.decide_unknown(state, SITE, "spring", again=True, author="ana") == 1
    assert a_worker(state, office)[0].send("spring") is MailPhase.DONE
    assert office.by_person[unclear.email] == 2  # a person said so
    assert office.taken[-1]["Message-ID"] == again  # and a server can tell


def test_what_is_unknown_can_be_left(state: State, office: PostOffice) -> None:
    started(state, people=1)
    worker, _ = a_worker(state, office)
    claimed = queue.claim(state, SITE, a_mailing(), "elsewhere/1/x")
    assert isinstance(claimed, queue.Claim)
    assert queue.begin(
        state, SITE, a_mailing(), claimed, "elsewhere/1/x", worker.decide(SITE, a_mailing().as_test(), "x")
    )
    assert isinstance(queue.claim(state, SITE, a_mailing(), worker.id), queue.Wait)  # the other may still be alive
    state.clock.move(seconds=LEASE_MS / 1000)  # type: ignore[attr-defined]
    assert worker.send("spring") is MailPhase.DONE
    assert statuses(state) == {MailStatus.UNKNOWN: 1}
    assert campaign.decide_unknown(state, SITE, "spring", again=False, author="ana") == 1
    assert (statuses(state), office.envelopes) == ({MailStatus.FAILED: 1}, [])


def test_several_workers_never_send_twice(shared: State, office: PostOffice) -> None:
    started(shared, people=24)
    workers = [a_worker(shared, office, naps=50)[0] for _ in range(4)]
    for worker in workers:
        worker.sleep = lambda _seconds: statuses(shared).get(MailStatus.QUEUED, 0) > 0
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda worker: worker.send("spring"), workers))
    assert workers[0].send("spring") is MailPhase.DONE
    assert office.by_person == Counter({f"p{n}@d{n % 3}.example": 1 for n in range(24)})


def test_a_worker_that_lost_its_claim_sends_nothing(shared: State, office: PostOffice, clock: Clock) -> None:
    started(shared, people=1)
    slow, fast = a_worker(shared, office)[0], a_worker(shared, office)[0]
    claimed = queue.claim(shared, SITE, a_mailing(), slow.id)
    assert isinstance(claimed, queue.Claim)
    clock.move(seconds=LEASE_MS / 1000)
    assert fast.send("spring") is MailPhase.DONE
    assert slow._one(a_mailing(), claimed)
    assert len(office.envelopes) == 1


def test_only_leads_who_agree_now_and_are_chosen_get_it(shared: State, office: PostOffice, clock: Clock) -> None:
    state = shared
    from corrente.core.outreach import Utm

    a_lead(state, "yes@example.com", utm=Utm(term="Enterprise"))
    a_lead(state, "other@example.com", utm=Utm(term="Small"))
    a_lead(state, "no@example.com", agrees=False, utm=Utm(term="Enterprise"))
    twice = a_lead(state, "twice@example.com", "Old Name", utm=Utm(term="Enterprise"))
    clock.move(hours=1)
    again = a_lead(state, "twice@example.com", "Bia Lima", utm=Utm(term="Enterprise"))
    gone = a_lead(state, "gone@example.com", utm=Utm(term="Enterprise"))
    mailing = a_mailing(chosen=Chosen(Recipients.LEADS, {"term": "Enterprise"}))
    kept.save(state, SITE, mailing, "ana")
    assert campaign.people(state, SITE, mailing) == 3
    assert campaign.start(state, SITE, "spring", "ana") == 3
    with state.writing() as connection:  # takes the consent back after the start, by the preferences' page
        taken = consent.taken_back(Purpose.EMAIL, Source.PREFERENCES, Language.EN, kept.milliseconds(state.clock()))
        consent.record(connection, SITE, gone.person, [taken])
    assert a_worker(state, office)[0].send("spring") is MailPhase.DONE
    assert set(office.by_person) == {"yes@example.com", "twice@example.com"}
    assert "Bia" in str(next(m for m in office.taken if m["To"] == "twice@example.com").get_body(("plain",)))
    scored = replace(mailing, chosen=Chosen(Recipients.LEADS, least_score=0.5))
    assert campaign.people(state, SITE, scored, {again.id: 0.7, twice.id: 0.1}) == 1
    with pytest.raises(InputError, match="no scores"):
        campaign.people(state, SITE, scored)
    with pytest.raises(InputError, match="passwords"):
        campaign.people(state, SITE, replace(mailing, chosen=Chosen(Recipients.LEADS, {"passwords": "x"})))


def test_a_list_needs_its_proof_and_names_its_people_once(state: State) -> None:
    kept.save(state, SITE, a_mailing(chosen=Chosen(Recipients.FILE, proof="trust me")), "ana")
    lines = ("E-mail;Nome;Cidade", "ANA@Example.com;Ana Souza;São Paulo", "ana@example.com;Ana;x", "nobody;x;y", ";;")
    said = "\n".join((*lines, "b@c.example;;\n"))
    read = campaign.bring(state, SITE, "spring", said.encode("cp1252"))
    assert [(one.email, dict(one.fields)) for one in read.recipients] == [
        ("ana@example.com", {"name": "Ana Souza", "cidade": "São Paulo", "first_name": "Ana"}),
        ("b@c.example", {}),
    ]
    assert ([one.line for one in read.rejected], read.doubled) == ([4], 1)
    with pytest.raises(InputError, match="agreed"):
        campaign.start(state, SITE, "spring", "ana")
    kept.save(state, SITE, a_mailing(), "ana")
    campaign.bring(state, SITE, "spring", a_list(2))  # in place of the first
    assert campaign.start(state, SITE, "spring", "ana") == 2
    for late in (
        lambda: campaign.bring(state, SITE, "spring", a_list(2)),
        lambda: campaign.start(state, SITE, "spring", "ana"),
        lambda: kept.save(state, SITE, a_mailing(), "ana"),
    ):
        with pytest.raises(InputError, match="started"):
            late()
    for wrong in (b"", b"name\nAna", b"\x00\x01", "email\n".encode("utf-16")):
        kept.save(state, SITE, a_mailing(id="other"), "ana")
        with pytest.raises(InputError):
            campaign.bring(state, SITE, "other", wrong)
    with pytest.raises(InputError, match="Nobody"):
        campaign.start(state, SITE, "other", "ana")
    with pytest.raises(InputError, match="no mailing"):
        campaign.start(state, "another-site", "spring", "ana")


@pytest.mark.parametrize("id", ["", "A", "a b", "../x", "-a", "é", "a" * 51])
def test_ids_are_plain(state: State, id: str) -> None:
    with pytest.raises(InputError):
        kept.save(state, SITE, a_mailing(id=id), "ana")


def test_who_is_forgotten_meanwhile_gets_nothing(state: State, office: PostOffice) -> None:
    from corrente.outreach import rights

    started(state, people=2)
    rights.forget(state, "p0@d0.example", by="ana")
    assert a_worker(state, office)[0].send("spring") is MailPhase.DONE
    assert set(office.by_person) == {"p1@d1.example"}
    started(state, a_mailing(id="summer"), people=2)  # nor from a list that still names them
    a_worker(state, office)[0].send("summer")
    assert office.by_person == {"p1@d1.example": 2}
    assert not any("p0@" in str(row) for row in rows(state, mail_tables.deliveries, "email", "fields") if not row.email)


def test_the_return_path_names_the_delivery(state: State, office: PostOffice) -> None:
    started(state, people=1)
    worker, _ = a_worker(state, office)
    worker.post = Post(replace(office.server, return_path="bounces@mail.acme.example"))
    worker.send("spring")
    (row,) = rows(state, mail_tables.deliveries, "token")
    assert office.envelopes[0][0] == return_path("bounces@mail.acme.example", row.token)
    assert row.token in office.envelopes[0][0]


def test_a_worker_knows_which_others_are_no_more() -> None:
    import subprocess

    own = worker_id()
    assert not is_gone(own)
    assert is_gone(own.rpartition("/")[0] + "/before")  # the same number in a container that started again
    ended = subprocess.Popen(["true"])
    ended.wait()
    assert is_gone(f"{own.partition('/')[0]}/{ended.pid}/x")
    assert not is_gone(f"elsewhere/{ended.pid}/x")
    assert not is_gone("nonsense")


def test_a_login_is_never_shown() -> None:
    from corrente.state.tables import Hidden

    server = Server("mail.example", 587, Security.STARTTLS, "ana", Hidden("s3cret"))
    assert "s3cret" not in repr(server) + repr(Post(server))
