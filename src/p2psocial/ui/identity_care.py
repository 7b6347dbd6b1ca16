"""Making, keeping and restoring identities: all on the files, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication

from p2psocial.protocol.item import MAX_NICK_BYTES
from p2psocial.protocol.text import is_line
from p2psocial.services.identities import Identities, Identity
from p2psocial.ui.controller import Controller
from p2psocial.ui.identity_list import IdentityList
from p2psocial.ui.node_link import Failure
from p2psocial.ui.signing import Signing
from p2psocial.ui.tools import Tools

# So long the words stay on the clipboard, where every program can read them.
_CLIPBOARD_MILLISECONDS = 60_000


class IdentityCare(Controller):
    """In `state`: `trouble` says why something did not work; `locked` that it was a passphrase.

    `words` are the recovery phrase of `words_of`, there only while they are to be seen.
    """

    done = Signal(str, str)

    def __init__(
        self,
        tools: Tools,
        identities: Identities,
        listed: IdentityList,
        signing: Signing,
        parent: QObject | None = None,
    ) -> None:
        """`listed` is read again, and `signing` forgets a passphrase, when that is called for."""
        super().__init__(parent, busy=False, trouble="", locked=False, words=[], words_of="")
        self._tools = tools
        self._identities = identities
        self._listed = listed
        self._signing = signing
        self._copied = ""
        self._clearing = QTimer(self)
        self._clearing.setSingleShot(True)
        self._clearing.setInterval(_CLIPBOARD_MILLISECONDS)
        self._clearing.timeout.connect(self._clear_clipboard)

    # -- identities --------------------------------------------------------------------------

    @Slot(str, result=str)
    def nick_trouble(self, nick: str) -> str:
        """Return what is wrong with a nick, '' when nothing is."""
        if not nick or is_line(nick, MAX_NICK_BYTES):
            return ""
        return self.tr("A nick is one line of at most %1 bytes, without spaces around it.").replace(
            "%1", str(MAX_NICK_BYTES)
        )

    @Slot(str)
    def create(self, nick: str) -> None:
        """Make an identity, which becomes the current one."""
        self._run("create", lambda: self._identities.create(nick))

    @Slot(str)
    def create_first(self, nick: str) -> None:
        """Make an identity unless there is one."""
        self._run("create", lambda: _first(self._identities, nick))

    @Slot(str)
    def use(self, fingerprint: str) -> None:
        """Make that identity the current one."""
        self._run("use", lambda: self._identities.use(fingerprint))

    @Slot(str, str)
    def rename(self, fingerprint: str, nick: str) -> None:
        """Change the nick of what it publishes from now on."""
        self._run("rename", lambda: self._identities.set_nick(nick, fingerprint))

    @Slot(str, str)
    def restore(self, phrase: str, nick: str) -> None:
        """Bring an identity back from its 24 words; it becomes the current one."""
        self._run("restore", lambda: _restored(self._identities, phrase, nick))

    @Slot(str, str)
    def protect(self, fingerprint: str, passphrase: str) -> None:
        """Have a passphrase asked for before it signs."""
        self._run("protect", lambda: self._identities.protect(passphrase, fingerprint))

    @Slot(str, str)
    def unprotect(self, fingerprint: str, passphrase: str) -> None:
        """Do without the passphrase again."""
        self._signing.forget(fingerprint)
        self._run("unprotect", lambda: self._identities.unprotect(passphrase, fingerprint))

    # -- recovery phrase ---------------------------------------------------------------------

    @Slot(str, str)
    def show_words(self, fingerprint: str, passphrase: str) -> None:
        """Show the 24 words of an identity; '' for no passphrase."""

        def show(phrase: str) -> None:
            self.put(busy=False, words=phrase.split(), words_of=fingerprint)
            self.done.emit("words", fingerprint)

        self._begin()
        self._tools.background.run(
            lambda: self._identities.phrase(passphrase or None, fingerprint), show, self._fail
        )

    @Slot()
    def hide_words(self) -> None:
        """Let nobody see the words any longer."""
        self.put(words=[], words_of="")

    @Slot()
    def copy_words(self) -> None:
        """Put the words on the clipboard, for a minute."""
        words = self.take("words")
        if isinstance(words, list) and words:
            self._copied = " ".join(map(str, words))
            QGuiApplication.clipboard().setText(self._copied)
            self._clearing.start()

    @Slot()
    def forget_trouble(self) -> None:
        """Begin anew: nothing has gone wrong yet."""
        self.put(trouble="", locked=False)

    # -- how it is done ----------------------------------------------------------------------

    def _run(self, action: str, work: Callable[[], Identity]) -> None:
        def show(identity: Identity) -> None:
            self.put(busy=False)
            self._listed.read()
            self.done.emit(action, identity.fingerprint)

        self._begin()
        self._tools.background.run(work, show, self._fail)

    def _begin(self) -> None:
        self.put(busy=True, trouble="", locked=False)

    def _fail(self, failure: Failure) -> None:
        self.put(busy=False, trouble=failure.message, locked=failure.locked)

    @Slot()
    def _clear_clipboard(self) -> None:
        clipboard = QGuiApplication.clipboard()
        if self._copied and clipboard.text() == self._copied:
            clipboard.clear()
        self._copied = ""


def _first(identities: Identities, nick: str) -> Identity:
    listing = identities.listing()
    if not listing.identities and not listing.damaged:
        return identities.create(nick)
    return identities.find(listing.current)


def _restored(identities: Identities, phrase: str, nick: str) -> Identity:
    identity, is_new = identities.restore(phrase, nick)
    return identity if is_new else identities.use(identity.fingerprint)
