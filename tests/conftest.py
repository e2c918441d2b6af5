"""What all tests share: one simulated company, made once per worker."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from corrente.stream.company import Company


SLOWEST = ("engines", "oracle", "browser")
"""Folders that start first, so that no worker is left alone with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not set(SLOWEST) & set(item.path.parts))


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
