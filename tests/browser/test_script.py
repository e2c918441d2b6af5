"""The script in somebody's page, in chromium, with the real service: what it shows, measures, keeps and survives."""

import datetime as dt
import json
import re
import time
from pathlib import Path

import pytest

from corrente.experiments import counting
from corrente.state.store import open_state
from tests.browser.shop import shop
from tests.experiments.conformance import CASES, DIFFERING
from tests.service.listening import EBOOK, listening

pytestmark = pytest.mark.browser

HOW_TO = Path(__file__).parents[2] / "docs" / "how-to" / "test-a-page.md"

PAGE = """<!doctype html><html lang="en"><title>Offer</title>
<script src="{address}/corrente.js" data-key="{key}" {options} async></script>
<main>
  <section data-corrente-test="ebook-page">
    <h1 data-corrente-variant="a">Plain</h1>
    <h1 data-corrente-variant="b" data-corrente-text="headline" hidden>Other</h1>
    <a id="good" data-corrente-href="good" data-corrente-event="Offer Clicked" href="#here">Read</a>
    <a id="bad" data-corrente-href="bad" href="#here">Read</a>
  </section>
  <form method="post" action="/thanks" data-corrente-event="Lead Captured" data-corrente-properties='{{"revenue": 5}}'>
    <input name="email" value="ana@example.com"><button>Send</button>
  </form>
</main>"""


@pytest.fixture(scope="module")
def service(tmp_path_factory):
    state = open_state(tmp_path_factory.mktemp("service") / "state.sqlite")
    with listening(state) as service:
        yield service
    state.close()


@pytest.fixture(scope="module")
def site():
    with shop() as site:
        yield site


@pytest.fixture
def visitor(chromium, service, site):
    """Somebody with a browser of their own; ``go`` opens the page with these options of the script."""
    context = chromium.new_context()
    site.headers = {}
    page = context.new_page()
    page.errors, page.of = [], service
    page.on("pageerror", lambda error: page.errors.append(str(error)))

    def go(options="", path="/", html=PAGE):
        options += "" if "data-limit" in options else ' data-limit="5000"'  # a busy machine is slow
        meant = page.of
        site.pages = {"/": html.format(address=meant.address, key=meant.key, options=options), "/thanks": "Thanks"}
        page.goto(site.address + path)

    page.go = go
    yield page
    assert page.errors == []
    context.close()


def shown(page):
    page.locator("[data-corrente-shown]").wait_for(state="attached")
    return titles(page)


def titles(page):
    """The headlines that can be seen."""
    seen = "[...document.querySelectorAll('h1')].filter(one => one.checkVisibility({visibilityProperty: true}))"
    return page.evaluate(seen + ".map(one => one.innerText)")


def kept(page):
    """What the browser holds: cookies and storage."""
    stores = page.evaluate("[{...localStorage}, {...sessionStorage}]")
    return [*page.context.cookies(), *(item for store in stores for item in store.items())]


def until(true, seconds=5):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.02)
    raise AssertionError("it did not happen")


def agree(page):
    page.wait_for_function("window.corrente")
    assert page.evaluate("corrente.consent(true)") is True


def test_before_consent_nothing_is_kept_or_sent_and_the_default_is_shown(visitor):
    sent = []
    visitor.on("request", lambda request: sent.append(request.url) if "/v1/" in request.url else None)
    visitor.go()
    assert shown(visitor) == ["Plain"]
    visitor.locator("#good").click()
    visitor.evaluate("corrente.track('Asked')")
    visitor.goto("about:blank")
    visitor.go()
    assert kept(visitor) == []
    assert sent == []


def test_after_consent_a_visitor_gets_one_variant_for_good(visitor, service):
    visitor.go()
    agree(visitor)
    assert shown(visitor) == ["Plain"]  # what is being read does not change
    for _ in range(3):
        visitor.reload()
        assert shown(visitor) == ["<b>Better</b>"]
    [unit] = units(visitor)
    assert service.arm(unit) == "b"
    assert visitor.context.cookies() == []


def units(page):
    return [json.loads(page.evaluate("localStorage.corrente"))["unit"]]


