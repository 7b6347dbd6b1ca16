from __future__ import annotations

import subprocess
import sys
import threading

from p2psocial.app.calls import Calls
from tests.node_process import COMMAND_SECONDS

_WAITING_FOR_EVER = """
import threading
from p2psocial.app.calls import Calls
Calls(1).submit(threading.Event().wait)
print("ended")
"""


def test_calls_are_made_a_few_at_a_time() -> None:
    calls, go = Calls(2), threading.Event()
    first = [calls.submit(go.wait) for _ in range(2)]
    third = calls.submit(lambda: "third")
    cancelled = calls.submit(lambda: "fourth")
    assert cancelled.cancel()
    assert not third.done()
    go.set()
    assert third.result(COMMAND_SECONDS) == "third"
    assert all(each.result(COMMAND_SECONDS) for each in first)


def test_what_fails_is_told() -> None:
    failed = Calls(1).submit(lambda: 1 // 0)
    assert isinstance(failed.exception(COMMAND_SECONDS), ZeroDivisionError)


def test_a_program_ends_whatever_a_call_waits_for() -> None:
    program = [sys.executable, "-c", _WAITING_FOR_EVER]
    done = subprocess.run(program, capture_output=True, timeout=COMMAND_SECONDS, check=True)
    assert done.stdout == b"ended\n"
