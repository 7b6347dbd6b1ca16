"""Test vectors for the rules that need two items, and for which version of an item is shown."""

from __future__ import annotations

from typing import Any

from vector_items import ALICE, BOB, NOW, Draft, comment, post, retraction, runs, sha1


def _infohash(item: Draft) -> bytes:
    return sha1(item.info())


def _same_second(first: Draft, *, greater: bool) -> Draft:
    """Return an edit with the same `created` and the first nonce that orders it as wanted."""
    edit = post("Same", created=NOW - 900, replaces=_infohash(first))
    number = 0
    while (edit.with_nonce(number).identifier() > first.identifier()) != greater:
        number += 1
    return edit.with_nonce(number)


def _posts() -> dict[str, Draft]:
    first = post(created=NOW - 900)
    second = post("Growing beans", created=NOW - 800, replaces=_infohash(first))
    third = post("Beans", created=NOW - 700, replaces=_infohash(second))
    return {
        "post": first,
        "post, second version": second,
        "post, third version": third,
        "post, another second version": post("Peas", created=NOW - 750, replaces=_infohash(first)),
        "post, edit dated earlier": post("Old", created=NOW - 950, replaces=_infohash(first)),
        "post, edit of the same second, lesser id": _same_second(first, greater=False),
        "post, edit of the same second, greater id": _same_second(first, greater=True),
        "post edited by another": post("Mine", key=BOB, replaces=_infohash(first)),
        "post edited by another, elsewhere": post(
            "Mine", key=BOB, board=b"attic", replaces=_infohash(first)
        ),
        "post edited to another board": post(board=b"attic", replaces=_infohash(first)),
        "post on another board": post("Chairs", board=b"attic"),
        "another post": post("Something else"),
    }


def _chain(first: Draft, by_another: Draft) -> dict[str, Draft]:
    """Return items that name, one through the other, an edit by somebody else of the first."""
    third = post("Ours", replaces=_infohash(by_another))
    return {
        "edit by the author of the edit by another": third,
        "edit by another of that": post("Mine", key=BOB, replaces=_infohash(third)),
        "second edit by another": post(
            "Mine", key=BOB, created=NOW - 850, replaces=_infohash(by_another)
        ),
        "comment on the edit by another": comment(
            parent=_infohash(by_another), root=_infohash(first)
        ),
    }


def _comments(posts: dict[str, Draft]) -> dict[str, Draft]:
    thread, second = _infohash(posts["post"]), _infohash(posts["post, second version"])
    attic, other = _infohash(posts["post on another board"]), _infohash(posts["another post"])
    first = comment(parent=thread, root=thread)
    parent = _infohash(first)
    reply = comment(b"Water less.\n", ALICE, parent=parent, root=thread)
    return {
        "comment": first,
        "comment, second version": comment(b"New.\n", parent=thread, root=thread, replaces=parent),
        "reply": reply,
        "reply to the reply": comment(b"How?\n", parent=_infohash(reply), root=thread),
        "comment on the second version": comment(parent=second, root=second),
        "comment with the root of another version": comment(parent=second, root=thread),
        "reply with the root of another version": comment(parent=parent, root=second),
        "comment with another post as root": comment(parent=thread, root=other),
        "reply with another post as root": comment(parent=parent, root=other),
        "comment on another board than its post": comment(
            parent=thread, root=thread, board=b"attic"
        ),
        "reply on another board than its parent": comment(
            parent=parent, root=thread, board=b"attic"
        ),
        "comment with a comment as root": comment(parent=parent, root=parent),
        "comment with a post of another board as root": comment(parent=parent, root=attic),
        "comment moved to another parent": comment(
            parent=parent, root=thread, replaces=_infohash(reply), key=ALICE
        ).with_header(parent=thread),
        "comment moved to another thread": comment(
            parent=parent, root=other, replaces=_infohash(reply), key=ALICE
        ),
        "comment that replaces a post": comment(
            parent=thread, root=thread, replaces=thread, key=ALICE
        ),
        "post that replaces a comment": post(key=BOB, replaces=parent),
    }


