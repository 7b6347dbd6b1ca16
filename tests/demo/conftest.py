from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="session")
def workers_warn() -> Iterator[None]:
    """Have the processes of the networks say on stderr what was not closed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONWARNINGS", "default")
        patch.delenv("P2PSOCIAL_DATA_DIR", raising=False)
        yield
