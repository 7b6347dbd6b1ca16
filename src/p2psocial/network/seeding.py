"""The session that serves what we vote for: reachable, announced, and counted."""

from __future__ import annotations

import asyncio
import contextlib
import heapq
import itertools
import logging
import os
import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

import libtorrent as lt

from p2psocial.failures import MachineError
from p2psocial.network import saved_state, seed_files
from p2psocial.network.alert_pump import AlertPump, Handler
from p2psocial.network.events import (
    NetworkEvent,
    NetworkStatus,
    PortMapped,
    SeedFailed,
    SeedTorrent,
    SwarmSeeds,
)
from p2psocial.network.options import NetworkOptions
from p2psocial.network.traffic import Traffic
from p2psocial.network.tuning import READER_FINGERPRINT, REDIAL_SECONDS, seeding_settings
from p2psocial.network.uploads import Uploads
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)

_BATCH = 100
_LISTEN_SECONDS = 10
_REMOVE_SECONDS = 10
_MAX_HEALS = 3
_STATS_SECONDS = 2
# While no DHT node is known, more depends on noticing the first one.
_ALONE_STATS_SECONDS = 0.5
_JOIN_SECONDS = 5
# libtorrent sends at most 8 kB a second into the DHT; one announce takes 3 to 4 kB.
_ANNOUNCE_SECONDS = 0.5
_MOST_CAUGHT_UP = 100
_INFOHASH_BYTES = 20
_SAVE_STATE_SECONDS = 600
_REMEMBERED_UPLOADS = 20_000
_EXTERNAL_ADDRESSES = 8
# Of what peers of one torrent send: thousands of requests, but no flood that takes all of our time.
_MOST_BYTES_PER_SECOND = 1 << 17
# libtorrent's error code for "upload to upload connection"; the bindings do not name it.
_REDUNDANT = 37
# For a while after somebody asked for a call, a peer that hangs up is dialled again at once, since
# Transmission does that when it has got the metadata, to begin afresh.
_EAGER_REDIAL_SECONDS = 1
_EAGER_FOR_SECONDS = 20

TextOf = Callable[[bytes], bytes]
FoundPeers = Callable[[Sequence[Address]], None]


def infohash_of_alert(alert: Any) -> bytes:  # noqa: ANN401 -- any of libtorrent's torrent alerts
    """Return the v1 infohash that a torrent alert is about."""
    return bytes(alert.handle.info_hashes().v1.to_bytes())


