"""Take a picture of every screen and every state of the window, in light and dark.

    python scripts/screenshots.py OUT_DIR [--only NAME]… [--readme]

All are 1280×800; the main ones also 900×600, and with text at 200 %. Nothing is by chance: the same
texts, time, fonts and answers each time, so that two runs give the same bytes. --readme makes the
four pictures of the README, in assets/screenshots/. Needs the fonts of Debian's fonts-noto-core.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_FONTS = Path("/usr/share/fonts/truetype/noto")
_REPOSITORY = Path(__file__).resolve().parent.parent
_CONFIGURATION = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans</family></prefer></alias>
  <alias><family>monospace</family><prefer><family>Noto Sans Mono</family></prefer></alias>
  <match target="font">
    <edit name="antialias"><bool>true</bool></edit>
    <edit name="hinting"><bool>false</bool></edit>
    <edit name="rgba"><const>none</const></edit>
  </match>
</fontconfig>
"""


def prepare(place: Path) -> None:
    """Set up everything outside of the window that its looks depend on; before Qt is loaded."""
    fonts = place / "fonts.conf"
    fonts.write_text(_CONFIGURATION.format(fonts=_FONTS, cache=place / "fonts"))
    os.environ |= {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_QUICK_BACKEND": "software",
        "QT_SCALE_FACTOR": "1",
        "FONTCONFIG_FILE": str(fonts),
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
    }


def take(out: Path, place: Path, only: list[str], *, readme: bool) -> Iterator[Path]:
    """Take the pictures that are wanted, and yield the file of each."""
    from stage.camera import Camera  # noqa: PLC0415 -- loads Qt, for which `prepare` comes first
    from stage.scenes import scenes  # noqa: PLC0415 -- (same)

    camera = Camera(place)
    for scene in scenes():
        if only and not any(name in scene.name for name in only):
            continue
        yield from camera.readme(scene, out) if readme else camera.take(scene, out)


def main() -> int:
    """Do what the command line asks for; returns the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("out", type=Path, nargs="?", metavar="OUT_DIR")
    parser.add_argument("--only", action="append", default=[], metavar="NAME")
    parser.add_argument("--readme", action="store_true")
    options = parser.parse_args()
    out = _REPOSITORY / "assets" / "screenshots" if options.readme else options.out
    if out is None:
        parser.error("name the folder that the pictures are to go to")
    if not _FONTS.is_dir():
        sys.exit(f"there are no fonts in {_FONTS}: install Debian's fonts-noto-core")
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="p2psocial-stage-") as name:
        prepare(Path(name))
        for file in take(out, Path(name), options.only, readme=options.readme):
            print(file)
    return 0


if __name__ == "__main__":
    sys.exit(main())
