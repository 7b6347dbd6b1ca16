"""What we remember of each gossip peer that is connected now."""

from __future__ import annotations

from collections.abc import Iterator

from p2psocial.protocol.messages import Boards
from p2psocial.services.households import home_of
from p2psocial.services.ports import Address, Neighbour
from p2psocial.services.spreading.conduct import Allowance
from p2psocial.services.spreading.recent import Recent

# Unsolicited items a second, and at once; and such as come where others were asked for.
ITEM_RATE, ITEM_BURST = 20.0, 200.0
# Bytes of texts and headers that we give a peer a second, and at once.
SERVE_RATE, SERVE_BURST = 512 * 1024.0, 16 * 1024 * 1024.0
# Messages that cost us a look-up for each id, or a step of a reconciliation.
ASK_RATE, ASK_BURST = 25.0, 400.0
# Items of new authors from a neighbour that we chose, and from one that chose us: a second, and at
# once.
CHOSEN_RATE, CHOSEN_BURST = 0.5, 8.0
STRANGER_RATE, STRANGER_BURST = 0.25, 8.0
_KNOWN_IDS = 2_048
# So many broken promises in a row, and a peer is asked after all others.
_DOUBTFUL, MOST_DOUBT = 3, 2


class Peer:
    """One connected peer: what it joined, what it surely knows, and what it may still cost.

    What it may cost is for all peers of a household together: connections are cheaper than hosts.
    `home` is its household; `boards` are those of the `joined` ones that we joined as well;
    `introduction` is what it last said about boards and was not heeded yet, `told` the addresses of
    others that were not; `useful_at` is when it last gave us a new text that we pass on, None for
    never; `proven` tells that it gave us a new item, or told us in a reconciliation what it has;
    `broken` is how often in a row it was asked for what it had announced, and did not give it.
    """

    __slots__ = (
        "asks",
        "boards",
        "broken",
        "home",
        "introduction",
        "items",
        "joined",
        "knows",
        "neighbour",
        "newcomers",
        "proven",
        "served",
        "strays",
        "strikes",
        "told",
        "useful_at",
    )

    def __init__(self, neighbour: Neighbour, now: float) -> None:
        self.neighbour = neighbour
        self.home = home_of(neighbour.address)
        self.joined: frozenset[str] = frozenset()
        self.boards: frozenset[str] = frozenset()
        self.introduction: Boards | None = None
        self.told: tuple[Address, ...] = ()
        self.knows = Recent(_KNOWN_IDS)
        self.items = Allowance(ITEM_RATE, ITEM_BURST, now)
        self.strays = Allowance(ITEM_RATE, ITEM_BURST, now)
        self.served = Allowance(SERVE_RATE, SERVE_BURST, now)
        self.asks = Allowance(ASK_RATE, ASK_BURST, now)
        chosen = neighbour.outgoing
        pace = (CHOSEN_RATE, CHOSEN_BURST) if chosen else (STRANGER_RATE, STRANGER_BURST)
        self.newcomers = Allowance(*pace, now)
        self.strikes = 0
        self.useful_at: float | None = None
        self.proven = False
        self.broken = 0

    @property
    def doubt(self) -> int:
        """How little its word is worth: 0 proven, 1 unknown or broken once or twice, 2 beyond."""
        if self.broken >= _DOUBTFUL:
            return MOST_DOUBT
        return 0 if self.proven and not self.broken else 1

    def share_allowances(self, other: Peer) -> None:
        """Have no more to spend than what another one has left."""
        self.items, self.served, self.asks = other.items, other.served, other.asks
        self.newcomers, self.strays = other.newcomers, other.strays

    @property
    def number(self) -> int:
        """The number under which messages reach it."""
        return self.neighbour.number


class Neighbours:
    """All connected peers by number."""

    def __init__(self) -> None:
        self._peers: dict[int, Peer] = {}

    def __iter__(self) -> Iterator[Peer]:
        return iter(list(self._peers.values()))

    def __len__(self) -> int:
        return len(self._peers)

    def get(self, number: int) -> Peer | None:
        """Return the peer of that number while it is connected."""
        return self._peers.get(number)

    def add(self, peer: Peer) -> None:
        """Take in a peer that has connected."""
        for other in self._peers.values():
            if other.home == peer.home:
                peer.share_allowances(other)
                break
        self._peers[peer.number] = peer

    def remove(self, number: int) -> Peer | None:
        """Let go of a peer that has disconnected."""
        return self._peers.pop(number, None)

    def of_board(self, board: str) -> list[Peer]:
        """Return the connected peers that joined a board which we joined as well."""
        return [peer for peer in self._peers.values() if board in peer.boards]
