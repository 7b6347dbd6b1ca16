from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from p2psocial import settings
from p2psocial.failures import MachineError, RequestError
from p2psocial.services.preferences import change_settings


def test_what_is_changed_is_there_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "new" / "settings.json"
    assert change_settings(file, {"nick": "anna", "disk_budget": 5}).nick == "anna"
    changed = change_settings(file, {"nick": "", "follow_edits": True, "bootstrap": ["a:1"]})
    assert settings.load(file, {}) == changed
    assert json.loads(file.read_text()) == {
        "disk_budget": 5,
        "follow_edits": True,
        "bootstrap": ["a:1"],
    }
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"nick": "anna", "disk_budget": -1}, "'disk_budget' must be a whole number"),
        ({"colour": 1}, "'colour' is not a setting"),
        ({"stamp_bits": 2}, "'stamp_bits' below 18 needs 'private'"),
    ],
)
def test_all_values_are_written_or_none(
    tmp_path: Path, values: dict[str, object], told: str
) -> None:
    file = tmp_path / "settings.json"
    file.write_text('{"nick": "ben"}')
    with pytest.raises(RequestError, match=told):
        change_settings(file, values)
    assert file.read_text() == '{"nick": "ben"}'


@pytest.mark.parametrize("content", ["{", '{"colour": 1}'])
def test_a_file_that_is_wrong_already_is_left_alone(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(content)
    with pytest.raises(RequestError):
        change_settings(file, {"nick": "anna"})
    assert file.read_text() == content


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises((RequestError, MachineError)):
        change_settings(tmp_path / "file" / "settings.json", {"nick": "anna"})
