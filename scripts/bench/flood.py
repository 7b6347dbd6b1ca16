"""What one hostile peer does to the others: delays of honest posts and memory, with and without.

    python scripts/bench/flood.py [--nodes 16] [--posts 30] [--only KIND ...]

For each kind of attack a network of real nodes is started and measured in peace, and once more
while a process of its own connects to every node from one address and misbehaves as well as it
can. Time counts from when a post is stored where it was published until its text can be read
elsewhere. What is valid in the floods is stamped with few bits, as the honest posts of this
network are: outside of such networks it would cost the attacker 16,000 times the work.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from p2psocial.demo.figures import Delays, delays
from p2psocial.demo.network import STAMP_BITS, DemoNetwork, NodePlan
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Kind
from p2psocial.protocol.messages import (
    Boards,
    Body,
    GetBody,
    Have,
    Items,
    Message,
    SyncOpen,
    board_hash,
    encode_message,
)
from p2psocial.protocol.peer_wire import (
    ExtendedHandshake,
    WireReader,
    extended_handshake,
    handshake,
    payload_frame,
)
from p2psocial.protocol.torrent import assemble, post_text
from p2psocial.protocol.validation import read_header

BOARD = "test"
TEXT = "Some words that are worth spreading. " * 27
LEAST_NEIGHBOURS = 3
READY_SECONDS = 60.0
SETTLE_SECONDS = 3.0
PATIENCE_SECONDS = 30.0
PAUSE_SECONDS = 0.2
MINTED = 4_000
PER_MESSAGE = 20
CONNECTIONS = 100
# An attacker that does nothing but connect would mostly keep this machine's own network busy.
RECONNECT_SECONDS = 1.0
# The attacker's place among the addresses of the network.
HOSTILE = 240

Target = tuple[str, int]


@dataclass(frozen=True)
class Minted:
    """A valid item and its text."""

    info: bytes
    id: bytes
    text: bytes


class Hostile:
    """A connection to an honest node, with both handshakes done."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.extension = 0

    async def shake(self) -> None:
        self.writer.write(handshake(board_hash(BOARD), os.urandom(20)))
        wire = WireReader()
        while not self.extension:
            data = await self.reader.read(1 << 14)
            if not data:
                raise ConnectionError("refused")
            for event in wire.feed(data):
                if isinstance(event, ExtendedHandshake):
                    self.extension = event.extension
        self.writer.write(extended_handshake(0, "hostile"))
        await self.send(Boards((BOARD,), ()))

    async def send(self, message: Message) -> None:
        await self.raw(payload_frame(self.extension, encode_message(message)))

    async def raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def ignore(self) -> None:
        """Read, and do nothing with it."""
        while await self.reader.read(1 << 16):
            pass


def mint(count: int, seed: int) -> list[Minted]:
    """Make valid posts, each by an author of its own."""
    drawn = random.Random(seed)  # noqa: S311 -- an attacker's keys
    minted = []
    for number in range(count):
        key = SigningKey(drawn.randbytes(32))
        text = post_text("Buy", f"Buy number {number} of {seed}. " * 20)
        draft = Draft(Kind.POST, BOARD, text, title="Buy")
        assembly = assemble(draft, key.public, int(time.time()))
        nonce = assembly.puzzle(STAMP_BITS).search(number, 1 << 20)
        if nonce is not None:
            info = assembly.sign(nonce, key)
            minted.append(Minted(info, read_header(info).id, assembly.text))
    return minted


# -- the attacks: each has a fresh connection, and gets another one when it has lost that


async def garbage(hostile: Hostile, _: Sequence[Minted]) -> None:
    while True:
        await hostile.raw(payload_frame(hostile.extension, os.urandom(1_000)))


async def wrong_signatures(hostile: Hostile, minted: Sequence[Minted]) -> None:
    for each in minted:
        await hostile.send(Items((each.info[:-10] + os.urandom(8) + each.info[-2:],)))


async def flood(hostile: Hostile, minted: Sequence[Minted]) -> None:
    for first in range(0, len(minted), PER_MESSAGE):
        some = minted[first : first + PER_MESSAGE]
        await hostile.send(Items(tuple(each.info for each in some)))
    await asyncio.Event().wait()


async def flood_with_texts(hostile: Hostile, minted: Sequence[Minted]) -> None:
    for each in minted:
        await hostile.send(Items((each.info,)))
        await hostile.send(Body(each.id, each.text))
    await asyncio.Event().wait()


async def announce_nothing(hostile: Hostile, _: Sequence[Minted]) -> None:
    number = 0
    while True:
        number = number % 1_000 + 1
        await hostile.send(Have(tuple(os.urandom(32) for _ in range(512))))
        await hostile.send(GetBody(tuple(os.urandom(32) for _ in range(512))))
        await hostile.send(SyncOpen(number, BOARD, 0, 1 << 32, b"\x61\x00\x00\x02\x00"))


async def trickle(hostile: Hostile, _: Sequence[Minted]) -> None:
    await hostile.raw((100_000).to_bytes(4, "big") + bytes([20, hostile.extension]))
    while True:
        await hostile.raw(b"x")
        await asyncio.sleep(0.5)


async def silence(_: Hostile, __: Sequence[Minted]) -> None:
    await asyncio.Event().wait()


