"""Who says in the DHT that they seed a post, and do not have it, lift it only for a moment."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

from p2psocial.protocol.magnet import parse_address
from tests.node_process import NodeProcess, running
from tests.scrape.private_dht import real_nodes

LIARS = 9
SECONDS = 60


def test_claims_of_peers_that_have_nothing_are_not_counted(tmp_path: Path) -> None:
    anna = NodeProcess(tmp_path / "anna")
    ben = NodeProcess(tmp_path / "ben", "--bootstrap", anna.address)

    async def scenario() -> None:
        post = anna.post("Mine")
        ben.run("import", post["magnet"])
        others = [parse_address(anna.address), parse_address(ben.address)]
        async with real_nodes(LIARS, others) as liars:
            deadline = time.monotonic() + SECONDS
            while True:
                for liar in liars:
                    liar.announce(bytes.fromhex(post["infohash"]))
                found = await asyncio.to_thread(_why, ben, post["infohash"])
                dht = [each for each in found["evidence"] if each["source"] == "dht"]
                if dht and dht[0]["claimed"] and dht[0]["denied"] >= 5:
                    break
                assert time.monotonic() < deadline, found
            assert dht[0]["claimed"] > 2 * dht[0]["seeds"]
            assert dht[0]["seeds"] < 2.5
            assert "sent it, so not" in await asyncio.to_thread(ben.run, "why", post["infohash"])

    with running(anna, ben):
        asyncio.run(scenario())


def _why(node: NodeProcess, infohash: str) -> dict[str, Any]:
    document: dict[str, Any] = node.json("why", infohash)
    return document
