"""What the use cases need from outside: index, network, clock and randomness.

This is the only file of the services that knows where those value types live; the implementations
are handed in by `p2psocial.app`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from p2psocial.index.records import (
    EVERYWHERE,
    FRESH_SECONDS,
    PERIOD_SECONDS,
    AuthorRecord,
    Block,
    BlockKind,
    BoardActivity,
    Count,
    Entry,
    Found,
    NoticeKind,
    NoticeRecord,
    Order,
    Period,
    Ranking,
    SearchScope,
    SeedEvidence,
    SeedOrder,
    SeedRecord,
    SeedSource,
    SeedTotals,
    Totals,
    Visit,
    Waiting,
    Why,
    Written,
)
from p2psocial.network.events import (
    AcceptInfo,
    AnnouncingStatus,
    CountingStatus,
    Fetched,
    FetchProgress,
    NetworkEvent,
    NetworkStatus,
    PortMapped,
    SeedFailed,
    SeedsCounted,
    SeedTorrent,
    SwarmSeeds,
)
from p2psocial.network.gossip_events import GossipSender, GossipStatus, Neighbour
from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.seed_proof import Verdict

__all__ = [
    "EVERYWHERE",
    "FRESH_SECONDS",
    "PERIOD_SECONDS",
    "AcceptInfo",
    "Address",
    "AnnouncingStatus",
    "AuthorRecord",
    "Block",
    "BlockKind",
    "BoardActivity",
    "Clock",
    "Count",
    "CountingStatus",
    "Entry",
    "FetchProgress",
    "Fetched",
    "Found",
    "GossipSender",
    "GossipStatus",
    "Index",
    "Neighbour",
    "Network",
    "NetworkEvent",
    "NetworkStatus",
    "NoticeKind",
    "NoticeRecord",
    "Order",
    "Period",
    "PortMapped",
    "RandomBytes",
    "Ranking",
    "SearchScope",
    "SeedChecker",
    "SeedCounter",
    "SeedEvidence",
    "SeedFailed",
    "SeedOrder",
    "SeedRecord",
    "SeedSource",
    "SeedTorrent",
    "SeedTotals",
    "SeedsCounted",
    "SwarmSeeds",
    "TextOf",
    "Totals",
    "Visit",
    "Waiting",
    "Why",
    "Written",
]

# Unix time in seconds.
Clock = Callable[[], int]
# That many random bytes, fit for keys.
RandomBytes = Callable[[int], bytes]
# The stored text of an infohash, as bytes.
TextOf = Callable[[bytes], bytes]


class Index(Protocol):
    """The local database. Every method is short and blocks; infohashes are 20 bytes."""

    def transaction(self, *, durable: bool = True) -> AbstractContextManager[None]:
        """Make all writes inside it durable together when it is left, or none on an exception.

        Every write method outside one is a transaction of its own. Transactions nest: only the
        outermost commits. One that is not `durable` does not wait for the disk: a power cut may
        undo it, so it is for what others would give us again.
        """

    def add(self, item: Item, text: str | None, arrived: int, *, seeded: bool = False) -> bool:
        """Store a validated item; False when it was already here, with or without its text.

        The text is None while only the header is known. Links editions and applies retractions,
        in whichever order the items arrive. With `seeded` we seed it from then on, for ever; of
        what was here already, that is not recorded.
        """

    def add_text(self, infohash: bytes, text: str) -> bool:
        """Store the text of an item that is here without one; False when there is none to add."""

    def header(self, infohash: bytes) -> Item | None:
        """Return the item of that infohash, also when it is retracted."""

    def knows(self, identifier: bytes) -> bool:
        """Whether an item with that 32-byte id is here."""

    def entry(self, infohash: bytes) -> Entry | None:
        """Return what is known of that item."""

    def matching(self, prefix: str, limit: int) -> list[bytes]:
        """Return at most `limit` infohashes whose hexadecimal form begins with `prefix`."""

    def text(self, infohash: bytes) -> str | None:
        """Return the whole stored file of an item; None when unknown or retracted."""

    def versions(self, infohash: bytes) -> list[Entry]:
        """Return all known versions of the item, oldest first."""

    def trim_texts(self, max_bytes: int) -> None:
        """Delete texts that we do not seed, first come first, beyond so many bytes in all."""

    def naming(self, infohash: bytes) -> list[Item]:
        """Return the known items that name this infohash as parent, root or earlier version."""

    def remove(self, infohash: bytes) -> None:
        """Forget an item and its text, and that it was seeded."""

    def thread(self, infohash: bytes) -> list[Entry]:
        """Return the comments below a post (any version of it), each in its newest version.

        Unordered: the caller builds the tree. Retracted ones are included, marked.
        """

    def top(self, ranking: Ranking) -> list[Entry]:
        """Return one page of a ranking of posts: newest versions, retracted ones left out."""

    def why(self, infohash: bytes, ranking: Ranking) -> Why | None:
        """Return why an item stands where it does in a ranking; None when it is not here."""

    def search(self, words: str, limit: int, scope: SearchScope = EVERYWHERE) -> list[Found]:
        """Return posts and comments with all of the words, best match first.

        The words are plain text: nothing in them is query syntax.
        """

    def start_seed(self, infohash: bytes, since: int, until: int | None) -> None:
        """Record that we seed an item until then; changes `until` when we already do."""

    def stop_seed(self, infohash: bytes, now: int | None = None) -> bool:
        """Record that we no longer seed it; False when we did not.

        Without a time, seed-hours go on as if we did until the next evidence.
        """

    def seeds(self) -> list[SeedRecord]:
        """Return everything that we seed, newest first."""

    def is_seeded(self, infohash: bytes) -> bool:
        """Whether we seed that item."""

    def seed_torrents(self) -> Iterable[Item]:
        """Yield everything that we seed, newest first, while others may write."""

    def lonely_seeds(self) -> set[bytes]:
        """Return the infohashes of what we seed and nobody else is known to."""

    def expired(self, now: int) -> list[bytes]:
        """Return the infohashes of seeds whose time is up."""

    def record_swarm(self, infohash: bytes, seeds: Sequence[str], now: int) -> None:
        """Record the household names (see `services.vote`) of peers that proved to be seeds."""

    def forget_seed(self, infohash: bytes, household: str, now: int) -> None:
        """Take back that a household proved to be a seed: it is not any more."""

    def forget_swarm(self, before: int) -> None:
        """Let no evidence count that is older than that time, of swarm or DHT, and count again."""

    def record_count(self, infohash: bytes, count: Count, now: int, next_due: int) -> None:
        """Record what the DHT says of an item, and when to ask again."""

    def record_failure(self, infohash: bytes, now: int, next_due: int) -> None:
        """Record that an item could not be counted, and when to try again."""

    def thin_samples(self, now: int) -> None:
        """Thin the samples of the next few items; to be called every minute or so."""

    def due(self, now: int, limit: int) -> list[Item]:
        """Return what is to be measured now, in its newest version, the longest due first.

        New items are due at once, before all others and the youngest of them first; what was taken
        back never is.
        """

    def waiting(self, now: int) -> Waiting:
        """Return how much is to be measured now, and since when."""

    def set_due(self, infohash: bytes, when: int) -> None:
        """Say when an item is to be measured next (0 is before all others)."""

    # Boards

    def joined_boards(self) -> list[str]:
        """Return the names of the boards that we joined."""

    def join_board(self, board: str, now: int) -> None:
        """Record that we joined a board."""

    def leave_board(self, board: str) -> None:
        """Record that we left a board; its items stay."""

    def keys_of_board(self, board: str) -> Iterable[tuple[int, bytes]]:
        """Yield (created, id) of every item on a board, in that order."""

    def boards_with_items(self, limit: int) -> list[str]:
        """Return the first so many boards, by name, of which something is here."""

    def count_on_board(self, board: str, since: int) -> int:
        """Return how many items of a board were created after `since`."""

    # What gossip needs

    def item(self, identifier: bytes) -> Item | None:
        """Return the item with that 32-byte id."""

    def servable(self, infohash: bytes) -> bytes | None:
        """Return the file of an item if we seed or carry it, None otherwise."""

    def carry(self, infohash: bytes, now: int) -> None:
        """Record that we carry the text of an item, to give it to gossip peers."""

    def drop_carried(self, before: int, max_bytes: int) -> None:
        """Carry no more what was taken up before then, and the oldest beyond so many bytes."""

    def authors(self) -> Iterable[bytes]:
        """Yield the public keys of all authors whose items are here."""

    def has_author(self, author: bytes) -> bool:
        """Whether something of that author's is here."""

    def values(self, author: bytes) -> bool:
        """Whether we seed something of that author's."""

    # What its owner does not want

    def add_block(self, block: Block, now: int) -> bool:
        """Record a block rule; False when it was there."""

    def remove_block(self, block: Block) -> bool:
        """Take a block rule back; False when there was none."""

    def blocks(self) -> list[Block]:
        """Return every block rule, oldest first."""

    def totals(self) -> Totals:
        """Return how much there is."""

    # Pages about people

    def data_version(self) -> int:
        """Return a number that is another one after another connection has written."""

    def by_author(self, author: bytes, before: Written | None, limit: int) -> list[Entry]:
        """Return what an author wrote, newest versions, newest first; not what was taken back.

        `before` is the (`created`, `id`) of the last one that was seen.
        """

    def author(self, author: bytes) -> AuthorRecord:
        """Return what is known of an author; zeros when nothing of theirs is here."""

    def adopt_author(self, author: bytes) -> None:
        """Note that we are this author, and notice the answers to them that are here already."""

    def own_authors(self) -> list[bytes]:
        """Return the authors that we are, or were once."""

    def add_notice(self, infohash: bytes, kind: NoticeKind, now: int) -> None:
        """Notice an item, unless a version of it was noticed already."""

    def notices(self, before: int | None, limit: int) -> list[NoticeRecord]:
        """Return what concerns us, the last noticed first, but for what was taken back.

        `before` is the number of the last one that was seen.
        """

    def unseen_notices(self, limit: int) -> list[Item]:
        """Return what was noticed since notices were last seen, the last one first."""

    def notices_seen(self) -> int:
        """Return the number of the last notice that was seen; 0 when none was."""

    def see_notices(self, up_to: int | None) -> None:
        """Record that all notices up to that number were seen (None: all there are)."""

    def seed_page(self, order: SeedOrder, after: SeedRecord | None, limit: int) -> list[SeedRecord]:
        """Return a page of what we seed; `after` is the last one of the page before."""

    def outdated_seeds(self, after: SeedRecord | None, limit: int) -> list[SeedRecord]:
        """Return a page of what we seed although a newer version is known, oldest first."""

    def seed_totals(self) -> SeedTotals:
        """Return how much we seed."""

    def add_uploaded(self, uploaded: Mapping[bytes, int]) -> None:
        """Add to the bytes that others took, by infohash; what is not seeded does not count."""

    def record_visit(self, root: bytes, now: int, comments: int) -> None:
        """Record a look at the thread of a post, given any version of it."""

    def visits(self, roots: Sequence[bytes]) -> dict[bytes, Visit]:
        """Return the last looks at these threads, as far as there were any."""


