"""The nodes that may be the closest to an infohash, while a lookup finds out."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from dataclasses import dataclass
from enum import Enum

from p2psocial.network.gossip.subnets import subnet
from p2psocial.protocol.krpc import Node, Response
from p2psocial.protocol.magnet import Address

_MOST = 512


class State(Enum):
    """How far a lookup has got with a node."""

    FRESH = 0
    ASKED = 1
    ANSWERED = 2
    FAILED = 3


@dataclass(slots=True, eq=False)
class Candidate:
    """A node that may be among the closest. `node` is as we were told, until it answered.

    `brings_nodes` tells whether it was asked to name others, `scraped` whether to count.
    """

    node: Node
    distance: int
    state: State = State.FRESH
    tries: int = 0
    asked_at: float = 0.0
    brings_nodes: bool = False
    scraped: bool = False
    response: Response | None = None


class Candidates:
    """Candidates in the order of their distance, one for each address."""

    def __init__(self, infohash: bytes, per_subnet: int | None) -> None:
        """Begin empty; of one subnet so many count, None for any number."""
        self._target = int.from_bytes(infohash, "big")
        self._per_subnet = per_subnet
        self._all: dict[Address, Candidate] = {}
        self._order: list[tuple[int, Address]] = []

    def __contains__(self, address: Address) -> bool:
        return address in self._all

    def consider(self, node: Node) -> None:
        """Take note of a node.

        Of two ids for an address that was not asked yet, the closer one is tried: so whoever tells
        a wrong one keeps nobody from being asked.
        """
        distance = self._distance(node)
        before = self._all.get(node.address)
        if before is None:
            if len(self._all) < _MOST:
                self._place(Candidate(node, distance))
        elif before.state is State.FRESH and not before.tries and distance < before.distance:
            self.correct(before, node)

    def correct(self, candidate: Candidate, node: Node) -> None:
        """Give a candidate the id that it has; its address stays."""
        self._order.remove((candidate.distance, node.address))
        candidate.node = node
        candidate.distance = self._distance(node)
        self._place(candidate)

    def put_first(self, node: Node) -> Candidate:
        """Take note of a node whose id is not known, as if it were the closest."""
        candidate = Candidate(node, 0)
        self._place(candidate)
        return candidate

    def closest(self, count: int | None = None) -> list[Candidate]:
        """Return the closest that have not failed, few of each subnet; without `count` all."""
        found: list[Candidate] = []
        subnets: Counter[bytes] = Counter()
        for _, address in self._order:
            if len(found) == count:
                break
            candidate = self._all[address]
            if candidate.state is State.FAILED or not self._has_room(subnets, address):
                continue
            found.append(candidate)
        return found

    def _has_room(self, subnets: Counter[bytes], address: Address) -> bool:
        if self._per_subnet is None:
            return True
        area = subnet(address.host)
        subnets[area] += 1
        return subnets[area] <= self._per_subnet

    def _distance(self, node: Node) -> int:
        return int.from_bytes(node.id, "big") ^ self._target

    def _place(self, candidate: Candidate) -> None:
        self._all[candidate.node.address] = candidate
        insort(self._order, (candidate.distance, candidate.node.address))
