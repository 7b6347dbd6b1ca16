"""Ends that come while something else is ending."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from p2psocial.demo.network import DemoNetwork, NodePlan
from p2psocial.failures import MachineError
from tests.demo.networks import BOARD


@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03])
def test_nodes_that_are_leaving_when_all_ends_leave_nothing_open(
    tmp_path: Path, seconds: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The processes inherit it, and tell of what is not closed.
    monkeypatch.setenv("PYTHONWARNINGS", "default")
    network = DemoNetwork(tmp_path / "nodes", processes=1)

    async def run() -> None:
        nodes = await network.start(NodePlan((BOARD,)) for _ in range(3))
        leaving = [asyncio.create_task(network.stop(node)) for node in nodes]
        await asyncio.sleep(seconds)
        await network.close()
        with contextlib.suppress(MachineError):
            await asyncio.gather(*leaving)

    asyncio.run(run())
    assert network.complaints() == ""
