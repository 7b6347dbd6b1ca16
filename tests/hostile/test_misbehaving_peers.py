"""Peers that do not lie about the text but about being peers: silent, slow, leaving, flooding."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from p2psocial.failures import RequestError
from p2psocial.protocol.magnet import parse_address
from tests.hostile import crafted
from tests.hostile.asking import ask, configure, memory_of, wait_until
from tests.hostile.raw_peer import Behaviour, RawPeer, Stage, flood, serving
from tests.node_process import NodeProcess, running

SECONDS = 3
PATIENCE = 30
# libtorrent takes up to six seconds before it asks another peer for what a liar sent.
SLOWEST = 15
MOST_MEMORY_GROWTH = 24 << 20
TEXT = "A long text. " * 3_000


def behaviours() -> dict[str, Behaviour]:
    """Return one misbehaviour each, of a torrent of its own."""
    stages = [Stage.ACCEPT, Stage.HANDSHAKE, Stage.EXTENSIONS, Stage.METADATA, Stage.REQUEST]
    return {
        **{f"hangs up at {stage.name}": replace(honest(), hang_up=stage) for stage in stages},
        **{
            f"falls silent at {stage.name}": replace(honest(), fall_silent=stage)
            for stage in stages
        },
        "trickles": replace(honest(), trickle=0.2),
        "floods": replace(honest(), flood=True),
        "never unchokes": replace(honest(), unchokes=False),
        "claims 5 MB of metadata": replace(honest(), metadata_size=5 << 20),
        "claims 200 KB of metadata": replace(honest(), metadata_size=200 << 10),
        "claims negative metadata": replace(honest(), metadata_size=-1),
        "sends other metadata": replace(honest(), metadata=crafted.post("Other.\n").info),
    }


def honest() -> Behaviour:
    torrent = crafted.post(TEXT)
    return Behaviour(torrent.info, torrent.data)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProcess]:
    node = NodeProcess(tmp_path_factory.mktemp("hostile") / "node")
    configure(node.folder, stamp_bits=crafted.STAMP_BITS)
    with running(node):
        yield node


def attempt(node: NodeProcess, *peers: RawPeer, seconds: float) -> object:
    """Import from these peers and return the result, or what was raised."""
    link = peers[0].magnet + "".join(f"&x.pe={peer.address}" for peer in peers[1:])
    try:
        return ask(node, "import", magnet=link, timeout=seconds)
    except Exception as raised:  # noqa: BLE001 -- what it is, is what the test looks at
        return raised


def test_who_does_not_deliver_is_given_up_in_time(node: NodeProcess) -> None:
    bad = behaviours()
    memory = memory_of(node)
    before = ask(node, "status")
    with serving(*bad.values()) as peers, ThreadPoolExecutor(len(bad)) as pool:
        begun = time.monotonic()
        attempts = [pool.submit(attempt, node, peer, seconds=SECONDS) for peer in peers]
        answers = [_seconds_to_answer(node) for _ in range(20)]
        outcomes = dict(zip(bad, (each.result() for each in attempts), strict=True))
        assert time.monotonic() - begun < SECONDS + 3
        for peer in peers:
            wait_until(lambda: peer.seen.open == 0)  # noqa: B023 -- called before the next turn
    for name, outcome in outcomes.items():
        assert isinstance(outcome, RequestError), name
        assert f"answered within {SECONDS} s" in str(outcome)
    assert max(answers) < 1
    wait_until(lambda: not list((node.folder / "reading").glob("*")))
    after = ask(node, "status")
    assert (after["items"], after["torrents"]) == (before["items"], before["torrents"])
    assert memory_of(node) - memory < MOST_MEMORY_GROWTH


def _seconds_to_answer(node: NodeProcess) -> float:
    begun = time.monotonic()
    ask(node, "status")
    time.sleep(0.05)
    return time.monotonic() - begun


def test_an_honest_peer_beside_them_is_enough(node: NodeProcess) -> None:
    bad = behaviours()
    bad["lies"] = replace(honest(), data=bytes(len(TEXT)))
    pairs = [(replace(each, info=good.info), good) for each in bad.values() for good in [honest()]]
    with (
        serving(*(each for pair in pairs for each in pair)) as peers,
        ThreadPoolExecutor(len(bad)) as pool,
    ):
        couples = zip(peers[::2], peers[1::2], strict=True)
        attempts = [pool.submit(_timed, node, couple) for couple in couples]
        outcomes = dict(zip(bad, (each.result() for each in attempts), strict=True))
    for name, (outcome, seconds) in outcomes.items():
        assert isinstance(outcome, dict), (name, outcome)
        assert seconds < SLOWEST, name


def test_readers_of_what_is_flooded_hold_up_nothing_else(node: NodeProcess) -> None:
    count = 12
    floods = [replace(honest(), flood=True) for _ in range(count)]
    pairs = [(bad, replace(honest(), info=bad.info)) for bad in floods]
    with (
        serving(*(each for pair in pairs for each in pair)) as peers,
        ThreadPoolExecutor(count) as pool,
    ):
        attempts = [
            pool.submit(attempt, node, *couple, seconds=PATIENCE)
            for couple in zip(peers[::2], peers[1::2], strict=True)
        ]
        answers = [_seconds_to_answer(node)]
        while not all(each.done() for each in attempts):
            answers.append(_seconds_to_answer(node))
    assert [type(each.result()) for each in attempts] == [dict] * count
    assert max(answers) < SLOWEST / 3


def _timed(node: NodeProcess, peers: tuple[RawPeer, RawPeer]) -> tuple[object, float]:
    begun = time.monotonic()
    outcome = attempt(node, *peers, seconds=PATIENCE)
    return outcome, time.monotonic() - begun


def test_a_leecher_that_floods_a_seed_keeps_nobody_from_its_text(
    node: NodeProcess, tmp_path: Path
) -> None:
    reader = NodeProcess(tmp_path / "reader")
    configure(reader.folder)
    written = ask(node, "post", board="test", title="Flooded", text=TEXT)
    with running(reader), ThreadPoolExecutor(4) as pool:
        closing = threading.Event()
        floods = [
            pool.submit(flood, parse_address(node.address), written["infohash"], closing)
            for _ in range(4)
        ]
        try:
            answers = [_seconds_to_answer(node) for _ in range(10)]
            begun = time.monotonic()
            assert ask(reader, "import", magnet=written["magnet"], timeout=20)["new"]
            assert time.monotonic() - begun < SLOWEST
        finally:
            closing.set()
        assert max(answers) < 1
        assert all(each.result() > 0 for each in floods)
