"""A text that libtorrent is asked for: what it is told, and what came of it so far."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import libtorrent as lt

from p2psocial.network.questioning import Questioning
from p2psocial.network.wanted import Wanted
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.magnet import Address

# How long peers that are connected may take until one has sent the header; doubled each time that
# asking them one by one did not help.
_HEADER_SECONDS = 2
_MOST_BYTES_PER_SECOND = 1 << 20

_FLAGS = (
    lt.torrent_flags.default_dont_download
    | lt.torrent_flags.disable_dht
    | lt.torrent_flags.disable_lsd
    | lt.torrent_flags.disable_pex
    # Whoever is met after the text has arrived, but before it is forgotten, hears that we have
    # nothing.
    | lt.torrent_flags.super_seeding
)


@dataclass(slots=True)
class ReadingText(Wanted):
    """A text, and what libtorrent does about it: one attempt after the other."""

    folder: Path = field(kw_only=True)
    handle: lt.torrent_handle | None = None
    given: bool = False
    patience: float = _HEADER_SECONDS
    met_at: float | None = None
    asked: dict[int, Address] = field(default_factory=dict)
    unreadable: str = ""
    # Pieces that are on the disk, to be read after a last look at the peers.
    finished: list[int] = field(default_factory=list)
    look: asyncio.Event = field(default_factory=asyncio.Event)
    trouble: asyncio.Event = field(default_factory=asyncio.Event)
    questioning: Questioning | None = None

    def note_peers(self, met: Mapping[Address, bool], now: float) -> None:
        """Note who has shaken hands, and whether each says that it has everything."""
        if met and self.met_at is None:
            self.met_at = now
        if self.contradicted_at is None:
            self.claims |= {peer for peer, is_seed in met.items() if is_seed}

    def waits_in_vain(self, now: float) -> bool:
        """Whether peers are connected, and none has sent the header although it is time."""
        return self.info is None and self.met_at is not None and now - self.met_at > self.patience

    def begin_again(self, folder: Path) -> None:
        """Be ready for the next attempt, with more patience."""
        self.folder = folder
        self.given, self.met_at = False, None
        self.asked.clear()
        self.finished.clear()
        self.unreadable = ""
        self.patience *= 2
        self.trouble.clear()

    def note_senders(self) -> None:
        """Take for seeds who sent every piece, and who sent some and says that it has all."""
        senders = set(self.asked.values())
        if self.contradicted_at is None:
            self.seeds |= senders if len(senders) == 1 else senders & self.claims


def params_of(text: ReadingText) -> lt.add_torrent_params:
    """Return what libtorrent needs to know. Raises `RuntimeError` for what it cannot read."""
    if text.info is None:
        params = lt.add_torrent_params()
        params.info_hashes = lt.info_hash_t(lt.sha1_hash(text.infohash))
    else:
        params = lt.load_torrent_buffer(b"d4:info" + text.info + b"e")
    params.save_path = str(text.folder)
    params.flags = _FLAGS
    params.peers = [(peer.host, peer.port) for peer in text.usable(text.peers)]
    return params


def who_was_met(handle: lt.torrent_handle) -> dict[Address, bool]:
    """Return whether they are seeds for those who have shaken hands; waits for libtorrent."""
    if not handle.is_valid():
        return {}
    peers = handle.get_peer_info()
    met = [peer for peer in peers if not peer.flags & (peer.connecting | peer.handshake)]
    return {Address(*peer.ip): bool(peer.flags & peer.seed) for peer in met}


def limit(handle: lt.torrent_handle) -> None:
    """Let its peers send no more than what texts need, if it is still there."""
    if handle.is_valid():
        handle.set_download_limit(_MOST_BYTES_PER_SECOND)


def unreadable(message: str) -> InvalidItem:
    """Return the reason for an info dict that libtorrent finds that wrong with."""
    return InvalidItem(Reason.NOT_AN_ITEM, f"BitTorrent cannot read its info dict: {message}")
