"""The two clocks of a node: one that tells the time, and one that never jumps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from p2psocial.services.ports import Clock


@dataclass(frozen=True, slots=True)
class Clocks:
    """`unix` is Unix time in whole seconds; `monotonic` is for how long something takes."""

    unix: Clock
    monotonic: Callable[[], float]
