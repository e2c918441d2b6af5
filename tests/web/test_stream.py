import re
from itertools import pairwise

import pytest

from corrente.core.words import Language
from corrente.web.desk_picture import desk
from corrente.web.phone_picture import phone
from corrente.web.stream import Flow, Spring, State, ribbon, wrapped
from corrente.web.views import picture_words

WORDS = picture_words(Language.PT)
LONG = "palavra " * 60


def flows(count, state):
    return [Flow(f"q{i}", f"Name {i}", LONG, f"label {i}", state, ("orders", "leads")) for i in range(count)]


SPRINGS = [Spring("orders", "1", "orders", "/data", there=True), Spring("leads", "–", "leads", "/data", there=False)]


@pytest.mark.parametrize("draw", [desk, phone])
@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("springs", [[], SPRINGS])
def test_every_state_of_things_can_be_drawn_within_the_picture(draw, state, springs):
    scene = draw(springs, flows(13, state), flows(7, state), WORDS)
    assert len(scene.nodes) == 20 + len(springs)
    for node in scene.nodes:
        assert node.y >= 14
        assert node.y + 16 * len(node.lines) <= scene.height
        left = node.x - (node.width if node.anchor == "end" else 0)
        assert left >= 0
        assert left + node.width <= scene.width
    for water in scene.water:
        assert "nan" not in water.path


@pytest.mark.parametrize("draw", [desk, phone])
def test_texts_of_one_side_never_overlap(draw):
    for state in (State.SOLID, State.LATER):
        scene = draw(SPRINGS, flows(13, state), flows(7, state), WORDS)
        for side in ("up", "down"):
            placed = sorted((n.y, n.y + 16 * len(n.lines)) for n in scene.nodes if n.look.startswith(side))
            assert all(end < start for (_, end), (start, _) in pairwise(placed))


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
