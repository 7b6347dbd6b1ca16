from __future__ import annotations

import json
import signal

import pytest

from tests.cli.conftest import CommandLine

STATUS = {
    "version": "1.2.3",
    "running": True,
    "data_dir": "/home/anna/\x1bdata",
    "identity": {"nick": "anna", "fingerprint": "abcd2345"},
    "listening": ["0.0.0.0:7681", "[::]:7681"],
    "private": False,
    "boards": ["general", "linux\x1b"],
    "neighbours": 7,
    "syncing": 2,
    "missing": 1_204,
    "dht_nodes": 123,
    "peers": 4,
    "torrents": 5,
    "upload_rate": 12_345,
    "download_rate": 0,
    "port_mapping": "UPnP",
    "items": 1_234,
    "seeding": 5,
    "text_bytes": 3_000_000,
    "uptime": 7_300,
}


@pytest.fixture(autouse=True)
def signals_as_before() -> object:
    before = signal.getsignal(signal.SIGTERM)
    yield None
    signal.signal(signal.SIGTERM, before)


def test_status_of_a_running_node(p2psocial: CommandLine) -> None:
    p2psocial.answers["status"] = STATUS
    ran = p2psocial("status")
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == (
        "Node          running for 2 hours (p2psocial 1.2.3)\n"
        "Data folder   /home/anna/data\n"
        "Identity      anna#abcd2345\n"
        "Texts         1,234 (3.0 MB)\n"
        "Seeding       5\n"
        "Network       public\n"
        "Listening     0.0.0.0:7681, [::]:7681\n"
        "Boards        general, linux\n"
        "Neighbours    7 on these boards\n"
        "Catching up   1,204 known to be missing, comparing with 2 neighbours\n"
        "DHT nodes     123\n"
        "Peers         4\n"
        "Rates         12.3 KB/s up, 0 bytes/s down\n"
        "Port mapping  UPnP\n"
    )
    assert json.loads(p2psocial("status", "--json").out) == STATUS


def test_status_says_how_far_the_start_is(p2psocial: CommandLine) -> None:
    p2psocial.answers["status"] = STATUS | {"starting": {"ready": 12_000, "of": 100_000}}
    assert "Seeding       12,000 of 100,000 so far, newest first\n" in p2psocial("status").out


def test_status_says_when_nothing_is_known_to_be_missing(p2psocial: CommandLine) -> None:
    p2psocial.answers["status"] = STATUS | {"syncing": 0, "missing": 0}
    assert "Catching up   nothing known to be missing\n" in p2psocial("status").out


def test_status_without_a_node_says_how_to_start_one(p2psocial: CommandLine) -> None:
    p2psocial.answers["status"] = STATUS | {"running": False, "identity": None}
    out = p2psocial("status").out
    assert out.startswith("Node         not running (p2psocial 1.2.3); start it with 'p2psocial")
    assert "Identity     none yet\n" in out
    assert "Listening" not in out


def test_the_status_of_the_node_is_that_of_the_command(p2psocial: CommandLine) -> None:
    p2psocial.answers["node"] = lambda: 7
    assert p2psocial("node").status == 7


def test_a_node_that_was_stopped_ended_well(p2psocial: CommandLine) -> None:
    def stopped() -> int:
        raise KeyboardInterrupt

    p2psocial.answers["node"] = stopped
    ran = p2psocial("node")
    assert (ran.status, ran.out, ran.err) == (0, "", "")
