"""What an author assembles, stamps and signs is what everybody else accepts."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.stamp import Puzzle, leading_zero_bits
from p2psocial.protocol.text import NAME_PATTERN
from p2psocial.protocol.torrent import assemble, file_name, post_body, post_text
from p2psocial.protocol.validation import validate
from tests.protocol.vector_files import load

_KEY = SigningKey(bytes(32))
_CREATED = 1_790_000_000
_STAMPS = load("stamps.json")

any_text = st.text(st.characters())  # with halves of surrogate pairs


def _published(draft: Draft, bits: int = 0) -> Item:
    assembly = assemble(draft, _KEY.public, _CREATED)
    nonce = assembly.puzzle(bits).search(0, 1_000_000)
    assert nonce is not None
    return validate(assembly.sign(nonce, _KEY), assembly.text, _CREATED, bits)


def _outcome(draft: Draft) -> Item | Reason:
    try:
        return _published(draft)
    except InvalidItem as refused:
        return refused.reason


def test_the_bytes_of_an_item_never_change() -> None:
    draft = Draft(Kind.POST, "garden", post_text("Beans", "Sow.\n"), nick="Al", title="Beans")
    item = _published(draft)

    public = bytes.fromhex("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29")
    text = b"# Beans\n\nSow.\n"
    before = (
        b"d6:lengthi14e4:name9:beans.txt9:p2psociald6:author32:" + public + b"5:board6:garden"
        b"4:body32:" + hashlib.sha256(text).digest() + b"7:createdi1790000000e4:kind4:post"
        b"4:nick2:Al5:nonce8:" + bytes(8)
    )
    after = (
        b"5:title5:Beans1:vi1ee12:piece lengthi16384e"
        b"6:pieces20:" + hashlib.sha1(text, usedforsecurity=False).digest() + b"e"
    )
    assert item.info == before + b"3:sig64:" + item.signature + after
    assert item.id == hashlib.sha256(before + after).digest()
    assert item.infohash.hex() == "5641c944e6464a45fe28c0780a143b52382a29bd"


@given(any_text)
@example("")
@example(" ")
@example("x" * 301)
@example("a\nb")
@example("\ud800")
@example("Con")
def test_any_title_is_published_or_refused_for_itself(title: str) -> None:
    outcome = _outcome(Draft(Kind.POST, "garden", post_text(title, "Sow.\n"), title=title))
    assert outcome is Reason.BAD_TITLE or (isinstance(outcome, Item) and outcome.title == title)
    assert post_body(title, post_text(title, "Sow.\n")) == "Sow.\n"


@given(any_text, any_text, any_text)
def test_any_words_are_published_or_refused_for_themselves(
    board: str, nick: str, text: str
) -> None:
    refusals = {
        Reason.BAD_BOARD,
        Reason.BAD_NICK,
        Reason.BAD_LENGTH,
        Reason.TEXT_NOT_UTF8,
        Reason.TEXT_CONTROL,
    }
    draft = Draft(Kind.COMMENT, board, text, nick, parent=bytes(20), root=bytes(20))
    outcome = _outcome(draft)
    if isinstance(outcome, Item):
        assert (outcome.board, outcome.nick) == (board, nick)
    else:
        assert outcome in refusals


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_is_published_with_a_stamp(kind: Kind) -> None:
    words = {
        Kind.POST: Draft(Kind.POST, "garden", post_text("Beans", ""), title="Beans"),
        Kind.COMMENT: Draft(Kind.COMMENT, "garden", "x", parent=bytes(20), root=bytes(20)),
        Kind.RETRACT: Draft(Kind.RETRACT, "garden", "x", parent=bytes(20)),
    }
    item = _published(words[kind], bits=8)
    assert item.kind is kind
    assert leading_zero_bits(item.id) >= 8


def test_a_nick_that_looks_like_the_nonce_does_not_mislead_the_stamp() -> None:
    draft = Draft(Kind.POST, "garden", post_text("B", ""), nick="5:nonce8:", title="B")
    assert leading_zero_bits(_published(draft, bits=8).id) >= 8


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Growing beans in winter", "growing-beans-in-winter.txt"),
        ("Hello wörld", "hello-world.txt"),
        ("Ünïcode: ﬁne, İstanbul & Co.", "unicode-fine-istanbul-co.txt"),
        ("東京", "post.txt"),
        ("...", "post.txt"),
        ("", "post.txt"),
        ("con", "post-con.txt"),
        ("COM1!", "post-com1.txt"),
        ("a" * 100, "a" * 60 + ".txt"),
        ("a" * 59 + " b", "a" * 59 + ".txt"),
    ],
)
def test_a_file_is_named_after_its_words(words: str, name: str) -> None:
    assert file_name(words, Kind.POST) == name


@given(any_text, st.sampled_from(Kind))
def test_a_file_name_always_keeps_its_rule(words: str, kind: Kind) -> None:
    name = file_name(words, kind)
    assert NAME_PATTERN.fullmatch(name)
    assert not name.startswith("-")


@pytest.mark.parametrize("vector", _STAMPS["ids"], ids=lambda v: str(v["id"][:10]))
def test_a_stamp_is_counted_from_the_first_bit(vector: dict[str, Any]) -> None:
    assert leading_zero_bits(bytes.fromhex(vector["id"])) == vector["bits"]


@given(st.binary(min_size=32, max_size=32))
def test_a_stamp_is_what_binary_digits_show(digest: bytes) -> None:
    digits = "".join(f"{byte:08b}" for byte in digest)
    assert leading_zero_bits(digest) == len(digits) - len(digits.lstrip("0"))


@pytest.mark.parametrize("vector", _STAMPS["puzzles"], ids=lambda v: f"{v['bits']} bits")
def test_the_first_nonce_that_fits_is_found(vector: dict[str, Any]) -> None:
    before, after = bytes.fromhex(vector["before"]), bytes.fromhex(vector["after"])
    puzzle = Puzzle(before, after, vector["bits"])
    nonce = puzzle.search(int(vector["start"], 16), 1_000_000)
    assert nonce is not None
    assert nonce.hex() == vector["nonce"]


def test_a_search_ends_when_its_attempts_are_used_up() -> None:
    assert Puzzle(b"", b"", 256).search(0, 1_000) is None
