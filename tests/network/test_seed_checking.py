"""Who sends a piece has the text; who answers without one denies; who is not there says nothing."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from p2psocial.network.options import NetworkOptions
from p2psocial.network.seed_checking import SeedChecking
from p2psocial.protocol.magnet import Address, parse_address
from p2psocial.protocol.seed_proof import Verdict
from tests.hostile import crafted
from tests.hostile.raw_peer import Behaviour, Stage, serving
from tests.network.sessions import opened
from tests.node_process import loopback_address

TEXT = crafted.post(body="Long enough for two pieces.\n" * 1_000)
OTHER = crafted.post(body="Another text.\n")
HONEST = Behaviour(TEXT.info, TEXT.data)


def checked(peer: Address, tmp_path: Path) -> Verdict:
    folder = tmp_path / "checking"
    listen = (parse_address(loopback_address()),)
    options = NetworkOptions(folder, folder, folder / "state", listen, private=True)
    return asyncio.run(SeedChecking(options).check(TEXT.item, peer))


@pytest.mark.parametrize(
    ("behaviour", "verdict"),
    [
        (HONEST, Verdict.PROVED),
        (replace(HONEST, data=b"x" * len(TEXT.data)), Verdict.DENIED),
        (replace(HONEST, has=frozenset()), Verdict.DENIED),
        (replace(HONEST, has=frozenset([0])), Verdict.DENIED),
        (replace(HONEST, hang_up=Stage.ACCEPT), Verdict.DENIED),
        (replace(HONEST, hang_up=Stage.HANDSHAKE), Verdict.DENIED),
        (Behaviour(OTHER.info, OTHER.data), Verdict.DENIED),
        (replace(HONEST, flood=True), Verdict.DENIED),
    ],
    ids=[
        "a seed",
        "wrong data",
        "nothing",
        "half of it",
        "hangs up",
        "says no more than hello",
        "another torrent",
        "a flood",
    ],
)
def test_what_a_peer_does_settles_it(
    behaviour: Behaviour, verdict: Verdict, tmp_path: Path
) -> None:
    with serving(behaviour) as [peer]:
        assert checked(peer.address, tmp_path) is verdict


def test_who_has_no_time_for_us_proves_nothing_either_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("p2psocial.network.seed_checking._TALK_SECONDS", 1.0)
    with serving(replace(HONEST, unchokes=False)) as [peer]:
        assert checked(peer.address, tmp_path) is Verdict.BUSY


def test_who_is_not_there_is_no_liar(tmp_path: Path) -> None:
    assert checked(parse_address(loopback_address()), tmp_path) is Verdict.UNREACHABLE


def test_our_own_nodes_pass_and_count_nobody_for_asking(tmp_path: Path) -> None:
    async def run() -> None:
        async with opened(tmp_path / "a") as seed:
            await seed.seed_one(TEXT)
            listen = (parse_address(loopback_address()),)
            options = NetworkOptions(tmp_path, tmp_path, tmp_path / "s", listen, private=True)
            checking = SeedChecking(options)
            verdicts = [await checking.check(TEXT.item, seed.address) for _ in range(5)]
            assert verdicts == [Verdict.PROVED] * 5
            nothing = await checking.check(OTHER.item, seed.address)
            assert nothing is Verdict.DENIED
            await asyncio.sleep(0.5)
            assert seed.events == []

    asyncio.run(run())
