"""The items of the test vectors: how they are built, the valid ones, and the parties to contexts.

What is expected of a vector is written here by hand, never taken from the code under test.
`make_vectors.py` writes it all to files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from p2psocial.protocol.bencoding import Value, encode
from p2psocial.protocol.identity import SigningKey

NOW = 1_790_000_000
SECRETS = {
    "alice": hashlib.sha256(b"p2psocial test vectors: alice").digest(),
    "bob": hashlib.sha256(b"p2psocial test vectors: bob").digest(),
}
ALICE = SigningKey(SECRETS["alice"])
BOB = SigningKey(SECRETS["bob"])
HASH = bytes(range(20))
PIECE = 16_384
SHORTEST_RUN = 64
TITLE = "Growing beans in winter"

Fields = dict[bytes, Value]


def sha1(data: bytes) -> bytes:
    return hashlib.sha1(data, usedforsecurity=False).digest()


def pieces(data: bytes) -> bytes:
    return b"".join(sha1(data[at : at + PIECE]) for at in range(0, len(data), PIECE))


@dataclass(frozen=True)
class Draft:
    """The parts of an item that a vector changes; `key` signs it."""

    outer: Fields
    header: Fields
    file: bytes
    key: SigningKey = ALICE

    def with_outer(self, **changed: Value | None) -> Draft:
        """Change the info dict; `_` in a key stands for a space, None removes the key."""
        return replace(self, outer=_changed(self.outer, changed))

    def with_header(self, **changed: Value | None) -> Draft:
        return replace(self, header=_changed(self.header, changed))

    def with_nonce(self, number: int) -> Draft:
        return self.with_header(nonce=number.to_bytes(8, "big"))

    def identifier(self) -> bytes:
        unsigned: Fields = {key: value for key, value in self.header.items() if key != b"sig"}
        return hashlib.sha256(encode(self.outer | {b"p2psocial": unsigned})).digest()

    def info(self) -> bytes:
        """Return the info dict, signed unless the header already has a `sig`."""
        signature = self.header.get(b"sig", self.key.sign(self.identifier()))
        return encode(self.outer | {b"p2psocial": self.header | {b"sig": signature}})


def _changed(fields: Fields, changed: dict[str, Value | None]) -> Fields:
    after = dict(fields)
    for name, value in changed.items():
        key = name.replace("_", " ").encode()
        if value is None:
            after.pop(key, None)
        else:
            after[key] = value
    return after


def draft(kind: str, file: bytes, key: SigningKey = ALICE, **header: Value) -> Draft:
    """Lay out an item of that file with fields that are right, except what `header` changes."""
    outer: Fields = {
        b"length": len(file),
        b"name": b"words.txt",
        b"piece length": PIECE,
        b"pieces": pieces(file),
    }
    fields: Fields = {
        b"v": 1,
        b"kind": kind.encode(),
        b"board": b"garden",
        b"author": key.public,
        b"created": NOW - 1_000,
        b"body": hashlib.sha256(file).digest(),
        b"nonce": bytes(8),
    }
    return Draft(outer, fields, file, key).with_header(**header)


def post(
    title: str = TITLE, body: bytes = b"Sow them deep.\n", key: SigningKey = ALICE, **header: Value
) -> Draft:
    file = b"# " + title.encode() + b"\n\n" + body
    return draft("post", file, key, title=title.encode(), **header)


def comment(file: bytes = b"Mine froze.\n", key: SigningKey = BOB, **header: Value) -> Draft:
    return draft("comment", file, key, **({"parent": HASH, "root": HASH} | header))


def retraction(
    file: bytes = b"The author took this back.\n", key: SigningKey = ALICE, **header: Value
) -> Draft:
    return draft("retract", file, key, **({"parent": HASH} | header))


def stamped(item: Draft, bits: int) -> Draft:
    """Give the item the first nonce whose stamp has exactly that many bits, never more."""
    marked = item.with_header(nonce=b"\x00NONCE!\x00")
    unsigned = encode(marked.outer | {b"p2psocial": marked.header})
    before, after = unsigned.split(b"\x00NONCE!\x00")
    state = hashlib.sha256(before)
    number = 0
    while True:
        attempt = state.copy()
        attempt.update(number.to_bytes(8, "big") + after)
        if 256 - int.from_bytes(attempt.digest(), "big").bit_length() == bits:
            return item.with_nonce(number)
        number += 1


def runs(data: bytes) -> list[list[str | int]]:
    """Write bytes as pairs of hexadecimal digits and how often they are repeated."""
    found: list[list[str | int]] = []
    plain = b""
    for value, group in groupby(data):
        count = len(list(group))
        if count < SHORTEST_RUN:
            plain += bytes([value]) * count
            continue
        found += [[plain.hex(), 1]] if plain else []
        found.append([f"{value:02x}", count])
        plain = b""
    return found + ([[plain.hex(), 1]] if plain else [])


@dataclass(frozen=True)
class Vector:
    """One case; `reason` is None for a valid item. `info` overrides what the draft gives."""

    name: str
    item: Draft
    reason: str | None = None
    now: int = NOW
    bits: int = 0
    info: bytes | None = None
    file: bytes | None = None

    def as_json(self) -> dict[str, Any]:
        info = self.item.info() if self.info is None else self.info
        file = self.item.file if self.file is None else self.file
        found: dict[str, Any] = {
            "name": self.name,
            "info": info.hex(),
            "file": runs(file),
            "now": self.now,
            "bits": self.bits,
        }
        if self.reason:
            return found | {"reason": self.reason}
        identifier = self.item.identifier()
        names = {"id": identifier.hex(), "infohash": sha1(info).hex()}
        return found | names | {"fields": _plain_fields(self.item)}


def refused(reason: str, cases: dict[str, Draft]) -> Iterator[Vector]:
    for name, item in cases.items():
        yield Vector(f"{reason}: {name}", item, reason)


def _plain_fields(item: Draft) -> dict[str, str | int]:
    text = {b"kind", b"board", b"nick", b"title"}
    plain: dict[str, str | int] = {}
    for key, value in sorted(item.header.items()):
        if key == b"sig":
            continue  # most drafts have none before `info` signs them
        if isinstance(value, bytes):
            plain[key.decode()] = value.decode() if key in text else value.hex()
        elif isinstance(value, int):
            plain[key.decode()] = value
    return plain


def _valid_sizes() -> Iterator[Vector]:
    heading = len(f"# {TITLE}\n\n")
    yield Vector("post with a heading and nothing else", post(body=b""))
    yield Vector("post of one full piece", post(body=b"a" * (PIECE - heading)))
    yield Vector("post of one piece and a byte", post(body=b"a" * (PIECE - heading + 1)))
    yield Vector("post of 65536 bytes, the most", post(body=b"a" * (65_536 - heading)))
    yield Vector("comment of 1 byte, the least", comment(b"+"))
    yield Vector("comment of 16384 bytes, the most", comment(b"a" * 16_384))
    yield Vector("retraction of 1 byte, the least", retraction(b"-"))
    yield Vector("retraction of 1024 bytes, the most", retraction(b"a" * 1_024))
    yield Vector("title of 1 byte, the least", post("x"))
    yield Vector("title of 300 bytes, the most", post("\u00e9" * 150))
    yield Vector("nick of 1 byte, the least", post(nick=b"x"))
    yield Vector("nick of 32 bytes, the most", comment(nick="\U0001f331".encode() * 8))
    yield Vector("board of 1 character, the least", post(board=b"0"))
    yield Vector("board of 32 characters, the most", post(board=b"a" + b"-" * 31))
    yield Vector(
        "file name of 60 characters, the most", post().with_outer(name=b"a" * 60 + b".txt")
    )
    yield Vector("file name of 1 character, the least", post().with_outer(name=b"-.txt"))
    widest = post("t" * 300, b"a" * 65_232, nick=b"n" * 32, board=b"b" * 32, replaces=HASH)
    largest = widest.with_outer(name=b"a" * 60 + b".txt").with_header(created=2**53 - 1)
    yield Vector("the largest info dict that an item can have", largest, now=2**53 - 1)


def _valid_text() -> Iterator[Vector]:
    yield Vector(
        "text with tab, emoji, U+2028, U+FEFF, U+FFFF and U+10FFFF",
        comment("\ufeff\tbeans \U0001f331\u2028\uffff\U0010ffff\u00a0\n".encode()),
    )
    yield Vector("comment of one newline", comment(b"\n"))
    yield Vector("text with bidirectional controls", comment("\u202eabc\u2066".encode()))
    yield Vector("title that begins and ends with U+00A0", post("\u00a0beans\u00a0"))
    yield Vector("title with an override and a zero-width space", post("be\u202ean\u200bs"))
    yield Vector("title that begins with a number sign", post("# beans"))
    yield Vector("nick with spaces inside", comment(nick=b"Bob  the gardener"))


def _valid_rest() -> Iterator[Vector]:
    yield Vector("post", post())
    yield Vector("comment", comment())
    yield Vector("retraction", retraction())
    yield Vector("post with a nick", post(nick="Zo\u00eb".encode()))
    yield Vector("retraction with a nick", retraction(nick=b"Alice"))
    yield Vector("edit of a post", post(replaces=HASH))
    yield Vector("edit of a comment", comment(replaces=bytes(20)))
    yield Vector("parent, root and replaces all alike", comment(replaces=HASH))
    yield Vector("created in second 1, the least", post(created=1))
    yield Vector("created in second 2^53 - 1, the most", post(created=2**53 - 1), now=2**53 - 1)
    yield Vector("dated 600 seconds ahead", post(created=NOW + 600))
    yield Vector("stamp of 18 bits where 18 are needed", stamped(post(), 18), bits=18)
    yield Vector("stamp of 19 bits where 18 are needed", stamped(comment(), 19), bits=18)
    yield Vector("stamp of 8 bits where 8 are needed", stamped(retraction(), 8), bits=8)
    yield Vector("nonce of 8 times 255", post(nonce=b"\xff" * 8))
    yield Vector("nonce that looks like bencoding", post(nonce=b"3:sig64:"))


def valid() -> list[Vector]:
    return [*_valid_rest(), *_valid_sizes(), *_valid_text()]
