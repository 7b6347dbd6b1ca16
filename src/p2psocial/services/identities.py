"""Who one is: several identities on one machine, of which one is the current one.

An identity is made when it is first needed. What needs its secret takes the passphrase, which is
None for an identity without one. Identities are named by their fingerprint or the beginning of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol.identity import SECRET_BYTES, SigningKey, from_phrase, to_phrase
from p2psocial.protocol.identity import fingerprint as fingerprint_of
from p2psocial.protocol.item import MAX_NICK_BYTES
from p2psocial.protocol.text import is_line
from p2psocial.services.keystore import Identity, Keystore
from p2psocial.services.ports import Clock, RandomBytes

__all__ = ["Identities", "Identity", "Listing", "lost"]

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """All identities, oldest first; the fingerprint of the current one; what could not be read."""

    identities: tuple[Identity, ...]
    current: str
    damaged: tuple[str, ...]


class Identities:
    """The use cases of identities, over the files of a keystore."""

    def __init__(self, keystore: Keystore, clock: Clock, random_bytes: RandomBytes) -> None:
        self._keystore = keystore
        self._clock = clock
        self._random_bytes = random_bytes

    def listing(self) -> Listing:
        """Return every identity; a damaged one as a line that names its file."""
        identities: list[Identity] = []
        damaged: list[str] = []
        for name in self._keystore.fingerprints():
            try:
                identities.append(self._keystore.read(name))
            except MachineError as error:
                damaged.append(str(error))
        identities.sort(key=lambda identity: (identity.created, identity.fingerprint))
        names = [identity.fingerprint for identity in identities]
        try:
            chosen = self._keystore.current()
        except MachineError as error:
            chosen = ""
            damaged.append(str(error))
        if not chosen and len(names) == 1 and not damaged:
            chosen = names[0]
        if chosen and not names and not damaged:
            damaged.append(str(lost([chosen])))
        return Listing(tuple(identities), chosen, tuple(damaged))

    def public_keys(self) -> frozenset[bytes]:
        """Return the public keys of all identities that can be read."""
        return frozenset(identity.public for identity in self.listing().identities)

    def create(self, nick: str = "") -> Identity:
        """Make a new identity, which becomes the current one."""
        return self._add(self._random_bytes(SECRET_BYTES), nick)

    def use(self, name: str) -> Identity:
        """Make that identity the current one."""
        identity = self.find(name)
        self._keystore.choose(identity.fingerprint)
        return identity

    def is_nobody(self) -> bool:
        """Whether there is no identity at all, not even a damaged one."""
        return not self._keystore.fingerprints()

    def find(self, name: str = "") -> Identity:
        """Return the identity that begins with `name`, or the current one when that is ''.

        When there is none at all, none was chosen before and no name is given, one is made.
        """
        return self._keystore.read(self._which(name))

    def unlock(self, name: str, passphrase: str | None) -> tuple[Identity, SigningKey]:
        """Return what `find` does, and the key with which that identity signs.

        Raises `IdentityLockedError` when it needs a passphrase and that is missing or wrong.
        """
        return self._keystore.unlock(self._which(name), passphrase)

    def _which(self, name: str) -> str:
        names = self._keystore.fingerprints()
        if name:
            return _pick(name, names)
        chosen = self._keystore.current()
        if chosen in names:
            return chosen
        if not names and chosen:
            raise lost([chosen])
        if not names:
            return self.create().fingerprint
        if len(names) > 1 or chosen:
            raise RequestError(
                "no identity is chosen; see 'p2psocial identity list', then 'identity use'"
            )
        return names[0]

    def set_nick(self, nick: str, name: str = "") -> Identity:
        """Change the nick of what is published from now on."""
        _check_nick(nick)
        return self._keystore.rename(self.find(name).fingerprint, nick)

    def phrase(self, passphrase: str | None, name: str = "") -> str:
        """Return the 24 words with which anybody can become this identity, on any machine."""
        return to_phrase(self._keystore.secret(self._existing(name).fingerprint, passphrase))

    def restore(self, phrase: str, nick: str = "") -> tuple[Identity, bool]:
        """Return the identity of 24 words, and False when it was here already.

        A new one becomes the current one. One whose file is damaged is written anew. Raises
        `InvalidPhrase`.
        """
        secret = from_phrase(phrase)
        name = fingerprint_of(SigningKey(secret).public)
        if name in self._keystore.fingerprints():
            try:
                return self._keystore.read(name), False
            except MachineError:
                # Its words are the one thing that can mend a damaged file.
                return self._add(secret, nick), True
        return self._add(secret, nick), True

    def protect(self, passphrase: str, name: str = "") -> Identity:
        """Store the secret under a passphrase, from now on needed to publish."""
        identity = self._existing(name)
        if identity.protected:
            raise RequestError(
                f"the identity {identity.fingerprint} is protected already; to change its"
                " passphrase, first use 'p2psocial identity unprotect'"
            )
        if not passphrase:
            raise RequestError("an empty passphrase protects nothing; choose a longer one")
        secret = self._keystore.secret(identity.fingerprint, None)
        self._keystore.write(identity, secret, passphrase)
        return self._keystore.read(identity.fingerprint)

    def unprotect(self, passphrase: str | None, name: str = "") -> Identity:
        """Store the secret as it is, so that publishing needs no passphrase."""
        identity = self._existing(name)
        if not identity.protected:
            raise RequestError(f"the identity {identity.fingerprint} has no passphrase")
        secret = self._keystore.secret(identity.fingerprint, passphrase)
        self._keystore.write(identity, secret, None)
        return self._keystore.read(identity.fingerprint)

    def _existing(self, name: str) -> Identity:
        if not self._keystore.fingerprints():
            raise RequestError("there is no identity yet; make one with 'p2psocial identity new'")
        return self.find(name)

    def _add(self, secret: bytes, nick: str) -> Identity:
        _check_nick(nick)
        identity = Identity(SigningKey(secret).public, nick, self._clock(), protected=False)
        self._keystore.write(identity, secret, None)
        self._keystore.choose(identity.fingerprint)
        return identity


def lost(fingerprints: Iterable[str]) -> RequestError:
    """Return what to raise when these are who one was, and no identity is there any more.

    Another one must not be made without a word: whoever reads would take it for somebody else.
    """
    names = ", ".join(f"#{each}" for each in islice(fingerprints, _MOST_NAMED))
    return RequestError(
        f"your identity {names} is not here any more: put the folder 'identities' back, or bring it"
        " back from its 24 words ('p2psocial identity restore'), or begin as somebody else"
        " ('p2psocial identity new')"
    )


def _pick(name: str, names: list[str]) -> str:
    wanted = name.strip().lower().removeprefix("#")
    matching = [each for each in names if each.startswith(wanted)] if wanted else []
    if len(matching) == 1:
        return matching[0]
    trouble = "more than one identity begins" if matching else "no identity begins"
    raise RequestError(f"{trouble} with {name!r:.40}; see 'p2psocial identity list'")


def _check_nick(nick: str) -> None:
    if nick and not is_line(nick, MAX_NICK_BYTES):
        raise RequestError(
            f"a nick is one line of at most {MAX_NICK_BYTES} bytes without spaces around it"
        )
