"""Write the test vectors of docs/protocol.md to tests/vectors, always the same bytes.

python3 scripts/make_vectors.py           writes them
python3 scripts/make_vectors.py --check   exits with 1 when a file differs from what it would be
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from mnemonic import Mnemonic

import vector_contexts
import vector_gossip
import vector_items
import vector_links
import vector_proofs
import vector_refusals
from p2psocial.protocol.identity import SigningKey
from vector_items import SECRETS, Vector

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "vectors"

# Phrases of the test vectors of BIP 39, of 256 bits.
_BIP39 = {
    "00" * 32: "abandon " * 23 + "art",
    "ff" * 32: "zoo " * 23 + "vote",
    "7f" * 32: "legal winner thank year wave sausage worth useful " * 2
    + "legal winner thank year wave sausage worth title",
    "80" * 32: "letter advice cage absurd amount doctor acoustic avoid " * 2
    + "letter advice cage absurd amount doctor acoustic bless",
}
# What some languages take for white space.
_NOT_SPACES = {
    "U+001C": "\x1c",
    "U+001F": "\x1f",
    "U+0085": "\x85",
    "U+00A0": "\xa0",
    "U+180E": "\u180e",
    "U+200B": "\u200b",
    "U+2028": "\u2028",
    "U+3000": "\u3000",
    "comma": ",",
}
# The first secret and public key of RFC 8032, section 7.1.
_RFC8032 = (
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
)


def _items(vectors: list[Vector]) -> dict[str, Any]:
    keys = {
        name: {"secret": secret.hex(), "public": SigningKey(secret).public.hex()}
        for name, secret in SECRETS.items()
    }
    return {"keys": keys, "vectors": [vector.as_json() for vector in vectors]}


def _valid() -> list[Vector]:
    mixed = Vector(
        "author with a part of order 8, exact signature", vector_proofs.mixed_order_author()
    )
    return [*vector_items.valid(), mixed]


def _phrases() -> dict[str, Any]:
    words = Mnemonic("english")
    phrases = _BIP39 | {
        secret: words.to_mnemonic(bytes.fromhex(secret))
        for secret in [_RFC8032[0], *(own.hex() for own in SECRETS.values())]
    }
    art = "abandon " * 23
    return {
        "phrases": [_identity(secret, phrase) for secret, phrase in phrases.items()],
        "also_read": [
            {"phrase": f"  {art.upper()}\n\tArt ", "secret": "00" * 32},
            {
                "phrase": "\x0b" + art.replace(" ", "\t\n\x0b\x0c\r ") + "art\x0c",
                "secret": "00" * 32,
            },
        ],
        "refused": [
            {"name": "empty", "phrase": ""},
            {"name": "23 words", "phrase": art},
            {"name": "25 words", "phrase": art + "art art"},
            {"name": "12 words that are a phrase elsewhere", "phrase": "abandon " * 11 + "about"},
            {"name": "wrong checksum", "phrase": art + "abandon"},
            {"name": "two words exchanged", "phrase": _exchanged()},
            {"name": "a word that is none", "phrase": art + "arts"},
            {"name": "a word shortened to its first letters", "phrase": art[:-4] + " art"},
            *(
                {"name": f"{code} between words", "phrase": art.replace(" ", character) + "art"}
                for code, character in _NOT_SPACES.items()
            ),
            {"name": "U+00A0 behind it", "phrase": art + "art\u00a0"},
            {"name": "U+FEFF before it", "phrase": "\ufeff" + art + "art"},
            {"name": "Kelvin signs as k", "phrase": _BIP39["7f" * 32].replace("k", "\u212a")},
            {"name": "a long s as s", "phrase": _BIP39["7f" * 32].replace("s", "\u017f")},
            {"name": "a dotless i as i", "phrase": _BIP39["7f" * 32].replace("i", "\u0131")},
            {"name": "full-width letters", "phrase": art + "\uff41\uff52\uff54"},
            {"name": "combining marks", "phrase": art + "a\u0301rt"},
        ],
    }


def _exchanged() -> str:
    words = _BIP39["7f" * 32].split()
    return " ".join([words[1], words[0], *words[2:]])


def _identity(secret: str, phrase: str) -> dict[str, str]:
    public = SigningKey(bytes.fromhex(secret)).public
    digest = hashlib.sha256(public).digest()
    return {
        "secret": secret,
        "phrase": phrase,
        "public": public.hex(),
        "fingerprint": base64.b32encode(digest[:5]).decode().lower(),
    }


def _first_nonce(before: bytes, after: bytes, bits: int, start: int) -> bytes:
    number = start
    while True:
        nonce = (number % 2**64).to_bytes(8, "big")
        digest = hashlib.sha256(before + nonce + after).hexdigest()
        if f"{int(digest, 16):0256b}".startswith("0" * bits):
            return nonce
        number += 1


def _stamps() -> dict[str, Any]:
    digests = [
        ("00" * 32, 256),
        ("00" * 31 + "01", 255),
        ("80" + "00" * 31, 0),
        ("ff" * 32, 0),
        ("40" + "ff" * 31, 1),
        ("01" + "00" * 31, 7),
        ("00ff" + "00" * 30, 8),
        ("00003fff" + "ff" * 28, 18),
        ("00004000" + "00" * 28, 17),
        ("00001fff" + "ff" * 28, 19),
    ]  # fmt: skip -- a table
    puzzles = [
        (b"", b"", 0, 0),
        (b"before", b"after", 10, 0),
        (b"before", b"after", 10, 2**64 - 5),
        (b"", b"", 0, 2**64 - 1),
        (b"8:", bytes(70), 12, 1_000),
    ]  # fmt: skip -- a table
    return {
        "ids": [{"id": digest, "bits": bits} for digest, bits in digests],
        "puzzles": [
            {
                "before": before.hex(),
                "after": after.hex(),
                "bits": bits,
                "start": f"{start:016x}",
                "nonce": _first_nonce(before, after, bits, start).hex(),
            }
            for before, after, bits, start in puzzles
        ],
    }


def _render(value: Any) -> str:  # noqa: ANN401 -- whatever JSON can hold
    """Write JSON so that every vector is one line and a change of one shows as such."""
    parts = []
    for key, entry in value.items():
        name = json.dumps(key)
        if isinstance(entry, list):
            lines = ",\n".join("  " + json.dumps(one) for one in entry)
            parts.append(f"{name}: [\n{lines}\n]")
        elif isinstance(entry, dict):
            lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(one)}" for k, one in entry.items())
            parts.append(f"{name}: {{\n{lines}\n}}")
        else:
            parts.append(f"{name}: {json.dumps(entry)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def vector_files() -> dict[str, str]:
    """Return the text of each file by its name."""
    files = {
        "items-valid.json": _items(_valid()),
        "items-invalid.json": _items(vector_refusals.invalid()),
        "context.json": vector_contexts.contexts(),
        "magnets.json": vector_links.magnets(),
        "torrents.json": vector_links.torrents(),
        "phrases.json": _phrases(),
        "stamps.json": _stamps(),
        "gossip.json": vector_gossip.gossip(),
    }
    return {name: _render(content) for name, content in files.items()}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="write nothing, compare")
    check = parser.parse_args().check
    differing = 0
    for name, text in vector_files().items():
        path = FOLDER / name
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        differing += 1
        print(f"{name} {'differs' if check else 'written'}")
        if not check:
            path.write_text(text, encoding="utf-8", newline="\n")
    return 1 if check and differing else 0


if __name__ == "__main__":
    sys.exit(main())
