from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.cli.output import Symbols
from p2psocial.cli.rendering import ago, details, documents, duration, headline, ranked, seeds, size
from p2psocial.cli.thread import thread
from tests.cli.fake_backend import NOW, item

SYMBOLS = Symbols(dot=" · ", seeds="▲", branch="├─ ", last="└─ ", rail="│  ")
# C0, DEL, C1, line separators, bidirectional controls.
HARMFUL = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

nasty = st.text(
    st.characters(exclude_categories=["Cs"])
    | st.sampled_from("\x00\x07\x08\r\n\x1b\x7f\x9b\u2028\u202e\u2066\u200b\ufeff")
)
value = st.none() | st.booleans() | st.integers(-(10**20), 10**20) | nasty
keys = st.sampled_from(sorted({*item(), "excerpt", "since", "until", "parent_missing"}))
comments = st.recursive(
    st.builds(lambda changes: item(2) | changes, st.dictionaries(keys, value)),
    lambda inner: st.builds(
        lambda changes, replies: item(3) | changes | {"replies": replies},
        st.dictionaries(keys, value),
        st.lists(inner, max_size=3),
    ),
    max_leaves=6,
)


@settings(max_examples=100)
@given(st.lists(comments, max_size=3), comments, st.none() | st.integers(1, 100))
def test_nothing_that_acts_on_a_terminal_is_ever_in_a_line(
    items: list[dict[str, object]], top: dict[str, object], width: int | None
) -> None:
    shown = documents(items)
    lines = list(ranked(shown, NOW, SYMBOLS, "excerpt"))
    lines += thread(top | {"history": items, "replies": items}, NOW, SYMBOLS, width)
    for each in items:
        lines += [headline(each), details(each, NOW, SYMBOLS), seeds(each)]
    for line in lines:
        assert not HARMFUL.search(line), line


@given(st.integers(-(2**60), 2**60))
def test_every_age_has_words(created: int) -> None:
    assert ago(created, NOW)


def test_ages_are_in_their_largest_unit() -> None:
    said = [ago(NOW - seconds, NOW) for seconds in (-9, 59, 60, 7_200, 86_400, 6_000_000)]
    assert said == [
        "just now",
        "just now",
        "1 minute ago",
        "2 hours ago",
        "1 day ago",
        "2 months ago",
    ]
    assert ago(NOW - 2 * 365 * 86_400, NOW) == "2 years ago"
    assert duration(5) == "moments"


def test_sizes_have_units() -> None:
    counts = (0, 999, 1_000, 1 << 20, 1 << 30, 10**14)
    said = [size(count) for count in counts]
    assert said == ["0 bytes", "999 bytes", "1.0 KB", "1.0 MB", "1.1 GB", "100.0 TB"]


def test_long_lines_are_wrapped_inside_the_rails_and_links_stay_whole() -> None:
    link = "https://example.org/" + "x" * 80
    text = "word " * 30 + "\n\n" + link
    reply = item(2, kind="comment", title=None, body=text, replies=[])
    lines = list(thread(item(1, replies=[reply, reply]), NOW, SYMBOLS, 60))
    inside = [line for line in lines if line.startswith("│  ")]
    assert "│  " + link in inside
    assert all(len(line) <= 60 for line in inside if link not in line)
    assert len(inside) == 5
