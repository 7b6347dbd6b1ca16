"""One list model for every list in the window: rows are frozen dataclasses, fields are roles.

Only what has changed is told to the view, so that it keeps its place, its focus and its animations.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any, Generic, TypeVar

from PySide6.QtCore import (
    Property,
    QAbstractListModel,
    QByteArray,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

_Row = TypeVar("_Row")
_FIRST_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.capitalize() for word in rest)


class RowModel(QAbstractListModel, Generic[_Row]):
    """A list of rows of one dataclass; the field `key` tells which rows are the same one."""

    count_changed = Signal()

    def __init__(self, row_type: type[_Row], key: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        names = [field.name for field in fields(row_type)]  # type: ignore[arg-type]  # a dataclass
        self._names = dict(enumerate(names, start=_FIRST_ROLE))
        self._roles = {
            role: QByteArray(_camel(name).encode()) for role, name in self._names.items()
        }
        self._key = key
        self._rows: list[_Row] = []

    # -- what Qt asks for --------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:  # noqa: ANN401 -- as Qt declares it
        name = self._names.get(role)
        if name is None or not 0 <= index.row() < len(self._rows):
            return None
        value = getattr(self._rows[index.row()], name)
        # QML takes a list for an array, but not a tuple.
        return list(value) if isinstance(value, tuple) else value

    def roleNames(self) -> dict[int, QByteArray]:
        return self._roles

    @Property(int, notify=count_changed)
    def count(self) -> int:
        """How many rows there are, for QML."""
        return len(self._rows)

    # -- what Python does --------------------------------------------------------------------

    @property
    def rows(self) -> Sequence[_Row]:
        """The rows as they are shown."""
        return self._rows

    def show(self, rows: Sequence[_Row]) -> None:
        """Show these rows instead, telling the view as little as possible."""
        before = len(self._rows)
        self._remove_all_but({self._key_of(row) for row in rows})
        if self._keeps_order(rows):
            self._insert_missing(rows)
            self._change(rows)
        else:
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        if len(self._rows) != before:
            self.count_changed.emit()

    def replace(self, row: _Row) -> None:
        """Show a row instead of the one with the same key, if that is here."""
        for place, shown in enumerate(self._rows):
            if self._key_of(shown) == self._key_of(row):
                self._put(place, row)

    def _key_of(self, row: _Row) -> object:
        return getattr(row, self._key)

    def _remove_all_but(self, kept: set[object]) -> None:
        end = len(self._rows)
        while end:
            if self._key_of(self._rows[end - 1]) in kept:
                end -= 1
                continue
            start = end - 1
            while start and self._key_of(self._rows[start - 1]) not in kept:
                start -= 1
            self.beginRemoveRows(_NOWHERE, start, end - 1)
            del self._rows[start:end]
            self.endRemoveRows()
            end = start

    def _keeps_order(self, rows: Sequence[_Row]) -> bool:
        shown = {self._key_of(row) for row in self._rows}
        staying = [key for key in map(self._key_of, rows) if key in shown]
        return staying == [self._key_of(row) for row in self._rows]

    def _insert_missing(self, rows: Sequence[_Row]) -> None:
        place = 0
        while place < len(rows):
            end = place
            shown = self._key_of(self._rows[place]) if place < len(self._rows) else None
            while end < len(rows) and (
                place >= len(self._rows) or self._key_of(rows[end]) != shown
            ):
                end += 1
            if end > place:
                self.beginInsertRows(_NOWHERE, place, end - 1)
                self._rows[place:place] = rows[place:end]
                self.endInsertRows()
            place = end + 1

    def _change(self, rows: Sequence[_Row]) -> None:
        for place, row in enumerate(rows):
            self._put(place, row)

    def _put(self, place: int, row: _Row) -> None:
        old = self._rows[place]
        if old == row:
            return
        changed = [
            role for role, name in self._names.items() if getattr(old, name) != getattr(row, name)
        ]
        self._rows[place] = row
        index = self.index(place, 0)
        self.dataChanged.emit(index, index, changed)
