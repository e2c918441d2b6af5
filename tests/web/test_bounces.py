"""Bounces stand beside the session time, on the page and in the JSON, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from corrente.core.experiment import Measure
from corrente.core.words import Language
from corrente.experiments import kept
from corrente.experiments.events import Event
from corrente.experiments.events import store as store_events
from corrente.experiments.exposures import Exposure
from corrente.experiments.exposures import store as store_exposures
from corrente.experiments.report import report, to_json
from corrente.state.store import open_state
from corrente.web.test_looks import looked
from corrente.web.test_views import boards
from tests.service.listening import EBOOK

HOUR_MS = 3_600_000


@pytest.mark.parametrize("timed", [True, False])
def test_bounces_are_stated_where_session_time_is_measured(tmp_path: Path, timed: bool) -> None:
    metrics = [metric for metric in EBOOK.guardrails if timed or metric.measure is not Measure.SESSION_TIME]
    store = open_state(tmp_path / "state.sqlite")
    revision = kept.save(store, replace(EBOOK, guardrails=tuple(metrics)), author="ana")
    came = round(store.clock().timestamp() * 1000) - HOUR_MS
    with store.writing() as connection:
        people = [Exposure("main", EBOOK.id, f"u{n}", f"d{n}", "b", 1.0, 1, "", came) for n in range(4)]
        store_exposures(connection, people)
        used = Event("main", "m", "Page Engaged", "u0", None, None, came + 20_000, came + 20_000, 15.0, 0, "{}")
        store_events(connection, [used])
    says = {board.metric.name: board.says for board in boards(looked(store, revision), "BRL", Language.EN)}
    assert [name for name, said in says.items() if "Better 75%" in said] == (["time"] if timed else [])
    whole = {"b": {"people": 4, "bounced": 3, "seconds": 15.0}}
    assert to_json(report(store, EBOOK.id))["sessions"] == (whole if timed else {})
    store.close()
