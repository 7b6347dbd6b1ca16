"""No QML of ours may reach the network, whatever text or picture it is made to show.

Strategy: whoever asks in QML gets a network manager whose proxy is a port of this machine at which
nothing can listen, so every request ends at once, and no name is looked up. An overridden
`createRequest` could say no as well, but Qt asks for pictures from a thread of its own, under a
lock for which the GUI thread waits, too, and in Python that ends in a deadlock or in freed memory.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QNetworkAccessManager, QNetworkProxy
from PySide6.QtQml import QQmlNetworkAccessManagerFactory

_NOWHERE = 0


class DenyAll(QQmlNetworkAccessManagerFactory):
    """Set it on the QML engine before anything is loaded.

    The engine does not keep it: whoever has the engine must, until the engine is gone.
    """

    def __init__(self, port: int = _NOWHERE) -> None:
        """Send every request to `port` of this machine; tests have something listen there."""
        super().__init__()
        self._port = port
        # Qt uses a manager after Python would have freed it.
        self._managers: list[QNetworkAccessManager] = []

    def create(self, parent: QObject) -> QNetworkAccessManager:
        manager = QNetworkAccessManager(parent)
        # A manager's own proxy is used for local addresses too, unlike an application's.
        manager.setProxy(QNetworkProxy(QNetworkProxy.ProxyType.HttpProxy, "127.0.0.1", self._port))
        self._managers.append(manager)
        return manager
