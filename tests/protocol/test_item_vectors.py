"""The test vectors of single items: what is accepted, and why the others are refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.identity import SigningKey
from p2psocial.protocol.item import MAX_INFO_BYTES, Item
from p2psocial.protocol.validation import check_header, check_references, check_text, validate
from tests.protocol.vector_files import joined, load, named

_VALID = load("items-valid.json")
_INVALID = load("items-invalid.json")["vectors"]

# In context.json, because two items are needed.
_OF_TWO_ITEMS = {
    Reason.REPLACES_OTHER_AUTHOR,
    Reason.REPLACES_OTHER_PLACE,
    Reason.RETRACTS_OTHER_AUTHOR,
    Reason.PARENT_NOT_ANSWERABLE,
    Reason.WRONG_THREAD,
}


def _fields(item: Item) -> dict[str, str | int]:
    found: dict[str, str | int | bytes | None] = {
        "author": item.author,
        "board": item.board,
        "body": item.body_hash,
        "created": item.created,
        "kind": item.kind.value,
        "nick": item.nick or None,
        "parent": item.parent,
        "replaces": item.replaces,
        "root": item.root,
        "title": item.title or None,
    }
    return {
        key: value.hex() if isinstance(value, bytes) else value
        for key, value in found.items()
        if value is not None
    }


def _expected(vector: dict[str, Any]) -> dict[str, str | int]:
    # An item does not keep its version and nonce.
    return {k: v for k, v in vector["fields"].items() if k not in ("v", "nonce")}


@pytest.mark.parametrize("vector", _VALID["vectors"], ids=named(_VALID["vectors"]))
def test_a_valid_item_is_accepted_as_what_it_says(vector: dict[str, Any]) -> None:
    info, file = bytes.fromhex(vector["info"]), joined(vector["file"])

    item = validate(info, file, vector["now"], vector["bits"])

    assert item.info == info
    assert item.id.hex() == vector["id"]
    assert item.infohash.hex() == vector["infohash"]
    assert item.length == len(file)
    assert _fields(item) == _expected(vector)


@pytest.mark.parametrize("vector", _INVALID, ids=named(_INVALID))
def test_an_invalid_item_is_refused_for_the_first_rule_it_breaks(vector: dict[str, Any]) -> None:
    with pytest.raises(InvalidItem) as refused:
        validate(
            bytes.fromhex(vector["info"]), joined(vector["file"]), vector["now"], vector["bits"]
        )

    assert refused.value.reason == vector["reason"]
    assert refused.value.detail.isprintable()


def test_every_reason_that_one_item_can_give_has_a_vector() -> None:
    assert {vector["reason"] for vector in _INVALID} == set(Reason) - _OF_TWO_ITEMS - {
        Reason.SELF_REFERENCE
    }


def test_an_item_that_names_itself_is_refused() -> None:
    # Real bytes would have to contain their own SHA-1, so the value is put together by hand.
    vector = next(v for v in _VALID["vectors"] if v["name"] == "edit of a comment")
    item = check_header(bytes.fromhex(vector["info"]), vector["now"], 0)
    check_references(item)

    own = item.infohash
    for naming in (replace(item, parent=own), replace(item, root=own), replace(item, replaces=own)):
        with pytest.raises(InvalidItem) as refused:
            check_references(naming)
        assert refused.value.reason is Reason.SELF_REFERENCE


def test_the_default_is_the_stamp_of_the_public_network() -> None:
    named_so = {vector["name"]: vector for vector in _VALID["vectors"]}
    just = named_so["stamp of 18 bits where 18 are needed"]
    validate(bytes.fromhex(just["info"]), joined(just["file"]), just["now"])

    without = named_so["post"]
    with pytest.raises(InvalidItem, match="stamp-too-low"):
        validate(bytes.fromhex(without["info"]), joined(without["file"]), without["now"])


def test_text_and_header_can_be_checked_apart() -> None:
    vector = next(v for v in _VALID["vectors"] if v["name"] == "comment")
    item = check_header(bytes.fromhex(vector["info"]), vector["now"], 0)

    assert check_text(item, joined(vector["file"])) == "Mine froze.\n"


def test_no_item_comes_near_the_limit_of_its_info_dict() -> None:
    # So a title, nick or board within its own limit is never refused for the sum of all.
    assert max(len(v["info"]) // 2 for v in _VALID["vectors"]) < MAX_INFO_BYTES


def test_the_keys_of_the_vectors_belong_together() -> None:
    for pair in _VALID["keys"].values():
        assert SigningKey(bytes.fromhex(pair["secret"])).public.hex() == pair["public"]
