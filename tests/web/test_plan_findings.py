"""What a test has shown, as the plan's pages say it: on its item, and on what rests on that."""

from __future__ import annotations

from pathlib import Path

import pytest

from corrente.core.words import Language
from corrente.state.store import open_state
from corrente.stream import planning
from corrente.web.plan_views import Desk, Moved, Rest
from tests.stream.test_findings import DRAFTED, SEEN, expecting, finding, found, looked


@pytest.mark.parametrize(("language", "was", "now", "kind"), [
    (Language.EN, "30% (10% to 50%)", "12% (5.5% to 18%)", "an adaptive test"),
    (Language.PT, "30% (10% a 50%)", "12% (5,5% a 18%)", "um teste adaptativo"),
])  # fmt: skip
def test_it_stands_on_the_item_and_on_what_rests_on_it(
    tmp_path: Path,
    language: Language,
    was: str,
    now: str,
    kind: str,
) -> None:
    store = open_state(tmp_path / "state.sqlite")
    planning.begin(store, DRAFTED)
    expecting(store)
    found(store, finding())
    plan = looked(store)
    desk = Desk(plan, SEEN, {}, language, {})
    campaign, test = (desk.card(plan.by_id[name]) for name in ("campaign.email", "test.email"))
    assert Rest("/tests/page", "“Short form” (E-book page)", now, kind) in campaign.rests
    title = plan.by_id["campaign.email"].title.say(language)
    assert test.changed == (Moved("/plan/items/campaign.email", title, was, now, ""),)
    store.close()
