"""Block lists as files that people give to each other; see docs/block-lists.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from p2psocial.failures import RequestError
from p2psocial.protocol.identity import PUBLIC_BYTES
from p2psocial.protocol.item import HASH_BYTES
from p2psocial.protocol.text import is_board
from p2psocial.services.ports import Block, BlockKind

MAX_RULES = 10_000
MAX_FILE_BYTES = 4 << 20
MAX_WORD = 60

_FORMAT = "p2psocial block list"
_VERSION = 1
_KEY = re.compile(f"[0-9a-f]{{{PUBLIC_BYTES * 2}}}")
_HASH = re.compile(f"[0-9a-f]{{{HASH_BYTES * 2}}}")
_UNUSABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def checked_rule(kind: BlockKind, value: str) -> Block:
    """Return a rule in its one form; raises `RequestError` for a value that cannot be."""
    value = value.strip().casefold()
    match kind:
        case BlockKind.AUTHOR if not _KEY.fullmatch(value):
            raise RequestError(f"{value[:70]!r} is not a public key of 64 hexadecimal digits")
        case BlockKind.BOARD if not is_board(value):
            raise RequestError(f"{value[:40]!r} is not the name of a board")
        case BlockKind.ITEM if not _HASH.fullmatch(value):
            raise RequestError(f"{value[:60]!r} is not an infohash of 40 hexadecimal digits")
        case BlockKind.WORD if not 1 <= len(value) <= MAX_WORD or _UNUSABLE.search(value):
            raise RequestError(f"a blocked word is one line of 1 to {MAX_WORD} characters")
        case _:
            return Block(kind, value)


def write_block_list(rules: Iterable[Block]) -> bytes:
    """Return the file with these rules."""
    document = {
        "format": _FORMAT,
        "version": _VERSION,
        "rules": [{"kind": rule.kind.value, "value": rule.value} for rule in rules],
    }
    return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


def read_block_list(data: bytes) -> list[Block]:
    """Return the rules of a file, each once; raises `RequestError` naming what is wrong with it."""
    if len(data) > MAX_FILE_BYTES:
        raise RequestError(f"a block list has at most {MAX_FILE_BYTES:,} bytes")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        raise RequestError("this is not a block list: it is not JSON") from None
    if not isinstance(document, dict) or document.get("format") != _FORMAT:
        raise RequestError(f'this is not a block list: it has no "format": "{_FORMAT}"')
    if document.get("version") != _VERSION:
        raise RequestError("this block list is of another version; update p2psocial")
    return read_rules(document.get("rules"))


def read_rules(given: object) -> list[Block]:
    """Return rules from their JSON form, each once; raises `RequestError`."""
    if not isinstance(given, list) or len(given) > MAX_RULES:
        raise RequestError(f"'rules' is a list of at most {MAX_RULES:,} rules")
    rules = [_rule(number, each) for number, each in enumerate(given, start=1)]
    return list(dict.fromkeys(rules))


def _rule(number: int, given: object) -> Block:
    kind, value = (given.get("kind"), given.get("value")) if isinstance(given, dict) else (0, 0)
    if not isinstance(value, str) or not isinstance(kind, str) or kind not in set(BlockKind):
        kinds = ", ".join(BlockKind)
        raise RequestError(f"rule {number} needs a 'kind' ({kinds}) and a 'value'")
    try:
        return checked_rule(BlockKind(kind), value)
    except RequestError as error:
        raise RequestError(f"rule {number}: {error}") from None
