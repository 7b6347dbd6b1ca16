"""The files of test vectors are what scripts/make_vectors.py makes of them."""

from __future__ import annotations

import subprocess
import sys

from tests.protocol.vector_files import FOLDER


def test_the_vectors_are_made_anew_byte_for_byte() -> None:
    script = FOLDER.parent.parent / "scripts" / "make_vectors.py"
    made = subprocess.run(
        [sys.executable, str(script), "--check"], capture_output=True, text=True, check=False
    )
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")


def test_the_readme_describes_every_file() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for path in FOLDER.glob("*.json"):
        assert f"| `{path.name}` |" in readme
