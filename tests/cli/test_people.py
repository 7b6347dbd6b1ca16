from __future__ import annotations

import json

from tests.cli.conftest import CommandLine
from tests.cli.fake_backend import NOW, comment, item

ANNA: dict[str, object] = {
    "author": "ab" * 32,
    "fingerprint": "abcd2345",
    "nicks": ["anna", "\x1b[31mevil"],
    "first_seen": NOW - 90_000,
    "posts": 1,
    "comments": 2,
    "seeds": 5,
    "blocked": True,
    "me": False,
    "items": [item(1)],
    "next": None,
}
NOTICES: dict[str, object] = {
    "unread": 1,
    "next": 7,
    "notices": [
        {
            "number": 9,
            "notice": "reply",
            "noticed": NOW - 3_700,
            "unread": True,
            "post": "01" * 20,
            "post_title": "Title 1",
            "item": comment(2, body="I do not agree."),
        },
        {
            "number": 7,
            "notice": "mention",
            "noticed": NOW,
            "unread": False,
            "post": "03" * 20,
            "post_title": None,
            "item": item(3),
        },
    ],
}


def test_an_authors_page_says_who_that_is(p2psocial: CommandLine) -> None:
    p2psocial.answers["author"] = ANNA
    ran = p2psocial("author", "#abcd2345", "--limit", "5")
    assert p2psocial.asked == ("author", {"author": "#abcd2345", "limit": 5})
    assert ran.out == (
        "anna, [31mevil · #abcd2345 · blocked\n"
        "1 post · 2 comments · 5 seeds · first seen 1 day ago\n"
        f"{'ab' * 32}\n"
        "1  ▲ 3  Title 1\n"
        "        general · anna#abcd2345 · 1 hour ago · 2 comments · 010101010101\n"
    )


def test_notices_are_listed_and_then_seen(p2psocial: CommandLine) -> None:
    p2psocial.answers |= {"notices": NOTICES, "notices_seen": {"unread": 0}}
    ran = p2psocial("notices")
    assert ran.out == (
        "new: anna#abcd2345 answered you · 1 hour ago · 020202020202\n"
        "    in Title 1\n"
        "    comment: I do not agree.\n"
        "anna#abcd2345 named you · just now · 030303030303\n"
        "    in a post that is not here\n"
        "    Title 3\n"
    )
    assert p2psocial.backend.asked[1:] == [("notices_seen", {"up_to": 9})]


def test_notices_can_be_left_unread(p2psocial: CommandLine) -> None:
    p2psocial.answers["notices"] = NOTICES
    assert json.loads(p2psocial("notices", "--keep-unread", "--json").out) == NOTICES


def test_no_notices_are_a_note(p2psocial: CommandLine) -> None:
    p2psocial.answers["notices"] = {"unread": 0, "next": None, "notices": []}
    ran = p2psocial("notices")
    assert (ran.status, ran.out) == (0, "")
    assert "Nobody" in ran.err
