from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import CommandLine

HAPPENED = {
    "nodes": 3,
    "processes": 2,
    "seconds": 12.5,
    "events": {"post": 2, "vote": 7},
    "delivered": 0.5,
    "readable_ms": {"p50": 10.0, "p95": 20.0},
}


@pytest.fixture(autouse=True)
def signals_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM), signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGTERM, before[0])
    signal.signal(signal.SIGINT, before[1])


def play(
    nodes: int, seconds: float | None, folder: Path | None, tell: Callable[[str], None]
) -> dict[str, object]:
    tell(f"{nodes} nodes for {seconds} s in {folder}")
    return HAPPENED


def test_it_says_what_happens_and_what_has_happened(p2psocial: CommandLine) -> None:
    p2psocial.answers["demo"] = play
    ran = p2psocial("demo", "--headless", "--nodes", "3", "--seconds", "9")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        f"3 nodes for 9.0 s in {p2psocial.backend.folder.path}\n"
        "In 12.5 s on 3 nodes: 2 posts, 7 votes."
        " 50.00% of all texts arrived; readable after p50 10.0 ms, p95 20.0 ms.\n"
    )


def test_json_is_the_only_thing_on_stdout(p2psocial: CommandLine) -> None:
    p2psocial.answers["demo"] = play
    ran = p2psocial("demo", "--headless", "--json")
    assert json.loads(ran.out) == HAPPENED
    assert ran.err.startswith("12 nodes for None s in ")


def test_without_headless_it_opens_the_window(
    p2psocial: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    assert p2psocial("demo", "--nodes", "5").status == 0
    assert p2psocial.asked == ("demo window", {"nodes": 5, "folder": p2psocial.backend.folder.path})


def test_without_a_display_it_names_headless(p2psocial: CommandLine, no_display: None) -> None:
    del no_display
    ran = p2psocial("demo")
    assert ran.status == 1
    assert "p2psocial demo --headless" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("nodes", ["0", "-1", "many", "501", "²"])
def test_an_impossible_number_of_nodes_is_refused(p2psocial: CommandLine, nodes: str) -> None:
    assert p2psocial("demo", "--headless", f"--nodes={nodes}").status == 2


def test_a_worker_is_the_backends_to_run(p2psocial: CommandLine) -> None:
    assert p2psocial("demo", "--worker").status == 0
    assert p2psocial.asked == ("demo worker", {})
