from __future__ import annotations

import json

import pytest

from tests.cli.conftest import CommandLine
from tests.cli.fake_backend import item

EVIDENCE = {
    "source": "dht",
    "seeds": 11.7,
    "age": 130,
    "counts": True,
    "networks": None,
    "low": 10.0,
    "high": 14.25,
    "nodes": 8,
}
WHY = item(
    1,
    seeds=12,
    seeds_source="dht",
    seed_hours=1_234.5,
    ranking={"period": "week", "order": "top", "board": None},
    rank=1_003,
    absence=None,
    evidence=[
        EVIDENCE | {"source": "self", "seeds": 1, "age": 90_000},
        EVIDENCE | {"source": "swarm", "seeds": 3, "age": 5, "networks": 1},
        EVIDENCE,
        EVIDENCE | {"seeds": 1, "nodes": 1, "age": 9_999, "counts": False},
    ],
    beaten_by=[
        item(2, seeds=13, seed_hours=2.0, title="Near\x1b[2J"),
        item(3, seeds=1, seed_hours=0),
    ],
)

SHOWN = """\
Title 1
general · anna#abcd2345 · 1 hour ago · 2 comments · 010101010101

Place 1,003 in top, period week, all boards
12 seeds (DHT 2 minutes ago), 1,234.5 seed-hours
    self: you seed it, for 1 day
    swarm: 3 households in 1 network proved to have it, the last just now
    dht: about 11.7 (10.0 to 14.2 from 8 nodes), 2 minutes ago
    dht: about 1.0 (10.0 to 14.2 from 1 node), 2 hours ago; too old to count

Right above it:
    Title 3 · 1 seed · 0.0 seed-hours · 030303030303
    Near[2J · 13 seeds · 2.0 seed-hours · 020202020202
"""


def test_why_prints_the_place_the_evidence_and_what_is_above(p2psocial: CommandLine) -> None:
    p2psocial.answers["why"] = WHY
    ran = p2psocial("why", "010101", "--period", "week")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == SHOWN
    assert p2psocial.asked == (
        "why",
        {"infohash": "010101", "period": "week", "board": None, "order": "top"},
    )


def test_what_has_no_place_is_told_with_the_reason(p2psocial: CommandLine) -> None:
    changes: dict[str, object] = {
        "rank": None,
        "absence": "it is dated ahead of now",
        "beaten_by": [],
        "evidence": [],
    }
    p2psocial.answers["why"] = WHY | changes | {"seeds": 0, "seeds_source": "none"}
    lines = p2psocial("why", "010101").out.splitlines()
    assert lines[3:] == [
        "No place in top, period week, all boards: it is dated ahead of now",
        "0 seeds, 1,234.5 seed-hours",
        "    no evidence yet that anybody seeds it",
    ]


def test_json_of_why_is_the_document(p2psocial: CommandLine) -> None:
    p2psocial.answers["why"] = WHY
    assert json.loads(p2psocial("why", "010101", "--json").out) == WHY


@pytest.mark.parametrize("order", ["hours", "endangered"])
def test_top_takes_every_order(p2psocial: CommandLine, order: str) -> None:
    p2psocial.answers["top"] = []
    assert p2psocial("top", "--order", order).status == 0
    assert p2psocial.asked[1]["order"] == order


def test_seeding_says_what_is_endangered(p2psocial: CommandLine) -> None:
    p2psocial.answers["seeding"] = [item(1, since=0, until=None, endangered=True)]
    assert "endangered: nobody else is known to seed it" in p2psocial("seeding").out
