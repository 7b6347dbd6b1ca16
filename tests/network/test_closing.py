"""A network that is closed leaves nothing running, however busy it was."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from tests.hostile import crafted
from tests.hostile.raw_peer import Behaviour, Stage, serving
from tests.network.sessions import opened

# In a process of its own, because nothing can end a deadlock between two locks from inside.
_BUSY = """
    import asyncio, faulthandler, sys
    from pathlib import Path
    import libtorrent as lt
    from p2psocial.network import saved_state
    from p2psocial.network.alert_pump import AlertPump

    faulthandler.dump_traceback_later(20, exit=True)

    async def run(file):
        for _ in range(10):
            session = lt.session({"listen_interfaces": "127.0.0.1:0", "alert_mask": 0x7fffffff})
            pump = AlertPump(session, {})
            for number in range(300):
                session.post_session_stats()
                if number % 30 == 0:
                    saved_state.write(file, session)
                await asyncio.sleep(0)
            session.post_session_stats()
            pump.close()
            del session

    asyncio.run(run(Path(sys.argv[1])))
"""


def threads() -> int:
    return len(list(Path("/proc/self/task").iterdir()))


def sockets() -> int:
    found = 0
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            found += descriptor.readlink().name.startswith("socket:")
        except FileNotFoundError:
            continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="counts threads and sockets in /proc")
def test_threads_sockets_and_tasks_are_gone_after_closing(tmp_path: Path) -> None:
    async def run() -> None:
        torrent = crafted.post()
        async with opened(tmp_path / "a") as seed, opened(tmp_path / "b") as reader:
            await seed.seed_one(torrent)
            await reader.read(torrent, [seed.address])
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())
    before = threads(), sockets()
    for _ in range(3):
        asyncio.run(run())
    assert (threads(), sockets()) == before


def test_closing_in_the_middle_of_everything_is_quiet(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    torrent = crafted.post("Silence.\n")

    async def run() -> None:
        async with opened(tmp_path / "a") as busy:
            reading = asyncio.create_task(busy.read(torrent, [peers[0].address]))
            seeding = asyncio.create_task(busy.seed_one(crafted.post("Seeded.\n")))
            await asyncio.sleep(0.05)
            reading.cancel()
            seeding.cancel()
            await asyncio.gather(reading, seeding, return_exceptions=True)
            await busy.seed_one(crafted.post("Seeded too.\n"))
            busy.withdraw(torrent.infohash)
        # What libtorrent still has to say comes now, and nobody is there.
        await asyncio.sleep(0.1)

    with serving(Behaviour(torrent.info, fall_silent=Stage.METADATA)) as peers:
        asyncio.run(run())
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_saving_and_closing_do_not_wait_for_alerts_that_wait_for_them(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(_BUSY), str(tmp_path / "session.state")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=os.environ,
    )
    assert done.returncode == 0, done.stderr
