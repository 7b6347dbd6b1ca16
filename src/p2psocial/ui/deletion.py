"""The end of Qt's objects: on the GUI thread, at a moment of our choosing.

Left to itself, Python's garbage collector takes apart what refers to itself on whichever thread it
happens to run. Qt does not survive that.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject


def delete_now(qt_object: QObject) -> None:
    """Delete an object and all that it is the parent of. For the GUI thread."""
    qt_object.deleteLater()
    QCoreApplication.sendPostedEvents(qt_object, QEvent.Type.DeferredDelete)
