"""Test vectors for gossip: handshakes, messages, and bytes that are neither."""

from __future__ import annotations

import hashlib
from typing import Any

_PEER_ID = b"-XX0001-" + bytes(range(12))
_IDS = tuple(bytes([number]) * 32 for number in (1, 2, 255))
_BOARD = "tests"
_BOARD_HASH = hashlib.sha1(b"p2psocial:1:board:tests").digest()  # noqa: S324 -- names a swarm
_DIRECTORY_HASH = hashlib.sha1(b"p2psocial:1:boards").digest()  # noqa: S324 -- (same)
_RESERVED = bytes.fromhex("0000000000100000")
_MAX_FRAME = 131_072

Runs = list[tuple[str, int]]


def _string(value: bytes) -> bytes:
    return b"%d:%s" % (len(value), value)


def _list(*strings: bytes) -> bytes:
    return b"l" + b"".join(map(_string, strings)) + b"e"


def _frame(payload: bytes) -> bytes:
    return len(payload).to_bytes(4, "big") + payload


def _shake(infohash: bytes, reserved: bytes = _RESERVED) -> bytes:
    return b"\x13BitTorrent protocol" + reserved + infohash + _PEER_ID


def _runs(*parts: bytes | tuple[bytes, int]) -> Runs:
    pairs = [part if isinstance(part, tuple) else (part, 1) for part in parts]
    return [(data.hex(), times) for data, times in pairs]


def _hashes() -> list[dict[str, Any]]:
    names = ("tests", "a", "z" * 32, "0-")
    digests = {name: f"p2psocial:1:board:{name}" for name in names}
    found = [
        {"board": name, "hash": hashlib.sha1(text.encode()).hexdigest()}  # noqa: S324 -- (same)
        for name, text in digests.items()
    ]
    return [*found, {"board": None, "hash": _DIRECTORY_HASH.hex()}]


def _handshakes() -> list[dict[str, Any]]:
    cases = [
        ("a board", _BOARD_HASH, _RESERVED, True),
        ("the directory", _DIRECTORY_HASH, _RESERVED, True),
        ("more reserved bits", _BOARD_HASH, b"\xff" * 8, True),
        ("a client without BEP 10", _BOARD_HASH, bytes(8), False),
    ]
    return [
        {
            "name": name,
            "bytes": _shake(infohash, reserved).hex(),
            "infohash": infohash.hex(),
            "peer_id": _PEER_ID.hex(),
            "extended": extended,
        }
        for name, infohash, reserved, extended in cases
    ]


def _extended() -> list[dict[str, Any]]:
    cases: list[tuple[str, bytes, int, int, str]] = [
        ("ours", b"d1:md9:p2psociali1ee1:pi7682e1:v9:p2psociale", 1, 7682, "p2psocial"),
        ("accepts nobody", b"d1:md9:p2psociali1ee1:v9:p2psociale", 1, 0, "p2psocial"),
        ("another number", b"d1:md9:p2psociali255ee1:pi1ee", 255, 1, ""),
        ("other extensions too", b"d1:md9:p2psociali3e11:ut_metadatai2eee", 3, 0, ""),
        ("more keys", b"d1:ei0e1:md9:p2psociali3ee4:reqqi500ee", 3, 0, ""),
        ("a client that does not know us", b"d1:md11:ut_metadatai2eee", 0, 0, ""),
        ("extension switched off", b"d1:md9:p2psociali0eee", 0, 0, ""),
        ("a number above one byte", b"d1:md9:p2psociali256eee", 0, 0, ""),
        ("no m", b"de", 0, 0, ""),
        ("port out of range", b"d1:md9:p2psociali1ee1:pi65536ee", 1, 0, ""),
        (
            "name longer than 60 bytes",
            b"d1:md9:p2psociali1ee1:v61:" + b"a" * 61 + b"e",
            1,
            0,
            "a" * 60,
        ),
        ("name not UTF-8", b"d1:md9:p2psociali1ee1:v1:\xffe", 1, 0, "\ufffd"),
    ]  # fmt: skip -- a table
    return [
        {
            "name": name,
            "frame": _frame(b"\x14\x00" + data).hex(),
            "extension": extension,
            "port": port,
            "client": client,
        }
        for name, data, extension, port, client in cases
    ]


