"""Writing: from what an author says to a signed, stamped, seeded item.

The order makes sure that nothing acknowledged can be lost: check, stamp, sign, store item and
seed in one transaction, then serve. Until that transaction nothing is kept at all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from p2psocial.failures import MachineError, RequestError
from p2psocial.protocol import validation
from p2psocial.protocol.errors import InvalidItem
from p2psocial.protocol.identity import SIGNATURE_BYTES, SigningKey, fingerprint
from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.stamp import NONCE_BYTES, Puzzle
from p2psocial.protocol.torrent import RETRACTION_TEXT, Assembly, assemble, post_text
from p2psocial.services.admission import Admission
from p2psocial.services.identities import Identities, lost
from p2psocial.services.ports import Clock, Entry, Index, RandomBytes

# About 10 ms of work: short enough to cancel and to let other threads in.
_ATTEMPTS_AT_A_TIME = 10_000
_ATTEMPTS_AT_ONCE = 16


@dataclass(frozen=True, slots=True)
class Author:
    """Who signs: an identity by fingerprint ("" is the current one), and what unlocks it.

    `nick` None means the identity's own, or the one of the settings.
    """

    identity: str = ""
    passphrase: str | None = None
    nick: str | None = None

    def __repr__(self) -> str:
        return f"Author({self.identity!r}, nick={self.nick!r})"


# Called with how many nonces were tried and how many are expected on average.
StampProgress = Callable[[int, int], None]


class Publishing:
    """Publishes posts, comments, edits and retractions."""

    def __init__(  # noqa: PLR0913 -- everything that it needs from outside, handed in by app
        self,
        index: Index,
        admission: Admission,
        identities: Identities,
        serve: Callable[[Item], Awaitable[None]],
        *,
        clock: Clock,
        random_bytes: RandomBytes,
        stamp_bits: int,
        default_nick: str,
    ) -> None:
        self._index = index
        self._admission = admission
        self._identities = identities
        self._serve = serve
        self._clock = clock
        self._random_bytes = random_bytes
        self._stamp_bits = stamp_bits
        self._default_nick = default_nick

    # -- what can be written -----------------------------------------------------------------

    async def post(
        self, board: str, title: str, body: str, author: Author, progress: StampProgress
    ) -> Entry:
        """Publish a post. Raises `RequestError` naming what is wrong with it."""
        draft = Draft(Kind.POST, board, post_text(title, body), title=title)
        return await self._publish(draft, author, self._clock(), progress)

    async def comment(
        self, infohash: bytes, text: str, author: Author, progress: StampProgress
    ) -> Entry:
        """Answer a post or a comment that is in the index."""
        answered = self._answerable(infohash)
        root = answered.root if answered.kind is Kind.COMMENT else answered.infohash
        draft = Draft(Kind.COMMENT, answered.board, text, parent=answered.infohash, root=root)
        return await self._publish(draft, author, self._clock(), progress)

    async def edit(
        self,
        infohash: bytes,
        text: str,
        title: str | None,
        author: Author,
        progress: StampProgress,
    ) -> Entry:
        """Publish a new version of one's own post or comment, given any version of it."""
        entry = self._own(infohash, author, "edit")
        newest = self._known(entry.newest).item
        if newest.kind is Kind.COMMENT and title is not None:
            message = "a comment has no title; leave --title out"
            raise RequestError(message)
        heading = newest.title if title is None else title
        file = post_text(heading, text) if newest.kind is Kind.POST else text
        if file == self._index.text(newest.infohash):
            message = "nothing was changed, so there is nothing to publish"
            raise RequestError(message)
        draft = Draft(
            newest.kind,
            newest.board,
            file,
            title=heading,
            parent=newest.parent,
            root=newest.root,
            replaces=newest.infohash,
        )
        # The newest version is told by its time, so an edit within the same second is dated on.
        created = max(self._clock(), newest.created + 1)
        return await self._publish(draft, self._as(entry, author), created, progress)

    async def retract(self, infohash: bytes, author: Author, progress: StampProgress) -> Entry:
        """Take back one's own post or comment, all versions of it; returns the retraction."""
        entry = self._own(infohash, author, "take back")
        target = entry.item
        draft = Draft(Kind.RETRACT, target.board, RETRACTION_TEXT, parent=target.infohash)
        return await self._publish(draft, self._as(entry, author), self._clock(), progress)

    # -- who and what ------------------------------------------------------------------------

    def _known(self, infohash: bytes) -> Entry:
        entry = self._index.entry(infohash)
        if entry is None:
            message = f"{infohash.hex()} is not here; 'p2psocial import' its magnet link first"
            raise RequestError(message)
        return entry

    def _answerable(self, infohash: bytes) -> Item:
        entry = self._known(infohash)
        if entry.retracted or entry.item.kind is Kind.RETRACT:
            message = "its author took this back; it cannot be answered any more"
            raise RequestError(message)
        return entry.item

    def _own(self, infohash: bytes, author: Author, doing: str) -> Entry:
        entry = self._known(infohash)
        if entry.item.kind is Kind.RETRACT:
            message = f"this is a retraction; you cannot {doing} one"
            raise RequestError(message)
        if entry.retracted:
            message = f"this was taken back already; you cannot {doing} it any more"
            raise RequestError(message)
        if self._identity_of(entry.item) is None and not author.identity:
            message = f"you can only {doing} what one of your own identities wrote"
            raise RequestError(message)
        return entry

    def _identity_of(self, item: Item) -> str | None:
        for identity in self._identities.listing().identities:
            if identity.public == item.author:
                return identity.fingerprint
        return None

    def _as(self, entry: Entry, author: Author) -> Author:
        """Return the author with the identity (and nick) that wrote `entry`."""
        own = self._identity_of(entry.item)
        if own is None or (author.identity and not own.startswith(author.identity)):
            message = "that identity did not write this; leave --identity out"
            raise RequestError(message)
        nick = entry.item.nick if author.nick is None else author.nick
        return replace(author, identity=own, nick=nick)

    # -- the way out -------------------------------------------------------------------------

    def check_identity(self) -> None:
        """Raise `RequestError` when we were somebody, and are nobody now: see `identities.lost`."""
        were = self._index.own_authors()
        if were and self._identities.is_nobody():
            raise lost(fingerprint(each) for each in were)

    def _signer(self, author: Author) -> tuple[SigningKey, str]:
        self.check_identity()
        identity, key = self._identities.unlock(author.identity, author.passphrase)
        nick = identity.nick or self._default_nick if author.nick is None else author.nick
        return key, nick

    async def _publish(
        self, draft: Draft, author: Author, created: int, progress: StampProgress
    ) -> Entry:
        key, nick = self._signer(author)
        assembly = assemble(replace(draft, nick=nick), key.public, created)
        _check_before_stamp(assembly)
        nonce = await self._stamp(assembly.puzzle(self._stamp_bits), progress)
        info = assembly.sign(nonce, key)
        admitted = self._admission.admit(info, assembly.text, seeded=True)
        entry = self._known(admitted.item.infohash)
        if entry.retracted:
            message = "this was taken back while it was being edited"
            raise RequestError(message)
        await self._start_serving(entry)
        return entry

    async def _start_serving(self, entry: Entry) -> None:
        try:
            await self._serve(entry.item)
        except MachineError as error:
            message = (
                f"{entry.item.infohash.hex()} is published, so do not publish it again; it cannot"
                f" be served yet, which a node tries every minute: {error}"
            )
            raise MachineError(message) from error

    async def _stamp(self, puzzle: Puzzle, progress: StampProgress) -> bytes:
        start = int.from_bytes(self._random_bytes(NONCE_BYTES), "big")
        # A private network may want next to no work, for which no thread is worth starting.
        nonce = puzzle.search(start, _ATTEMPTS_AT_ONCE)
        if nonce is not None:
            return nonce
        tried = _ATTEMPTS_AT_ONCE
        while True:
            nonce = await asyncio.to_thread(puzzle.search, start + tried, _ATTEMPTS_AT_A_TIME)
            if nonce is not None:
                return nonce
            tried += _ATTEMPTS_AT_A_TIME
            progress(tried, 1 << puzzle.bits)


def _check_before_stamp(assembly: Assembly) -> None:
    """Refuse what would be invalid anyway, before any work goes into its stamp."""
    try:
        item = validation.read_header(assembly.finish(bytes(NONCE_BYTES), bytes(SIGNATURE_BYTES)))
        validation.check_text(item, assembly.text)
    except InvalidItem as error:
        raise RequestError(error.detail) from error
