"""Transmission, the client that Debian installs, is a reader and a voter like any other."""

from __future__ import annotations

from pathlib import Path

from tests.interop.client_process import eventually
from tests.interop.transmission import Transmission
from tests.node_process import NodeProcess, running

BODY = "Anybody's client opens *this*.\n\nLine after line: ä, 字.\n"
FILE = "an-open-letter.txt"
TEXT = f"# An open letter\n\n{BODY}".encode()


def magnet(post: dict[str, str], *clients: Transmission) -> str:
    """Return a post's magnet link with these clients for the only peers that it names."""
    peers = "".join(f"&x.pe={client.address}" for client in clients)
    return post["magnet"].partition("&x.pe=")[0] + peers


def exported(node: NodeProcess, infohash: str) -> bytes:
    path = node.folder / f"{infohash}.torrent"
    node.run("export", infohash, "-o", str(path))
    return path.read_bytes()


def test_it_reads_what_we_seed_and_keeps_it_alive_when_the_author_has_left(tmp_path: Path) -> None:
    anna, ben = NodeProcess(tmp_path / "anna"), NodeProcess(tmp_path / "ben")
    by_magnet, by_file = Transmission(tmp_path / "by-magnet"), Transmission(tmp_path / "by-file")
    with running(anna, ben):
        post = anna.post("An open letter", BODY)
        torrent = exported(anna, post["infohash"])
        # Transmission looks only every 10 s, from its start on, whom to ask and whom to serve.
        with by_magnet, by_file:
            by_magnet.add_magnet(post["magnet"])
            by_file.add_torrent(torrent)
            # It dials nobody on loopback, so it is dialled.
            anna.run("import", magnet(post, by_magnet, by_file))
            for client in (by_magnet, by_file):
                eventually(client.has_whole_text, "Transmission has the text")
                assert client.file(FILE) == TEXT

            anna.stop()
            read = ben.json("import", magnet(post, by_magnet))
        assert (read["infohash"], read["body"]) == (post["infohash"], BODY)
        assert (read["seeds"], read["seeds_source"]) == (1, "swarm")


def test_its_seed_counts_at_the_author_as_well(tmp_path: Path) -> None:
    anna = NodeProcess(tmp_path / "anna")
    with running(anna), Transmission(tmp_path / "transmission") as client:
        post = anna.post("An open letter", BODY)
        (client.downloads / FILE).write_bytes(TEXT)
        client.add_torrent(exported(anna, post["infohash"]))
        eventually(client.has_whole_text, "Transmission has found the file")

        anna.run("import", magnet(post, client))
        eventually(
            lambda: anna.json("show", post["infohash"])["seeds"] == 2, "the author counts the seed"
        )
        assert anna.json("show", post["infohash"])["seeds_source"] == "swarm"
