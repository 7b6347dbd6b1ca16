"""Following a link: never without asking first, and what is ours never leaves the window."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication

from p2psocial.protocol.magnet import parse_magnet
from p2psocial.ui.controller import Controller
from p2psocial.ui.navigator import Navigator
from p2psocial.ui.node_link import Call, Failure
from p2psocial.ui.safe_text import LinkTarget, link_target
from p2psocial.ui.tools import Tools

_INFOHASH = re.compile(r"p2psocial:(?://)?(?:[a-z]+/)?([0-9a-f]{40})(?:[/?].*)?", re.IGNORECASE)


def open_in_browser(url: str) -> bool:
    """Hand a URL to whatever the system opens it with; False when there is no such thing."""
    return QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))


class Links(Controller):
    """In `state`, `asking` says that the person is asked about `target`, which is plain text.

    `kind` is web, magnet or p2psocial; `host` is in ASCII. `opening` is what is being fetched, ''
    when nothing is; `peers` is how many were asked for it.
    """

    def __init__(
        self,
        tools: Tools,
        navigator: Navigator,
        parent: QObject | None = None,
        browse: Callable[[str], bool] = open_in_browser,
    ) -> None:
        """`browse` opens a web address outside."""
        super().__init__(
            parent,
            asking=False,
            target="",
            host="",
            kind="web",
            suspicious=False,
            opening="",
            peers=0,
        )
        self._tools = tools
        self._navigator = navigator
        self._browse = browse
        self._call: Call | None = None

    @Slot(str)
    def ask(self, target: str) -> None:
        """Show where a link in somebody's text leads, and ask what to do."""
        found = link_target(target)
        if found is None:
            self._tools.messages.say(self.tr("This link leads nowhere that can be opened."))
            return
        self.put(
            target=found.url,
            host=found.host,
            kind=found.kind,
            suspicious=found.suspicious,
        )
        self.put(asking=True)

    @Slot()
    def follow(self) -> None:
        """Open what was asked about, now that the person has agreed."""
        if not self.take("asking"):
            return
        target = link_target(str(self.take("target")))
        self.dismiss()
        if target is not None:
            self._follow(target)

    @Slot()
    def copy(self) -> None:
        """Put what was asked about on the clipboard."""
        QGuiApplication.clipboard().setText(str(self.take("target")))
        self.dismiss()
        self._tools.messages.say(self.tr("The link is on the clipboard."))

    @Slot()
    def dismiss(self) -> None:
        """Open nothing."""
        self.put(asking=False)

    @Slot(str)
    def enter(self, target: str) -> None:
        """Open a link that the person has given us themselves: p2psocial or magnet, never web."""
        found = link_target(target.strip())
        if found is None or found.kind == "web":
            self._tools.messages.say(self.tr("This is neither a p2psocial nor a magnet link."))
            return
        self._follow(found)

    @Slot()
    def give_up(self) -> None:
        """Fetch no longer what is being opened."""
        if self._call is not None:
            self._call.cancel()
        self._end()

    def _follow(self, target: LinkTarget) -> None:
        if target.kind == "web":
            if not self._browse(target.url):
                self._tools.messages.say(self.tr("There is no browser that could open it."))
            return
        magnet = _magnet(target)
        if magnet is None:
            self._tools.messages.say(self.tr("This link names no post or comment."))
            return
        self._fetch(magnet)

    def _fetch(self, magnet: str) -> None:
        self.give_up()
        self.put(opening=parse_magnet(magnet).infohash.hex(), peers=0)
        self._call = self._tools.link.perform(
            "import", {"magnet": magnet}, self._arrived, self._failed, self._progress
        )

    def _arrived(self, answer: object) -> None:
        self._end()
        infohash = answer.get("infohash") if isinstance(answer, Mapping) else None
        if isinstance(infohash, str):
            self._navigator.go("thread", infohash)

    def _failed(self, failure: Failure) -> None:
        self._end()
        self._tools.messages.fail(failure)

    def _progress(self, progress: Mapping[str, object]) -> None:
        peers = progress.get("peers")
        self.put(peers=peers if isinstance(peers, int) else 0)

    def _end(self) -> None:
        self._call = None
        self.put(opening="", peers=0)


def _magnet(target: LinkTarget) -> str | None:
    if target.kind == "magnet":
        return target.url
    matched = _INFOHASH.fullmatch(target.url)
    return f"magnet:?xt=urn:btih:{matched[1].lower()}" if matched else None
