"""Whatever arrives in whatever order, the index answers as the slow model does."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from p2psocial.index.index import Index
from p2psocial.index.records import Count, Entry, Order, Period, Ranking
from p2psocial.protocol.item import Kind
from tests.index.items_factory import ALICE, BOB, NOW, Written, comment, post, retraction
from tests.index.model import Model, Seen

DAY = 86_400
# Few values, so that ties, wrong links and clashes are frequent.
AGES = (-60, 0, 10, 10, 500, DAY, DAY + 1, 8 * DAY, 40 * DAY, 400 * DAY)
CHANGES = (
    *("add", "add", "add", "add", "add header", "add seeded", "add text", "trim", "remove"),
    *("seed", "unseed", "swarm", "forget", "count"),
)
EVIDENCE = ("seed", "unseed", "swarm", "forget", "count")
# Also so far apart that a count is old, and that nobody knows what was in between.
TIMES = (NOW, NOW + 1, NOW + 3, NOW + 1_800, NOW + 3_000, NOW + 20_000, NOW + 99_999)
RANKINGS = [
    Ranking(period, order, NOW, limit=3, board=board)
    for period in Period
    for order in Order
    for board in (None, "general")
]


@dataclass(frozen=True)
class Step:
    """One change: to the item with that number, with some households for `swarm`."""

    change: str
    number: int
    households: tuple[str, ...] = ()
    time: int = NOW
    estimate: float = 0.0


@st.composite
def worlds(draw: st.DrawFn) -> list[Written]:
    """Draw items, each of which may name earlier ones: also wrongly, as strangers' items may."""
    made: list[Written] = []
    for number in range(draw(st.integers(1, 9))):
        made.append(draw(_items(made, str(number))))
    return made


@st.composite
def _items(draw: st.DrawFn, made: list[Written], name: str) -> Written:
    author = draw(st.sampled_from((ALICE, ALICE, ALICE, BOB)))
    created = NOW - draw(st.sampled_from(AGES))
    answerable = [each for each in made if each.item.kind is not Kind.RETRACT]
    choice = draw(st.sampled_from(("post", "comment", "edit", "edit", "retraction")))
    if choice == "post" or not answerable:
        board = draw(st.sampled_from(("general", "music")))
        return post(name, created=created, author=author, board=board)
    other = draw(st.sampled_from(answerable))
    if choice == "comment":
        return comment(name, other, created=created, author=author)
    if choice == "retraction":
        return retraction(name, other, created=created, author=author)
    item = replace(
        other.item,
        info=name.encode(),
        infohash=post(name).infohash,
        id=post(name).item.id,
        created=created,
        author=author,
        replaces=other.infohash,
    )
    return Written(item, other.text)


def steps(changes: Sequence[str]) -> st.SearchStrategy[Step]:
    households = st.lists(st.sampled_from("uvwxyz"), max_size=4).map(tuple)
    times = st.sampled_from(TIMES)
    estimates = st.sampled_from((0.0, 0.4, 0.6, 1.0, 1.7, 3.2, 40.0))
    numbers = st.integers(0, 8)
    return st.builds(Step, st.sampled_from(changes), numbers, households, times, estimates)


@contextmanager
def opened() -> Iterator[Index]:
    with tempfile.TemporaryDirectory() as folder:
        index = Index.open(Path(folder) / "index.db")
        try:
            yield index
        finally:
            index.close()


def apply(step: Step, world: list[Written], index: Index, model: Model) -> None:
    written = world[step.number % len(world)]
    if step.change in EVIDENCE:
        apply_evidence(step, written.infohash, index, model)
    else:
        apply_item(step, written, index, model)


def apply_item(step: Step, written: Written, index: Index, model: Model) -> None:
    infohash = written.infohash
    match step.change:
        case "add":
            index.add(written.item, written.text, NOW)
            model.add(written)
        case "add seeded":
            if index.add(written.item, written.text, step.time, seeded=True):
                model.add(written)
                model.start_seed(infohash, step.time)
        case "add header":
            index.add(written.item, None, NOW)
            model.add(written, with_text=False)
        case "add text":
            lacks = infohash in model.without_text - model.taken_back
            assert index.add_text(infohash, written.text) == lacks
            model.add_text(infohash)
        case "trim":
            index.trim_texts(0)
            model.trim_texts()
        case _:
            index.remove(infohash)
            model.remove(infohash)


