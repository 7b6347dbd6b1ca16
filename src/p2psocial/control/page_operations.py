"""Operations on what concerns people: an author's page, notices, visits."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from p2psocial.control.arguments import Arguments, argument, optional
from p2psocial.control.documents import Document
from p2psocial.control.operation import OnProgress, Operation
from p2psocial.control.turns import made_of_each
from p2psocial.failures import RequestError
from p2psocial.services.authors import AuthorFacts, Authors
from p2psocial.services.feed import Feed
from p2psocial.services.notifications import Notice, Notifications
from p2psocial.services.ports import Clock, Entry, Index, Written

LOOKING = frozenset({"author", "notices"})
_DEFAULT_LIMIT = 25
_WRITTEN = re.compile("([0-9]{1,16}):([0-9a-f]{64})")


@dataclass(frozen=True, slots=True)
class PageServices:
    """The use cases that these operations call; `describe` makes an item's document."""

    index: Index
    feed: Feed
    authors: Authors
    notifications: Notifications
    clock: Clock
    describe: Callable[[Entry], Document]


class PageOperations:
    """The operations over one node's services."""

    def __init__(self, services: PageServices) -> None:
        self._services = services

    def by_name(self) -> dict[str, Operation]:
        """Return these operations under their names."""
        plain: dict[str, Callable[[Arguments], Document]] = {
            "notices_seen": self.notices_seen,
            "visited": self.visited,
        }
        waiting: dict[str, Operation] = {"author": self.author, "notices": self.notices}
        return {name: _awaitable(operation) for name, operation in plain.items()} | waiting

    async def author(self, arguments: Arguments, _: OnProgress) -> Document:
        """Return what is known of an author and a page of what they wrote."""
        authors = self._services.authors
        public = authors.find(argument(arguments, "author", str))
        limit = _limit(arguments)
        page = authors.page(public, _written(arguments), limit)
        last = page[-1].item if len(page) == limit else None
        return _author_document(authors.facts(public)) | {
            "items": await made_of_each(page, self._services.describe),
            "next": f"{last.created}:{last.id.hex()}" if last else None,
        }

    async def notices(self, arguments: Arguments, _: OnProgress) -> Document:
        """Return a page of what concerns us."""
        limit = _limit(arguments)
        notifications = self._services.notifications
        page = notifications.page(optional(arguments, "before", int), limit)
        return {
            "unread": notifications.unread_count(),
            "notices": await made_of_each(page, self._notice_document),
            "next": page[-1].number if len(page) == limit else None,
        }

    def notices_seen(self, arguments: Arguments) -> Document:
        """Record that notices were seen: all, or those up to a number."""
        self._services.index.see_notices(optional(arguments, "up_to", int))
        return {"unread": self._services.notifications.unread_count()}

    def visited(self, arguments: Arguments) -> Document:
        """Record that somebody looked at a thread, given its post or a comment in it."""
        services = self._services
        named = services.feed.resolve(argument(arguments, "infohash", str)).infohash
        entry = services.feed.entry(named)
        root = entry.item.root or entry.item.infohash
        post = services.index.entry(root)
        now = services.clock()
        services.index.record_visit(root, now, post.comments if post else 0)
        return {"root": root.hex(), "time": now}

    def _notice_document(self, notice: Notice) -> Document:
        return {
            "number": notice.number,
            "notice": notice.kind.value,
            "noticed": notice.noticed,
            "unread": notice.unread,
            "post": notice.root.hex(),
            "post_title": notice.title,
            "item": self._services.describe(notice.entry),
        }


def _author_document(facts: AuthorFacts) -> Document:
    record = facts.record
    return {
        "author": facts.public.hex(),
        "fingerprint": facts.fingerprint,
        "nicks": list(record.nicks),
        "first_seen": record.first_seen,
        "whole": record.whole,
        "posts": record.posts,
        "comments": record.comments,
        "seeds": record.seeds,
        "blocked": facts.blocked,
        "me": facts.is_me,
    }


def _limit(arguments: Arguments) -> int:
    limit = optional(arguments, "limit", int)
    return _DEFAULT_LIMIT if limit is None else limit


def _written(arguments: Arguments) -> Written | None:
    given = optional(arguments, "before", str)
    if given is None:
        return None
    matched = _WRITTEN.fullmatch(given)
    if not matched:
        raise RequestError("'before' is what an earlier page gave as 'next'")
    return int(matched[1]), bytes.fromhex(matched[2])


def _awaitable(operation: Callable[[Arguments], Document]) -> Operation:
    async def perform(arguments: Arguments, _: OnProgress) -> object:
        return operation(arguments)

    return perform
