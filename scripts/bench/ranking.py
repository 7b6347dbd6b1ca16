"""How fast a large index answers (rankings, search, threads), and how fast it takes in posts.

    python scripts/bench/ranking.py [--items 1000000] [--database FILE]

With --database the index is built there once and used again by later runs. The times are those of
calling `Index` as the application does: 20 posts a page, in this process, page cache as it comes.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import quantiles

from p2psocial.index.index import Index
from p2psocial.index.records import Order, Period, Ranking
from p2psocial.protocol.item import Item, Kind
from p2psocial.protocol.torrent import post_text

NOW = 1_800_000_000
THREE_YEARS = 3 * 365 * 86_400
BOARDS = [f"board-{number}" for number in range(50)]
WORDS = 20_000
WORDS_PER_TEXT = 40
PER_TRANSACTION = 1_000
SECONDS_PER_MEASUREMENT = 1.0
PAGE = 20
PUBLISHED = 2_000
RARE, COMMON, FREQUENT = 15_000, 1_000, 3


class Author:
    """Makes up posts: boards, words and seeds follow power laws, as they do in the wild."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 -- repeatable made-up data, no secret
        self._board_weights = list(itertools.accumulate(1 / (n + 1) for n in range(len(BOARDS))))
        self._word_weights = list(itertools.accumulate(1 / (n + 5) for n in range(WORDS)))
        self._words = [f"w{number}" for number in range(WORDS)]

    def post(self, number: int) -> tuple[Item, str]:
        drawn = self._random.choices(self._words, cum_weights=self._word_weights, k=WORDS_PER_TEXT)
        title = " ".join(drawn[:6])
        text = post_text(title, " ".join(drawn[6:]))
        digest = hashlib.sha256(str(number).encode()).digest()
        item = Item(
            info=digest * 12,
            infohash=digest[:20],
            id=hashlib.sha256(digest).digest(),
            kind=Kind.POST,
            board=self._random.choices(BOARDS, cum_weights=self._board_weights)[0],
            author=digest,
            nick="somebody",
            created=NOW - self._random.randrange(THREE_YEARS),
            name="a-made-up-text.txt",
            length=len(text),
            pieces=digest[:20],
            body_hash=digest,
            signature=digest * 2,
            title=title,
        )
        return item, text

    def seeds(self) -> int:
        """Return a number of seeds: three in four have none, a few have hundreds."""
        if self._random.random() < 0.75:  # noqa: PLR2004 -- said in the line above
            return 0
        return min(int(self._random.paretovariate(0.9)), 1_000)

    def fresh(self) -> bytes:
        return self._random.randbytes(20)


