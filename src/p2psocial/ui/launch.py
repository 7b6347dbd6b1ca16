"""Opening the window, and everything that must be right before Qt starts."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QtMsgType, QUrl, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine
from PySide6.QtQuick import QQuickWindow, QSGRendererInterface
from PySide6.QtQuickControls2 import QQuickStyle
from PySide6.QtWidgets import QApplication

from p2psocial import __version__
from p2psocial.failures import MachineError
from p2psocial.ui.deletion import delete_now
from p2psocial.ui.desktop import Desktop
from p2psocial.ui.icons import PROVIDER, Icons
from p2psocial.ui.instance import Instance
from p2psocial.ui.main_window import MainWindow
from p2psocial.ui.no_network import DenyAll
from p2psocial.ui.placement import initial
from p2psocial.ui.ports import Parts
from p2psocial.ui.reading_fonts import reading_font
from p2psocial.ui.signals import Signals
from p2psocial.ui.translation import translate

_log = logging.getLogger("p2psocial")

QML = Path(__file__).parent / "qml"
_GRAPHICS = Path("/dev/dri")
# How often Python looks whether another thread wants to run: with the usual 5 ms, a busy node makes
# scrolling stutter (95th percentile 42 ms a frame; so: 12 ms).
_SWITCH_SECONDS = 0.0005
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def run(parts: Parts, link: str = "", boards: Sequence[str] = ()) -> int:
    """Show the window until it is closed, opened on `link`; `boards` are to be joined.

    When it is open already, that one comes to the front. Returns the exit status. Raises
    `MachineError` when there is no window to be had.
    """
    sys.setswitchinterval(_SWITCH_SECONDS)
    application = make_application()
    parts.folder.create()
    instance = Instance(parts.folder)
    try:
        if instance.claim():
            return _show(application, parts, instance, link, boards)
        instance.call_the_other(link)
    finally:
        instance.close()
        delete_now(instance)
    return 0


def _show(
    application: QApplication, parts: Parts, instance: Instance, link: str, boards: Sequence[str]
) -> int:
    window = MainWindow(parts)
    signals = Signals(application.quit)
    try:
        # The first page is read while Qt loads what is to show it.
        window.open()
        shown = Shown(window)
        desktop = Desktop(window, shown.root)
        instance.called.connect(desktop.call)
        for board in boards:
            window.app.value("boards").join(board)
        desktop.open(link)
        status: int = application.exec()
        desktop.close()
        shown.close()
    finally:
        # First what must be ended in order, whatever else the system asks for meanwhile.
        window.close()
        signals.close()
        delete_now(signals)
    return status


def make_application() -> QApplication:
    """Return Qt's application, with what concerns the whole process set up; once a process."""
    qInstallMessageHandler(_to_log)
    QQuickStyle.setStyle("Basic")
    if sys.platform == "linux" and not _GRAPHICS.exists():
        # Without a graphics card OpenGL is slower than Qt's own drawing, and takes more memory.
        QQuickWindow.setGraphicsApi(QSGRendererInterface.GraphicsApi.Software)
    application = QApplication(["p2psocial"])
    application.setFont(reading_font(application.font()))
    application.setApplicationName("p2psocial")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("p2psocial")
    translate(application)
    QGuiApplication.setQuitOnLastWindowClosed(True)
    return application


class Shown:
    """The QML of one window, with its engine."""

    def __init__(self, window: MainWindow) -> None:
        """Load it. Raises `MachineError` when it cannot be shown."""
        self._deny = DenyAll()
        self.engine = QQmlApplicationEngine()
        self.engine.setNetworkAccessManagerFactory(self._deny)
        self.engine.addImageProvider(PROVIDER, Icons())
        self.engine.setInitialProperties({"app": window.app, **initial(window.preferences.now)})
        self.engine.load(QUrl.fromLocalFile(str(QML / "Main.qml")))
        roots = self.engine.rootObjects()
        if not roots or not isinstance(roots[0], QQuickWindow):
            raise MachineError("the window cannot be shown; its parts are missing: install again")
        self.root: QQuickWindow = roots[0]

    def close(self) -> None:
        """Take the QML down before what it talks to."""
        delete_now(self.engine)


def _to_log(kind: QtMsgType, _context: object, message: str) -> None:
    _log.log(_LEVELS.get(kind, logging.WARNING), "Qt: %s", message)
