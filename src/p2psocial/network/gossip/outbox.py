"""What waits to be sent to one neighbour: bounded in bytes, watched for progress."""

from __future__ import annotations

import asyncio
import random
from collections import deque

from p2psocial.network.gossip.options import LinkConditions


class Outbox:
    """Frames on their way into one transport."""

    def __init__(self, transport: asyncio.WriteTransport, now: float) -> None:
        self._transport = transport
        self.put_bytes = 0
        self._drained = 0
        self._progress_at = now

    @property
    def queued(self) -> int:
        """How many bytes the neighbour has not taken yet, beyond what the system buffers."""
        return self._transport.get_write_buffer_size()

    def put(self, frame: bytes) -> None:
        """Send a frame as soon as the neighbour takes it."""
        # A connection that has just broken is heard of a moment later.
        if not self._transport.is_closing():
            self.put_bytes += len(frame)
            self._transport.write(frame)

    def flush(self) -> None:
        """Hand everything to the transport now, which is about to be closed."""

    def drop(self) -> None:
        """Forget what has not been handed to the transport."""

    def is_stuck(self, now: float, seconds: float, least: int) -> bool:
        """Whether there was a queue for `seconds` of which less than `least` bytes went out."""
        queued = self.queued
        drained = self.put_bytes - queued
        if not queued or drained - self._drained >= least:
            self._drained = drained
            self._progress_at = now
        return now - self._progress_at > seconds


class DelayedOutbox(Outbox):
    """For experiments only: frames wait as `LinkConditions` say, and some never arrive."""

    def __init__(
        self,
        transport: asyncio.WriteTransport,
        now: float,
        link: LinkConditions,
        chance: random.Random,
    ) -> None:
        super().__init__(transport, now)
        self._link = link
        self._chance = chance
        self._loop = asyncio.get_running_loop()
        self._held: deque[tuple[float, bytes]] = deque()
        self._held_bytes = 0
        self._timer: asyncio.TimerHandle | None = None
        self._handshaking = 2

    @property
    def queued(self) -> int:
        return self._held_bytes + super().queued

    def put(self, frame: bytes) -> None:
        if self._handshaking:
            # The two handshakes are not messages.
            self._handshaking -= 1
        elif self._chance.random() < self._link.loss:
            return
        jitter = self._link.jitter * self._chance.uniform(-1, 1)
        due = self._loop.time() + self._link.mean_delay_seconds * (1 + jitter)
        if self._held:
            due = max(due, self._held[-1][0])
        self._held.append((due, frame))
        self._held_bytes += len(frame)
        self.put_bytes += len(frame)
        if self._timer is None:
            self._timer = self._loop.call_at(due, self._release)

    def _release(self) -> None:
        self._timer = None
        while self._held and self._held[0][0] <= self._loop.time():
            self._pass_on()
        if self._held:
            self._timer = self._loop.call_at(self._held[0][0], self._release)

    def _pass_on(self) -> None:
        _, frame = self._held.popleft()
        self._held_bytes -= len(frame)
        if not self._transport.is_closing():
            self._transport.write(frame)

    def flush(self) -> None:
        while self._held:
            self._pass_on()
        self.drop()

    def drop(self) -> None:
        self._held.clear()
        self._held_bytes = 0
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
