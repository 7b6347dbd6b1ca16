"""The session that only reads: it dials, fetches one text, checks it, and forgets it.

It accepts no connections, is not in the DHT and unchokes nobody, and a torrent leaves it as soon
as its text is here. So a reader is never found, never served from, and never counted as a seed.

A call that waits for libtorrent's answer would stop the whole node while a peer that floods keeps
libtorrent busy, and then nothing would limit that peer. So it is asked on threads of their own.

Where the peers contradict one another, or send no header, each of them is asked by itself (see
`questioning`), and libtorrent then goes on with those that were not caught lying.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import shutil
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import libtorrent as lt

from p2psocial.failures import MachineError
from p2psocial.network.alert_pump import AlertPump, Handler
from p2psocial.network.events import AcceptInfo, Fetched, FetchProgress
from p2psocial.network.options import NetworkOptions
from p2psocial.network.questioning import Questioning
from p2psocial.network.reading_text import (
    ReadingText,
    limit,
    params_of,
    unreadable,
    who_was_met,
)
from p2psocial.network.seeding import Seeding
from p2psocial.network.torrents import infohash_of_alert
from p2psocial.network.tuning import own_hosts, reading_settings
from p2psocial.protocol.magnet import Address

_MAX_PEERS = 50
_LOOKUP_SECONDS = 4
_TICK_SECONDS = 0.5
# TCP is tried alone for this long; whoever is still waiting then gets uTP as well.
_TCP_ONLY_SECONDS = 3
_QUESTIONING_SECONDS = 12
# Of one text, whatever its peers send: one that floods us would take all of libtorrent's time. But
# a limit makes each message wait for libtorrent's next tick, and most texts need milliseconds.
_UNLIMITED_SECONDS = 0.05
_MOST_WAITING = 4
# libtorrent's ordinary priority of a piece; 0 is "do not download".
_WANTED = 4


def _unchoke_nobody(session: lt.session) -> None:
    # Peers in the local network are exempt from the limit on unchoked peers, unless told.
    local = session.get_peer_class(session.local_peer_class_id)
    session.set_peer_class(session.local_peer_class_id, local | {"ignore_unchoke_slots": False})


class Reading:
    """A running dial-only session. All methods belong to the loop that `start` ran on."""

    def __init__(self, options: NetworkOptions, seeding: Seeding) -> None:
        """Prepare; `seeding` is asked for peers, since this session is not in the DHT."""
        self._options = options
        self._seeding = seeding
        self._session: lt.session | None = None
        self._texts: dict[bytes, ReadingText] = {}
        self._with_utp = False
        self._numbers = itertools.count()
        self._waiting = ThreadPoolExecutor(_MOST_WAITING, "reading")

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
            lt.piece_finished_alert: self._on_finished,
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
            self._waiting.shutdown(wait=False, cancel_futures=True)
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
        text = ReadingText(
            infohash, accept, progress, result, time.monotonic(), folder=self._folder()
        )
        self._texts[infohash] = text
        watcher = asyncio.create_task(self._watch(text, peers))
        try:
            return await result
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            self._forget(text)

    def _folder(self) -> Path:
        # One for each attempt: libtorrent may still be deleting that of an earlier one.
        return self._options.reading_folder / str(next(self._numbers))

    async def _watch(self, text: ReadingText, peers: Sequence[Address]) -> None:
        def found(more: Sequence[Address]) -> None:
            self._dial(text, more)

        self._dial(text, peers)
        self._seeding.find_peers(text.infohash, found)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._tick(text))
                tasks.create_task(self._look(text))
                # Whatever asks by itself would go around a proxy.
                if self._options.proxy is None:
                    tasks.create_task(self._question_in_trouble(text))
        finally:
            self._seeding.stop_finding(text.infohash, found)

    async def _tick(self, text: ReadingText) -> None:
        lookup_at = text.begun + _LOOKUP_SECONDS
        while True:
            await asyncio.sleep(_TICK_SECONDS)
            now = time.monotonic()
            if now >= lookup_at:
                lookup_at = now + _LOOKUP_SECONDS
                self._seeding.find_again(text.infohash)
            self._choose_transports(now)
            if text.info is None and text.handle is not None:
                text.look.set()
            if text.waits_in_vain(now):
                text.trouble.set()
            verdict = text.verdict(now)
            if verdict is not None:
                text.refuse(verdict)

    async def _look(self, text: ReadingText) -> None:
        """Look at the peers whenever that is asked for, and then read what is finished."""
        loop = asyncio.get_running_loop()
        while True:
            await text.look.wait()
            text.look.clear()
            handle, finished = text.handle, tuple(text.finished)
            text.finished.clear()
            if handle is None:
                continue
            with contextlib.suppress(RuntimeError):  # it has been taken out meanwhile
                met = await loop.run_in_executor(self._waiting, who_was_met, handle)
                if text.handle == handle:
                    text.note_peers(met, time.monotonic())
                    for piece in finished:
                        handle.read_piece(piece)

    async def _question_in_trouble(self, text: ReadingText) -> None:
        """Let libtorrent and our own questions have their turns, until the text is here."""
        while not text.result.done():
            await text.trouble.wait()
            # Many clients take one connection from an address, so libtorrent's must go.
            self._take_out(text)
            text.questioning = Questioning(text, own_hosts(self._options))
            await text.questioning.run(text.peers, _QUESTIONING_SECONDS)
            text.questioning = None
            if text.info is None and text.unreadable:
                text.refuse(unreadable(text.unreadable))
            text.begin_again(self._folder())
            self._dial(text, ())

    def _choose_transports(self, now: float) -> None:
        waiting = any(
            text.info is None and now - text.begun > _TCP_ONLY_SECONDS
            for text in self._texts.values()
        )
        if waiting != self._with_utp and self._session is not None:
            self._with_utp = waiting
            self._session.apply_settings({"enable_outgoing_utp": waiting})

    def _dial(self, text: ReadingText, peers: Sequence[Address]) -> None:
        room = _MAX_PEERS - len(text.peers)
        new = [peer for peer in dict.fromkeys(peers) if peer not in text.peers][:room]
        text.peers.update(dict.fromkeys(new))
        if text.questioning is not None:
            text.questioning.ask(new)
        elif text.handle is not None:
            for peer in new:
                text.handle.connect_peer((peer.host, peer.port))
        elif not text.given and text.usable(text.peers):
            self._give(text)
        text.report()

    def _give(self, text: ReadingText) -> None:
        # libtorrent dials peers that a torrent is added with at once, and later ones only on its
        # next whole second; so a torrent is added when its first peers are known.
        try:
            params = params_of(text)
        except RuntimeError as error:
            text.refuse(unreadable(str(error)))
            return
        text.given = True
        if self._session is not None:
            self._session.async_add_torrent(params)

    def _take_out(self, text: ReadingText) -> None:
        if text.handle is not None and self._session is not None:
            with contextlib.suppress(RuntimeError):
                self._session.remove_torrent(text.handle, lt.session.delete_files)
        text.handle = None

    def _forget(self, text: ReadingText) -> None:
        del self._texts[text.infohash]
        # The next text is to be asked for over TCP alone again.
        self._choose_transports(time.monotonic())
        self._take_out(text)
        shutil.rmtree(text.folder, ignore_errors=True)

    # -- alerts ------------------------------------------------------------------------------

    def _text(self, alert: Any) -> ReadingText | None:  # noqa: ANN401 -- any torrent alert
        text = self._texts.get(infohash_of_alert(alert))
        # Not what is still told about an attempt that is over.
        return text if text is not None and text.handle == alert.handle else None

    def _on_added(self, alert: lt.add_torrent_alert) -> None:
        text = self._texts.get(bytes(alert.params.info_hashes.v1.to_bytes()))
        if text is None or alert.params.save_path != str(text.folder):
            # It was cancelled before libtorrent got round to adding it.
            if not alert.error.value() and self._session is not None:
                self._session.remove_torrent(alert.handle, lt.session.delete_files)
            return
        text.handle = alert.handle
        loop = asyncio.get_running_loop()
        loop.call_later(_UNLIMITED_SECONDS, limit, alert.handle)
        for peer in text.usable(text.peers):
            alert.handle.connect_peer((peer.host, peer.port))
        self._want_pieces(text)

    def _want_pieces(self, text: ReadingText) -> None:
        if text.info is not None and text.handle is not None:
            text.handle.prioritize_pieces([(piece, _WANTED) for piece in text.missing()])

    def _on_info(self, alert: lt.metadata_received_alert) -> None:
        text = self._text(alert)
        torrent = alert.handle.torrent_file()
        if text is not None and torrent is not None and text.take_info(torrent.info_section()):
            self._want_pieces(text)

    def _on_bad_info(self, alert: lt.metadata_failed_alert) -> None:
        text = self._text(alert)
        if text is None:
            return
        # Bytes that do not match the infohash are the peer's fault and asked for elsewhere; bytes
        # that match it and still make no torrent are what the infohash stands for.
        if "mismatch" not in alert.error.message():
            text.unreadable = alert.error.message()
            if self._options.proxy is not None:
                text.refuse(unreadable(text.unreadable))
        text.trouble.set()

    def _on_request(self, alert: lt.block_downloading_alert) -> None:
        # A piece is one block, so who was asked for it last is who sent it. By the time that the
        # text is complete here, that seed may already have parted from us as redundant, and
        # libtorrent does not always tell afterwards who it was.
        text = self._text(alert)
        if text is not None:
            text.asked[alert.piece_index] = Address(*alert.endpoint)
            text.look.set()

    def _on_finished(self, alert: lt.piece_finished_alert) -> None:
        text = self._text(alert)
        if text is not None:
            text.finished.append(alert.piece_index)
            text.look.set()

    def _on_piece(self, alert: lt.read_piece_alert) -> None:
        text = self._text(alert)
        if text is None or text.info is None:
            return
        if alert.error.value():
            self._on_error(alert)
            return
        if text.missing() == [alert.piece]:
            text.note_senders()
        text.take_piece(alert.piece, bytes(alert.buffer))

    def _on_contradiction(self, alert: lt.hash_failed_alert) -> None:
        text = self._text(alert)
        if text is not None:
            text.note_contradiction(time.monotonic())
            text.trouble.set()

    def _on_banned(self, alert: lt.peer_ban_alert) -> None:
        text = self._text(alert)
        # libtorrent sometimes bans an honest peer too. Whom we can ask ourselves, we do.
        if text is not None and self._options.proxy is not None:
            text.liars.add(Address(*alert.endpoint))

    def _on_deleted(self, _: Any) -> None:  # noqa: ANN401 -- one of two alert classes
        # Up to now libtorrent may have made folders for what had been forgotten already.
        used = {text.folder for text in self._texts.values()}
        for folder in set(self._options.reading_folder.glob("*")) - used:
            shutil.rmtree(folder, ignore_errors=True)

    def _on_error(self, alert: Any) -> None:  # noqa: ANN401 -- one of three alert classes
        text = self._text(alert)
        # An info dict that libtorrent cannot read is an error of the torrent to it, too.
        if text is not None and text.info is not None:
            message = (
                f"cannot keep what is read in {self._options.reading_folder}: "
                f"{alert.error.message()}; free some space or check permissions"
            )
            text.refuse(MachineError(message))
