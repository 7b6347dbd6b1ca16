"""What is known of nodes: the cache, candidates, ids that belong to addresses, neighbourhoods."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.network.scrape.candidates import Candidates, State
from p2psocial.network.scrape.lookup import Reply
from p2psocial.network.scrape.neighbourhoods import Neighbourhoods
from p2psocial.network.scrape.node_cache import NodeCache
from p2psocial.network.scrape.node_ids import is_of_its_address
from p2psocial.network.scrape.strangers import Strangers
from p2psocial.protocol.krpc import Node, Response
from p2psocial.protocol.magnet import Address
from tests.scrape.krpc_node import distance
from tests.scrape.running import Clock

_KEY = bytes(20)
# Ids with common beginnings are what the order has to cope with.
ids = st.tuples(st.sampled_from([b"", b"\0\0", b"\xff", bytes(15)]), st.binary(min_size=20)).map(
    lambda pair: (pair[0] + pair[1])[:20]
)


def _chance() -> random.Random:
    return random.Random(1)


def _node(number: int, identifier: bytes | None = None) -> Node:
    host = f"127.{number >> 16}.{number >> 8 & 255}.{number & 255}"
    return Node(identifier or number.to_bytes(20, "big"), Address(host, 1_234))


def _cache(most: int = 100, clock: Clock | None = None) -> NodeCache:
    return NodeCache(most, clock or Clock(), _chance())


@given(st.lists(ids, max_size=60), ids, st.integers(1, 20))
def test_the_closest_are_the_closest(known: list[bytes], target: bytes, count: int) -> None:
    cache = _cache()
    nodes = [_node(number, each) for number, each in enumerate(known)]
    for node in nodes:
        cache.hear(node)
    expected = sorted(distance(node, target) for node in nodes)[:count]
    assert [distance(one.node, target) for one in cache.closest(target, count)] == expected


@given(st.lists(st.tuples(st.sampled_from(["hear", "prove", "fail"]), st.integers(0, 40), ids)))
def test_the_cache_stays_within_bounds_and_in_order(steps: list[tuple[str, int, bytes]]) -> None:
    cache = _cache(most=10)
    for what, number, identifier in steps:
        node = _node(number, identifier)
        if what == "hear":
            cache.hear(node)
        elif what == "prove":
            cache.prove(node)
        else:
            cache.fail(node.address)
        assert len(cache) <= 10
        everybody = cache.closest(_KEY, 100)
        assert len(everybody) == len(cache)
        assert all(cache.get(one.node.address) is one for one in everybody)


def test_hearsay_never_takes_the_place_of_nodes_that_answer() -> None:
    clock = Clock()
    cache = _cache(10, clock)
    for number in range(10):
        assert cache.prove(_node(number))
    for number in range(100, 1_000):
        cache.hear(_node(number))
    assert {one.node for one in cache.closest(_KEY, 20)} == {_node(number) for number in range(10)}
    clock.ahead = 10_000
    cache.hear(_node(100))
    assert cache.get(_node(100).address) is not None


def test_an_address_has_one_id() -> None:
    cache = _cache()
    cache.hear(_node(1, b"a" * 20))
    assert cache.prove(_node(1, b"b" * 20))
    cache.hear(_node(1, b"c" * 20))
    for _ in range(3):
        assert not cache.prove(_node(1, b"c" * 20))
    # It may have been set up anew.
    assert cache.prove(_node(1, b"c" * 20))


def test_silent_nodes_are_forgotten() -> None:
    cache = _cache()
    cache.hear(_node(1))
    cache.prove(_node(2))
    for _ in range(2):
        cache.fail(_node(1).address)
        cache.fail(_node(2).address)
    assert [one.node for one in cache.closest(_KEY, 9)] == [_node(2)]
    cache.fail(_node(2).address)
    assert not len(cache)


def test_hearsay_that_proved_empty_is_not_heard_for_a_while() -> None:
    clock = Clock()
    cache = _cache(clock=clock)
    cache.hear(_node(1))
    cache.fail(_node(1).address)
    cache.hear(_node(1))
    assert cache.was_silent(_node(1).address)
    assert not len(cache)
    clock.ahead = 400
    cache.hear(_node(1))
    assert len(cache) == 1
    # Who has answered before may be cut off for a moment, or we are.
    for _ in range(3):
        cache.prove(_node(2))
        cache.fail(_node(2).address)
    assert not cache.was_silent(_node(2).address)


def test_few_nodes_of_a_subnet_are_candidates() -> None:
    candidates = Candidates(_KEY, 1)
    for number in range(1, 600):
        candidates.consider(_node(number))
    found = candidates.closest(8)
    assert [one.node for one in found] == [_node(number) for number in (1, 256, 512)]
    found[0].state = State.FAILED
    assert candidates.closest(1)[0].node == _node(2)


def test_a_wrong_id_keeps_nobody_from_being_asked() -> None:
    candidates = Candidates(_KEY, None)
    candidates.consider(_node(1, b"\xff" * 20))
    candidates.consider(_node(1, b"\x01" * 20))
    (only,) = candidates.closest()
    assert only.node.id == b"\x01" * 20
    candidates.correct(only, _node(1, b"\x02" * 20))
    assert [one.node.id for one in candidates.closest()] == [b"\x02" * 20]


@pytest.mark.parametrize(
    ("host", "identifier"),
    [
        ("124.31.75.21", "5fbfbff10c5d6a4ec8a88e4c6ab4c28b95eee401"),
        ("21.75.31.124", "5a3ce9c14e7a08645677bbd1cfe7d8f956d53256"),
        ("65.23.51.170", "a5d43220bc8f112a3d426c84764f8c2a1150e616"),
        ("84.124.73.14", "1b0321dd1bb1fe518101ceef99462b947a01ff41"),
        ("43.213.53.83", "e56f6cbf5b7c4be0237986d5243b87aa6d51305a"),
    ],
)
def test_ids_of_bep_42(host: str, identifier: str) -> None:
    found = bytes.fromhex(identifier)
    assert is_of_its_address(Node(found, Address(host, 1)))
    assert not is_of_its_address(Node(b"\x00" + found[1:], Address(host, 1)))
    assert not is_of_its_address(Node(found, Address("1.2.3.4", 1)))
    assert not is_of_its_address(Node(found, Address("2001:db8::1", 1)))


def test_neighbourhoods_age_and_are_bounded() -> None:
    clock = Clock()
    kept = Neighbourhoods(3, 900, clock)
    nodes = [_node(number) for number in range(20)]
    replies = [Reply(node, Response(b"", node.id, token=b"t")) for node in nodes[:8]]
    for number in range(5):
        kept.keep(bytes([number]) * 20, nodes, ipv6=False)
        kept.keep_tokens(bytes([number]) * 20, replies, ipv6=False)
    assert len(kept) == 3
    key = bytes([4]) * 20
    assert kept.nodes(key, ipv6=False) == tuple(_node(number) for number in range(12))
    assert kept.nodes(key, ipv6=True) == ()
    assert kept.tokens(key) == [(node, b"t") for node in nodes[:8]]
    clock.ahead = 300
    assert kept.age(key) == pytest.approx(300, abs=5)
    assert kept.age(b"unknown") == float("inf")
    assert not kept.tokens(key)
    assert kept.nodes(key, ipv6=False)
    clock.ahead = 1_000
    assert not kept.nodes(key, ipv6=False)


def test_neighbourhoods_are_not_kept_for_longer_than_they_are_good_for() -> None:
    clock = Clock()
    kept = Neighbourhoods(100, 900, clock)
    nodes = [_node(number) for number in range(8)]
    for number in range(50):
        kept.keep(bytes([number]) * 20, nodes, ipv6=False)
    clock.ahead = 1_000
    kept.keep(b"k" * 20, nodes, ipv6=False)
    assert len(kept) == 1
    assert kept.nodes(b"k" * 20, ipv6=False) == tuple(nodes)


def test_silent_strangers_rest() -> None:
    clock = Clock()
    strangers = Strangers(clock)
    strangers.add(_node(number).address for number in range(100))
    strangers.add([Address("::1", 1)])
    assert len(list(strangers.ready(ipv6=False))) == 63
    assert list(strangers.ready(ipv6=True)) == [Address("::1", 1)]
    strangers.silent(Address("::1", 1))
    assert not list(strangers.ready(ipv6=True))
    clock.ahead = 100
    assert list(strangers.ready(ipv6=True))
