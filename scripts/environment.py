"""The repository's own virtual environment, `.venv`: made, repaired and kept up to date.

run.py and test.py call `prepare`, which returns at once when all is in place. What tells is a
stamp in `.venv`, written when a set-up has ended well: a hash of all that the set-up depends on.
No stamp means that a set-up was interrupted, and `.venv` is made anew.

Standard library only, as nothing is installed yet. All output goes to stderr: stdout belongs to
the program that is started.
"""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import IO, Literal, NoReturn

import qt_libraries
import system_packages

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

Purpose = Literal["run", "test"]

REPOSITORY = Path(__file__).resolve().parent.parent
VENV = REPOSITORY / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")

# Outside .venv, which may have to be deleted.
LOCK = REPOSITORY / ".venv.lock"
LOG = REPOSITORY / ".venv.log"
LOG_LINES_SHOWN = 8

# The newest for which libtorrent has wheels; it publishes no source to build from.
NEWEST_PYTHON = (3, 13)

# Fails when .venv is broken, or was made for this repository in another place.
PROBE = """
import importlib.util, os, sys
package = importlib.util.find_spec("p2psocial")
if not os.path.samefile(package.origin, sys.argv[1]):
    sys.exit(1)
print(sys.implementation.cache_tag)
"""

PIP_OPTIONS = ["--no-input", "--disable-pip-version-check", "--progress-bar=off"]

# Settings of the user's own that would send packages elsewhere than into .venv.
FOREIGN_SETTINGS = {"PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PYTHONPATH", "PYTHONHOME"}


class SetUpError(Exception):
    """The environment could not be made; the message says what to do."""


def prepare(purpose: Purpose, *, window: bool = True) -> None:
    """Have `.venv` ready for `purpose`, or end this program with one line that says what to do.

    `window` says that a window is about to be opened: the moment to look again for system
    libraries that were missing at set-up.
    """
    try:
        if not _is_ready(purpose):
            _set_up_alone(purpose)
        elif window and _window_mark().exists():
            _look_for_window_libraries()
    except SetUpError as error:
        sys.exit(f"p2psocial: {error}")
    except OSError as error:
        sys.exit(f"p2psocial: set-up failed: {error}. Put that right and run this again.")
    except KeyboardInterrupt:
        say("p2psocial: set-up interrupted. Run this again to finish it.")
        sys.exit(128 + signal.SIGINT)


