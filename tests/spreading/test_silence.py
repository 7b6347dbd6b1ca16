"""Who does not reconcile loses its place, so that nobody stays surrounded by such neighbours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import Message, Peers, SyncClose, SyncOpen
from p2psocial.services.ports import Neighbour
from tests.spreading.virtual_network import VirtualNetwork, VirtualNode, connect, neighbour

Received = Callable[[Neighbour, Message], None]


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


def hears(node: VirtualNode, received: Received) -> None:
    # As an attribute of this one object, it comes before the method of the class.
    vars(node.spreader)["received"] = received


def answers_no_reconciliation(node: VirtualNode) -> None:
    """Have a node never tell others what they lack; what it lacks itself it may ask for."""

    def received(sender: Neighbour, message: Message) -> None:
        if not isinstance(message, SyncOpen):
            type(node.spreader).received(node.spreader, sender, message)

    hears(node, received)


def test_who_answers_no_reconciliation_is_left(network: VirtualNetwork) -> None:
    node, silent, other = network.started(3)
    answers_no_reconciliation(silent)
    connect(node, other)
    connect(node, silent)
    network.time.pass_seconds(50)
    assert len(node.links) == 2
    network.time.pass_seconds(70)
    assert [link.to for link in node.links.values()] == [other]
    assert node.left == {silent.name}
    assert not node.banned


def test_where_nobody_answers_it_is_left_sooner(network: VirtualNetwork) -> None:
    node, silent = network.started(2)
    answers_no_reconciliation(silent)
    connect(node, silent)
    network.time.pass_seconds(15)
    assert node.links
    network.time.pass_seconds(10)
    assert not node.links
    assert node.left == {silent.name}


def test_so_is_who_refuses_every_reconciliation(network: VirtualNetwork) -> None:
    node, unwilling = network.started(2)

    def refuse(sender: Neighbour, message: Message) -> None:
        if isinstance(message, SyncOpen):
            for number, link in unwilling.links.items():
                if sender == neighbour(number, link.to):
                    closing = SyncClose(message.number, opener=False)
                    link.to.spreader.received(neighbour(link.number_there, unwilling), closing)

    hears(unwilling, refuse)
    connect(node, unwilling)
    network.time.pass_seconds(120)
    assert unwilling.name in node.left


def test_who_answers_stays_however_little_happens(network: VirtualNetwork) -> None:
    node, other = network.started(2)
    connect(node, other)
    network.time.pass_seconds(3_600)
    assert node.links
    assert not node.left | other.left


def test_who_was_busy_for_a_while_stays(network: VirtualNetwork) -> None:
    node, busy, other = network.started(3)
    answers_no_reconciliation(busy)
    connect(node, other)
    connect(node, busy)
    network.time.pass_seconds(50)
    del vars(busy.spreader)["received"]
    network.time.pass_seconds(600)
    assert len(node.links) == 2
    assert not node.left


def test_what_an_author_wrote_among_silent_neighbours_gets_out_when_there_is_another(
    network: VirtualNetwork,
) -> None:
    author, reader, *silent = network.started(8)
    for each in silent:
        answers_no_reconciliation(each)
        connect(author, each)
    network.time.pass_seconds(5)
    item = author.write("Is anybody there?")
    network.time.pass_seconds(50)
    # Their places are free for others.
    assert not author.links
    connect(author, reader)
    network.time.pass_seconds(2)
    assert reader.reads(item)


def test_of_others_it_learns_only_from_those_that_reconcile(network: VirtualNetwork) -> None:
    node, silent, other = network.started(3)
    answers_no_reconciliation(silent)
    for each in (silent, other):
        connect(node, each)
    network.time.pass_seconds(0.1)
    accomplice, member = Address("1.2.3.4", 7_000), Address("5.6.7.8", 7_000)
    first, second = node.links
    node.spreader.received(neighbour(first, silent), Peers((accomplice,)))
    node.spreader.received(neighbour(second, other), Peers((member,)))
    network.time.pass_seconds(5)
    assert node.learnt == {member}
