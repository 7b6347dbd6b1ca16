"""p2psocial with a stand-in backend, to be run as a process of its own: see `processes`."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Mapping

from p2psocial.cli.main import main
from p2psocial.control.operation import OnProgress
from p2psocial.data_folder import DataFolder
from p2psocial.settings import Settings
from tests.cli.fake_backend import FakeBackend, comment, item


def stamp_for_ever(_arguments: Mapping[str, object], on_progress: OnProgress) -> object:
    on_progress({"stage": "stamp", "attempts": 1_000, "expected": 262_144})
    sys.stderr.write("stamping\n")
    sys.stderr.flush()
    time.sleep(60)
    return None


def stamp(_arguments: Mapping[str, object], on_progress: OnProgress) -> object:
    on_progress({"stage": "stamp", "attempts": 1_000, "expected": 262_144})
    return item()


def sign(arguments: Mapping[str, object], on_progress: OnProgress) -> object:
    identities(arguments)
    return stamp(arguments, on_progress)


def identities(arguments: Mapping[str, object]) -> None:
    passphrase = arguments.get("passphrase")
    BACKENDS[0].identities.unlock("", passphrase if isinstance(passphrase, str) else None)


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def be_a_node() -> int:
    async def run() -> int:
        tell("running")
        try:
            await asyncio.sleep(60)
        finally:
            # Ending takes a moment, in which a second signal must not hurt.
            await asyncio.sleep(0.2)
            tell("ended cleanly")
        return 0

    return asyncio.run(run())


ANSWERS: dict[str, object] = {
    "comment": stamp_for_ever,
    "post": sign,
    "top": [item(number % 256, title="An ünicode título ▲ 猫") for number in range(3_000)],
    "show": item(1, replies=[comment(2, comment(3))], history=[]),
    "node": be_a_node,
}
BACKENDS: list[FakeBackend] = []


def make_backend(settings: Settings, folder: DataFolder) -> FakeBackend:
    BACKENDS.append(FakeBackend(folder, settings, ANSWERS))
    return BACKENDS[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], make_backend))