class Seeding:
    """A running libtorrent session and the torrents that it serves.

    All methods belong to the event loop that `start` ran on.
    """

    def __init__(self, options: NetworkOptions, on_event: Callable[[NetworkEvent], None]) -> None:
        """Prepare; nothing touches the network before `start`."""
        self._options = options
        self._on_event = on_event
        self._session: lt.session | None = None
        self._handles: dict[bytes, lt.torrent_handle] = {}
        self._torrents: dict[bytes, SeedTorrent] = {}
        self._text_of: TextOf | None = None
        self._adding: dict[bytes, asyncio.Future[None]] = {}
        self._removing: dict[bytes, list[asyncio.Future[None]]] = {}
        self._listening: dict[Address, None] = {}
        self.uploads = Uploads()
        self._uploaded: OrderedDict[tuple[bytes, tuple[str, int]], None] = OrderedDict()
        self._calm_down: asyncio.TimerHandle | None = None
        self._lookups: dict[bytes, list[FoundPeers]] = {}
        self._external: set[str] = set()
        self._mappings: dict[int, Callable[[int], None]] = {}
        self._traffic = Traffic()
        self._port_mapping = (
            "waiting for the router" if options.port_mapping and not options.private else "off"
        )
        self._tasks: set[asyncio.Task[None]] = set()
        self._healing: set[bytes] = set()
        self._damaged: Counter[bytes] = Counter()

    # -- start and stop ----------------------------------------------------------------------

    async def start(self) -> None:
        """Open the session and wait until it listens. Raises `MachineError` when it cannot."""
        self._listened = asyncio.get_running_loop().create_future()
        params = saved_state.read(self._options.state_file)
        settings = seeding_settings(self._options)
        params.settings = {**settings, "enable_dht": False}
        self._session = lt.session(params)
        self._pump = AlertPump(self._session, self._handlers())
        if self._options.proxy is None:
            await self._listen()
        # When the DHT starts before there are sockets, libtorrent drops its saved state.
        self._session.apply_settings({"enable_dht": settings["enable_dht"]})
        self._spawn(self._join_dht())
        self._spawn(self._sample_traffic())
        self._spawn(self._keep_state())

    async def _listen(self) -> None:
        try:
            async with asyncio.timeout(_LISTEN_SECONDS):
                await self._listened
        except TimeoutError as error:
            message = "no address to listen on; is the network up? Choose one with --listen"
            raise MachineError(message) from error

    async def close(self) -> None:
        """Stop serving; what was learnt about the DHT is saved for the next start."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is None:
            return
        saved_state.write(self._options.state_file, self._session)
        self._pump.close()
        self._handles.clear()
        self._session = None

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    @property
    def _running(self) -> lt.session:
        if self._session is None:
            message = "the seeding session was used before start() or after close()"
            raise RuntimeError(message)
        return self._session

    def _handlers(self) -> dict[type, Handler]:
        return {
            lt.add_torrent_alert: self._on_added,
            lt.torrent_checked_alert: self._on_checked,
            lt.torrent_removed_alert: self._on_removed,
            lt.torrent_error_alert: self._on_broken,
            lt.file_error_alert: self._on_broken,
            lt.hash_failed_alert: self._on_broken,
            lt.listen_succeeded_alert: self._on_listening,
            lt.listen_failed_alert: self._on_listen_failed,
            lt.peer_disconnected_alert: self._on_disconnected,
            lt.block_uploaded_alert: self._on_uploaded,
            lt.dht_get_peers_reply_alert: self._on_lookup_reply,
            lt.session_stats_alert: self._on_stats,
            lt.external_ip_alert: self._on_external_address,
            lt.portmap_alert: self._on_port_mapped,
            lt.portmap_error_alert: self._on_port_not_mapped,
        }

    # -- torrents ----------------------------------------------------------------------------

    async def add(self, torrents: Iterable[SeedTorrent], text_of: TextOf) -> int:
        """Serve them all; returns how many are new, once each is ready to be downloaded from us.

        What cannot be served is told as an event; `MachineError` when that is true of all of them.
        """
        self._text_of = text_of
        count, failures = 0, list[MachineError]()
        for batch in _batches(torrents, _BATCH):
            new = [torrent for torrent in batch if torrent.infohash not in self._torrents]
            waiting = [
                self._adding[each.infohash] for each in batch if each.infohash in self._adding
            ]
            waiting += [self._add_one(torrent) for torrent in new]
            # Others may wait for the same torrent, so it must not end with whoever asked.
            done = await asyncio.gather(*map(asyncio.shield, waiting), return_exceptions=True)
            failures += [error for error in done if isinstance(error, MachineError)]
            count += len(new)
        if failures and len(failures) >= count:
            raise failures[0]
        return count - len(failures)

    def _add_one(self, torrent: SeedTorrent) -> asyncio.Future[None]:
        ready = self._adding[torrent.infohash] = asyncio.get_running_loop().create_future()
        root = self._options.seeds_folder
        try:
            if not seed_files.is_intact(root, torrent) and self._text_of is not None:
                seed_files.write(root, torrent, self._text_of(torrent.infohash))
        except MachineError as error:
            self._fail(torrent.infohash, error)
            return ready
        params = lt.load_torrent_buffer(b"d4:info" + torrent.info + b"e")
        params.save_path = str(seed_files.folder_of(root, torrent.infohash))
        params.renamed_files = {0: seed_files.name_of(torrent.infohash)}
        params.flags = lt.torrent_flags.seed_mode
        if self._options.proxy is None:
            # Announced by `counting`, which does it in the walk that counts.
            params.flags |= lt.torrent_flags.disable_dht
        params.download_limit = _MOST_BYTES_PER_SECOND
        self._torrents[torrent.infohash] = torrent
        self._running.async_add_torrent(params)
        return ready

    def _fail(self, infohash: bytes, error: MachineError) -> None:
        self._torrents.pop(infohash, None)
        self._resolve(infohash, error)
        self._on_event(SeedFailed(infohash, str(error)))

    def _on_added(self, alert: lt.add_torrent_alert) -> None:
        infohash = bytes(alert.params.info_hashes.v1.to_bytes())
        if alert.error.value():
            self._fail(infohash, MachineError(f"cannot seed: {alert.error.message()}"))
        elif infohash in self._torrents:
            self._handles[infohash] = alert.handle
        else:
            # It was withdrawn before libtorrent got round to adding it.
            self._running.remove_torrent(alert.handle)
            self._resolve(infohash, None)

    def _on_checked(self, alert: lt.torrent_checked_alert) -> None:
        self._resolve(infohash_of_alert(alert), None)

    def _resolve(self, infohash: bytes, error: Exception | None) -> None:
        ready = self._adding.pop(infohash, None)
        if ready is None or ready.done():
            return
        if error:
            ready.set_exception(error)
        else:
            ready.set_result(None)

    async def remove(self, infohash: bytes) -> None:
        """Stop serving a torrent and delete its file; nothing happens when it is not served."""
        self._healing.discard(infohash)
        await self._take_out(infohash)

    async def _take_out(self, infohash: bytes) -> None:
        self._torrents.pop(infohash, None)
        # Whoever waits until it is ready waits for nothing now.
        self._resolve(infohash, None)
        handle = self._handles.pop(infohash, None)
        try:
            if handle is not None:
                gone = asyncio.get_running_loop().create_future()
                self._removing.setdefault(infohash, []).append(gone)
                self._running.remove_torrent(handle)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_REMOVE_SECONDS):
                        await gone
        finally:
            # It may have been added again meanwhile, and is served from this file.
            if infohash not in self._torrents:
                seed_files.delete(self._options.seeds_folder, infohash)

    def delete_leftovers(self) -> None:
        """Delete the files of nothing that is served: a crash can come between vote and file."""
        seed_files.delete_others(self._options.seeds_folder, self._torrents)

    def withdraw(self, infohash: bytes) -> None:
        """Do what `remove` does, without waiting for it."""
        self._spawn(self.remove(infohash))

    def _on_removed(self, alert: lt.torrent_removed_alert) -> None:
        for gone in self._removing.pop(bytes(alert.info_hashes.v1.to_bytes()), ()):
            if not gone.done():
                gone.set_result(None)

    def _on_broken(self, alert: Any) -> None:  # noqa: ANN401 -- one of three alert classes
        infohash = infohash_of_alert(alert)
        self._resolve(infohash, None)
        if infohash not in self._torrents or infohash in self._healing:
            return
        self._damaged[infohash] += 1
        if self._damaged[infohash] > _MAX_HEALS:
            self._on_event(SeedFailed(infohash, alert.message()))
        else:
            self._healing.add(infohash)
            self._spawn(self._heal(infohash))

    async def _heal(self, infohash: bytes) -> None:
        """Make a served file anew from the index, after it was damaged or deleted."""
        torrent = self._torrents[infohash]
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

    def dial(self, infohash: bytes, peers: Sequence[Address]) -> None:
        """Connect to these peers for a torrent that we serve."""
        handle = self._handles.get(infohash)
        if handle is None:
            return
        self._redial_after(_EAGER_REDIAL_SECONDS)
        if self._calm_down is not None:
            self._calm_down.cancel()
        loop = asyncio.get_running_loop()
        self._calm_down = loop.call_later(_EAGER_FOR_SECONDS, self._redial_after, REDIAL_SECONDS)
        for peer in peers:
            handle.connect_peer((peer.host, peer.port))

    def _redial_after(self, seconds: int) -> None:
        if self._session is not None:
            self._session.apply_settings({"min_reconnect_time": seconds})

    def find_peers(self, infohash: bytes, found: FoundPeers) -> None:
        """Look `infohash` up in the DHT without announcing; `found` may be called several times."""
        self._lookups.setdefault(infohash, []).append(found)
        self._running.dht_get_peers(lt.sha1_hash(infohash))

    def stop_finding(self, infohash: bytes, found: FoundPeers) -> None:
        """Call `found` no more."""
        waiting = [callback for callback in self._lookups.get(infohash, ()) if callback != found]
        if waiting:
            self._lookups[infohash] = waiting
        else:
            self._lookups.pop(infohash, None)

    def find_again(self, infohash: bytes) -> None:
        """Repeat the lookup for whoever still waits for it."""
        if infohash in self._lookups:
            self._running.dht_get_peers(lt.sha1_hash(infohash))

    async def _join_dht(self) -> None:
        # Left to itself, libtorrent knocks once at the start and then every ten minutes.
        while True:
            if not self._traffic.dht_nodes:
                for node in self._options.dialled_bootstrap():
                    self._running.add_dht_node((node.host, node.port))
                # Any lookup begins at the public bootstrap nodes when no other node is known.
                self._running.dht_get_peers(lt.sha1_hash(os.urandom(_INFOHASH_BYTES)))
            await asyncio.sleep(_JOIN_SECONDS)

    async def _catch_up_with_dht(self) -> None:
        """Ask and say again what was asked and said while there was nobody to hear it."""
        for infohash in list(self._lookups):
            self.find_again(infohash)
        if self._options.proxy is None:
            return
        # libtorrent announces these, and would do so again only after a quarter of an hour.
        torrents = self._torrents.values()
        for torrent in heapq.nlargest(_MOST_CAUGHT_UP, torrents, key=lambda each: each.created):
            handle = self._handles.get(torrent.infohash)
            if handle is not None:
                handle.force_dht_announce()
            await asyncio.sleep(_ANNOUNCE_SECONDS)

    def dht_addresses(self) -> list[Address]:
        """Return where the DHT nodes are that this session knows to be good."""
        return saved_state.dht_addresses(self._running)

    @property
    def port(self) -> int:
        """The port at which BitTorrent peers can reach us, 0 while there is none."""
        return next(iter(self._listening)).port if self._listening else 0

    def announce(self, infohash: bytes, port: int) -> None:
        """Tell the DHT that we accept connections for `infohash` at a TCP port of our own."""
        self._running.dht_announce(lt.sha1_hash(infohash), port)

    def map_port(self, port: int, mapped: Callable[[int], None]) -> None:
        """Ask the router for a TCP port of our own; `mapped` is told the outer one, if ever."""
        if self._options.port_mapping and not self._options.private:
            numbers = self._running.add_port_mapping(lt.portmap_protocol.tcp, port, port)
            self._mappings.update(dict.fromkeys(numbers, mapped))

    def _on_lookup_reply(self, alert: lt.dht_get_peers_reply_alert) -> None:
        callbacks = self._lookups.get(bytes(alert.info_hash.to_bytes()), ())
        if callbacks:
            peers = [Address(host, port) for host, port in alert.peers()]
            for callback in list(callbacks):
                callback(peers)

    def _on_uploaded(self, alert: lt.block_uploaded_alert) -> None:
        infohash = infohash_of_alert(alert)
        self._uploaded[infohash, alert.endpoint] = None
        if infohash in self._torrents:
            self.uploads.add(infohash, self._torrents[infohash].length, alert.piece_index)
        while len(self._uploaded) > _REMEMBERED_UPLOADS:
            self._uploaded.popitem(last=False)

    def _on_disconnected(self, alert: lt.peer_disconnected_alert) -> None:
        # libtorrent parts two seeds as redundant to each other. That proves a seed, unless it had
        # the text from us just now: then it may be a reader that keeps nothing.
        infohash = infohash_of_alert(alert)
        had_it_from_us = self._uploaded.pop((infohash, alert.endpoint), False) is None
        reads = bytes(alert.pid.to_bytes()).startswith(READER_FINGERPRINT.encode())
        if alert.error.value() == _REDUNDANT and not had_it_from_us and not reads:
            self._on_event(SwarmSeeds(infohash, (Address(*alert.endpoint),)))

    # -- the session itself ------------------------------------------------------------------

    def _on_listening(self, alert: lt.listen_succeeded_alert) -> None:
        if alert.socket_type == lt.listen_succeeded_alert_socket_type_t.tcp:
            self._listening[Address(alert.address, alert.port)] = None
            if not self._listened.done():
                self._listened.set_result(None)

    def _on_listen_failed(self, alert: lt.listen_failed_alert) -> None:
        _log.info("cannot listen: %s", alert.message())
        if self._options.listen and not self._listened.done():
            message = (
                f"cannot listen on {alert.address}:{alert.port}: {alert.error.message()}; "
                "choose another address with --listen"
            )
            self._listened.set_exception(MachineError(message))

    def _on_stats(self, alert: lt.session_stats_alert) -> None:
        was_alone = not self._traffic.dht_nodes
        self._traffic = self._traffic.next(time.monotonic(), alert.values)
        if was_alone and self._traffic.dht_nodes:
            self._spawn(self._catch_up_with_dht())

    def _on_external_address(self, alert: lt.external_ip_alert) -> None:
        self._external = {*list(self._external)[-_EXTERNAL_ADDRESSES:], str(alert.external_address)}

    @property
    def own_hosts(self) -> set[str]:
        """The addresses that we are known by, as far as we know: of no peer but ourselves."""
        return self._external | {address.host for address in self._listening}

    def _on_port_mapped(self, alert: lt.portmap_alert) -> None:
        if alert.mapping in self._mappings:
            self._mappings[alert.mapping](alert.external_port)
            return
        self._port_mapping = f"port {alert.external_port} is open"
        self._on_event(PortMapped(succeeded=True, message=self._port_mapping))

    def _on_port_not_mapped(self, alert: lt.portmap_error_alert) -> None:
        ours = alert.mapping in self._mappings
        if not ours and not self._port_mapping.endswith("is open"):
            self._port_mapping = f"the router did not open a port ({alert.error.message()})"
            self._on_event(PortMapped(succeeded=False, message=self._port_mapping))

    async def _sample_traffic(self) -> None:
        while True:
            self._running.post_session_stats()
            await asyncio.sleep(_STATS_SECONDS if self._traffic.dht_nodes else _ALONE_STATS_SECONDS)

    async def _keep_state(self) -> None:
        while True:
            await asyncio.sleep(_SAVE_STATE_SECONDS)
            saved_state.write(self._options.state_file, self._running)

    def status(self) -> NetworkStatus:
        """Return how things stand; counters are up to two seconds old."""
        traffic = self._traffic
        return NetworkStatus(
            listening=tuple(self._listening),
            dht_nodes=traffic.dht_nodes,
            peers=traffic.peers,
            torrents=len(self._handles),
            upload_rate=traffic.upload_rate,
            download_rate=traffic.download_rate,
            port_mapping=self._port_mapping,
        )


def _batches(torrents: Iterable[SeedTorrent], size: int) -> Iterable[list[SeedTorrent]]:
    iterator = iter(torrents)
    while batch := list(itertools.islice(iterator, size)):
        yield batch
