import re
from dataclasses import replace
from itertools import pairwise

import pytest

from corrente.core.catalogue import QUESTIONS
from corrente.core.words import Language
from corrente.state import plans
from corrente.stream import planning
from corrente.web.desk_picture import desk
from corrente.web.phone_picture import phone
from corrente.web.since import Seen, before
from corrente.web.stream import Back, Branch, Choice, Flow, Ripple, Sea, Shape, Spring, State, Stream
from corrente.web.views import picture_words
from corrente.web.water import ribbon, wrapped
from tests.web.fake import ANSWERS

WORDS = picture_words(Language.PT)
LONG = "palavra " * 60


def flows(count, state):
    return [Flow(f"q{i}", f"Name {i}", LONG, f"label {i}", state, ("orders", "leads"), Ripple.CHANGED)
            for i in range(count)]  # fmt: skip


def choices(says):
    return [Choice(f"/plan/items/{i}", f"Choice {i}", says, f"label {i}", Ripple.OPEN) for i in range(7)]


def branches(count, says):
    return [Branch(f"/plan/items/b{i}", f"Campaign: {LONG}", says, f"label {i}", 18.0 * (i % 3), Ripple.OPEN)
            for i in range(count)]  # fmt: skip


SPRINGS = [Spring("orders", "1", "orders", "/data", there=True), Spring("leads", "–", "leads", "/data", there=False)]
SEA = Sea("Growth", "R$ 120.000.000", LONG[:100], "Growth: R$ 120.000.000")


def stream(state=State.SOLID, springs=SPRINGS, says=LONG, campaigns=8):
    return Stream(
        springs, flows(13, state), choices(says), branches(campaigns, says), flows(7, state), SEA, Back(LONG[:90], "/")
    )


def boxes(scene):
    """Every text's box: left, top, right and bottom; the room it is given, and 16 a line."""
    return [
        (node.left, node.y - 12, node.left + node.width, node.y + 16 * len(node.lines) + 3, node.name)
        for node in scene.nodes
    ]


@pytest.mark.parametrize("draw", [desk, phone])
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("springs", [[], SPRINGS])
@pytest.mark.parametrize("campaigns", [0, 1, 8])
def test_every_state_of_things_can_be_drawn_within_the_picture(draw, state, springs, campaigns):
    scene = draw(stream(state, springs, campaigns=campaigns), WORDS)
    assert len(scene.nodes) == 20 + 7 + campaigns + 2 + len(springs)
    for left, top, right, bottom, _ in boxes(scene):
        assert left >= 0
        assert right <= scene.width
        assert top >= 0
        assert bottom <= scene.height
    for water in (*scene.shores, *scene.water, *scene.basins):
        assert "nan" not in water.path


