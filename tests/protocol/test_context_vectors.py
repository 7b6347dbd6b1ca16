"""The test vectors of items that name each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.item import Item, Kind
from p2psocial.protocol.validation import check_parent, check_replaces, check_root, validate
from tests.protocol.vector_files import joined, load

_CONTEXT = load("context.json")
_ITEMS = {
    name: validate(
        bytes.fromhex(item["info"]), joined(item["file"]), _CONTEXT["now"], _CONTEXT["bits"]
    )
    for name, item in _CONTEXT["items"].items()
}
_CHECKS: dict[str, Callable[[Item, Item], None]] = {
    "replaces": check_replaces,
    "parent": check_parent,
    "root": check_root,
}


def _fits(check: Callable[[Item, Item], None], item: Item, other: Item) -> bool:
    try:
        check(item, other)
    except InvalidItem:
        return False
    return True


@pytest.mark.parametrize(
    "vector", _CONTEXT["checks"], ids=lambda v: f"{v['field']}: {v['item']} -> {v['other']}"
)
def test_an_item_fits_what_it_names_or_is_refused(vector: dict[str, Any]) -> None:
    item, other = _ITEMS[vector["item"]], _ITEMS[vector["other"]]
    assert getattr(item, vector["field"]) == other.infohash

    if vector["reason"] is None:
        _CHECKS[vector["field"]](item, other)
        return
    with pytest.raises(InvalidItem) as refused:
        _CHECKS[vector["field"]](item, other)
    assert refused.value.reason == vector["reason"]


def test_every_rule_between_items_has_vectors_on_both_sides() -> None:
    reasons = list(Reason)
    of_two = set(reasons[reasons.index(Reason.REPLACES_OTHER_AUTHOR) :])
    assert {v["reason"] for v in _CONTEXT["checks"]} == of_two | {None}
    for field in _CHECKS:
        found = {v["reason"] is None for v in _CONTEXT["checks"] if v["field"] == field}
        assert found == {True, False}


def _versions(asked: Item, known: list[Item]) -> list[Item]:
    """Return the versions of an item as section 10 of docs/protocol.md defines them."""
    found = {asked.infohash: asked}
    for _ in known:
        for one in known:
            for other in known:
                linked = one.replaces == other.infohash and _fits(check_replaces, one, other)
                if linked and (one.infohash in found or other.infohash in found):
                    found |= {one.infohash: one, other.infohash: other}
    return sorted(found.values(), key=lambda item: (item.created, item.id))


def _taken_back(versions: list[Item], known: list[Item]) -> bool:
    return any(
        item.kind is Kind.RETRACT
        and item.parent == version.infohash
        and _fits(check_parent, item, version)
        for item in known
        for version in versions
    )


@pytest.mark.parametrize("vector", _CONTEXT["editions"], ids=lambda v: ", ".join(v["known"]))
def test_the_newest_version_is_shown_unless_one_was_taken_back(vector: dict[str, Any]) -> None:
    known = [_ITEMS[name] for name in vector["known"]]
    versions = _versions(_ITEMS[vector["asked"]], known)

    assert versions == [_ITEMS[name] for name in vector["versions"]]
    shown = None if _taken_back(versions, known) else versions[-1]
    assert shown == (_ITEMS[vector["shown"]] if vector["shown"] else None)
