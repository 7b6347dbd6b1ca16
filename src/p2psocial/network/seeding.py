"""The session that serves what we vote for: reachable, announced, and counted."""

from __future__ import annotations

import asyncio
import errno
import logging
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from typing import Any

import libtorrent as lt

from p2psocial.failures import MORE_FILES, MachineError
from p2psocial.network import saved_state
from p2psocial.network.alert_pump import AlertPump, Handler
from p2psocial.network.complaints import complain
from p2psocial.network.events import NetworkEvent, NetworkStatus, SeedTorrent
from p2psocial.network.flood_limits import FloodLimits
from p2psocial.network.lookups import FoundPeers, Lookups
from p2psocial.network.options import NetworkOptions
from p2psocial.network.port_mapping import PortMapping
from p2psocial.network.prompt_sockets import send_at_once
from p2psocial.network.proven_seeds import ProvenSeeds
from p2psocial.network.torrents import TextOf, Torrents
from p2psocial.network.traffic import Traffic
from p2psocial.network.tuning import REDIAL_SECONDS, seeding_settings
from p2psocial.network.uploads import Uploads
from p2psocial.protocol.magnet import Address

_log = logging.getLogger(__name__)

_LISTEN_SECONDS = 10
_STATS_SECONDS = 2
# While no DHT node is known, more depends on noticing the first one.
_ALONE_STATS_SECONDS = 0.5
# libtorrent sends at most 8 kB a second into the DHT; one announce takes 3 to 4 kB.
_ANNOUNCE_SECONDS = 0.5
_SAVE_STATE_SECONDS = 600
_EXTERNAL_ADDRESSES = 8
# For a while after somebody asked for a call, a peer that hangs up is dialled again at once, since
# Transmission does that when it has got the metadata, to begin afresh.
_EAGER_REDIAL_SECONDS = 1
_EAGER_FOR_SECONDS = 20


