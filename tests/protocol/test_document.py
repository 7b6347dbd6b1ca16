"""docs/protocol.md says what the code does, as far as a program can tell."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from p2psocial.protocol import item, magnet, torrent
from p2psocial.protocol.bencoding import MAX_DEPTH
from p2psocial.protocol.errors import Reason
from p2psocial.protocol.item import Kind
from tests.protocol.vector_files import load

_DOCUMENT = (Path(__file__).resolve().parents[2] / "docs" / "protocol.md").read_text("utf-8")
_PROSE = " ".join(_DOCUMENT.split())


def test_every_reason_is_documented_in_the_order_of_the_rules() -> None:
    rows = re.findall(r"^\| ([0-9]+) \| `([a-z0-9-]+)` \|", _DOCUMENT, re.MULTILINE)
    assert rows == [(str(number), reason.value) for number, reason in enumerate(Reason, 1)]


@pytest.mark.parametrize(
    "words",
    [
        f"at most {item.MAX_INFO_BYTES:,} bytes",
        f"line of at most {item.MAX_TITLE_BYTES} bytes",
        f"line of at most {item.MAX_NICK_BYTES} bytes",
        f"an integer from 1 to {item.MAX_CREATED} ",
        f"the integer {item.PIECE_LENGTH} ",
        f"In the public network it is **{item.MIN_STAMP_BITS}**",
        f"`created` > *now* + {item.MAX_FUTURE_SECONDS} ",
        f"| post | 1 to {item.MAX_TEXT_BYTES[Kind.POST]:,} |",
        f"| comment | 1 to {item.MAX_TEXT_BYTES[Kind.COMMENT]:,} |",
        f"| retract | 1 to {item.MAX_TEXT_BYTES[Kind.RETRACT]:,} |",
        f"more than {MAX_DEPTH} lists and dicts",
        f"more than {magnet.MAX_MAGNET_CHARACTERS:,} characters is refused",
        f"More than {magnet.MAX_PARAMETERS} parts",
        f"the first {magnet.MAX_PEERS} `x.pe`",
        f"the file has more than {torrent.MAX_TORRENT_FILE_BYTES:,} bytes",
    ],
)
def test_limits_are_those_of_the_document(words: str) -> None:
    assert words in _PROSE


def test_the_largest_info_dict_is_as_large_as_the_document_says() -> None:
    largest = max(len(vector["info"]) // 2 for vector in load("items-valid.json")["vectors"])
    assert f"No valid item has more than {largest}." in _PROSE
