"""The session that only reads: it dials, fetches one text, checks it, and forgets it.

It accepts no connections, is not in the DHT and unchokes nobody, and a torrent leaves it as soon
as its text is here. So a reader is never found, never served from, and never counted as a seed.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import libtorrent as lt

from p2psocial.failures import MachineError
from p2psocial.network.alert_pump import AlertPump, Handler
from p2psocial.network.events import AcceptInfo, Fetched, FetchProgress
from p2psocial.network.options import NetworkOptions
from p2psocial.network.seeding import Seeding, infohash_of_alert
from p2psocial.network.tuning import reading_settings
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.magnet import Address

_MAX_PEERS = 50
_LOOKUP_SECONDS = 4
_TICK_SECONDS = 0.5
# TCP is tried alone for this long; whoever is still waiting then gets uTP as well.
_TCP_ONLY_SECONDS = 3
# After data that contradicts its hashes, who else has the text is given this long. libtorrent may
# take seconds to ask another peer for what a liar sent.
_DOUBT_SECONDS = 20
_ONLY_LIARS_SECONDS = 1
# Of one text, whatever its peers send: one that floods us would take all of libtorrent's time.
_MOST_BYTES_PER_SECOND = 1 << 20
# libtorrent's ordinary priority of a piece; 0 is "do not download".
_WANTED = 4

_FLAGS = (
    lt.torrent_flags.default_dont_download
    | lt.torrent_flags.disable_dht
    | lt.torrent_flags.disable_lsd
    | lt.torrent_flags.disable_pex
    # Whoever is met after the text has arrived, but before it is forgotten, hears that we have
    # nothing.
    | lt.torrent_flags.super_seeding
)


def _unchoke_nobody(session: lt.session) -> None:
    # Peers in the local network are exempt from the limit on unchoked peers, unless told.
    local = session.get_peer_class(session.local_peer_class_id)
    session.set_peer_class(session.local_peer_class_id, local | {"ignore_unchoke_slots": False})


@dataclass(slots=True)
class _Text:
    """A text on its way here."""

    infohash: bytes
    accept: AcceptInfo
    progress: Callable[[FetchProgress], None]
    result: asyncio.Future[Fetched]
    begun: float
    folder: Path
    peers: dict[Address, None] = field(default_factory=dict)
    handle: lt.torrent_handle | None = None
    info: bytes | None = None
    missing: int = 0
    asked: dict[int, Address] = field(default_factory=dict)
    pieces: dict[int, bytes] = field(default_factory=dict)
    seeds: set[Address] = field(default_factory=set)
    liars: set[Address] = field(default_factory=set)
    contradicted_at: float | None = None

    def report(self) -> None:
        self.progress(FetchProgress(len(self.peers), self.info is not None))

    def is_contradicted(self, now: float) -> bool:
        """Whether it is time to say that what this infohash stands for cannot be had."""
        if self.contradicted_at is None:
            return False
        patience = _ONLY_LIARS_SECONDS if self.peers.keys() <= self.liars else _DOUBT_SECONDS
        return now - self.contradicted_at > patience

    def note_seeds(self, handle: lt.torrent_handle) -> None:
        self.seeds |= {Address(*p.ip) for p in handle.get_peer_info() if p.flags & p.seed}

    def proven_seeds(self) -> tuple[Address, ...]:
        """Return who has all of it: peers that said so, or the one that sent every piece."""
        senders = set(self.asked.values())
        seeds = self.seeds | (senders if len(senders) == 1 else set())
        return tuple(sorted(seeds - self.liars))

    def refuse(self, error: Exception) -> None:
        if not self.result.done():
            self.result.set_exception(error)


class Reading:
    """A running dial-only session. All methods belong to the loop that `start` ran on."""

    def __init__(self, options: NetworkOptions, seeding: Seeding) -> None:
        """Prepare; `seeding` is asked for peers, since this session is not in the DHT."""
        self._options = options
        self._seeding = seeding
        self._session: lt.session | None = None
        self._texts: dict[bytes, _Text] = {}
        self._with_utp = False
        self._numbers = itertools.count()

    def start(self) -> None:
        """Open the session; anything that an earlier run left behind is deleted."""
        shutil.rmtree(self._options.reading_folder, ignore_errors=True)
        params = lt.session_params()
        params.settings = reading_settings(self._options)
        self._session = lt.session(params)
        _unchoke_nobody(self._session)
        handlers: dict[type, Handler] = {
            lt.add_torrent_alert: self._on_added,
            lt.metadata_received_alert: self._on_info,
            lt.metadata_failed_alert: self._on_bad_info,
            lt.block_downloading_alert: self._on_request,
            lt.torrent_finished_alert: self._on_finished,
            lt.read_piece_alert: self._on_piece,
            lt.hash_failed_alert: self._on_contradiction,
            lt.peer_ban_alert: self._on_banned,
            lt.file_error_alert: self._on_error,
            lt.torrent_error_alert: self._on_error,
            lt.torrent_deleted_alert: self._on_deleted,
            lt.torrent_delete_failed_alert: self._on_deleted,
        }
        self._pump = AlertPump(self._session, handlers)

    def close(self) -> None:
        """Close the session; fetches that still wait are the caller's to cancel first."""
        if self._session is not None:
            self._pump.close()
            self._session = None
            shutil.rmtree(self._options.reading_folder, ignore_errors=True)

    async def fetch(
        self,
        infohash: bytes,
        peers: Sequence[Address],
        accept: AcceptInfo,
        progress: Callable[[FetchProgress], None],
    ) -> Fetched:
        """See `services.ports.Network.fetch`. One fetch of an infohash at a time."""
        if self._session is None or infohash in self._texts:
            message = "fetch() before start(), after close(), or twice for one infohash"
            raise RuntimeError(message)
        result: asyncio.Future[Fetched] = asyncio.get_running_loop().create_future()
        # A folder of its own: libtorrent may still be deleting that of an earlier attempt.
        folder = self._options.reading_folder / f"{infohash.hex()}-{next(self._numbers)}"
        text = _Text(infohash, accept, progress, result, time.monotonic(), folder)
        self._texts[infohash] = text
        watcher = asyncio.create_task(self._watch(text, peers))
        try:
            return await result
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            self._forget(text)

    async def _watch(self, text: _Text, peers: Sequence[Address]) -> None:
        def found(more: Sequence[Address]) -> None:
            self._dial(text, more)

        self._dial(text, peers)
        self._seeding.find_peers(text.infohash, found)
        try:
            await self._tick(text)
        finally:
            self._seeding.stop_finding(text.infohash, found)

    async def _tick(self, text: _Text) -> None:
        lookup_at = text.begun + _LOOKUP_SECONDS
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            now = time.monotonic()
            if now >= lookup_at:
                lookup_at = now + _LOOKUP_SECONDS
                self._seeding.find_again(text.infohash)
            self._choose_transports(now)
            if text.is_contradicted(now):
                detail = "the text that peers sent does not match the torrent's piece hashes"
                text.refuse(InvalidItem(Reason.WRONG_PIECE_HASH, detail))

    def _choose_transports(self, now: float) -> None:
        waiting = any(
            text.info is None and now - text.begun > _TCP_ONLY_SECONDS
            for text in self._texts.values()
        )
        if waiting != self._with_utp and self._session is not None:
            self._with_utp = waiting
            self._session.apply_settings({"enable_outgoing_utp": waiting})

    def _dial(self, text: _Text, peers: Sequence[Address]) -> None:
        room = _MAX_PEERS - len(text.peers)
        new = [peer for peer in dict.fromkeys(peers) if peer not in text.peers][:room]
        if new and not text.peers:
            self._add(text, new)
        elif text.handle is not None:
            for peer in new:
                text.handle.connect_peer((peer.host, peer.port))
        text.peers.update(dict.fromkeys(new))
        text.report()

    def _add(self, text: _Text, peers: Sequence[Address]) -> None:
        # libtorrent dials peers that a torrent is added with at once, and later ones only on its
        # next whole second; so a torrent is added when its first peers are known.
        params = lt.add_torrent_params()
        params.info_hashes = lt.info_hash_t(lt.sha1_hash(text.infohash))
        params.save_path = str(text.folder)
        params.flags = _FLAGS
        params.download_limit = _MOST_BYTES_PER_SECOND
        params.peers = [(peer.host, peer.port) for peer in peers]
        if self._session is not None:
            self._session.async_add_torrent(params)

    def _forget(self, text: _Text) -> None:
        del self._texts[text.infohash]
        # The next text is to be asked for over TCP alone again.
        self._choose_transports(time.monotonic())
        if text.handle is not None and self._session is not None:
            with contextlib.suppress(RuntimeError):
                self._session.remove_torrent(text.handle, lt.session.delete_files)
        shutil.rmtree(text.folder, ignore_errors=True)

    # -- alerts ------------------------------------------------------------------------------

    def _text(self, alert: Any) -> _Text | None:  # noqa: ANN401 -- any torrent alert
        return self._texts.get(infohash_of_alert(alert))

    def _on_added(self, alert: lt.add_torrent_alert) -> None:
        text = self._texts.get(bytes(alert.params.info_hashes.v1.to_bytes()))
        if text is None:
            # It was cancelled before libtorrent got round to adding it.
            if not alert.error.value() and self._session is not None:
                self._session.remove_torrent(alert.handle, lt.session.delete_files)
            return
        text.handle = alert.handle
        for peer in text.peers:
            alert.handle.connect_peer((peer.host, peer.port))

    def _on_info(self, alert: lt.metadata_received_alert) -> None:
        text = self._text(alert)
        torrent = alert.handle.torrent_file()
        if text is None or torrent is None:
            return
        info = bytes(torrent.info_section())
        try:
            text.accept(info)
        except Exception as refused:  # noqa: BLE001 -- whatever it is, the caller waits for it
            text.refuse(refused)
            return
        text.info = info
        text.report()
        text.missing = torrent.num_pieces()
        alert.handle.prioritize_pieces([(piece, _WANTED) for piece in range(text.missing)])

    def _on_bad_info(self, alert: lt.metadata_failed_alert) -> None:
        text = self._text(alert)
        # Bytes that do not match the infohash are the peer's fault and asked for elsewhere; bytes
        # that match it and still make no torrent are what the infohash stands for.
        if text is not None and "mismatch" not in alert.error.message():
            detail = f"BitTorrent cannot read its info dict: {alert.error.message()}"
            text.refuse(InvalidItem(Reason.NOT_AN_ITEM, detail))

    def _on_request(self, alert: lt.block_downloading_alert) -> None:
        # A piece is one block, so who was asked for it last is who sent it. By the time that the
        # text is complete here, that seed may already have parted from us as redundant, and
        # libtorrent does not always tell afterwards who it was.
        text = self._text(alert)
        if text is not None:
            text.asked[alert.piece_index] = Address(*alert.endpoint)
            text.note_seeds(alert.handle)

    def _on_finished(self, alert: lt.torrent_finished_alert) -> None:
        text = self._text(alert)
        # A torrent of which nothing is wanted yet is "finished" too.
        if text is None or text.info is None or not alert.handle.status().is_seeding:
            return
        text.note_seeds(alert.handle)
        for piece in range(text.missing):
            alert.handle.read_piece(piece)

    def _on_piece(self, alert: lt.read_piece_alert) -> None:
        text = self._text(alert)
        if text is None or text.info is None:
            return
        if alert.error.value():
            self._on_error(alert)
            return
        text.pieces[alert.piece] = bytes(alert.buffer)
        if len(text.pieces) == text.missing and not text.result.done():
            data = b"".join(text.pieces[number] for number in sorted(text.pieces))
            text.result.set_result(Fetched(text.info, data, text.proven_seeds()))

    def _on_contradiction(self, alert: lt.hash_failed_alert) -> None:
        text = self._text(alert)
        if text is not None and text.contradicted_at is None:
            text.contradicted_at = time.monotonic()

    def _on_banned(self, alert: lt.peer_ban_alert) -> None:
        text = self._text(alert)
        if text is not None:
            text.liars.add(Address(*alert.endpoint))

    def _on_deleted(self, _: Any) -> None:  # noqa: ANN401 -- one of two alert classes
        # Up to now libtorrent may have made folders for what had been forgotten already.
        used = {text.folder for text in self._texts.values()}
        for folder in set(self._options.reading_folder.glob("*")) - used:
            shutil.rmtree(folder, ignore_errors=True)

    def _on_error(self, alert: Any) -> None:  # noqa: ANN401 -- one of three alert classes
        text = self._text(alert)
        if text is not None:
            message = (
                f"cannot keep what is read in {self._options.reading_folder}: "
                f"{alert.error.message()}; free some space or check permissions"
            )
            text.refuse(MachineError(message))
