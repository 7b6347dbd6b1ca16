"""Who gets new items at once: mostly peers that we dialled, and those that were of use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.protocol.messages import Boards, Items, Message
from p2psocial.services.ports import Neighbour
from p2psocial.services.spreading.relay import EAGER_DIALLED, EAGER_PEERS
from tests.spreading.virtual_network import (
    BOARD,
    VirtualNetwork,
    VirtualNode,
    connect,
    neighbour,
)

POSTS = 10
CROWD = 40


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


class Pushed:
    """To whom new items were sent whole, by the names of nodes that say nothing themselves."""

    def __init__(self) -> None:
        self.to: Counter[str] = Counter()

    def silence(self, node: VirtualNode) -> VirtualNode:
        """Have a node say nothing more, and count what is pushed to it."""

        def listen(neighbour: Neighbour, message: Message) -> None:
            del neighbour
            if isinstance(message, Items):
                self.to[node.name] += len(message.infos)

        node.spreader.received = listen  # type: ignore[method-assign]  # it answers nothing
        return node


def crowd_around(network: VirtualNetwork, node: VirtualNode, pushed: Pushed) -> list[VirtualNode]:
    """Have many nodes dial one, which join its board and then fall silent."""
    crowd = network.started(CROWD)
    for each in crowd:
        connect(each, node)
    network.time.pass_seconds(1)
    return [pushed.silence(each) for each in crowd]


def publish(network: VirtualNetwork, node: VirtualNode) -> None:
    for number in range(POSTS):
        node.write(f"Number {number}")
        network.time.pass_seconds(1)


def test_whoever_connects_in_numbers_gets_one_of_the_first_places(network: VirtualNetwork) -> None:
    pushed = Pushed()
    node, *dialled = network.started(5)
    for each in dialled:
        connect(node, each)
    network.time.pass_seconds(1)
    silent = [pushed.silence(each) for each in dialled]
    crowd = crowd_around(network, node, pushed)
    publish(network, node)
    assert sum(pushed.to[each.name] for each in silent) == POSTS * EAGER_DIALLED
    assert sum(pushed.to[each.name] for each in crowd) == POSTS * (EAGER_PEERS - EAGER_DIALLED)


def test_who_gave_something_new_comes_before_a_crowd_that_did_not(network: VirtualNetwork) -> None:
    pushed = Pushed()
    node, useful, *dialled = network.started(5)
    connect(useful, node)
    for each in dialled:
        connect(node, each)
    network.time.pass_seconds(1)
    useful.write("Something new")
    network.time.pass_seconds(1)
    for each in (useful, *dialled):
        pushed.silence(each)
    crowd = crowd_around(network, node, pushed)
    publish(network, node)
    assert pushed.to[useful.name] == POSTS
    assert sum(pushed.to[each.name] for each in crowd) == 0


def test_the_first_places_are_filled_whoever_is_there(network: VirtualNetwork) -> None:
    pushed = Pushed()
    (node,) = network.started(1)
    crowd_around(network, node, pushed)
    publish(network, node)
    assert pushed.to.total() == POSTS * EAGER_PEERS


def test_who_reconciled_comes_before_who_only_listens(network: VirtualNetwork) -> None:
    pushed = Pushed()
    node, *others = network.started(9)
    mute, honest = others[:6], others[6:]
    for each in mute:
        pushed.silence(each)
    for each in others:
        connect(node, each)
    # They joined the board, and say nothing more.
    for number, link in node.links.items():
        if link.to in mute:
            node.spreader.received(neighbour(number, link.to), Boards((BOARD,), ()))
    # Three at a time are waited for.
    network.time.pass_seconds(45)
    for each in honest:
        pushed.silence(each)
    publish(network, node)
    assert sum(pushed.to[each.name] for each in honest) == POSTS * EAGER_DIALLED
