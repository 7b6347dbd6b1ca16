"""The two programs of the demo: the one that people start, and the worker that it starts."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from p2psocial.control.documents import Document
from p2psocial.data_folder import create_private_folder
from p2psocial.demo import worker
from p2psocial.demo.network import DemoNetwork
from p2psocial.demo.nodes import OpenNode
from p2psocial.demo.script import read_script
from p2psocial.demo.show import Show
from p2psocial.failures import RequestError

Tell = Callable[[str], None]


def work(open_node: OpenNode) -> None:
    """Be a worker process, until whoever started it goes away."""
    worker.run(open_node)


def run(nodes: int, seconds: float | None, folder: Path | None, tell: Tell) -> Document:
    """Run a demo until the seconds have passed or it is interrupted; returns what happened.

    It takes place in `folder`, as `stage` says. `tell` is called with one line for each event.
    """
    with stage(folder) as place:
        return asyncio.run(play(DemoNetwork(place), nodes, seconds, tell))


@contextlib.contextmanager
def stage(folder: Path | None) -> Iterator[Path]:
    """Give a demo its folder: `folder`, which must be new or empty, or a temporary one.

    Nothing of it is left behind.
    """
    made = folder is None or not folder.exists()
    place = _prepare(folder)
    try:
        yield place
    finally:
        _clear(place, made=made)


def boards() -> list[str]:
    """Return the boards on which a demo takes place."""
    return sorted({conversation.board for conversation in read_script()})


def _prepare(folder: Path | None) -> Path:
    if folder is None:
        return Path(tempfile.mkdtemp(prefix="p2psocial-demo-"))
    create_private_folder(folder)
    if any(folder.iterdir()):
        raise RequestError(f"{folder} is not empty, and a demo deletes its folder; name a new one")
    return folder


def _clear(place: Path, *, made: bool) -> None:
    if made:
        shutil.rmtree(place, ignore_errors=True)
        return
    for path in place.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


async def play(network: DemoNetwork, nodes: int, seconds: float | None, tell: Tell) -> Document:
    """Run a demo on a network that was not started yet, and end it; see `run`."""
    show = Show(network, read_script(), tell)
    try:
        await show.open(nodes)
        async with asyncio.timeout(seconds):
            await show.go_on()
    except TimeoutError:
        tell("The time is up.")
    except asyncio.CancelledError:
        # Ctrl-C is how a demo ends, so what follows is to be finished.
        task = asyncio.current_task()
        if task is not None:
            task.uncancel()
        tell("Interrupted; ending the nodes.")
    finally:
        await network.close()
    return show.summary()
