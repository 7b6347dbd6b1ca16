"""Whose word is worth more is asked first; who gives nothing loses its turn, and then its place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.protocol.messages import GetBody, Have, Message
from p2psocial.services.ports import Neighbour
from p2psocial.services.spreading.spreader import SpreadingOptions
from tests.spreading.virtual_network import NOW, VirtualNetwork, VirtualNode, connect, neighbour


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


def answers_nothing(node: VirtualNode) -> None:
    node.spreader.received = lambda *_: None  # type: ignore[method-assign]  # it answers nothing


def gives_no_text_to(node: VirtualNode, other: VirtualNode) -> None:
    def received(sender: Neighbour, message: Message) -> None:
        if sender.client != other.name or not isinstance(message, GetBody):
            type(node.spreader).received(node.spreader, sender, message)

    node.spreader.received = received  # type: ignore[method-assign,assignment]  # it withholds


def announce(node: VirtualNode, number: int, of: VirtualNode, ids: tuple[bytes, ...]) -> None:
    node.spreader.received(neighbour(number, of), Have(ids))


def test_who_announces_much_and_gives_nothing_is_left(network: VirtualNetwork) -> None:
    node, boaster = network.started(2)
    connect(node, boaster)
    network.time.pass_seconds(1)
    answers_nothing(boaster)
    (number,) = node.links
    for round_ in range(15):
        announce(node, number, boaster, (round_.to_bytes(32, "big"),))
        network.time.pass_seconds(3)
    assert not node.links
    assert boaster.name in node.banned


def test_who_kept_its_word_is_asked_before_who_did_not(network: VirtualNetwork) -> None:
    node, boaster, honest = network.started(3)
    connect(node, boaster)
    network.time.pass_seconds(1)
    answers_nothing(boaster)
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


def test_who_has_proven_itself_is_asked_at_once_for_what_a_stranger_announced_before(
    network: VirtualNetwork,
) -> None:
    node, stranger, honest = network.started(3)
    connect(node, honest)
    network.time.pass_seconds(1)
    answers_nothing(stranger)
    connect(node, stranger)
    known, unknown = node.links
    # Too old to be passed on without being asked for.
    item = honest.write("Hello", created=NOW - 2 * 86_400)
    announce(node, unknown, stranger, (item.id,))
    network.time.pass_seconds(0.01)
    announce(node, known, honest, (item.id,))
    network.time.pass_seconds(0.2)
    assert node.index.knows(item.id)


def test_it_is_asked_for_a_text_before_strangers_too(network: VirtualNetwork) -> None:
    node, stranger, author, honest = network.started(4)
    answers_nothing(stranger)
    gives_no_text_to(author, node)
    for each in (stranger, author, honest):
        connect(node, each)
    connect(author, honest)
    network.time.pass_seconds(1)
    # Too long to come by itself.
    item = author.write("Hello. " * 2_000)
    number = next(number for number, link in node.links.items() if link.to is stranger)
    announce(node, number, stranger, (item.id,))
    network.time.pass_seconds(3.5)
    assert node.reads(item)


def test_who_fails_is_noticed_though_another_gives_it(network: VirtualNetwork) -> None:
    node = network.add(SpreadingOptions(author_quota=15))
    node.start()
    boaster, honest = network.started(2)
    connect(node, honest)
    network.time.pass_seconds(1)
    answers_nothing(boaster)
    connect(node, boaster)
    known, unknown = node.links
    for round_ in range(15):
        item = honest.write(f"Number {round_}")
        node.spreader.received(neighbour(unknown, boaster), Have((item.id,)))
        node.spreader.received(neighbour(known, honest), Have((item.id,)))
        network.time.pass_seconds(3)
        assert node.index.knows(item.id)
    assert boaster.name in node.banned
    assert known in node.links


def test_what_is_asked_for_twice_in_one_moment_is_given_up_once(network: VirtualNetwork) -> None:
    node, boaster, other = network.started(3)
    for each in (boaster, other):
        connect(node, each)
    network.time.pass_seconds(1)
    for each in (boaster, other):
        answers_nothing(each)
    first, second = node.links
    for round_ in range(4):
        announce(node, first, boaster, (round_.to_bytes(32, "big"),))
        network.time.pass_seconds(3)
    announce(node, first, boaster, (b"x" * 32,))
    announce(node, second, other, (b"x" * 32,))
    network.time.pass_seconds(10)
    assert set(node.links) == {first, second}
