"""The whole stream with real parts: from an advertisement's link to a result on the plan's lever.

Chromium, a mail server and PostgreSQL (SQLite where it is missing) on this machine: the app gives the campaign's link,
the service shows the landing page in the variant that the bandit decides, the form makes a lead, the lead is scored
with the company's data, gets an e-mail, clicks, becomes an opportunity, and the test's finding changes the plan.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import os
import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from io import StringIO
from itertools import count
from pathlib import Path
from unittest.mock import patch

import httpx
import pyarrow.parquet as pq
import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from corrente.cli.main import main
from corrente.core.answer import Estimate, Grade, Lever
from corrente.core.experiment import Finding, Measure, Metric, Policy, Test
from corrente.core.mailing import Chosen, Mailing, MailSlot, Pace, Sender
from corrente.core.outreach import Controller, LandingPage, Offer, Purpose, Slot
from corrente.core.plan import Item, ItemKind
from corrente.core.words import Language, Phrase
from corrente.experiments import kept, keys, making, running
from corrente.experiments.keys import Kind
from corrente.experiments.running import Act
from corrente.outreach import landing, leads
from corrente.outreach.gathered import number
from corrente.outreach.links import read_link
from corrente.outreach.mail import kept as mailings
from corrente.service import mail_work
from corrente.service.app import create_service
from corrente.service.pages import Pages
from corrente.state import findings as stored
from corrente.state import plans, test_tables
from corrente.state.plans import Edit
from corrente.state.store import State, open_state
from corrente.state.test_tables import MAIN
from corrente.stream import planning
from corrente.stream.company import open_company
from corrente.stream.planning import findings
from corrente.web.app import create_app
from corrente.web.mail_desk import chances
from corrente.web.sending import collect_into
from tests.engines import postgres_server
from tests.engines.conftest import need
from tests.outreach.mail.post_office import PostOffice, post_office
from tests.service.listening import FREE

pytestmark = [pytest.mark.browser, pytest.mark.engines]

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"
DAYS = 30
EMAIL = "ana.souza@acme.example"
CROWD = 400
WON = {"a": 0.08, "b": 0.32}
"""Of those who saw a variant, the share that becomes an opportunity: the truth that the bandit has to find."""


@dataclass
class Clock:
    """The present moment, or as many days later as a test says."""

    ahead: dt.timedelta = dt.timedelta()

    def __call__(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC) + self.ahead

    @contextmanager
    def days_later(self, days: int) -> Iterator[None]:
        self.ahead = dt.timedelta(days)
        yield
        self.ahead = dt.timedelta()


@dataclass
class World:
    """Everything that runs, and where."""

    folder: Path
    store: State
    clock: Clock
    app: str
    service: str
    key: str
    post: PostOffice


def campaign(channel: str, role: str) -> Item:
    guess = Estimate("relative_change", 0.1, -0.2, 0.4, "share of the default's", {"channel": channel})
    lever = Lever("leads", Phrase("another page", "outra página"), guess, Grade.ASSUMPTION, {"channel": channel})
    title, said = f"Campaign: {channel}", Phrase("Win leads among {whom}.", "Conquistar leads.", {"whom": "enterprise"})
    fields = {"channel": channel, "role": role, "segment": "enterprise", "offer": Phrase("the e-book", "o e-book"),
              "message": Phrase("Test your campaigns", "Teste as suas campanhas")}  # fmt: skip
    return Item(f"campaign.{channel}", ItemKind.CAMPAIGN, Phrase.same(title), said, fields, (), (lever,),
                dt.date(2027, 4, 1), dt.date(2027, 6, 30))  # fmt: skip


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """The address of an app on this machine."""
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_until(lambda: server.started)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def wait_until(there, seconds: float = 20):
    """What ``there`` gives as soon as that is something."""
    ends = time.monotonic() + seconds
    while not (found := there()):
        assert time.monotonic() < ends, "waited too long"
        time.sleep(0.02)
    return found


@pytest.fixture
def world(sample_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    folder = company(sample_folder, tmp_path / "company")
    with ExitStack() as stack:
        if postgres_server.binaries() is None and "CORRENTE_REQUIRE_ENGINES" not in os.environ:
            place: Path | str = folder / ".corrente" / "state.sqlite"
        else:
            need("postgres")
            place = stack.enter_context(postgres_server.server())
            monkeypatch.setenv("CORRENTE_STATE", place)
        clock = Clock()
        store = open_state(place, clock)
        stack.callback(store.close)
        items = {item.id: item for item in (campaign("linkedin", "attract"), campaign("email", "excite"))}
        plans.save(store, planning.MAIN, {id: Edit(item) for id, item in items.items()}, author="ana", reason="plan")
        app = stack.enter_context(serving(create_app(lambda told: open_company(folder, told), folder, store=store)))
        service = stack.enter_context(serving(create_service(store, FREE, Pages(folder))))
        _, key = keys.make(store, Kind.WRITE)
        post = stack.enter_context(post_office())
        yield World(folder, store, clock, app, service, key, post)


def company(sample: Path, folder: Path) -> Path:
    """A company that brings its leads and how they ended, and gives an e-book."""
    (folder / "offers").mkdir(parents=True)
    shutil.copy(sample / "leads.parquet", folder)
    (folder / "corrente.toml").write_text('[company]\nname = "Aurora CRM"\ntimezone = "America/Sao_Paulo"\n')
    (folder / "offers" / "e-book.pdf").write_bytes(b"%PDF-1.7 the e-book")
    return folder


def corrente(*words: str) -> str:
    """What a command says."""
    said = StringIO()
    called = patch.object(sys, "argv", ["corrente", *words, "--language", "en"])
    with called, redirect_stdout(said), pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    return said.getvalue()


def test_from_an_advertisement_to_a_result_on_the_plans_lever(world: World, chromium, tmp_path: Path) -> None:
    test = a_test_of_the_plans_campaign(world)
    policy = the_bandit_learns_from_those_who_came_before(world, test)
    context = chromium.new_context(user_agent=PERSON, accept_downloads=True)
    page = context.new_page()
    page.set_default_timeout(20_000)
    link = the_campaigns_link(world, page)
    lead = a_visitor_follows_it_and_sends_the_form(world, page, link, test, policy)
    chance = the_lead_is_scored(world, lead, tmp_path)
    the_lead_stands_in_an_audience(world, tmp_path / "linkedin.csv")
    the_lead_gets_an_e_mail_and_clicks(world, page, lead, chance)
    the_lead_becomes_an_opportunity(world, lead)
    found = the_test_is_stopped(world, test)
    the_plans_lever_has_the_result(world, found)
    what_happened_is_the_companys_data(world, lead)
    context.close()


def a_test_of_the_plans_campaign(world: World) -> Test:
    """Two versions of the landing page, judged by opportunities."""
    items = planning.standing(world.store).by_id
    drafted = making.made(items, "campaign.linkedin", Language.EN, planning.MAIN)
    first, second = drafted.variants
    test = replace(
        drafted,
        variants=(first, replace(second, payload={Slot.HEADLINE: "Half the time, twice the tests"})),
        decision=Metric("opportunities", Measure.CONVERSIONS, "Opportunity Created", DAYS * 86_400),
        guardrails=(Metric("contacts", Measure.CONVERSIONS, "Lead Captured"),),
    )
    running.create(world.store, test, Act("ana"))
    running.start(world.store, test.id, Act("ana"))
    page = landing.drafted(items["campaign.linkedin"], "Aurora CRM", Language.EN)
    ready: LandingPage = replace(
        page, id="e-book", controller=Controller("Aurora CRM", "privacy@aurora.example"),
        offer=Offer("The e-book", "e-book.pdf"), test=test.id, published=True,
    )  # fmt: skip
    landing.save(world.store, MAIN, ready, author="ana")
    return kept.current(world.store, test.id).body


def the_bandit_learns_from_those_who_came_before(world: World, test: Test) -> Policy:
    """Four hundred came through the service's API; by what they did the better page gets more of those to come."""
    with httpx.Client(base_url=world.service, headers={"Authorization": f"Bearer {world.key}"}) as client:
        wait_until(lambda: "variant" in decide(client, test, ["first"])[0])
        units = [f"crowd-{n}" for n in range(CROWD)]
        seen = [decided for part in batched(units, 100) for decided in decide(client, test, part)]
        turn = {"a": 0, "b": 0}
        batch = []
        for unit, decided in zip(units, seen, strict=True):
            turn[decided["variant"]] += 1
            if turn[decided["variant"]] * WON[decided["variant"]] % 1 < WON[decided["variant"]]:
                batch.append(opportunity(unit, decided["decision_id"]))
        assert client.post("/v1/track", json={"batch": batch}).json()["accepted"] == len(batch)
        with world.clock.days_later(DAYS + 1):
            learnt = running.advance(world.store, test.id)
        assert learnt is not None
        assert learnt.of("")[1] > 0.9  # the posterior's chance that b is best, less the least share of the other
        newcomers = (f"newcomer-{n}" for n in count())
        wait_until(lambda: decide(client, test, [next(newcomers)])[0].get("policy_version") == learnt.version)
    return learnt


