"""What is not seen is not scored: losses that nobody notes, days that no table covers, columns that are gone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from corrente.core.words import date_to_day
from corrente.stream.company import Company, open_company
from corrente.stream.record.kinds import KINDS
from corrente.stream.record.sight import Sight, Window

FIRST = dt.date(2026, 1, 1)
WIN_RATE = KINDS["win_rate", "win_rate"].measure


def _deals(outcomes: list[str]) -> Company:
    """A deal closed on each of so many days from the first of the year on, one in two against Norteia."""
    days = [FIRST + dt.timedelta(n) for n in range(len(outcomes))]
    deals = {
        "opportunity_id": list(range(len(days))), "created_at": [FIRST] * len(days), "closed_at": days,
        "outcome": outcomes, "competitor": ["Norteia", "Alvo"] * (len(days) // 2),
    }  # fmt: skip
    return open_company(frames={"opportunities": deals})


@pytest.fixture(scope="module")
def company() -> Iterator[Company]:
    opened = _deals(["won", "lost", "won", "won"] * 10)
    yield opened
    opened.close()


def _window(after: int, until: int) -> Window:
    """From the n-th day of the year to another."""
    begins = date_to_day(FIRST) - 1
    return Window(begins + after, begins + until)


def test_a_window_is_seen_once_the_data_cover_it(company: Company) -> None:
    seen = WIN_RATE(Sight(company.books), {"segment": "all"}, _window(20, 40))
    assert seen is not None
    assert seen.value == pytest.approx(0.75)
    against = WIN_RATE(Sight(company.books), {"competitor": "Norteia"}, _window(20, 40))
    assert against is not None
    assert against.value == 1.0  # the losses are all against Alvo
    assert WIN_RATE(Sight(company.books), {"segment": "all"}, _window(20, 41)) is None
    then = company.as_of(FIRST + dt.timedelta(30))
    assert WIN_RATE(Sight(then.books), {"segment": "all"}, _window(20, 40)) is None


def test_a_group_or_column_that_is_gone_is_not_seen(company: Company) -> None:
    sight = Sight(company.books)
    assert WIN_RATE(sight, {"competitor": "nobody"}, _window(20, 40)) is None
    assert WIN_RATE(sight, {"region": "Sul"}, _window(20, 40)) is None


def test_deals_without_days_foretell_nothing(tmp_path: Path) -> None:
    rows = [f"{n},{('won', 'lost')[n % 2]}" for n in range(200)]
    (tmp_path / "opportunities.csv").write_text("\n".join(["opportunity_id,outcome", *rows]), encoding="utf-8")
    toml = "[tables.opportunities.columns]\ncreated_at = false\nclosed_at = false\n"
    (tmp_path / "corrente.toml").write_text(toml, encoding="utf-8")
    opened = open_company(tmp_path)
    assert opened.ask("win_rate").refusal is None
    kinds = [kind for (question, _), kind in KINDS.items() if question == "win_rate"]
    assert [list(kind.tell(Sight(opened.books), opened.ask("win_rate"))) for kind in kinds] == [[], []]
    opened.close()


def test_where_nobody_notes_a_loss_there_is_no_win_rate_to_see() -> None:
    opened = _deals(["won"] * 40)
    assert WIN_RATE(Sight(opened.books), {"segment": "all"}, _window(20, 40)) is None
    opened.close()
