"""Demo networks for tests, and the one loop that all of a network's work must run on."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from p2psocial.demo.network import DemoNetwork, NodePlan

BOARD = "test"
READY_SECONDS = 30.0
SPREAD_SECONDS = 15.0


@dataclass(frozen=True)
class Running:
    """A network that runs, and the loop that it belongs to."""

    network: DemoNetwork
    runner: asyncio.Runner

    async def spread(self, home: int, nodes: Sequence[int], title: str) -> set[int]:
        """Publish at one node; returns those of the others on which it cannot be read in time."""
        infohash = await self.network.post(home, BOARD, title, f"The text of {title}.\n")
        return await self.network.arrivals.wait(infohash, nodes, SPREAD_SECONDS)


@contextlib.contextmanager
def running(folder: Path, plans: Sequence[NodePlan], *, processes: int = 2) -> Iterator[Running]:
    """Run a network for as long as the block lasts; it must end without any complaint."""
    with asyncio.Runner() as runner:
        network = runner.run(_made(folder, processes))
        try:
            runner.run(network.start(plans))
            runner.run(network.connected(1, READY_SECONDS))
            yield Running(network, runner)
        finally:
            runner.run(network.close())
        assert network.complaints() == ""


async def _made(folder: Path, processes: int) -> DemoNetwork:
    return DemoNetwork(folder, processes=processes)
