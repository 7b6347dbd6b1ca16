"""Who announces items and gives none of them loses its turn, and then its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.protocol.messages import Have
from tests.spreading.virtual_network import VirtualNetwork, VirtualNode, connect, neighbour


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


def announce(node: VirtualNode, number: int, of: VirtualNode, ids: tuple[bytes, ...]) -> None:
    node.spreader.received(neighbour(number, of), Have(ids))


def test_who_announces_much_and_gives_nothing_is_left(network: VirtualNetwork) -> None:
    node, boaster = network.add(), network.add()
    node.start()
    boaster.start()
    connect(node, boaster)
    network.time.pass_seconds(1)
    boaster.spreader.received = lambda *_: None  # type: ignore[method-assign]  # it answers nothing
    (number,) = node.links
    for round_ in range(15):
        announce(node, number, boaster, (round_.to_bytes(32, "big"),))
        network.time.pass_seconds(3)
    assert not node.links
    assert boaster.name in node.banned


def test_who_kept_its_word_is_asked_before_who_did_not(network: VirtualNetwork) -> None:
    node, boaster, honest = network.add(), network.add(), network.add()
    for each in (node, boaster, honest):
        each.start()
    connect(node, boaster)
    network.time.pass_seconds(1)
    boaster.spreader.received = lambda *_: None  # type: ignore[method-assign]  # it answers nothing
    (number,) = node.links
    for round_ in range(4):
        announce(node, number, boaster, (round_.to_bytes(32, "big"),))
        network.time.pass_seconds(3)
    item = honest.write("Hello")
    announce(node, number, boaster, (item.id,))
    connect(node, honest)
    (other,) = set(node.links) - {number}
    network.time.pass_seconds(0.1)
    announce(node, other, honest, (item.id,))
    network.time.pass_seconds(0.5)
    assert node.index.knows(item.id)


def test_what_is_asked_for_twice_in_one_moment_is_given_up_once(network: VirtualNetwork) -> None:
    node, boaster, other = network.add(), network.add(), network.add()
    for each in (node, boaster, other):
        each.start()
    for each in (boaster, other):
        connect(node, each)
    network.time.pass_seconds(1)
    for each in (boaster, other):
        each.spreader.received = lambda *_: None  # type: ignore[method-assign]  # it answers nothing
    first, second = node.links
    for round_ in range(4):
        announce(node, first, boaster, (round_.to_bytes(32, "big"),))
        network.time.pass_seconds(3)
    announce(node, first, boaster, (b"x" * 32,))
    announce(node, second, other, (b"x" * 32,))
    network.time.pass_seconds(10)
    assert set(node.links) == {first, second}
