"""Whoever lies is passed over: an honest peer is found beside any number of others, and soon."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from p2psocial.network.events import Fetched
from p2psocial.protocol.errors import InvalidItem, Reason
from tests.hostile import crafted
from tests.hostile.crafted import Torrent
from tests.hostile.raw_peer import Behaviour, Stage, serving
from tests.network.sessions import opened

TEXT = "A long text. " * 3_000
# libtorrent is given two seconds to sort it out by itself; on a busy machine all takes longer.
SOON = 12

OTHER = crafted.post("Other.\n").info


def _lies(torrent: Torrent) -> dict[str, Behaviour]:
    return {
        "other metadata": Behaviour(torrent.info, torrent.data, metadata=OTHER),
        "other metadata of the same size": Behaviour(
            torrent.info, torrent.data, metadata=bytes(len(torrent.info))
        ),
        "200 KB of metadata": Behaviour(torrent.info, torrent.data, metadata_size=200 << 10),
        "one byte of metadata": Behaviour(torrent.info, torrent.data, metadata_size=1),
        "300 KB of metadata": Behaviour(torrent.info, torrent.data, metadata_size=300 << 10),
        "a size and then silence": Behaviour(
            torrent.info, torrent.data, metadata_size=900, fall_silent=Stage.METADATA
        ),
        "another text": Behaviour(torrent.info, bytes(len(torrent.data))),
    }


def read_from(
    folder: Path, torrent: Torrent, behaviours: Sequence[Behaviour], seconds: float = 30
) -> tuple[Fetched, float, list[int]]:
    """Return what was read, how long it took, and which of the peers count as seeds."""

    async def run() -> Fetched:
        async with opened(folder) as reader:
            return await reader.read(torrent, [peer.address for peer in peers], seconds)

    with serving(*behaviours) as peers:
        begun = time.monotonic()
        fetched = asyncio.run(run())
        took = time.monotonic() - begun
        return fetched, took, [n for n, p in enumerate(peers) if p.address in fetched.seeds]


@pytest.mark.parametrize("lie", _lies(crafted.post()))
@pytest.mark.parametrize("delay", [0.0, 0.5], ids=["quick", "slow"])
def test_an_honest_peer_beside_a_liar_is_enough(tmp_path: Path, lie: str, delay: float) -> None:
    torrent = crafted.post(TEXT)
    honest = Behaviour(torrent.info, torrent.data, delay=delay)
    fetched, took, seeds = read_from(tmp_path / "a", torrent, [_lies(torrent)[lie], honest])
    assert fetched.data == torrent.data
    # Who lied about the header alone may have sent the text, and one that is quick all of it.
    assert 1 in seeds or lie != "another text"
    assert seeds == [1] or not delay or lie != "another text"
    assert took < SOON


def test_an_honest_peer_among_many_liars_of_all_kinds_is_enough(tmp_path: Path) -> None:
    torrent = crafted.post(TEXT)
    honest = Behaviour(torrent.info, torrent.data, delay=0.2)
    liars = [*_lies(torrent).values()] * 4
    fetched, took, _ = read_from(tmp_path / "a", torrent, [*liars, honest])
    assert fetched.data == torrent.data
    assert took < SOON


def test_honest_peers_that_have_a_part_each_make_up_for_a_liar(tmp_path: Path) -> None:
    torrent = crafted.post(TEXT)
    behaviours = [
        Behaviour(torrent.info, bytes(len(torrent.data))),
        Behaviour(torrent.info, torrent.data, has=frozenset({0, 2}), delay=0.3),
        Behaviour(torrent.info, torrent.data, has=frozenset({1}), delay=0.3),
    ]
    fetched, _, seeds = read_from(tmp_path / "a", torrent, behaviours)
    assert fetched.data == torrent.data
    assert not seeds


def test_one_that_answers_late_makes_up_for_one_that_claims_too_large_a_size(
    tmp_path: Path,
) -> None:
    torrent = crafted.post(TEXT)
    claims = Behaviour(torrent.info, torrent.data, metadata_size=300 << 10)
    honest = Behaviour(torrent.info, torrent.data)

    async def run() -> Fetched:
        async with opened(tmp_path / "a") as reader, opened(tmp_path / "b") as finder:
            del finder
            reading = asyncio.create_task(reader.read(torrent, [peers[0].address], 20))
            await asyncio.sleep(3)
            # As the DHT does when it has found somebody.
            lookups = reader.dht._lookups  # noqa: SLF001 -- no peer of a DHT lies here
            lookups.found(torrent.infohash, [peers[1].address])
            return await reading

    with serving(claims, honest) as peers:
        assert asyncio.run(run()).data == torrent.data


@pytest.mark.parametrize(
    ("lie", "reason"),
    [
        ("another text", Reason.WRONG_PIECE_HASH),
        ("300 KB of metadata", Reason.INFO_TOO_LARGE),
    ],
)
def test_when_all_say_the_same_the_reason_comes_soon(
    tmp_path: Path, lie: str, reason: Reason
) -> None:
    torrent = crafted.post(TEXT)
    begun = time.monotonic()
    with pytest.raises(InvalidItem) as refused:
        read_from(tmp_path / "a", torrent, [_lies(torrent)[lie]] * 3)
    assert refused.value.reason is reason
    assert time.monotonic() - begun < SOON


def test_a_liar_about_the_header_is_no_reason_against_the_text(tmp_path: Path) -> None:
    torrent = crafted.post(TEXT)
    with pytest.raises(TimeoutError):
        read_from(tmp_path / "a", torrent, [_lies(torrent)["other metadata"]], seconds=7)
