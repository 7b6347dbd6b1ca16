"""Torrents that break a rule, served to a real node that was told to import them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from p2psocial.app.backend import make_backend
from p2psocial.cli.main import main
from p2psocial.failures import RequestError
from p2psocial.protocol.errors import InvalidItem, Reason
from tests.hostile import crafted
from tests.hostile.asking import ask, configure, files_below, memory_of, wait_until
from tests.hostile.crafted import Torrent
from tests.hostile.raw_peer import Behaviour, RawPeer, serving
from tests.node_process import NodeProcess, running

TIMEOUT = 20
# Well before the time is up, also on a busy machine.
SOON = 12
HONEST = 20
AT_ONCE = 12
MOST_MEMORY_GROWTH = 24 << 20

_LONG = bytes(65_537)


def _liar() -> Behaviour:
    honest = crafted.post("What the author wrote.\n")
    return Behaviour(honest.info, bytes(len(honest.data)))


def _plain(torrent: Torrent) -> Behaviour:
    return Behaviour(torrent.info, torrent.data)


# What a peer serves, and the rule that the node names when it refuses it.
REFUSED: dict[str, tuple[Behaviour, Reason]] = {
    "info-1025-bytes": (_plain(crafted.padded(1_025)), Reason.INFO_TOO_LARGE),
    "info-100-kilobytes": (_plain(crafted.padded(100_000)), Reason.INFO_TOO_LARGE),
    # Larger than what is fetched to be looked at: what all peers say about it is the reason.
    "info-300-kilobytes": (_plain(crafted.padded(300_000)), Reason.INFO_TOO_LARGE),
    "info-5-megabytes": (_plain(crafted.padded(5_000_000)), Reason.INFO_TOO_LARGE),
    "text-65537-bytes": (_plain(crafted.with_text(_LONG)), Reason.BAD_LENGTH),
    "text-2-gigabytes": (
        _plain(crafted.changed(length=1 << 31, piece_length=1 << 27, pieces=bytes(320))),
        Reason.BAD_LENGTH,
    ),
    # libtorrent cannot read these as torrents, and so cannot say what is wrong with them.
    "text-10-gigabytes": (
        _plain(crafted.changed(length=10 << 30, piece_length=1 << 29, pieces=bytes(400))),
        Reason.BAD_LENGTH,
    ),
    "too-few-piece-hashes": (_plain(crafted.changed(length=10 << 30)), Reason.BAD_LENGTH),
    "no-piece-hashes": (_plain(crafted.changed(pieces=b"")), Reason.BAD_PIECES),
    "piece-length-0": (_plain(crafted.changed(piece_length=0)), Reason.BAD_PIECE_LENGTH),
    "piece-length-a-string": (_plain(crafted.changed(piece_length=b"x")), Reason.BAD_PIECE_LENGTH),
    "length-negative": (_plain(crafted.changed(length=-1)), Reason.BAD_LENGTH),
    "name-a-number": (_plain(crafted.changed(name=1)), Reason.BAD_NAME),
    "name-empty": (_plain(crafted.changed(name=b"")), Reason.BAD_NAME),
    "pieces-a-list": (_plain(crafted.changed(pieces=[b"x"])), Reason.BAD_PIECES),
    "no-name": (_plain(crafted.without(b"name")), Reason.MISSING_INFO_KEY),
    "no-length": (_plain(crafted.without(b"length")), Reason.MISSING_INFO_KEY),
    "other-bytes-than-hashed": (_liar(), Reason.WRONG_PIECE_HASH),
    "other-text-than-signed": (_plain(crafted.wrong_body_hash()), Reason.WRONG_BODY_HASH),
    "name-parent-folder": (_plain(crafted.changed(name=b"../../x.txt")), Reason.BAD_NAME),
    "name-absolute": (_plain(crafted.changed(name=b"/tmp/x.txt")), Reason.BAD_NAME),
    "name-backslash": (_plain(crafted.changed(name=b"..\\..\\x.txt")), Reason.BAD_NAME),
    "name-zero-byte": (_plain(crafted.changed(name=b"x\0.txt")), Reason.BAD_NAME),
    "name-too-long": (_plain(crafted.changed(name=b"x" * 400 + b".txt")), Reason.BAD_NAME),
    "several-files": (_plain(crafted.multi_file()), Reason.UNKNOWN_INFO_KEY),
    "hybrid": (_plain(crafted.hybrid()), Reason.UNKNOWN_INFO_KEY),
    "private": (_plain(crafted.changed(private=1)), Reason.UNKNOWN_INFO_KEY),
    "link-to-the-database": (_plain(crafted.with_link()), Reason.UNKNOWN_INFO_KEY),
    "signed-by-another": (_plain(crafted.wrong_signature()), Reason.WRONG_SIGNATURE),
    "stamp-one-bit-short": (_plain(crafted.short_stamp()), Reason.STAMP_TOO_LOW),
    "from-the-future": (
        _plain(crafted.written(crafted.post_draft(), created=int(time.time()) + 7_200)),
        Reason.CREATED_IN_FUTURE,
    ),
    "unsorted-keys": (_plain(crafted.unsorted_keys()), Reason.NOT_CANONICAL),
    "repeated-key": (_plain(crafted.repeated_key()), Reason.NOT_CANONICAL),
    "not-utf-8": (
        _plain(crafted.with_text(b"# A title\n\n\xff\xfe\n")),
        Reason.TEXT_NOT_UTF8,
    ),
    "control-characters": (
        _plain(crafted.with_text(b"# A title\n\n\x1b[2J\n")),
        Reason.TEXT_CONTROL,
    ),
    "other-heading": (_plain(crafted.with_text(b"# Another title\n\n")), Reason.TEXT_HEADING),
    "ordinary-torrent": (_plain(crafted.ordinary()), Reason.NOT_AN_ITEM),
    "garbage": (Behaviour(b"garbage, not bencoding"), Reason.NOT_BENCODED),
    "cut-off": (Behaviour(crafted.post().info[:-1]), Reason.NOT_BENCODED),
    "list": (Behaviour(b"l4:spame"), Reason.NOT_AN_ITEM),
}


@dataclass(frozen=True)
class Outcome:
    """How an import ended, and how the node stood afterwards."""

    error: Exception | None
    seconds: float
    answered_after: float


@dataclass(frozen=True)
class Aftermath:
    """What all attacks together did to the node."""

    outcomes: dict[str, Outcome]
    honest: list[float]
    memory_growth: int
    status: dict[str, int]
    infohashes: list[bytes]


def import_from(node: NodeProcess, peer: RawPeer, timeout: float = TIMEOUT) -> Outcome:
    begun, error = time.monotonic(), None
    try:
        ask(node, "import", magnet=peer.magnet, timeout=timeout)
    except Exception as raised:  # noqa: BLE001 -- what it is, is what the test looks at
        error = raised
    ended = time.monotonic()
    ask(node, "status")
    return Outcome(error, ended - begun, time.monotonic() - ended)


def honest_import(node: NodeProcess, number: int) -> float:
    torrent = crafted.post(f"Honest {number}.\n")
    with serving(Behaviour(torrent.info, torrent.data)) as [peer]:
        outcome = import_from(node, peer)
    assert outcome.error is None, outcome.error
    return outcome.seconds


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[NodeProcess]:
    node = NodeProcess(tmp_path_factory.mktemp("hostile") / "node")
    configure(node.folder, stamp_bits=crafted.STAMP_BITS)
    with running(node):
        yield node


@pytest.fixture(scope="module")
def aftermath(node: NodeProcess) -> Aftermath:
    """Have the node import everything at once, with honest texts in between."""
    honest_import(node, -1)
    memory = memory_of(node)
    before = ask(node, "status")
    with (
        serving(*(behaviour for behaviour, _ in REFUSED.values())) as peers,
        ThreadPoolExecutor(AT_ONCE) as attackers,
    ):
        attacks = [attackers.submit(import_from, node, peer) for peer in peers]
        honest = [honest_import(node, number) for number in range(HONEST)]
        outcomes = {name: each.result() for name, each in zip(REFUSED, attacks, strict=True)}
        for peer in peers:
            wait_until(lambda: peer.seen.open == 0)  # noqa: B023 -- called before the next turn
    after = ask(node, "status")
    return Aftermath(
        outcomes,
        honest,
        memory_of(node) - memory,
        {name: after[name] - before[name] for name in ("items", "torrents", "seeding")},
        [peer.infohash for peer in peers],
    )


@pytest.mark.parametrize("name", REFUSED)
def test_what_breaks_a_rule_is_refused_by_the_name_of_that_rule(
    aftermath: Aftermath, name: str
) -> None:
    error = aftermath.outcomes[name].error
    assert isinstance(error, InvalidItem), repr(error)
    assert error.reason is REFUSED[name][1], str(error)


def test_nobody_waits_for_a_reason_until_the_time_is_up(aftermath: Aftermath) -> None:
    slowest = max(aftermath.outcomes.items(), key=lambda named: named[1].seconds)
    assert slowest[1].seconds < SOON, slowest


def test_refusing_leaves_nothing_behind(aftermath: Aftermath, node: NodeProcess) -> None:
    assert aftermath.status == {"items": HONEST, "torrents": 0, "seeding": 0}
    for infohash in aftermath.infohashes:
        with pytest.raises(RequestError, match="is not here"):
            ask(node, "show", infohash=infohash.hex())
    wait_until(lambda: not list((node.folder / "reading").glob("*")))
    assert not files_below(node.folder / "seeds")


def test_the_node_answers_and_honest_texts_arrive_meanwhile(aftermath: Aftermath) -> None:
    assert max(outcome.answered_after for outcome in aftermath.outcomes.values()) < 2
    assert max(aftermath.honest) < 5


def test_memory_does_not_grow_with_what_was_claimed(aftermath: Aftermath) -> None:
    assert aftermath.memory_growth < MOST_MEMORY_GROWTH


@pytest.mark.parametrize("name", ["stamp-one-bit-short", "name-parent-folder", "garbage"])
def test_the_command_ends_with_status_1_and_one_line(
    node: NodeProcess, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    behaviour, reason = REFUSED[name]
    with serving(behaviour) as [peer]:
        status = main(["--data-dir", str(node.folder), "import", peer.magnet], make_backend)
    shown = capsys.readouterr()
    assert (status, shown.out) == (1, "")
    assert shown.err.count("\n") == 1
    assert f"({reason.value})" in shown.err


@pytest.mark.parametrize("name", ["info-1025-bytes", "hybrid", "several-files", "unsorted-keys"])
def test_the_same_rules_hold_for_torrent_files(
    node: NodeProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    behaviour, reason = REFUSED[name]
    file = tmp_path / "hostile.torrent"
    file.write_bytes(b"d4:info" + behaviour.info + b"e")
    assert main(["--data-dir", str(node.folder), "import", str(file)], make_backend) == 1
    assert f"({reason.value})" in capsys.readouterr().err


@pytest.mark.parametrize("size", [100_000, 400_000])
def test_a_torrent_file_is_not_read_beyond_its_limit(
    node: NodeProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str], size: int
) -> None:
    file = tmp_path / "large.torrent"
    file.write_bytes(b"d4:info" + crafted.padded(size).info + b"e")
    assert main(["--data-dir", str(node.folder), "import", str(file)], make_backend) == 1
    assert f"({Reason.INFO_TOO_LARGE.value})" in capsys.readouterr().err
