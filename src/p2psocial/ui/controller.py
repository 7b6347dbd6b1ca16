"""The base of everything that QML talks to: named values that it can bind to, and slots."""

from __future__ import annotations

from PySide6.QtCore import Property, QObject, Signal
from PySide6.QtQml import QQmlPropertyMap


class Controller(QObject):
    """A part of the window's behaviour. In QML, `state.name` follows what `put` was given last.

    `told` has the name of each value that has changed; the map's own `valueChanged` tells only of
    changes that QML makes.
    """

    told = Signal(str)

    def __init__(self, parent: QObject | None = None, /, **values: object) -> None:
        """Begin with these values, which are all that there will be."""
        super().__init__(parent)
        self._state = QQmlPropertyMap.create(self)
        self._state.insert(values)
        # A name that is misspelt in QML or here is to be noticed.
        self._state.freeze()

    @Property(QObject, constant=True)
    def state(self) -> QQmlPropertyMap:
        """The values, for QML."""
        return self._state

    def put(self, **values: object) -> None:
        """Change values; only what differs is told to QML."""
        for name, value in values.items():
            if not self._state.contains(name):
                raise AttributeError(f"{type(self).__name__} has no {name}")
            if self._state.value(name) != value:
                self._state.insert(name, value)
                self.told.emit(name)

    def take(self, name: str) -> object:
        """Return a value as it is now."""
        if not self._state.contains(name):
            raise AttributeError(f"{type(self).__name__} has no {name}")
        return self._state.value(name)
