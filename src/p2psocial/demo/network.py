"""A network of real nodes, each with its own sessions, gossip endpoint, index and address.

The nodes are numbered from 1 and run in worker processes; this is the side that drives them.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from p2psocial.data_folder import create_private_folder
from p2psocial.demo.addresses import AddressPlan
from p2psocial.demo.arrivals import Arrivals
from p2psocial.demo.processes import WorkerProcess
from p2psocial.failures import MachineError
from p2psocial.network.gossip.options import LinkConditions

STAMP_BITS = 4
# Every node is told of these many others, for the DHT alone.
_BOOTSTRAP_NODES = 4
# Opening many nodes of a process at a time only makes all of them late.
_STARTED_AT_A_TIME = 8


@dataclass(frozen=True, slots=True)
class NodePlan:
    """How one node is to be; `settings` go over those that every node of a network has."""

    boards: tuple[str, ...] = ()
    accept_incoming: bool = True
    settings: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process uses: see `usage.of_this_process`."""

    rss: int
    fds: int
    threads: int
    tasks: int
    cpu: float


class DemoNetwork:
    """Start it with `start`, end it with `close`, whatever happened in between."""

    def __init__(
        self, folder: Path, *, processes: int | None = None, link: LinkConditions | None = None
    ) -> None:
        """Prepare a network in `folder`, with about one process for each processor."""
        self.folder = folder
        self.arrivals = Arrivals()
        self.addresses = AddressPlan()
        self._link = link
        self._plans: dict[int, NodePlan] = {}
        self._neighbours: dict[int, int] = {}
        self._met = asyncio.Event()
        count = processes or os.cpu_count() or 1
        self._workers = [
            WorkerProcess(folder / f"worker-{number}.log", self._on_report)
            for number in range(1, count + 1)
        ]
        self._at_a_time = [asyncio.Semaphore(_STARTED_AT_A_TIME) for _ in self._workers]
        self._dead: set[int] = set()

    # -- life --------------------------------------------------------------------------------

    async def start(self, plans: Iterable[NodePlan]) -> list[int]:
        """Start the processes and these nodes; returns their numbers."""
        create_private_folder(self.folder)
        await asyncio.gather(*(worker.start() for worker in self._workers))
        return await self.add(plans)

    async def add(self, plans: Iterable[NodePlan]) -> list[int]:
        """Start more nodes; returns their numbers."""
        first = len(self._plans) + 1
        new = dict(enumerate(plans, first))
        self._plans |= new
        await asyncio.gather(*(self._start_node(number) for number in new))
        return list(new)

    async def restart(self, node: int) -> None:
        """Start a node that was stopped, on what it had."""
        await self._start_node(node)

    async def _start_node(self, number: int) -> None:
        plan = self._plans[number]
        async with self._at_a_time[self._place(number)]:
            await self._worker(number).ask(
                "start",
                node=number,
                folder=str(self.folder_of(number)),
                settings=self._settings(number) | dict(plan.settings),
                link=asdict(self._link) if self._link else None,
                boards=plan.boards,
            )

    def guest_settings(self, number: int) -> dict[str, object]:
        """Return the settings of one more node, which somebody else runs.

        Its number is to be higher than those of the nodes here.
        """
        return self._settings(number)

    def _settings(self, number: int) -> dict[str, object]:
        address = self.addresses[number]
        others = (self.addresses[each] for each in range(1, _BOOTSTRAP_NODES + 1))
        return {
            "private": True,
            "stamp_bits": STAMP_BITS,
            "listen": f"{address.host}:{address.bittorrent}",
            "gossip": f"{address.host}:{address.gossip}",
            "bootstrap": [
                f"{other.host}:{other.bittorrent}" for other in others if other != address
            ],
            "port_mapping": False,
            "accept_incoming": self._plans.get(number, NodePlan()).accept_incoming,
        }

    async def stop(self, node: int) -> None:
        """Stop one node in order."""
        await self._worker(node).ask("stop", node=node)
        self._neighbours.pop(node, None)

    async def kill_process(self, process: int) -> list[int]:
        """End one process (counted from 0) as a crash would; returns the nodes that went too."""
        gone = self.nodes_of(process)
        self._dead.add(process)
        await self._workers[process].kill()
        for node in gone:
            self._neighbours.pop(node, None)
        return gone

    async def close(self) -> None:
        """End everything."""
        await asyncio.gather(*(worker.close() for worker in self._workers))
        self.addresses.close()

    # -- who is where ------------------------------------------------------------------------

    @property
    def nodes(self) -> list[int]:
        """The numbers of all nodes but those that died with their process."""
        return [node for node in self._plans if self._place(node) not in self._dead]

    @property
    def processes(self) -> int:
        """How many worker processes there are, dead ones included."""
        return len(self._workers)

    def nodes_of(self, process: int) -> list[int]:
        """Return the nodes that run in one process."""
        return [node for node in self._plans if self._place(node) == process]

    def folder_of(self, node: int) -> Path:
        """Return the data folder of a node."""
        return self.folder / f"node-{node:03}"

    def _place(self, node: int) -> int:
        return (node - 1) % len(self._workers)

    def _worker(self, node: int) -> WorkerProcess:
        return self._workers[self._place(node)]

    def _on_report(self, report: Mapping[str, Any]) -> None:
        for node, what, infohash, at in report.get("arrived", ()):
            self.arrivals.note(node, text=what == "text", infohash=infohash, at=at)
        if "neighbours" in report:
            node, count = report["neighbours"]
            self._neighbours[node] = count
            self._met.set()

    # -- what can be done --------------------------------------------------------------------

    async def perform(self, node: int, operation: str, **arguments: object) -> Any:  # noqa: ANN401 -- any JSON
        """Have a node do something that a command can ask for; returns its document.

        Raises what it raises, and `MachineError` when its process has ended.
        """
        asked = {"node": node, "operation": operation, "arguments": arguments}
        return await self._worker(node).ask("perform", **asked)

    async def identity(self, node: int, nick: str) -> str:
        """Make an identity on a node, its current one from now on; returns its fingerprint."""
        return str(await self._worker(node).ask("identity", node=node, nick=nick))

    async def post(self, node: int, board: str, title: str, text: str) -> str:
        """Publish a post; returns its infohash."""
        made = await self.perform(node, "post", board=board, title=title, text=text)
        return str(made["infohash"])

    async def divide(self, one: Collection[int], other: Collection[int]) -> None:
        """Cut all gossip between two groups of nodes."""
        hosts = [frozenset(self.addresses[node].host for node in group) for group in (one, other)]
        apart = [(node, hosts[1]) for node in one] + [(node, hosts[0]) for node in other]
        await self._keep_apart(apart)

    async def heal(self) -> None:
        """Let every node talk to every other again."""
        await self._keep_apart([(node, frozenset()) for node in self.nodes])

    async def _keep_apart(self, apart: Iterable[tuple[int, frozenset[str]]]) -> None:
        asked = [
            self._worker(node).ask("apart", node=node, hosts=sorted(hosts)) for node, hosts in apart
        ]
        await asyncio.gather(*asked)

    def neighbours(self, node: int) -> int:
        """Return how many gossip neighbours a node has."""
        return self._neighbours.get(node, 0)

    async def connected(self, least: int, seconds: float) -> None:
        """Wait until every node has so many neighbours. Raises `MachineError` after `seconds`."""

        async def wait() -> None:
            while min(map(self.neighbours, self.nodes), default=least) < least:
                self._met.clear()
                await self._met.wait()

        try:
            await asyncio.wait_for(wait(), seconds)
        except TimeoutError:
            lonely = [node for node in self.nodes if self.neighbours(node) < least]
            raise MachineError(
                f"after {seconds:.0f} s, {len(lonely)} of {len(self.nodes)} nodes have fewer than"
                f" {least} neighbours: {lonely[:10]}"
            ) from None

    async def usage(self) -> list[Usage]:
        """Return what each process that lives uses."""
        told: list[Any] = await asyncio.gather(
            *(
                worker.ask("usage")
                for place, worker in enumerate(self._workers)
                if place not in self._dead
            )
        )
        return [Usage(**each) for each in told]

    def complaints(self) -> str:
        """Return what the processes wrote to their logs, which is nothing when all is well."""
        logs = (self.folder / f"worker-{each}.log" for each in range(1, len(self._workers) + 1))
        return "".join(log.read_text(encoding="utf-8") for log in logs if log.exists())