def _retractions(items: dict[str, Draft]) -> dict[str, Draft]:
    retracted = retraction(parent=_infohash(items["post, second version"]))
    name = _infohash(retracted)
    thread = _infohash(items["post"])
    return {
        "retraction of the second version": retracted,
        "retraction by another": retraction(key=BOB, parent=thread),
        "retraction of a comment": retraction(key=BOB, parent=_infohash(items["comment"])),
        "retraction on another board": retraction(parent=thread, board=b"attic"),
        "retraction of a retraction": retraction(parent=name),
        "retraction of another's retraction": retraction(key=BOB, parent=name),
        "comment on a retraction": comment(parent=name, root=thread),
        "comment with a retraction as root": comment(parent=name, root=name),
        "post that replaces a retraction": post(replaces=name),
    }


def _wrong_twice(items: dict[str, Draft]) -> dict[str, Draft]:
    """Return items that break rules with more than one of their fields."""
    thread, reply = _infohash(items["post"]), _infohash(items["reply"])
    taken = _infohash(items["retraction of the second version"])
    attic = _infohash(items["post on another board"])
    return {
        "edit of another's reply, on another board": comment(
            parent=thread, root=thread, replaces=reply, board=b"attic"
        ),
        "reply moved to a retraction": comment(
            key=ALICE, parent=taken, root=thread, replaces=reply
        ),
        "comment on a retraction, in another thread": comment(parent=taken, root=attic),
    }


# Which field is followed, the item, the item it names, and the reason to refuse the first.
_CHECKS: tuple[tuple[str, str, str, str | None], ...] = (
    ("replaces", "post, second version", "post", None),
    ("replaces", "post, third version", "post, second version", None),
    ("replaces", "post, edit dated earlier", "post", None),
    ("replaces", "comment, second version", "comment", None),
    ("replaces", "post edited by another", "post", "replaces-other-author"),
    ("replaces", "post edited by another, elsewhere", "post", "replaces-other-author"),
    ("replaces", "post edited to another board", "post", "replaces-other-place"),
    ("replaces", "comment moved to another parent", "reply", "replaces-other-place"),
    ("replaces", "comment moved to another thread", "reply", "replaces-other-place"),
    ("replaces", "comment that replaces a post", "post", "replaces-other-place"),
    ("replaces", "post that replaces a comment", "comment", "replaces-other-place"),
    (
        "replaces",
        "post that replaces a retraction",
        "retraction of the second version",
        "replaces-other-place",
    ),
    ("parent", "comment", "post", None),
    ("parent", "comment on the second version", "post, second version", None),
    ("parent", "reply", "comment", None),
    ("parent", "reply to the reply", "reply", None),
    ("parent", "retraction of the second version", "post, second version", None),
    ("parent", "retraction of a comment", "comment", None),
    ("parent", "retraction on another board", "post", None),
    ("parent", "retraction by another", "post", "retracts-other-author"),
    (
        "parent",
        "retraction of another's retraction",
        "retraction of the second version",
        "retracts-other-author",
    ),
    (
        "parent",
        "retraction of a retraction",
        "retraction of the second version",
        "parent-not-answerable",
    ),
    (
        "parent",
        "comment on a retraction",
        "retraction of the second version",
        "parent-not-answerable",
    ),
    (
        "parent",
        "comment with a retraction as root",
        "retraction of the second version",
        "parent-not-answerable",
    ),
    ("parent", "comment with another post as root", "post", "wrong-thread"),
    ("parent", "comment with the root of another version", "post, second version", "wrong-thread"),
    ("parent", "comment on another board than its post", "post", "wrong-thread"),
    ("parent", "reply with another post as root", "comment", "wrong-thread"),
    ("parent", "reply with the root of another version", "comment", "wrong-thread"),
    ("parent", "reply on another board than its parent", "comment", "wrong-thread"),
    ("parent", "comment with a comment as root", "comment", "wrong-thread"),
    ("root", "comment", "post", None),
    ("root", "reply", "post", None),
    ("root", "comment on the second version", "post, second version", None),
    ("root", "reply with another post as root", "another post", None),
    ("root", "comment with a comment as root", "comment", "wrong-thread"),
    (
        "root",
        "comment with a retraction as root",
        "retraction of the second version",
        "wrong-thread",
    ),
    (
        "root",
        "comment with a post of another board as root",
        "post on another board",
        "wrong-thread",
    ),
    ("root", "reply on another board than its parent", "post", "wrong-thread"),
)  # fmt: skip -- a table