class SeedCounter(Protocol):
    """Counts live seeds in the DHT."""

    async def count(self, infohash: bytes) -> SeedsCounted | None:
        """Count the seeds of an item; None when nobody answered, which tells nothing."""

    def can_count(self) -> bool:
        """Whether there is anybody to ask."""

    def will_count(self, infohash: bytes) -> bool:
        """Whether a count will come without being asked for, because it is told that we seed it."""


class SeedChecker(Protocol):
    """Asks those who claim to seed something."""

    async def claimed(self, infohash: bytes) -> list[Address]:
        """Return some who claim to have an item that was counted lately, but not ourselves."""

    async def check(self, item: Item, peer: Address) -> Verdict:
        """Ask a peer for a piece of an item, to see whether it has it."""


class Network(Protocol):
    """BitTorrent. Methods that wait are coroutines of the node's event loop."""

    async def seed(self, torrents: Iterable[SeedTorrent], text_of: TextOf) -> int:
        """Seed them all and return how many; `text_of` is asked only where no good file is left.

        Returns when every one of them is ready to serve.
        """

    async def unseed(self, infohash: bytes) -> None:
        """Stop seeding and delete the file that was served."""

    def withdraw(self, infohash: bytes) -> None:
        """Do what `unseed` does, soon and without waiting for it."""

    async def fetch(
        self,
        infohash: bytes,
        peers: Sequence[Address],
        accept: AcceptInfo,
        progress: Callable[[FetchProgress], None],
    ) -> Fetched:
        """Read one text from whoever has it, without ever offering it to others.

        Waits until cancelled or found. Raises what `accept` raises, `InvalidItem` for data that
        contradicts its hashes, and `MachineError`.
        """

    def dial(self, infohash: bytes, peers: Sequence[Address]) -> None:
        """Connect to these peers for something that we seed."""

    def listening(self) -> tuple[Address, ...]:
        """Return where BitTorrent peers can reach us; asked for with every item that is shown."""

    def status(self) -> NetworkStatus:
        """Return how the session stands now."""
