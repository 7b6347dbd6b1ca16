"""Identities on the disk: one JSON file each, named by fingerprint, readable by its owner alone.

A file holds the public key, the nick, the time of creation, and the secret: as it is, or under a
passphrase (Argon2id, then libsodium's secretbox). Secrets leave this module only as the return
value of `Keystore.secret`; they are never part of a representation or a message.
"""

from __future__ import annotations

import json
import os
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import nacl.exceptions
import nacl.secret
from nacl.pwhash import argon2id

from p2psocial.data_folder import create_private_folder, machine_error, write_private
from p2psocial.failures import IdentityLockedError, MachineError
from p2psocial.protocol.identity import PUBLIC_BYTES, SECRET_BYTES, SigningKey, fingerprint
from p2psocial.services.ports import RandomBytes

_SUFFIX = ".json"
_CURRENT = "current"
_VERSION = 1
# More than anything we ever write; a file that asks for more is damaged, or meant to stop us.
_MAX_ROUNDS = 64
_MAX_MEMORY = 1 << 31


@dataclass(frozen=True, slots=True)
class PasswordCost:
    """What guessing a passphrase costs: Argon2id's rounds and its bytes of memory."""

    rounds: int
    memory: int


MODERATE = PasswordCost(argon2id.OPSLIMIT_MODERATE, argon2id.MEMLIMIT_MODERATE)


@dataclass(frozen=True, slots=True)
class Identity:
    """What may be known of an identity. `protected` tells whether signing needs a passphrase."""

    public: bytes
    nick: str
    created: int
    protected: bool

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.public)


@dataclass(frozen=True, slots=True)
class _Plain:
    secret: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Locked:
    cost: PasswordCost
    salt: bytes = field(repr=False)
    box: bytes = field(repr=False)


class Keystore:
    """The identities of one folder. Nothing is kept in memory: others may change the files."""

    def __init__(
        self, folder: Path, random_bytes: RandomBytes, cost: PasswordCost = MODERATE
    ) -> None:
        self._folder = folder
        self._random_bytes = random_bytes
        self._cost = cost

    def fingerprints(self) -> list[str]:
        """Return the names of all identities, damaged ones too, sorted."""
        try:
            names = os.listdir(self._folder)  # noqa: PTH208 -- asked with every post, and ten times as quick
        except FileNotFoundError:
            return []
        except OSError as error:
            raise machine_error("cannot read", self._folder, error) from error
        found = (each.removesuffix(_SUFFIX) for each in names if each.endswith(_SUFFIX))
        return sorted(name for name in found if not name.startswith("."))

    def read(self, name: str) -> Identity:
        """Return the identity of that fingerprint; `MachineError` when its file is damaged."""
        return self._load(name)[0]

    def secret(self, name: str, passphrase: str | None) -> bytes:
        """Return the 32-byte secret; `IdentityLockedError` when the passphrase is missing or wrong.

        Takes about a second and 256 MB when there is a passphrase.
        """
        return self._open(name, passphrase)[1]

    def unlock(self, name: str, passphrase: str | None) -> tuple[Identity, SigningKey]:
        """Return an identity and the key with which it signs, as `secret` does."""
        identity, _, key = self._open(name, passphrase)
        return identity, key

    def _open(self, name: str, passphrase: str | None) -> tuple[Identity, bytes, SigningKey]:
        identity, kept = self._load(name)
        secret = kept.secret if isinstance(kept, _Plain) else _unlock(name, kept, passphrase)
        if len(secret) != SECRET_BYTES:
            raise self._damaged(name)
        key = SigningKey(secret)
        if key.public != identity.public:
            raise self._damaged(name)
        return identity, secret, key

    def write(self, identity: Identity, secret: bytes, passphrase: str | None) -> None:
        """Store an identity with its secret, in the place of what is stored of it."""
        create_private_folder(self._folder)
        kept = self._lock(secret, passphrase) if passphrase else _Plain(secret)
        self._store(identity, kept)

    def rename(self, name: str, nick: str) -> Identity:
        """Change the nick, without touching the secret."""
        identity, kept = self._load(name)
        renamed = Identity(identity.public, nick, identity.created, identity.protected)
        self._store(renamed, kept)
        return renamed

    def current(self) -> str:
        """Return the fingerprint of the chosen identity, '' when none was chosen."""
        try:
            return (self._folder / _CURRENT).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
        except NotADirectoryError as error:
            raise machine_error("cannot read", self._folder, error) from error
        except OSError as error:
            raise machine_error("cannot read", self._folder / _CURRENT, error) from error
        except UnicodeDecodeError as error:
            raise self._damaged(_CURRENT, "") from error

    def choose(self, name: str) -> None:
        """Make that identity the chosen one."""
        write_private(self._folder / _CURRENT, f"{name}\n".encode("ascii"))

    def _store(self, identity: Identity, kept: _Plain | _Locked) -> None:
        document = {
            "version": _VERSION,
            "public": identity.public.hex(),
            "nick": identity.nick,
            "created": identity.created,
            **_to_json(kept),
        }
        path = self._folder / f"{identity.fingerprint}{_SUFFIX}"
        write_private(path, (json.dumps(document, indent=2) + "\n").encode("ascii"))

    def _load(self, name: str) -> tuple[Identity, _Plain | _Locked]:
        path = self._folder / f"{name}{_SUFFIX}"
        try:
            document = json.loads(path.read_bytes())
            if document["version"] > _VERSION:
                raise MachineError(f"{path} was written by a newer p2psocial; update this one")
            identity, kept = _from_json(document)
        except OSError as error:
            raise machine_error("cannot read the identity", path, error) from error
        except (ValueError, TypeError, KeyError, RecursionError):
            # No cause: the text of these exceptions can hold what stood in the file.
            raise self._damaged(name) from None
        if identity.fingerprint != name:
            raise self._damaged(name)
        return identity, kept

    def _damaged(self, name: str, suffix: str = _SUFFIX) -> MachineError:
        path = self._folder / f"{name}{suffix}"
        return MachineError(
            f"the file {path} is damaged; move it away, then restore the identity from its 24 words"
            if suffix
            else f"the file {path} is damaged; choose an identity with 'p2psocial identity use'"
        )

    def _lock(self, secret: bytes, passphrase: str) -> _Locked:
        salt = self._random_bytes(argon2id.SALTBYTES)
        nonce = self._random_bytes(nacl.secret.SecretBox.NONCE_SIZE)
        key = _stretch(passphrase, salt, self._cost)
        return _Locked(self._cost, salt, bytes(nacl.secret.SecretBox(key).encrypt(secret, nonce)))