@pytest.mark.parametrize("draw", [desk, phone])
@pytest.mark.parametrize("state", [State.SOLID, State.LATER])
@pytest.mark.parametrize("says", [LONG, "wenig", ""])
def test_no_two_texts_overlap(draw, state, says):
    placed = boxes(draw(stream(state, says=says), WORDS))
    for n, one in enumerate(placed):
        for other in placed[n + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            assert apart, (one, other)


@pytest.mark.parametrize("draw", [desk, phone])
def test_the_decisions_lie_within_the_lake(draw):
    scene = draw(stream(), WORDS)
    lake = next(basin for basin in scene.basins if basin.look == "lake")
    pairs = re.findall(r"(-?[\d.]+),(-?[\d.]+)", lake.path)
    low, high = min(float(y) for _, y in pairs), max(float(y) for _, y in pairs)
    left, right = min(float(x) for x, _ in pairs), max(float(x) for x, _ in pairs)
    for node in scene.nodes:
        if node.look == "choice":
            assert low < node.y - 12
            assert node.y + 16 * len(node.lines) < high
            assert left < node.left
            assert node.left + node.width < right


@pytest.mark.parametrize("draw", [desk, phone])
def test_what_should_be_looked_at_again_has_a_ripple(draw):
    marks = [mark.look for mark in draw(stream(), WORDS).marks if mark.shape is Shape.RIPPLE]
    assert marks.count("open") == 7 + 8
    assert marks.count("changed") == 20


def test_a_campaign_s_water_is_as_wide_as_its_money(client):
    page = client.get("/?lang=en").text
    widths = [_width(path) for path in re.findall(r'class="water down branch" d="([^"]+)"', page)[:3]]
    # LinkedIn costs R$ 14,795 a month, the e-book R$ 1,567, mail R$ 29: widths go with the square root, from 3 on.
    assert widths == pytest.approx([18 * 1.2, 18 * 1.2 * (1567 / 14795) ** 0.5, 3 * 1.2], abs=0.11)


def _width(path):
    """Of a ribbon, where it begins: between the start of its upper bank and the end of its lower one."""
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", path)]
    return numbers[-1] - numbers[1]


def test_every_decision_and_campaign_of_the_plan_is_a_link_with_what_was_decided(client):
    page = client.get("/?lang=en").text
    plan = planning.standing(client.app.state.store)
    shown = [item for item in plan.items if item.kind.value not in ("buyers", "launch")]
    for item in shown:
        assert page.count(f'href="/plan/items/{item.id}"') == 2
    for decided in ("enterprise", "adaptive testing", "complementary upgrade", "good value", "Know what works"):
        assert page.count(f'class="line">{decided}</tspan>') == 2


def test_growth_is_a_number_with_its_interval_with_the_plan_and_without_it(client):
    growth = client.app.state.desk.state.growth
    planned = growth.revenue(course=growth.planned)
    page = re.sub(r"<[^>]+>", " ", client.get("/?lang=en").text)
    lead = re.search(r"With the plan, revenue of the next 12 months should be R\$\s([\d,]+) \(R\$\s([\d,]+)", page)
    said = [float(part.replace(",", "")) for part in lead.groups()]
    assert said == pytest.approx([planned.value, planned.low], rel=0.05)  # two digits are said
    assert planned.value > growth.revenue().value


def test_a_changed_decision_marks_what_rests_on_it(client):
    store = client.app.state.store
    assert 'class="ripple open"' not in client.get("/").text
    was = planning.standing(store).revisions["segment"]
    other = replace(was.body, fields={**was.body.fields, "segment": "small"})
    plans.save(store, planning.MAIN, {"segment": plans.Edit(other, was.number)}, author="ana", reason="")
    client.app.state.desk.forecast_again()
    client.app.state.desk.settle(10)
    page = client.get("/?lang=en").text
    resting = planning.standing(store).open
    assert len({mark.marked.item for mark in resting}) > 5
    assert 'class="ripple open"' in page
    assert "items of the plan rest on something that has changed" in page


def test_what_changed_since_the_last_visit_ripples_until_the_visit_ends(client):
    assert "ripple changed" not in client.get("/").text  # a first visit has nothing to compare with
    client.cookies.delete("before")  # half an hour has passed
    assert "ripple changed" not in client.get("/").text
    desk = client.app.state.desk
    headline = replace(ANSWERS["loyalty"].headline, en="All customers are still active.")
    changed = replace(ANSWERS["loyalty"], headline=headline)
    desk.state = replace(desk.state, answers={**desk.state.answers, "loyalty": changed})
    for _ in range(2):  # it still ripples at the second look of the same visit
        page = client.get("/?lang=en").text
        assert page.count('class="ripple changed"') == 2 + 1  # in both pictures and in the key
        assert "All customers are still active. Changed since your last visit." in page
    client.cookies.delete("before")
    assert "ripple changed" not in client.get("/").text


@pytest.mark.parametrize("cookie", ["", "x", "17", "17.a.b", "-1" + ".a" * 20, "²" + ".a" * 20, "9" * 30 + ".a" * 20])
def test_a_cookie_that_says_nothing_is_passed_over(cookie):
    assert before({"latest": cookie}) is None


def test_a_cookie_comes_back_as_it_went():
    seen = Seen.of(ANSWERS, 17)
    assert before({"latest": seen.write()}) == seen
    assert seen.changed(Seen.of({**ANSWERS, "loyalty": ANSWERS["win_rate"]}, 17)) == {"loyalty"}
    assert len(seen.write()) < 200
    assert seen.changed(Seen.of({}, 0)) == set()  # what was not answered yet has not changed
    assert len(seen.answers) == len(QUESTIONS)


def test_a_ribbon_is_as_wide_as_it_is_told():
    numbers = [float(n) for n in re.findall(r"-?[\d.]+", ribbon([(0, 10, 4), (100, 50, 8)]))]
    assert numbers[:2] == [0.0, 8.0]  # the upper bank starts half a width above the middle
    assert numbers[6:8] == [100.0, 46.0]
    assert numbers[8:10] == [100.0, 54.0]


def test_long_texts_end_in_an_ellipsis():
    lines = wrapped(LONG, 40, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(len(line) <= 40 for line in lines)


def test_texts_of_one_side_never_overlap():
    for draw in (desk, phone):
        scene = draw(stream(), WORDS)
        for side in ("up", "down", "branch", "choice"):
            placed = sorted((n.y, n.y + 16 * len(n.lines)) for n in scene.nodes if n.look.startswith(side))
            assert all(end < start for (_, end), (start, _) in pairwise(placed))
