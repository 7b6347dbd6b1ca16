"""Small disks of their own for tests, which can be full or read-only without harm to others."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Mount an empty disk of that size; skips the test where only root may do so."""
    folder.mkdir()
    command = [
        "mount",
        "-t",
        "tmpfs",
        "-o",
        f"size={megabytes}m,mode=700",
        "p2psocial",
        str(folder),
    ]
    if os.geteuid() != 0 or subprocess.run(command, check=False, capture_output=True).returncode:
        pytest.skip("mounting a disk of a few megabytes needs root")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def make_read_only(folder: Path) -> None:
    """Let nothing more be written to a small disk, not even by root."""
    subprocess.run(["mount", "-o", "remount,ro", folder], check=True)


def make_writable(folder: Path) -> None:
    """Take `make_read_only` back."""
    subprocess.run(["mount", "-o", "remount,rw", folder], check=True)


def fill(folder: Path) -> Path:
    """Write until not a byte more fits; returns the file to delete."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler
