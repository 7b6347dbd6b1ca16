"""Asking for passphrases: from the environment, else from whoever sits at the terminal."""

from __future__ import annotations

import getpass
import os
import sys

from p2psocial.failures import RequestError

ENVIRONMENT_VARIABLE = "P2PSOCIAL_PASSPHRASE"


def ask_passphrase(why: str) -> str:
    """Return the passphrase of an identity; `why` is said when nobody can be asked."""
    given = os.environ.get(ENVIRONMENT_VARIABLE)
    if given:
        return given
    if not _somebody_is_there():
        raise RequestError(f"{why}: set {ENVIRONMENT_VARIABLE}, or run this in a terminal")
    return _ask("Passphrase: ")


def ask_new_passphrase() -> str:
    """Return a passphrase that was typed twice the same."""
    given = os.environ.get(ENVIRONMENT_VARIABLE)
    if given:
        return given
    if not _somebody_is_there():
        raise RequestError(
            f"a new passphrase is needed: set {ENVIRONMENT_VARIABLE}, or run this in a terminal"
        )
    first = _ask("New passphrase: ")
    if first != _ask("Once more: "):
        raise RequestError("these were two different passphrases; nothing was changed, try again")
    return first


def _somebody_is_there() -> bool:
    # getpass talks to the terminal itself, so one of the streams may be redirected.
    return any(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def _ask(prompt: str) -> str:
    try:
        return getpass.getpass(prompt)
    except EOFError:
        raise RequestError("no passphrase was given; nothing was changed") from None
