"""The torrents that a session serves: added, withdrawn, and mended when their files are harmed.

libtorrent knows everything about each of them already, some 5 KiB, so that what is kept here is no
more than its infohash: with 100,000 of them, any object more is felt. Torrents are found again in
the session when one is needed, which is seldom.
"""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import os
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import libtorrent as lt

from p2psocial.failures import MachineError
from p2psocial.network import seed_files
from p2psocial.network.alert_pump import Handler
from p2psocial.network.events import NetworkEvent, SeedFailed, SeedTorrent
from p2psocial.network.options import NetworkOptions
from p2psocial.protocol.bencoding import decode
from p2psocial.protocol.magnet import Address

TextOf = Callable[[bytes], bytes]

# Between two batches others have their turn; one takes about 10 ms, without files 30 ms.
_BATCH = 100
# What libtorrent tells of them takes memory, and memory that was taken once is kept.
_MOST_UNDER_WAY = 1_000
_REMOVE_SECONDS = 10
_MAX_HEALS = 3
_MOST_INFO_BYTES = 1 << 16


def infohash_of_alert(alert: Any) -> bytes:  # noqa: ANN401 -- any of libtorrent's torrent alerts
    """Return the v1 infohash that a torrent alert is about."""
    return bytes(alert.handle.info_hashes().v1.to_bytes())


class _Waiter:
    """One who waits until torrents are ready, some hundred of them at a time."""

    def __init__(self) -> None:
        self._under_way = 0
        self._enough = 0
        self._wake: asyncio.Future[None] | None = None
        self.failed = 0
        self.error: MachineError | None = None

    def begin(self) -> None:
        self._under_way += 1

    def end(self, error: MachineError | None) -> None:
        self._under_way -= 1
        if error is not None:
            self.failed += 1
            self.error = self.error or error
        if self._wake is not None and self._under_way <= self._enough and not self._wake.done():
            self._wake.set_result(None)

    async def until_left(self, count: int) -> None:
        """Wait until no more than so many are under way."""
        if self._under_way > count:
            self._enough = count
            self._wake = asyncio.get_running_loop().create_future()
            await self._wake


