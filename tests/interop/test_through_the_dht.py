"""A bare magnet link, which names no peer, is enough: whoever seeds is found through the DHT."""

from __future__ import annotations

from pathlib import Path

from tests.node_process import NodeProcess, running


def test_what_was_published_alone_is_found_and_outlives_its_author(tmp_path: Path) -> None:
    anna = NodeProcess(tmp_path / "anna")
    ben = NodeProcess(tmp_path / "ben", "--bootstrap", anna.address)
    cara = NodeProcess(tmp_path / "cara", "--bootstrap", ben.address)
    with running(anna):
        # Nobody else is there to be told of it yet.
        post = anna.post("Is anybody there?", "Hello.\n")
        bare = post["magnet"].partition("&x.pe=")[0]
        with running(ben):
            assert ben.json("upvote", bare)["seeding"] is True
            with running(cara):
                anna.stop()
                assert cara.json("import", bare, "--timeout", "20")["body"] == "Hello.\n"
