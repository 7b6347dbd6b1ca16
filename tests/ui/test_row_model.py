"""A model comes from any rows to any others in steps that keep to Qt's rules."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester

from p2psocial.ui.row_model import RowModel


@dataclass(frozen=True, slots=True)
class _Row:
    key: int
    words: str


ROWS = st.lists(
    st.builds(_Row, st.integers(0, 12), st.sampled_from("abc")),
    unique_by=lambda row: row.key,
    max_size=10,
)


class _View:
    """What a view would show that only hears of the changes."""

    def __init__(self, model: RowModel[_Row]) -> None:
        self._model = model
        self.rows: list[_Row] = []
        model.rowsInserted.connect(self._insert)
        model.rowsRemoved.connect(self._remove)
        model.dataChanged.connect(self._change)
        model.modelReset.connect(self._read)

    def _insert(self, _: QModelIndex, first: int, last: int) -> None:
        self.rows[first:first] = self._model.rows[first : last + 1]

    def _remove(self, _: QModelIndex, first: int, last: int) -> None:
        del self.rows[first : last + 1]

    def _change(self, first: QModelIndex, last: QModelIndex) -> None:
        for place in range(first.row(), last.row() + 1):
            self.rows[place] = self._model.rows[place]

    def _read(self) -> None:
        self.rows = list(self._model.rows)


@given(st.lists(ROWS, min_size=1, max_size=5))
def test_who_follows_the_steps_has_the_rows(lists: list[list[_Row]]) -> None:
    model: RowModel[_Row] = RowModel(_Row, "key")
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view = _View(model)
    for rows in lists:
        model.show(rows)
        assert list(model.rows) == rows
        assert view.rows == rows
    tester.deleteLater()


@given(ROWS, ROWS, ROWS)
def test_changes_from_rows_that_are_no_longer_shown_do_no_harm(
    first: list[_Row], second: list[_Row], third: list[_Row]
) -> None:
    model: RowModel[_Row] = RowModel(_Row, "key")
    model.show(first)
    before = model.rows
    news = model.changes(before, third)
    model.show(second)
    model.follow(before, news)
    assert list(model.rows) == third


def test_neighbours_that_change_are_told_at_once_and_no_others() -> None:
    model: RowModel[_Row] = RowModel(_Row, "key")
    model.show([_Row(number, "a") for number in range(9)])
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: told.append((first.row(), last.row())))
    model.update([_Row(number, "b") for number in (2, 3, 4, 7)])
    assert told == [(2, 4), (7, 7)]
