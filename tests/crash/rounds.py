"""A node that is killed again and again while several people work on it.

    python -m tests.crash.rounds [KILLS]

Strategy: each client works on items of its own and notes what was acknowledged. What was under way
when the node was killed is uncertain and may have happened or not; everything else must be there.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from p2psocial.failures import MachineError
from tests.hostile.asking import ask, configure, files_below
from tests.node_process import NodeProcess, running

CLIENTS = 3
SOURCES = 60
_LONGEST_ROUND = 0.5


@dataclass
class Client:
    """One person; `seeded` says for each item whether its last acknowledged state is seeding."""

    number: int
    chance: random.Random
    foreign: list[str]
    own: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    seeded: dict[str, bool] = field(default_factory=dict)
    uncertain: set[str] = field(default_factory=set)
    acknowledged: int = 0

    def work(self, node: NodeProcess, stop: threading.Event) -> None:
        """Do one thing after another until the node is gone."""
        with contextlib.suppress(MachineError):
            while not stop.is_set():
                self._step(node)
                self.acknowledged += 1

    def _step(self, node: NodeProcess) -> None:
        steps: list[Callable[[NodeProcess], None]] = [self._post, self._upvote_foreign]
        if self.own:
            steps += [self._edit, self._unvote, self._upvote_again]
        self.chance.choice(steps)(node)

    def _post(self, node: NodeProcess) -> None:
        text = f"Text {self.chance.random()}\n" * self.chance.randrange(1, 400)
        made = ask(node, "post", board="crash", title=f"Client {self.number}", text=text)
        self.own.append(made["infohash"])
        self._note(made["infohash"], text, seeded=True)

    def _edit(self, node: NodeProcess) -> None:
        old = self.chance.choice(self.own)
        text = f"Edited {self.chance.random()}\n"
        made = ask(node, "edit", infohash=old, text=text)
        self.own.append(made["infohash"])
        self._note(made["infohash"], text, seeded=True)

    def _upvote_foreign(self, node: NodeProcess) -> None:
        if not self.foreign:
            return
        made = self._vote(node, self.foreign.pop())
        self._note(made["infohash"], made["body"], seeded=True)

    def _upvote_again(self, node: NodeProcess) -> None:
        infohash = self.chance.choice(list(self.texts))
        self.uncertain.add(infohash)
        self._vote(node, infohash)
        self._note(infohash, self.texts[infohash], seeded=True)

    def _unvote(self, node: NodeProcess) -> None:
        seeded = [each for each, is_seeded in self.seeded.items() if is_seeded]
        seeded = [each for each in seeded if each not in self.uncertain]
        if not seeded:
            return
        infohash = self.chance.choice(seeded)
        self.uncertain.add(infohash)
        ask(node, "unvote", infohash=infohash)
        self._note(infohash, self.texts[infohash], seeded=False)

    def _vote(self, node: NodeProcess, name: str) -> Any:  # noqa: ANN401 -- any JSON
        return ask(node, "upvote", infohash=name, timeout=10, **{"for": "year"})

    def _note(self, infohash: str, text: str, *, seeded: bool) -> None:
        self.texts[infohash] = text
        self.seeded[infohash] = seeded
        self.uncertain.discard(infohash)


class Rounds:
    """The node that is killed, a node with texts of others, and one that reads."""

    def __init__(self, folder: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        self.victim, self.source, self.reader = (
            NodeProcess(folder / name) for name in ("victim", "source", "reader")
        )
        for node in (self.victim, self.source, self.reader):
            configure(node.folder)
        self.clients: list[Client] = []
        self.kills = 0
        self._read: set[str] = set()

    def run(self, kills: int) -> None:
        """Kill the node that often and look at what is left each time."""
        with running(self.source, self.reader, self.victim):
            magnets = [
                ask(self.source, "post", board="crash", title=f"{n}", text=f"Foreign {n}\n")[
                    "magnet"
                ]
                for n in range(SOURCES)
            ]
            self.clients = [
                Client(number, random.Random(self._chance.random()), magnets[number::CLIENTS])
                for number in range(CLIENTS)
            ]
            for _ in range(kills):
                self._round()
                self.check()

    def _round(self) -> None:
        stop = threading.Event()
        threads = [
            threading.Thread(target=client.work, args=(self.victim, stop))
            for client in self.clients
        ]
        for thread in threads:
            thread.start()
        time.sleep(self._chance.uniform(0, _LONGEST_ROUND))
        self.victim.kill()
        self.kills += 1
        stop.set()
        for thread in threads:
            thread.join(30)
            assert not thread.is_alive()
        self.victim.start()

    def check(self) -> None:
        """Compare what the node has with what it acknowledged."""
        self._check_database()
        seeding = {each["infohash"]: each for each in ask(self.victim, "seeding")}
        for client in self.clients:
            self._check_client(client, seeding)
        assert ask(self.victim, "status")["torrents"] == len(seeding)
        self._check_files(seeding)
        self._check_served(seeding)

    def _check_database(self) -> None:
        path = self.victim.folder / "index.db"
        with contextlib.closing(sqlite3.connect(path, timeout=20)) as database:
            assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]

    def _check_client(self, client: Client, seeding: dict[str, Any]) -> None:
        for infohash, text in client.texts.items():
            if infohash in client.uncertain:
                client.seeded[infohash] = infohash in seeding
                continue
            assert client.seeded[infohash] == (infohash in seeding), infohash
            if infohash in seeding:
                assert seeding[infohash]["body"] == text
        client.uncertain.clear()

    def _check_files(self, seeding: dict[str, Any]) -> None:
        assert not files_below(self.victim.folder / "reading")
        files = {path.name: path for path in files_below(self.victim.folder / "seeds")}
        assert files.keys() == {f"{infohash}.txt" for infohash in seeding}
        for infohash, document in seeding.items():
            file = files[f"{infohash}.txt"]
            assert file.stat().st_size == document["size"]
            assert file.read_text().endswith(document["body"])

    def _check_served(self, seeding: dict[str, Any]) -> None:
        unread = sorted(seeding.keys() - self._read)
        for infohash in self._chance.sample(unread, min(2, len(unread))):
            document = seeding[infohash]
            read = ask(self.reader, "import", magnet=document["magnet"], timeout=10)
            assert read["body"] == document["body"]
            self._read.add(infohash)


def _report(rounds: Rounds, seconds: float) -> str:
    acknowledged = sum(client.acknowledged for client in rounds.clients)
    return (
        f"{rounds.kills} kills in {seconds:.0f} s: {acknowledged} operations acknowledged,"
        " all of them found and served"
    )


def main() -> None:
    """Run by hand; the argument says how often to kill."""
    kills = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        rounds = Rounds(Path(folder), seed=kills)
        rounds.run(kills)
    print(_report(rounds, time.monotonic() - begun))  # noqa: T201 -- a program for the terminal


if __name__ == "__main__":
    main()
