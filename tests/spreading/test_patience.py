from __future__ import annotations

from pathlib import Path

import pytest

from p2psocial.services.spreading import neighbours
from p2psocial.services.spreading.spreader import SpreadingOptions
from tests.spreading.virtual_network import NOW, VirtualNetwork, connect

DAY = 86_400


def test_what_somebody_cannot_give_at_once_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "ASK_BURST", 12.0)
    monkeypatch.setattr(neighbours, "ASK_RATE", 3.0)
    network = VirtualNetwork(tmp_path)
    options = SpreadingOptions(author_quota=10_000)
    full, late = network.add(options), network.add(options)
    full.start()
    # More than three requests' worth of ids, of which the first alone is within the allowance.
    with full.index.transaction():
        written = [full.write(f"Number {n}", created=NOW - 2 * DAY - n * 60) for n in range(1_600)]
    late.start()
    connect(late, full, 0.01)
    network.time.pass_seconds(60)
    lacking = [item for item in written if late.index.header(item.infohash) is None]
    requests = late.messages["Get"]
    network.close()
    assert lacking == []
    assert requests < 40
