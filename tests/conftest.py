"""What all tests share: one simulated company, made once per worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from corrente.stream.company import Company


TURNS = {"engines": 0, "browser": 1, "oracle": 3}
"""Folders by when they run, all others being 2: the slowest first, so that no worker is left alone with one of them at
the end; JAX last, as a process that has loaded it should not be forked."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: next((TURNS[part] for part in item.path.parts if part in TURNS), 2))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """A worker takes a file at a time, and one of them all engines: Spark takes long to start, and is slow at first."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "engines" if file.startswith("tests/engines/") else file

    return ByFile(config, log)


@pytest.fixture(scope="session")
def sample_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a small simulated company (its truth comes from `corrente.market`)."""
    from corrente.market import simulate

    folder = tmp_path_factory.mktemp("aurora")
    simulate(folder, touchpoints=20_000, seed=1)
    return folder


@pytest.fixture(scope="session")
def sample(sample_folder: Path) -> Company:
    """The simulated company, opened."""
    from corrente.stream.company import open_company

    return open_company(sample_folder)
