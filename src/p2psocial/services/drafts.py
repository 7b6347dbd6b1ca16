"""What was written and not published yet, each draft in a file of its own.

Every call reads or writes the disk and keeps nothing in memory, so calls may come from any thread
(for one draft from one at a time) and a crash loses nothing that was saved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from p2psocial.data_folder import create_private_folder, machine_error, write_private
from p2psocial.failures import RequestError
from p2psocial.protocol.item import HASH_BYTES
from p2psocial.services.ports import Clock, RandomBytes

MAX_DRAFTS = 500
MAX_BYTES = 256 << 10

_VERSION = 1
_SUFFIX = ".json"
_ID_BYTES = 8
_ID = re.compile(f"[0-9a-f]{{{_ID_BYTES * 2}}}")


class DraftKind(StrEnum):
    """What is to become of a draft."""

    POST = "post"
    REPLY = "reply"
    EDIT = "edit"


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """A draft. `id` is '' until it was saved for the first time, `updated` is when it was last.

    `target` is the infohash of what is answered or edited, `target_title` what the target was
    called; `identity` is the fingerprint of who is to sign, '' for the current one.
    """

    kind: DraftKind
    text: str
    board: str = ""
    title: str = ""
    target: bytes | None = None
    target_title: str = ""
    identity: str = ""
    id: str = ""
    updated: int = 0


@dataclass(frozen=True, slots=True)
class DraftListing:
    """All drafts, the last one saved first, and a line for each file that could not be read."""

    drafts: tuple[SavedDraft, ...]
    damaged: tuple[str, ...]


class Drafts:
    """The drafts of one folder, which need not exist."""

    def __init__(self, folder: Path, clock: Clock, random_bytes: RandomBytes) -> None:
        self._folder = folder
        self._clock = clock
        self._random_bytes = random_bytes

    def listing(self) -> DraftListing:
        """Return every draft. Files that cannot be read stay where they are, and are told."""
        drafts: list[SavedDraft] = []
        damaged: list[str] = []
        for path in self._files():
            try:
                drafts.append(_read(path))
            except (ValueError, TypeError, KeyError, RecursionError):
                damaged.append(f"the draft {path} is damaged; correct the file, or delete it")
            except OSError as error:
                damaged.append(str(machine_error("cannot read the draft", path, error)))
        drafts.sort(key=lambda draft: (-draft.updated, draft.id))
        return DraftListing(tuple(drafts), tuple(damaged))

    def save(self, draft: SavedDraft) -> SavedDraft:
        """Write a draft, in the place of the one with its id, and return it as it is now.

        Raises `RequestError` when there are too many or it is too long, `MachineError` when the
        disk is full, say; what was saved before is then still there.
        """
        saved = replace(draft, id=draft.id or self.new_id(), updated=self._clock())
        data = _to_json(saved)
        if len(data) > MAX_BYTES:
            raise RequestError(
                f"this draft is too long to be saved ({len(data):,} bytes); "
                f"drafts have at most {MAX_BYTES:,}"
            )
        path = self._path(saved.id)
        create_private_folder(self._folder)
        if not path.exists() and len(self._files()) >= MAX_DRAFTS:
            raise RequestError(f"there are {MAX_DRAFTS} drafts already; delete some")
        write_private(path, data)
        return saved

    def delete(self, identifier: str) -> bool:
        """Delete a draft, damaged or not; False when there is none of that id."""
        path = self._path(identifier)
        try:
            path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise machine_error("cannot delete the draft", path, error) from error
        return True

    def new_id(self) -> str:
        """Return an id that no draft has."""
        return self._random_bytes(_ID_BYTES).hex()

    def _files(self) -> list[Path]:
        try:
            return sorted(self._folder.glob(f"[!.]*{_SUFFIX}"))
        except OSError as error:
            raise machine_error("cannot read the drafts in", self._folder, error) from error

    def _path(self, identifier: str) -> Path:
        if not _ID.fullmatch(identifier):
            raise RequestError(f"{identifier[:40]!r} is not the id of a draft")
        return self._folder / (identifier + _SUFFIX)


def _to_json(draft: SavedDraft) -> bytes:
    document = {
        "version": _VERSION,
        "kind": draft.kind.value,
        "board": draft.board,
        "title": draft.title,
        "text": draft.text,
        "target": draft.target.hex() if draft.target else None,
        "target_title": draft.target_title,
        "identity": draft.identity,
        "updated": draft.updated,
    }
    # Whoever types can leave half a surrogate pair behind.
    return json.dumps(document, indent=2, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _read(path: Path) -> SavedDraft:
    """Read one file; raises `ValueError`, `TypeError` or `KeyError` when it is damaged."""
    if not _ID.fullmatch(path.stem):
        raise ValueError("the name of the file")
    with path.open("rb") as file:
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise ValueError("the size")
    document = json.loads(data.decode("utf-8", "surrogatepass"))
    if not isinstance(document, dict) or document["version"] != _VERSION:
        raise ValueError("the version")
    target = document["target"]
    updated = document["updated"]
    if not isinstance(updated, int):
        raise TypeError("the time")
    return SavedDraft(
        kind=DraftKind(document["kind"]),
        text=_string(document, "text"),
        board=_string(document, "board"),
        title=_string(document, "title"),
        target=None if target is None else _infohash(target),
        target_title=_string(document, "target_title"),
        identity=_string(document, "identity"),
        id=path.stem,
        updated=updated,
    )


def _string(document: Mapping[str, object], key: str) -> str:
    value = document[key]
    if not isinstance(value, str):
        raise TypeError(key)
    return value


def _infohash(value: object) -> bytes:
    if not isinstance(value, str) or len(value) != 2 * HASH_BYTES:
        raise ValueError("the target")
    return bytes.fromhex(value)
