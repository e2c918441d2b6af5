"""The pages of tests over the fake company, with visitors who really come to the store."""

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from corrente.core.experiment import Learning, Measure, Phase
from corrente.core.words import Language
from corrente.experiments import kept, keys
from corrente.state.store import State, open_state
from corrente.stream import planning
from corrente.web import test_forms
from corrente.web.app import create_app
from tests.experiments.visitors import Clock
from tests.web.fake import FakeCompany
from tests.web.traffic import begun, come, ebook

OWN = {"origin": "http://127.0.0.1:8000"}
RATES = {"a": 0.05, "b": 0.10, "c": 0.05}
NEW = {
    "name": "The page of the <i>guide</i>", "rows": "2", "language": "en",
    "v0-name": "As it is", "v0-says": "headline: Our guide", "v0-weight": "1",
    "v1-name": "Shorter", "v1-says": "headline: Read it in five minutes\nhttps://example.com/x.png", "v1-weight": "1",
    "m0-measure": "conversions", "m0-event": "Lead Captured", "m0-window": "2", "m0-cap": "", "m0-better": "more",
    "learning": "thompson", "share": "100", "least": "5", "hold_back": "10", "contexts": "segment",
    "worth": "1,200", "update": "15", "least_people": "100", "do": "save",
}  # fmt: skip


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Iterator[State]:
    state = open_state(tmp_path / "state.sqlite", clock)
    yield state
    state.close()


