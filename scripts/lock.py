"""Write scripts/requirements/*.txt anew: every dependency pinned, with hashes.

    python3 scripts/lock.py [--upgrade | --upgrade-package NAME]

Needs network. Without an argument, pins that still satisfy pyproject.toml are kept. The
result serves all platforms and Python versions, so it can be made on any machine.
"""

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
REQUIREMENTS = Path("scripts") / "requirements"
OLDEST_PYTHON = "3.11"

# Settings of pip that say how to reach the network, rather than where packages come from.
NETWORK_SETTINGS = {"PIP_CERT", "PIP_PROXY", "PIP_DEFAULT_TIMEOUT"}


def environment_without_local_indexes() -> dict[str, str]:
    """Copy os.environ without any pip or uv setting that could add a package source."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "UV_")) or name in NETWORK_SETTINGS
    }
    return kept | {"PIP_CONFIG_FILE": os.devnull}


def install_uv(folder: Path) -> Path:
    """Install uv into a new virtual environment in `folder` and return its program."""
    venv.create(folder, with_pip=True)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run(
        [programs / "python", "-m", "pip", "install", "--quiet", "uv"],
        check=True,
        env=environment_without_local_indexes(),
    )
    return programs / "uv"


def compile_lock(uv: Path, name: str, *arguments: str) -> None:
    """Write one lock file, named `name`, for pyproject.toml and the given uv arguments."""
    subprocess.run(
        [
            *(uv, "pip", "compile", "pyproject.toml", "--group", "build"),
            *("--no-config", "--universal", "--python-version", OLDEST_PYTHON),
            *("--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"),
            *("--custom-compile-command", "python3 scripts/lock.py"),
            *("--quiet", "--output-file", (REQUIREMENTS / name).as_posix()),
            *arguments,
        ],
        check=True,
        cwd=REPOSITORY,
        env=environment_without_local_indexes(),
    )


def main(arguments: list[str]) -> None:
    """Lock the run dependencies, then the test ones on top of exactly those."""
    with tempfile.TemporaryDirectory() as folder:
        uv = install_uv(Path(folder))
        compile_lock(uv, "run.txt", *arguments)
        run_lock = (REQUIREMENTS / "run.txt").as_posix()
        compile_lock(uv, "test.txt", "--extra", "test", "--constraint", run_lock, *arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
