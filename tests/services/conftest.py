from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.people import Clock, Person


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def anna(tmp_path: Path, clock: Clock) -> Iterator[Person]:
    person = Person(tmp_path / "anna", clock)
    yield person
    person.index.close()


@pytest.fixture
def ben(tmp_path: Path, clock: Clock) -> Iterator[Person]:
    person = Person(tmp_path / "ben", clock)
    yield person
    person.index.close()
