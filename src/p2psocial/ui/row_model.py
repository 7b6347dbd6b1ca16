"""One list model for every list in the window: rows are frozen dataclasses, fields are roles.

Only what has changed is told to the view, so that it keeps its place, its focus and its animations.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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

from p2psocial.ui.row_changes import Changes, changes

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
        """The rows as they are shown: another list after each change, which nobody changes."""
        return self._rows

    def show(self, rows: Sequence[_Row]) -> None:
        """Show these rows instead, telling the view as little as possible."""
        self._follow(self.changes(self._rows, rows))

    def changes(self, before: Sequence[_Row], after: Sequence[_Row]) -> Changes[_Row]:
        """Return what `follow` needs; may be called on any thread."""
        return changes(before, after, self._key, tuple(self._names.values()))

    def follow(self, before: Sequence[_Row], news: Changes[_Row]) -> None:
        """Show `news.rows`, where `news` is what differs from `before`, which `rows` was then."""
        if before is self._rows:
            self._follow(news)
        else:
            self.show(news.rows)

    def update(self, rows: Iterable[_Row]) -> None:
        """Show these rows instead of those with the same key, as far as those are here."""
        newer = {getattr(row, self._key): row for row in rows}
        self.show([newer.get(getattr(row, self._key), row) for row in self._rows])

    def _follow(self, news: Changes[_Row]) -> None:
        before = len(self._rows)
        if news.reset:
            self.beginResetModel()
            self._rows = news.rows
            self.endResetModel()
        else:
            self._step(news)
        if len(self._rows) != before:
            self.count_changed.emit()

    def _step(self, news: Changes[_Row]) -> None:
        # What Qt asks for in between is answered from a list of its own.
        self._rows = list(self._rows)
        for first, last in news.removed:
            self.beginRemoveRows(_NOWHERE, first, last)
            del self._rows[first : last + 1]
            self.endRemoveRows()
        for first, last in news.inserted:
            self.beginInsertRows(_NOWHERE, first, last)
            self._rows[first:first] = news.rows[first : last + 1]
            self.endInsertRows()
        self._rows = news.rows
        for first, last, names in news.changed:
            roles = [role for role, name in self._names.items() if name in names]
            self.dataChanged.emit(self.index(first, 0), self.index(last, 0), roles)
