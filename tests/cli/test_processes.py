"""The command line as real processes: signals, pipes, terminals, encodings, start-up."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
PROGRAM = [sys.executable, "-m", "tests.cli.program"]

posix = pytest.mark.skipif(os.name != "posix", reason="signals and terminals as POSIX has them")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("P2PSOCIAL")}
    return kept | {"P2PSOCIAL_DATA_DIR": str(tmp_path / "data"), "PYTHONIOENCODING": "utf-8"}


@contextmanager
def started(
    environment: dict[str, str], *arguments: str, **streams: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command; what is left of it at the end of the block is killed."""
    command = subprocess.Popen(
        [*PROGRAM, *arguments],
        cwd=REPOSITORY,
        env=environment,
        stdin=streams.get("stdin", subprocess.DEVNULL),
        stdout=streams.get("stdout", subprocess.PIPE),
        stderr=streams.get("stderr", subprocess.PIPE),
        # A terminal would otherwise be asked directly, past the streams.
        start_new_session=True,
    )
    with command:
        try:
            yield command
        finally:
            command.kill()


@posix
def test_ctrl_c_ends_a_command_with_130_and_no_traceback(
    environment: dict[str, str], tmp_path: Path
) -> None:
    text = tmp_path / "text"
    text.write_text("text")
    with started(environment, "comment", "abcdef", str(text)) as command:
        assert command.stderr
        assert command.stderr.readline() == b"stamping\n"
        command.send_signal(signal.SIGINT)
        out, err = command.communicate(timeout=20)
    assert (command.returncode, out, err) == (130, b"", b"")


@posix
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_node_ends_cleanly(environment: dict[str, str], ending: signal.Signals) -> None:
    with started(environment, "node") as node:
        assert node.stdout
        assert node.stdout.readline() == b"running\n"
        node.send_signal(ending)
        if ending is signal.SIGTERM:
            # Who stops services is impatient, and must not disturb the ending.
            time.sleep(0.05)
            node.send_signal(signal.SIGTERM)
        out, err = node.communicate(timeout=20)
    assert (node.returncode, out, err) == (0, b"ended cleanly\n", b"")


@posix
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_node_in_the_background_of_a_script_ends_too(
    environment: dict[str, str], ending: signal.Signals
) -> None:
    # What is ignored stays so in whatever is started: this is what a shell does for `&`.
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with started(environment, "node") as node:
            assert node.stdout
            assert node.stdout.readline() == b"running\n"
            node.send_signal(ending)
            out, err = node.communicate(timeout=20)
    finally:
        signal.signal(signal.SIGINT, before)
    assert (node.returncode, out, err) == (0, b"ended cleanly\n", b"")


@posix
def test_a_reader_that_has_seen_enough_is_no_failure(environment: dict[str, str]) -> None:
    for arguments in (["top"], ["top", "--json"]):
        with started(environment, *arguments) as command:
            assert command.stdout
            assert command.stderr
            assert command.stdout.readline()
            command.stdout.close()
            assert command.stderr.read() == b""
            assert command.wait(20) == 0


def test_a_full_disk_is_one_line(environment: dict[str, str]) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("no disk that is always full here")
    with full.open("wb") as disk, started(environment, "top", stdout=disk.fileno()) as command:
        _, err = command.communicate(timeout=20)
    assert command.returncode == 1
    assert err == b"p2psocial: No space left on device\n"


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_no_encoding_is_too_small(environment: dict[str, str], encoding: str) -> None:
    environment["PYTHONIOENCODING"] = f"{encoding}:strict"
    for arguments in (["top"], ["show", "abcdef"], ["--help"], ["none"], ["top", "--json"]):
        with started(environment, *arguments) as command:
            out, err = command.communicate(timeout=20)
        assert command.returncode == (2 if arguments == ["none"] else 0), err
        out.decode(encoding)
        err.decode(encoding)
    if encoding == "ascii":
        with started(environment, "show", "abcdef") as command:
            out, _ = command.communicate(timeout=20)
        assert b"`- anna#abcd2345 - " in out


class Terminal:
    """The two ends of a terminal."""

    def __init__(self) -> None:
        # Only POSIX has them, and only tests for POSIX ask for this.
        import pty  # noqa: PLC0415

        self.ours, self.theirs = pty.openpty()

    def read_until(self, expected: bytes) -> bytes:
        seen = b""
        while expected not in seen:
            ready, _, _ = select.select([self.ours], [], [], 20)
            assert ready, seen
            seen += os.read(self.ours, 4_096)
        return seen

    def close(self) -> None:
        for descriptor in (self.ours, self.theirs):
            os.close(descriptor)


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    made.close()


@posix
def test_at_a_terminal_it_asks_and_leaves_no_progress_behind(
    environment: dict[str, str], terminal: Terminal
) -> None:
    protecting = environment | {"P2PSOCIAL_PASSPHRASE": "open sesame"}
    for action in ("new", "protect"):
        with started(protecting, "identity", action) as command:
            out, err = command.communicate(timeout=20)
        assert command.returncode == 0, err
    end = terminal.theirs
    words = ["post", "--board", "b", "--title", "t"]
    with started(environment, *words, stdin=end, stderr=end) as command:
        terminal.read_until(b"end it with Ctrl-D")
        os.write(terminal.ours, b"typed text\n\x04")
        terminal.read_until(b"Passphrase: ")
        os.write(terminal.ours, b"open sesame\n")
        out, _ = command.communicate(timeout=20)
    os.write(terminal.theirs, b"THE END")
    shown = terminal.read_until(b"THE END").removesuffix(b"THE END")
    assert command.returncode == 0
    assert out.startswith(b"01" * 20 + b"\n")
    assert b"open sesame" not in shown
    assert b"Stamping: 1,000 attempts, about 262,144 expected" in shown
    last_line = shown.rsplit(b"\n", 1)[-1].strip(b"\r")
    assert last_line.split(b"\r")[-1].strip() == b""


def test_it_starts_quickly(environment: dict[str, str]) -> None:
    """Compared with Python's own start, so that a busy machine makes no difference."""

    def best(*arguments: str) -> float:
        times = []
        for _ in range(5):
            started = time.perf_counter()
            subprocess.run(
                [sys.executable, *arguments], check=True, capture_output=True, env=environment
            )
            times.append(time.perf_counter() - started)
        return min(times)

    assert best("-m", "p2psocial", "--help") < best("-c", "import asyncio") * 4


@pytest.mark.parametrize("heavy", ["libtorrent", "PySide6", "sqlite3", "asyncio", "p2psocial.app"])
def test_help_loads_nothing_heavy(environment: dict[str, str], heavy: str) -> None:
    program = (
        "import sys; sys.argv = ['p2psocial', '--help'];"
        "from p2psocial.__main__ import main; status = main();"
        f"sys.exit(status or {heavy!r} in sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, env=environment
    )
