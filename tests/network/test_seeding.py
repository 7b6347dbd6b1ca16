"""What is seeded can be had, whatever happens to its file, and only for as long as it is seeded."""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import stat
from collections import Counter
from pathlib import Path

import pytest

from p2psocial.failures import MachineError
from p2psocial.network.events import SeedFailed
from p2psocial.protocol.magnet import parse_address
from tests.coroutines import until
from tests.hostile import crafted
from tests.hostile.crafted import Torrent
from tests.network.sessions import Session, as_seed, opened
from tests.node_process import loopback_address

LONG = "A long text. " * 3_000


def nothing_left(_: bytes) -> bytes:
    raise AssertionError("the index was asked for a text whose file is intact")


def test_a_text_can_be_fetched_as_soon_as_it_is_seeded(tmp_path: Path) -> None:
    async def run() -> None:
        torrents = [crafted.post("Short.\n"), crafted.post(LONG)]
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            for torrent in torrents:
                assert await seed.seed_one(torrent) == 1
                fetched = await reader.read(torrent, [seed.address])
                assert (fetched.info, fetched.data) == (torrent.info, torrent.data)
                assert fetched.seeds == (seed.address,)

    asyncio.run(run())


def test_what_others_took_is_counted_until_it_is_asked_for(tmp_path: Path) -> None:
    torrents = [crafted.post("Short.\n"), crafted.post(LONG), crafted.post("Nobody wants it.\n")]

    async def run() -> None:
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            for torrent in torrents:
                await seed.seed_one(torrent)
            taken: Counter[bytes] = Counter()
            for torrent in (*torrents[:2], torrents[0]):
                await reader.read(torrent, [seed.address])

            def has_all() -> bool:
                taken.update(seed.take_uploaded())
                return taken == {
                    torrents[0].infohash: 2 * len(torrents[0].data),
                    torrents[1].infohash: len(torrents[1].data),
                }

            await until(has_all)
            assert seed.take_uploaded() == {}

    asyncio.run(run())


def test_after_a_restart_an_intact_file_is_neither_written_nor_read(tmp_path: Path) -> None:
    torrent = crafted.post(LONG)

    async def run() -> None:
        async with opened(tmp_path / "a") as seed:
            await seed.seed_one(torrent)
            file = seed.file_of(torrent)
            before = file.stat()
        # A file that cannot be read cannot have been checked; root may read it all the same.
        damage(file)
        async with opened(tmp_path / "a") as seed:
            assert await seed.seed([as_seed(torrent)], nothing_left) == 1
            after = file.stat()
            assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
            assert file.read_bytes() != torrent.data
            assert seed.events == []

    asyncio.run(run())


def damage(file: Path) -> None:
    """Change the content, but neither the size nor the time."""
    found = file.stat()
    file.write_bytes(bytes(found.st_size))
    os.utime(file, ns=(found.st_atime_ns, found.st_mtime_ns))


def delete(file: Path) -> None:
    file.unlink()


def shorten(file: Path) -> None:
    file.write_bytes(b"")


@pytest.mark.parametrize("harm", [damage, delete, shorten])
def test_a_harmed_file_is_made_again_when_somebody_wants_it(tmp_path: Path, harm: object) -> None:
    assert callable(harm)
    torrent = crafted.post(LONG)

    async def run() -> None:
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            await seed.seed_one(torrent)
            harm(seed.file_of(torrent))
            assert (await reader.read(torrent, [seed.address])).data == torrent.data
            assert seed.file_of(torrent).read_bytes() == torrent.data

    asyncio.run(run())


@pytest.mark.parametrize("harm", [delete, shorten])
def test_a_file_that_is_not_as_it_was_is_written_at_the_next_start(
    tmp_path: Path, harm: object
) -> None:
    assert callable(harm)
    torrent = crafted.post()

    async def run() -> None:
        async with opened(tmp_path / "a") as seed:
            await seed.seed_one(torrent)
        harm(seed.file_of(torrent))
        async with opened(tmp_path / "a") as seed:
            await seed.seed_one(torrent)
            assert seed.file_of(torrent).read_bytes() == torrent.data

    asyncio.run(run())


def test_what_is_no_longer_seeded_is_not_served_and_its_file_is_gone(tmp_path: Path) -> None:
    torrent = crafted.post()

    async def run() -> None:
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            await seed.seed_one(torrent)
            await seed.unseed(torrent.infohash)
            assert not seed.file_of(torrent).exists()
            assert seed.status().torrents == 0
            with pytest.raises(TimeoutError):
                await reader.read(torrent, [seed.address], seconds=1)

    asyncio.run(run())


