"""Data folders in which so many texts are voted for, for benches."""

from __future__ import annotations

import os
import time
from pathlib import Path

from p2psocial.data_folder import DataFolder
from p2psocial.index.index import Index
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Kind
from p2psocial.protocol.torrent import assemble, post_text
from p2psocial.protocol.validation import read_header

_SETTINGS = '{"private": true, "stamp_bits": 0}'
_PER_TRANSACTION = 1_000


def store_votes(path: Path, texts: int) -> list[bytes]:
    """Make a data folder with that many votes; returns the infohashes, the newest text first."""
    folder = DataFolder(path)
    folder.create()
    folder.settings.write_text(_SETTINGS, encoding="ascii")
    key, now, infohashes = SigningKey(os.urandom(32)), int(time.time()), []
    index = Index.open(folder.index)
    for first in range(0, texts, _PER_TRANSACTION):
        with index.transaction():
            for number in range(first, min(first + _PER_TRANSACTION, texts)):
                text = post_text(f"Title {number}", "A paragraph of text.\n" * (number % 40 + 1))
                draft = Draft(Kind.POST, "bench", text, title=f"Title {number}")
                assembly = assemble(draft, key.public, now - number)
                item = read_header(assembly.sign(number.to_bytes(8, "big"), key))
                index.add(item, text, now)
                index.start_seed(item.infohash, now, None)
                infohashes.append(item.infohash)
    index.close()
    return infohashes
