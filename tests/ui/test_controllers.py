"""What QML knows of a Python object is known for good.

When a method that is no slot is connected to a signal, PySide describes that one object anew, in
memory that goes with it. Qt keeps what it read there for longer, and may take it for what describes
the next object at the same place: a signal is missing then, now and again.
"""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtQml import QQmlPropertyMap

from tests.ui.opened import OpenedWindow


def test_no_object_is_described_otherwise_than_its_class(window: OpenedWindow) -> None:
    window.until(lambda: window.state("status", "node") == "running")
    window.controller("navigator").go("composer", "")
    objects = [window.main, *window.main.findChildren(QObject)]
    changed = {
        type(each).__name__
        for each in objects
        # Qt's own kind of object whose properties come and go.
        if not isinstance(each, QQmlPropertyMap)
        and each.metaObject().methodCount() != type(each).staticMetaObject.methodCount()  # type: ignore[attr-defined]  # the stubs lack it
    }
    assert changed == set()
