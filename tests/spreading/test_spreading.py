"""What is published reaches everybody who joined its board: the real code on a virtual network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.protocol.item import Draft, Item, Kind
from p2psocial.protocol.messages import Body, Have, Items, encode_message
from p2psocial.protocol.torrent import assemble
from p2psocial.protocol.validation import read_header
from p2psocial.services.ports import BlockKind, Neighbour
from p2psocial.services.spreading.spreader import SpreadingOptions
from tests.spreading.virtual_network import (
    NOW,
    VirtualNetwork,
    VirtualNode,
    connect,
    neighbour,
    partition,
)

DAY = 86_400


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


def crowd(network: VirtualNetwork, count: int, delay: float = 0.0) -> list[VirtualNode]:
    nodes = [network.add() for _ in range(count)]
    for node in nodes:
        node.start()
    network.wire(nodes, 6, delay)
    network.time.pass_seconds(2)
    return nodes


def readers(nodes: list[VirtualNode], item: Item) -> int:
    return sum(node.reads(item) for node in nodes)


def test_a_new_text_is_readable_everywhere_within_a_second(network: VirtualNetwork) -> None:
    nodes = crowd(network, 30, delay=0.06)
    item = nodes[0].write("Hello")
    network.time.pass_seconds(1)
    assert readers(nodes, item) == 30


def test_a_long_text_is_readable_everywhere_too(network: VirtualNetwork) -> None:
    nodes = crowd(network, 12, delay=0.06)
    item = nodes[0].write("x" * 60_000)
    network.time.pass_seconds(3)
    assert readers(nodes, item) == 12


def test_only_members_of_the_board_get_it(network: VirtualNetwork) -> None:
    member, stranger = network.add(), network.add()
    member.start("test")
    stranger.start("other")
    connect(member, stranger)
    network.time.pass_seconds(1)
    item = member.write("For members")
    network.time.pass_seconds(5)
    assert not stranger.index.knows(item.id)


def test_who_joins_later_catches_up_newest_first(network: VirtualNetwork) -> None:
    author, late = network.add(), network.add()
    author.start()
    ages = [1, 3 * DAY, 20 * DAY, 200 * DAY]
    items = [author.write(f"From {age}", created=NOW - age) for age in ages]
    late.start()
    connect(late, author, 0.05)
    known = [False] * len(ages)
    order: list[int] = []
    for _ in range(400):
        network.time.pass_seconds(0.05)
        for place, item in enumerate(items):
            if not known[place] and late.index.knows(item.id):
                known[place] = True
                order.append(place)
    assert order == [0, 1, 2, 3]


def test_old_items_are_not_pushed(network: VirtualNetwork) -> None:
    author, other = network.add(), network.add()
    author.start()
    other.start()
    connect(author, other)
    network.time.pass_seconds(30)
    before = dict(author.sent)
    author.write("Old", created=NOW - 2 * DAY)
    network.time.pass_seconds(1)
    assert author.sent.get("Items", 0) == before.get("Items", 0)
    assert author.sent.get("Have", 0) == before.get("Have", 0)


def test_a_carrier_gives_a_new_text_on_when_its_author_is_gone(network: VirtualNetwork) -> None:
    author, carrier, reader = network.add(), network.add(), network.add()
    for node in (author, carrier, reader):
        node.start()
    connect(author, carrier)
    network.time.pass_seconds(1)
    item = author.write("Carry me")
    network.time.pass_seconds(1)
    partition(network.nodes, [author])
    connect(reader, carrier)
    network.time.pass_seconds(5)
    assert reader.reads(item)
    entry = carrier.index.entry(item.infohash)
    assert entry is not None
    assert entry.seeds == 0


def test_who_does_not_carry_gets_headers_and_gives_no_texts(network: VirtualNetwork) -> None:
    author = network.add()
    frugal = network.add(SpreadingOptions(carries=False))
    author.start()
    frugal.start()
    connect(author, frugal)
    network.time.pass_seconds(1)
    item = author.write("x" * 20_000)
    network.time.pass_seconds(5)
    assert frugal.index.knows(item.id)
    assert not frugal.reads(item)
    assert frugal.index.servable(item.infohash) is None


def test_a_healed_partition_converges(network: VirtualNetwork) -> None:
    nodes = crowd(network, 16)
    left, right = nodes[:8], nodes[8:]
    partition(nodes, left)
    items = [left[0].write("From the left"), right[0].write("From the right")]
    network.time.pass_seconds(60)
    connect(left[3], right[3])
    network.time.pass_seconds(30)
    assert [readers(nodes, item) for item in items] == [16, 16]


def test_an_item_is_asked_elsewhere_when_the_first_peer_stays_silent(
    network: VirtualNetwork,
) -> None:
    author, reader, mute = network.add(), network.add(), network.add()
    for node in (author, reader, mute):
        node.start()
    connect(mute, reader)
    network.time.pass_seconds(1)
    item = author.write("Found in the end", seed=True)
    mute.spreader.received = lambda *_: None  # type: ignore[method-assign]
    number = next(iter(mute.links))
    reader_side = mute.links[number].number_there
    reader.deliver(reader_side, _have(item))
    connect(reader, author)
    network.time.pass_seconds(10)
    assert reader.reads(item)


def _have(item: Item) -> bytes:
    return encode_message(Have((item.id,)))


def test_three_invalid_items_get_a_peer_banned(network: VirtualNetwork) -> None:
    liar, honest = network.add(), network.add()
    liar.start()
    honest.start()
    connect(liar, honest)
    network.time.pass_seconds(1)
    number = next(iter(honest.links))
    for place in range(3):
        item = liar.write(f"Number {place}")
        place_of_sig = item.info.index(item.signature)
        broken = item.info[:place_of_sig] + bytes(64) + item.info[place_of_sig + 64 :]
        honest.spreader.received(_neighbour_of(honest, number), Items((broken,)))
    assert honest.banned == {liar.name}


def _neighbour_of(node: VirtualNode, number: int) -> Neighbour:
    return neighbour(number, node.links[number].to)


def test_a_wrong_text_is_not_kept_and_asked_elsewhere(network: VirtualNetwork) -> None:
    author, liar, reader = network.add(), network.add(), network.add()
    for node in (author, liar, reader):
        node.start()
    connect(liar, reader)
    network.time.pass_seconds(1)
    item = author.write("The truth")
    number = next(iter(reader.links))
    reader.spreader.received(_neighbour_of(reader, number), Items((item.info,)))
    reader.spreader.received(_neighbour_of(reader, number), Body(item.id, b"# Title\n\nLies"))
    assert not reader.reads(item)
    connect(reader, author)
    network.time.pass_seconds(10)
    assert reader.reads(item)


def test_an_author_whom_nobody_values_is_limited_per_hour(network: VirtualNetwork) -> None:
    author = network.add()
    reader = network.add(SpreadingOptions(author_quota=10))
    author.start()
    reader.start()
    connect(author, reader)
    network.time.pass_seconds(1)
    items = [author.write(f"Number {place}") for place in range(15)]
    network.time.pass_seconds(20)
    assert sum(reader.index.knows(item.id) for item in items) == 10


def test_blocked_authors_are_neither_stored_nor_passed_on(network: VirtualNetwork) -> None:
    author, middle, far = network.add(), network.add(), network.add()
    for node in (author, middle, far):
        node.start()
    connect(author, middle)
    connect(middle, far)
    network.time.pass_seconds(1)
    middle.moderation.block(BlockKind.AUTHOR, author.key.public.hex())
    item = author.write("Unwanted")
    network.time.pass_seconds(10)
    assert not middle.index.knows(item.id)
    assert not far.index.knows(item.id)


def test_nothing_missing_costs_next_to_nothing(network: VirtualNetwork) -> None:
    one, two = network.add(), network.add()
    for node in (one, two):
        node.start()
    connect(one, two)
    network.time.pass_seconds(5)
    for node in (one, two):
        node.sent.clear()
    network.time.pass_seconds(599)
    assert sum(one.sent.values()) + sum(two.sent.values()) < 500


def test_an_item_whose_own_file_breaks_the_rules_is_put_out_again(network: VirtualNetwork) -> None:
    author, liar, reader = network.add(), network.add(), network.add()
    for node in (author, liar, reader):
        node.start()
    connect(liar, reader)
    network.time.pass_seconds(1)
    assembly = assemble(
        Draft(Kind.POST, "test", "No heading at all", title="Title"), author.key.public, NOW
    )
    info = assembly.sign(bytes(8), author.key)
    item = read_header(info)
    number = next(iter(reader.links))
    reader.spreader.received(_neighbour_of(reader, number), Items((info,)))
    assert reader.index.knows(item.id)
    reader.spreader.received(_neighbour_of(reader, number), Body(item.id, assembly.text))
    assert not reader.index.knows(item.id)
    reader.spreader.received(_neighbour_of(reader, number), Items((info,)))
    assert not reader.index.knows(item.id)
