"""Keys, fingerprints and recovery phrases."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from p2psocial.protocol.errors import InvalidPhrase
from p2psocial.protocol.identity import SigningKey, fingerprint, from_phrase, to_phrase, verify
from tests.protocol.vector_files import load, named

_PHRASES = load("phrases.json")
_WORDS = sorted({word for entry in _PHRASES["phrases"] for word in entry["phrase"].split()})

any_text = st.text(st.characters())  # with halves of surrogate pairs


@pytest.mark.parametrize("vector", _PHRASES["phrases"], ids=lambda v: str(v["fingerprint"]))
def test_a_phrase_is_an_identity(vector: dict[str, Any]) -> None:
    secret = bytes.fromhex(vector["secret"])
    public = SigningKey(secret).public

    assert to_phrase(secret) == vector["phrase"]
    assert from_phrase(vector["phrase"]) == secret
    assert public.hex() == vector["public"]
    assert fingerprint(public) == vector["fingerprint"]


@pytest.mark.parametrize("vector", _PHRASES["also_read"])
def test_ascii_case_and_spacing_do_not_matter(vector: dict[str, Any]) -> None:
    assert from_phrase(vector["phrase"]).hex() == vector["secret"]


def test_only_tab_to_carriage_return_and_space_separate_words() -> None:
    words = _PHRASES["phrases"][0]["phrase"].split()
    found = []
    for code in range(0x3100):
        try:
            from_phrase(chr(code).join(words))
        except InvalidPhrase:
            continue
        found.append(code)
    assert found == [*range(0x09, 0x0E), 0x20]


@pytest.mark.parametrize("vector", _PHRASES["refused"], ids=named(_PHRASES["refused"]))
def test_what_is_no_phrase_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(InvalidPhrase):
        from_phrase(vector["phrase"])


def test_a_refusal_does_not_repeat_the_secret_words() -> None:
    with pytest.raises(InvalidPhrase) as refused:
        from_phrase("secretword " * 24)
    assert "secretword" not in str(refused.value)
    assert "word 1 " in str(refused.value)


@given(st.binary(min_size=32, max_size=32))
def test_every_secret_comes_back_from_its_phrase(secret: bytes) -> None:
    assert from_phrase(to_phrase(secret)) == secret


@given(any_text | st.lists(st.sampled_from(_WORDS), min_size=23, max_size=25).map(" ".join))
def test_any_text_is_a_phrase_or_refused(text: str) -> None:
    try:
        secret = from_phrase(text)
    except InvalidPhrase:
        return
    assert len(secret) == 32


@given(st.binary(max_size=100), st.binary(min_size=64, max_size=64))
def test_only_the_signature_of_the_key_is_right(message: bytes, other: bytes) -> None:
    key = SigningKey(bytes(32))
    signature = key.sign(message)
    assert verify(key.public, message, signature)
    assert not verify(key.public, message + b"x", signature)
    assert not verify(key.public, message, other)


@given(st.binary(max_size=70), st.binary(max_size=10), st.binary(max_size=70))
def test_any_bytes_can_be_given_as_key_and_signature(
    public: bytes, message: bytes, signature: bytes
) -> None:
    assert not verify(public, message, signature)


def test_a_key_does_not_show_its_secret() -> None:
    secret = b"\x42" * 32
    shown = repr(SigningKey(secret)) + str(SigningKey(secret))
    assert secret.hex() not in shown
    assert repr(secret)[2:-1] not in shown
