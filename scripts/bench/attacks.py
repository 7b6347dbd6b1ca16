"""What a hostile peer does to gossip endpoints: each attack as it goes over one connection.

`harass` begins a connection, behaves on it as an attack says, and begins another one when that has
ended. What is valid in the floods is stamped with few bits, as the posts of private networks are.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass

from p2psocial.demo.network import STAMP_BITS
from p2psocial.protocol.bencoding import encode
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Kind
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import (
    MAX_IDS,
    MAX_PEERS,
    Boards,
    Body,
    Bye,
    Get,
    GetBody,
    Have,
    Items,
    Message,
    Peers,
    SyncMessage,
    SyncOpen,
    board_hash,
    decode_message,
    encode_message,
)
from p2psocial.protocol.peer_wire import (
    ExtendedHandshake,
    Payload,
    WireReader,
    extended_handshake,
    handshake,
    payload_frame,
)
from p2psocial.protocol.torrent import assemble, post_text
from p2psocial.protocol.validation import read_header

BOARD = "test"
DAY = 86_400
PER_MESSAGE = 20
# An attacker that does nothing but connect would mostly keep this machine's own network busy.
RECONNECT_SECONDS = 1.0
CROWD = 62
# Negentropy: version 1, a skip to infinity, and an empty list; or that with 1,800 ids.
NOTHING = b"\x61\x00\x00\x02\x00"
MADE_UP_IDS = 1_800

Target = tuple[str, int]


@dataclass(frozen=True)
class Minted:
    """A valid item and its text."""

    info: bytes
    id: bytes
    text: bytes


class Hostile:
    """A connection to an honest node."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer
        self.extension = 0
        self._wire = WireReader()
        self._early: list[bytes] = []

    async def shake(self) -> None:
        """Do both handshakes, and say that we are a member."""
        self.writer.write(handshake(board_hash(BOARD), os.urandom(20)))
        while not self.extension:
            for event in self._wire.feed(await self._read()):
                if isinstance(event, ExtendedHandshake):
                    self.extension = event.extension
                elif isinstance(event, Payload):
                    self._early.append(event.data)
        self.writer.write(extended_handshake(0, "hostile"))
        await self.send(Boards((BOARD,), ()))

    async def _read(self) -> bytes:
        data = await self.reader.read(1 << 16)
        if not data:
            raise ConnectionError("refused")
        return data

    async def send(self, message: Message) -> None:
        await self.raw(payload_frame(self.extension, encode_message(message)))

    async def raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def ignore(self) -> None:
        """Read, and do nothing with it."""
        while await self.reader.read(1 << 16):
            pass

    async def messages(self) -> AsyncIterator[Message]:
        """Yield what the node says."""
        for data in self._early:
            message = decode_message(data)
            if message is not None:
                yield message
        while True:
            for event in self._wire.feed(await self._read()):
                message = decode_message(event.data) if isinstance(event, Payload) else None
                if message is not None:
                    yield message


def mint(count: int, seed: int, age: int = 0) -> list[Minted]:
    """Make valid posts, each by an author of its own; `age` seconds old."""
    drawn = random.Random(seed)  # noqa: S311 -- an attacker's keys
    minted = []
    for number in range(count):
        key = SigningKey(drawn.randbytes(32))
        text = post_text("Buy", f"Buy number {number} of {seed}. " * 20)
        draft = Draft(Kind.POST, BOARD, text, title="Buy")
        assembly = assemble(draft, key.public, int(time.time()) - age)
        nonce = assembly.puzzle(STAMP_BITS).search(number, 1 << 20)
        if nonce is not None:
            info = assembly.sign(nonce, key)
            minted.append(Minted(info, read_header(info).id, assembly.text))
    return minted


def made_up(count: int) -> tuple[bytes, ...]:
    return tuple(os.urandom(32) for _ in range(count))


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
    await silence(hostile, minted)


async def flood_with_texts(hostile: Hostile, minted: Sequence[Minted]) -> None:
    for each in minted:
        await hostile.send(Items((each.info,)))
        await hostile.send(Body(each.id, each.text))
    await silence(hostile, minted)


async def wrong_texts(hostile: Hostile, minted: Sequence[Minted]) -> None:
    for each in minted:
        await hostile.send(Items((each.info,)))
        await hostile.send(Body(each.id, each.text[:-1] + b"!"))
    await silence(hostile, minted)


async def give_what_is_asked(hostile: Hostile, minted: Sequence[Minted]) -> None:
    """Announce and offer in reconciliations; give the headers, and texts when asked."""
    by_id = {each.id: each for each in minted}
    ids = list(by_id)
    for first in range(0, len(ids), MAX_IDS):
        await hostile.send(Have(tuple(ids[first : first + MAX_IDS])))
    async for message in hostile.messages():
        if isinstance(message, Get):
            infos = [by_id[each].info for each in message.ids if each in by_id]
            for first in range(0, len(infos), PER_MESSAGE):
                await hostile.send(Items(tuple(infos[first : first + PER_MESSAGE])))
        elif isinstance(message, GetBody):
            for each in message.ids:
                await hostile.send(Body(each, by_id[each].text if each in by_id else None))


async def announce_nothing(hostile: Hostile, _: Sequence[Minted]) -> None:
    number = 0
    while True:
        number = number % 1_000 + 1
        await hostile.send(Have(made_up(MAX_IDS)))
        await hostile.send(Get(made_up(MAX_IDS)))
        await hostile.send(GetBody(made_up(16)))
        await hostile.send(SyncOpen(number, BOARD, 0, 1 << 32, NOTHING))


