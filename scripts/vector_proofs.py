"""The items of the test vectors that are formed well but not proved: stamp, time, signature, text.

Some signatures here are made so that lax implementations of Ed25519 accept them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

from nacl.bindings import crypto_core_ed25519_add, crypto_scalarmult_ed25519_base_noclamp

from vector_items import (
    ALICE,
    BOB,
    HASH,
    NOW,
    SECRETS,
    TITLE,
    Draft,
    Vector,
    comment,
    pieces,
    post,
    refused,
    stamped,
)

# The order of Ed25519's base point, and an encoded point of order 8.
ORDER = 2**252 + 27742317777372353535851937790883648493
TORSION = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
NEUTRAL = b"\x01" + bytes(31)


def _little(number: int) -> bytes:
    return (number % ORDER).to_bytes(32, "little")


def _challenge(first: bytes, item: Draft, author: bytes) -> int:
    digest = hashlib.sha512(first + author + item.identifier()).digest()
    return int.from_bytes(digest, "little") % ORDER


def _secret_scalar() -> int:
    digest = bytearray(hashlib.sha512(SECRETS["alice"]).digest()[:32])
    digest[0] &= 248
    digest[31] = digest[31] & 63 | 64
    return int.from_bytes(digest, "little")


def mixed_order_author() -> Draft:
    """Return an item whose author has a part of order 8, with a signature that is exact anyway."""
    author = crypto_core_ed25519_add(ALICE.public, TORSION)
    item = post(author=author)
    number = 0
    while True:
        number += 1
        first = crypto_scalarmult_ed25519_base_noclamp(_little(number))
        challenge = _challenge(first, item, author)
        if challenge % 8 == 0:
            return item.with_header(sig=first + _little(number + challenge * _secret_scalar()))


def _crafted_signatures() -> dict[str, Draft]:
    item, good = post(), ALICE.sign(post().identifier())
    larger = int.from_bytes(good[32:], "little") + ORDER
    small_author = post(author=NEUTRAL)
    base = crypto_scalarmult_ed25519_base_noclamp(_little(7))
    twisted = crypto_core_ed25519_add(base, TORSION)
    scalar = _secret_scalar()
    return {
        "S + L": item.with_header(sig=good[:32] + larger.to_bytes(32, "little")),
        "author of small order": small_author.with_header(sig=base + _little(7)),
        "author of small order, not canonical": post(
            author=(2**255 - 18).to_bytes(32, "little")
        ).with_header(sig=base + _little(7)),
        "R of small order": item.with_header(
            sig=NEUTRAL + _little(_challenge(NEUTRAL, item, ALICE.public) * scalar)
        ),
        "right only when multiplied by the cofactor": item.with_header(
            sig=twisted + _little(7 + _challenge(twisted, item, ALICE.public) * scalar)
        ),
        "author not on the curve": post(author=b"\x02" + bytes(31)).with_header(sig=good),
    }


def wrong_names() -> Iterator[Vector]:
    """Stamps, times and signatures, and which of them is named first."""
    short, just = stamped(post(), 17), stamped(post(), 18)
    yield Vector("stamp-too-low: 17 bits", short, "stamp-too-low", bits=18)
    late = short.with_header(sig=bytes(64))
    yield Vector("stamp-too-low: unsigned too", late, "stamp-too-low", bits=18, now=1)
    yield Vector("stamp-too-low: 256 bits", just, "stamp-too-low", bits=256)
    yield from refused("created-in-future", {"601 seconds ahead": post(created=NOW + 601)})
    unsigned = just.with_header(sig=bytes(64))
    reason = "created-in-future"
    yield Vector(f"{reason}: not signed either", unsigned, reason, now=1, bits=18)
    good = ALICE.sign(post().identifier())
    yield from refused(
        "wrong-signature",
        _crafted_signatures()
        | {
            "by another key": post(sig=BOB.sign(post().identifier())),
            "all zero": post(sig=bytes(64)),
            "one bit of R": post(sig=bytes([good[0] ^ 1]) + good[1:]),
            "one bit of S": post(sig=good[:32] + bytes([good[32] ^ 1]) + good[33:]),
            "of the id in hexadecimal": post(sig=ALICE.sign(post().identifier().hex().encode())),
            "of an earlier title": post("Another", sig=good),
        },
    )
    unsigned = post(sig=bytes(64))
    yield Vector("wrong-signature: no text either", unsigned, "wrong-signature", file=b"")


def wrong_text() -> Iterator[Vector]:
    item, long = post(), post(body=b"a" * 20_000)
    files = {"empty": b"", "a byte short": item.file[:-1], "a byte long": item.file + b"\n"}
    for name, file in files.items():
        yield Vector(f"text-length: {name}", item, "text-length", file=file)
    reason = "wrong-piece-hash"
    other = item.file[:-2] + b"!\n"
    yield Vector(f"{reason}: the last byte but one", item, reason, file=other)
    yield Vector(f"{reason}: the second piece", long, reason, file=long.file[:-1] + b"b")
    yield Vector(f"{reason}: 'body' is right", item.with_outer(pieces=HASH), reason)
    body = item.with_outer(pieces=pieces(other))
    yield Vector("wrong-body-hash: 'pieces' is right", body, "wrong-body-hash", file=other)
    yield from refused("text-not-utf8", {n: comment(b"a" + t) for n, t in _NOT_UTF8.items()})
    heading = b"no heading either \xff"
    yield from refused("text-not-utf8", {"in a post": _with_file(post(), heading)})
    controls = (0, 8, 0x0B, 0x0C, 0x0D, 0x1B, 0x1F, 0x7F, 0x80, 0x85, 0x9F)
    drafts = {f"U+{code:04X}": comment(f"a{chr(code)}\n".encode()) for code in controls}
    yield from refused("text-control", drafts)
    without = _with_file(post(), b"no heading\x00")
    yield from refused("text-control", {"and no heading": without})
    headings = {
        "none": b"Sow them deep.\n",
        "one newline": f"# {TITLE}\nSow them deep.\n".encode(),
        "nothing after the title": f"# {TITLE}".encode(),
        "no space": f"#{TITLE}\n\n".encode(),
        "another title": b"# Another\n\n",
        "a longer title": f"# {TITLE} and spring\n\n".encode(),
        "a byte order mark before it": f"\ufeff# {TITLE}\n\n".encode(),
    }
    yield from refused("text-heading", {n: _with_file(post(), f) for n, f in headings.items()})


_NOT_UTF8 = {
    "byte FF": b"\xff",
    "overlong": b"\xc0\xaf",
    "overlong in three bytes": b"\xe0\x80\xaf",
    "a surrogate": b"\xed\xa0\x80",
    "two surrogates": b"\xed\xa0\xbd\xed\xb8\x80",
    "above U+10FFFF": b"\xf4\x90\x80\x80",
    "cut off": b"\xe2\x82",
    "a lone continuation": b"\x80",
}


def _with_file(item: Draft, file: bytes) -> Draft:
    laid = item.with_outer(length=len(file), pieces=pieces(file))
    return replace(laid.with_header(body=hashlib.sha256(file).digest()), file=file)