class Torrents:
    """What one session serves. Belongs to the loop that its alerts are handled on."""

    def __init__(
        self,
        session: lt.session,
        options: NetworkOptions,
        on_event: Callable[[NetworkEvent], None],
    ) -> None:
        """Begin with none; the session is to tell what `handlers` lists."""
        self._session = session
        self._options = options
        # Text, since a path object costs more than everything else that is done for a torrent here.
        self._root = os.fspath(options.seeds_folder)
        self._on_event = on_event
        self._text_of: TextOf | None = None
        self._served: set[bytes] = set()
        self._adding: dict[bytes, list[_Waiter]] = {}
        self._removing: dict[bytes, list[asyncio.Future[None]]] = {}
        self._healing: set[bytes] = set()
        self._damaged: Counter[bytes] = Counter()
        self._latest: list[tuple[int, bytes]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def handlers(self) -> dict[type, Handler]:
        """Return what is to be called with which alerts."""
        return {
            lt.add_torrent_alert: self._on_added,
            lt.torrent_checked_alert: self._on_checked,
            lt.torrent_removed_alert: self._on_removed,
            lt.torrent_error_alert: self._on_broken,
            lt.file_error_alert: self._on_broken,
            lt.hash_failed_alert: self._on_broken,
        }

    def __len__(self) -> int:
        """Return how many can be downloaded from us."""
        return len(self._served) - len(self._adding)

    async def close(self) -> None:
        """Mend and withdraw nothing more."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # -- adding ------------------------------------------------------------------------------

    async def add(self, torrents: Iterable[SeedTorrent], text_of: TextOf) -> int:
        """Serve them all; returns how many are new, once each is ready to be downloaded from us.

        They are drawn one by one as their turn comes, and others have theirs in between. What
        cannot be served is told as an event; `MachineError` when that is true of all of them.
        """
        self._text_of = text_of
        waiter, new = _Waiter(), 0
        source = iter(torrents)
        while batch := list(itertools.islice(source, _BATCH)):
            new += sum([self._begin(torrent, waiter) for torrent in batch])
            await asyncio.sleep(0)
            await waiter.until_left(_MOST_UNDER_WAY)
        await waiter.until_left(0)
        if waiter.error is not None and waiter.failed >= new:
            raise waiter.error
        return new - waiter.failed

    def _begin(self, torrent: SeedTorrent, waiter: _Waiter) -> bool:
        infohash = torrent.infohash
        others = self._adding.get(infohash)
        if others is None and infohash in self._served:
            return False
        waiter.begin()
        if others is not None:
            others.append(waiter)
            return False
        self._adding[infohash] = [waiter]
        self._served.add(infohash)
        try:
            self._serve(torrent)
        except MachineError as error:
            self._fail(infohash, error)
        return True

    def _serve(self, torrent: SeedTorrent) -> None:
        if not seed_files.is_intact(self._root, torrent) and self._text_of is not None:
            seed_files.write(self._root, torrent, self._text_of(torrent.infohash))
        params = lt.load_torrent_buffer(b"d4:info" + torrent.info + b"e")
        params.save_path = seed_files.folder_of(self._root, torrent.infohash)
        params.renamed_files = {0: seed_files.name_of(torrent.infohash)}
        params.flags = lt.torrent_flags.seed_mode
        if self._options.proxy is None:
            # Announced by `counting`, which does it in the walk that counts.
            params.flags |= lt.torrent_flags.disable_dht
        else:
            self._note_latest(torrent)
        self._session.async_add_torrent(params)

    def _note_latest(self, torrent: SeedTorrent) -> None:
        heapq.heappush(self._latest, (torrent.created, torrent.infohash))
        if len(self._latest) > _BATCH:
            heapq.heappop(self._latest)

    def _fail(self, infohash: bytes, error: MachineError) -> None:
        self._served.discard(infohash)
        self._resolve(infohash, error)
        self._on_event(SeedFailed(infohash, str(error)))

    def _on_added(self, alert: lt.add_torrent_alert) -> None:
        if alert.error.value():
            infohash = bytes(alert.params.info_hashes.v1.to_bytes())
            self._fail(infohash, MachineError(f"cannot seed: {alert.error.message()}"))

    def _on_checked(self, alert: lt.torrent_checked_alert) -> None:
        self._resolve(infohash_of_alert(alert), None)

    def _resolve(self, infohash: bytes, error: MachineError | None) -> None:
        for waiter in self._adding.pop(infohash, ()):
            waiter.end(error)

    # -- removing ----------------------------------------------------------------------------

    async def remove(self, infohash: bytes) -> None:
        """Stop serving a torrent and delete its file; nothing happens when it is not served."""
        self._healing.discard(infohash)
        await self._take_out(infohash)

    def withdraw(self, infohash: bytes) -> None:
        """Do what `remove` does, without waiting for it."""
        self._spawn(self.remove(infohash))

    async def _take_out(self, infohash: bytes) -> None:
        served = infohash in self._served
        self._served.discard(infohash)
        # Whoever waits until it is ready waits for nothing now.
        self._resolve(infohash, None)
        handle = self._handle(infohash) if served else None
        try:
            if handle is not None:
                gone = asyncio.get_running_loop().create_future()
                self._removing.setdefault(infohash, []).append(gone)
                self._session.remove_torrent(handle)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_REMOVE_SECONDS):
                        await gone
        finally:
            # It may have been added again meanwhile, and is served from this file.
            if infohash not in self._served:
                seed_files.delete(self._root, infohash)

    def _handle(self, infohash: bytes) -> lt.torrent_handle | None:
        # libtorrent does one thing after the other, so what was given to it to add is there.
        handle = self._session.find_torrent(lt.sha1_hash(infohash))
        return handle if handle.is_valid() else None

    def _on_removed(self, alert: lt.torrent_removed_alert) -> None:
        for gone in self._removing.pop(bytes(alert.info_hashes.v1.to_bytes()), ()):
            if not gone.done():
                gone.set_result(None)

    def delete_leftovers(self) -> None:
        """Delete the files of nothing that is served: a crash can come between vote and file."""
        seed_files.delete_others(self._root, self._served)

    # -- mending -----------------------------------------------------------------------------

    def _on_broken(self, alert: Any) -> None:  # noqa: ANN401 -- one of three alert classes
        infohash = infohash_of_alert(alert)
        self._resolve(infohash, None)
        if infohash not in self._served or infohash in self._healing:
            return
        torrent = _seed_torrent(infohash, alert.handle)
        self._damaged[infohash] += 1
        if torrent is None or self._damaged[infohash] > _MAX_HEALS:
            self._on_event(SeedFailed(infohash, alert.message()))
        else:
            self._healing.add(infohash)
            self._spawn(self._heal(torrent))

    async def _heal(self, torrent: SeedTorrent) -> None:
        """Make a served file anew from the index, after it was damaged or deleted."""
        infohash = torrent.infohash
        try:
            await self._take_out(infohash)
            # Unless it was withdrawn meanwhile.
            if infohash in self._healing and self._text_of is not None:
                await self.add([torrent], self._text_of)
        except MachineError:
            # Told as an event already.
            pass
        finally:
            self._healing.discard(infohash)

    # -- peers -------------------------------------------------------------------------------

    def dial(self, infohash: bytes, peers: Sequence[Address]) -> bool:
        """Connect to these peers for a torrent; False when it is not served."""
        handle = self._handle(infohash) if infohash in self._served else None
        if handle is None:
            return False
        for peer in peers:
            handle.connect_peer((peer.host, peer.port))
        return True

    async def announce_latest(self, pause: float) -> None:
        """Let libtorrent announce the latest again, so many seconds apart.

        Only behind a proxy: without one, it announces nothing.
        """
        for _, infohash in sorted(self._latest, reverse=True):
            handle = self._handle(infohash) if infohash in self._served else None
            if handle is not None:
                handle.force_dht_announce()
            await asyncio.sleep(pause)

    def _spawn(self, work: Any) -> None:  # noqa: ANN401 -- any coroutine of None
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _seed_torrent(infohash: bytes, handle: lt.torrent_handle) -> SeedTorrent | None:
    """Return what a torrent was added from; None when libtorrent has let go of it."""
    torrent = handle.torrent_file() if handle.is_valid() else None
    if torrent is None:
        return None
    info = bytes(torrent.info_section())
    outer = decode(info, limit=_MOST_INFO_BYTES)
    inner = outer.get(b"p2psocial") if isinstance(outer, dict) else None
    created = inner.get(b"created") if isinstance(inner, dict) else None
    if not isinstance(created, int):
        return None
    return SeedTorrent(infohash, info, torrent.total_size(), created)
