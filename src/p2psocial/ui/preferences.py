"""How this person likes the window, kept in `window.json` of the data folder.

What concerns the node is in `settings.py`; nothing here is needed to take part.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from p2psocial.data_folder import write_private
from p2psocial.protocol.text import is_board

_MAX_BYTES = 1 << 20
# No screen lies there.
_FARTHEST = 100_000

THEMES = ("system", "light", "dark")
SCALES = (100, 115, 130, 150, 175, 200)


@dataclass(frozen=True, slots=True)
class Preferences:
    """One person's choices. `welcomed` tells that the first run has been gone through."""

    theme: str = "system"
    scale: int = 100
    reduced_motion: bool = False
    tray: bool = False
    notify: bool = True
    open_links: bool = False
    open_magnets: bool = False
    welcomed: bool = False
    welcome_step: str = ""
    period: str = "day"
    order: str = "top"
    board: str = ""
    thread_sort: str = "seeds"
    x: int = -1
    y: int = -1
    width: int = 1180
    height: int = 800
    maximized: bool = False


def read(file: Path) -> Preferences:
    """Return what the file says; whatever of it is damaged or missing has its default."""
    found: object = None
    with contextlib.suppress(OSError, ValueError, RecursionError):
        if file.stat().st_size <= _MAX_BYTES:
            found = json.loads(file.read_text(encoding="utf-8"))
    given = found if isinstance(found, dict) else {}
    kinds = get_type_hints(Preferences)
    known = {each.name: kinds[each.name] for each in fields(Preferences)}
    return _sane(
        Preferences(**{name: given[name] for name, kind in known.items() if _is(given, name, kind)})
    )


def _is(given: dict[str, Any], name: str, kind: type) -> bool:
    return type(given.get(name)) is kind


def _sane(preferences: Preferences) -> Preferences:
    usual = Preferences()
    return replace(
        preferences,
        theme=preferences.theme if preferences.theme in THEMES else usual.theme,
        scale=preferences.scale if preferences.scale in SCALES else usual.scale,
        board=preferences.board if is_board(preferences.board) else usual.board,
        x=preferences.x if abs(preferences.x) <= _FARTHEST else usual.x,
        y=preferences.y if abs(preferences.y) <= _FARTHEST else usual.y,
        width=min(max(preferences.width, 640), 8_000),
        height=min(max(preferences.height, 480), 8_000),
    )


def write(file: Path, preferences: Preferences) -> None:
    """Keep them. Raises `MachineError`."""
    write_private(file, (json.dumps(asdict(preferences), indent=2) + "\n").encode())


class Keeper:
    """The preferences as they are now; `save` is given what to write, on whichever thread."""

    def __init__(self, file: Path, save: Callable[[Callable[[], None]], None]) -> None:
        """Begin with what `file` says."""
        self._file = file
        self._save = save
        self.now = read(file)

    def change(self, **values: Any) -> None:  # noqa: ANN401 -- checked by the dataclass' own types
        """Change some and have them written."""
        changed = replace(self.now, **values)
        if changed != self.now:
            self.now = changed
            self._save(lambda: write(self._file, changed))
