"""Everybody gets a turn, however much one neighbour sends."""

from __future__ import annotations

import contextlib
import struct
import sys
import time

import pytest

from p2psocial.protocol.messages import Have
from tests.coroutines import run, until
from tests.gossip.endpoints import Node, prepare, running
from tests.gossip.raw_peer import RawPeer, connected, message

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")

MANY = 300
OF_ONE, OF_OTHER = b"a" * 32, b"b" * 32


def have(identifier: bytes) -> bytes:
    return message(b"d1:il32:" + identifier + b"e1:t4:havee")


async def joined(stack: contextlib.AsyncExitStack, node: Node) -> RawPeer:
    before = len(node.recorder.connections)
    peer = await stack.enter_async_context(connected(node.address))
    await peer.shake()
    await until(lambda: len(node.recorder.connections) > before)
    return peer


def wait_until_delivered(peer: RawPeer) -> None:
    """Block until the other side's system confirms all that was sent; its program need not read."""
    descriptor = peer.writer.get_extra_info("socket").fileno()
    while struct.unpack("i", fcntl.ioctl(descriptor, termios.TIOCOUTQ, bytes(4)))[0]:
        time.sleep(0.01)


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what was delivered")
def test_whoever_sends_much_waits_for_others_after_a_few_kilobytes() -> None:
    async def meet() -> None:
        node = prepare()
        async with running(node), contextlib.AsyncExitStack() as stack:
            flooding, other = await joined(stack, node), await joined(stack, node)
            flooding.writer.write(have(OF_ONE) * MANY)
            other.writer.write(have(OF_OTHER))
            wait_until_delivered(flooding)
            wait_until_delivered(other)
            await until(lambda: Have((OF_OTHER,)) in node.recorder.said())
            before = node.recorder.said().index(Have((OF_OTHER,)))
            assert before * len(have(OF_ONE)) <= 8 << 10

    run(meet())
