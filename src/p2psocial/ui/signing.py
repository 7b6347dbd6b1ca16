"""Signing with an identity that has a passphrase: asking for it when it is needed.

What signs goes through `Signing.perform`. The node asks for no passphrase; it refuses, and then the
person is asked, and what was refused is tried again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Slot

from p2psocial.failures import RequestError
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Call, Done, Failure, Progress
from p2psocial.ui.tools import Tools


class SignedCall(Call):
    """Something to be signed; cancelling it also takes its question back."""

    def __init__(
        self,
        operation: str,
        arguments: Mapping[str, object],
        done: Done,
        failed: Callable[[Failure], None],
        progress: Callable[[Progress], None] | None,
    ) -> None:
        super().__init__(done, failed, progress)
        self.operation = operation
        self.arguments = arguments
        self.attempt: Call | None = None
        self.cancelled = False

    def cancel(self) -> None:
        """Stop it; neither `done` nor `failed` is called then."""
        self.cancelled = True
        if self.attempt is not None:
            self.attempt.cancel()


class Signing(Controller):
    """In `state`, `asking` says that a passphrase is wanted for `fingerprint`.

    `busy` is true while a given one is tried; `trouble` says why the last one did not do.
    """

    def __init__(
        self, tools: Tools, current: Callable[[], str], parent: QObject | None = None
    ) -> None:
        """`current` returns the fingerprint of the identity that signs unless another is named."""
        super().__init__(parent, asking=False, busy=False, fingerprint="", trouble="")
        self._tools = tools
        self._current = current
        self._waiting: list[SignedCall] = []
        # Only what the person wanted kept, only here, and only until the window is closed.
        self._kept: dict[str, str] = {}

    def perform(
        self,
        operation: str,
        arguments: Mapping[str, object],
        done: Done,
        failed: Callable[[Failure], None],
        progress: Callable[[Progress], None] | None = None,
    ) -> Call:
        """Do as `NodeLink.perform`, asking for a passphrase when the identity has one."""
        call = SignedCall(operation, arguments, done, failed, progress)
        self._attempt(call, self._kept.get(self._signer(call)))
        return call

    def forget(self, fingerprint: str) -> None:
        """Keep the passphrase of that identity no longer."""
        self._kept.pop(fingerprint, None)

    @Slot(str, bool)
    def give(self, passphrase: str, keep: bool) -> None:  # noqa: FBT001 -- called from QML, by place
        """Try what waits with that passphrase; keep it until the window is closed if that works."""
        waiting = [call for call in self._waiting if not call.cancelled]
        self._waiting = waiting
        if not waiting:
            self._ask_no_more()
            return
        self.put(busy=True, trouble="")
        # One after the other: each costs the node a second and 256 MB.
        self._attempt(waiting[0], passphrase, keep=keep, given=True)

    @Slot()
    def give_up(self) -> None:
        """Give no passphrase; what waits for one fails."""
        waiting, self._waiting = self._waiting, []
        self._ask_no_more()
        error = RequestError(self.tr("nothing was done, because it needs the passphrase"))
        for call in waiting:
            if not call.cancelled:
                call.cancel()
                call.failed(Failure(error))

    def _attempt(
        self,
        call: SignedCall,
        passphrase: str | None,
        *,
        keep: bool = False,
        given: bool = False,
    ) -> None:
        arguments = dict(call.arguments)
        if passphrase is not None:
            arguments["passphrase"] = passphrase

        def done(result: object) -> None:
            if given:
                self._accept(call, passphrase or "", keep=keep)
            call.done(result)

        def failed(failure: Failure) -> None:
            if failure.locked:
                self._ask(call, failure, given=given)
                return
            if given:
                self._accept(call, passphrase or "", keep=keep)
            call.failed(failure)

        call.attempt = self._tools.link.perform(
            call.operation, arguments, done, failed, call.progress
        )

    def _ask(self, call: SignedCall, failure: Failure, *, given: bool) -> None:
        signer = self._signer(call)
        self._kept.pop(signer, None)
        if call not in self._waiting:
            if given:
                # Given up meanwhile.
                return
            self._waiting.append(call)
        if call is self._waiting[0]:
            trouble = failure.message if given else ""
            self.put(fingerprint=signer, trouble=trouble, busy=False, asking=True)

    def _accept(self, call: SignedCall, passphrase: str, *, keep: bool) -> None:
        """The passphrase was right: what else waits for the same identity may have it too."""
        if keep:
            self._kept[self._signer(call)] = passphrase
        if call in self._waiting:
            self._waiting.remove(call)
        waiting = [each for each in self._waiting if not each.cancelled]
        same = [each for each in waiting if self._signer(each) == self._signer(call)]
        self._waiting = [each for each in waiting if each not in same]
        for each in same:
            self._attempt(each, passphrase)
        if self._waiting:
            self.put(fingerprint=self._signer(self._waiting[0]), busy=False)
        else:
            self._ask_no_more()

    def _ask_no_more(self) -> None:
        self.put(asking=False, busy=False, trouble="")

    def _signer(self, call: SignedCall) -> str:
        return str(call.arguments.get("identity") or "") or self._current()
