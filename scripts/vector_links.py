"""Test vectors for magnet links, addresses of peers, and `.torrent` files."""

from __future__ import annotations

import base64
from typing import Any

from p2psocial.protocol.bencoding import encode
from vector_items import NOW, post, runs, sha1

_HASH = sha1(b"p2psocial test vectors: a swarm")
_HEX = _HASH.hex()
_BASE32 = base64.b32encode(_HASH).decode()
_XT = f"magnet:?xt=urn:btih:{_HEX}"

# What is shown, the link, its `dn`, and the peers that can be used.
_READ: tuple[tuple[str, str, str, list[str]], ...] = (
    ("nothing but the infohash", _XT, "", []),
    ("capital digits", _XT.replace(_HEX, _HEX.upper()), "", []),
    ("base32", f"magnet:?xt=urn:btih:{_BASE32}", "", []),
    ("base32 in small letters", f"magnet:?xt=urn:btih:{_BASE32.lower()}", "", []),
    ("scheme and URN in capitals", f"MAGNET:?xt=URN:BTIH:{_HEX}", "", []),
    ("white space around it", f" \t{_XT}\r\n", "", []),
    ("name with a plus sign and a percent sign", f"{_XT}&dn=a+b%2Bc%25", "a b+c%", []),
    ("name in UTF-8", f"{_XT}&dn=w%C3%B6rld", "w\u00f6rld", []),
    ("name not encoded", f"{_XT}&dn=w\u00f6rld", "w\u00f6rld", []),
    ("name that is not UTF-8", f"{_XT}&dn=w%F6rld", "w\ufffdrld", []),
    ("name that begins with U+FEFF", f"{_XT}&dn=%EF%BB%BFx", "\ufeffx", []),
    ("half a character encoded, half not", f"{_XT}&dn=%C3\u00e9", "\ufffd\u00e9", []),
    ("name of an encoded surrogate", f"{_XT}&dn=%ED%A0%80", "\ufffd\ufffd\ufffd", []),
    ("name that is cut off", f"{_XT}&dn=%F0%9F%8C", "\ufffd", []),
    ("a plus sign in the middle of a character", f"{_XT}&dn=%E2%82+%AC", "\ufffd \ufffd", []),
    ("name with an equals sign", f"{_XT}&dn=a=b", "a=b", []),
    ("wrong percent sign", f"{_XT}&dn=100%zz", "100%zz", []),
    ("two names: the first", f"{_XT}&dn=a&dn=b", "a", []),
    ("empty name", f"{_XT}&dn=", "", []),
    ("an empty name and another", f"{_XT}&dn=&dn=b", "b", []),
    ("a name without a value and another", f"{_XT}&dn&dn=b", "b", []),
    ("U+0085 at the end of the name", f"{_XT}&dn=a\u0085", "a\u0085", []),
    ("name of one space", f"{_XT}&dn=+", " ", []),
    ("name of a percent sign", f"{_XT}&dn=%", "%", []),
    ("percent-encoded key", f"{_XT}&%64n=b", "b", []),
    ("percent-encoded infohash", f"magnet:?xt=urn%3Abtih%3A{_HEX}", "", []),
    ("other parameters", f"{_XT}&tr=http%3A%2F%2Fexample.org&x&&=y&ws=z", "", []),
    ("a second topic of another kind", f"{_XT}&xt=urn:btmh:1220{'0' * 64}", "", []),
    ("infohash not first", f"magnet:?dn=a&xt=urn:btih:{_HEX}", "a", []),
    ("peers", f"{_XT}&x.pe=127.0.0.1:7681&x.pe=[::1]:80", "", ["127.0.0.1:7681", "[::1]:80"]),
    ("a peer percent-encoded", f"{_XT}&x.pe=%5B::1%5D%3A80", "", ["[::1]:80"]),
    ("a peer twice", f"{_XT}&x.pe=[::1]:80&x.pe=[0:0::1]:80", "", ["[::1]:80"]),
    ("host names are passed over", f"{_XT}&x.pe=example.org:80&x.pe=1.2.3.4:5", "", ["1.2.3.4:5"]),
    (
        "only the first 50 peers count",
        _XT + "".join(f"&x.pe=10.0.0.{number}:1" for number in range(51)),
        "",
        [f"10.0.0.{number}:1" for number in range(50)],
    ),
    (
        "what is no address counts among the 50",
        f"{_XT}{'&x.pe=no' * 49}&x.pe=10.0.0.1:1&x.pe=10.0.0.2:1",
        "",
        ["10.0.0.1:1"],
    ),
    (
        "repetitions count among the 50",
        f"{_XT}{'&x.pe=10.0.0.1:1' * 50}&x.pe=10.0.0.2:1",
        "",
        ["10.0.0.1:1"],
    ),
    (
        "peers without a value do not count among the 50",
        f"{_XT}{'&x.pe=&x.pe' * 50}&x.pe=10.0.0.1:1",
        "",
        ["10.0.0.1:1"],
    ),
    (
        "a peer written in three ways",
        f"{_XT}&x.pe=localhost:5&x.pe=[::ffff:127.0.0.1]:5&x.pe=127.0.0.1:5",
        "",
        ["127.0.0.1:5"],
    ),
    ("500 parameters, the most", _XT + "&a=b" * 499, "", []),
    ("8192 characters, the most", _XT + "&tr=" + "a" * (8_192 - len(_XT) - 4), "", []),
    (
        "8192 characters, one of them outside the BMP",
        f"{_XT}&tr={'a' * (8_192 - len(_XT) - 9)}&dn=\U0001f331",
        "\U0001f331",
        [],
    ),
    (
        "8192 characters, most of them outside the BMP",
        f"{_XT}&tr=" + "\U0001f331" * (8_192 - len(_XT) - 4),
        "",
        [],
    ),
)
_NOT_READ: tuple[tuple[str, str], ...] = (
    ("empty", ""),
    ("another scheme", f"http://example.org/?xt=urn:btih:{_HEX}"),
    ("no question mark", f"magnet:xt=urn:btih:{_HEX}"),
    ("something before it", f"see {_XT}"),
    ("U+000B before it", f"\u000b{_XT}"),
    ("U+FEFF before it", f"\ufeff{_XT}"),
    ("U+000B behind it", f"{_XT}\u000b"),
    ("U+0085 behind it", f"{_XT}\u0085"),
    ("U+00A0 behind it", f"{_XT}\u00a0"),
    ("a semicolon between parameters", f"{_XT};dn=a"),
    ("a fragment", f"{_XT}#&dn=a"),
    ("no topic", "magnet:?dn=a"),
    ("39 digits", _XT[:-1]),
    ("41 digits", _XT + "0"),
    ("a letter among the digits", f"{_XT[:-1]}g"),
    ("spaces among the digits", f"magnet:?xt=urn:btih:{'ab+' * 13}c"),
    ("digits of another script", f"{_XT[:-1]}\u0661"),
    ("31 characters of base32", f"magnet:?xt=urn:btih:{_BASE32[:-1]}"),
    ("base32 with a digit 1", f"magnet:?xt=urn:btih:{_BASE32[:-1]}1"),
    ("base32 with a dotless i", f"magnet:?xt=urn:btih:{_BASE32[:-1]}\u0131"),
    ("two topics", f"{_XT}&xt=urn:btih:{_HEX}"),
    ("a good and an unusable topic", f"{_XT}&xt=urn:btih:0"),
    ("another key's case", f"magnet:?XT=urn:btih:{_HEX}"),
    ("only a v2 topic", f"magnet:?xt=urn:btmh:1220{'0' * 64}"),
    ("501 parameters", _XT + "&a=b" * 500),
    ("8193 characters", _XT + "&tr=" + "a" * (8_193 - len(_XT) - 4)),
    ("8193 characters, the last a space", _XT + "&tr=" + "a" * (8_192 - len(_XT) - 4) + " "),
)
# Text, host and port.
_ADDRESSES: tuple[tuple[str, str, int], ...] = (
    ("127.0.0.1:1", "127.0.0.1", 1),
    ("255.255.255.255:65535", "255.255.255.255", 65_535),
    ("localhost:7681", "127.0.0.1", 7_681),
    ("[::]:80", "::", 80),
    ("[2001:DB8:0:0:0:0:0:1]:80", "2001:db8::1", 80),
    ("[2001:db8::192.0.2.33]:80", "2001:db8::c000:221", 80),
    ("[64:ff9b::1.2.3.4]:1", "64:ff9b::102:304", 1),
    ("[::1.2.3.4]:1", "::102:304", 1),
    ("[::ffff:0:1.2.3.4]:1", "::ffff:0:102:304", 1),
    ("[1:2:3:4:5:6:1.2.3.4]:1", "1:2:3:4:5:6:102:304", 1),
    ("[1:2:3:4:5:6:7::]:1", "1:2:3:4:5:6:7:0", 1),
    ("[::2:3:4:5:6:7:8]:1", "0:2:3:4:5:6:7:8", 1),
    ("[1:2:3:4:5::1.2.3.4]:1", "1:2:3:4:5:0:102:304", 1),
    ("[0:0:1:0:0:1:0:0]:1", "::1:0:0:1:0:0", 1),
    ("[::ffff:192.0.2.33]:80", "192.0.2.33", 80),
    ("[::ffff:102:304]:1", "1.2.3.4", 1),
)
_NOT_ADDRESSES = (
    "",
    ":80",
    "127.0.0.1",
    "127.0.0.1:",
    "127.0.0.1:0",
    "127.0.0.1:65536",
    "127.0.0.1:080",
    "127.0.0.1:+80",
    "127.0.0.1:\u0661",
    "127.0.0.1:80\n",
    " 127.0.0.1:80",
    "127.0.0.01:80",
    "127.0.0:80",
    "127.0.0.256:80",
    "127.1:80",
    "2130706433:80",
    "0x7f.0.0.1:80",
    "::1:80",
    "[::1]",
    "[::1]:0",
    "[127.0.0.1]:80",
    "[fe80::1%eth0]:80",
    "[::1::]:80",
    "[:::1]:1",
    "[:1::2]:1",
    "[::00001]:1",
    "[2001:db8::192.0.02.33]:1",
    "[::ffff:1.2.3.256]:1",
    "[::1.2.3]:1",
    "[1.2.3.4::]:1",
    "[1:2:3:4:5:6:7:8::]:1",
    "[1:2:3:4:5:6:7:1.2.3.4]:1",
    "[12345::]:80",
    "[1:2:3:4:5:6:7:8:9]:80",
    "example.org:80",
    "LOCALHOST:80",
    "\u0661.0.0.1:80",
)  # fmt: skip -- a list


