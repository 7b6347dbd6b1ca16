"""The arguments of operations, checked where they enter; `RequestError` names what is wrong."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from p2psocial.failures import RequestError

Arguments = Mapping[str, object]
_Choice = TypeVar("_Choice", bound=StrEnum)
_Given = TypeVar("_Given", str, int, float)

_INFOHASH_HEX = re.compile("[0-9a-fA-F]{40}")


def argument(arguments: Arguments, name: str, kind: type[_Given]) -> _Given:
    """Return an argument that must be there."""
    value = arguments.get(name)
    if not isinstance(value, kind) or isinstance(value, bool):
        message = f"'{name}' is missing or is not {kind.__name__}"
        raise RequestError(message)
    return value


def optional(arguments: Arguments, name: str, kind: type[_Given]) -> _Given | None:
    """Return an argument, None when it is null or missing."""
    return None if arguments.get(name) is None else argument(arguments, name, kind)


def choice(arguments: Arguments, name: str, kind: type[_Choice]) -> _Choice:
    """Return an argument that must be one of the values of `kind`."""
    value = argument(arguments, name, str)
    try:
        return kind(value)
    except ValueError:
        allowed = ", ".join(kind)
        message = f"'{name}' is one of {allowed}, not {value[:40]!r}"
        raise RequestError(message) from None


def infohashes(arguments: Arguments, most: int) -> list[bytes]:
    """Return the argument `infohashes`: whole ones in hexadecimal, at most so many."""
    given = arguments.get("infohashes")
    if not isinstance(given, list) or len(given) > most:
        raise RequestError(f"'infohashes' is a list of at most {most:,} infohashes")
    for each in given:
        if not isinstance(each, str) or not _INFOHASH_HEX.fullmatch(each):
            raise RequestError("'infohashes' holds what is not an infohash of 40 digits")
    return [bytes.fromhex(each) for each in given]


def patience(arguments: Arguments, usual: float) -> float:
    """Return the argument `timeout` in seconds, `usual` when there is none that means something."""
    timeout = arguments.get("timeout")
    if isinstance(timeout, int | float) and not isinstance(timeout, bool) and timeout > 0:
        return float(timeout)
    return usual
