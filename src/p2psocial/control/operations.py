"""Everything that a node can be asked to do, by name: arguments in, a JSON document out.

A running node answers these over its channel and a stand-alone command calls them directly, so a
command means the same either way. Arguments come from our own command line, yet are checked here,
because this is where they enter.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict, dataclass
from typing import Protocol

from p2psocial.control.arguments import Arguments, argument, choice, infohashes, optional, patience
from p2psocial.control.documents import (
    Document,
    item_document,
    magnet_of,
    thread_document,
    why_document,
)
from p2psocial.control.operation import OnProgress, Operation
from p2psocial.control.turns import made_of_each
from p2psocial.failures import RequestError
from p2psocial.protocol.item import Kind
from p2psocial.protocol.magnet import Address, parse_magnet
from p2psocial.protocol.text import is_board
from p2psocial.protocol.torrent import torrent_file
from p2psocial.services.block_lists import read_rules
from p2psocial.services.feed import Feed, SearchQuery
from p2psocial.services.importing import Importing
from p2psocial.services.moderation import Moderation
from p2psocial.services.opening import Opening
from p2psocial.services.ports import (
    Block,
    BlockKind,
    BoardActivity,
    Clock,
    Entry,
    FetchProgress,
    Index,
    Order,
    Period,
)
from p2psocial.services.publishing import Author, Publishing, StampProgress
from p2psocial.services.voting import Duration, Voting

DEFAULT_LIMIT = 25
_MAX_WATCHED = 200
_MOST_BOARDS = 500
_WEEK = 7 * 86_400
# What changes nothing, and so can be answered while somebody else is writing.
LOOKING = frozenset(
    {"top", "why", "search", "watch", "magnet", "export", "status", "boards", "blocks"}
)


class BoardKeeper(Protocol):
    """Who joins and leaves boards: a running node's gossip, or the index alone."""

    def join(self, board: str) -> bool:
        """Join a board; False when it was joined already. Raises `RequestError`."""

    def leave(self, board: str) -> bool:
        """Leave a board; False when it was not joined."""

    def directory(self) -> list[BoardActivity]:
        """Return every board that is known, with how busy it is."""


@dataclass(frozen=True, slots=True)
class Services:
    """The use cases that the operations call, and what they need to know of the node.

    `own_addresses` gives the addresses to name in magnet links (none on the public internet, where
    naming one's own would tell more than a link should). `status` describes the node, `vote_cost`
    tells what one more vote costs, and `watch` is told what somebody looks at; it returns how many
    of these are counted for it. `apart` makes a document where that does not hold up the node.
    """

    index: Index
    feed: Feed
    opening: Opening
    publishing: Publishing
    voting: Voting
    importing: Importing
    clock: Clock
    boards: BoardKeeper
    moderation: Moderation
    own_addresses: Callable[[], tuple[Address, ...]]
    status: Callable[[], Document]
    watch: Callable[[Iterable[bytes]], int]
    vote_cost: Callable[[], Document]
    apart: Callable[[Callable[[], Document]], Awaitable[Document]]
    fetch_timeout: float


def _author(arguments: Arguments) -> Author:
    return Author(
        optional(arguments, "identity", str) or "",
        optional(arguments, "passphrase", str),
        optional(arguments, "nick", str),
    )


def _on_stamp(on_progress: OnProgress) -> StampProgress:
    def report(attempts: int, expected: int) -> None:
        on_progress({"stage": "stamp", "attempts": attempts, "expected": expected})

    return report


def _on_fetch(on_progress: OnProgress) -> Callable[[FetchProgress], None]:
    def report(progress: FetchProgress) -> None:
        on_progress({"stage": "fetch"} | asdict(progress))

    return report