def timed_ms(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1_000


def build(index: Index, count: int) -> None:
    author = Author(seed=1)
    start = time.perf_counter()
    for first in range(0, count, PER_TRANSACTION):
        with index.transaction():
            for number in range(first, min(first + PER_TRANSACTION, count)):
                item, text = author.post(number)
                index.add(item, text, NOW)
                seeds = author.seeds()
                if seeds:
                    households = [f"10.0.{n >> 8}.{n & 255}" for n in range(seeds)]
                    index.record_swarm(item.infohash, households, NOW)
    seconds = time.perf_counter() - start
    print(f"built in {seconds:.0f} s: {count / seconds:,.0f} posts/s with seeds and full text")


def report(name: str, action: Callable[[], object]) -> None:
    deadline = time.perf_counter() + SECONDS_PER_MEASUREMENT
    times = [timed_ms(action) for _ in range(20)]
    while time.perf_counter() < deadline:
        times.append(timed_ms(action))
    percentiles = quantiles(times, n=100)
    line = f"{percentiles[49]:9.2f} {percentiles[94]:9.2f} {max(times):9.2f}"
    print(f"{name:42}{line}")


def pages(index: Index, ranking: Ranking) -> Iterator[None]:
    """Turn pages from the first on, ten times, and begin again."""
    while True:
        page = ranking
        for _ in range(10):
            entries = index.top(page)
            yield
            if len(entries) < page.limit:
                break
            page = replace(page, after=entries[-1])


def bench_rankings(index: Index) -> None:
    print(f"{'ms':42}{'p50':>9} {'p95':>9} {'max':>9}")
    for order, period in itertools.product(Order, Period):
        for board in (None, BOARDS[0], BOARDS[-1]):
            turning = pages(index, Ranking(period, order, NOW, PAGE, board))
            report(f"{order:4}{period:6} {board or 'all boards'}", lambda: next(turning))  # noqa: B023 -- called before the next turn


def bench_others(index: Index) -> None:
    for name, words in (
        ("rare word", f"w{RARE}"),
        ("common word", f"w{COMMON}"),
        ("two frequent words", f"w{FREQUENT} w{FREQUENT + 1}"),
        ("very frequent word", f"w{FREQUENT}"),
        ("first letters", "w1"),
    ):
        report(f"search, {name}", lambda: index.search(words, PAGE))  # noqa: B023 -- as above
    report("totals", index.totals)
    report("matching a prefix", lambda: index.matching("abc", PAGE))


class UndoError(Exception):
    """Leaves a transaction without keeping what it wrote."""


def bench_worst_case(index: Index) -> None:
    """Rank when every seed count up to a thousand exists, nearly all outside of the period."""
    ranking = Ranking(Period.ALL, Order.NEW, NOW - THREE_YEARS // 2, 1)
    with suppress(UndoError), index.transaction():
        (old,) = index.top(ranking)
        for number in range(1_000):
            index.record_swarm(old.item.infohash, [f"household {number}"], NOW)
        for board in (None, BOARDS[0], BOARDS[-1]):
            first = replace(ranking, period=Period.DAY, order=Order.TOP, now=NOW, limit=PAGE)
            page = replace(first, board=board)
            report(f"top day, 1,001 levels, {board or 'all boards'}", lambda: index.top(page))  # noqa: B023 -- called before the next turn
        raise UndoError


def bench_large(index: Index) -> None:
    """Read a thread of 10,000 comments, and 10,000 seeds of ours."""
    (post,) = index.top(Ranking(Period.ALL, Order.NEW, NOW, 1))
    with suppress(UndoError), index.transaction():
        author, parents = Author(seed=3), [post.item.infohash]
        start = time.perf_counter()
        for number in range(10_000):
            item, text = author.post(number)
            comment = replace(
                item,
                infohash=author.fresh(),
                id=author.fresh() + bytes(12),
                kind=Kind.COMMENT,
                board=post.item.board,
                parent=parents[number // 2],
                root=post.item.infohash,
            )
            index.add(comment, text, NOW)
            index.start_seed(comment.infohash, NOW, None)
            parents.append(comment.infohash)
        seconds = time.perf_counter() - start
        print(f"comments: {10_000 / seconds:,.0f}/s, added and seeded in one transaction")
        report("thread of 10,000 comments", lambda: index.thread(post.item.infohash))
        report("a comment with 9,998 answers", lambda: index.entry(parents[1]))
        report("10,000 seeds", index.seeds)
        report("10,000 seeds for the network", lambda: list(index.seed_torrents()))
        raise UndoError


def bench_publishing(index: Index) -> None:
    """Publish as the services do: add and seed in one durable transaction each."""
    author = Author(seed=2)
    made = [author.post(-number) for number in range(1, PUBLISHED + 1)]
    posts = [
        (replace(item, infohash=author.fresh(), id=hashlib.sha256(author.fresh()).digest()), text)
        for item, text in made
    ]
    start = time.perf_counter()
    for item, text in posts:
        with index.transaction():
            index.add(item, text, NOW)
            index.start_seed(item.infohash, NOW, None)
    print(f"publish: {PUBLISHED / (time.perf_counter() - start):,.0f}/s, each durable")
    with index.transaction():
        for item, _ in posts:
            index.remove(item.infohash)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Index(options.database or Path(folder) / "index.db")
        if index.totals().items < options.items:
            build(index, options.items)
        bench_rankings(index)
        bench_others(index)
        bench_worst_case(index)
        bench_large(index)
        bench_publishing(index)
        index.close()


if __name__ == "__main__":
    main()
