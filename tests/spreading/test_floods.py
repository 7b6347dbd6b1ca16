"""What a flood of valid items costs: what cannot be charged for is not even read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.messages import Have, Items
from p2psocial.protocol.torrent import assemble, claimed_author, post_text
from p2psocial.protocol.validation import read_header
from p2psocial.services.spreading import intake
from p2psocial.services.spreading.neighbours import ITEM_BURST
from tests.spreading.virtual_network import BOARD, NOW, VirtualNetwork, VirtualNode, connect
from tests.spreading.virtual_network import neighbour as neighbour_of

MANY = int(ITEM_BURST) * 3
PER_MESSAGE = 20


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The info dicts that were read, each time one was."""
    done: list[bytes] = []

    def read(info: bytes) -> Item:
        done.append(info)
        return read_header(info)

    monkeypatch.setattr(intake, "read_header", read)
    return done


def mint(count: int) -> list[bytes]:
    infos = []
    for number in range(1, count + 1):
        key = SigningKey(number.to_bytes(32, "big"))
        draft = Draft(Kind.POST, BOARD, post_text("Buy", f"Number {number}"), title="Buy")
        infos.append(assemble(draft, key.public, NOW).sign(bytes(8), key))
    return infos


def met(network: VirtualNetwork) -> tuple[VirtualNode, VirtualNode, int]:
    """Connect a node and one that floods it; returns the number of the connection too."""
    node, flooding = network.add(), network.add()
    node.start()
    flooding.start()
    connect(flooding, node)
    network.time.pass_seconds(1)
    flooding.spreader.received = lambda *_: None  # type: ignore[method-assign]  # it answers nothing
    (number,) = node.links
    return node, flooding, number


def flood(node: VirtualNode, number: int, flooding: VirtualNode, infos: list[bytes]) -> None:
    for first in range(0, len(infos), PER_MESSAGE):
        message = Items(tuple(infos[first : first + PER_MESSAGE]))
        node.spreader.received(neighbour_of(number, flooding), message)


def test_a_flood_is_not_read_beyond_what_its_household_may_send(
    network: VirtualNetwork, reads: list[bytes]
) -> None:
    node, flooding, number = met(network)
    flood(node, number, flooding, mint(MANY))
    assert 0 < len(reads) <= ITEM_BURST


def test_nor_when_its_sender_has_announced_something_else(
    network: VirtualNetwork, reads: list[bytes]
) -> None:
    node, flooding, number = met(network)
    announced = Have((b"x" * 32,))
    node.spreader.received(neighbour_of(number, flooding), announced)
    flood(node, number, flooding, mint(MANY))
    assert 0 < len(reads) <= 2 * ITEM_BURST


def test_what_many_households_send_is_read_once(
    network: VirtualNetwork, reads: list[bytes]
) -> None:
    node, *flooding = (network.add() for _ in range(5))
    node.start()
    for each in flooding:
        each.start()
        connect(each, node)
    network.time.pass_seconds(1)
    infos = mint(int(ITEM_BURST) // 2)
    for number, each in zip(list(node.links), flooding, strict=True):
        flood(node, number, each, infos)
    assert sorted(reads) == sorted(infos)


def test_what_known_authors_write_is_taken_from_whoever_passes_a_flood_on(
    network: VirtualNetwork,
) -> None:
    node, flooding, number = met(network)
    node.write("I was here before")
    author = node.key
    flood(node, number, flooding, mint(MANY))
    flooding.key = author
    item = flooding.write("In the middle of all that", seed=False)
    flood(node, number, flooding, [item.info])
    assert node.index.knows(item.id)


def test_the_author_of_an_item_can_be_seen_without_reading_it() -> None:
    (info,) = mint(1)
    assert claimed_author(info) == read_header(info).author
    assert claimed_author(b"de") is None