class Seeding:
    """A running libtorrent session and the torrents that it serves.

    All methods belong to the event loop that `start` ran on.
    """

    def __init__(self, options: NetworkOptions, on_event: Callable[[NetworkEvent], None]) -> None:
        """Prepare; nothing touches the network before `start`."""
        self._options = options
        self._on_event = on_event
        self._session: lt.session | None = None
        self._listening: dict[Address, None] = {}
        # Where it listened before the network changed, and cannot now.
        self._deaf: set[Address] = set()
        self._calm_down: asyncio.TimerHandle | None = None
        self._external: set[str] = set()
        self.uploads = Uploads()
        self._proven = ProvenSeeds(on_event)
        self._floods = FloodLimits()
        self._mapping = PortMapping(options, on_event)
        self._traffic = Traffic()
        self._tasks: set[asyncio.Task[None]] = set()

    # -- start and stop ----------------------------------------------------------------------

    async def start(self) -> None:
        """Open the session and wait until it listens. Raises `MachineError` when it cannot."""
        self._listened = asyncio.get_running_loop().create_future()
        params = saved_state.read(self._options.state_file)
        settings = seeding_settings(self._options)
        params.settings = {**settings, "enable_dht": False}
        session = self._session = lt.session(params)
        self._torrents = Torrents(session, self._options, self._on_event)
        self._lookups = Lookups(session, self._options)
        self._pump = AlertPump(session, self._handlers())
        if self._options.proxy is None:
            await self._listen()
        # When the DHT starts before there are sockets, libtorrent drops its saved state.
        session.apply_settings({"enable_dht": settings["enable_dht"]})
        self._spawn(self._lookups.join(lambda: not self._traffic.dht_nodes))
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
        await self._torrents.close()
        self._floods.close()
        saved_state.write(self._options.state_file, self._session)
        self._pump.close()
        del self._torrents, self._lookups
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
        return self._torrents.handlers() | {
            lt.listen_succeeded_alert: self._on_listening,
            lt.listen_failed_alert: self._on_listen_failed,
            lt.peer_connect_alert: self._floods.on_connected,
            lt.peer_disconnected_alert: self._on_disconnected,
            lt.block_uploaded_alert: self._on_uploaded,
            lt.dht_get_peers_reply_alert: self._lookups.on_reply,
            lt.session_stats_alert: self._on_stats,
            lt.external_ip_alert: self._on_external_address,
            lt.portmap_alert: self._mapping.on_mapped,
            lt.portmap_error_alert: self._mapping.on_refused,
        }

    # -- torrents ----------------------------------------------------------------------------

    async def add(self, torrents: Iterable[SeedTorrent], text_of: TextOf) -> int:
        """See `Torrents.add`."""
        return await self._torrents.add(torrents, text_of)

    async def remove(self, infohash: bytes) -> None:
        """See `Torrents.remove`."""
        await self._torrents.remove(infohash)

    def withdraw(self, infohash: bytes) -> None:
        """See `Torrents.withdraw`."""
        self._torrents.withdraw(infohash)

    def delete_leftovers(self) -> None:
        """See `Torrents.delete_leftovers`."""
        self._torrents.delete_leftovers()

    # -- peers and DHT -----------------------------------------------------------------------

    def dial(self, infohash: bytes, peers: Sequence[Address]) -> None:
        """Connect to these peers for a torrent that we serve."""
        self._redial_after(_EAGER_REDIAL_SECONDS)
        if self._calm_down is not None:
            self._calm_down.cancel()
        loop = asyncio.get_running_loop()
        self._calm_down = loop.call_later(_EAGER_FOR_SECONDS, self._redial_after, REDIAL_SECONDS)
        self._torrents.dial(infohash, peers)

    def _redial_after(self, seconds: int) -> None:
        if self._session is not None:
            self._session.apply_settings({"min_reconnect_time": seconds})

    def find_peers(self, infohash: bytes, found: FoundPeers) -> None:
        """See `Lookups.begin`."""
        self._lookups.begin(infohash, found)

    def stop_finding(self, infohash: bytes, found: FoundPeers) -> None:
        """See `Lookups.end`; does nothing after `close`."""
        if self._session is not None:
            self._lookups.end(infohash, found)

    def find_again(self, infohash: bytes) -> None:
        """See `Lookups.repeat`."""
        self._lookups.repeat(infohash)

    def _on_disconnected(self, alert: lt.peer_disconnected_alert) -> None:
        self._proven.on_disconnected(alert)
        self._floods.on_disconnected(alert)

    def _on_uploaded(self, alert: lt.block_uploaded_alert) -> None:
        self._proven.on_uploaded(alert)
        self.uploads.on_uploaded(alert)

    async def _catch_up_with_dht(self) -> None:
        self._lookups.repeat_all()
        if self._options.proxy is not None:
            # libtorrent announces these, and would do so again only after a quarter of an hour.
            await self._torrents.announce_latest(_ANNOUNCE_SECONDS)

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
        self._mapping.ask(self._running, port, mapped)

    # -- the session itself ------------------------------------------------------------------

    def _on_listening(self, alert: lt.listen_succeeded_alert) -> None:
        if alert.socket_type == lt.listen_succeeded_alert_socket_type_t.tcp:
            address = Address(alert.address, alert.port)
            self._listening[address] = None
            send_at_once(address)
            if address in self._deaf:
                self._deaf.discard(address)
                _log.info("listening on %s again", address)
            if not self._listened.done():
                self._listened.set_result(None)

    def _on_listen_failed(self, alert: lt.listen_failed_alert) -> None:
        if alert.op == lt.operation_t.sock_accept:
            # It goes on listening, but a crowd of connections gets here once for each of them.
            complain(_log, MachineError(f"cannot accept a peer: {alert.error.message()}"))
            return
        address = Address(alert.address, alert.port)
        why = f"cannot listen on {address}: {alert.error.message()}"
        if address in self._listening:
            self._go_deaf(address, why)
        elif self._options.listen and not self._listened.done():
            advice = (
                MORE_FILES
                if alert.error.value() == errno.EMFILE
                else "choose another address with --listen"
            )
            self._listened.set_exception(MachineError(f"{why}; {advice}"))
        else:
            _log.info("%s", why)

    def _go_deaf(self, address: Address, why: str) -> None:
        # libtorrent tries again whenever the machine's addresses change, and says so each time.
        if address not in self._deaf:
            self._deaf.add(address)
            _log.warning("%s; peers cannot reach us until that address is back", why)

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

    async def _sample_traffic(self) -> None:
        while True:
            self._running.post_session_stats()
            await asyncio.sleep(_STATS_SECONDS if self._traffic.dht_nodes else _ALONE_STATS_SECONDS)

    async def _keep_state(self) -> None:
        while True:
            await asyncio.sleep(_SAVE_STATE_SECONDS)
            saved_state.write(self._options.state_file, self._running)

    def listening(self) -> tuple[Address, ...]:
        """Return the addresses that peers can reach us at."""
        return tuple(self._listening)

    def status(self) -> NetworkStatus:
        """Return how things stand; counters are up to two seconds old."""
        traffic = self._traffic
        return NetworkStatus(
            listening=self.listening(),
            dht_nodes=traffic.dht_nodes,
            peers=traffic.peers,
            torrents=len(self._torrents) if self._session is not None else 0,
            upload_rate=traffic.upload_rate,
            download_rate=traffic.download_rate,
            port_mapping=self._mapping.state,
        )
