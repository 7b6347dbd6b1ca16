"""Every limit on an item and every way to be refused, cheapest look first.

Strategy: `read_header` looks at the bytes of the info dict alone; `check_stamp`, `check_time` and
`check_signature` then cost a little more each; `check_text` needs the file; `check_context` needs
the items that this one names. Each raises `InvalidItem` with the rule's own `Reason`, and
`validate` runs them in the order that docs/protocol.md prescribes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import cast

from p2psocial.protocol import text as text_rules
from p2psocial.protocol.bencoding import BencodeError, Value, decode, encode
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.identity import PUBLIC_BYTES, SIGNATURE_BYTES, verify
from p2psocial.protocol.item import (
    HASH_BYTES,
    ID_BYTES,
    MAX_CREATED,
    MAX_FUTURE_SECONDS,
    MAX_INFO_BYTES,
    MAX_NICK_BYTES,
    MAX_TEXT_BYTES,
    MAX_TITLE_BYTES,
    MIN_STAMP_BITS,
    PIECE_LENGTH,
    Item,
    Kind,
)
from p2psocial.protocol.stamp import NONCE_BYTES, leading_zero_bits
from p2psocial.protocol.torrent import infohash_of, piece_hashes, post_text

_INFO_KEYS = frozenset({b"length", b"name", b"piece length", b"pieces", b"p2psocial"})
_ALWAYS = frozenset({b"v", b"kind", b"board", b"author", b"created", b"body", b"nonce", b"sig"})
_REQUIRED = {
    Kind.POST: _ALWAYS | {b"title"},
    Kind.COMMENT: _ALWAYS | {b"parent", b"root"},
    Kind.RETRACT: _ALWAYS | {b"parent"},
}
_ALLOWED = {
    Kind.POST: _REQUIRED[Kind.POST] | {b"nick", b"replaces"},
    Kind.COMMENT: _REQUIRED[Kind.COMMENT] | {b"nick", b"replaces"},
    Kind.RETRACT: _REQUIRED[Kind.RETRACT] | {b"nick"},
}

_KINDS = {kind.value.encode(): kind for kind in Kind}

_Dict = dict[bytes, Value]


def _refuse_unless(holds: bool, reason: Reason, detail: str) -> None:  # noqa: FBT001 -- reads as a sentence at every call
    if not holds:
        raise InvalidItem(reason, detail)


def _names(keys: frozenset[bytes] | set[bytes]) -> str:
    # As Python writes bytes, because a stranger's key may hold control characters.
    return ", ".join(sorted(repr(key)[2:-1][:40] for key in keys))


def _decode_info(info: bytes) -> tuple[_Dict, _Dict]:
    _refuse_unless(
        len(info) <= MAX_INFO_BYTES,
        Reason.INFO_TOO_LARGE,
        f"the info dict has {len(info)} bytes, at most {MAX_INFO_BYTES} are allowed",
    )
    try:
        value = decode(info, limit=MAX_INFO_BYTES)
    except BencodeError as error:
        reason = Reason.NOT_BENCODED if error.canonical else Reason.NOT_CANONICAL
        raise InvalidItem(reason, f"the info dict cannot be read: {error}") from error
    outer = value if isinstance(value, dict) else {}
    header = outer.get(b"p2psocial")
    if not isinstance(header, dict):
        raise InvalidItem(Reason.NOT_AN_ITEM, "an ordinary torrent, not a p2psocial item")
    return outer, header


def _check_info_keys(outer: _Dict) -> None:
    if outer.keys() == _INFO_KEYS:
        return
    unknown = outer.keys() - _INFO_KEYS
    missing = _INFO_KEYS - outer.keys()
    _refuse_unless(not unknown, Reason.UNKNOWN_INFO_KEY, f"unknown info keys: {_names(unknown)}")
    raise InvalidItem(Reason.MISSING_INFO_KEY, f"missing info keys: {_names(missing)}")


def _read_kind(header: _Dict) -> Kind:
    _refuse_unless(
        header.get(b"v") == 1, Reason.UNKNOWN_VERSION, "made for another version of p2psocial"
    )
    named = header.get(b"kind")
    kind = _KINDS.get(named) if isinstance(named, bytes) else None
    if kind is None:
        raise InvalidItem(Reason.UNKNOWN_KIND, "neither a post, a comment nor a retraction")
    if _REQUIRED[kind] <= header.keys() <= _ALLOWED[kind]:
        return kind
    unknown = header.keys() - _ALLOWED[kind]
    missing = _REQUIRED[kind] - header.keys()
    _refuse_unless(not unknown, Reason.UNKNOWN_KEY, f"keys a {kind} cannot have: {_names(unknown)}")
    raise InvalidItem(Reason.MISSING_KEY, f"keys a {kind} must have: {_names(missing)}")


def _as_text(value: Value | None) -> str | None:
    if not isinstance(value, bytes):
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _is_integer(value: Value | None, low: int, high: int) -> bool:
    return isinstance(value, int) and low <= value <= high


def _is_bytes(value: Value | None, size: int) -> bool:
    return isinstance(value, bytes) and len(value) == size


def _check_file_fields(outer: _Dict, kind: Kind) -> None:
    length, limit = outer[b"length"], MAX_TEXT_BYTES[kind]
    _refuse_unless(
        _is_integer(length, 1, limit),
        Reason.BAD_LENGTH,
        f"the text of a {kind} has 1 to {limit} bytes",
    )
    name = _as_text(outer[b"name"])
    _refuse_unless(
        name is not None and text_rules.NAME_PATTERN.fullmatch(name) is not None,
        Reason.BAD_NAME,
        "the file name is not 1 to 60 of a-z, 0-9 and '-' followed by '.txt'",
    )
    _refuse_unless(
        outer[b"piece length"] == PIECE_LENGTH,
        Reason.BAD_PIECE_LENGTH,
        f"the piece length is not {PIECE_LENGTH}",
    )
    pieces = -(-cast("int", length) // PIECE_LENGTH)
    _refuse_unless(
        _is_bytes(outer[b"pieces"], HASH_BYTES * pieces),
        Reason.BAD_PIECES,
        f"'pieces' is not {pieces} hashes of {HASH_BYTES} bytes",
    )


def _fits_line(limit: int) -> Callable[[Value], bool]:
    def fits(value: Value) -> bool:
        line = _as_text(value)
        return line is not None and text_rules.is_line(line, limit)

    return fits


def _sized(size: int) -> Callable[[Value], bool]:
    return lambda value: _is_bytes(value, size)


# Key, what it must be, the rule's name, and how to say it. In the order of `Reason`.
_FIELDS: tuple[tuple[bytes, Callable[[Value], bool], Reason, str], ...] = (
    (b"author", _sized(PUBLIC_BYTES), Reason.BAD_AUTHOR, "'author' is not a 32-byte key"),
    (
        b"board",
        lambda value: (board := _as_text(value)) is not None and text_rules.is_board(board),
        Reason.BAD_BOARD,
        "a board's name is 1 to 32 of a-z, 0-9 and '-', and does not begin with '-'",
    ),
    (b"body", _sized(ID_BYTES), Reason.BAD_BODY_HASH, "'body' is not a SHA-256"),
    (
        b"created",
        lambda value: _is_integer(value, 1, MAX_CREATED),
        Reason.BAD_CREATED,
        "'created' is not a Unix time in seconds",
    ),
    (
        b"nick",
        _fits_line(MAX_NICK_BYTES),
        Reason.BAD_NICK,
        f"a nick is one line of 1 to {MAX_NICK_BYTES} bytes without spaces around it",
    ),
    (b"nonce", _sized(NONCE_BYTES), Reason.BAD_NONCE, "'nonce' is not 8 bytes"),
    (b"parent", _sized(HASH_BYTES), Reason.BAD_PARENT, "'parent' is not an infohash"),
    (b"replaces", _sized(HASH_BYTES), Reason.BAD_REPLACES, "'replaces' is not an infohash"),
    (b"root", _sized(HASH_BYTES), Reason.BAD_ROOT, "'root' is not an infohash"),
    (b"sig", _sized(SIGNATURE_BYTES), Reason.BAD_SIG, "'sig' is not 64 bytes"),
    (
        b"title",
        _fits_line(MAX_TITLE_BYTES),
        Reason.BAD_TITLE,
        f"a title is one line of 1 to {MAX_TITLE_BYTES} bytes without spaces around it",
    ),
)


def _bytes(header: _Dict, key: bytes) -> bytes:
    return cast("bytes", header[key])


def _text(header: _Dict, key: bytes) -> str:
    return cast("bytes", header.get(key, b"")).decode("utf-8")


def _reference(header: _Dict, key: bytes) -> bytes | None:
    return cast("bytes | None", header.get(key))


def _identifier(outer: _Dict, header: _Dict) -> bytes:
    unsigned: _Dict = {key: value for key, value in header.items() if key != b"sig"}
    return hashlib.sha256(encode(outer | {b"p2psocial": unsigned})).digest()


def _to_item(info: bytes, outer: _Dict, header: _Dict, kind: Kind) -> Item:
    return Item(
        info=info,
        infohash=infohash_of(info),
        id=_identifier(outer, header),
        kind=kind,
        board=_text(header, b"board"),
        author=_bytes(header, b"author"),
        nick=_text(header, b"nick"),
        created=cast("int", header[b"created"]),
        name=_text(outer, b"name"),
        length=cast("int", outer[b"length"]),
        pieces=_bytes(outer, b"pieces"),
        body_hash=_bytes(header, b"body"),
        signature=_bytes(header, b"sig"),
        title=_text(header, b"title"),
        parent=_reference(header, b"parent"),
        root=_reference(header, b"root"),
        replaces=_reference(header, b"replaces"),
    )


def check_references(item: Item) -> None:
    """Refuse an item that names itself as its own parent, root or earlier version."""
    _refuse_unless(
        item.infohash not in (item.parent, item.root, item.replaces),
        Reason.SELF_REFERENCE,
        "the item names itself as parent, root or earlier version",
    )


def read_header(info: bytes) -> Item:
    """Read an info dict, checking all that can be seen in it without arithmetic.

    Raises `InvalidItem`. Stamp, time, signature and text are still to be checked.
    """
    outer, header = _decode_info(info)
    _check_info_keys(outer)
    kind = _read_kind(header)
    _check_file_fields(outer, kind)
    for key, fits, reason, detail in _FIELDS:
        if key in header:
            _refuse_unless(fits(header[key]), reason, detail)
    item = _to_item(info, outer, header, kind)
    check_references(item)
    return item


def check_stamp(item: Item, bits: int = MIN_STAMP_BITS) -> None:
    """Refuse an item whose id has fewer than `bits` leading zero bits."""
    found = leading_zero_bits(item.id)
    _refuse_unless(
        found >= bits, Reason.STAMP_TOO_LOW, f"the stamp has {found} bits, {bits} are needed"
    )


def check_time(item: Item, now: int) -> None:
    """Refuse an item dated more than ten minutes after `now` (Unix time in seconds)."""
    ahead = item.created - now
    _refuse_unless(
        ahead <= MAX_FUTURE_SECONDS,
        Reason.CREATED_IN_FUTURE,
        f"the item is dated {ahead} seconds ahead of this machine's clock",
    )


def check_signature(item: Item) -> None:
    """Refuse an item that its author did not sign."""
    _refuse_unless(
        verify(item.author, item.id, item.signature),
        Reason.WRONG_SIGNATURE,
        "the signature is not the author's",
    )


def check_header(info: bytes, now: int, bits: int = MIN_STAMP_BITS) -> Item:
    """Read and check everything that needs no text: form, stamp, time, signature."""
    item = read_header(info)
    check_stamp(item, bits)
    check_time(item, now)
    check_signature(item)
    return item


def check_text(item: Item, data: bytes) -> str:
    """Return the file of `item` as text, having checked that it is the one that was signed."""
    _refuse_unless(
        len(data) == item.length,
        Reason.TEXT_LENGTH,
        f"the text has {len(data)} bytes, the item says {item.length}",
    )
    _refuse_unless(
        piece_hashes(data) == item.pieces,
        Reason.WRONG_PIECE_HASH,
        "the text does not match the torrent's piece hashes",
    )
    _refuse_unless(
        hashlib.sha256(data).digest() == item.body_hash,
        Reason.WRONG_BODY_HASH,
        "the text does not match the SHA-256 that the author signed",
    )
    text = text_rules.decode_text(data)
    _refuse_unless(
        item.kind is not Kind.POST or text.startswith(post_text(item.title, "")),
        Reason.TEXT_HEADING,
        "the text of a post begins with '# ', its title and a blank line",
    )
    return text


def check_replaces(item: Item, earlier: Item) -> None:
    """Refuse an edit of another author's item, or one that moves it to another place."""
    _refuse_unless(
        item.author == earlier.author,
        Reason.REPLACES_OTHER_AUTHOR,
        "the item edits one that another author wrote",
    )
    _refuse_unless(
        (item.kind, item.board, item.parent, item.root)
        == (earlier.kind, earlier.board, earlier.parent, earlier.root),
        Reason.REPLACES_OTHER_PLACE,
        "an edit keeps the kind, board, parent and thread of what it edits",
    )


