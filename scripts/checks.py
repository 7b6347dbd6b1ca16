"""What `scripts/test.py` runs, one tool after another, and the summary at its end."""

import shutil
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import system_packages
from environment import LOG, REPOSITORY, program, say

# The programs of other BitTorrent clients that the tests talk to, and their Debian packages.
OTHER_CLIENTS = {"transmission-daemon": "transmission-daemon", "aria2c": "aria2"}

# pytest options whose value could be mistaken for a file.
OPTIONS_WITH_WORDS = {"-k", "-m", "-p", "-o", "-W"}


@dataclass(frozen=True)
class Outcome:
    """How one tool ended; `detail` is what more there is to say about it."""

    tool: str
    passed: bool
    seconds: float
    detail: str = ""

    def __str__(self) -> str:
        verdict = "passed" if self.passed else "FAILED"
        return f"{self.tool:<20} {verdict}  {self.seconds:6.1f} s  {self.detail}".rstrip()


def run_all(pytest_arguments: Sequence[str]) -> int:
    """Run every tool, also after one has failed; 0 when all passed, else 1."""
    try:
        outcomes = [*_static_checks(), _pytest(pytest_arguments)]
    except KeyboardInterrupt:
        say("p2psocial: interrupted.")
        return 130
    print("\nSummary")
    for outcome in outcomes:
        print(f"  {outcome}")
    return 0 if all(outcome.passed for outcome in outcomes) else 1


def _static_checks() -> Iterator[Outcome]:
    yield _run("ruff check", "ruff", "check")
    yield _run("ruff format --check", "ruff", "format", "--check")
    yield _run("mypy", "mypy")
    yield _run("lint-imports", "lint-imports")
    qml = sorted((REPOSITORY / "src").rglob("*.qml"))
    if qml:
        yield _run("qmllint", "pyside6-qmllint", "--max-warnings", "0", *map(str, qml))


def _run(tool: str, program_name: str, *arguments: str) -> Outcome:
    print(f"\n== {tool}", flush=True)
    started = time.monotonic()
    finished = subprocess.run(
        [program(program_name), *arguments],
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    return Outcome(tool, finished.returncode == 0, time.monotonic() - started)


# --- pytest


def _pytest(arguments: Sequence[str]) -> Outcome:
    _provide_other_clients()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "pytest.xml"
        told = [f"--junit-xml={report}", *_seen_from_repository(arguments)]
        outcome = _run("pytest", "pytest", *told)
        return Outcome(outcome.tool, outcome.passed, outcome.seconds, _counts(report))


def _provide_other_clients() -> None:
    missing = [package for name, package in OTHER_CLIENTS.items() if shutil.which(name) is None]
    if not missing:
        return
    say(f"Installing {' and '.join(missing)} for the tests ...")
    service = "transmission-daemon" if "transmission-daemon" in missing else ""
    if system_packages.install(missing, LOG, leave_off=service):
        return
    line = system_packages.line_to_run(missing) or f"Install {' and '.join(missing)}."
    say(f"Tests with other BitTorrent clients need more programs. Run: {line}")


def _seen_from_repository(arguments: Sequence[str]) -> Iterator[str]:
    """Yield pytest's arguments for the repository as working folder, wherever the caller is."""
    previous = ""
    for argument in arguments:
        path, separator, test = argument.partition("::")
        may_be_file = not argument.startswith("-") and previous not in OPTIONS_WITH_WORDS
        if may_be_file and path and Path(path).exists():
            yield f"{Path(path).absolute()}{separator}{test}"
        else:
            yield argument
        previous = argument


def _counts(report: Path) -> str:
    """Say what pytest ran, from its report; nothing when it ended before there was one."""
    try:
        suite = ET.parse(report).find("testsuite")  # noqa: S314 - written by our own pytest
    except (OSError, ET.ParseError):
        return ""
    if suite is None:
        return ""
    count = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    failed = count["failures"] + count["errors"]
    passed = count["tests"] - failed - count["skipped"]
    return f"{passed} passed, {failed} failed, {count['skipped']} skipped"