_SECOND, _THIRD = "post, second version", "post, third version"
_PEAS, _OLD = "post, another second version", "post, edit dated earlier"
_LESSER = "post, edit of the same second, lesser id"
_GREATER = "post, edit of the same second, greater id"
_STRANGE, _STRANGE_TOO = "post edited by another", "second edit by another"
_OURS, _STRANGE_AGAIN = "edit by the author of the edit by another", "edit by another of that"
_TAKEN = "retraction of the second version"
# What is known, what is asked for, its known versions oldest first, and whether it is retracted.
_EDITIONS: tuple[tuple[list[str], str, list[str], bool], ...] = (
    (["post"], "post", ["post"], False),
    (["post", _SECOND], "post", ["post", _SECOND], False),
    ([_THIRD, _SECOND, "post"], "post", ["post", _SECOND, _THIRD], False),
    (["post", _THIRD], "post", ["post"], False),
    (["post", _THIRD, _SECOND, _PEAS], _SECOND, ["post", _SECOND, _PEAS, _THIRD], False),
    (["post", _PEAS, _SECOND], "post", ["post", _SECOND, _PEAS], False),
    (["post", _SECOND, _PEAS], "post", ["post", _SECOND, _PEAS], False),
    ([_PEAS, "post", _SECOND], _SECOND, ["post", _SECOND, _PEAS], False),
    (["post", _OLD], _OLD, [_OLD, "post"], False),
    ([_OLD, "post"], "post", [_OLD, "post"], False),
    ([_OLD, "post"], _OLD, [_OLD, "post"], False),
    (["post", _LESSER], "post", [_LESSER, "post"], False),
    ([_LESSER, "post"], "post", [_LESSER, "post"], False),
    (["post", _GREATER], "post", ["post", _GREATER], False),
    ([_GREATER, "post"], "post", ["post", _GREATER], False),
    (["post", _LESSER, _GREATER], _LESSER, [_LESSER, "post", _GREATER], False),
    ([_GREATER, _LESSER, "post"], _LESSER, [_LESSER, "post", _GREATER], False),
    # Two that replace the same item are versions of each other only once it is known.
    ([_SECOND, _PEAS], _SECOND, [_SECOND], False),
    ([_SECOND, _PEAS], _PEAS, [_PEAS], False),
    ([_LESSER, _GREATER], _LESSER, [_LESSER], False),
    # An edit that is refused connects nothing.
    ([_STRANGE, _STRANGE_TOO], _STRANGE, [_STRANGE, _STRANGE_TOO], False),
    (["post", _STRANGE, _STRANGE_TOO], _STRANGE_TOO, [_STRANGE_TOO], False),
    ([_STRANGE, _STRANGE_TOO, "post"], _STRANGE_TOO, [_STRANGE_TOO], False),
    ([_STRANGE_TOO, _STRANGE, "post"], "post", ["post"], False),
    (["post", _STRANGE, _OURS], _OURS, [_OURS], False),
    (["post", _STRANGE, _OURS], "post", ["post"], False),
    (["post", "post edited by another"], "post", ["post"], False),
    (["post", "post edited to another board"], "post", ["post"], False),
    ([_TAKEN, "post", _SECOND, _THIRD], "post", ["post", _SECOND, _THIRD], True),
    ([_TAKEN, "post", _SECOND, _THIRD], _THIRD, ["post", _SECOND, _THIRD], True),
    ([_TAKEN, "post"], "post", ["post"], False),
    # The known limit of section 10.
    (["post", _THIRD, _TAKEN], "post", ["post"], False),
    (["post", _THIRD, _TAKEN], _THIRD, [_THIRD], False),
    (["post", _THIRD, _TAKEN, _SECOND], _THIRD, ["post", _SECOND, _THIRD], True),
    (["post", "retraction by another"], "post", ["post"], False),
    (["post", _SECOND, _TAKEN, "retraction of a retraction"], "post", ["post", _SECOND], True),
    (
        ["comment", "comment, second version"],
        "comment",
        ["comment", "comment, second version"],
        False,
    ),
)  # fmt: skip -- a table