@dataclass(frozen=True)
class Attack:
    """What is done on each connection, and how many there are to each node."""

    name: str
    behave: Callable[[Hostile, Sequence[Minted]], Awaitable[None]]
    connections: int = 1


ATTACKS = {
    "garbage": Attack("garbage, again and again", garbage),
    "signatures": Attack("wrong signatures", wrong_signatures),
    "flood": Attack("valid headers of many authors, no texts", flood),
    "texts": Attack("valid headers of many authors, with texts", flood_with_texts),
    "nothing": Attack("announces and asks for what is not there", announce_nothing),
    "trickle": Attack("a frame, byte by byte", trickle, 4),
    "connections": Attack(f"{CONNECTIONS} connections to each node", silence, CONNECTIONS),
}


async def attack(kind: str, source: str, targets: Sequence[Target]) -> None:
    """Attack until stdin ends."""
    chosen = ATTACKS[kind]
    minted = [mint(MINTED // len(targets), seed) for seed in range(len(targets))]
    print("ready", flush=True)
    tasks = [
        asyncio.create_task(harass(chosen, source, target, minted[place]))
        for place, target in enumerate(targets)
        for _ in range(chosen.connections)
    ]
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def harass(chosen: Attack, source: str, target: Target, minted: Sequence[Minted]) -> None:
    while True:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(*target, local_addr=(source, 0))
            hostile = Hostile(reader, writer)
            try:
                await hostile.shake()
                async with asyncio.TaskGroup() as group:
                    reading = group.create_task(hostile.ignore())
                    behaving = group.create_task(as_long_as_possible(chosen, hostile, minted))
                    await asyncio.wait((reading, behaving), return_when=asyncio.FIRST_COMPLETED)
                    reading.cancel()
                    behaving.cancel()
            finally:
                writer.close()
        await asyncio.sleep(RECONNECT_SECONDS)


async def as_long_as_possible(chosen: Attack, hostile: Hostile, minted: Sequence[Minted]) -> None:
    with contextlib.suppress(OSError):
        await chosen.behave(hostile, minted)


# -- the honest side


async def publish(network: DemoNetwork, nodes: list[int], count: int, name: str) -> Delays:
    chance = random.Random(1)  # noqa: S311 -- no secret
    published = []
    for number in range(count):
        home = chance.choice(nodes)
        infohash = await network.post(home, BOARD, f"{name} {number}", TEXT)
        await network.arrivals.wait(infohash, nodes, PATIENCE_SECONDS)
        published.append((infohash, home))
        await asyncio.sleep(PAUSE_SECONDS)
    return delays(network.arrivals, published, nodes)[1]


async def resident(network: DemoNetwork) -> int:
    return sum(each.rss for each in await network.usage())


async def measure(kind: str, options: argparse.Namespace, folder: Path) -> None:
    network = DemoNetwork(folder)
    try:
        nodes = await network.start(NodePlan((BOARD,)) for _ in range(options.nodes))
        await network.connected(LEAST_NEIGHBOURS, READY_SECONDS)
        await asyncio.sleep(SETTLE_SECONDS)
        peace = await publish(network, nodes, options.posts, "Peace"), await resident(network)
        with attacker(kind, network, nodes) as process:
            await asyncio.to_thread(wait_until_ready, process)
            await asyncio.sleep(SETTLE_SECONDS)
            war = await publish(network, nodes, options.posts, "War"), await resident(network)
        print_line(ATTACKS[kind].name, *peace, *war)
    finally:
        await network.close()
    print(network.complaints()[:2_000], end="")


def attacker(kind: str, network: DemoNetwork, nodes: list[int]) -> subprocess.Popen[str]:
    places = [network.addresses[node] for node in nodes]
    targets = [f"{place.host}:{place.gossip}" for place in places]
    source = network.addresses[HOSTILE].host
    command = [sys.executable, __file__, "--attack", kind, "--source", source, *targets]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def wait_until_ready(process: subprocess.Popen[str]) -> None:
    if process.stdout is not None:
        process.stdout.readline()


def print_line(name: str, peace: Delays, before: int, war: Delays, after: int) -> None:
    print(
        f"{name:44}{peace.p50:7.0f}{peace.p95:7.0f}{war.p50:9.0f}{war.p95:7.0f}"
        f"{war.p95 / peace.p95:7.2f}{war.delivered:10.1%}{after / before:9.2f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--nodes", type=int, default=16)
    parser.add_argument("--posts", type=int, default=30)
    parser.add_argument("--only", nargs="*", choices=ATTACKS, default=list(ATTACKS))
    parser.add_argument("--attack", choices=ATTACKS, help=argparse.SUPPRESS)
    parser.add_argument("--source", help=argparse.SUPPRESS)
    parser.add_argument("targets", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.attack:
        targets = [(host, int(port)) for host, port in (t.split(":") for t in options.targets)]
        asyncio.run(attack(options.attack, options.source, targets))
        return
    print(f"{options.nodes} nodes, {options.posts} posts each time, milliseconds\n")
    print(f"{'':44}{'in peace':>14}{'attacked':>16}{'':>7}{'':>10}{'memory':>9}")
    heads = f"{'p50':>7}{'p95':>7}{'p50':>9}{'p95':>7}{'times':>7}{'delivered':>10}{'times':>9}"
    print(f"{'':44}{heads}", flush=True)
    for kind in options.only:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(measure(kind, options, Path(folder)))


if __name__ == "__main__":
    main()