def _messages() -> list[dict[str, Any]]:
    ids = _list(*_IDS)
    hexes = [identifier.hex() for identifier in _IDS]
    cases: list[tuple[bytes, dict[str, Any]]] = [
        (
            b"d1:i" + _list(b"d1:ae", b"x") + b"1:t5:itemse",
            {"type": "items", "infos": ["64313a6165", "78"]},
        ),
        (b"d1:ile1:t5:itemse", {"type": "items", "infos": []}),
        (b"d1:i" + ids + b"1:t4:havee", {"type": "have", "ids": hexes}),
        (b"d1:i" + ids + b"1:t3:gete", {"type": "get", "ids": hexes}),
        (
            b"d1:b5:tests1:m3:a\x00b1:ni7e1:t4:open1:wli1800000000ei1800086400eee",
            {
                "type": "open",
                "number": 7,
                "board": _BOARD,
                "since": 1_800_000_000,
                "until": 1_800_086_400,
                "message": "610062",
            },
        ),
        (
            b"d1:m1:a1:ni7e1:oi1e1:t4:synce",
            {"type": "sync", "number": 7, "opener": True, "message": "61"},
        ),
        (
            b"d1:m1:a1:ni7e1:oi0e1:t4:synce",
            {"type": "sync", "number": 7, "opener": False, "message": "61"},
        ),
        (b"d1:ni1000000e1:oi1e1:t5:closee", {"type": "close", "number": 1_000_000, "opener": True}),
        (b"d1:i" + ids + b"1:t7:getbodye", {"type": "getbody", "ids": hexes}),
        (
            b"d1:d6:hello\n1:i" + _string(_IDS[0]) + b"1:t4:bodye",
            {"type": "body", "id": hexes[0], "data": "68656c6c6f0a"},
        ),
        (
            b"d1:i" + _string(_IDS[0]) + b"1:t4:bodye",
            {"type": "body", "id": hexes[0], "data": None},
        ),
        (
            b"d1:jl5:tests2:z-e1:kll5:otheri12eel5:quieti0eee1:t6:boardse",
            {"type": "boards", "joined": ["tests", "z-"], "known": [["other", 12], ["quiet", 0]]},
        ),
        (b"d1:jle1:kle1:t6:boardse", {"type": "boards", "joined": [], "known": []}),
        (
            b"d1:a"
            + _list(b"\x7f\x00\x00\x01\x1e\x02", bytes(15) + b"\x01\x00\x50")
            + b"1:t5:peerse",
            {"type": "peers", "addresses": ["127.0.0.1:7682", "[::1]:80"]},
        ),
        (
            b"d1:h20:" + b"\xab" * 20 + b"1:mi1800000000e1:si3e1:t4:hinte",
            {"type": "hint", "infohash": "ab" * 20, "seeds": 3, "measured": 1_800_000_000},
        ),
        (b"d1:c4:full1:t3:byee", {"type": "bye", "code": "full"}),
    ]  # fmt: skip -- a table
    return [{"message": message, "bytes": data.hex()} for data, message in cases]


def _also_read() -> list[dict[str, Any]]:
    mapped = bytes(10) + b"\xff\xff\x7f\x00\x00\x01\x1e\x02"
    peers = {"type": "peers", "addresses": ["127.0.0.1:7682"]}
    bye = {"type": "bye", "code": "full"}
    return [
        {
            "name": "an IPv4 address written as IPv6",
            "message": peers,
            "bytes": (b"d1:a" + _list(mapped) + b"1:t5:peerse").hex(),
        },
        {
            "name": "a key that the type does not have",
            "message": bye,
            "bytes": b"d1:c4:full1:t3:bye1:xlee".hex(),
        },
        {"name": "an unknown type is ignored", "message": None, "bytes": b"d1:t6:futuree".hex()},
        {"name": "an unknown type without a letter", "message": None, "bytes": b"d1:t0:e".hex()},
    ]  # fmt: skip -- a table


