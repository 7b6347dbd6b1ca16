"""A node goes on while somebody looks through all that it has."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from p2psocial.app.clock import unix_time
from p2psocial.app.reading import READ_APART
from p2psocial.app.running import open_node
from p2psocial.data_folder import DataFolder
from p2psocial.failures import RequestError
from p2psocial.index.index import Index
from p2psocial.services.identities import Identities
from p2psocial.services.keystore import Keystore
from p2psocial.settings import Settings
from tests.coroutines import run, until
from tests.node_process import loopback_address

PATIENCE = 60
Ask = Callable[..., Awaitable[Any]]


class Hold:
    """Keeps a method of every index from going on, on whichever thread it is called."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
        self.begun, self.may_go_on = threading.Event(), threading.Event()
        inner: Callable[..., object] = getattr(Index, name)

        def held(*arguments: object) -> object:
            self.begun.set()
            self.may_go_on.wait(PATIENCE)
            return inner(*arguments)

        monkeypatch.setattr(Index, name, held)


def with_node(folder: Path, check: Callable[[Ask], Awaitable[None]]) -> None:
    """Check something on a real node in this process."""

    async def work() -> None:
        settings = Settings(
            private=True, stamp_bits=0, listen=loopback_address(), gossip=loopback_address(7682)
        )
        data = DataFolder(folder)
        identities = Identities(Keystore(data.identities, os.urandom), unix_time, os.urandom)
        async with open_node(settings, data, identities) as running:

            async def ask(name: str, **arguments: object) -> Any:  # noqa: ANN401 -- any JSON
                return await running.operations[name](arguments, lambda _: None)

            await check(ask)

    run(work())


async def post(ask: Ask, title: str = "Beans") -> str:
    made = await ask("post", board="garden", title=title, text="Sow them.\n")
    return str(made["infohash"])


@pytest.mark.parametrize(
    ("operation", "arguments", "held"),
    [
        ("search", {"words": "beans"}, "search"),
        ("top", {"period": "all", "order": "hot"}, "top"),
        ("seeding", {}, "seed_page"),
        ("propose_drops", {"bytes": 1 << 40}, "seed_page"),
        ("show", {}, "thread"),
    ],
)
def test_others_are_answered_while_something_long_goes_on(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    operation: str,
    arguments: dict[str, object],
    held: str,
) -> None:
    async def check(ask: Ask) -> None:
        infohash = await post(ask)
        hold = Hold(monkeypatch, held)
        named = {"infohash": infohash} if operation == "show" else arguments
        long = asyncio.ensure_future(ask(operation, **named))
        await until(hold.begun.is_set)
        assert (await ask("status"))["seeding"] == 1
        await post(ask, "Written meanwhile")
        await ask("upvote", infohash=infohash, **{"for": "week"})
        assert not long.done()
        hold.may_go_on.set()
        assert await long

    with_node(tmp_path, check)


def test_what_was_just_written_or_blocked_is_seen_and_hidden_at_once(tmp_path: Path) -> None:
    async def check(ask: Ask) -> None:
        for number in range(3):
            infohash = await post(ask, f"Beans {number}")
            found = await ask("search", words=f"Beans {number}")
            assert [each["infohash"] for each in found] == [infohash]
            # Where others reach us is part of a link on a private network.
            assert "x.pe=127." in found[0]["magnet"]
        await ask("block", kind="word", value="beans 1")
        assert await ask("search", words="beans 1") == []
        listed = await ask("top", period="all", order="new")
        assert sorted(each["title"] for each in listed) == ["Beans 0", "Beans 2"]

    with_node(tmp_path, check)


def test_what_is_wrong_with_a_question_is_told_as_ever(tmp_path: Path) -> None:
    async def check(ask: Ask) -> None:
        with pytest.raises(RequestError, match="nothing to search for"):
            await ask("search", words=" ")
        with pytest.raises(RequestError, match="is not here"):
            await ask("show", infohash="ab" * 20)

    with_node(tmp_path, check)


def test_a_node_ends_while_somebody_is_looking(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looking: list[asyncio.Future[Any]] = []

    async def check(ask: Ask) -> None:
        await post(ask)
        hold = Hold(monkeypatch, "search")
        looking.append(asyncio.ensure_future(ask("search", words="beans")))
        await until(hold.begun.is_set)
        looking[0].cancel()
        hold.may_go_on.set()

    with_node(tmp_path, check)
    assert looking[0].cancelled()


def test_all_that_is_read_apart_is_an_operation_of_its_own(tmp_path: Path) -> None:
    async def check(ask: Ask) -> None:
        infohash = await post(ask)
        author = (await ask("show", infohash=infohash))["author"]
        questions: dict[str, dict[str, object]] = {
            "top": {"period": "all", "order": "top"},
            "why": {"period": "all", "order": "top", "infohash": infohash},
            "search": {"words": "beans"},
            "author": {"author": author},
            "notices": {},
            "seeding": {},
            "propose_drops": {"bytes": 1},
        }
        assert questions.keys() == set(READ_APART)
        for name, arguments in questions.items():
            assert await ask(name, **arguments)

    with_node(tmp_path, check)
