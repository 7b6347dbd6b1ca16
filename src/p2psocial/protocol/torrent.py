"""From what an author wants to say to the bytes that make a torrent, and back to magnets.

An item is assembled in three steps, because the middle one takes a while and may be cancelled:
`Assembly` lays out everything but stamp and signature, its `puzzle` is solved by the caller (see
`stamp.Puzzle.search`), and `Assembly.sign` gives the finished info dict.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
import unicodedata
from dataclasses import dataclass

from p2psocial.protocol.bencoding import BencodeError, Value, decode, encode, raw_value
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.identity import PUBLIC_BYTES, SIGNATURE_BYTES, SigningKey
from p2psocial.protocol.item import PIECE_LENGTH, Draft, Item, Kind
from p2psocial.protocol.magnet import Address, parse_address
from p2psocial.protocol.stamp import NONCE_BYTES, Puzzle

MAX_TORRENT_FILE_BYTES = 65_536
_MAX_TORRENT_NODES = 8
_NAME_LENGTH = 60
# Names that Windows keeps for devices, whatever follows the dot.
_DEVICE = re.compile(r"con|prn|aux|nul|(?:com|lpt)[0-9]")
# How every canonical info dict says who wrote it.
_AUTHOR = b"6:author32:"
_OURS = b"p2psocial"
# Keys, and how long what follows them is.
_NONCE = b"5:nonce%d:" % NONCE_BYTES
_SIG = b"3:sig%d:" % SIGNATURE_BYTES
RETRACTION_TEXT = "The author took this back.\n"


def post_text(title: str, body: str) -> str:
    """Return the whole file of a post, which any BitTorrent client can show: heading, then body."""
    return f"# {title}\n\n{body}"


def post_body(title: str, text: str) -> str:
    """Return what follows the heading of a valid post's file."""
    return text[len(post_text(title, "")) :]


def file_name(words: str, kind: Kind) -> str:
    """Return the torrent's `name` for an item: its first words as `[a-z0-9-]{1,60}.txt`."""
    letters = unicodedata.normalize("NFKD", words)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    slug = re.sub(r"[^a-z0-9]+", "-", plain.lower())[:_NAME_LENGTH].strip("-")
    if _DEVICE.fullmatch(slug):
        slug = f"{kind.value}-{slug}"
    return f"{slug or kind.value}.txt"


def piece_hashes(text: bytes) -> bytes:
    """Return the concatenated SHA-1 hashes of the 16 KiB pieces of `text` (BEP 3 `pieces`)."""
    return b"".join(
        hashlib.sha1(text[start : start + PIECE_LENGTH], usedforsecurity=False).digest()
        for start in range(0, len(text), PIECE_LENGTH)
    )


def claimed_author(info: bytes) -> bytes | None:
    """Return the key of an item's author, if its info dict is valid; nothing of that is checked.

    A hundredth of the work of reading the info dict, to decide whether it is worth that.
    """
    _, found, rest = info.partition(_AUTHOR)
    return rest[:PUBLIC_BYTES] if found else None


def infohash_of(info: bytes) -> bytes:
    """Return the 20-byte SHA-1 of an encoded info dict, which names its swarm."""
    return hashlib.sha1(info, usedforsecurity=False).digest()


def _utf8(text: str) -> bytes:
    # Halves of surrogate pairs pass here, so that validation can name the field they stand in.
    return text.encode("utf-8", "surrogatepass")


def _header(draft: Draft, author: bytes, created: int, text: bytes) -> dict[bytes, Value]:
    header: dict[bytes, Value] = {
        b"v": 1,
        b"kind": draft.kind.value.encode(),
        b"board": _utf8(draft.board),
        b"author": author,
        b"created": created,
        b"body": hashlib.sha256(text).digest(),
    }
    if draft.kind is Kind.POST:
        header[b"title"] = _utf8(draft.title)
    optional = {
        b"nick": _utf8(draft.nick),
        b"title": _utf8(draft.title),
        b"parent": draft.parent,
        b"root": draft.root,
        b"replaces": draft.replaces,
    }
    header.update({key: value for key, value in optional.items() if value})
    return header


def _members(values: dict[bytes, Value], above: bytes = b"", below: bytes = b"z") -> bytes:
    """Return the encoded members of a dictionary whose keys lie between those two."""
    return encode({key: value for key, value in values.items() if above < key < below})[1:-1]