def run_p2psocial(arguments: Sequence[str]) -> NoReturn:
    """Become `p2psocial ARGUMENTS`, set up first if need be."""
    prepare("run", window=not arguments)
    command = [str(program("p2psocial")), *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - replacing this process is the point
    # Windows cannot replace a process: wait for it, and leave Ctrl-C to it.
    process = subprocess.Popen(command)
    while True:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            continue


def program(name: str) -> Path:
    """Where `.venv` has the program `name`."""
    return PROGRAMS / (f"{name}.exe" if os.name == "nt" else name)


def say(line: str) -> None:
    """Tell the user how far the set-up is."""
    print(line, file=sys.stderr, flush=True)


# --- What there is


def _is_ready(purpose: Purpose) -> bool:
    try:
        stamp = _stamp(purpose).read_text()
    except OSError:
        return False
    version = _version_of_working_python()
    return version is not None and stamp == _hash(purpose, version)


def _version_of_working_python() -> str | None:
    """Which Python `.venv` holds, such as "cpython-311"; None when `.venv` is broken."""
    if not program("p2psocial").exists():
        return None
    package = REPOSITORY / "src" / "p2psocial" / "__init__.py"
    command = [str(program("python")), "-I", "-c", PROBE, str(package)]
    try:
        probe = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return None
    return probe.stdout.strip() if probe.returncode == 0 else None


def _hash(purpose: Purpose, version: str) -> str:
    digest = hashlib.sha256(version.encode())
    for file in (_lock_file(purpose), REPOSITORY / "pyproject.toml"):
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _lock_file(purpose: Purpose) -> Path:
    return REPOSITORY / "scripts" / "requirements" / f"{purpose}.txt"


def _stamp(purpose: Purpose) -> Path:
    return VENV / f"set-up-for-{purpose}"


def _window_mark() -> Path:
    """A file that is there while the window may lack system libraries."""
    return VENV / "window-libraries-missing"


# --- One set-up at a time


def _set_up_alone(purpose: Purpose) -> None:
    """Set up while no other process does; one that comes second waits until the first is done."""
    with LOCK.open("a") as lock:
        if not _take(lock):
            say("Waiting for another set-up of p2psocial to end ...")
            while not _take(lock):
                time.sleep(0.2)
        # The other one may have done it all.
        if not _is_ready(purpose):
            _set_up(purpose, lock)


def _take(lock: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            lock.seek(0)
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        # As POSIX and Windows say that another process has it.
        return False
    return True


# --- Set-up


def _set_up(purpose: Purpose, lock: IO[str]) -> None:
    started = time.monotonic()
    LOG.write_bytes(b"")
    if _stamps_by_file() and _version_of_working_python():
        say("Bringing p2psocial's Python packages up to date ...")
    else:
        say("Setting up p2psocial (first run only) ...")
        _make_virtual_environment(lock)
    _install_packages(purpose, lock)
    _look_for_window_libraries()
    say(f"Set-up done in {time.monotonic() - started:.0f} s.")


def _stamps_by_file() -> dict[Path, str]:
    return {file: file.read_text() for file in (_stamp("run"), _stamp("test")) if file.exists()}


def _make_virtual_environment(lock: IO[str]) -> None:
    python = _suitable_python()
    _require_venv_module(python)
    if VENV.exists():
        shutil.rmtree(VENV)
    _run_logged([*python, "-I", "-m", "venv", str(VENV)], lock, "making .venv")


def _suitable_python() -> list[str]:
    """Return the command for a Python that all dependencies have wheels for."""
    if sys.version_info[:2] <= NEWEST_PYTHON:
        # Not .venv's own, which is about to be replaced.
        return [getattr(sys, "_base_executable", sys.executable)]
    for minor in (13, 12, 11):
        command = ["py", f"-3.{minor}"] if os.name == "nt" else [f"python3.{minor}"]
        if shutil.which(command[0]) and _answers(command, "import ssl"):
            return command
    newest = "{}.{}".format(*NEWEST_PYTHON)
    raise SetUpError(
        f"libtorrent has no build for Python {sys.version_info[0]}.{sys.version_info[1]} yet."
        f" Install Python {newest} (for example with `uv python install {newest}`) and run"
        " this again."
    )


def _answers(python: Sequence[str], code: str) -> bool:
    finished = subprocess.run([*python, "-I", "-c", code], capture_output=True, check=False)
    return finished.returncode == 0


def _require_venv_module(python: Sequence[str]) -> None:
    """Debian and Ubuntu package a part of Python's venv module on its own."""
    needed = "import ensurepip, venv"
    if _answers(python, needed):
        return
    packages = [f"python3.{_minor_version(python)}-venv"]
    say(f"  installing {packages[0]} (apt-get)")
    if system_packages.install(packages, LOG) and _answers(python, needed):
        return
    line = system_packages.line_to_run(packages)
    raise SetUpError(
        "Python's venv module is not complete here. Put that right and run this again"
        + (f": {line}" if line else ", with your system's package of Python's ensurepip module.")
    )


def _minor_version(python: Sequence[str]) -> str:
    command = [*python, "-I", "-c", "import sys; print(sys.version_info[1])"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _install_packages(purpose: Purpose, lock: IO[str]) -> None:
    """Install the pinned packages and the project; stamps are there only while all is whole."""
    stamps = _stamps_by_file()
    for file in stamps:
        file.unlink()
    try:
        _pip_install(purpose, lock)
    except SetUpError:
        # pip has put back what it could not finish, so what was there still works.
        for file, stamp in stamps.items():
            file.write_text(stamp)
        raise
    _window_mark().touch()
    version = _version_of_working_python()
    if version is None:
        raise SetUpError(f"the new {VENV} does not work. Delete it and run this again.")
    # The test packages include those for running.
    purposes: list[Purpose] = ["run", "test"] if purpose == "test" else ["run"]
    for each in purposes:
        _stamp(each).write_text(_hash(each, version))


def _pip_install(purpose: Purpose, lock: IO[str]) -> None:
    say("  installing Python packages (about 130 MB to download the first time)")
    pip = [str(program("python")), "-I", "-m", "pip", "install", *PIP_OPTIONS]
    pinned = ["--require-hashes", "--only-binary=:all:", "--requirement", str(_lock_file(purpose))]
    _run_logged([*pip, *pinned], lock, "installing Python packages")
    project = ["--no-index", "--no-deps", "--no-build-isolation", "--editable", str(REPOSITORY)]
    _run_logged([*pip, *project], lock, "installing p2psocial itself")
    _compile()


def _compile() -> None:
    """Have Python's own code of p2psocial ready; nothing is lost when that cannot be done.

    pip does so with what it copies, but not with what stays where it is. Python would do it at the
    first start, unless it is told not to write such files: each start then took 0.2 s more.
    """
    command = [str(program("python")), "-I", "-m", "compileall", "-qq", str(REPOSITORY / "src")]
    subprocess.run(command, check=False, capture_output=True)


def _run_logged(command: Sequence[str], lock: IO[str], step: str) -> None:
    """Run one step of Python's own tools; its output is shown only when it fails."""
    environment = {k: v for k, v in os.environ.items() if k not in FOREIGN_SETTINGS}
    with LOG.open("ab") as log, _ended_with_us():
        finished = subprocess.run(
            command,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=environment | {"PIP_USER": "0", "PIP_ROOT_USER_ACTION": "ignore"},
            # Should this process be killed, the lock is held until the orphan has ended as well.
            pass_fds=() if os.name == "nt" else (lock.fileno(),),
        )
    if finished.returncode != 0:
        _show_end_of_log()
        raise SetUpError(
            f"{step} failed. Check the lines above and the network, then run this again"
            f" (the whole log is {LOG})."
        )


@contextmanager
def _ended_with_us() -> Iterator[None]:
    """Make SIGTERM and a closed terminal exceptions, on which subprocess.run ends the child."""

    def end(number: int, _frame: FrameType | None) -> NoReturn:
        sys.exit(128 + number)

    signals = [getattr(signal, name, None) for name in ("SIGTERM", "SIGHUP")]
    ours = [s for s in signals if s is not None and signal.getsignal(s) == signal.SIG_DFL]
    for each in ours:
        signal.signal(each, end)
    try:
        yield
    finally:
        for each in ours:
            signal.signal(each, signal.SIG_DFL)


def _show_end_of_log() -> None:
    lines = LOG.read_text(encoding="utf-8", errors="replace").splitlines()
    for line in lines[-LOG_LINES_SHOWN:]:
        say(f"    {line}")


def _look_for_window_libraries() -> None:
    if qt_libraries.provide(VENV, LOG):
        _window_mark().unlink(missing_ok=True)
