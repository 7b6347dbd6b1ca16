from __future__ import annotations

import contextlib
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.control.channel import (
    Address,
    NodeBugError,
    from_line,
    read_address,
    read_request,
    to_error,
    to_exception,
    to_line,
    write_address,
)
from p2psocial.failures import BudgetFullError, IdentityLockedError, MachineError, RequestError
from p2psocial.protocol.errors import InvalidItem, InvalidMagnet, InvalidPhrase, Reason

text = st.text(st.characters(exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | text,
    lambda inner: st.lists(inner) | st.dictionaries(text, inner),
    max_leaves=20,
)


@settings(max_examples=40)
@given(st.dictionaries(text, json_values))
def test_a_message_survives_the_line(message: dict[str, object]) -> None:
    line = to_line(message)
    assert line.count(b"\n") == 1
    assert from_line(line) == message


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_make_the_parser_raise_anything_else(line: bytes) -> None:
    with contextlib.suppress(RequestError):
        read_request(line)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b'{"token": NaN}',
        b'{"token": 1e999}',
        b'{"token": "\\ud800"}',
        b"\xff{}",
        b"{}".decode().encode("utf-16"),
        b"[" * 500_000,
        b'{"a":' * 100_000,
        b"9" * 100_000,
    ],
)
def test_what_is_no_message_is_refused(line: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        from_line(line)
    with pytest.raises(RequestError):
        read_request(line)


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"token": "t"},
        {"token": 1, "operation": "top"},
        {"token": "t", "operation": None},
        {"token": "t", "operation": "top", "arguments": []},
    ],
)
def test_what_is_no_request_is_refused(message: dict[str, object]) -> None:
    with pytest.raises(RequestError, match="a request has a token"):
        read_request(to_line(message))


def test_arguments_may_be_left_out() -> None:
    request = read_request(b'{"token": "t", "operation": "status"}')
    assert (request.token, request.operation, request.arguments) == ("t", "status", {})


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (RequestError("no such thing"), "request"),
        (IdentityLockedError("locked"), "locked"),
        (BudgetFullError("no room", 4_096), "budget"),
        (MachineError("disk full"), "machine"),
        (InvalidItem(Reason.BAD_TITLE, "a title is one line"), "peer"),
        (InvalidMagnet("no magnet"), "peer"),
        (InvalidPhrase("no phrase"), "peer"),
    ],
)
def test_the_same_exception_comes_out_at_the_other_end(error: Exception, kind: str) -> None:
    sent = json.loads(to_line(to_error(error)))
    assert sent["kind"] == kind
    raised = to_exception(sent)
    assert type(raised) is type(error)
    assert str(raised) == str(error)
    assert getattr(raised, "reason", None) == getattr(error, "reason", None)
    assert getattr(raised, "needed", None) == getattr(error, "needed", None)


def test_of_a_bug_only_its_class_is_told() -> None:
    sent = to_error(KeyError("the secret key"))
    assert sent["kind"] == "bug"
    assert "secret" not in str(sent)
    assert "bug" in str(sent["message"])
    assert "KeyError" in str(sent["message"])
    assert type(to_exception(sent)) is NodeBugError


def test_an_error_is_one_line() -> None:
    assert to_error(RequestError("one\ntwo\r\n three"))["message"] == "one two three"


def test_errors_of_another_version_are_still_errors() -> None:
    assert type(to_exception({"kind": "new", "message": "m"})) is NodeBugError
    assert type(to_exception({"kind": "peer", "message": "m", "rule": "new"})) is RequestError
    assert type(to_exception(None)) is NodeBugError


@pytest.mark.parametrize("address", [Address("/x/control", 0, "t"), Address("", 1234, "t")])
def test_an_address_survives_the_file(address: Address) -> None:
    assert read_address(write_address(address)) == address
    assert '"t"' not in repr(address).replace("token", "")


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
def test_a_damaged_address_is_none(data: bytes) -> None:
    assert read_address(data) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b'{"token": "t"}',
        b'{"socket": 1, "token": "t"}',
        b'{"port": 70000, "token": "t"}',
        b'{"port": 1}',
    ],
)
def test_an_address_that_is_none(data: bytes) -> None:
    assert read_address(data) is None