def recognised(page, service):
    """The unit of somebody who has been shown a variant, as soon as the service knows."""
    [unit] = units(page)
    until(lambda: "Experiment Viewed" in names(service, unit))
    return unit


def names(service, unit):
    return [event["name"] for event in service.events(unit)]


def engaged(service, unit):
    return sum(event["properties"]["seconds"] for event in service.events(unit) if event["name"] == "Page Engaged")


def visit_as_member(visitor, options="", path="/"):
    """Open the page as somebody who agreed on an earlier one."""
    visitor.go(options)
    agree(visitor)
    visitor.go(options, path)


def test_clicks_conversions_and_time_are_counted(visitor, tmp_path):
    state = open_state(tmp_path / "state.sqlite")
    with listening(state) as service:
        visitor.of = service
        counts_of_one_visit(visitor, service)
    state.close()


def counts_of_one_visit(visitor, service):
    visitor.clock.install()
    visit_as_member(
        visitor, path="/?utm_source=ads&utm_campaign=spring&utm_id=c-7&utm_content=b&email=ana%40example.com"
    )
    assert shown(visitor) == ["<b>Better</b>"]
    visitor.wait_for_timeout(600)  # the page's clock will run faster than the service's, and wait before it sends
    visitor.locator("#good").evaluate("link => { link.href = '#here'; link.click() }")
    visitor.clock.run_for(20_000)
    visitor.mouse.move(5, 5)
    visitor.clock.run_for(200_000)  # of which the last sign of life covers one minute
    unit = recognised(visitor, service)
    visitor.locator("form button").click()
    visitor.wait_for_url("**/thanks")
    until(lambda: engaged(service, unit) > 80)
    events = service.events(unit)
    by_name = {event["name"]: event for event in events}
    assert sorted(names(service, unit)) == [
        "Experiment Viewed",
        "Lead Captured",
        "Offer Clicked",
        *["Page Engaged"] * 2,
    ]
    decision = by_name["Experiment Viewed"]["properties"]
    assert (decision["experiment_id"], decision["variation_id"]) == ("ebook-page", "b")
    assert by_name["Offer Clicked"]["properties"] == {"decision_id": decision["decision_id"]}
    assert by_name["Lead Captured"]["properties"] == {"revenue": 5}
    assert 80 <= engaged(service, unit) < 85  # and what the test itself took
    context = by_name["Offer Clicked"]["context"]
    assert context["campaign"] == {"source": "ads", "name": "spring", "id": "c-7", "content": "b"}
    assert "ana@" not in json.dumps(events, default=str).replace("%40", "@")
    counted = counting.count_all(service.state, "main", EBOOK, round(time.time() * 1000) + 1000)
    assert {name: counts.responded.sum() for name, counts in counted.items()} == {"clicks": 1, "leads": 1, "time": 1}


def test_time_in_use_is_told_as_of_when_it_ended(visitor, service):
    visitor.clock.install()
    visit_as_member(visitor)
    recognised(visitor, service)
    sent = []
    visitor.on("request", lambda request: sent.append(request.post_data) if "/v1/track" in request.url else None)
    visitor.clock.run_for(3 * 60_000)
    visitor.mouse.move(5, 5)
    visitor.clock.run_for(40 * 60_000)  # the reader has left, the page is open
    visitor.mouse.move(9, 9)
    visitor.clock.run_for(5 * 60_000)
    told = []
    for _ in range(100):  # the page's clock runs faster than its letters arrive
        told = [event for batch in sent for event in json.loads(batch)["batch"] if event["event"] == "Page Engaged"]
        if len(told) == 2:
            break
        visitor.wait_for_timeout(100)
    assert [round(event["properties"]["seconds"] / 60) for event in told] == [2, 1]
    ended = [dt.datetime.fromisoformat(event["timestamp"]) for event in told]
    assert 38 < (ended[1] - ended[0]).total_seconds() / 60 < 42  # half an hour without use lies between them


def test_a_visit_keeps_its_campaign(visitor, service):
    visit_as_member(visitor, path="/?utm_id=c-7")
    visitor.go()
    [unit] = units(visitor)
    visitor.wait_for_function("window.corrente")
    visitor.evaluate("corrente.track('Asked')")
    event = until(lambda: [event for event in service.events(unit) if event["name"] == "Asked"])[0]
    assert event["context"]["campaign"] == {"id": "c-7"}