def magnets() -> dict[str, Any]:
    return {
        "read": [
            {"name": name, "link": link, "infohash": _HEX, "dn": dn, "peers": peers}
            for name, link, dn, peers in _READ
        ],
        "refused": [{"name": name, "link": link} for name, link in _NOT_READ],
        "written": [
            {"infohash": _HEX, "dn": "", "peers": [], "link": _XT},
            {
                "infohash": _HEX,
                "dn": "Zo\u00eb & co",
                "peers": ["127.0.0.1:7681", "[::1]:80"],
                "link": f"{_XT}&dn=Zo%C3%AB%20%26%20co&x.pe=127.0.0.1:7681&x.pe=[::1]:80",
            },
        ],
        "addresses": [
            {"text": text, "host": host, "port": port} for text, host, port in _ADDRESSES
        ],
        "refused_addresses": list(_NOT_ADDRESSES),
    }


def _readable(info: bytes) -> dict[str, tuple[bytes, bytes]]:
    """Return files by name, each with the info dict that is to be found in it."""
    bare = b"d4:info" + info + b"e"
    room = 65_536 - len(bare) - len(b"7:comment65000:")
    return {
        "nothing but info": (bare, info),
        "what ordinary clients add": (
            encode({b"announce": b"http://example.org", b"creation date": NOW})[:-1]
            + b"4:info"
            + info
            + b"5:nodesll9:127.0.0.1i6881eeee",
            info,
        ),
        "outer keys unsorted": (b"d4:info" + info + b"1:a0:e", info),
        "another key twice": (b"d1:a0:1:a0:4:info" + info + b"e", info),
        "info also deeper": (b"d1:ad4:infoi1ee4:info" + info + b"e", info),
        "info as a value": (b"d1:a4:info4:info" + info + b"e", info),
        "65536 bytes, the most": (b"d7:comment%d:" % room + b"a" * room + bare[1:], info),
        "info is no dict": (b"d4:infoi1ee", b"i1e"),
        "info is not canonical": (b"d4:infod1:b0:1:a0:ee", b"d1:b0:1:a0:e"),
        "info is an ordinary torrent": (b"d4:infod4:name1:aee", b"d4:name1:ae"),
    }  # fmt: skip -- a table


