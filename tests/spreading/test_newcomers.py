from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from p2psocial.protocol.identity import SigningKey
from p2psocial.services.spreading.neighbours import STRANGER_BURST, STRANGER_RATE
from tests.spreading.virtual_network import VirtualNetwork, VirtualNode, connect

# What newcomers write to the network in a moment: more than is let in at once.
MANY = int(STRANGER_BURST) + 60


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


def write_as_newcomer(node: VirtualNode, number: int) -> bytes:
    node.key = SigningKey(number.to_bytes(32, "big"))
    return node.write(f"Number {number}").infohash


def a_row_of(network: VirtualNetwork, count: int) -> list[VirtualNode]:
    nodes = [network.add() for _ in range(count)]
    for node in nodes:
        node.start()
    for node, following in pairwise(nodes):
        connect(node, following, 0.01)
    network.time.pass_seconds(1)
    return nodes


def known(node: VirtualNode, infohashes: list[bytes]) -> int:
    return sum(node.index.header(infohash) is not None for infohash in infohashes)


def test_a_flood_of_newcomers_comes_in_at_a_pace_and_completely(network: VirtualNetwork) -> None:
    flooding, first, second = a_row_of(network, 3)
    written = [write_as_newcomer(flooding, number) for number in range(1, MANY + 1)]
    network.time.pass_seconds(2)
    assert STRANGER_BURST * 0.9 < known(first, written) < STRANGER_BURST + 4 * STRANGER_RATE
    network.time.pass_seconds(60 / STRANGER_RATE + 20)
    assert known(first, written) == known(second, written) == MANY


def test_those_who_are_known_do_not_wait_behind_newcomers(network: VirtualNetwork) -> None:
    flooding, first, second = a_row_of(network, 3)
    author = flooding.key
    flooding.write("I was here before")
    network.time.pass_seconds(1)
    for number in range(1, MANY + 1):
        write_as_newcomer(flooding, number)
    network.time.pass_seconds(1)
    flooding.key = author
    item = flooding.write("In the middle of all that")
    network.time.pass_seconds(1)
    assert first.reads(item)
    assert second.reads(item)


def test_who_catches_up_need_not_wait(network: VirtualNetwork) -> None:
    (full,) = a_row_of(network, 1)
    written = [write_as_newcomer(full, number) for number in range(1, MANY + 1)]
    late = network.add()
    late.start()
    connect(late, full, 0.01)
    network.time.pass_seconds(3)
    assert known(late, written) == MANY


def test_those_behind_another_neighbour_do_not_wait_behind_a_flood(network: VirtualNetwork) -> None:
    flooding, first, second = a_row_of(network, 3)
    honest = network.add()
    honest.start()
    connect(honest, first, 0.01)
    network.time.pass_seconds(1)
    for number in range(1, MANY + 1):
        write_as_newcomer(flooding, number)
    network.time.pass_seconds(1)
    item = write_as_newcomer(honest, 1_000)
    network.time.pass_seconds(1)
    assert known(first, [item]) == 1
    network.time.pass_seconds(10)
    assert known(second, [item]) == 1


def test_nobody_waits_behind_a_flood_who_can_be_had_of_another_neighbour(
    network: VirtualNetwork,
) -> None:
    node, flooding, other = (network.add() for _ in range(3))
    for each in network:
        each.start()
    for each in (flooding, other):
        connect(each, node, 0.01)
    network.time.pass_seconds(1)
    for number in range(1, MANY + 1):
        write_as_newcomer(flooding, number)
    infohash = write_as_newcomer(flooding, 1_000)
    network.time.pass_seconds(1)
    assert known(node, [infohash]) == 0
    header, text = flooding.index.header(infohash), flooding.index.servable(infohash)
    assert header is not None
    assert text is not None
    other.admission.admit(header.info, text)
    network.time.pass_seconds(1)
    assert known(node, [infohash]) == 1
