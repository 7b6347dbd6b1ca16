from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from p2psocial.index.index import Index
from tests.index.items_factory import NOW, Written

Add = Callable[..., None]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index.db"


@pytest.fixture
def index(path: Path) -> Iterator[Index]:
    opened = Index.open(path)
    yield opened
    opened.close()


@pytest.fixture
def add(index: Index) -> Add:
    """Add items to `index`, in the order given."""

    def add_all(*written: Written) -> None:
        for each in written:
            assert index.add(each.item, each.text, NOW)

    return add_all
