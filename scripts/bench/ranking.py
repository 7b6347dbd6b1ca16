"""How fast a large index answers (rankings, search, threads), and how fast it takes in posts.

    python scripts/bench/ranking.py [--items 1000000] [--samples 5000000] [--database FILE]

With --database the index is built there once and used again by later runs. The times are those of
calling `Index` as the application does: 20 posts a page, in this process, page cache as it comes.
One post in four has seeds, and those have all of the samples.
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

from p2psocial.index.database import Database
from p2psocial.index.index import Index
from p2psocial.index.records import Count, Order, Period, Ranking
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

ADD_SAMPLES = """
    WITH RECURSIVE place (number) AS (
        SELECT 1 UNION ALL SELECT number + 1 FROM place WHERE number < ?
    )
    INSERT INTO sample SELECT item_id, ? - 3600 * number, seeds FROM seed_time, place
"""
ADD_SEED_HOURS = """
    UPDATE seed_time SET seconds = seeds * CAST(
        (? - (SELECT created FROM item WHERE item.item_id = seed_time.item_id))
        * (1 + abs(random()) % 1000) / 1000.0 AS INTEGER
    )
"""


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


def build(path: Path, count: int, samples: int) -> None:
    start = time.perf_counter()
    index = Index(path)
    counted = list(add_posts(index, count))
    index.close()
    add_history(path, samples)
    index = Index(path)
    print(f"built: {count / (time.perf_counter() - start):,.0f} posts/s with seeds and full text")
    start = time.perf_counter()
    for first in range(0, len(counted), PER_TRANSACTION):
        with index.transaction():
            for infohash, seeds in counted[first : first + PER_TRANSACTION]:
                index.record_count(infohash, Count(seeds, seeds, seeds, 8), NOW, NOW + 3_600)
    print(f"counts: {len(counted) / (time.perf_counter() - start):,.0f}/s recorded, by 1,000")
    index.close()


def add_posts(index: Index, count: int) -> Iterator[tuple[bytes, int]]:
    """Add posts, and count some of them for the first time; yield what is counted again."""
    author = Author(seed=1)
    for first in range(0, count, PER_TRANSACTION):
        with index.transaction():
            for number in range(first, min(first + PER_TRANSACTION, count)):
                item, text = author.post(number)
                index.add(item, text, NOW)
                seeds = author.seeds()
                if not seeds:
                    continue
                households = [f"10.0.{n >> 8}.{n & 255}" for n in range(min(seeds, 5))]
                index.record_swarm(item.infohash, households, NOW)
                yield item.infohash, seeds


def add_history(path: Path, samples: int) -> None:
    """Give what has seeds a past: samples, and seed-hours of any size up to what its age allows."""
    database = Database(path)
    with database.transaction():
        (counted,) = database.rows("SELECT count(*) FROM seed_time")[0]
        database.change("DELETE FROM sample")
        database.change(ADD_SAMPLES, (samples // max(counted, 1), NOW))
        database.change(ADD_SEED_HOURS, (NOW,))
    database.close()


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
            report(f"{order:11}{period:6} {board or 'all boards'}", lambda: next(turning))  # noqa: B023 -- called before the next turn


def bench_why(index: Index) -> None:
    """Explain the rank of posts from anywhere: what counts is how many are above them."""
    author = random.Random(4)  # noqa: S311 -- repeatable choice
    posts = [
        found[0] for _ in range(300) if (found := index.matching(author.randbytes(3).hex()[:5], 1))
    ]
    for order, period in itertools.product(Order, Period):
        for board in (None, BOARDS[0]):
            ranking = Ranking(period, order, NOW, PAGE, board)
            drawn = itertools.cycle(posts)
            report(
                f"why {order:11}{period:6} {board or 'all boards'}",
                lambda: index.why(next(drawn), ranking),  # noqa: B023 -- called before the next turn
            )


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
    """Rank when there are thousands of levels more, each with one new post on another board."""
    old = Ranking(Period.ALL, Order.NEW, NOW - 2 * 86_400, 5_000, BOARDS[1])
    new = Ranking(Period.DAY, Order.NEW, NOW, 1_000, BOARDS[1])
    with suppress(UndoError), index.transaction():
        for number, entry in enumerate(index.top(old) + index.top(new)):
            count = Count(1_000 + number, 0, 0, 1)
            index.record_count(entry.item.infohash, count, NOW, NOW)
        for board in (None, BOARDS[0], BOARDS[1], BOARDS[-1]):
            page = Ranking(Period.DAY, Order.TOP, NOW, PAGE, board)
            report(f"top day, more levels, {board or 'all boards'}", lambda: index.top(page))  # noqa: B023 -- called before the next turn
        raise UndoError


def bench_counting(index: Index) -> None:
    """Record evidence as a measuring node does: each count durable by itself."""
    posts = [entry.item.infohash for entry in index.top(Ranking(Period.ALL, Order.TOP, NOW, 1_000))]
    turn = itertools.count()

    def record() -> None:
        number = next(turn)
        now = NOW + 60 + number
        index.record_count(posts[number % len(posts)], Count(number % 50, 0, 99, 8), now, now + 60)

    report("record a count, durable", record)
    report("what is due", lambda: index.due(NOW, 100))
    report("thin samples of 500 items", lambda: index.thin_samples(NOW))
    report("forget what is old", lambda: index.forget_swarm(NOW - 1))


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
    parser.add_argument("--samples", type=int, default=5_000_000)
    parser.add_argument("--database", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = options.database or Path(folder) / "index.db"
        if not path.exists():
            build(path, options.items, options.samples)
        index = Index(path)
        bench_rankings(index)
        bench_why(index)
        bench_others(index)
        bench_worst_case(index)
        bench_large(index)
        bench_counting(index)
        bench_publishing(index)
        index.close()


if __name__ == "__main__":
    main()
