from __future__ import annotations

from collections import Counter

import pytest

from p2psocial.demo.script import Act, Conversation, parse, read_script
from p2psocial.protocol.item import MAX_NICK_BYTES, MAX_TEXT_BYTES, MAX_TITLE_BYTES, Kind
from p2psocial.protocol.text import is_board, is_line

SCRIPT = read_script()


def test_there_is_enough_to_read() -> None:
    acts = Counter(part.act for conversation in SCRIPT for part in conversation.parts)
    assert len({conversation.board for conversation in SCRIPT}) >= 6
    assert acts[Act.POST] >= 30
    assert acts[Act.ANSWER] >= 120
    assert acts[Act.EDIT] >= 1
    assert acts[Act.RETRACT] >= 1


@pytest.mark.parametrize("talk", SCRIPT, ids=lambda each: f"{each.board}/{each.title}")
def test_every_text_can_be_published(talk: Conversation) -> None:
    assert is_board(talk.board)
    assert is_line(talk.title, MAX_TITLE_BYTES)
    for part in talk.parts:
        assert is_line(part.nick, MAX_NICK_BYTES)
        kind = Kind.POST if part.act is Act.POST else Kind.COMMENT
        assert len(part.text.encode()) <= MAX_TEXT_BYTES[kind]
        assert part.text.strip() or part.act is Act.RETRACT


@pytest.mark.parametrize("talk", SCRIPT, ids=lambda each: f"{each.board}/{each.title}")
def test_people_only_change_what_is_theirs(talk: Conversation) -> None:
    for part in talk.parts:
        if part.act in (Act.EDIT, Act.RETRACT):
            assert talk.parts[part.about].nick == part.nick


def test_a_file_is_read_as_its_rules_say() -> None:
    source = (
        "%% anna\n# A title\n\nText.\n%% ben > 1\nYes.\n%% ben edits 2\nNo.\n%% ben retracts 2\n"
    )
    talk = parse("linux", "1-a.md", source)
    assert (talk.board, talk.title, talk.round) == ("linux", "A title", "1")
    assert [(part.act, part.nick, part.about, part.text.strip()) for part in talk.parts] == [
        (Act.POST, "anna", 0, "Text."),
        (Act.ANSWER, "ben", 0, "Yes."),
        (Act.EDIT, "ben", 1, "No."),
        (Act.RETRACT, "ben", 1, ""),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "Text\n%% anna\n# Title\n",
        "%% anna\nNo title.\n",
        "%% anna > 1\n# Title\n",
        "%% anna\n# Title\n\nText.\n%% ben\nAbout what?\n",
        "%% anna\n# Title\n\nText.\n%% ben > 2\nAbout myself?\n",
        "%% anna\n# Title\n\nText.\n%% ben > 0\nAbout nothing?\n",
    ],
)
def test_a_file_that_breaks_the_rules_is_refused(source: str) -> None:
    with pytest.raises(ValueError, match="linux/1"):
        parse("linux", "1-a.md", source)
