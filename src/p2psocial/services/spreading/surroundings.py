"""What every part of spreading works with, as one value."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

from p2psocial.services.ports import Clock, GossipSender, Index
from p2psocial.services.spreading.neighbours import Neighbours
from p2psocial.services.spreading.timers import Timers


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The index, the way to peers, who is connected, time (monotonic and Unix), and chance."""

    index: Index
    sender: GossipSender
    timers: Timers
    clock: Clock
    chance: random.Random
    neighbours: Neighbours = field(default_factory=Neighbours)