def _unreadable(info: bytes) -> dict[str, tuple[bytes, str]]:
    bare = b"d4:info" + info + b"e"
    room = 65_537 - len(bare) - len(b"7:comment65000:")
    return {
        "65537 bytes": (b"d7:comment%d:" % room + b"a" * room + bare[1:], "info-too-large"),
        "65537 letters": (b"x" * 65_537, "info-too-large"),
        "empty": (b"", "not-bencoded"),
        "a byte behind it": (bare + b"\n", "not-bencoded"),
        "cut off": (bare[:-1], "not-bencoded"),
        "a wrong token in another key": (b"d1:ai01e" + bare[1:], "not-bencoded"),
        "nested 9 deep in another key": (b"d1:a" + b"l" * 8 + b"e" * 8 + bare[1:], "not-bencoded"),
        "info without a value": (b"d4:infoe", "not-bencoded"),
        "a list": (b"l" + bare + b"e", "not-an-item"),
        "an integer": (b"i1e", "not-an-item"),
        "no info": (b"d1:a4:infoe", "not-an-item"),
        "info twice": (bare[:-1] + bare[1:], "not-canonical"),
    }


def torrents() -> dict[str, Any]:
    info = post().info()
    nodes = [["127.0.0.1", 6881], ["2001:db8::1", 80]]
    written = b"d4:info" + info + b"5:nodesll9:127.0.0.1i6881eel11:2001:db8::1i80eeee"
    return {
        "read": [
            {"name": name, "file": runs(file), "info": found.hex()}
            for name, (file, found) in _readable(info).items()
        ],
        "refused": [
            {"name": name, "file": runs(file), "reason": reason}
            for name, (file, reason) in _unreadable(info).items()
        ],
        "written": [
            {"info": info.hex(), "nodes": [], "file": runs(b"d4:info" + info + b"e")},
            {"info": info.hex(), "nodes": nodes, "file": runs(written)},
        ],
    }
