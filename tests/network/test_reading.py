"""Reading leaves no trace: nothing is served, nobody is told, nothing stays on the disk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from p2psocial.failures import MachineError
from p2psocial.network.events import Fetched, SwarmSeeds
from p2psocial.protocol.magnet import Address
from tests.coroutines import until
from tests.hostile import crafted
from tests.hostile.raw_peer import Behaviour, Stage, serving
from tests.network.sessions import Session, opened

# Three pieces.
TEXT = "A long text. " * 3_000
ALL = frozenset({0, 1, 2})


def swarm_seeds(session: Session) -> set[str]:
    """Return where the seeds are that a session has told of."""
    told = [event for event in session.events if isinstance(event, SwarmSeeds)]
    return {seed.host for event in told for seed in event.seeds}


def test_a_peer_that_asks_a_reader_for_what_it_has_gets_nothing(tmp_path: Path) -> None:
    torrent = crafted.post(TEXT)
    asking = Behaviour(torrent.info, torrent.data, has=frozenset({0}), asks=True)
    slow = Behaviour(torrent.info, torrent.data, delay=0.3)

    async def run() -> None:
        async with opened(tmp_path / "a") as reader:
            addresses = [peer.address for peer in peers]
            assert (await reader.read(torrent, addresses)).data == torrent.data
            await until(lambda: all(peer.seen.open == 0 for peer in peers))

    with serving(asking, slow) as peers:
        asyncio.run(run())
        # It was told of a piece and asked for it.
        assert peers[0].seen.haves
        assert peers[0].seen.sent_pieces == 0


def test_a_seed_that_is_not_read_from_is_not_told_what_has_arrived(tmp_path: Path) -> None:
    torrent = crafted.post(TEXT)
    slow = Behaviour(torrent.info, torrent.data, delay=0.3)
    bystander = Behaviour(torrent.info, torrent.data, unchokes=False)

    async def run() -> None:
        async with opened(tmp_path / "a") as reader:
            await reader.read(torrent, [peer.address for peer in peers])
            await until(lambda: all(peer.seen.open == 0 for peer in peers))

    with serving(slow, bystander) as peers:
        asyncio.run(run())
        assert peers[1].seen.connections == 1
        assert peers[1].seen.haves == []


def test_no_seed_counts_a_reader_as_a_seed(tmp_path: Path) -> None:
    async def run() -> None:
        async with (
            opened(tmp_path / "a") as one,
            opened(tmp_path / "b") as other,
            opened(tmp_path / "c") as reader,
        ):
            for number in range(15):
                torrent = crafted.post(f"Text {number}\n")
                await asyncio.gather(one.seed_one(torrent), other.seed_one(torrent))
                await reader.read(torrent, [one.address, other.address])
            assert reader.address.host not in swarm_seeds(one) | swarm_seeds(other)

    asyncio.run(run())


def test_two_seeds_that_meet_count_each_other(tmp_path: Path) -> None:
    async def run() -> None:
        torrent = crafted.post()
        async with opened(tmp_path / "a") as one, opened(tmp_path / "b") as other:
            await asyncio.gather(one.seed_one(torrent), other.seed_one(torrent))
            one.dial(torrent.infohash, [other.address])
            # Peers tell each other of their DHT, so there may be an announcement as well.
            await until(lambda: swarm_seeds(one) or swarm_seeds(other))
            counted = swarm_seeds(one) | swarm_seeds(other)
            assert counted <= {one.address.host, other.address.host}

    asyncio.run(run())


def test_only_who_has_all_of_a_text_is_a_seed_of_it(tmp_path: Path) -> None:
    torrent = crafted.post(TEXT)
    half = Behaviour(torrent.info, torrent.data, has=frozenset({0}))
    rest = Behaviour(torrent.info, torrent.data, has=ALL - {0})
    both = Behaviour(torrent.info, torrent.data, has=ALL, delay=0.5)

    async def run() -> tuple[Address, ...]:
        async with opened(tmp_path / "a") as reader:
            fetched = await reader.read(torrent, [peer.address for peer in peers])
            return fetched.seeds

    with serving(half, rest, both) as peers:
        seeds = asyncio.run(run())
        assert peers[0].seen.requests
        assert peers[0].address not in seeds
        assert peers[1].address not in seeds


def test_who_says_that_it_has_everything_has_not_proved_it(tmp_path: Path) -> None:
    torrent = crafted.post(TEXT)
    slow = Behaviour(torrent.info, torrent.data, delay=0.5)
    claims = Behaviour(torrent.info, torrent.data, unchokes=False)

    async def run() -> Fetched:
        async with opened(tmp_path / "a") as reader:
            return await reader.read(torrent, [peer.address for peer in peers])

    with serving(slow, claims) as peers:
        fetched = asyncio.run(run())
        assert fetched.seeds == (peers[0].address,)
        assert fetched.claims == (peers[1].address,)


def test_who_sent_something_else_is_not_a_seed(tmp_path: Path) -> None:
    torrent = crafted.post("One piece.\n")
    liar = Behaviour(torrent.info, bytes(len(torrent.data)))
    honest = Behaviour(torrent.info, torrent.data, delay=0.5)

    async def run() -> tuple[Address, ...]:
        async with opened(tmp_path / "a") as reader:
            addresses = [peer.address for peer in peers]
            return (await reader.read(torrent, addresses)).seeds

    with serving(liar, honest) as peers:
        seeds = asyncio.run(run())
        assert peers[0].seen.requests
        assert seeds == (peers[1].address,)


@pytest.mark.parametrize("stage", [Stage.HANDSHAKE, Stage.METADATA, Stage.REQUEST])
def test_a_fetch_that_is_given_up_leaves_nothing_behind(tmp_path: Path, stage: Stage) -> None:
    torrent = crafted.post(TEXT)

    async def run() -> None:
        async with opened(tmp_path / "a") as reader:
            for seconds in (0.0, 0.02, 0.5):
                with pytest.raises(TimeoutError):
                    await reader.read(torrent, [peers[0].address], seconds=seconds)
            await until(lambda: peers[0].seen.open == 0)
            await until(lambda: not list(reader.reading.glob("*")))
            honest = [peers[1].address]
            assert (await reader.read(torrent, honest)).data == torrent.data
            await until(lambda: not list(reader.reading.glob("*")))

    silent = Behaviour(torrent.info, torrent.data, fall_silent=stage)
    with serving(silent, Behaviour(torrent.info, torrent.data)) as peers:
        asyncio.run(run())


def test_whatever_refuses_a_header_is_what_the_fetch_ends_with(tmp_path: Path) -> None:
    torrent = crafted.post()

    def refuse(_: bytes) -> None:
        raise MachineError("the index cannot be read")

    async def run() -> None:
        async with opened(tmp_path / "a") as reader:
            with pytest.raises(MachineError, match="the index cannot be read"):
                await reader.read(torrent, [peers[0].address], accept=refuse)

    with serving(Behaviour(torrent.info, torrent.data)) as peers:
        asyncio.run(run())


def test_a_disk_that_takes_nothing_is_a_machine_error(tmp_path: Path) -> None:
    torrent = crafted.post(TEXT)

    async def run() -> None:
        async with opened(tmp_path / "a") as reader:
            reader.reading.write_bytes(b"a file where the folder should be")
            with pytest.raises(MachineError, match="free some space or check permissions"):
                await reader.read(torrent, [peers[0].address])

    with serving(Behaviour(torrent.info, torrent.data)) as peers:
        asyncio.run(run())


def test_a_slow_text_does_not_slow_down_the_next_one(tmp_path: Path) -> None:
    silent, quick = crafted.post("Silent.\n"), crafted.post("Quick.\n")

    async def run() -> None:
        async with opened(tmp_path / "a") as reader:
            with pytest.raises(TimeoutError):
                await reader.read(silent, [peers[0].address], seconds=4)
            # These peers speak no uTP, which is tried for the silent one after three seconds.
            assert (await reader.read(quick, [peers[1].address], seconds=2)).data == quick.data

    with serving(
        Behaviour(silent.info, fall_silent=Stage.ACCEPT), Behaviour(quick.info, quick.data)
    ) as peers:
        asyncio.run(run())
