"""A BitTorrent tracker (BEP 3, BEP 23) that names one peer, whoever asks for whatever.

Clients that take no peers from a magnet link are told about one in this way.
"""

from __future__ import annotations

import contextlib
import ipaddress
import struct
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from p2psocial.protocol.bencoding import encode
from p2psocial.protocol.magnet import parse_address
from tests.node_process import loopback_address


class Tracker:
    """What one knows of a running tracker: its URL, and how often it has been asked."""

    def __init__(self, peer: str) -> None:
        self.asked = 0
        address = parse_address(peer)
        packed = ipaddress.IPv4Address(address.host).packed + struct.pack(">H", address.port)
        self._answer = encode({b"interval": 1, b"peers": packed})
        self._server = ThreadingHTTPServer(_free_place(), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def url(self) -> str:
        """Where to announce."""
        return "http://{}:{}/announce".format(*self._server.server_address[:2])

    def close(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        tracker = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                tracker.asked += 1
                self.send_response(200)
                self.send_header("Content-Length", str(len(tracker._answer)))
                self.end_headers()
                self.wfile.write(tracker._answer)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- as above
                pass

        return Handler


def _free_place() -> tuple[str, int]:
    host, _, port = loopback_address().partition(":")
    return host, int(port)


@contextlib.contextmanager
def tracker_naming(peer: str) -> Iterator[Tracker]:
    """Run a tracker that names this peer for as long as the block lasts."""
    tracker = Tracker(peer)
    try:
        yield tracker
    finally:
        tracker.close()
