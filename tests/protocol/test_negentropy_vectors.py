"""The test vectors of reconciliation, among them recorded sessions with the reference.

In tests/vectors/negentropy.json item number n is created at 1,800,000,000 + n // 3 and its id is
the SHA-256 of n in decimal digits. Sets are lists of [first, end, step]. In a session the two ends
take turns, the initiator first; what an end named `reference` sends was recorded from
hoytech/negentropy (C++).
"""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from p2psocial.protocol.negentropy import Initiator, NegentropyError, OrderedSet, Responder, View
from p2psocial.protocol.negentropy.view import fingerprint_of
from p2psocial.protocol.negentropy.wire import (
    INFINITY,
    Mode,
    Range,
    encode_bound,
    read_ranges,
)
from tests.protocol.vector_files import load, named

VECTORS = load("negentropy.json")
MODES = {"skip": Mode.SKIP, "fingerprint": Mode.FINGERPRINT, "ids": Mode.ID_LIST}
SESSIONS: list[dict[str, Any]] = VECTORS["sessions"]


def identifier(number: int) -> bytes:
    return hashlib.sha256(b"%d" % number).digest()


def view_of(numbers: list[tuple[int, int, int]]) -> View:
    items = [(1_800_000_000 + n // 3, identifier(n)) for part in numbers for n in range(*part)]
    return OrderedSet.from_sorted(sorted(items)).view()


def key_of(time: int, identifier: str) -> bytes:
    return time.to_bytes(8, "big") + bytes.fromhex(identifier).ljust(32, b"\0")


@pytest.mark.parametrize("vector", VECTORS["fingerprints"], ids=named(VECTORS["fingerprints"]))
def test_fingerprints(vector: dict[str, Any]) -> None:
    numbers = [int.from_bytes(bytes.fromhex(one), "little") for one in vector["ids"]]
    assert fingerprint_of(sum(numbers), len(numbers)).hex() == vector["fingerprint"]


@pytest.mark.parametrize("vector", VECTORS["bounds"], ids=named(VECTORS["bounds"]))
def test_bounds(vector: dict[str, Any]) -> None:
    items = [(time, bytes.fromhex(digits)) for time, digits in (vector["before"], vector["after"])]
    separator = OrderedSet.from_sorted(items).view().separator(1)
    assert encode_bound(separator, 0).hex() == vector["bound"]


@pytest.mark.parametrize("vector", VECTORS["messages"], ids=named(VECTORS["messages"]))
def test_messages(vector: dict[str, Any]) -> None:
    expected = [
        Range(
            INFINITY if part["upper"] is None else key_of(*part["upper"]),
            MODES[part["mode"]],
            bytes.fromhex(part.get("fingerprint", "") + "".join(part.get("ids", []))),
        )
        for part in vector["ranges"]
    ]
    assert read_ranges(bytes.fromhex(vector["message"])) == expected


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=named(VECTORS["refused"]))
def test_refused_messages(vector: dict[str, Any]) -> None:
    message = bytes.fromhex(vector["message"])
    responder = Responder(view_of([]), 60_000)
    with pytest.raises(NegentropyError):
        responder.receive(message)


def play_initiator(session: dict[str, Any]) -> None:
    """Send and receive as the recorded session does, and find what it found."""
    messages = [bytes.fromhex(message) for message in session["messages"]]
    initiator = Initiator(view_of(session["initiator_items"]), session["frame_limit"])
    have: list[bytes] = []
    need: list[bytes] = []
    message: bytes | None = initiator.initiate()
    for sent, received in zip(messages[::2], messages[1::2], strict=True):
        assert message == sent
        result = initiator.receive(received)
        have += result.have
        need += result.need
        message = result.message
    assert message is None
    assert sorted(have) == sorted(map(identifier, session["have"]))
    assert sorted(need) == sorted(map(identifier, session["need"]))


def play_responder(session: dict[str, Any]) -> None:
    messages = [bytes.fromhex(message) for message in session["messages"]]
    responder = Responder(view_of(session["responder_items"]), session["frame_limit"])
    assert [responder.receive(message) for message in messages[::2]] == messages[1::2]


@pytest.mark.parametrize(
    "session",
    SESSIONS,
    ids=[f"{one['name']}, {one['initiator']} to {one['responder']}" for one in SESSIONS],
)
def test_sessions(session: dict[str, Any]) -> None:
    if session["initiator"] == "p2psocial":
        play_initiator(session)
    if session["responder"] == "p2psocial":
        play_responder(session)
