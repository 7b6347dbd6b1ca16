"""Torrents that break one rule each, and are right in everything else."""

from __future__ import annotations

import hashlib
import itertools
import time
from dataclasses import dataclass, replace

from nacl import bindings

from p2psocial.protocol.bencoding import Value, decode, encode
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.stamp import leading_zero_bits
from p2psocial.protocol.torrent import assemble, infohash_of, piece_hashes, post_text
from p2psocial.protocol.validation import read_header

# Few enough to be found at once, enough for one too few to be a difference.
STAMP_BITS = 4
ANNA = SigningKey(b"a" * 32)
BEN = SigningKey(b"b" * 32)
_NONCES = itertools.count(int(time.time()) << 20)

Dict = dict[bytes, Value]


@dataclass(frozen=True)
class Torrent:
    """An info dict and the bytes that a peer gives out as its file."""

    info: bytes
    data: bytes

    @property
    def infohash(self) -> bytes:
        return infohash_of(self.info)

    @property
    def item(self) -> Item:
        """Its header, where it can be read."""
        return read_header(self.info)


def _dict(value: Value) -> Dict:
    assert isinstance(value, dict)
    return value


def unsigned(
    draft: Draft, key: SigningKey = ANNA, created: int | None = None
) -> tuple[Dict, bytes]:
    """Return the info dict of a draft as a dictionary, to be changed and signed, and its file."""
    assembly = assemble(draft, key.public, int(time.time()) if created is None else created)
    outer = _dict(decode(assembly.sign(bytes(8), key), limit=1 << 20))
    _dict(outer[b"p2psocial"]).pop(b"sig")
    return outer, assembly.text


def signed(outer: Dict, key: SigningKey = ANNA, bits: range = range(STAMP_BITS, 256)) -> bytes:
    """Stamp and sign an info dict; its stamp has as many leading zero bits as `bits` allows."""
    header = _dict(outer[b"p2psocial"])
    for nonce in _NONCES:
        header[b"nonce"] = nonce.to_bytes(8, "big")
        identifier = hashlib.sha256(encode(outer)).digest()
        if leading_zero_bits(identifier) in bits:
            break
    else:
        raise AssertionError
    signature = key.sign(identifier)
    return encode(outer | {b"p2psocial": header | {b"sig": signature}})


def post_draft(body: str = "Some text.\n", title: str = "A title") -> Draft:
    return Draft(Kind.POST, "test", post_text(title, body), title=title)


def written(draft: Draft, key: SigningKey = ANNA, created: int | None = None) -> Torrent:
    """Return an honest item."""
    outer, text = unsigned(draft, key, created)
    return Torrent(signed(outer, key), text)


def post(body: str = "Some text.\n", key: SigningKey = ANNA) -> Torrent:
    return written(post_draft(body), key)


def comment(parent: Torrent, key: SigningKey = ANNA, root: Torrent | None = None) -> Torrent:
    above = (root or parent).infohash
    draft = Draft(Kind.COMMENT, "test", "An answer.\n", parent=parent.infohash, root=above)
    return written(draft, key)


def edit(of: Torrent, key: SigningKey = ANNA) -> Torrent:
    draft = replace(post_draft("Other text.\n"), replaces=of.infohash)
    return written(draft, key, of.item.created + 1)


def retraction(of: Torrent, key: SigningKey = ANNA) -> Torrent:
    return written(Draft(Kind.RETRACT, "test", "Taken back.\n", parent=of.infohash), key)


def with_text(data: bytes) -> Torrent:
    """Return a post whose file is these bytes, hashes and signature right."""
    outer, _ = unsigned(post_draft())
    outer |= {b"length": len(data), b"pieces": piece_hashes(data)}
    _dict(outer[b"p2psocial"])[b"body"] = hashlib.sha256(data).digest()
    return Torrent(signed(outer), data)


def changed(**outer_changes: Value) -> Torrent:
    """Return a post with other values in its info dict, `_` in a name standing for a space."""
    outer, text = unsigned(post_draft())
    for name, value in outer_changes.items():
        outer[name.replace("_", " ").encode()] = value
    return Torrent(signed(outer), text)


def without(key: bytes) -> Torrent:
    """Return a post whose info dict lacks a key."""
    outer, text = unsigned(post_draft())
    del outer[key]
    return Torrent(signed(outer), text)