def test_who_takes_consent_back_leaves_no_trace_and_is_told_of_no_more(visitor, service):
    visit_as_member(visitor)
    shown(visitor)
    assert kept(visitor)
    unit = recognised(visitor, service)
    other = visitor.context.new_page()
    other.goto(visitor.url)
    other.wait_for_function("window.corrente")
    until(lambda: names(service, unit).count("Experiment Viewed") == 2)
    before = names(service, unit)
    assert visitor.evaluate("corrente.consent(false)") is False
    assert kept(visitor) == []
    for page in (visitor, other):
        page.evaluate("corrente.track('Asked')")
        page.goto("about:blank")
    visitor.go()
    assert shown(visitor) == ["Plain"]
    assert kept(visitor) == []
    assert names(service, unit) == before
    other.close()


def test_consent_can_be_given_by_categories(visitor):
    visitor.go()
    visitor.wait_for_function("window.corrente")
    for given in ("['analytics']", "{analytics: true}", "{analytics_storage: 'granted', ad_storage: 'denied'}"):
        for other in ("['marketing']", "{analytics: false}", "{analytics_storage: 'denied'}", "'analytics'", "null"):
            assert visitor.evaluate(f"corrente.consent({other})") is False
            assert kept(visitor) == []
        assert visitor.evaluate(f"corrente.consent({given})") is True
        assert kept(visitor) != []


def test_an_owner_may_let_it_decide_before_consent_for_this_view_alone(visitor, service):
    visitor.go('data-before-consent="decide"')
    assert shown(visitor) == ["<b>Better</b>"]
    assert kept(visitor) == []
    agree(visitor)
    [unit] = units(visitor)
    assert service.arm(unit) == "b"  # who agrees now stays who they were
    until(lambda: names(service, unit) == ["Experiment Viewed"])


@pytest.mark.parametrize("signal", ["globalPrivacyControl = true", "doNotTrack = '1'"])
def test_a_browser_that_asks_not_to_be_tracked_is_not(visitor, signal):
    name, value = signal.split(" = ")
    visitor.context.add_init_script(f"Object.defineProperty(navigator, '{name}', {{value: {value}}})")
    visitor.go('data-before-consent="decide"')
    assert shown(visitor) == ["Plain"]
    assert visitor.evaluate("corrente.consent(true)") is False
    assert kept(visitor) == []


# whatever fails, the page is as it would be without the script


def answers(status, body):
    return lambda route: route.fulfill(status=status, body=body, headers={"Access-Control-Allow-Origin": "*"})


FAILURES = {
    "refused connection": lambda route: route.abort("connectionrefused"),
    "server error": answers(500, "Internal Server Error"),
    "no such test": answers(404, '{"error": "unknown"}'),
    "too many requests": answers(429, "{}"),
    "no JSON": answers(200, "<html>Log in to the Wi-Fi"),
    "null": answers(200, "null"),
    "wrong kinds": answers(200, '{"variant": 7, "payload": [], "decision_id": {}}'),
    "unknown variant": answers(200, '{"variant": "z", "payload": {"good": "https://example.com"}, "decision_id": "d"}'),
    "no answer": lambda _route: None,
}


def test_whatever_the_service_answers_the_page_shows_its_default(visitor):
    failing = []
    visitor.route("**/v1/**", lambda route: FAILURES[failing[-1]](route))
    for failure in FAILURES:
        failing.append(failure)
        visitor.go('data-before-consent="measure" data-limit="200"')
        assert shown(visitor) == ["Plain"], failure
        assert visitor.locator("#good").get_attribute("href") == "#here"
        found = visitor.evaluate("corrente.decide('other', {context: {segment: 'small'}})")
        if failure != "unknown variant":
            assert (found["variant"], found["payload"], found["decision_id"]) == (None, {}, None), failure