def apply_evidence(step: Step, infohash: bytes, index: Index, model: Model) -> None:
    match step.change:
        case "seed" if infohash in model.items:
            index.start_seed(infohash, step.time, None)
            model.start_seed(infohash, step.time)
        case "unseed":
            index.stop_seed(infohash, step.time)
            model.stop_seed(infohash, step.time)
        case "count":
            count = Count(step.estimate, step.estimate, step.estimate, 1)
            index.record_count(infohash, count, step.time, step.time + 1)
            model.record_count(infohash, step.estimate, step.time)
        case "swarm":
            index.record_swarm(infohash, step.households, step.time)
            model.record_swarm(infohash, list(step.households), step.time)
        case "forget":
            index.forget_swarm(step.time)
            model.forget_swarm(step.time)
        case _:
            pass


def seen(index: Index, entry: Entry) -> Seen:
    return Seen(
        infohash=entry.item.infohash,
        seeds=entry.seeds,
        source=entry.seeds_source,
        seeds_at=entry.seeds_at,
        seed_seconds=entry.seed_seconds,
        seeding=entry.seeding,
        comments=entry.comments,
        original=entry.original,
        newest=entry.newest,
        retracted=entry.retracted,
        text=index.text(entry.item.infohash),
    )


def whole_ranking(index: Index, ranking: Ranking) -> list[bytes]:
    """Turn all pages of a ranking."""
    found: list[bytes] = []
    while page := index.top(ranking):
        found += [entry.item.infohash for entry in page]
        ranking = replace(ranking, after=page[-1])
    return found


def check_ranks(index: Index, model: Model, ranking: Ranking, order: list[bytes]) -> None:
    for infohash in model.items:
        why = index.why(infohash, ranking)
        assert why is not None
        newest = model.newest(infohash)
        assert why.entry.item.infohash == newest
        above = [each.item.infohash for each in why.beaten_by]
        if newest in order:
            place = order.index(newest)
            assert (why.rank, why.absence) == (place + 1, None)
            assert above == order[max(0, place - 3) : place][::-1]
        else:
            assert (why.rank, above) == (None, [])
            assert why.absence is not None


def check(index: Index, model: Model, world: list[Written]) -> None:
    for infohash in (written.infohash for written in world):
        entry = index.entry(infohash)
        assert (entry is not None) == (infohash in model.items)
        if entry is not None:
            assert seen(index, entry) == model.seen(infohash)
            versions = [version.item.infohash for version in index.versions(infohash)]
            assert sorted(versions) == sorted(model.versions(infohash))
        thread = [seen(index, each) for each in index.thread(infohash)]
        assert {each.infohash: each for each in thread} == {
            each: model.seen(each) for each in model.thread(infohash)
        }
    for ranking in RANKINGS:
        order = model.top(ranking)
        assert whole_ranking(index, ranking) == order
        check_ranks(index, model, ranking, order)
    results = index.search("titl", 100) + index.search("answ", 100)
    found = {each.entry.item.infohash for each in results}
    assert found == {
        infohash
        for infohash, written in model.items.items()
        if written.item.kind is not Kind.RETRACT
        and infohash not in model.taken_back
        # Of a header without text, the title can be found.
        and (written.item.title or infohash not in model.without_text)
        and model.newest(infohash) == infohash
    }
    for author in (ALICE, BOB):
        page = index.by_author(author, None, len(world) + 1)
        assert [entry.item.infohash for entry in page] == model.by_author(author)
    totals = index.totals()
    assert (totals.items, totals.seeds) == (len(model.items), len(model.seeded))


@settings(max_examples=60, deadline=None)
@given(world=worlds(), data=st.data())
def test_the_order_of_arrival_makes_no_difference(
    world: list[Written], data: st.DataObject
) -> None:
    arrivals = data.draw(st.permutations(world))
    model = Model()
    with opened() as index, index.transaction():
        for written in arrivals:
            index.add(written.item, written.text, NOW)
            model.add(written)
        for step in data.draw(st.lists(steps(("seed", "swarm", "count")), max_size=6)):
            apply(step, world, index, model)
        check(index, model, world)


@settings(max_examples=120, deadline=None)
@given(
    world=worlds(),
    changes=st.lists(
        steps(CHANGES),
        max_size=30,
    ),
)
def test_any_sequence_of_changes_is_answered_as_by_the_model(
    world: list[Written], changes: list[Step]
) -> None:
    model = Model()
    # One transaction around everything spares the disk; each change is still one inside it.
    with opened() as index, index.transaction():
        for step in changes:
            apply(step, world, index, model)
        check(index, model, world)
