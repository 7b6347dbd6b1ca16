"""Two ends learn exactly the difference, whatever the sets and limits, and outlast bad peers."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from p2psocial.protocol.negentropy import (
    MAX_MESSAGE_BYTES,
    MIN_FRAME_LIMIT,
    Initiator,
    NegentropyError,
    OrderedSet,
    Responder,
    View,
)
from p2psocial.protocol.negentropy.wire import encode_varint

Items = list[tuple[int, bytes]]
LIMIT = 60_000
# A message that says nothing but that the peer has nothing at all.
NOTHING = bytes.fromhex("6100000200")

frame_limits = st.sampled_from([MIN_FRAME_LIMIT, LIMIT, MAX_MESSAGE_BYTES]) | st.integers(
    MIN_FRAME_LIMIT, 9_000
)


@dataclass
class Outcome:
    have: list[bytes] = field(default_factory=list)
    need: list[bytes] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)


def digest(number: int) -> bytes:
    return hashlib.sha256(b"%d" % number).digest()


def view_of(items: Items) -> View:
    return OrderedSet.from_sorted(sorted(items)).view()


def identifiers(items: Items) -> list[bytes]:
    return sorted(identifier for _, identifier in items)


def reconcile(mine: View, theirs: View, limit: int = LIMIT, their_limit: int = LIMIT) -> Outcome:
    initiator, responder = Initiator(mine, limit), Responder(theirs, their_limit)
    outcome = Outcome()
    message: bytes | None = initiator.initiate()
    while message is not None:
        assert len(message) <= limit
        answer = responder.receive(message)
        assert len(answer) <= their_limit
        result = initiator.receive(answer)
        outcome.sizes += [len(message), len(answer)]
        outcome.have += result.have
        outcome.need += result.need
        message = result.message
    return outcome


@st.composite
def two_sets(draw: st.DrawFn) -> tuple[Items, Items]:
    """Draw two sets: times all equal, few or many, ids that share their beginning or do not."""
    count = draw(st.sampled_from([0, 1, 3, 40, 400, 1_500]))
    seed = draw(st.integers(0, 2**32))
    spread = draw(st.sampled_from([1, 3, 1_000, 2**64 - 1]))
    prefix = draw(st.sampled_from([b"", b"\x00" * 20, b"\xaa" * 24, b"\xff" * 24]))
    here, there = draw(st.sampled_from([(0, 0), (1, 0), (0, 1), (9, 9), (50, 50), (0, 100)]))
    mine, theirs = [], []
    for number in range(count):
        made = digest(seed + number)
        item = int.from_bytes(made[:8], "big") % spread, (prefix + made)[:32]
        kind = int.from_bytes(made[8:12], "big") % 100
        if kind >= there:
            mine.append(item)
        if kind < there or kind < 100 - here:
            theirs.append(item)
    return mine, theirs


@settings(max_examples=150, deadline=None)
@given(two_sets(), frame_limits, frame_limits)
def test_the_difference_is_exact(sets: tuple[Items, Items], limit: int, their_limit: int) -> None:
    mine, theirs = sets
    outcome = reconcile(view_of(mine), view_of(theirs), limit, their_limit)
    assert sorted(outcome.have) == identifiers([item for item in mine if item not in theirs])
    assert sorted(outcome.need) == identifiers([item for item in theirs if item not in mine])


def test_ids_that_differ_in_their_last_byte_are_told_apart() -> None:
    mine = [(7, bytes(31) + bytes([number])) for number in range(0, 256, 2)]
    theirs = [*mine, (7, bytes(31) + b"\x0b")]
    assert reconcile(view_of(mine), view_of(theirs)).need == [bytes(31) + b"\x0b"]
    assert reconcile(view_of(theirs), view_of(mine)).have == [bytes(31) + b"\x0b"]


@pytest.mark.parametrize("limits", [(MIN_FRAME_LIMIT, LIMIT), (LIMIT, MIN_FRAME_LIMIT)])
def test_disjoint_sets_pass_through_small_messages(limits: tuple[int, int]) -> None:
    mine = [(number // 7, digest(number)) for number in range(3_000)]
    theirs = [(number // 7, digest(-number - 1)) for number in range(3_000)]
    outcome = reconcile(view_of(mine), view_of(theirs), *limits)
    assert sorted(outcome.have) == identifiers(mine)
    assert sorted(outcome.need) == identifiers(theirs)
    # 96,000 bytes of ids have to arrive. Questions for which there was no room are asked again.
    assert sum(outcome.sizes) < 400_000


def test_only_the_window_is_reconciled() -> None:
    whole = OrderedSet.from_sorted([(time, digest(time)) for time in range(2_000)])
    part = OrderedSet.from_sorted([(time, digest(time)) for time in range(2_000) if time % 10])
    outcome = reconcile(part.view(500, 600), whole.view(500, 600))
    assert sorted(outcome.need) == sorted(digest(time) for time in range(500, 600, 10))


@pytest.mark.parametrize(
    ("missing", "most"),
    [([], 500), (list(range(9_990, 10_000)), 2_000), (list(range(0, 10_000, 1_000)), 15_000)],
    ids=["nothing", "newest", "scattered"],
)
def test_the_cost_follows_the_difference(missing: list[int], most: int) -> None:
    everything = [(10 * number, digest(number)) for number in range(10_000)]
    mine = [everything[number] for number in range(10_000) if number not in missing]
    outcome = reconcile(view_of(mine), view_of(everything))
    assert sorted(outcome.need) == sorted(digest(number) for number in missing)
    assert sum(outcome.sizes) <= most


def test_what_is_added_or_removed_meanwhile_does_not_matter() -> None:
    mine = OrderedSet.from_sorted([(time, digest(time)) for time in range(0, 3_000, 2)])
    theirs = OrderedSet.from_sorted([(time, digest(time)) for time in range(0, 3_000, 3)])
    initiator = Initiator(mine.view(), MIN_FRAME_LIMIT)
    responder = Responder(theirs.view(), MIN_FRAME_LIMIT)
    have: list[bytes] = []
    need: list[bytes] = []
    message: bytes | None = initiator.initiate()
    changed = 0
    while message is not None:
        for known in (mine, theirs):
            known.add(changed, digest(-changed - 1))
            known.remove(6 * changed, digest(6 * changed))
        changed += 1
        result = initiator.receive(responder.receive(message))
        have += result.have
        need += result.need
        message = result.message
    assert changed > 3
    assert sorted(have) == sorted(digest(time) for time in range(0, 3_000, 2) if time % 3)
    assert sorted(need) == sorted(digest(time) for time in range(0, 3_000, 3) if time % 2)


# --- versions, and use in the wrong order


@pytest.mark.parametrize("version", [0x60, 0x62, 0x6F])
def test_another_version_is_answered_with_ours(version: int) -> None:
    responder = Responder(view_of([]), LIMIT)
    assert responder.receive(bytes([version]) + b"whatever") == b"\x61"
    assert responder.receive(NOTHING) == NOTHING


@pytest.mark.parametrize("answer", [b"", b"\x60", b"\x62", b"\x00"])
def test_a_peer_without_our_version_ends_the_session(answer: bytes) -> None:
    initiator = Initiator(view_of([]), LIMIT)
    initiator.initiate()
    with pytest.raises(NegentropyError, match="version"):
        initiator.receive(answer)
    with pytest.raises(RuntimeError):
        initiator.receive(NOTHING)


def test_a_session_is_used_in_order() -> None:
    initiator = Initiator(view_of([]), LIMIT)
    with pytest.raises(RuntimeError):
        initiator.receive(NOTHING)
    assert initiator.initiate() == NOTHING
    with pytest.raises(RuntimeError):
        initiator.initiate()
    assert initiator.receive(b"\x61").message is None
    with pytest.raises(RuntimeError):
        initiator.receive(b"\x61")


@pytest.mark.parametrize("limit", [0, MIN_FRAME_LIMIT - 1, MAX_MESSAGE_BYTES + 1])
def test_a_frame_limit_out_of_bounds_is_refused(limit: int) -> None:
    for end in (Initiator, Responder):
        with pytest.raises(ValueError, match="frame limit"):
            end(view_of([]), limit)


# --- peers that mean harm

KNOWN = view_of([(number, digest(number)) for number in range(600)])
ASKED = Initiator(KNOWN, LIMIT).initiate()
ANSWERED = Responder(
    view_of([(number, digest(number)) for number in range(0, 600, 3)]), LIMIT
).receive(ASKED)


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    data = draw(st.sampled_from([ASKED, ANSWERED, NOTHING]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(data)))
        end = start + draw(st.integers(0, 40))
        data = data[:start] + draw(st.binary(max_size=8)) + data[end:]
    return data


@settings(max_examples=300, deadline=None)
@given(damaged() | st.binary(max_size=60).map(lambda data: b"\x61" + data))
@example(b"\x61" + b"\x05\x00\x02" + encode_varint(2**64 - 1))
def test_a_damaged_message_is_answered_or_refused(data: bytes) -> None:
    initiator = Initiator(KNOWN, MIN_FRAME_LIMIT)
    initiator.initiate()
    for receive in (Responder(KNOWN, MIN_FRAME_LIMIT).receive, initiator.receive):
        try:
            result = receive(data)
        except NegentropyError:
            continue
        message = result if isinstance(result, bytes) else result.message
        assert len(message or b"") <= MIN_FRAME_LIMIT


def test_an_endless_peer_is_left_after_the_rounds_allowed() -> None:
    initiator = Initiator(KNOWN, LIMIT, round_limit=20)
    initiator.initiate()
    wrong = b"\x61\x00\x00\x01" + bytes(16)
    for _ in range(20):
        assert initiator.receive(wrong).message
    with pytest.raises(NegentropyError, match="come to an end"):
        initiator.receive(wrong)


def test_the_same_list_again_and_again_is_reported_once() -> None:
    initiator = Initiator(KNOWN, LIMIT)
    initiator.initiate()
    listing = b"\x61\x00\x00\x02\x02" + digest(-1) + digest(-1)
    # The range before keeps the session going.
    unsettled = b"\x61\x82\x2c\x00\x01" + bytes(16) + listing[1:]
    first = initiator.receive(unsettled)
    second = initiator.receive(unsettled)
    assert first.need == [digest(-1)]
    assert (len(first.have), second.have, second.need) == (301, [], [])


def test_a_list_of_a_million_ids_is_refused_unread() -> None:
    listing = b"\x61\x00\x00\x02" + encode_varint(1_000_000) + bytes(32_000_000)
    with pytest.raises(NegentropyError, match="bytes"):
        Responder(KNOWN, LIMIT).receive(listing)
    with pytest.raises(NegentropyError, match="ends in the middle"):
        Responder(KNOWN, LIMIT).receive(listing[:1_000])


def test_many_wrong_fingerprints_are_answered_in_one_message() -> None:
    one = b"\x02\x00\x01" + bytes(16)
    answer = Responder(KNOWN, MIN_FRAME_LIMIT).receive(b"\x61" + one * 16_384)
    assert len(answer) <= MIN_FRAME_LIMIT


def test_too_many_settled_pieces_end_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("p2psocial.protocol.negentropy.settled.MAX_INTERVALS", 10)
    initiator = Initiator(KNOWN, LIMIT)
    initiator.initiate()
    piece = b"\x02\x00\x00" + b"\x02\x00\x01" + bytes(16)
    with pytest.raises(NegentropyError, match="apart"):
        initiator.receive(b"\x61" + piece * 11)