def check_parent(item: Item, parent: Item) -> None:
    """Refuse an answer that does not fit what it answers, or a retraction of another's item."""
    if item.kind is Kind.RETRACT:
        _refuse_unless(
            item.author == parent.author,
            Reason.RETRACTS_OTHER_AUTHOR,
            "only its author can take an item back",
        )
    _refuse_unless(
        parent.kind is not Kind.RETRACT,
        Reason.PARENT_NOT_ANSWERABLE,
        "a retraction can be neither answered nor taken back",
    )
    if item.kind is Kind.COMMENT:
        thread = parent.infohash if parent.kind is Kind.POST else parent.root
        _refuse_unless(
            item.root == thread and item.board == parent.board,
            Reason.WRONG_THREAD,
            "the comment names another thread or board than what it answers",
        )


def check_root(item: Item, root: Item) -> None:
    """Refuse a comment whose thread does not begin with a post on the comment's board."""
    _refuse_unless(
        root.kind is Kind.POST and root.board == item.board,
        Reason.WRONG_THREAD,
        "the comment's thread is not a post on the comment's board",
    )


def validate(info: bytes, data: bytes, now: int, bits: int = MIN_STAMP_BITS) -> Item:
    """Check an info dict and its file by every rule that needs no other item."""
    item = check_header(info, now, bits)
    check_text(item, data)
    return item