# The item, what else is known (what names others behind these), and the reason to refuse the item.
_JUDGED: tuple[tuple[str, list[str], str | None], ...] = (
    ("edit of another's reply, on another board", ["post", "reply"], "replaces-other-author"),
    ("edit of another's reply, on another board", ["reply", "post"], "replaces-other-author"),
    ("edit of another's reply, on another board", ["reply"], "replaces-other-author"),
    ("edit of another's reply, on another board", ["post"], "wrong-thread"),
    ("edit of another's reply, on another board", [], None),
    ("reply moved to a retraction", [_TAKEN, "reply"], "replaces-other-place"),
    ("reply moved to a retraction", ["reply", _TAKEN], "replaces-other-place"),
    ("reply moved to a retraction", [_TAKEN], "parent-not-answerable"),
    ("reply moved to a retraction", ["post"], None),
    (
        "comment on a retraction, in another thread",
        ["post on another board", _TAKEN],
        "parent-not-answerable",
    ),
    ("comment on a retraction, in another thread", ["post on another board"], "wrong-thread"),
    ("comment with a comment as root", ["comment"], "wrong-thread"),
    ("comment with another post as root", ["another post"], None),
    ("comment with another post as root", ["another post", "post"], "wrong-thread"),
    (_OURS, [_STRANGE], "replaces-other-author"),
    (_OURS, ["post", _STRANGE], None),
    (_STRANGE_AGAIN, [_OURS], "replaces-other-author"),
    (_STRANGE_AGAIN, [_STRANGE, _OURS], None),
    (_STRANGE_AGAIN, ["post", _STRANGE, _OURS], "replaces-other-author"),
    ("comment on the edit by another", [_STRANGE], "wrong-thread"),
    ("comment on the edit by another", ["post", _STRANGE], None),
)  # fmt: skip -- a table


def _edition(
    known: list[str], asked: str, versions: list[str], *, retracted: bool
) -> dict[str, Any]:
    shown = None if retracted else versions[-1]
    return {"known": known, "asked": asked, "versions": versions, "shown": shown}


def contexts() -> dict[str, Any]:
    items = _posts()
    items |= _comments(items)
    items |= _retractions(items)
    items |= _chain(items["post"], items["post edited by another"])
    items |= _wrong_twice(items)
    return {
        "now": NOW,
        "bits": 0,
        "items": {
            name: {"info": item.info().hex(), "file": runs(item.file)}
            for name, item in items.items()
        },
        "checks": [
            {"field": field, "item": item, "other": other, "reason": reason}
            for field, item, other, reason in _CHECKS
        ],
        "editions": [
            _edition(known, asked, seen, retracted=gone) for known, asked, seen, gone in _EDITIONS
        ],
        "judged": [
            {"item": item, "known": known, "reason": reason} for item, known, reason in _JUDGED
        ],
    }
