"""Keys, signatures and the recovery phrase.

An identity is a 32-byte secret: it is the Ed25519 seed (RFC 8032) and, as 24 BIP 39 words, the
recovery phrase. The same words therefore give the same identity on every machine.
"""

from __future__ import annotations

import base64
import hashlib

import nacl.exceptions
import nacl.signing
from mnemonic import Mnemonic

from p2psocial.protocol.errors import InvalidPhrase

SECRET_BYTES = 32
PUBLIC_BYTES = 32
SIGNATURE_BYTES = 64
PHRASE_WORDS = 24

_WORDS = Mnemonic("english")


class SigningKey:
    """A secret Ed25519 key. It has no representation that shows the secret."""

    def __init__(self, secret: bytes) -> None:
        """Take the 32-byte secret that `from_phrase` returns or that was drawn at random."""
        self._key = nacl.signing.SigningKey(secret)

    @property
    def public(self) -> bytes:
        """The 32-byte public key, which is the author's name."""
        return bytes(self._key.verify_key)

    def sign(self, message: bytes) -> bytes:
        """Return the 64-byte signature of `message`."""
        return bytes(self._key.sign(message).signature)


def verify(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether `signature` is that of `message` by `public` (libsodium's strict verification)."""
    try:
        nacl.signing.VerifyKey(public).verify(message, signature)
    except (nacl.exceptions.BadSignatureError, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """Return the short form of a public key that stands beside a nick: 8 base32 characters.

    40 bits: enough to tell people apart in a thread, not proof against a determined imitator,
    which is why the full key is always one step away.
    """
    return base64.b32encode(hashlib.sha256(public).digest()[:5]).decode().lower()


def to_phrase(secret: bytes) -> str:
    """Return the 24 words of a 32-byte secret, separated by single spaces."""
    return _WORDS.to_mnemonic(secret)


def from_phrase(phrase: str) -> bytes:
    """Return the 32-byte secret of 24 words; the case of A-Z and ASCII spacing do not matter.

    Raises `InvalidPhrase` saying which word is unknown, how many there are, or that the words do
    not belong together.
    """
    # Bytes, because methods of `str` also take the Kelvin sign for a k and U+00A0 for a space.
    words = [word.decode() for word in phrase.encode("ascii", "replace").lower().split()]
    if len(words) != PHRASE_WORDS:
        message = f"a recovery phrase has {PHRASE_WORDS} words, these are {len(words)}"
        raise InvalidPhrase(message)
    for position, word in enumerate(words, start=1):
        if word not in _WORDS.wordlist:
            message = f"word {position} is not a word of recovery phrases; check its spelling"
            raise InvalidPhrase(message)
    try:
        return bytes(_WORDS.to_entropy(words))
    except (ValueError, LookupError) as error:
        message = "these 24 words do not belong together: one is wrong or they are out of order"
        raise InvalidPhrase(message) from error
