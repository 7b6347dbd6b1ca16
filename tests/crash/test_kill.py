"""What a node acknowledged outlives being killed at any moment."""

from __future__ import annotations

from pathlib import Path

from tests.crash.rounds import Rounds

KILLS = 20


def test_everything_acknowledged_is_there_and_served_after_every_kill(tmp_path: Path) -> None:
    rounds = Rounds(tmp_path, seed=1)
    rounds.run(KILLS)
    assert rounds.kills == KILLS
    assert sum(client.acknowledged for client in rounds.clients) > KILLS
