"""Drafts are there again after whatever happened."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from p2psocial.data_folder import DataFolder
from p2psocial.failures import MachineError, RequestError
from p2psocial.services import drafts as drafts_module
from p2psocial.services.drafts import MAX_BYTES, DraftKind, Drafts, SavedDraft
from tests.services.people import BEGIN, Clock

POST = SavedDraft(DraftKind.POST, "Some text.\n", board="linux", title="A title")
REPLY = SavedDraft(
    DraftKind.REPLY, "No.", target=b"\x01" * 20, target_title="Theirs", identity="abcd2345"
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return DataFolder(tmp_path).drafts


@pytest.fixture
def drafts(folder: Path, clock: Clock) -> Drafts:
    return Drafts(folder, clock, os.urandom)


def test_there_are_none_at_first_and_looking_makes_no_folder(drafts: Drafts, folder: Path) -> None:
    assert drafts.listing().drafts == ()
    assert not folder.exists()


def test_what_was_saved_is_listed_the_last_one_first(drafts: Drafts, clock: Clock) -> None:
    first = drafts.save(POST)
    clock.now += 5
    second = drafts.save(REPLY)
    assert drafts.listing().drafts == (second, first)
    assert (first.updated, second.updated) == (BEGIN, BEGIN + 5)
    assert replace(second, id="", updated=0) == REPLY

    clock.now += 5
    again = drafts.save(replace(first, text="Other text.\n"))
    assert again.id == first.id
    assert drafts.listing().drafts == (again, second)


def test_only_its_owner_may_read_a_draft(drafts: Drafts, folder: Path) -> None:
    drafts.save(POST)
    (file,) = folder.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_draft_is_deleted_once(drafts: Drafts) -> None:
    saved = drafts.save(POST)
    assert drafts.delete(saved.id)
    assert not drafts.delete(saved.id)
    assert drafts.listing().drafts == ()


@pytest.mark.parametrize("identifier", ["../settings", "", "ab", "g" * 16, "a" * 17])
def test_nothing_else_can_be_named_as_a_draft(drafts: Drafts, identifier: str) -> None:
    with pytest.raises(RequestError, match="not the id of a draft"):
        drafts.delete(identifier)
    if identifier:
        with pytest.raises(RequestError, match="not the id of a draft"):
            drafts.save(replace(POST, id=identifier))


def change(**values: object) -> Callable[[bytes], bytes]:
    return lambda data: json.dumps(json.loads(data) | values).encode()


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:40],
        lambda _: b"[" * 100_000,
        lambda _: b"\xff\xfe",
        lambda _: b"[]",
        lambda data: data + b" " * MAX_BYTES,
        change(version=2),
        change(kind="poem"),
        change(text=None),
        change(target="ab"),
        change(target=5),
        change(updated="now"),
    ],
)
def test_a_damaged_file_is_told_and_kept_and_can_be_deleted(
    drafts: Drafts, folder: Path, damage: Callable[[bytes], bytes]
) -> None:
    damaged, sound = drafts.save(POST), drafts.save(REPLY)
    file = folder / f"{damaged.id}.json"
    data = damage(file.read_bytes())
    file.write_bytes(data)

    listing = drafts.listing()
    assert listing.drafts == (sound,)
    (line,) = listing.damaged
    assert str(file) in line
    assert file.read_bytes() == data
    assert drafts.delete(damaged.id)
    assert drafts.listing().damaged == ()


def test_a_strangers_file_is_told(drafts: Drafts, folder: Path) -> None:
    drafts.save(POST)
    (folder / "notes.json").write_text("{}")
    assert len(drafts.listing().damaged) == 1


def test_what_is_too_long_is_refused_and_what_was_saved_stays(drafts: Drafts) -> None:
    saved = drafts.save(POST)
    with pytest.raises(RequestError, match="too long"):
        drafts.save(replace(saved, text="x" * MAX_BYTES))
    assert drafts.listing().drafts == (saved,)


def test_there_is_a_limit_to_how_many(
    drafts: Drafts, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drafts_module, "MAX_DRAFTS", 3)
    saved = [drafts.save(POST) for _ in range(3)]
    (folder / f"{saved[0].id}.json").write_text("damaged")
    with pytest.raises(RequestError, match="delete some"):
        drafts.save(POST)
    drafts.save(saved[1])
    drafts.delete(saved[0].id)
    drafts.save(POST)


def test_a_folder_that_cannot_be_made_is_the_machines_fault(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MachineError):
        Drafts(tmp_path / "file" / "drafts", clock, os.urandom).save(POST)


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(text=st.text(st.characters(exclude_categories=())), title=st.text())
def test_whatever_can_be_typed_comes_back(drafts: Drafts, text: str, title: str) -> None:
    saved = drafts.save(replace(POST, text=text, title=title))
    assert saved in drafts.listing().drafts
    drafts.delete(saved.id)
