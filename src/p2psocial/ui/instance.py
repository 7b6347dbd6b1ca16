"""One window on a data folder: a second start raises the first, and hands it its link.

The one that holds the lock listens on a socket in the folder, which only its owner can enter. The
other one writes its link and a line end to it, and waits for an answer.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
import time
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from p2psocial.data_folder import DataFolder, FolderLock
from p2psocial.failures import MachineError

_PATIENCE_SECONDS = 5.0
_POLL_SECONDS = 0.1
_MAX_LINE = 16_384
_ANSWER = b"ok\n"
# A socket's path may have 104 bytes on macOS; Qt makes it under a somewhat longer one.
_MAX_PATH = 90


class Instance(QObject):
    """`called` tells, with a link or '', that somebody has started the program again."""

    called = Signal(str)

    def __init__(self, folder: DataFolder, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        # What the system lets go of when its holder dies; whatever the file says means nothing.
        self._lock: FolderLock | None = None
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connect)

    def claim(self) -> bool:
        """Become the one window on the folder; False when there is one. Raises `MachineError`."""
        self._lock = self._folder.try_lock_window()
        if self._lock is None:
            return False
        name = _socket_name(self._folder.window_socket)
        QLocalServer.removeServer(name)
        if not self._server.listen(name):
            raise MachineError(
                f"cannot listen on {name}: {self._server.errorString()}; move away what is there,"
                " or choose another --data-dir"
            )
        return True

    def call_the_other(self, link: str) -> None:
        """Have the window that is open come to the front, and open `link` if it is not ''.

        Raises `MachineError` when it does not answer.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self._call(link):
            if time.monotonic() > deadline:
                raise MachineError(
                    f"another window on {self._folder.path} is open but does not answer; close it"
                )
            # It has the lock, and may be about to listen.
            time.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """Let another window be opened on the folder."""
        self._server.close()
        if self._lock is not None:
            self._lock.release()

    def _call(self, link: str) -> bool:
        socket = QLocalSocket()
        patience = int(_PATIENCE_SECONDS * 1_000)
        socket.connectToServer(_socket_name(self._folder.window_socket))
        if not socket.waitForConnected(patience):
            return False
        socket.write(f"{link}\n".encode("utf-8", "replace"))
        answered = socket.waitForBytesWritten(patience) and socket.waitForReadyRead(patience)
        socket.abort()
        return answered

    def _connect(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(_MAX_LINE)
            socket.readyRead.connect(self._hear)
            socket.disconnected.connect(socket.deleteLater)

    def _hear(self) -> None:
        socket = self.sender()
        if not isinstance(socket, QLocalSocket):
            return
        if not socket.canReadLine():
            if socket.bytesAvailable() >= _MAX_LINE:
                socket.abort()
            return
        line = bytes(socket.readLine(_MAX_LINE).data()).decode("utf-8", "replace").strip()
        socket.write(_ANSWER)
        socket.disconnectFromServer()
        self.called.emit(line)


def _socket_name(wanted: Path) -> str:
    """Return a name that both sides come to, whatever the length of the folder's path."""
    path = os.fsencode(wanted)
    if sys.platform != "win32" and len(path) <= _MAX_PATH:
        return str(wanted)
    name = f"p2psocial-{hashlib.sha256(path).hexdigest()[:24]}"
    if sys.platform == "win32":
        return name
    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / name)