def _refused_messages() -> list[dict[str, Any]]:
    short, long = _IDS[0][:31], _IDS[0] + b"x"
    own = _string(_IDS[0])
    cases: list[tuple[str, Runs]] = [
        ("empty", _runs(b"")),
        ("not bencoding", _runs(b"hello")),
        ("cut off", _runs(b"d1:t4:have")),
        ("something after it", _runs(b"d1:c0:1:t3:byeex")),
        ("not a dict", _runs(b"le")),
        ("no type", _runs(b"de")),
        ("the type is a number", _runs(b"d1:ti1ee")),
        ("keys not sorted", _runs(b"d1:t3:bye1:c0:e")),
        ("a key twice", _runs(b"d1:c0:1:c0:1:t3:byee")),
        ("nested deeper than 8", _runs(b"d1:t3:new1:x", (b"l", 8), (b"e", 8), b"e")),
        ("more than 2048 tokens", _runs(b"d1:t3:new1:xl", (b"0:", 2_043), b"ee")),
        ("have without ids", _runs(b"d1:t4:havee")),
        ("an id of 31 bytes", _runs(b"d1:i" + _list(short) + b"1:t4:havee")),
        ("an id of 33 bytes", _runs(b"d1:i" + _list(long) + b"1:t3:gete")),
        ("an id that is a number", _runs(b"d1:ili1ee1:t3:gete")),
        ("513 ids", _runs(b"d1:il", (own, 513), b"e1:t4:havee")),
        ("17 bodies asked for", _runs(b"d1:il", (own, 17), b"e1:t7:getbodye")),
        ("101 info dicts", _runs(b"d1:il", (b"1:x", 101), b"e1:t5:itemse")),
        ("an empty info dict", _runs(b"d1:il0:e1:t5:itemse")),
        ("an info dict of 1025 bytes", _runs(b"d1:il1025:", (b"x", 1_025), b"e1:t5:itemse")),
        ("open on an impossible board", _runs(b"d1:b1:-1:m1:a1:ni1e1:t4:open1:wli0ei1eee")),
        ("open with one time", _runs(b"d1:b1:a1:m1:a1:ni1e1:t4:open1:wli0eee")),
        ("open with a negative time", _runs(b"d1:b1:a1:m1:a1:ni1e1:t4:open1:wli-1ei1eee")),
        ("open without a message", _runs(b"d1:b1:a1:m0:1:ni1e1:t4:open1:wli0ei1eee")),
        ("sync number too large", _runs(b"d1:m1:a1:ni1000001e1:oi1e1:t4:synce")),
        ("sync by neither side", _runs(b"d1:m1:a1:ni1e1:oi2e1:t4:synce")),
        ("sync of 60001 bytes", _runs(b"d1:m60001:", (b"a", 60_001), b"1:ni1e1:oi1e1:t4:synce")),
        ("an empty body", _runs(b"d1:d0:1:i" + own + b"1:t4:bodye")),
        (
            "a body of 65537 bytes",
            _runs(b"d1:d65537:", (b"a", 65_537), b"1:i" + own + b"1:t4:bodye"),
        ),
        ("201 boards", _runs(b"d1:jl", (b"1:a", 201), b"e1:kle1:t6:boardse")),
        ("boards without the known ones", _runs(b"d1:jle1:t6:boardse")),
        ("a known board without activity", _runs(b"d1:jle1:kll1:aee1:t6:boardse")),
        ("51 peers", _runs(b"d1:al", (b"6:\x7f\x00\x00\x01\x00\x50", 51), b"e1:t5:peerse")),
        ("a peer of 7 bytes", _runs(b"d1:a" + _list(bytes(7)) + b"1:t5:peerse")),
        ("a peer at port 0", _runs(b"d1:a" + _list(b"\x7f\x00\x00\x01\x00\x00") + b"1:t5:peerse")),
        ("a hint of negative seeds", _runs(b"d1:h20:" + bytes(20) + b"1:mi1e1:si-1e1:t4:hinte")),
        ("a hint of a short infohash", _runs(b"d1:h19:" + bytes(19) + b"1:mi1e1:si1e1:t4:hinte")),
        ("a bye of 65 letters", _runs(b"d1:c65:", (b"a", 65), b"1:t3:byee")),
    ]  # fmt: skip -- a table
    return [{"reason": reason, "bytes": runs} for reason, runs in cases]


def _refused_streams() -> list[dict[str, Any]]:
    shaken = _shake(_BOARD_HASH)
    cases: list[tuple[str, Runs]] = [
        ("another protocol", _runs(b"GET / HTTP/1.1\r\n")),
        ("one letter differs", _runs(b"\x13BitTorrent Protocol", (b"\x00", 48))),
        ("a frame of 131073 bytes", _runs(shaken, (_MAX_FRAME + 1).to_bytes(4, "big"))),
        ("a frame of 4294967295 bytes", _runs(shaken, b"\xff\xff\xff\xff")),
        ("extended handshake not bencoding", _runs(shaken, _frame(b"\x14\x00hello"))),
        ("extended handshake not a dict", _runs(shaken, _frame(b"\x14\x00le"))),
        (
            "extended handshake of 4097 bytes",
            _runs(shaken, (4_099).to_bytes(4, "big"), b"\x14\x00d1:x4087:", (b"a", 4_087), b"e"),
        ),
    ]
    return [{"reason": reason, "bytes": runs} for reason, runs in cases]


def _streams() -> list[dict[str, Any]]:
    """Whole connections, as one side hears them, and the messages that are in them."""
    begun = _shake(_BOARD_HASH) + _frame(b"\x14\x00d1:md9:p2psociali1eee")
    bye = b"d1:c3:end1:t3:byee"
    get = b"d1:i" + _list(_IDS[0]) + b"1:t3:gete"
    return [
        {
            "name": "keep-alives, BitTorrent's own messages and other extensions between ours",
            "bytes": (
                begun
                + bytes(4)
                + _frame(b"\x00")
                + _frame(b"\x05\xff\xff")
                + _frame(b"\x14\x01" + get)
                + _frame(b"\x14\x02whatever")
                + _frame(b"\x14")
                + _frame(b"\x14\x01" + bye)
            ).hex(),
            "messages": [get.hex(), bye.hex()],
        },
        {"name": "nothing said", "bytes": begun.hex(), "messages": []},
    ]


def gossip() -> dict[str, Any]:
    """Return the content of gossip.json."""
    return {
        "hashes": _hashes(),
        "handshakes": _handshakes(),
        "extended_handshakes": _extended(),
        "messages": _messages(),
        "also_read": _also_read(),
        "refused_messages": _refused_messages(),
        "streams": _streams(),
        "refused_streams": _refused_streams(),
    }
