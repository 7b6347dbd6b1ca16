"""The main job: people on nodes of their own write, read, upvote and answer over BitTorrent."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from tests.node_process import CommandFailedError, NodeProcess, running


@pytest.fixture
def nodes(tmp_path: Path) -> tuple[NodeProcess, NodeProcess, NodeProcess]:
    """Three nodes that do not run yet."""
    anna, ben, cara = (NodeProcess(tmp_path / name) for name in ("anna", "ben", "cara"))
    return anna, ben, cara


def test_a_text_lives_on_at_whoever_upvoted_it(
    nodes: tuple[NodeProcess, NodeProcess, NodeProcess],
) -> None:
    anna, ben, cara = nodes
    with running(anna, ben):
        written = anna.post("A text worth keeping", "Keep *this*.\n")
        assert ben.json("import", written["magnet"])["new"] is True
        assert ben.json("seeding") == []
        assert ben.json("upvote", written["infohash"])["seeding"] is True
        why = ben.json("why", written["infohash"], "--period", "day")
        assert (why["rank"], why["seeds"]) == (1, 2)
        assert [each["source"] for each in why["evidence"]] == ["self", "swarm"]
        assert [each["endangered"] for each in ben.json("seeding")] == [False]
        anna.stop()
        link = ben.json("magnet", written["infohash"])["magnet"]
        with running(cara):
            read = cara.json("import", link)
            assert (read["body"], read["title"]) == ("Keep *this*.\n", "A text worth keeping")
            assert (read["seeds"], read["seeds_source"]) == (1, "swarm")


def test_a_thread_is_a_tree_of_comments_over_nodes(
    nodes: tuple[NodeProcess, NodeProcess, NodeProcess],
) -> None:
    anna, ben, _ = nodes
    with running(anna, ben):
        post = anna.post("Question")
        ben.run("import", post["magnet"])
        answer = ben.json("comment", post["infohash"], text="An answer.\n")
        anna.run("import", answer["magnet"])
        assert anna.json("upvote", answer["infohash"])["seeds"] == 2
        anna.run("comment", answer["infohash"], text="Thanks.\n")
        shown = anna.json("show", post["infohash"])
        assert shown["comments"] == 2
        assert [reply["body"] for reply in shown["replies"]] == ["An answer.\n"]
        assert [reply["body"] for reply in shown["replies"][0]["replies"]] == ["Thanks.\n"]


def test_the_newest_version_is_shown_and_a_retraction_hides_all_of_them(
    nodes: tuple[NodeProcess, NodeProcess, NodeProcess],
) -> None:
    anna, ben, _ = nodes
    with running(anna, ben):
        post = anna.post("Draft", "Frist text.\n")
        ben.run("import", post["magnet"])
        ben.run("upvote", post["infohash"])
        edit = anna.json("edit", post["infohash"], "--title", "Final", text="First text.\n")
        ben.run("import", edit["magnet"])
        shown = ben.json("show", post["infohash"])
        assert (shown["title"], shown["body"], shown["edited"]) == ("Final", "First text.\n", True)
        assert [row["infohash"] for row in ben.json("top")] == [edit["infohash"]]

        retraction = anna.json("retract", post["infohash"])
        ben.run("import", retraction["magnet"])
        assert ben.json("top") == []
        assert ben.json("seeding") == []
        assert ben.json("show", post["infohash"])["body"] is None


def test_only_the_author_can_edit_or_take_back(
    nodes: tuple[NodeProcess, NodeProcess, NodeProcess],
) -> None:
    anna, ben, _ = nodes
    with running(anna, ben):
        post = anna.post("Mine")
        ben.run("import", post["magnet"])
        for command in (("edit", post["infohash"]), ("retract", post["infohash"])):
            with pytest.raises(CommandFailedError, match="own identities"):
                ben.run(*command, text="Not mine.\n")


def test_votes_come_back_after_a_restart(
    nodes: tuple[NodeProcess, NodeProcess, NodeProcess],
) -> None:
    anna, ben, _ = nodes
    with running(anna, ben):
        post = anna.post("Still here")
        anna.stop()
        anna.start()
        assert ben.json("import", post["magnet"])["body"] == "Some text.\n"


def test_a_node_that_a_script_put_into_the_background_ends_on_sigterm(tmp_path: Path) -> None:
    # Shells start background jobs of scripts with SIGINT ignored.
    node = NodeProcess(tmp_path / "anna", before_start=ignore_sigint)
    with running(node):
        node.stop()


def ignore_sigint() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
