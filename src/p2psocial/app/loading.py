"""Loading parts of the program without looking for garbage among them."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def loading() -> Iterator[None]:
    """Look for no garbage while this lasts, and never again in what there was by its end.

    All of the program stays for as long as it runs. To look through it takes 20 ms each time, half
    of which fall into the start, and the others on whoever scrolls just then.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
