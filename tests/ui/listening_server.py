"""A web server on this machine that must never be asked for anything."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# A 1×1 picture, so that a load that does happen succeeds and does what a load does.
_PICTURE = bytes.fromhex(
    "47494638396101000100800000ff0000ffffff21f90400000000002c00000000010001000002024401003b"
)


class ListeningServer:
    """`requests` names all that was asked for; `connections` counts whoever connected at all."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.requests: list[str] = []
        self.connections = 0


@contextmanager
def listening() -> Iterator[ListeningServer]:
    """Run the server while the block runs."""

    class Handler(BaseHTTPRequestHandler):
        def setup(self) -> None:
            known.connections += 1
            super().setup()

        def do_GET(self) -> None:
            known.requests.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "image/gif")
            self.end_headers()
            self.wfile.write(_PICTURE)

        def log_message(self, *_parts: object) -> None:
            """Say nothing: what was asked for is in `requests`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known = ListeningServer(server.server_port)
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        serving.start()
        try:
            yield known
        finally:
            server.shutdown()
            serving.join()
