"""The network goes and comes back: a node goes on, meets its board again, and catches up."""

from __future__ import annotations

import itertools
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.node_process import NodeProcess, running

_NUMBERS = itertools.count()
BRIDGED = "10.77.{}.{}"


def ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True, capture_output=True)


@dataclass(frozen=True)
class Machine:
    """A network namespace with one address, joined to the other machine by a cable."""

    namespace: str
    cable: str
    address: str

    def unplug(self) -> None:
        """Let nothing in or out, and lose the address, as a laptop does that is closed."""
        ip("-n", self.namespace, "address", "flush", "dev", self.cable)
        ip("-n", self.namespace, "link", "set", self.cable, "down")

    def plug_in(self) -> None:
        ip("-n", self.namespace, "link", "set", self.cable, "up")
        ip("-n", self.namespace, "address", "replace", f"{self.address}/24", "dev", self.cable)

    def enter(self) -> None:
        """Move this process into the namespace; for a child that is about to become a node."""
        handle = os.open(f"/run/netns/{self.namespace}", os.O_RDONLY)
        try:
            if _libc_setns(handle):
                raise OSError(f"cannot enter {self.namespace}")
        finally:
            os.close(handle)


def _libc_setns(handle: int) -> int:
    # os.setns came with Python 3.12.
    import ctypes  # noqa: PLC0415 -- of use to this function alone

    result: int = ctypes.CDLL(None).setns(handle, 0)
    return result


@pytest.fixture
def machines() -> Iterator[tuple[Machine, Machine]]:
    number = os.getpid() % 250
    names = [f"p2ps{os.getpid()}-{next(_NUMBERS)}" for _ in range(2)]
    cables = [f"p{os.getpid() % 100_000}x{index}" for index in range(2)]
    try:
        ip("netns", "add", names[0])
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("network namespaces need root and the program ip")
    try:
        ip("netns", "add", names[1])
        ends = ("peer", "name", cables[1], "netns", names[1])
        ip("link", "add", cables[0], "netns", names[0], "type", "veth", *ends)
        made = [
            Machine(name, cable, BRIDGED.format(number, place + 1))
            for place, (name, cable) in enumerate(zip(names, cables, strict=True))
        ]
        for machine in made:
            ip("-n", machine.namespace, "link", "set", "lo", "up")
            machine.plug_in()
        yield made[0], made[1]
    finally:
        for name in names:
            subprocess.run(["ip", "netns", "delete", name], check=False, capture_output=True)


def wait_until(true: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def titles(node: NodeProcess) -> set[str]:
    return {entry["title"] for entry in node.json("top", "--order", "new")}


@pytest.mark.timeout(240)
def test_who_was_cut_off_goes_on_and_catches_up(
    tmp_path: Path, machines: tuple[Machine, Machine]
) -> None:
    home, away = machines
    author = NodeProcess(
        tmp_path / "home",
        "--board",
        "test",
        address=f"{home.address}:7681",
        before_start=home.enter,
    )
    traveller = NodeProcess(
        tmp_path / "away",
        "--board",
        "test",
        "--bootstrap",
        author.address,
        address=f"{away.address}:7681",
        before_start=away.enter,
    )
    with running(author, traveller):
        wait_until(lambda: author.json("status")["neighbours"] > 0, 30)
        before = author.post("Before")
        wait_until(lambda: "Before" in titles(traveller), 30)
        away.unplug()
        author.post("Meanwhile at home")
        traveller.post("Meanwhile away")
        assert titles(traveller) == {"Before", "Meanwhile away"}
        wait_until(lambda: "cannot listen on" in traveller.log.read_text(), 10)
        away.plug_in()
        everything = {"Before", "Meanwhile at home", "Meanwhile away"}
        wait_until(lambda: titles(traveller) == titles(author) == everything, 120)
        traveller.run("upvote", before["infohash"])
        assert traveller.json("status")["seeding"] == 2
        told = traveller.log.read_text()
        assert told.count("peers cannot reach us until that address is back") == 1
        assert f"listening on {traveller.address} again" in told
    for node in (author, traveller):
        assert "Traceback" not in node.log.read_text()
