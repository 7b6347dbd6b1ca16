"""What the verdict of a soak rests on."""

from __future__ import annotations

from dataclasses import replace

from bench.soak import ARENA_BYTES, BYTES_PER_ITEM, LINES, MEGABYTE, Sample, growth

REST = Sample(
    minutes=0,
    posts=0,
    memory=80.0,
    most=80.0,
    files=30.0,
    threads=10.0,
    tasks=40.0,
    database=30.0,
    cpu=1.0,
)
A_THIRD = (LINES + 1) // 3


def hour(memory_per_post: float = 0.0, tasks_per_post: float = 0.0) -> list[Sample]:
    """Return the figures of nodes that grow with every post; tasks come and go besides."""
    return [
        replace(
            REST,
            minutes=2.0 * number,
            posts=100 * number,
            memory=REST.memory + 100 * number * memory_per_post / MEGABYTE,
            tasks=REST.tasks + 5 * (number % 3) + 100 * number * tasks_per_post,
        )
        for number in range(LINES + 1)
    ]


def test_nodes_may_keep_what_belongs_to_each_item() -> None:
    assert growth(hour())
    assert growth(hour(memory_per_post=BYTES_PER_ITEM))


def test_nodes_may_not_keep_more_than_is_explained() -> None:
    posts = 2 * A_THIRD * 100
    assert not growth(hour(memory_per_post=BYTES_PER_ITEM + 2 * ARENA_BYTES / posts))


def test_tasks_may_come_and_go_but_not_stay() -> None:
    assert not growth(hour(tasks_per_post=0.02))
