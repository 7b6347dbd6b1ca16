"""A stand-in for the node: says what it was told to say, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore, PasswordCost
from p2psocial.settings import Settings

NOW = 1_800_000_000
CHEAP = PasswordCost(rounds=1, memory=8_192)

Answer = Callable[[Mapping[str, object], OnProgress], object]


def item(number: int = 1, **changes: object) -> dict[str, object]:
    """An item document as the node makes them; `number` gives it an infohash of its own."""
    infohash = f"{number:02x}" * 20
    document: dict[str, object] = {
        "infohash": infohash,
        "id": f"{number:02x}" * 32,
        "kind": "post",
        "board": "general",
        "title": f"Title {number}",
        "body": f"Body {number}\n",
        "author": "ab" * 32,
        "fingerprint": "abcd2345",
        "nick": "anna",
        "created": NOW - 3_700,
        "seeds": 3,
        "seeds_source": "swarm",
        "seeds_age": 130,
        "seeding": False,
        "parent": None,
        "root": None,
        "replaces": None,
        "comments": 2,
        "original": infohash,
        "newest": infohash,
        "edited": False,
        "retracted": False,
        "name": "title.txt",
        "size": 15,
        "magnet": f"magnet:?xt=urn:btih:{infohash}&dn=title.txt",
    }
    return document | changes


def comment(number: int, *replies: dict[str, object], **changes: object) -> dict[str, object]:
    """A comment document as it stands in a thread."""
    made = item(number, kind="comment", title=None, comments=len(replies), parent_missing=False)
    return made | {"replies": list(replies)} | changes


@dataclass
class FakeBackend:
    """Answers by operation: a value, an exception to raise, or a function of the request."""

    folder: DataFolder
    settings: Settings = field(default_factory=Settings)
    answers: dict[str, object] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    @property
    def identities(self) -> Identities:
        return identities(self.folder.identities)

    def perform(
        self, operation: str, arguments: Mapping[str, object], on_progress: OnProgress
    ) -> object:
        self.asked.append((operation, dict(arguments)))
        answer = self.answers[operation]
        if isinstance(answer, Exception):
            raise answer
        return answer(arguments, on_progress) if callable(answer) else answer

    def run_node(self) -> int:
        answer = self.answers["node"]
        assert callable(answer)
        status: int = answer()
        return status

    def run_window(self, link: str, load_settings: Callable[[], Settings]) -> int:
        self.asked.append(("window", {"link": link, "settings": load_settings()}))
        return 0

    def run_demo(
        self, nodes: int, seconds: float | None, folder: Path | None, tell: Callable[[str], None]
    ) -> Mapping[str, object]:
        answer = self.answers["demo"]
        assert callable(answer)
        happened: Mapping[str, object] = answer(nodes, seconds, folder, tell)
        return happened

    def run_demo_window(self, nodes: int, folder: Path | None) -> int:
        self.asked.append(("demo window", {"nodes": nodes, "folder": folder}))
        return 0

    def run_demo_worker(self) -> int:
        self.asked.append(("demo worker", {}))
        return 0


def identities(folder: Path) -> Identities:
    """Identities that are the same in each test, and quick to protect."""
    drawn = len(list(folder.glob("*.json"))) if folder.exists() else 0

    def draw(count: int) -> bytes:
        nonlocal drawn
        drawn += 1
        return bytes((drawn * 31 + place) % 256 for place in range(count))

    return Identities(Keystore(folder, draw, CHEAP), lambda: NOW, draw)
