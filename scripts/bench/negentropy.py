"""What reconciling costs: bytes and rounds for several differences, time and memory of the set.

    python scripts/bench/negentropy.py [--items 100000] [--large 1000000]

Both sides run in this process. Times of items are spread over a year at random, ids are SHA-256.
A round is a message and its answer.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from p2psocial.protocol.negentropy import Initiator, OrderedSet, Responder, View

FRAME_LIMIT = 60_000
NOW = 1_800_000_000
YEAR = 365 * 86_400
SOME, MANY = 10, 1_000
DAYS = {"day": 1, "week": 7, "month": 30}
REPEATED = 1_000

Pair = tuple[int, bytes]


@dataclass(frozen=True)
class Cost:
    """What one reconciliation took."""

    sent: int
    received: int
    rounds: int
    seconds: float
    slowest_answer: float
    have: int
    need: int


def made_up(count: int, seed: int = 0) -> list[Pair]:
    drawn = random.Random(seed)  # noqa: S311 -- repeatable made-up data, no secret
    ids = (hashlib.sha256(b"%d %d" % (seed, number)).digest() for number in range(count))
    return sorted((NOW - drawn.randrange(YEAR), identifier) for identifier in ids)


def reconcile(mine: View, theirs: View) -> Cost:
    initiator = Initiator(mine, FRAME_LIMIT)
    responder = Responder(theirs, FRAME_LIMIT)
    sent = received = rounds = have = need = 0
    slowest = 0.0
    started = time.perf_counter()
    message: bytes | None = initiator.initiate()
    while message is not None:
        sent += len(message)
        rounds += 1
        asked = time.perf_counter()
        answer = responder.receive(message)
        slowest = max(slowest, time.perf_counter() - asked)
        received += len(answer)
        result = initiator.receive(answer)
        have += len(result.have)
        need += len(result.need)
        message = result.message
    return Cost(sent, received, rounds, time.perf_counter() - started, slowest, have, need)


def differences(items: list[Pair]) -> Iterator[tuple[str, list[Pair], list[Pair]]]:
    """Yield the name of a case, the initiator's items and the responder's."""
    drawn = random.Random(1)  # noqa: S311 -- as above

    def without(count: int) -> list[Pair]:
        left_out = set(drawn.sample(items, count))
        return [item for item in items if item not in left_out]

    yield "nothing missing", items, items
    yield f"{SOME} newest missing here", items[:-SOME], items
    yield f"{SOME} newest missing there", items, items[:-SOME]
    yield f"{SOME} scattered missing here", without(SOME), items
    yield f"{SOME} scattered missing there", items, without(SOME)
    yield f"{SOME} scattered missing on each side", without(SOME), without(SOME)
    yield f"{MANY} newest missing here", items[:-MANY], items
    yield f"{MANY} scattered missing here", without(MANY), items
    yield f"disjoint, {MANY} each", made_up(MANY, 2), made_up(MANY, 3)
    yield f"nothing here, {MANY} there", [], made_up(MANY, 3)
    yield f"{MANY} here, nothing there", made_up(MANY, 2), []
    yield "nothing here, all there", [], items


def print_costs(items: list[Pair]) -> None:
    print(f"\n{len(items):,} items, messages of at most {FRAME_LIMIT:,} bytes\n")
    head = ("sent", "received", "in all", "rounds", "ms", "slowest answer", "have", "need")
    print(f"{'':36}" + "".join(f"{name:>15}" for name in head))
    for name, mine, theirs in differences(items):
        views = [OrderedSet.from_sorted(some).view() for some in (mine, theirs)]
        print_cost(name, reconcile(*views))
    end = NOW + 1
    without = OrderedSet.from_sorted(items[:-SOME])
    whole = OrderedSet.from_sorted(items)
    for name, days in DAYS.items():
        start = end - days * 86_400
        cost = reconcile(without.view(start, end), whole.view(start, end))
        print_cost(f"{SOME} newest missing, only the last {name}", cost)


def print_cost(name: str, cost: Cost) -> None:
    print(
        f"{name:36}{cost.sent:15,}{cost.received:15,}{cost.sent + cost.received:15,}"
        f"{cost.rounds:15}{cost.seconds * 1e3:15.1f}{cost.slowest_answer * 1e3:15.1f}"
        f"{cost.have:15,}{cost.need:15,}"
    )


def seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def print_set(count: int) -> None:
    items = made_up(count)
    loading = seconds(lambda: OrderedSet.from_sorted(items))
    tracemalloc.start()
    whole = OrderedSet.from_sorted(items)
    held = tracemalloc.get_traced_memory()[0]
    view = whole.view()
    viewed = tracemalloc.get_traced_memory()[0] - held
    tracemalloc.stop()
    print(f"\nA set of {count:,} items")
    print(f"  load sorted items   {loading * 1e3:10.1f} ms")
    print(f"  memory              {held / count:10.1f} bytes per item")
    print(f"  memory of a view    {viewed / 1024:10.1f} KiB")
    drawn = random.Random(4)  # noqa: S311 -- as above
    print_times(whole, view, drawn)


def print_times(whole: OrderedSet, view: View, drawn: random.Random) -> None:
    old = made_up(REPEATED, 5)
    new = [
        (NOW + number, identifier) for number, (_, identifier) in enumerate(made_up(REPEATED, 6))
    ]
    places = [sorted(drawn.sample(range(len(view)), 2)) for _ in range(REPEATED)]
    actions: dict[str, Callable[[], object]] = {
        "fingerprint": lambda: [view.fingerprint(*pair) for pair in places],
        "add, old": lambda: [whole.add(*item) for item in old],
        "add, new": lambda: [whole.add(*item) for item in new],
        "remove, old": lambda: [whole.remove(*item) for item in old],
        "add new and view": lambda: [(whole.remove(*item), whole.view()) for item in new],
        "add old and view": lambda: [(whole.add(*item), whole.view()) for item in old],
    }
    for name, action in actions.items():
        print(f"  {name:20}{seconds(action) / REPEATED * 1e6:10.1f} µs")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    arguments = parser.parse_args()
    print_costs(made_up(arguments.items))
    print_set(arguments.items)
    print_set(arguments.large)


if __name__ == "__main__":
    main()