@pytest.fixture
def app(company: FakeCompany, tmp_path: Path, store: State) -> Iterator[TestClient]:
    """The app over a store that tests can write to; every look counts anew."""
    made = create_app(lambda _progress: company, tmp_path, most_megabytes=1, store=store)
    made.state.looks._seconds = -1.0
    with TestClient(made, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        made.state.desk.start()
        made.state.desk.settle(10)
        yield client


def sent(app: TestClient, path: str, **data: str):
    return app.post(path, data=data, headers=OWN)


def page(app: TestClient, path: str, language: str = "en") -> str:
    answer = app.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == 200
    return answer.text


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_an_empty_list_explains_and_leads_to_a_test_of_the_plan(app):
    for language, says in (("en", "There is no test yet"), ("pt", "Ainda não há testes")):
        assert says in page(app, "/tests", language)
    href = re.search(r'href="(/tests/new\?item=campaign[^"]+)"', page(app, "/tests"))
    assert href
    form = page(app, href[1])
    assert 'name="v1-says"' in form
    assert "Lead Captured" in form or "Email Link Clicked" in form


def test_a_new_test_is_saved_as_it_was_entered(app, store):
    answer = sent(app, "/tests", **NEW)
    assert answer.headers["location"] == "/tests/the-page-of-the-i-guide-i"
    test = kept.current(store, "the-page-of-the-i-guide-i").body
    assert (test.phase, test.learning) == (Phase.DRAFT, Learning.THOMPSON)
    assert (test.hold_back, test.worth, test.contexts) == (0.1, 1200.0, ("segment",))
    assert test.decision.window_seconds == 2 * 86_400
    assert test.variants[1].payload == {
        "headline": "Read it in five minutes",
        "text": "https://example.com/x.png",
    }
    html = page(app, answer.headers["location"])
    assert "<i>guide" not in html
    assert "&lt;i&gt;guide" in html
    assert "data-corrente-text=&#34;headline&#34;" in html
    assert sent(app, "/tests", **NEW).headers["location"].endswith("-2")  # the same name is another test
    assert sent(app, "/tests", **NEW, id="ebook-page").headers["location"] == "/tests/ebook-page"
    for id in ("ebook-page", "new", "a b", "x" * 65):
        assert '<li><a href="#id">' in sent(app, "/tests", **NEW, id=id).text


def test_what_is_wrong_is_said_above_and_beside_it_and_nothing_is_lost(app, store):
    wrong = {**NEW, "name": "", "v1-name": "", "v1-says": "", "m0-measure": "revenue", "share": "140", "least": "x"}
    answer = sent(app, "/tests", **wrong)
    assert answer.status_code == 422
    said = {"name", "v0-name", "m0-cap", "share", "least"}
    assert set(re.findall(r'<li><a href="#([\w-]+)">', answer.text)) == said
    for id in said:
        assert f'id="{id}"' in answer.text
        assert f'aria-describedby="{id}' in answer.text
    assert 'value="140"' in answer.text
    assert "Our guide" in answer.text
    assert kept.listed(store) == ()


def test_what_the_form_cannot_know_is_said_by_the_keeper(app):
    answer = sent(app, "/tests", **{**NEW, "least": "60"})
    assert answer.status_code == 422
    assert "cannot all have that smallest probability" in answer.text


def test_room_and_size_are_worked_out_without_saving(app, store):
    more = sent(app, "/tests", **{**NEW, "do": "more"})
    assert 'name="v2-name"' in more.text
    assert "Read it in five minutes" in more.text
    ask = {"size-rate": "5", "size-visitors": "1,000", "size-effect": "20", "do": "size"}
    size = plain(sent(app, "/tests", **{**NEW, **ask}).text)
    people, once = (int(n.replace(",", "")) for n in re.findall(r"after ([\d,]+)", size))
    assert once == pytest.approx(13_000, rel=0.05)  # two arms of (1.64 + 0.84)^2 0.0475 (1 + 1.2) / 0.01^2
    assert people > 1.5 * once  # looking all along costs people
    assert "days" in size
    assert sent(app, "/tests", **{**NEW, **ask, "size-rate": ""}).status_code == 422
    assert kept.listed(store) == ()


def test_numbers_are_read_in_the_language_of_the_form(app, store):
    sent(app, "/tests", **{**NEW, "language": "pt-BR", "worth": "1.200,50", "least": "2,5"})
    (revision,) = kept.listed(store)
    assert (revision.body.worth, revision.body.least) == (1200.5, 0.025)


def test_a_form_says_again_what_a_test_is():
    test = ebook(learning=Learning.TOP_TWO, share=0.5, worth=12.5)
    for language in Language:
        read = test_forms.wanted(test, test_forms.stands(test, language), language)
        assert (read.test, read.problems) == (test, {})


def test_a_test_from_draft_to_the_plan(app, store, clock):
    item = next(one for one in planning.standing(store).items if one.id.startswith("campaign."))
    query = f"/tests?item={item.id}"
    location = sent(app, query, **{**NEW, "m0-window": "0.05"}).headers["location"]
    id = location.rpartition("/")[2]
    assert "1 minute" not in page(app, location)
    sent(
        app, location, **{**NEW, "name": "Second name", "m0-window": "0.05", "based_on": "1", "reason": "a better name"}
    )
    assert kept.current(store, id).body.name == "Second name"
    assert sent(app, f"{location}/start", based_on="2").status_code == 303
    assert "nobody has been shown a variant yet" in page(app, location)
    come(store, clock, id, RATES, rounds=4, people=500)
    live = plain(page(app, f"{location}/live"))
    assert "the best" in live
    assert "2,000" in live
    assert f'href="{location}"' in page(app, f"/plan/items/{item.id}")
    assert f'href="{location}"' in page(app, "/")  # a branch of the stream

    assert sent(app, f"{location}/stop", based_on="3", variant="b").status_code == 422  # why?
    assert kept.current(store, id).body.phase is Phase.RUNNING
    assert 'value="b" checked' in page(app, f"{location}/stop")
    assert sent(app, f"{location}/stop", based_on="3", variant="b", reason="it wins").status_code == 303
    app.app.state.desk.settle(10)
    for language, says in (("en", "it wins"), ("pt", "encerrou e escolheu “Shorter”: it wins")):
        report = page(app, location, language)
        assert says in plain(report)
        assert f"/plan/items/{item.id}" in report
    assert "raises the conversion rate" in plain(page(app, location))
    assert any(id in ground.key for ground in planning.standing(store).by_id[item.id].rests_on)


def test_variants_are_dropped_and_added_while_it_runs(app, store, clock):
    begun(store, ebook())
    come(store, clock, "ebook", RATES, people=300)
    assert sent(app, "/tests/ebook/drop", based_on="2", variant="c", reason="too long").status_code == 303
    assert sent(app, "/tests/ebook/drop", based_on="2", variant="b", reason="late").status_code == 409
    added = {"based_on": "3", "name": "Fourth", "says": "headline: New", "reason": "one more idea"}
    assert sent(app, "/tests/ebook/add", **added).status_code == 303
    test = kept.current(store, "ebook").body
    assert [(one.id, one.dropped) for one in test.variants][2:] == [("c", True), ("d", False)]
    assert sent(app, "/tests/ebook/drop", based_on="4", variant="a", reason="x").status_code == 422  # the default
    history = plain(page(app, "/tests/ebook"))
    assert "dropped “A question”: too long" in history
    assert "added “Fourth”: one more idea" in history
    assert "changed the definition" not in history


def test_what_people_enter_is_never_markup(app, store, clock):
    begun(store, ebook())
    come(store, clock, "ebook", RATES, people=400)
    for path in ("/tests", "/tests/ebook", "/tests/ebook/live", "/tests/ebook/stop"):
        html = page(app, path)
        assert "Five reports <b>" not in html
        assert "Five reports &lt;b&gt;" in html


def test_the_figures_come_as_files(app, store, clock):
    begun(store, ebook())
    come(store, clock, "ebook", RATES, rounds=2, people=800)
    rows = list(csv.DictReader(io.StringIO(app.get("/tests/ebook.csv").text)))
    assert [(row["decides"], row["variant"]) for row in rows[:4]] == [
        ("yes", "a"),
        ("yes", "b"),
        ("yes", "c"),
        ("no", "a"),
    ]
    said = json.loads(app.get("/tests/ebook.json").text)
    assert sum(row["shown"] for row in said["results"][:3]) == said["people"] == 1600
    assert [round(sum(one["weights"][""].values()), 6) for one in said["policies"]] == [1.0] * len(said["policies"])
    assert "seed" not in said["test"]


def test_every_measure_is_defined_in_both_languages():
    from corrente.web.test_words import definition

    metric = ebook().decision
    for measure in Measure:
        said = definition(type(metric)("m", measure, "Order Completed", 3600, 500.0), "BRL")
        for language, window, most in ((Language.EN, "1 hour", "at most"), (Language.PT, "1 hora", "no máximo")):
            assert "Order Completed" in said.say(language)
            assert window in said.say(language)
            assert most in said.say(language)


def test_what_is_not_there_is_not_found(app, store):
    begun(store, ebook())
    for path in ("/tests/none", "/tests/none.csv", "/tests/ebook/edit", "/tests/new?item=segment", "/tests/none/live"):
        assert app.get(path).status_code == 404, path
    assert sent(app, "/tests/ebook/start", based_on="x").status_code == 422


def test_a_key_is_shown_once(app, store):
    made = sent(app, "/settings/keys", kind="write")
    (key,) = keys.listed(store)
    said = re.search(r"cw_[\w-]{22}", made.text)
    assert said
    assert said[0] not in page(app, "/settings/keys")
    with store.reading() as connection:
        assert list(keys.valid(connection)) == [keys.hash_of(said[0])]
    assert sent(app, f"/settings/keys/{key.id}/revoke").status_code == 303
    assert "revoked" in page(app, "/settings/keys")
    assert sent(app, "/settings/keys/none/revoke").status_code == 422
