from __future__ import annotations

import json

import pytest

from tests.cli.conftest import CommandLine
from tests.cli.fake_backend import NOW, comment, item

THREAD = item(
    1,
    title="A \x1b[31mtitle\u202e",
    body="First\n\n├─ fake\n",
    edited=True,
    seeding=True,
    comments=5,
    history=[
        {"infohash": "99" * 20, "created": NOW - 3 * 86_400},
        {"infohash": "01" * 20, "created": NOW - 3_700},
    ],
    replies=[
        comment(
            2,
            comment(3, comment(4, body="one\ntwo\x9b\n")),
            comment(5, retracted=True, body=None, seeds=0),
        ),
        comment(6, comment(7, parent_missing=True, edited=True, nick="")),
    ],
)

SHOWN = """\
A [31mtitle (edited)
general · anna#abcd2345 · 1 hour ago · 3 seeds (you seed it, seen 2 minutes ago) · 010101010101
Other versions: 999999999999 (3 days ago)

  First

  ├─ fake

5 comments
│
├─ anna#abcd2345 · 1 hour ago · 3 seeds · 020202020202
│  │  Body 2
│  │
│  ├─ anna#abcd2345 · 1 hour ago · 3 seeds · 030303030303
│  │  │  Body 3
│  │  │
│  │  └─ anna#abcd2345 · 1 hour ago · 3 seeds · 040404040404
│  │     one
│  │     two
│  │
│  └─ anna#abcd2345 · 1 hour ago · 0 seeds · 050505050505
│     [taken back by its author]
│
└─ anna#abcd2345 · 1 hour ago · 3 seeds · 060606060606
   │  Body 6
   │
   └─ #abcd2345 · 1 hour ago (edited) · 3 seeds · 070707070707 · answers a comment that is not here
      Body 7
"""


def asked(words: str, **more: object) -> dict[str, object]:
    anywhere = {"limit": 20, "period": "all", "board": None, "kind": None}
    return {"words": words, **anywhere, **more}


def test_show_prints_the_post_and_its_thread_as_a_tree(p2psocial: CommandLine) -> None:
    p2psocial.answers["show"] = THREAD
    ran = p2psocial("show", "010101")
    assert ran.out == SHOWN
    assert (ran.status, ran.err) == (0, "")
    assert p2psocial.asked == ("show", {"infohash": "010101"})


def test_a_thread_as_deep_as_a_stranger_likes_is_shown(p2psocial: CommandLine) -> None:
    deepest = comment(200, body="the end")
    for _ in range(5_000):
        deepest = comment(100, deepest)
    p2psocial.answers["show"] = item(1, comments=5_001, replies=[deepest], history=[])
    ran = p2psocial("show", "010101")
    assert (ran.status, ran.err) == (0, "")
    assert "the end" in ran.out
    assert max(map(len, ran.out.splitlines())) < 120


def test_a_comment_is_shown_with_its_answers(p2psocial: CommandLine) -> None:
    p2psocial.answers["show"] = comment(2, comment(3), edited=True, seeds=1)
    out = p2psocial("show", "020202").out
    assert out.startswith("general · anna#abcd2345 · 1 hour ago (edited) · 1 seed (seen 2 min")
    assert "\n1 comment\n" in out


def test_a_post_that_was_taken_back_says_so(p2psocial: CommandLine) -> None:
    p2psocial.answers["show"] = item(retracted=True, body=None, title=None, replies=[], comments=0)
    lines = p2psocial("show", "010101").out.splitlines()
    assert lines[0] == "[taken back by its author]"
    assert "  [taken back by its author]" in lines
    assert lines[-1] == "0 comments"


def test_top_is_a_numbered_list(p2psocial: CommandLine) -> None:
    p2psocial.answers["top"] = [
        item(1, seeds=12, title="Two\nlines \u2066hidden"),
        item(2, retracted=True, title=None, body=None, comments=1),
        item(3, edited=True, nick="bob\x1b]0;x\x07", created=NOW + 500),
    ]
    ran = p2psocial("top")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "1  ▲ 12  Two lines hidden\n"
        "         general · anna#abcd2345 · 1 hour ago · 2 comments · 010101010101\n"
        "2  ▲  3  [taken back by its author]\n"
        "         general · anna#abcd2345 · 1 hour ago · 1 comment · 020202020202\n"
        "3  ▲  3  Title 3 (edited)\n"
        "         general · bob]0;x#abcd2345 · just now · 2 comments · 030303030303\n"
    )
    assert p2psocial.asked == (
        "top",
        {"period": "day", "board": None, "order": "top", "limit": 20},
    )


def test_top_asks_for_what_was_chosen(p2psocial: CommandLine) -> None:
    p2psocial.answers["top"] = []
    words = ["--period", "all", "--board", "b-1", "--order", "hot", "--limit", "3", "--json"]
    assert p2psocial("top", *words).out == "[]\n"
    assert p2psocial.asked == (
        "top",
        {"period": "all", "board": "b-1", "order": "hot", "limit": 3},
    )


def test_nothing_found_says_what_to_try(p2psocial: CommandLine) -> None:
    p2psocial.answers |= {"top": [], "search": []}
    assert "--period all" in p2psocial("top").err
    assert "--period all" not in p2psocial("top", "--period", "all").err
    assert p2psocial("search", "x").err == "Nothing here has all of these words\n"


def test_words_that_look_like_options_follow_two_dashes(p2psocial: CommandLine) -> None:
    p2psocial.answers["search"] = [item(1, excerpt="")]
    assert p2psocial("search", "--limit", "3", "--", "-x", "--json").status == 0
    assert p2psocial.asked == ("search", asked("-x --json", limit=3))


def test_search_shows_where_it_matched(p2psocial: CommandLine) -> None:
    p2psocial.answers["search"] = [
        item(1, excerpt="…the place\nthat \x1bmatched"),
        item(2, kind="comment", title=None, body="long " * 40, excerpt=""),
    ]
    out = p2psocial("search", "the", "place").out.splitlines()
    assert p2psocial.asked == ("search", asked("the place"))
    assert out[2] == "        …the place that matched"
    assert out[3].startswith("2  ▲ 3  comment: long long")
    assert out[3].endswith(" …")
    assert len(out) == 5


@pytest.mark.parametrize("command", [["top"], ["search", "x"], ["show", "abcdef"]])
def test_json_is_the_answer_as_it_came(p2psocial: CommandLine, command: list[str]) -> None:
    p2psocial.answers |= {"top": [THREAD], "search": [THREAD], "show": THREAD}
    ran = p2psocial(*command, "--json")
    assert json.loads(ran.out) == p2psocial.answers[command[0]]
    assert ran.out.isascii()
    assert (ran.status, ran.err) == (0, "")


def test_a_search_can_be_limited_to_where_one_looks(p2psocial: CommandLine) -> None:
    p2psocial.answers["search"] = []
    p2psocial("search", "x", "--board", "linux", "--kind", "post", "--period", "week")
    assert p2psocial.asked == (
        "search",
        asked("x", board="linux", kind="post", period="week"),
    )
