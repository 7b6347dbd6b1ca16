"""Which page is shown, and the way back."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from p2psocial.ui.controller import Controller

HOME = "feed"
# The pages that the sidebar leads to: going there again is no step that one could go back.
PAGES = (
    HOME,
    "thread",
    "composer",
    "drafts",
    "seeding",
    "search",
    "boards",
    "notices",
    "author",
    "settings",
    "identities",
    "about",
)
_MAX_STEPS = 50


class Navigator(Controller):
    """A history of pages, each with one argument such as an infohash."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent, page=HOME, argument="", deep=False)
        self._steps: list[tuple[str, str]] = [(HOME, "")]

    @Slot(str, str)
    def go(self, page: str, argument: str = "") -> None:
        """Show a page."""
        if page not in PAGES:
            raise ValueError(f"there is no page {page!r}")
        if page == HOME:
            self._steps = [(HOME, "")]
        elif self._steps[-1] != (page, argument):
            self._steps = [*self._steps, (page, argument)][-_MAX_STEPS:]
        self._show()

    @Slot()
    def back(self) -> None:
        """Show the page before this one."""
        if len(self._steps) > 1:
            self._steps.pop()
        self._show()

    def _show(self) -> None:
        page, argument = self._steps[-1]
        # The argument first: a page that is made reads it.
        self.put(argument=argument, deep=len(self._steps) > 1)
        self.put(page=page)
