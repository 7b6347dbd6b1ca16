"""Gather what the window says for translators, and compile what they have written.

    python3 scripts/translations.py

Brings every `.ts` file in src/p2psocial/ui/translations up to date with the source, and writes
a `.qm` for each but English. For a new language, copy `p2psocial_en.ts`, say to `p2psocial_de.ts`,
set its `language`, translate it (Qt Linguist is made for that), and run this again.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

UI = Path(__file__).resolve().parents[1] / "src" / "p2psocial" / "ui"
TRANSLATIONS = UI / "translations"
SOURCE = TRANSLATIONS / "p2psocial_en.ts"


def tool(name: str) -> str:
    """Return a program of PySide6, which is beside the Python that runs this."""
    return str(Path(sys.executable).parent / f"pyside6-{name}")


def sources() -> list[str]:
    """Return every file that may have words to translate."""
    found = [path for kind in ("py", "qml", "js") for path in UI.rglob(f"*.{kind}")]
    return sorted(map(str, found))


def main() -> None:
    """Update, then compile."""
    files = sorted({SOURCE, *TRANSLATIONS.glob("*.ts")})
    for file in files:
        options = ["-no-obsolete", "-locations", "none", "-source-language", "en"]
        language = file.stem.partition("_")[2]
        subprocess.run(
            [tool("lupdate"), *options, "-target-language", language, *sources(), "-ts", str(file)],
            check=True,
        )
        if file != SOURCE:
            subprocess.run(
                [tool("lrelease"), str(file), "-qm", file.with_suffix(".qm")], check=True
            )


if __name__ == "__main__":
    main()
