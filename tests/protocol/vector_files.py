"""Reads the test vectors; tests/vectors/README.md describes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "vectors"


def load(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    return content


def joined(runs: list[tuple[str, int]]) -> bytes:
    return b"".join(bytes.fromhex(digits) * times for digits, times in runs)


def named(vectors: list[dict[str, Any]]) -> list[str]:
    """Return the names of vectors, for pytest to show."""
    return [vector["name"] for vector in vectors]