def decide(client: httpx.Client, test: Test, units: Sequence[str]) -> list[dict]:
    said = {"decisions": [{"test": test.id, "unit": unit, "context": {}} for unit in units]}
    told = client.post("/v1/decide", json=said).json()
    return told.get("decisions", [{}])  # until the service has seen the key, it refuses


def batched(units: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (units[start : start + size] for start in range(0, len(units), size))


def opportunity(unit: str, decision: str | None) -> dict[str, object]:
    said = {"type": "track", "event": "Opportunity Created", "anonymousId": unit, "messageId": f"opportunity-{unit}"}
    return {**said, "properties": {"decision_id": decision, "stage": "sql"}}


def the_campaigns_link(world: World, page) -> str:
    """In the app: a link whose clicks lead back to the campaign."""
    page.goto(f"{world.app}/plan/send/campaign.linkedin")
    page.locator("[name=url]").fill(f"{world.service}/p/e-book")
    page.locator("[name=content]").fill("video-1")
    page.locator("form.entry button").click()
    link = page.locator("code.link").inner_text()
    tags = read_link(link)
    assert tags is not None
    assert (tags.id, tags.content) == ("campaign.linkedin", "video-1")
    return link


def a_visitor_follows_it_and_sends_the_form(world: World, page, link: str, test: Test, policy: Policy):
    page.goto(link)
    headline = page.locator("h1").inner_text()
    assert headline in {variant.payload[Slot.HEADLINE] for variant in test.variants}
    assert page.context.cookies() == []  # nothing before somebody said yes
    page.locator("[name=name]").fill("Ana Souza")
    page.locator("[name=email]").fill(EMAIL)
    page.locator("[name=company]").fill("Acme")
    for purpose in (Purpose.EMAIL, Purpose.ADS):
        page.locator(f"input[name='agree_{purpose.value}'][value='yes']").check()
    page.wait_for_timeout(1_600)  # nobody fills in a form faster
    page.locator("form button").click()
    page.wait_for_url("**/thanks/**")
    with page.expect_download() as download:
        page.locator("a[href*='/file/']").click()
    assert Path(download.value.path()).read_bytes() == b"%PDF-1.7 the e-book"
    (lead,) = leads.listed(world.store, MAIN)
    shown = next(variant for variant in test.variants if variant.payload[Slot.HEADLINE] == headline)
    assert (lead.email, lead.test, lead.variant) == (EMAIL, test.id, shown.id)
    assert (lead.utm.id, lead.utm.content, lead.item) == ("campaign.linkedin", "video-1", "campaign.linkedin")
    assert decided(world, lead) == (shown.id, policy.version, policy.of("")[policy.arms.index(shown.id)])
    return lead


def decided(world: World, lead) -> tuple[str, int, float]:
    """What was logged of the decision that the lead was shown: variant, policy and probability."""
    rows = test_tables.exposures.c
    with world.store.reading() as connection:
        asked = select(rows.arm, rows.policy, rows.probability).where(rows.decision == lead.decision)
        return tuple(connection.execute(asked).one())


def the_lead_is_scored(world: World, lead, tmp_path: Path) -> float:
    """The lead stands among the company's own, and gets a chance by what theirs became."""
    assert "leads" in corrente("collect", str(world.folder))
    corrente("score", "lead_scoring", str(world.folder), "--out", str(tmp_path / "scores.csv"))
    with (tmp_path / "scores.csv").open(encoding="utf-8", newline="") as file:
        scores = {row["subject_id"]: float(row["chance"]) for row in csv.DictReader(file)}
    assert len(scores) > 1_000  # the company's own leads too
    return scores[lead.id]


def the_lead_stands_in_an_audience(world: World, out: Path) -> None:
    """Hashed, as the lead agreed."""
    said = corrente(
        "audience", str(world.folder), "--to", "linkedin", "--campaign", "campaign.linkedin", "--out", str(out)
    )
    assert said.startswith("1 people in ")
    assert out.read_text().splitlines()[1:] == [f"{hashlib.sha256(EMAIL.encode()).hexdigest()},,,,,,"]


def the_lead_gets_an_e_mail_and_clicks(world: World, page, lead, chance: float) -> None:
    mailing = Mailing(
        "follow-up", "Follow-up", Language.EN,
        Sender("Aurora", "news@aurora.example", Controller("Aurora CRM", "privacy@aurora.example"), "Rua A, São Paulo"),
        {MailSlot.SUBJECT: "{first_name|Hello}, shall we talk?",
         MailSlot.TEXT: f"See [how it works]({world.service}/p/e-book)."},
        chosen=Chosen(where={"campaign_id": "campaign.linkedin"}, least_score=chance / 2),
        pace=Pace(10_000, 10_000), plan=planning.MAIN, item="campaign.email",
    )  # fmt: skip
    mailings.save(world.store, MAIN, mailing, "ana")
    opened = open_company(world.folder)
    scores = chances(opened)
    opened.close()
    assert scores[lead.id] == pytest.approx(chance)
    assert mail_work.start(world.store, MAIN, mailing, "ana", scores) == 1
    environment = {"CORRENTE_SMTP": f"smtp://127.0.0.1:{world.post.port}", "CORRENTE_PUBLIC_URL": world.service}
    mail_work.worker(world.store, MAIN, environment, lambda _seconds: True).send(mailing.id)
    (message,) = world.post.taken
    assert (message["To"], message["Subject"]) == (EMAIL, "Ana, shall we talk?")
    text = message.get_body(("plain",)).get_content()
    page.goto(re.search(rf"{world.service}/c/\S+", text).group().rstrip(").>"))
    assert page.url.startswith(f"{world.service}/p/e-book")
    arrived = read_link(page.url)
    assert arrived is not None
    assert arrived.id == "campaign.email"


def the_lead_becomes_an_opportunity(world: World, lead) -> None:
    """The seller's CRM says so, in Segment's words."""
    said = {"batch": [opportunity(lead.unit, lead.decision)]}
    told = httpx.post(f"{world.service}/v1/track", json=said, headers={"Authorization": f"Bearer {world.key}"})
    assert told.json()["accepted"] == 1


def the_test_is_stopped(world: World, test: Test) -> Finding:
    """When the window of all is over, the better page is chosen."""
    with world.clock.days_later(DAYS + 1):
        running.stop(world.store, test.id, "b", Act("ana", "enough is known"))
    (found,) = [one.finding for one in stored.listed(world.store, planning.MAIN)]
    assert found.people >= CROWD
    assert found.effect.low > 0  # three in ten against one in ten
    assert found.effect.low < WON["b"] / WON["a"] - 1 < found.effect.high
    return found


def the_plans_lever_has_the_result(world: World, found: Finding) -> None:
    plan = findings.take_in(world.store, planning.standing(world.store))
    item = plan.by_id["campaign.linkedin"]
    (lever,), (ground,) = item.levers, item.tests
    assert (lever.driver, lever.grade, lever.effect) == ("leads", Grade.EXPERIMENT, found.effect)
    assert (ground.draws, ground.people) == (found.draws, found.people)
    assert ground.before is not None  # the guess that the result replaces
    assert plans.history(world.store, planning.MAIN)[-1].author == f"test/{found.test}"


def what_happened_is_the_companys_data(world: World, lead) -> None:
    """The visit, the e-mail, its click and the stage: by the one door, of the same person."""
    assert "stage_changes" in collect_into(world.folder, world.store)
    books = open_company(world.folder).books
    assert books.profile.tables["leads"].rows == 2_001
    touched = clean(books, "touchpoints")
    of_ana = [row for row in touched if row["person_id"] == number(lead.person)]
    assert {(row["channel"], row["campaign"], row["kind"]) for row in of_ana} >= {
        ("linkedin", "campaign.linkedin", "visit"), ("email", "campaign.email", "delivered"),
        ("email", "campaign.email", "click"),
    }  # fmt: skip
    assert [row["stage"] for row in clean(books, "stage_changes") if row["subject_id"] == int(lead.id)] == ["sql"]
    books.engine.close()


def clean(books, table: str) -> list[dict[str, object]]:
    return pq.read_table(books.home / "clean" / f"{table}-{books.fingerprints[table]}.parquet").to_pylist()