def _unlock(name: str, kept: _Locked, passphrase: str | None) -> bytes:
    if not passphrase:
        raise IdentityLockedError(f"the identity {name} is protected by a passphrase; give it")
    key = _stretch(passphrase, kept.salt, kept.cost)
    try:
        return nacl.secret.SecretBox(key).decrypt(kept.box)
    except nacl.exceptions.CryptoError:
        raise IdentityLockedError(
            f"this is not the passphrase of the identity {name}; try again"
        ) from None


def _stretch(passphrase: str, salt: bytes, cost: PasswordCost) -> bytes:
    # One passphrase has several encodings; which one arrives depends on keyboard and system.
    password = unicodedata.normalize("NFKC", passphrase).encode("utf-8", "surrogatepass")
    try:
        return argon2id.kdf(
            nacl.secret.SecretBox.KEY_SIZE,
            password,
            salt,
            opslimit=cost.rounds,
            memlimit=cost.memory,
        )
    except (nacl.exceptions.RuntimeError, MemoryError):
        megabytes = cost.memory >> 20
        raise MachineError(
            f"a passphrase needs {megabytes} MB of memory for a moment; close other programs"
        ) from None


def _to_json(kept: _Plain | _Locked) -> dict[str, object]:
    if isinstance(kept, _Plain):
        return {"secret": kept.secret.hex()}
    return {
        "protected": {
            "by": "argon2id, secretbox",
            "rounds": kept.cost.rounds,
            "memory": kept.cost.memory,
            "salt": kept.salt.hex(),
            "box": kept.box.hex(),
        }
    }


def _from_json(document: Mapping[str, object]) -> tuple[Identity, _Plain | _Locked]:
    """Read an identity's file; raises `ValueError`, `TypeError` or `KeyError` when damaged."""
    nick, created = document["nick"], document["created"]
    if not isinstance(nick, str) or not isinstance(created, int):
        raise TypeError("nick or time of creation")
    public = _hex(document["public"], PUBLIC_BYTES)
    protected = document.get("protected")
    if protected is None:
        plain = _Plain(_hex(document["secret"], SECRET_BYTES))
        return Identity(public, nick, created, protected=False), plain
    if not isinstance(protected, dict):
        raise TypeError("protection")
    return Identity(public, nick, created, protected=True), _locked_from_json(protected)


def _locked_from_json(protected: Mapping[str, object]) -> _Locked:
    rounds, memory = protected["rounds"], protected["memory"]
    if not (isinstance(rounds, int) and argon2id.OPSLIMIT_MIN <= rounds <= _MAX_ROUNDS):
        raise ValueError("rounds")
    if not (isinstance(memory, int) and argon2id.MEMLIMIT_MIN <= memory <= _MAX_MEMORY):
        raise ValueError("memory")
    overhead = nacl.secret.SecretBox.NONCE_SIZE + nacl.secret.SecretBox.MACBYTES
    return _Locked(
        PasswordCost(rounds, memory),
        _hex(protected["salt"], argon2id.SALTBYTES),
        _hex(protected["box"], SECRET_BYTES + overhead),
    )


def _hex(value: object, size: int) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * size:
        raise ValueError("hexadecimal digits")
    return bytes.fromhex(value)
