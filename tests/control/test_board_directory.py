"""Which boards there are, for whoever looks for one to join."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from p2psocial.control.operations import Operations, Services
from p2psocial.services.spreading.membership import Membership
from tests.index.items_factory import post
from tests.services.people import BEGIN, Clock, Person


def test_boards_of_which_something_is_here_are_told_to_us_alone(tmp_path: Path) -> None:
    person = Person(tmp_path, Clock())
    for number, board in enumerate(("music", "linux", "music", "old")):
        created = 5 if board == "old" else BEGIN - 9
        written = post(str(number), board=board, created=created)
        person.index.add(written.item, written.text, BEGIN)
    membership = Membership(person.index, person.clock)
    membership.join("linux")
    services = SimpleNamespace(index=person.index, clock=person.clock, boards=membership)

    async def run() -> object:
        operations = Operations(cast("Services", services)).by_name()
        return await operations["boards"]({}, lambda _: None)

    assert asyncio.run(run()) == [
        {"name": "linux", "activity": 1, "joined": True},
        {"name": "music", "activity": 2, "joined": False},
        {"name": "old", "activity": 0, "joined": False},
    ]
    assert membership.introduction().known == (("linux", 1),)
    person.index.close()
