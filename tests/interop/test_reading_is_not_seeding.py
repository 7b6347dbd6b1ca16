"""Who reads is no seed, to any client; who upvotes is one, until the vote is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.protocol.torrent import torrent_info
from tests.hostile.raw_peer import Behaviour, serving
from tests.interop.aria2 import Aria2
from tests.interop.client_process import eventually
from tests.interop.tracker import Tracker, tracker_naming
from tests.node_process import CommandFailedError, NodeProcess, running

BODY = "Read, not kept.\n"
FILE = "mine.txt"
TEXT = f"# Mine\n\n{BODY}".encode()
_TRIES = 3


@pytest.fixture
def anna(tmp_path: Path) -> Iterator[NodeProcess]:
    node = NodeProcess(tmp_path / "anna")
    with running(node):
        yield node


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[NodeProcess]:
    node = NodeProcess(tmp_path / "reader")
    with running(node):
        yield node


def host_of(node: NodeProcess) -> str:
    return node.address.partition(":")[0]


def assert_gets_nothing(client: Aria2, tracker: Tracker) -> None:
    before = tracker.asked
    eventually(lambda: tracker.asked >= before + _TRIES, "aria2 tries the peer that it was told of")
    assert client.alive()
    assert (client.received(), client.file(FILE) or b"") == (0, b"")


def test_a_reader_serves_nobody_until_it_upvotes_and_not_after_it_withdraws(
    anna: NodeProcess, reader: NodeProcess, tmp_path: Path
) -> None:
    post = anna.post("Mine", BODY)
    torrent = str(tmp_path / "mine.torrent")
    anna.run("export", post["infohash"], "-o", torrent)
    reader.run("import", post["magnet"])

    with tracker_naming(reader.address) as tracker:
        with Aria2(tmp_path / "first", torrent, tracker.url) as client:
            assert_gets_nothing(client, tracker)
            reader.run("upvote", f"{post['magnet']}&x.pe={client.address}")
            eventually(lambda: client.file(FILE) == TEXT, "aria2 has the text")
            assert not client.has_met(host_of(anna)), "it came from the voter"

        reader.run("unvote", post["infohash"])
        with Aria2(tmp_path / "second", torrent, tracker.url) as client:
            assert_gets_nothing(client, tracker)
    assert anna.json("show", post["infohash"])["seeds"] == 1


def test_a_reader_passes_on_nothing_of_what_it_is_fetching(
    anna: NodeProcess, reader: NodeProcess, tmp_path: Path
) -> None:
    body = "A text of several pieces.\n" * 2_000
    post = anna.post("Mine", body)
    torrent = tmp_path / "mine.torrent"
    anna.run("export", post["infohash"], "-o", str(torrent))
    info, data = torrent_info(torrent.read_bytes()), f"# Mine\n\n{body}".encode()
    first_piece_only = Behaviour(info, data, has=frozenset({0}))
    with (
        serving(first_piece_only) as (half,),
        Aria2(tmp_path / "aria2", str(torrent)) as client,
    ):
        link = f"{half.magnet}&x.pe={client.address}"
        with pytest.raises(CommandFailedError, match="nobody"):
            reader.run("import", link, "--timeout", "5")
        assert half.seen.requests
        assert client.has_met(host_of(reader))
        assert client.received() == 0
