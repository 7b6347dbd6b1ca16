"""Catching up when much is missing, when it is told and not asked for, and what comes too late."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from p2psocial.protocol.item import Item
from p2psocial.protocol.magnet import Address
from p2psocial.protocol.messages import MAX_IDS, Boards, Get, Have
from p2psocial.services.ports import Neighbour
from p2psocial.services.spreading.neighbours import CHOSEN_BURST, CHOSEN_RATE
from p2psocial.services.spreading.spreader import Progress, SpreadingOptions
from tests.spreading.virtual_network import (
    BOARD,
    NOW,
    Link,
    VirtualNetwork,
    VirtualNode,
    connect,
    neighbour,
)

HOUR, DAY = 3_600, 86_400
ANYTHING = SpreadingOptions(author_quota=10_000)


@pytest.fixture
def network(tmp_path: Path) -> Iterator[VirtualNetwork]:
    made = VirtualNetwork(tmp_path)
    yield made
    made.close()


def write_many(node: VirtualNode, count: int) -> list[Item]:
    with node.index.transaction():
        return [node.write(f"Number {n}", created=NOW - 2 * DAY - n * 60) for n in range(count)]


def lacking(node: VirtualNode, items: list[Item]) -> int:
    return sum(node.index.header(item.infohash) is None for item in items)


def test_much_is_fetched_at_the_pace_at_which_it_comes(network: VirtualNetwork) -> None:
    full, late = network.add(ANYTHING), network.add(ANYTHING)
    full.start()
    written = write_many(full, 4_000)
    late.start()
    connect(late, full, 0.1)
    seen: list[Progress] = []
    for _ in range(300):
        network.time.pass_seconds(0.1)
        seen.append(late.spreader.progress())
    assert lacking(late, written) == 0
    assert max(each.syncing for each in seen) == 1
    # What one message can show, on top of what is left of those before it.
    assert 500 < max(each.missing for each in seen) < 1_900 + 1_024
    assert seen[-1] == Progress(0, 0)


def test_who_is_told_of_more_than_it_takes_in_asks_for_it(network: VirtualNetwork) -> None:
    full, other = network.add(ANYTHING), network.add(ANYTHING)
    full.start()
    other.start()
    written = write_many(full, 3_000)
    connect(full, other, 0.05)
    network.time.pass_seconds(60)
    assert lacking(other, written) == 0


def test_made_up_announcements_fill_no_memory(network: VirtualNetwork) -> None:
    liar, node = network.add(), network.add()
    node.start()
    connect(liar, node)
    number = next(iter(node.links))
    sender = neighbour(number, liar, outgoing=False)
    node.spreader.received(sender, Boards((BOARD,), ()))
    for _ in range(100):
        node.spreader.received(sender, Have(tuple(os.urandom(32) for _ in range(MAX_IDS))))
        assert node.spreader.progress().missing <= 2 * MAX_IDS
        network.time.pass_seconds(0.2)
    network.time.pass_seconds(10)
    assert node.spreader.progress().missing == 0


def test_a_board_joined_later_is_shared_with_neighbours_of_before(network: VirtualNetwork) -> None:
    member, other = network.add(), network.add()
    member.start("one", "two")
    other.start("one")
    old = member.write("From before", board="two")
    connect(member, other)
    network.time.pass_seconds(5)
    other.spreader.join("two")
    network.time.pass_seconds(5)
    assert other.index.knows(old.id)
    assert member.index.knows(other.write("An answer", board="two").id) is False
    network.time.pass_seconds(5)
    assert member.reads(other.write("Another", board="two")) is False
    network.time.pass_seconds(5)
    assert lacking(member, [other.write("The last", board="two")]) == 1
    network.time.pass_seconds(5)
    assert member.index.count_on_board("two", 0) == 4


def caught_up(network: VirtualNetwork) -> tuple[VirtualNode, VirtualNode]:
    """Return a node that has reconciled with two others a while ago, and one of those."""
    reader, one, two = network.add(), network.add(), network.add()
    for node in (reader, one, two):
        node.start()
    connect(reader, one)
    connect(reader, two)
    network.time.pass_seconds(700)
    return reader, one


def test_who_backdates_gets_no_more_in_than_who_does_not(network: VirtualNetwork) -> None:
    reader, _ = caught_up(network)
    author = network.add()
    author.start()
    backdated = [author.write(f"Old {n}", created=NOW - 5 * DAY - n * HOUR) for n in range(30)]
    connect(reader, author)
    network.time.pass_seconds(30)
    assert lacking(reader, backdated) == 20


def test_who_still_catches_up_takes_what_an_author_wrote_in_a_month(
    network: VirtualNetwork,
) -> None:
    reader, author = network.add(), network.add()
    author.start()
    written = [author.write(f"Old {n}", created=NOW - 5 * DAY - n * HOUR) for n in range(30)]
    reader.start()
    connect(reader, author)
    network.time.pass_seconds(30)
    assert lacking(reader, written) == 0


def test_backdated_items_of_many_new_keys_wait_their_turn(network: VirtualNetwork) -> None:
    reader, _ = caught_up(network)
    flooder = network.add(ANYTHING)
    flooder.start()
    with flooder.index.transaction():
        backdated = []
        for n in range(1_000):
            flooder.key = type(flooder.key)(n.to_bytes(32, "big"))
            backdated.append(flooder.write(f"Old {n}", created=NOW - 5 * DAY - n * 60))
    connect(reader, flooder)
    network.time.pass_seconds(10)
    # So many at once, and some every second.
    came = 1_000 - lacking(reader, backdated)
    assert CHOSEN_BURST <= came <= CHOSEN_BURST + 15 * CHOSEN_RATE


def test_who_changes_its_boards_all_the_time_is_heeded_at_a_pace(network: VirtualNetwork) -> None:
    chatterer, node = network.add(), network.add()
    node.start()
    connect(node, chatterer)
    number = next(iter(node.links))
    sender = neighbour(number, chatterer)
    for _ in range(1_000):
        node.spreader.received(sender, Boards((), ()))
        node.spreader.received(sender, Boards((BOARD,), ()))
    network.time.pass_seconds(10)
    assert node.messages["SyncOpen"] < 10
    # What it said last counts in the end.
    node.spreader.received(sender, Boards((), ()))
    network.time.pass_seconds(10)
    node.write("Whoever is a member is told of this")
    network.time.pass_seconds(1)
    assert "Items" not in node.messages


def test_connections_of_one_household_have_one_allowance(network: VirtualNetwork) -> None:
    node, asker = network.add(), network.add()
    node.start()
    item = node.write("Ask for me")

    def answers(hosts: list[str]) -> int:
        before = node.messages.get("Items", 0)
        for host in hosts:
            number = node.next_number()
            node.links[number] = Link(asker, 0, 0.0)
            address = Address(host, 1_000 + number)
            peer = Neighbour(number, address, None, outgoing=False, client="")
            node.spreader.connected(peer)
            node.spreader.received(peer, Boards((BOARD,), ()))
            for _ in range(500):
                node.spreader.received(peer, Get((item.id,)))
        return node.messages["Items"] - before

    one = answers(["10.0.0.1"])
    assert 300 < one < 500
    assert answers(["10.0.0.1", "10.0.0.1"]) == 0
    assert answers(["10.0.0.2", "10.0.0.3"]) == 2 * one
    assert answers(["2001:db8::1", "2001:db8::2"]) == one
    # On some systems, everybody on a machine has this address.
    assert answers(["127.0.0.1", "127.0.0.1"]) == 2 * one
