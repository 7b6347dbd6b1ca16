"""What an owner blocks, and lists of it that people give to each other."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.failures import RequestError
from p2psocial.services import moderation as moderation_module
from p2psocial.services.block_lists import (
    MAX_FILE_BYTES,
    MAX_RULES,
    checked_rule,
    read_block_list,
    write_block_list,
)
from p2psocial.services.ports import Block, BlockKind
from tests.services.people import Person

RULES = [
    Block(BlockKind.AUTHOR, "ab" * 32),
    Block(BlockKind.BOARD, "spam"),
    Block(BlockKind.WORD, "strasse"),
    Block(BlockKind.ITEM, "cd" * 20),
]


def test_a_hidden_item_is_hidden_in_every_version(anna: Person) -> None:
    async def run() -> None:
        post = await anna.post()
        edited = await anna.edit(post, "Second.\n")
        other = await anna.post("Other.\n")
        refuses = anna.moderation.refuses
        assert anna.moderation.block(BlockKind.ITEM, edited.item.infohash.hex().upper())
        assert [refuses(each.item) for each in (post, edited, other)] == [True, True, False]
        again = await anna.edit(edited, "Third.\n")
        assert refuses(again.item)
        # Again is a rule for the new version as well, and then none.
        assert anna.moderation.block(BlockKind.ITEM, post.item.infohash.hex())
        assert not anna.moderation.block(BlockKind.ITEM, post.item.infohash.hex())

        assert anna.moderation.unblock(BlockKind.ITEM, post.item.infohash.hex())
        assert [refuses(each.item) for each in (post, edited, again)] == [False, False, False]
        assert anna.moderation.rules() == []
        assert not anna.moderation.unblock(BlockKind.ITEM, post.item.infohash.hex())

    asyncio.run(run())


def test_a_list_is_added_to_what_is_there(anna: Person) -> None:
    anna.moderation.block(BlockKind.BOARD, "spam")
    assert anna.moderation.add(RULES) == 3
    assert set(anna.moderation.rules()) == set(RULES)
    assert anna.moderation.refuses_text("Die Straße")
    assert anna.moderation.add(RULES) == 0


def test_too_many_rules_are_refused_whole(anna: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moderation_module, "MAX_RULES", 4)
    anna.moderation.block(BlockKind.WORD, "mine")
    with pytest.raises(RequestError, match="there would be 5 rules"):
        anna.moderation.add(RULES)
    assert anna.moderation.rules() == [Block(BlockKind.WORD, "mine")]
    assert not anna.moderation.refuses_text("straße")


def test_what_is_written_is_what_is_read() -> None:
    assert read_block_list(write_block_list(RULES)) == RULES
    assert read_block_list(write_block_list([])) == []


def test_the_documented_example_is_a_block_list() -> None:
    text = (Path(__file__).parents[2] / "docs" / "block-lists.md").read_text()
    example = text.split("```json\n")[1].split("```")[0]
    assert read_block_list(example.encode()) == [
        Block(BlockKind.BOARD, "spam"),
        Block(BlockKind.WORD, "casino"),
    ]


def listed(*rules: object) -> bytes:
    return json.dumps({"format": "p2psocial block list", "version": 1, "rules": rules}).encode()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"{", "it is not JSON"),
        (b"\xff", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", 'no "format"'),
        (b'{"format": "p2psocial block list", "version": 2}', "another version"),
        (b'{"format": "p2psocial block list", "version": 1}', "'rules' is a list"),
        (listed(*[{"kind": "word", "value": "x"}] * (MAX_RULES + 1)), "'rules' is a list"),
        (b" " * (MAX_FILE_BYTES + 1), "at most"),
        (listed({"kind": "poem", "value": "x"}), "rule 1 needs"),
        (listed({"kind": "word", "value": "x"}, "y"), "rule 2 needs"),
        (listed({"kind": "word", "value": 5}), "rule 1 needs"),
        (listed({"kind": ["word"], "value": "x"}), "rule 1 needs"),
        (listed({"kind": "author", "value": "abcd2345"}), "rule 1: 'abcd2345' is not a public key"),
        (listed({"kind": "board", "value": "No Board"}), "rule 1: 'no board' is not the name"),
        (listed({"kind": "item", "value": "ab"}), "rule 1: 'ab' is not an infohash"),
        (listed({"kind": "word", "value": " "}), "rule 1: a blocked word"),
        (listed({"kind": "word", "value": "a\nb"}), "rule 1: a blocked word"),
    ],
)
def test_a_file_that_is_wrong_is_refused_whole(data: bytes, told: str) -> None:
    with pytest.raises(RequestError, match=told):
        read_block_list(data)


@given(st.sampled_from(BlockKind), st.text(max_size=80))
def test_a_rule_that_was_accepted_is_accepted_again(kind: BlockKind, value: str) -> None:
    try:
        rule = checked_rule(kind, value)
    except RequestError:
        return
    assert read_block_list(write_block_list([rule])) == [rule]


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_whatever_is_in_a_file_is_read_or_refused(data: bytes) -> None:
    with pytest.raises(RequestError):
        read_block_list(data)
