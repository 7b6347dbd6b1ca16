"""Test vectors for the rules that need two items, and for which version of an item is shown."""

from __future__ import annotations

from typing import Any

from vector_items import ALICE, BOB, NOW, Draft, comment, post, retraction, runs, sha1


def _infohash(item: Draft) -> bytes:
    return sha1(item.info())


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
        "post, edit of the same second": post("Same", created=NOW - 900, replaces=_infohash(first)),
        "post edited by another": post("Mine", key=BOB, replaces=_infohash(first)),
        "post edited by another, elsewhere": post(
            "Mine", key=BOB, board=b"attic", replaces=_infohash(first)
        ),
        "post edited to another board": post(board=b"attic", replaces=_infohash(first)),
        "post on another board": post("Chairs", board=b"attic"),
        "another post": post("Something else"),
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
_TAKEN = "retraction of the second version"
# What is known, what is asked for, its known versions oldest first, and whether it is retracted.
_EDITIONS: tuple[tuple[list[str], str, list[str], bool], ...] = (
    (["post"], "post", ["post"], False),
    (["post", _SECOND], "post", ["post", _SECOND], False),
    ([_THIRD, _SECOND, "post"], "post", ["post", _SECOND, _THIRD], False),
    (["post", _THIRD], "post", ["post"], False),
    (["post", _THIRD, _SECOND, _PEAS], _SECOND, ["post", _SECOND, _PEAS, _THIRD], False),
    (["post", _PEAS, _SECOND], "post", ["post", _SECOND, _PEAS], False),
    (["post", _OLD], _OLD, [_OLD, "post"], False),
    (["post", "post edited by another"], "post", ["post"], False),
    (["post", "post edited to another board"], "post", ["post"], False),
    ([_TAKEN, "post", _SECOND, _THIRD], "post", ["post", _SECOND, _THIRD], True),
    ([_TAKEN, "post", _SECOND, _THIRD], _THIRD, ["post", _SECOND, _THIRD], True),
    ([_TAKEN, "post"], "post", ["post"], False),
    (["post", "retraction by another"], "post", ["post"], False),
    (["post", _SECOND, _TAKEN, "retraction of a retraction"], "post", ["post", _SECOND], True),
    (
        ["comment", "comment, second version"],
        "comment",
        ["comment", "comment, second version"],
        False,
    ),
)  # fmt: skip -- a table


def _same_second(items: dict[str, Draft]) -> dict[str, Any]:
    names = ["post", "post, edit of the same second"]
    ordered = sorted(names, key=lambda name: items[name].identifier())
    return _edition(names, "post", ordered, retracted=False)


def _edition(
    known: list[str], asked: str, versions: list[str], *, retracted: bool
) -> dict[str, Any]:
    shown = None if retracted else versions[-1]
    return {"known": known, "asked": asked, "versions": versions, "shown": shown}


def contexts() -> dict[str, Any]:
    items = _posts()
    items |= _comments(items)
    items |= _retractions(items)
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
            *(
                _edition(known, asked, seen, retracted=gone)
                for known, asked, seen, gone in _EDITIONS
            ),
            _same_second(items),
        ],
    }
