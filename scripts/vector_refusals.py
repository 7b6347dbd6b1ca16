"""The items of the test vectors that must be refused, each with the one reason for it.

Every vector breaks one rule, or several in order to show which of them is named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import vector_proofs
from p2psocial.protocol.bencoding import Value, encode
from vector_items import (
    HASH,
    PIECE,
    Draft,
    Vector,
    comment,
    post,
    refused,
    retraction,
)


def _written(reason: str, cases: dict[str, bytes]) -> Iterator[Vector]:
    for name, info in cases.items():
        yield Vector(f"{reason}: {name}", post(), reason, info=info)


def _nested(depth: int) -> bytes:
    return b"d1:a" + b"l" * (depth - 1) + b"e" * (depth - 1) + b"e"


def _sized(size: int) -> bytes:
    """Return an otherwise good info dict with one more key that makes it that long."""
    info = post().with_outer(zzz=b"z" * 300).info()
    return post().with_outer(zzz=b"z" * (300 + size - len(info))).info()


def unreadable() -> Iterator[Vector]:
    good = post().info()
    yield from _written(
        "info-too-large",
        {"1025 bytes of an otherwise readable dict": _sized(1_025), "1025 letters": b"x" * 1_025},
    )
    yield from _written("not-bencoded", _malformed(good))
    yield from _written("not-canonical", _disordered(good))
    yield from _written("not-an-item", _ordinary())


def _malformed(good: bytes) -> dict[str, bytes]:
    return {
        "1024 letters": b"x" * 1_024,
        "no byte at all": b"",
        "an opened dict": b"d",
        "a byte after the dict": good + b"e",
        "a second value after the dict": good + b"0:",
        "the last byte missing": good[:-1],
        "cut off inside a string": good[:100],
        "closed before it is opened": b"e",
        "string length with a leading zero": b"d01:ai1ee",
        "string longer than what is left": b"d1:a5:abcde",
        "string length of 19 digits": b"d1:a1000000000000000000:e",
        "negative string length as a key": b"d0:0:-5:",
        "string length with a plus sign": b"d1:a+1:be",
        "integer with a leading zero": b"d1:ai01ee",
        "integer minus zero": b"d1:ai-0ee",
        "integer without digits": b"d1:aiee",
        "integer with a plus sign": b"d1:ai+1ee",
        "integer with a space": b"d1:ai 1ee",
        "integer with an underscore": b"d1:ai1_0ee",
        "integer of 19 digits": b"d1:ai1000000000000000000ee",
        "negative integer of 19 digits": b"d1:ai-1000000000000000000ee",
        "integer as a key": b"di1e1:ae",
        "list as a key": b"dle1:ae",
        "key without a value": b"d1:ae",
        "nested 9 deep": _nested(9),
        "unsorted keys and then a wrong token": b"d1:b0:1:a0:xe",
        "nested 9 deep under an unsorted key": b"d1:b0:1:a" + b"l" * 8 + b"e" * 9,
    }


def _disordered(good: bytes) -> dict[str, bytes]:
    length = encode(b"length") + encode(post().outer[b"length"])
    return {
        "outer keys unsorted": b"d" + good[1:-1].replace(length, b"") + length + b"e",
        "an outer key twice": good.replace(length, length * 2),
        "header keys unsorted": good.replace(b"1:vi1e", b"").replace(
            b"6:author", b"1:vi1e6:author"
        ),
        "a header key twice": good.replace(b"1:vi1e", b"1:vi1e1:vi1e"),
        "a key twice deep inside an unknown one": b"d1:ald1:b0:1:b0:eee",
        "unsorted keys in a dict that is no item": b"d1:b0:1:a0:e",
        "keys sorted by length": b"d1:b0:2:aa0:e",
    }


def _ordinary() -> dict[str, bytes]:
    outer = post().outer
    return {
        "an integer": b"i1e",
        "a string": b"4:spam",
        "a list": b"le",
        "an empty dict": b"de",
        "an ordinary torrent": encode(outer),
        "p2psocial is a string": encode(outer | {b"p2psocial": b"d1:vi1ee"}),
        "p2psocial is a list": encode(outer | {b"p2psocial": []}),
        "p2psocial with another spelling": encode(outer | {b"P2psocial": {}}),
        "nested 8 deep": _nested(8),
        "integer of 18 digits": b"d1:ai-999999999999999999ee",
    }


def wrong_keys() -> Iterator[Vector]:
    yield Vector("unknown-info-key: in 1024 bytes", post(), "unknown-info-key", info=_sized(1_024))
    yield from refused(
        "unknown-info-key",
        {
            "private": post().with_outer(private=1),
            "one unknown and one missing": post().with_outer(pieces=None, Pieces=HASH),
            "the key of an empty string": replace(post(), outer=post().outer | {b"": 0}),
        },
    )
    missing = {
        f"no {key}": post().with_outer(**{key: None}) for key in ("length", "name", "pieces")
    }
    yield from refused("missing-info-key", missing)
    no_piece_length = {"no piece length": post().with_outer(piece_length=None)}
    yield from refused("missing-info-key", no_piece_length)
    versions: dict[str, Value | None] = {
        "2": 2,
        "0": 0,
        "minus one": -1,
        "a string": b"1",
        "a list": [1],
        "missing": None,
    }  # fmt: skip -- a table
    changed = {name: post().with_header(v=value) for name, value in versions.items()}
    yield from refused("unknown-version", changed)
    kinds: dict[str, Value | None] = {
        "like": b"like",
        "capitals": b"Post",
        "a space": b"post ",
        "empty": b"",
        "an integer": 1,
        "a list": [b"post"],
        "a dict": {},
        "missing": None,
    }  # fmt: skip -- a table
    yield from refused("unknown-kind", {n: post().with_header(kind=k) for n, k in kinds.items()})
    yield from refused("unknown-key", _strange_keys())
    yield from refused("missing-key", _missing_keys())


def _strange_keys() -> dict[str, Draft]:
    return {
        "not in the list": post(lang=b"en"),
        "an escape sequence for terminals": replace(
            post(), header=post().header | {b"\x1b[31m": 1}
        ),
        "parent in a post": post(parent=HASH),
        "root in a post": post(root=HASH),
        "title in a comment": comment(title=b"x"),
        "title in a retraction": retraction(title=b"x"),
        "root in a retraction": retraction(root=HASH),
        "replaces in a retraction": retraction(replaces=HASH),
        "one unknown and one missing": comment(title=b"x").with_header(parent=None),
    }


def _missing_keys() -> dict[str, Draft]:
    always = ("author", "board", "body", "created", "nonce")
    found = {f"no {key}": post().with_header(**{key: None}) for key in always}
    return found | {
        "no title in a post": post().with_header(title=None),
        "no parent in a comment": comment().with_header(parent=None),
        "no root in a comment": comment().with_header(root=None),
        "no parent in a retraction": retraction().with_header(parent=None),
    }


def _unsigned() -> Vector:
    info = encode(post().outer | {b"p2psocial": post().header})
    return Vector("missing-key: no sig", post(), "missing-key", info=info)


def wrong_file_fields() -> Iterator[Vector]:
    lengths: dict[str, Draft] = {
        "0 bytes": post().with_outer(length=0),
        "minus one": post().with_outer(length=-1),
        "a string": post().with_outer(length=b"41"),
        "post of 65537 bytes": post(body=b"a" * (65_537 - 27)),
        "comment of 16385 bytes": comment(b"a" * 16_385),
        "retraction of 1025 bytes": retraction(b"a" * 1_025),
        "a wrong name too": post().with_outer(length=0, name=b"x"),
    }
    yield from refused("bad-length", lengths)
    names: dict[str, Value] = {
        "61 characters": b"a" * 61 + b".txt",
        "nothing before the dot": b".txt",
        "no suffix": b"words",
        "capitals": b"Words.txt",
        "capital suffix": b"words.TXT",
        "a newline at the end": b"words.txt\n",
        "a slash": b"a/b.txt",
        "two dots": b"a..txt",
        "not ASCII": "w\u00f6rds.txt".encode(),
        "not UTF-8": b"w\xf6rds.txt",
        "digits of another script": "\u0661.txt".encode(),
        "an integer": 5,
        "a list": [],
    }  # fmt: skip -- a table
    yield from refused("bad-name", {n: post().with_outer(name=name) for n, name in names.items()})
    sizes: dict[str, Value] = {
        "32768": 32_768,
        "16383": 16_383,
        "minus": -PIECE,
        "a string": b"16384",
        "a list": [],
    }  # fmt: skip -- a table
    changed = {name: post().with_outer(piece_length=size) for name, size in sizes.items()}
    yield from refused("bad-piece-length", changed)
    yield from refused("bad-pieces", _wrong_pieces())


def _wrong_pieces() -> dict[str, Draft]:
    full = post(body=b"a" * (PIECE - 27))
    over = post(body=b"a" * (PIECE - 26))
    return {
        "empty": post().with_outer(pieces=b""),
        "19 bytes": post().with_outer(pieces=bytes(19)),
        "two hashes for one piece": full.with_outer(pieces=bytes(40)),
        "one hash for two pieces": over.with_outer(pieces=bytes(20)),
        "a list": post().with_outer(pieces=[]),
        "an integer": post().with_outer(pieces=20),
    }


def wrong_fields() -> Iterator[Vector]:
    yield from _sized_fields()
    boards: dict[str, Value] = {
        "empty": b"",
        "33 characters": b"a" * 33,
        "begins with a hyphen": b"-a",
        "a capital": b"Garden",
        "an underscore": b"a_b",
        "a newline at the end": b"garden\n",
        "not ASCII": "g\u00e4rten".encode(),
        "not UTF-8": b"\xff",
        "an integer": 1,
    }  # fmt: skip -- a table
    yield from refused("bad-board", {n: post(board=board) for n, board in boards.items()})
    times: dict[str, Value] = {
        "0": 0,
        "minus one": -1,
        "2^53": 2**53,
        "a string": b"1790000000",
        "a list": [1],
    }  # fmt: skip -- a table
    yield from refused("bad-created", {n: post(created=time) for n, time in times.items()})
    yield from refused("bad-nick", {n: post(nick=nick) for n, nick in _bad_lines(33).items()})
    titles = {n: post().with_header(title=line) for n, line in _bad_lines(301).items()}
    yield from refused("bad-title", titles)
    yield from refused(
        "bad-author", {"a wrong board too": post(board=b"").with_header(author=bytes(31))}
    )


def _sized_fields() -> Iterator[Vector]:
    sizes = (
        ("author", 32, "bad-author"),
        ("body", 32, "bad-body-hash"),
        ("nonce", 8, "bad-nonce"),
        ("parent", 20, "bad-parent"),
        ("replaces", 20, "bad-replaces"),
        ("root", 20, "bad-root"),
        ("sig", 64, "bad-sig"),
    )  # fmt: skip -- a table
    for key, size, reason in sizes:
        wrong: dict[str, Value] = {
            "a byte short": bytes(size - 1),
            "a byte long": bytes(size + 1),
            "empty": b"",
            "an integer": 0,
            "a list": [],
        }
        yield from refused(
            reason, {n: comment().with_header(**{key: value}) for n, value in wrong.items()}
        )


def _bad_lines(too_long: int) -> dict[str, Value]:
    return {
        "empty": b"",
        f"{too_long} bytes": b"a" * too_long,
        f"{too_long} bytes of longer characters": "\u00e9".encode() * (too_long // 2) + b"ab",
        "a space before": b" a",
        "a space behind": b"a ",
        "only a space": b" ",
        "a newline": b"a\nb",
        "a tab": b"a\tb",
        "NUL": b"a\x00b",
        "DEL": b"a\x7fb",
        "U+0080": b"a\xc2\x80b",
        "U+009F": b"a\xc2\x9fb",
        "U+2028": "a\u2028b".encode(),
        "U+2029": "a\u2029b".encode(),
        "not UTF-8": b"a\xff",
        "overlong": b"a\xc0\xaf",
        "a surrogate": b"a\xed\xa0\x80",
        "above U+10FFFF": b"\xf4\x90\x80\x80",
        "an integer": 1,
        "a dict": {},
    }


def invalid() -> list[Vector]:
    return [
        *unreadable(),
        *wrong_keys(),
        _unsigned(),
        *wrong_file_fields(),
        *wrong_fields(),
        *vector_proofs.wrong_names(),
        *vector_proofs.wrong_text(),
    ]
