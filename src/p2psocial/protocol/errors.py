"""Every reason for which something from outside is refused, each with a stable name.

Strategy: a rule that is broken raises `InvalidItem` (or `InvalidMagnet`, `InvalidPhrase`) with the
name of that rule. These say "the other side is wrong"; they never stand for a bug of ours or a
broken machine. The names are part of the specification and of the test vectors, so they never
change once released.
"""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The rule that an item broke. The value is the rule's name in docs/protocol.md.

    The order of the members is the order in which `validation.validate` looks at the rules, so
    that two implementations name the same rule for the same bytes.
    """

    INFO_TOO_LARGE = "info-too-large"
    NOT_BENCODED = "not-bencoded"
    NOT_CANONICAL = "not-canonical"
    NOT_AN_ITEM = "not-an-item"
    UNKNOWN_INFO_KEY = "unknown-info-key"
    MISSING_INFO_KEY = "missing-info-key"
    UNKNOWN_VERSION = "unknown-version"
    UNKNOWN_KIND = "unknown-kind"
    UNKNOWN_KEY = "unknown-key"
    MISSING_KEY = "missing-key"
    BAD_LENGTH = "bad-length"
    BAD_NAME = "bad-name"
    BAD_PIECE_LENGTH = "bad-piece-length"
    BAD_PIECES = "bad-pieces"
    BAD_AUTHOR = "bad-author"
    BAD_BOARD = "bad-board"
    BAD_BODY_HASH = "bad-body-hash"
    BAD_CREATED = "bad-created"
    BAD_NICK = "bad-nick"
    BAD_NONCE = "bad-nonce"
    BAD_PARENT = "bad-parent"
    BAD_REPLACES = "bad-replaces"
    BAD_ROOT = "bad-root"
    BAD_SIG = "bad-sig"
    BAD_TITLE = "bad-title"
    SELF_REFERENCE = "self-reference"
    STAMP_TOO_LOW = "stamp-too-low"
    CREATED_IN_FUTURE = "created-in-future"
    WRONG_SIGNATURE = "wrong-signature"
    TEXT_LENGTH = "text-length"
    WRONG_PIECE_HASH = "wrong-piece-hash"
    WRONG_BODY_HASH = "wrong-body-hash"
    TEXT_NOT_UTF8 = "text-not-utf8"
    TEXT_CONTROL = "text-control"
    TEXT_HEADING = "text-heading"
    # The rules below need the other item to be known, so they come last.
    REPLACES_OTHER_AUTHOR = "replaces-other-author"
    REPLACES_OTHER_PLACE = "replaces-other-place"
    RETRACTS_OTHER_AUTHOR = "retracts-other-author"
    PARENT_NOT_ANSWERABLE = "parent-not-answerable"
    WRONG_THREAD = "wrong-thread"


class InvalidItem(Exception):  # noqa: N818 -- named after the specification's term, as h11 does
    """Bytes that are not a valid item; `reason` names the rule, `detail` says it to a person."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{detail} ({reason.value})")
        self.reason = reason
        self.detail = detail


class InvalidMagnet(Exception):  # noqa: N818 -- as InvalidItem
    """A string that is not a usable magnet link; the message says what is wrong with it."""


class InvalidPhrase(Exception):  # noqa: N818 -- as InvalidItem
    """Words that are not a recovery phrase; the message says which word or count is wrong."""
