"""Who seeds a post with any BitTorrent client votes for it; who leaves takes the vote away."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from tests.interop.aria2 import Aria2
from tests.interop.client_process import eventually
from tests.node_process import NodeProcess, running

# aria2 joins the DHT before it announces, and takes its time for that.
_JOIN_SECONDS = 60
_LEAVE_SECONDS = 60
_SHOWN_SECONDS = 5
# Times of evidence are whole seconds.
_ROUNDING_SECONDS = 1


def test_a_vote_with_aria2_shows_within_seconds_and_goes_with_it(tmp_path: Path) -> None:
    anna = NodeProcess(tmp_path / "anna")
    ben = NodeProcess(tmp_path / "ben", "--bootstrap", anna.address)
    with running(anna, ben):
        post = anna.post("Mine", "Seeded.\n")
        ben.run("import", post["magnet"])
        torrent = str(tmp_path / "mine.torrent")
        anna.run("export", post["infohash"], "-o", torrent)

        def seen() -> dict[str, Any]:
            # Who asks why has it on the screen.
            document: dict[str, Any] = ben.json("why", post["infohash"])
            return document

        eventually(lambda: seen()["seeds"] == 1, "the author is counted")
        client = Aria2(tmp_path / "aria2", torrent, dht=anna.address)
        (client.downloads / "mine.txt").write_bytes(b"# Mine\n\nSeeded.\n")
        with client:
            eventually(client.has_announced, "aria2 announces", _JOIN_SECONDS)
            announced = time.time()
            while (found := seen())["seeds"] < 2:
                assert time.time() - announced < _LEAVE_SECONDS, found
            # Its evidence is the newest; how long the command itself takes does not count.
            [swarm] = [each for each in found["evidence"] if each["source"] == "swarm"]
            took = time.time() - swarm["age"] - announced
            assert took <= _SHOWN_SECONDS + _ROUNDING_SECONDS, found
        left = time.time()
        eventually(lambda: seen()["seeds"] == 1, "the vote has gone", _LEAVE_SECONDS)
        [dht] = [each for each in seen()["evidence"] if each["source"] == "dht"]
        assert dht["age"] <= time.time() - left + _ROUNDING_SECONDS