def test_a_page_outlives_the_service(visitor, tmp_path):
    state = open_state(tmp_path / "state.sqlite")
    with listening(state) as service:
        visitor.goto(service.address + "/healthz")
    visitor.of = service
    visitor.go('data-before-consent="decide"')
    assert titles(visitor) == ["Plain"]
    state.close()


BROKEN = {
    "storage that throws": "for (const name of ['localStorage', 'sessionStorage']) "
    "Object.defineProperty(window, name, {get() { throw new DOMException('', 'SecurityError') }})",
    "full storage": "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }",
    "no fetch": "delete window.fetch",
    "a fetch that throws": "window.fetch = () => { throw new Error() }",
    "no beacon": "Navigator.prototype.sendBeacon = undefined",
    "no crypto": "Object.defineProperty(window, 'crypto', {value: undefined})",
    "no promises": "delete window.Promise",
    "no sheets": "delete window.CSSStyleSheet",
    "no clock": "performance.getEntriesByType = performance.now = undefined",
    "a name that is taken": "Object.defineProperty(window, 'corrente', {value: 7})",
    "a foreign record": 'try { localStorage.corrente = \'{"unit": {}, "consent": [[]], "unsent": 3}\' } catch (_) {}',
}


@pytest.mark.parametrize("broken", BROKEN)
def test_whatever_the_browser_lacks_the_page_works(visitor, broken):
    visitor.context.add_init_script(BROKEN[broken])
    visitor.go('data-before-consent="decide"')
    visitor.evaluate("window.corrente && corrente.consent && corrente.consent(true)")
    visitor.mouse.move(5, 5)
    until(lambda: len(titles(visitor)) == 1)
    visitor.locator("form button").click()
    visitor.wait_for_url("**/thanks")


def test_a_content_security_policy_may_forbid_any_of_it(visitor, site):
    for policy in ("connect-src 'none'", "script-src 'none'", "style-src 'none'"):
        site.headers = {"Content-Security-Policy": policy}
        visitor.go('data-before-consent="decide"')
        wanted = ["<b>Better</b>"] if policy.startswith("style") else ["Plain"]
        until(lambda wanted=wanted: titles(visitor) == wanted)


def test_hostile_arguments_do_nothing(visitor):
    visit_as_member(visitor)
    visitor.wait_for_function("window.corrente")
    said = visitor.evaluate("""async () => {
        const round = {}; round.round = round;
        const trap = {get a() { throw new Error() }, toString() { throw new Error() }};
        for (const odd of [undefined, null, round, trap, 10n, Symbol('s'), 'x'.repeat(1e6)]) {
            corrente.track(odd, odd); corrente.push(odd); corrente.consent(odd);
            corrente.consent(true);
            const found = await corrente.decide(odd, odd);
            const other = await corrente.decide('t', {context: odd});
            if (typeof found.payload !== 'object' || typeof other.payload !== 'object') return odd;
        }
        return 'fine';
    }""")
    assert said == "fine"


def test_a_payload_is_text_and_its_links_lead_to_the_web(visitor):
    visitor.go('data-before-consent="decide"')
    assert shown(visitor) == ["<b>Better</b>"]
    assert visitor.locator("#bad").get_attribute("href") == "#here"
    assert visitor.locator("#good").get_attribute("href") == "https://example.com/x?y=1"


# waiting and trying again


def test_what_was_looked_at_for_longer_than_the_limit_stays(visitor):
    asked = []
    visitor.on("request", lambda request: asked.append(request.url) if "/v1/decide" in request.url else None)
    begun = PAGE.replace("<script", "<p>Seen</p><template><script").replace("</script>", "</script></template>")
    visitor.go('data-before-consent="decide" data-limit="100"', html=begun)
    visitor.wait_for_function("performance.getEntriesByType('paint').length && performance.now() > 500")
    visitor.evaluate("document.body.append(document.querySelector('template').content)")
    assert shown(visitor) == ["Plain"]
    assert asked == []