@dataclass(frozen=True, slots=True)
class Assembly:
    """An item that lacks only its nonce and its signature; `text` is its file.

    It is encoded already: up to the nonce, from there to the signature, and what follows it.
    """

    text: bytes
    _before: bytes
    _between: bytes
    _after: bytes

    def puzzle(self, bits: int) -> Puzzle:
        """Return the proof of work to be solved, for `bits` leading zero bits."""
        return Puzzle(self._before, self._between + self._after, bits)

    def sign(self, nonce: bytes, key: SigningKey) -> bytes:
        """Return the finished, canonical info dict."""
        unsigned = self._before + nonce + self._between + self._after
        return self.finish(nonce, key.sign(hashlib.sha256(unsigned).digest()))

    def finish(self, nonce: bytes, signature: bytes) -> bytes:
        """Return the info dict with that signature, right or wrong."""
        return self._before + nonce + self._between + _SIG + signature + self._after


def assemble(draft: Draft, author: bytes, created: int) -> Assembly:
    """Lay out an item. Nothing is checked here: validate the finished bytes like anyone's."""
    text = _utf8(draft.text)
    info: dict[bytes, Value] = {
        b"length": len(text),
        b"name": file_name(draft.title or draft.text[:200], draft.kind).encode(),
        b"piece length": PIECE_LENGTH,
        b"pieces": piece_hashes(text),
    }
    header = _header(draft, author, created, text)
    before = _members(info, below=_OURS) + encode(_OURS) + b"d" + _members(header, below=b"nonce")
    after = _members(header, above=b"sig") + b"e" + _members(info, above=_OURS)
    return Assembly(
        text,
        b"d" + before + _NONCE,
        _members(header, above=b"nonce", below=b"sig"),
        after + b"e",
    )


def torrent_file(item: Item, dht_nodes: tuple[tuple[str, int], ...] = ()) -> bytes:
    """Return the bytes of a trackerless `.torrent` (BEP 3, BEP 5 `nodes`) for an item.

    The info dict goes in as it is, so the infohash stays that of the item.
    """
    nodes: list[Value] = [[host.encode(), port] for host, port in dht_nodes]
    outer = encode({b"nodes": nodes})[:-1] if nodes else b"d"
    # "info" sorts before "nodes".
    return b"d4:info" + item.info + outer[1:] + b"e"


def torrent_nodes(data: bytes) -> tuple[Address, ...]:
    """Return the addresses under `nodes` in a `.torrent` file (BEP 5), at most 8.

    Host names and whatever else is no address are passed over. What `torrent_file` wrote there are
    seeds as well as DHT nodes.
    """
    try:
        raw = raw_value(data, b"nodes", limit=MAX_TORRENT_FILE_BYTES)
        nodes = decode(raw, limit=MAX_TORRENT_FILE_BYTES) if raw is not None else []
    except BencodeError:
        return ()
    found: list[Address] = []
    for node in nodes if isinstance(nodes, list) else []:
        match node:
            case [bytes() as host, int() as port]:
                name = host.decode("ascii", "replace")
                with contextlib.suppress(ValueError):
                    found.append(parse_address(str(Address(name, port))))
            case _:
                continue
    return tuple(found[:_MAX_TORRENT_NODES])


def torrent_info(data: bytes) -> bytes:
    """Return the info dict of a `.torrent` file, byte for byte, to be validated like any other.

    Other keys of the file are passed over. Raises `InvalidItem` when there is no info dict to be
    found or the file is larger than `MAX_TORRENT_FILE_BYTES`.
    """
    if len(data) > MAX_TORRENT_FILE_BYTES:
        detail = f"the file has {len(data)} bytes, at most {MAX_TORRENT_FILE_BYTES} are allowed"
        raise InvalidItem(Reason.INFO_TOO_LARGE, detail)
    try:
        info = raw_value(data, b"info", limit=MAX_TORRENT_FILE_BYTES)
    except BencodeError as error:
        reason = Reason.NOT_BENCODED if error.canonical else Reason.NOT_CANONICAL
        raise InvalidItem(reason, f"not a readable .torrent file: {error}") from error
    if info is None:
        raise InvalidItem(Reason.NOT_AN_ITEM, "not a .torrent file: it has no info dict")
    return info
