"""The test vectors of items that name each other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from p2psocial.index.index import Index
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.protocol.item import Item, Kind
from p2psocial.protocol.validation import check_parent, check_replaces, check_root, validate
from p2psocial.services.admission import Admission
from p2psocial.services.ports import Network
from tests.protocol.vector_files import joined, load

_CONTEXT = load("context.json")
_ITEMS = {
    name: validate(
        bytes.fromhex(item["info"]), joined(item["file"]), _CONTEXT["now"], _CONTEXT["bits"]
    )
    for name, item in _CONTEXT["items"].items()
}
# In the order in which they are examined.
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


def _check(item: Item, known: list[Item]) -> None:
    """Refuse an item as section 9 of docs/protocol.md defines it."""
    for field, check in _CHECKS.items():
        for other in known:
            if other.infohash == getattr(item, field) and _is_kept(other, known):
                check(item, other)


def _is_kept(item: Item, known: list[Item]) -> bool:
    try:
        _check(item, known)
    except InvalidItem:
        return False
    return True


class _Everyone:
    """A network that nothing is withdrawn from."""

    def withdraw(self, infohash: bytes) -> None:
        assert len(infohash) == 20


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open(tmp_path / "index.sqlite3")
    yield opened
    opened.close()


def _admit(index: Index, names: list[str]) -> Admission:
    """Let items arrive in that order; those that are refused stay out."""
    admission = Admission(index, cast("Network", _Everyone()), lambda: _CONTEXT["now"], 0)
    for name in names:
        info, file = _CONTEXT["items"][name]["info"], _CONTEXT["items"][name]["file"]
        with contextlib.suppress(InvalidItem):
            admission.admit(bytes.fromhex(info), joined(file))
    return admission


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


def _title(vector: dict[str, Any]) -> str:
    return f"{vector.get('item') or vector['asked']} | {', '.join(vector['known'])}"


def _versions(asked: Item, known: list[Item]) -> list[Item]:
    """Return the versions of an item as section 10 of docs/protocol.md defines them."""
    known = [item for item in known if _is_kept(item, known)]
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


@pytest.mark.parametrize("vector", _CONTEXT["judged"], ids=_title)
def test_an_item_is_judged_by_what_is_known_and_not_refused_itself(vector: dict[str, Any]) -> None:
    item, known = _ITEMS[vector["item"]], [_ITEMS[name] for name in vector["known"]]

    if vector["reason"] is None:
        _check(item, known)
        return
    with pytest.raises(InvalidItem) as refused:
        _check(item, known)
    assert refused.value.reason == vector["reason"]


@pytest.mark.parametrize("vector", _CONTEXT["judged"], ids=_title)
def test_a_node_judges_so(vector: dict[str, Any], index: Index) -> None:
    admission = _admit(index, vector["known"])

    if vector["reason"] is None:
        admission.check(_ITEMS[vector["item"]])
        return
    with pytest.raises(InvalidItem):
        admission.check(_ITEMS[vector["item"]])


@pytest.mark.parametrize("vector", _CONTEXT["judged"], ids=_title)
def test_a_node_puts_out_what_turns_out_to_be_refused(vector: dict[str, Any], index: Index) -> None:
    item = _ITEMS[vector["item"]]
    _admit(index, [vector["item"], *vector["known"]])
    assert (index.header(item.infohash) is None) == (vector["reason"] is not None)


@pytest.mark.parametrize("vector", _CONTEXT["editions"], ids=_title)
def test_the_newest_version_is_shown_unless_one_was_taken_back(vector: dict[str, Any]) -> None:
    known = [_ITEMS[name] for name in vector["known"]]
    versions = _versions(_ITEMS[vector["asked"]], known)

    assert versions == [_ITEMS[name] for name in vector["versions"]]
    shown = None if _taken_back(versions, known) else versions[-1]
    assert shown == (_ITEMS[vector["shown"]] if vector["shown"] else None)


@pytest.mark.parametrize("vector", _CONTEXT["editions"], ids=_title)
def test_a_node_shows_so(vector: dict[str, Any], index: Index) -> None:
    _admit(index, vector["known"])

    entries = index.versions(_ITEMS[vector["asked"]].infohash)

    assert [entry.item for entry in entries] == [_ITEMS[name] for name in vector["versions"]]
    shown = None if entries[0].retracted else entries[0].newest
    assert shown == (_ITEMS[vector["shown"]].infohash if vector["shown"] else None)