async def never_finish(hostile: Hostile, _: Sequence[Minted]) -> None:
    """Open reconciliations and leave them, and answer the node's with ids of nothing."""
    for number in range(1, 1_000):
        await hostile.send(SyncOpen(number, BOARD, 0, 1 << 32, NOTHING))
    async for message in hostile.messages():
        if isinstance(message, SyncOpen):
            # Version, up to infinity, a list of so many ids.
            ids = b"".join(made_up(MADE_UP_IDS))
            told = b"\x61\x00\x00\x02" + bytes([0x80 | MADE_UP_IDS >> 7, MADE_UP_IDS & 0x7F]) + ids
            await hostile.send(SyncMessage(message.number, opener=False, message=told))


async def chatter(hostile: Hostile, _: Sequence[Minted]) -> None:
    """Change one's mind about boards, and tell of peers that are not there."""
    nowhere = tuple(Address(f"127.77.0.{number}", 7_000) for number in range(1, MAX_PEERS + 1))
    while True:
        await hostile.send(Boards((), ()))
        await hostile.send(Boards((BOARD,), tuple((f"b{n}", n) for n in range(200))))
        await hostile.send(Peers(nowhere))


async def ask_for_much(hostile: Hostile, minted: Sequence[Minted]) -> None:
    """Have the node send as much as it will, and read nothing of it."""
    hostile.writer.transport.pause_reading()  # type: ignore[attr-defined]  # a socket's transport
    for first in range(0, len(minted), PER_MESSAGE):
        some = minted[first : first + PER_MESSAGE]
        await hostile.send(Items(tuple(each.info for each in some)))
        await hostile.send(Get(tuple(each.id for each in some)))
        await hostile.send(GetBody(tuple(each.id for each in some[:16])))
    await silence(hostile, minted)


async def many_tokens(hostile: Hostile, _: Sequence[Minted]) -> None:
    costly = encode({b"t": b"have", b"i": [b""] * 120_000})
    while True:
        await hostile.raw(payload_frame(hostile.extension, costly))


async def trickle(hostile: Hostile, _: Sequence[Minted]) -> None:
    await hostile.raw((100_000).to_bytes(4, "big") + bytes([20, hostile.extension]))
    while True:
        await hostile.raw(b"x")
        await asyncio.sleep(0.5)


async def half_open(hostile: Hostile, _: Sequence[Minted]) -> None:
    await hostile.raw(handshake(board_hash(BOARD), os.urandom(20))[:40])
    await asyncio.Event().wait()


async def part_at_once(hostile: Hostile, _: Sequence[Minted]) -> None:
    await hostile.send(Bye("closing"))


async def silence(_: Hostile, __: Sequence[Minted]) -> None:
    await asyncio.Event().wait()


@dataclass(frozen=True)
class Attack:
    """What is done on each connection, how many there are to each node, and from how many hosts.

    What the items that it has are dated: so many seconds ago.
    """

    name: str
    behave: Callable[[Hostile, Sequence[Minted]], Awaitable[None]]
    connections: int = 1
    hosts: int = 1
    shakes: bool = True
    reads: bool = True
    reconnect: float = RECONNECT_SECONDS
    age: int = 0


ATTACKS = {
    "garbage": Attack("garbage, again and again", garbage),
    "tokens": Attack("frames that cost much to decode", many_tokens),
    "signatures": Attack("wrong signatures", wrong_signatures),
    "flood": Attack("valid headers of many authors, no texts", flood),
    "texts": Attack("valid headers of many authors, with texts", flood_with_texts),
    "wrong": Attack("valid headers of many authors, wrong texts", wrong_texts),
    "future": Attack("headers from the future", flood, age=-DAY),
    "backdated": Attack("backdated items of many authors", give_what_is_asked, 4, 4, age=3 * DAY),
    "nothing": Attack("announces and asks for what is not there", announce_nothing),
    "nothings": Attack("the same, 20 connections of 5 hosts", announce_nothing, 20, 5),
    "syncs": Attack("reconciliations without end", never_finish, 4, 4),
    "chatter": Attack("boards and peers, again and again", chatter, 4, 4),
    "unread": Attack("asks for much and reads nothing", ask_for_much, 16, 8, reads=False),
    "trickle": Attack("a frame, byte by byte", trickle, 4),
    "half": Attack("half a handshake, 200 times", half_open, 200, 8, shakes=False),
    "bye": Attack("comes and goes", part_at_once, 4, 4, reconnect=0.0),
    "crowd": Attack(f"{CROWD} connections of 8 hosts to each node", silence, CROWD, 8),
}


async def harass(chosen: Attack, source: str, target: Target, minted: Sequence[Minted]) -> None:
    """Attack one node on one connection after the other."""
    while True:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            reader, writer = await asyncio.open_connection(*target, local_addr=(source, 0))
            hostile = Hostile(reader, writer)
            try:
                await _misbehave(chosen, hostile, minted)
            finally:
                writer.close()
        await asyncio.sleep(chosen.reconnect)


async def _misbehave(chosen: Attack, hostile: Hostile, minted: Sequence[Minted]) -> None:
    if chosen.shakes:
        await hostile.shake()
    listens = chosen.behave in (give_what_is_asked, never_finish)
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_as_long_as_possible(chosen, hostile, minted))]
        if chosen.reads and not listens:
            tasks.append(group.create_task(_until_closed(hostile)))
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()


async def _until_closed(hostile: Hostile) -> None:
    with contextlib.suppress(OSError):
        await hostile.ignore()


async def _as_long_as_possible(chosen: Attack, hostile: Hostile, minted: Sequence[Minted]) -> None:
    with contextlib.suppress(OSError):
        await chosen.behave(hostile, minted)