def test_a_change_of_mind_while_things_are_under_way_ends_as_decided_last(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            for number in range(10):
                kept, dropped = crafted.post(f"Kept {number}\n"), crafted.post(f"Not {number}\n")
                await seed.seed_one(kept)
                async with asyncio.timeout(10):
                    await asyncio.gather(seed.unseed(kept.infohash), seed.seed_one(kept))
                    await asyncio.gather(seed.seed_one(dropped), seed.unseed(dropped.infohash))
                    await asyncio.gather(
                        seed.seed_one(kept), seed.unseed(kept.infohash), seed.seed_one(kept)
                    )
                assert seed.file_of(kept).read_bytes() == kept.data
                assert (await reader.read(kept, [seed.address])).data == kept.data
                assert not seed.file_of(dropped).exists()
            await until(lambda: seed.status().torrents == 10)
            assert seed.events == []

    asyncio.run(run())


def test_two_who_seed_the_same_text_both_wait_until_it_is_ready(tmp_path: Path) -> None:
    async def run() -> None:
        torrent = crafted.post()
        async with opened(tmp_path / "a") as seed:
            first, second = await asyncio.gather(seed.seed_one(torrent), seed.seed_one(torrent))
            assert (first, second) == (1, 0)
            assert seed.status().torrents == 1

    asyncio.run(run())


def test_one_who_gives_up_waiting_does_not_take_the_text_from_others(tmp_path: Path) -> None:
    async def run() -> None:
        torrent = crafted.post()
        async with opened(tmp_path / "a") as seed:
            gone = asyncio.create_task(seed.seed_one(torrent))
            await asyncio.sleep(0)
            other = asyncio.create_task(seed.seed_one(torrent))
            await asyncio.sleep(0)
            gone.cancel()
            assert await other == 0
            assert seed.status().torrents == 1

    asyncio.run(run())


def test_a_text_that_cannot_be_written_is_told_and_the_others_are_served(tmp_path: Path) -> None:
    async def run() -> None:
        good, bad = crafted.post("Good.\n"), crafted.post("Bad.\n")
        data = {good.infohash: good.data, bad.infohash: bad.data}
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            in_the_way(seed, bad)
            assert await seed.seed(map(as_seed, (bad, good)), data.__getitem__) == 1
            (event,) = seed.events
            assert isinstance(event, SeedFailed)
            assert event.infohash == bad.infohash
            assert (await reader.read(good, [seed.address])).data == good.data
            with pytest.raises(MachineError, match="free some space or check permissions"):
                await seed.seed_one(bad)

    asyncio.run(run())


def in_the_way(seed: Session, torrent: Torrent) -> None:
    """Have the file of a text belong into a folder in which not even root can make one."""
    folder = seed.file_of(torrent).parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to("/proc/self")


def test_files_that_belong_to_nothing_are_swept_out(tmp_path: Path) -> None:
    async def run() -> None:
        torrent, orphan = crafted.post("Voted.\n"), crafted.post("Withdrawn.\n")
        async with opened(tmp_path / "a") as seed:
            await seed.seed_one(torrent)
            for name in (f"{orphan.infohash.hex()}.txt", "notes.txt", "half.part"):
                folder = seed.seeds / orphan.infohash.hex()[:2]
                folder.mkdir(exist_ok=True)
                (folder / name).write_bytes(b"left")
            seed.delete_leftovers()
            left = [path for path in seed.seeds.rglob("*") if path.is_file()]
            assert left == [seed.file_of(torrent)]

    asyncio.run(run())


@pytest.mark.parametrize("kind", [socket.SOCK_STREAM, socket.SOCK_DGRAM])
def test_a_port_that_is_taken_is_said_with_what_to_do(
    tmp_path: Path, kind: socket.SocketKind
) -> None:
    address = parse_address(loopback_address())

    async def run() -> None:
        with pytest.raises(MachineError, match=f"{address}.*--listen"):
            async with opened(tmp_path / "a", address):
                pass

    with socket.socket(socket.AF_INET, kind) as taken:
        taken.bind((address.host, address.port))
        if kind is socket.SOCK_STREAM:
            taken.listen()
        asyncio.run(run())


def test_files_are_the_owners_alone(tmp_path: Path) -> None:
    async def run() -> None:
        torrent = crafted.post()
        async with opened(tmp_path / "a") as seed:
            await seed.seed_one(torrent)
            folder = seed.file_of(torrent).parent
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700

    asyncio.run(run())


def test_others_have_their_turn_while_many_are_added_in_the_order_that_they_are_drawn(
    tmp_path: Path,
) -> None:
    async def run() -> None:
        torrents = [crafted.post(f"Text {number}.\n") for number in range(600)]
        data = {torrent.infohash: torrent.data for torrent in torrents}
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            adding = asyncio.create_task(seed.seed(map(as_seed, torrents), data.__getitem__))
            await until(lambda: seed.status().torrents > 0)
            assert not adding.done()
            assert (await reader.read(torrents[0], [seed.address])).data == torrents[0].data
            assert await adding == 600
            assert seed.status().torrents == 600

    asyncio.run(run())


def test_a_folder_that_is_deleted_while_it_is_served_is_made_again(tmp_path: Path) -> None:
    async def run() -> None:
        torrents = [crafted.post(f"Text {number}.\n") for number in range(3)]
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            data = {torrent.infohash: torrent.data for torrent in torrents}
            await seed.seed(map(as_seed, torrents), data.__getitem__)
            shutil.rmtree(seed.seeds)
            for torrent in torrents:
                assert (await reader.read(torrent, [seed.address])).data == torrent.data
            assert seed.file_of(torrents[0]).exists()

    asyncio.run(run())
