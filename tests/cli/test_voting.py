from __future__ import annotations

import json

from tests.cli.conftest import CommandLine
from tests.cli.fake_backend import NOW, item


def test_an_upvote_lasts_as_long_as_the_settings_say(p2psocial: CommandLine) -> None:
    p2psocial.answers["upvote"] = item(until=NOW + 86_400, seeding=True, node_running=False)
    ran = p2psocial("upvote", "ABCDEF12")
    assert p2psocial.asked == ("upvote", {"infohash": "abcdef12", "for": "year"})
    assert ran.out == (
        "Seeding until 2027-01-16: Title 1 · 3 seeds (you seed it, seen 2 minutes ago)"
        " · 010101010101\n"
    )
    assert ran.err == "Nothing is seeded until a node runs: start 'p2psocial node'\n"


def test_an_upvote_lasts_as_long_as_one_says(p2psocial: CommandLine) -> None:
    p2psocial.backend.folder.create()
    p2psocial.backend.folder.settings.write_text('{"vote_for": "week"}')
    p2psocial.answers["upvote"] = item(until=None)
    assert p2psocial("upvote", "abcdef", "--for", "forever").out.startswith("Seeding for ever: ")
    p2psocial("upvote", "abcdef")
    assert [asked[1]["for"] for asked in p2psocial.backend.asked] == ["forever", "week"]


def test_an_unvote_says_what_is_left(p2psocial: CommandLine) -> None:
    p2psocial.answers["unvote"] = item(seeds=1, seeds_source="none", seeds_age=None)
    ran = p2psocial("unvote", "abcdef")
    assert ran.out == "No longer seeding: Title 1 · 1 seed · 010101010101\n"


def test_json_of_votes_is_the_document(p2psocial: CommandLine) -> None:
    p2psocial.answers |= {"upvote": item(until=5), "unvote": item(2), "seeding": [item(3)]}
    assert json.loads(p2psocial("upvote", "abcdef", "--json").out) == item(until=5)
    assert json.loads(p2psocial("unvote", "abcdef", "--json").out) == item(2)
    assert json.loads(p2psocial("seeding", "--json").out) == [item(3)]


def test_seeding_lists_since_and_until(p2psocial: CommandLine) -> None:
    p2psocial.answers["seeding"] = [
        item(1, since=NOW - 90_000, until=10**18, endangered=True, uploaded=0, newer="ab" * 20),
        item(2, since=NOW, until=NOW, seeds_source="self", seeding=True, uploaded=5_000),
    ]
    assert p2psocial("seeding").out == (
        "Title 1\n"
        "    3 seeds (seen 2 minutes ago) · since 1 day ago · for ever · 15 bytes · 010101010101"
        " · endangered: nobody else is known to seed it · newer version: abababababab\n"
        "Title 2\n"
        "    3 seeds (you seed it) · since just now · until 2027-01-15 · 15 bytes"
        " · 5.0 KB uploaded · 020202020202\n"
    )
    assert p2psocial.asked == ("seeding", {"order": "newest"})


def test_seeding_can_be_ordered_and_limited(p2psocial: CommandLine) -> None:
    p2psocial.answers["seeding"] = []
    p2psocial("seeding", "--order", "endangered", "--limit", "3")
    assert p2psocial.asked == ("seeding", {"order": "endangered", "limit": 3})


def test_what_to_drop_is_proposed(p2psocial: CommandLine) -> None:
    dropped = item(1, since=NOW, until=None, uploaded=0)
    p2psocial.answers["propose_drops"] = {"enough": False, "proposals": [dropped]}
    ran = p2psocial("seeding", "--to-free", "5000")
    assert p2psocial.asked == ("propose_drops", {"bytes": 5_000})
    assert ran.out.startswith("Title 1\n")
    assert "not enough" in ran.err
    p2psocial.answers["propose_drops"] = {"enough": True, "proposals": []}
    assert "free already" in p2psocial("seeding", "--to-free", "5").err
    assert p2psocial("seeding", "--to-free", "many").status == 2


def test_seeding_nothing_says_how_to(p2psocial: CommandLine) -> None:
    p2psocial.answers["seeding"] = []
    ran = p2psocial("seeding")
    assert (ran.status, ran.out) == (0, "")
    assert "p2psocial upvote INFOHASH" in ran.err
