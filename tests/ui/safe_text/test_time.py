"""No text makes rendering take long."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from p2psocial.ui.safe_text import Ink, excerpt, render, render_chunks
from tests.ui.hostile_texts import large

INK = Ink("#1b1f27", "#5d6675", "#157f4f", "#e9ecf1", "#5d6675")
# A tenth of a second is meant; twice as much passes, because this machine may be slow or busy.
_LIMIT = 0.2
# On a machine that is slower still, so many times what an ordinary text of the same size takes.
_TIMES_ORDINARY = 8
# And in no case longer.
_LONGEST = 1.0

_PARAGRAPH = (
    "Some words, *one of them stressed*, and [a link](https://example.org/) to more. "
    + "Others follow for a while, as they do in what people write.\n" * 4
    + "\n"
)
ORDINARY = _PARAGRAPH * (65_536 // len(_PARAGRAPH))


def _seconds(work: Callable[[], object]) -> float:
    """Return the least processor time of three runs."""
    measured: list[float] = []
    for _ in range(3):
        started = time.thread_time()
        work()
        measured.append(time.thread_time() - started)
        if measured[-1] < _LIMIT / 4:
            break
    return min(measured)


def _is_quick(work: Callable[[], object], share: float) -> bool:
    """Whether it takes less than this share of what is allowed."""
    taken = _seconds(work) / share
    if taken < _LIMIT:
        return True
    ordinary = _seconds(lambda: render_chunks(ORDINARY, INK))
    return taken < min(_TIMES_ORDINARY * ordinary, _LONGEST)


@pytest.mark.parametrize("number", range(0, 126, 3))
def test_large_hostile_texts_are_rendered_fast(number: int) -> None:
    for text in list(large())[number : number + 3]:
        assert _is_quick(lambda text=text: render_chunks(text, INK), 1)  # type: ignore[misc] # mypy cannot infer a default's type
        assert _is_quick(lambda text=text: render(text, INK), 1 / 2)  # type: ignore[misc] # (same)
        assert _is_quick(lambda text=text: excerpt(text), 1 / 10)  # type: ignore[misc] # (same)


def test_an_ordinary_text_is_read_as_markdown_up_to_its_greatest_length() -> None:
    rendered = render(ORDINARY, INK, whole=True)
    assert not rendered.plain
    assert "*" not in rendered.html


def test_more_markup_than_can_be_read_in_time_is_shown_as_it_was_typed() -> None:
    rendered = render("*a **b " * 9_000, INK, whole=True)
    assert rendered.plain
    assert "*a **b" in rendered.html
