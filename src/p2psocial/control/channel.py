"""What travels over the channel: JSON lines in UTF-8, and exceptions as kinds of error.

A connection carries one request and its answer:

    {"token": "…", "operation": "top", "arguments": {…}}
    {"heard": true}                                            at once
    {"progress": {…}}                                          as often as there is news
    {"result": …}   or   {"error": {"kind": "…", "message": "…"}}

An error of kind "peer" also says which `rule` was broken and one of kind "budget" how many bytes
are `needed`, so that the same exception can be raised at the other end. Nothing is ever unpickled.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from p2psocial.failures import BudgetFullError, IdentityLockedError, MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem, InvalidMagnet, InvalidPhrase, Reason

MAX_REQUEST_BYTES = 1 << 20
TOKEN_BYTES = 32
# Of a long list. A text has up to 64 KiB, so these take a few milliseconds at most.
_PART_ITEMS = 20

# A locked identity is a special case of a request, so it comes first.
_KINDS: dict[str, type[Exception]] = {
    "locked": IdentityLockedError,
    "request": RequestError,
    "machine": MachineError,
}
_BUDGET = "budget"
_MAGNET = "magnet"
_PHRASE = "phrase"


class NodeBugError(Exception):
    """The node failed in a way that is a bug of ours; its log holds the traceback."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a node listens for commands, and the token that proves that one may ask.

    `socket` is the path of a Unix socket, or '' when the node listens on `port` of 127.0.0.1.
    """

    socket: str
    port: int
    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """What a command asks for."""

    token: str = field(repr=False)
    operation: str
    arguments: Mapping[str, object] = field(repr=False)


def to_line(message: Mapping[str, object]) -> bytes:
    """Return a message as one line; raises `TypeError`, `ValueError` or `RecursionError`."""
    return _encoded(message) + b"\n"


def _encoded(value: object) -> bytes:
    return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


def result_parts(result: object) -> Iterator[bytes]:
    """Yield the line that tells a result, in parts: a long list takes a while to be written.

    Raises as `to_line` does.
    """
    if not isinstance(result, list):
        yield to_line({"result": result})
        return
    yield b'{"result":['
    for start in range(0, len(result), _PART_ITEMS):
        part = _encoded(result[start : start + _PART_ITEMS])[1:-1]
        yield b"," + part if start else part
    yield b"]}\n"


def from_line(line: bytes) -> dict[str, object]:
    """Read a line as one JSON object; raises `ValueError` when it is anything else."""
    try:
        message = json.loads(line.decode("utf-8"))
        # Python's reader lets through what has no meaning at the other end: NaN, infinities, and
        # halves of surrogate pairs, which no text can hold.
        json.dumps(message, ensure_ascii=False, allow_nan=False).encode("utf-8")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(message, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 -- callers ask whether, not why
    return message


def read_request(line: bytes) -> Request:
    """Read a request; raises `RequestError` when it is not one."""
    try:
        message = from_line(line)
    except ValueError as error:
        raise RequestError("the request is not one line of JSON in UTF-8") from error
    token, operation = message.get("token"), message.get("operation")
    arguments = message.get("arguments", {})
    if not (isinstance(token, str) and isinstance(operation, str) and isinstance(arguments, dict)):
        raise RequestError("a request has a token, the name of an operation, and arguments")
    return Request(token, operation, arguments)


def write_address(address: Address) -> bytes:
    """Return what `control.json` is to hold."""
    place = {"socket": address.socket} if address.socket else {"port": address.port}
    return to_line({**place, "token": address.token})


def read_address(data: bytes) -> Address | None:
    """Read `control.json`; None when it is damaged, or still empty."""
    try:
        message = from_line(data)
    except ValueError:
        return None
    socket, port = message.get("socket", ""), message.get("port", 0)
    token = message.get("token")
    if not (isinstance(socket, str) and isinstance(port, int) and isinstance(token, str)):
        return None
    return Address(socket, port, token) if socket or 0 < port < 1 << 16 else None


def to_error(error: BaseException) -> dict[str, object]:
    """Return what is sent for an exception; of a bug no more than the name of its class."""
    message = " ".join(str(error).split())
    if isinstance(error, BudgetFullError):
        return {"kind": _BUDGET, "message": message, "needed": error.needed}
    for kind, errors in _KINDS.items():
        if isinstance(error, errors):
            return {"kind": kind, "message": message}
    match error:
        case InvalidItem():
            return {"kind": "peer", "message": error.detail, "rule": error.reason.value}
        case InvalidMagnet():
            return {"kind": "peer", "message": message, "rule": _MAGNET}
        case InvalidPhrase():
            return {"kind": "peer", "message": message, "rule": _PHRASE}
    name = type(error).__name__
    message = f"the node hit a bug of p2psocial's own ({name}); its log has the details"
    return {"kind": "bug", "message": message}


def to_exception(error: object) -> Exception:
    """Return the exception that `to_error` was given."""
    told = error if isinstance(error, dict) else {}
    message = str(told.get("message", "the node answered with an error that cannot be read"))
    if told.get("kind") == "peer":
        return _broken_rule(message, told.get("rule"))
    if told.get("kind") == _BUDGET:
        needed = told.get("needed")
        return BudgetFullError(message, needed if isinstance(needed, int) else 0)
    return _KINDS.get(str(told.get("kind")), NodeBugError)(message)


def _broken_rule(message: str, rule: object) -> Exception:
    if rule == _MAGNET:
        return InvalidMagnet(message)
    if rule == _PHRASE:
        return InvalidPhrase(message)
    try:
        return InvalidItem(Reason(str(rule)), message)
    except ValueError:
        # A node of another version may know rules that we do not.
        return RequestError(message)