def test_nothing_flickers_and_nothing_stays_hidden(visitor):
    waiting = []
    visitor.route("**/v1/decide", lambda route: waiting.append(route))
    head = (
        '<script src="{address}/corrente.js" data-key="{key}" data-before-consent="decide" data-limit="2000"></script>'
    )
    visitor.go(html=PAGE.replace("<main>", head + "<main>", 1))
    title = visitor.locator("[data-corrente-variant=a]")
    assert title.evaluate("one => getComputedStyle(one).visibility") == "hidden"
    begun = time.monotonic()
    visitor.wait_for_function("getComputedStyle(document.querySelector('h1')).visibility === 'visible'")
    assert time.monotonic() - begun < 4
    assert shown(visitor) == ["Plain"]
    for route in waiting:
        route.continue_()
    visitor.wait_for_timeout(100)
    assert shown(visitor) == ["Plain"]  # too late is too late


def test_what_could_not_be_sent_is_sent_again_and_counts_once(visitor, service):
    visit_as_member(visitor)
    unit = recognised(visitor, service)
    tries = []

    def fails(route):
        tries.append(json.loads(route.request.post_data)["batch"])
        if len(tries) == 1:
            route.abort()
        elif len(tries) == 2:
            route.fulfill(status=503, headers={"Access-Control-Allow-Origin": "*"})
        else:
            response = route.fetch()  # it arrives, but the answer is lost on the way
            route.abort() if len(tries) == 3 else route.fulfill(response=response)

    visitor.clock.install()
    visitor.wait_for_timeout(50)
    visitor.route("**/v1/track", fails)
    visitor.evaluate("corrente.track('Asked')")
    for _ in range(60):
        visitor.clock.run_for(1000)
        visitor.wait_for_timeout(10)
        if len(tries) == 4:
            break
    visitor.wait_for_timeout(100)
    assert len({event["messageId"] for batch in tries for event in batch}) == 1
    assert names(service, unit).count("Asked") == 1


def test_what_was_left_unsent_is_sent_by_the_next_page(visitor, service):
    visit_as_member(visitor)
    unit = recognised(visitor, service)
    visitor.route("**/v1/track", lambda route: route.abort())
    visitor.evaluate("corrente.track('Asked')")
    visitor.wait_for_event("requestfailed")
    visitor.wait_for_timeout(20)
    visitor.goto("about:blank")
    visitor.unroute("**/v1/track")
    visitor.go()
    until(lambda: names(service, unit).count("Asked") == 1)


def test_the_page_of_the_how_to_works(visitor, service):
    said = HOW_TO.read_text(encoding="utf-8").replace("https://tests.example.com", service.address)
    said = re.sub(r"cw_[\w-]{22}", service.key, said)
    head, body, *_ = re.findall(r"```html\n(.*?)```", said, re.DOTALL)
    (ask,) = re.findall(r"```js\n(.*?)```", said, re.DOTALL)
    banner = f"<script>const banner = {{analytics: true}}; {ask}</script>"
    html = f"<!doctype html>{head}{body.replace(' ... ', '<button>Send</button>')}{banner}".replace("800ms", "5s")
    html = html.replace("data-key", 'data-limit="5000" data-key').replace("{", "{{").replace("}", "}}")
    visitor.go(html=html)
    shown(visitor)
    visitor.go(html=html)
    assert shown(visitor) == ["<b>Better</b>"]
    visitor.locator("[data-corrente-event='Offer Clicked']").click()
    visitor.locator("form button").click()
    [unit] = units(visitor)
    until(lambda: {"Experiment Viewed", "Offer Clicked", "Lead Captured", "Page Engaged"} <= set(names(service, unit)))


def test_chromium_assigns_as_the_conformance_file_says(visitor, service):
    visitor.go()
    held = f"async (cases) => ({DIFFERING})(await import('{service.address}/assign.js'), cases)"
    assert visitor.evaluate(held, json.loads(CASES.read_text())) == []


def test_a_page_may_ask_before_the_script_is_there(visitor):
    asks = (
        "<script>(window.corrente = window.corrente || [])"
        ".push(c => c.decide('ebook-page').then(d => window.found = d))</script>"
    )
    html = PAGE.replace("<main>", asks.replace("{", "{{").replace("}", "}}") + "<main>", 1)
    visitor.go('data-before-consent="decide"', html=html)
    visitor.wait_for_function("window.found")
    assert visitor.evaluate("found.variant") == "b"