def padded(size: int) -> Torrent:
    """Return a post whose info dict has exactly that many bytes."""
    outer, text = unsigned(post_draft())
    base = len(signed(outer | {b"x": b""}))
    room = size - base
    padding = next(
        count for count in range(room, room - 12, -1) if len(str(count)) - 1 + count == room
    )
    torrent = Torrent(signed(outer | {b"x": bytes(padding)}), text)
    assert len(torrent.info) == size
    return torrent


def multi_file() -> Torrent:
    outer, text = unsigned(post_draft())
    path: Dict = {b"length": len(text), b"path": [b"..", b"..", b"x.txt"]}
    del outer[b"length"]
    return Torrent(signed(outer | {b"files": [path]}), text)


def with_link() -> Torrent:
    """Return a torrent of the text and of a symbolic link out of its folder (BEP 47)."""
    outer, text = unsigned(post_draft())
    file: Dict = {b"length": len(text), b"path": [b"x.txt"]}
    target: Value = [b"..", b"..", b"index.db"]
    link: Dict = {b"attr": b"l", b"length": 0, b"path": [b"l"], b"symlink path": target}
    del outer[b"length"]
    return Torrent(signed(outer | {b"files": [file, link]}), text)


def hybrid() -> Torrent:
    """Return a torrent that is of version 1 and of version 2 (BEP 52)."""
    outer, text = unsigned(post_draft())
    root = hashlib.sha256(text).digest()
    name = outer[b"name"]
    assert isinstance(name, bytes)
    tree: Dict = {name: {b"": {b"length": len(text), b"pieces root": root}}}
    return Torrent(signed(outer | {b"file tree": tree, b"meta version": 2}), text)


def unsorted_keys() -> Torrent:
    """Return a post whose info dict begins with its last key."""
    honest = post()
    start = honest.info.index(b"9:p2psocial")
    return Torrent(b"d" + honest.info[start:-1] + honest.info[1:start] + b"e", honest.data)


def repeated_key() -> Torrent:
    honest = post()
    name = honest.info.index(b"4:name")
    end = honest.info.index(b"12:piece length")
    return Torrent(honest.info[:end] + honest.info[name:end] + honest.info[end:], honest.data)


def wrong_signature() -> Torrent:
    outer, text = unsigned(post_draft(), ANNA)
    return Torrent(signed(outer, BEN), text)


def short_stamp() -> Torrent:
    outer, text = unsigned(post_draft())
    return Torrent(signed(outer, bits=range(STAMP_BITS - 1, STAMP_BITS)), text)


def wrong_body_hash() -> Torrent:
    outer, text = unsigned(post_draft())
    _dict(outer[b"p2psocial"])[b"body"] = hashlib.sha256(b"something else").digest()
    return Torrent(signed(outer), text)


def ordinary() -> Torrent:
    data = b"not a p2psocial item\n"
    info: Dict = {
        b"length": len(data),
        b"name": b"x.txt",
        b"piece length": 16_384,
        b"pieces": piece_hashes(data),
    }
    return Torrent(encode(info), data)


def signed_again(honest: Torrent) -> Torrent:
    """Return the same item with another valid signature, which only its author can make.

    A signature of Ed25519 (RFC 8032) hides a number that should follow from the message; with
    any other number it is as valid.
    """
    outer = _dict(decode(honest.info, limit=1024))
    header = _dict(outer[b"p2psocial"])
    secret = hashlib.sha512(b"a" * 32).digest()
    clamped = bytes([secret[0] & 248]) + secret[1:31] + bytes([secret[31] & 63 | 64])
    number = bindings.crypto_core_ed25519_scalar_reduce(hashlib.sha512(b"another").digest())
    point = bindings.crypto_scalarmult_ed25519_base_noclamp(number)
    digest = hashlib.sha512(point + ANNA.public + honest.item.id).digest()
    challenge = bindings.crypto_core_ed25519_scalar_reduce(digest)
    key = bindings.crypto_core_ed25519_scalar_reduce(clamped + bytes(32))
    product = bindings.crypto_core_ed25519_scalar_mul(challenge, key)
    answer = bindings.crypto_core_ed25519_scalar_add(number, product)
    return Torrent(encode(outer | {b"p2psocial": header | {b"sig": point + answer}}), honest.data)