class Operations:
    """The operations over one node's services."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def by_name(self) -> dict[str, Operation]:
        """Return every operation under the name of its command."""
        plain: dict[str, Callable[[Arguments], object]] = {
            "why": self.why,
            "watch": self.watch,
            "magnet": self.magnet,
            "export": self.export,
            "status": self.status,
            "boards": self.boards,
            "join": self.join,
            "leave": self.leave,
            "block": self.block,
            "unblock": self.unblock,
            "blocks": self.blocks,
            "import_blocks": self.import_blocks,
        }
        waiting: dict[str, Callable[[Arguments, OnProgress], Awaitable[object]]] = {
            "top": self.top,
            "search": self.search,
            "post": self.post,
            "comment": self.comment,
            "edit": self.edit,
            "retract": self.retract,
            "upvote": self.upvote,
            "unvote": self.unvote,
            "import": self.import_,
            "show": self.show,
        }
        return {name: _awaitable(operation) for name, operation in plain.items()} | waiting

    # -- writing -----------------------------------------------------------------------------

    async def post(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Publish a post; who posts to a board wants to read the answers, so it is joined."""
        board = argument(arguments, "board", str)
        if is_board(board):
            self._services.boards.join(board)
        entry = await self._services.publishing.post(
            board,
            argument(arguments, "title", str),
            argument(arguments, "text", str),
            _author(arguments),
            _on_stamp(on_progress),
        )
        return self.document(entry)

    async def comment(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Answer a post or a comment."""
        entry = await self._services.publishing.comment(
            self._infohash(arguments),
            argument(arguments, "text", str),
            _author(arguments),
            _on_stamp(on_progress),
        )
        return self.document(entry)

    async def edit(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Publish a new version."""
        entry = await self._services.publishing.edit(
            self._infohash(arguments),
            argument(arguments, "text", str),
            optional(arguments, "title", str),
            _author(arguments),
            _on_stamp(on_progress),
        )
        return self.document(entry)

    async def retract(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Take an item back."""
        entry = await self._services.publishing.retract(
            self._infohash(arguments), _author(arguments), _on_stamp(on_progress)
        )
        return self.document(entry)

    # -- voting ------------------------------------------------------------------------------

    async def upvote(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Seed an item."""
        vote = await self._services.voting.upvote(
            self._services.feed.resolve(argument(arguments, "infohash", str)),
            choice(arguments, "for", Duration),
            patience(arguments, self._services.fetch_timeout),
            _on_fetch(on_progress),
        )
        return self.document(vote.entry) | {"until": vote.until} | self._services.vote_cost()

    async def unvote(self, arguments: Arguments, _: OnProgress) -> Document:
        """Stop seeding an item."""
        return self.document(await self._services.voting.unvote(self._infohash(arguments)))

    # -- reading -----------------------------------------------------------------------------

    async def top(self, arguments: Arguments, _: OnProgress) -> list[Document]:
        """Return the first page of a ranking."""
        entries = self._services.feed.top(
            choice(arguments, "period", Period),
            choice(arguments, "order", Order),
            optional(arguments, "board", str),
            self._limit(arguments),
        )
        # Nobody sees more at a time, and each is looked up by the node itself.
        self._services.watch(entry.item.infohash for entry in entries[:_MAX_WATCHED])
        return await made_of_each(entries, self.document)

    def why(self, arguments: Arguments) -> Document:
        """Explain where an item stands in a ranking."""
        period, order = choice(arguments, "period", Period), choice(arguments, "order", Order)
        board = optional(arguments, "board", str)
        why = self._services.feed.why(self._infohash(arguments), period, order, board)
        self._services.watch([why.entry.item.infohash])
        above = [self.document(entry) for entry in why.beaten_by]
        document = self.document(why.entry)
        asked: Document = {
            "ranking": {"period": period.value, "order": order.value, "board": board}
        }
        return why_document(why, document, above, self._services.clock()) | asked

    async def search(self, arguments: Arguments, _: OnProgress) -> list[Document]:
        """Return what has all of the words."""
        query = SearchQuery(
            words=argument(arguments, "words", str),
            limit=self._limit(arguments),
            board=optional(arguments, "board", str),
            kind=choice(arguments, "kind", Kind) if arguments.get("kind") else None,
            period=choice(arguments, "period", Period) if arguments.get("period") else Period.ALL,
            offset=optional(arguments, "offset", int) or 0,
        )
        found = self._services.feed.find(query).found
        return await made_of_each(
            found, lambda each: self.document(each.entry) | {"excerpt": each.excerpt}
        )

    def watch(self, arguments: Arguments) -> Document:
        """Count what is on somebody's screen every few seconds, for a minute from now."""
        return {"watched": self._services.watch(infohashes(arguments, _MAX_WATCHED))}

    async def show(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Return an item and what answers it, fetching texts that are not here."""
        infohash = self._infohash(arguments)
        thread = await self._services.opening.open(infohash, _on_fetch(on_progress))
        self._services.watch([thread.entry.item.infohash])
        now, addresses = self._services.clock(), self._services.own_addresses()
        return await self._services.apart(lambda: thread_document(thread, now, addresses))

    # -- to and from other clients -----------------------------------------------------------

    def magnet(self, arguments: Arguments) -> Document:
        """Return an item's magnet link."""
        entry = self._services.feed.entry(self._infohash(arguments))
        return {"magnet": magnet_of(entry.item, self._services.own_addresses())}

    def export(self, arguments: Arguments) -> Document:
        """Return an item's `.torrent`."""
        item = self._services.feed.entry(self._infohash(arguments)).item
        nodes = tuple((peer.host, peer.port) for peer in self._services.own_addresses())
        torrent = base64.b64encode(torrent_file(item, nodes)).decode()
        return {"name": item.name.removesuffix(".txt") + ".torrent", "torrent": torrent}

    async def import_(self, arguments: Arguments, on_progress: OnProgress) -> Document:
        """Fetch an item by magnet or `.torrent`, without seeding it."""
        importing, seconds = (
            self._services.importing,
            patience(arguments, self._services.fetch_timeout),
        )
        link = optional(arguments, "magnet", str)
        if link is not None:
            magnet = parse_magnet(link)
            imported = await importing.by_magnet(magnet, seconds, _on_fetch(on_progress))
        else:
            try:
                torrent = base64.b64decode(argument(arguments, "torrent", str), validate=True)
            except binascii.Error as error:
                message = "'torrent' is not base64"
                raise RequestError(message) from error
            imported = await importing.by_torrent(torrent, seconds, _on_fetch(on_progress))
        return self.document(imported.entry) | {"new": imported.new}

    def status(self, _: Arguments) -> Document:
        """Describe the node."""
        return self._services.status()

    # -- boards and what is blocked ------------------------------------------------------------

    def boards(self, _: Arguments) -> list[Document]:
        """List the boards that are known: joined ones first, then the busiest.

        Boards of which something was imported are among them. No peer is told of these.
        """
        known = self._services.boards.directory()
        named = {board.name for board in known}
        index, since = self._services.index, self._services.clock() - _WEEK
        known += [
            BoardActivity(name, index.count_on_board(name, since), joined=False)
            for name in index.boards_with_items(_MOST_BOARDS)
            if name not in named
        ]
        known.sort(key=lambda board: (not board.joined, -board.activity, board.name))
        return [asdict(board) for board in known]

    def join(self, arguments: Arguments) -> Document:
        """Join a board."""
        board = argument(arguments, "board", str)
        return {"board": board, "changed": self._services.boards.join(board), "joined": True}

    def leave(self, arguments: Arguments) -> Document:
        """Leave a board."""
        board = argument(arguments, "board", str)
        return {"board": board, "changed": self._services.boards.leave(board), "joined": False}

    def block(self, arguments: Arguments) -> Document:
        """Add a block rule."""
        kind, value = choice(arguments, "kind", BlockKind), argument(arguments, "value", str)
        return {"kind": kind.value, "changed": self._services.moderation.block(kind, value)}

    def unblock(self, arguments: Arguments) -> Document:
        """Take a block rule back."""
        kind, value = choice(arguments, "kind", BlockKind), argument(arguments, "value", str)
        return {"kind": kind.value, "changed": self._services.moderation.unblock(kind, value)}

    def blocks(self, _: Arguments) -> list[Document]:
        """List the block rules."""
        return [_rule_document(rule) for rule in self._services.moderation.rules()]

    def import_blocks(self, arguments: Arguments) -> Document:
        """Add the rules of a block list."""
        rules = read_rules(arguments.get("rules"))
        added = self._services.moderation.add(rules)
        return {"added": added, "known": len(rules) - added}

    # -- shared ------------------------------------------------------------------------------

    def _infohash(self, arguments: Arguments) -> bytes:
        return self._services.feed.resolve(argument(arguments, "infohash", str)).infohash

    def _limit(self, arguments: Arguments) -> int:
        limit = optional(arguments, "limit", int)
        return DEFAULT_LIMIT if limit is None else limit

    def document(self, entry: Entry) -> Document:
        """Return the document of an item."""
        services = self._services
        body = None if entry.retracted else services.feed.body(entry.item)
        return item_document(entry, body, services.clock(), services.own_addresses())


def _rule_document(rule: Block) -> Document:
    return {"kind": rule.kind.value, "value": rule.value}


def _awaitable(operation: Callable[[Arguments], object]) -> Operation:
    async def perform(arguments: Arguments, _: OnProgress) -> object:
        return operation(arguments)

    return perform
