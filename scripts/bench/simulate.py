"""A board of 100,000 items and up to 10,000 members, simulated with the real protocol code.

    python scripts/bench/simulate.py [CASE ...] [--nodes N] [--curves FILE] [--images FOLDER]

Cases (all by default; see docs/scaling.md). On one core those of 1,000 nodes take minutes, a night
three quarters of an hour, those of 10,000 nodes from ten minutes to an hour:

    spread-1000, spread-1000-hostile-1, spread-1000-hostile-20, and the same for 10000
    surrounded  how nodes get rid of hostile neighbours
    routers     how many can be reached when few accept connections
    night       an evening, a night and a morning; morning-10000 a morning
    counts      how far counts are off when nodes of the DHT lie

Real: everything that a node does with a message (services/spreading, admission, validation with
every signature, reconciliation of the 100,000 keys, the messages' bytes), the address book and the
choice of whom to drop. Made up: clock, links (60 ms one way on average, 0.2 to 1.8 times that), a
line that sends 250 KB a second, sockets, what the DHT knows, and the index, which is a set of ids
for each node over one store. Scaled: of the items older than a day there are only keys, which
everybody has; stamps have no bits; a node to which nothing happens ticks every 10 s instead of four
times a second. A node's own time to compute is not part of the delays: see
scripts/bench/propagation.py for real nodes. Traffic is without the headers of TCP and IP.
"""

from __future__ import annotations

import argparse
import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(REPOSITORY), str(REPOSITORY / "scripts")]

from bench.chart import Chart, Line, draw  # noqa: E402 -- after the path is set
from bench.simulation import counts  # noqa: E402 -- as above
from bench.simulation.around import around  # noqa: E402 -- as above
from bench.simulation.night import Night  # noqa: E402 -- as above
from bench.simulation.waking import CatchUp, Waking  # noqa: E402 -- as above
from bench.simulation.world import Plan, World  # noqa: E402 -- as above
from p2psocial.demo.figures import percentile  # noqa: E402 -- as above

SETTLE_SECONDS = 180.0
IDLE_SECONDS = 600.0
PAUSE_SECONDS = 10.0
PATIENCE_SECONDS = 60.0
# So many broken promises, and a node leaves a neighbour: what comes after them is the usual state.
FIRST_POSTS = 12
LATE_SECONDS = 700.0
LONG_AWAY_SECONDS = 3 * 3_600
WAKING_SECONDS = 600.0
# Texts have 1 or 10 KB.
LONG_BYTES = 5_000
PER_HOUR = 3_600 / IDLE_SECONDS
SURROUNDED_MINUTES = (1, 2, 3, 5, 10, 15)

Curve = list[tuple[float, float]]
Case = Callable[[argparse.Namespace], list[Line]]


def settled(plan: Plan) -> World:
    """Return a world whose members have met."""
    world = World(plan)
    world.start(30.0)
    world.time.pass_seconds(SETTLE_SECONDS)
    return world


def curve(values: Sequence[float], of: int) -> Curve:
    """Return which share is reached after how many seconds, in some hundred points."""
    ordered = sorted(values)
    step = max(1, len(ordered) // 200)
    return [(ordered[i], (i + 1) / of * 100) for i in range(0, len(ordered), step) if ordered[i]]


def figures(values: Sequence[float]) -> str:
    """Return the median, the 95th percentile and the maximum."""
    found = [percentile(values, share) for share in (0.5, 0.95, 1)]
    return " / ".join(f"{each:,.2f}" if each < 10 else f"{each:,.0f}" for each in found)  # noqa: PLR2004 -- precise where small


def row(name: str, value: str) -> None:
    print(f"  {name:58}{value}", flush=True)


# -- spreading -----------------------------------------------------------------------------------


def idle_traffic(world: World) -> float:
    """Return the bytes that an honest node sends in an hour in which nobody writes."""
    before = sum(world.traffic().values())
    world.time.pass_seconds(IDLE_SECONDS)
    return (sum(world.traffic().values()) - before) / len(world.honest) * PER_HOUR


def spread(options: argparse.Namespace, nodes: int, hostile: float, posts: int) -> list[Line]:
    """Publish some posts, one every ten seconds, and see how they get around."""
    nodes = options.nodes or nodes
    world = settled(Plan(nodes, hostile=hostile, seed=options.seed))
    idle = idle_traffic(world)
    before = sum(world.traffic().values())
    ids = []
    for _ in range(posts):
        ids.append(world.publish())
        world.time.pass_seconds(PAUSE_SECONDS)
    world.time.pass_seconds(PATIENCE_SECONDS - PAUSE_SECONDS)
    per_post = (sum(world.traffic().values()) - before) / len(world.honest) / posts
    times = print_spread(world, "the first dozen", ids[:FIRST_POSTS])
    if ids[FIRST_POSTS:]:
        times = print_spread(world, "after a dozen", ids[FIRST_POSTS:])
    row("nodes all of whose neighbours are hostile", f"{around(world).surrounded:,}")
    row("bytes sent per node for each post", f"{per_post:,.0f}")
    row("bytes sent per node and hour when nobody writes", f"{idle:,.0f}")
    total = idle + per_post * world.plan.posts_per_day / 24
    row("bytes sent per node and hour, 274 posts a day", f"{total:,.0f}")
    expected = posts * (len(world.honest) - 1)
    if len(took(world, ids)) < expected:
        world.time.pass_seconds(LATE_SECONDS)
        late = len(took(world, ids))
        row("all, within twelve minutes, by reconciling", f"{late / expected:.2%}")
    of = (len(ids[FIRST_POSTS:]) or len(ids)) * (len(world.honest) - 1)
    return [Line(f"{nodes:,}, {hostile:.0%} hostile", curve(times, of))]


def print_spread(world: World, which: str, ids: Sequence[bytes]) -> list[float]:
    """Print how these posts got around; return the seconds until each text was there."""
    by_post = [took(world, [each]) for each in ids]
    found = [one for post in by_post for one in post]
    texts = [text for _, text in found]
    long = sum(world.library.items[each].length > LONG_BYTES for each in ids)
    row(f"{which}: posts, and long ones among them", f"{len(ids)}, {long}")
    row(f"{which}: header, seconds: p50 / p95 / max", figures([header for header, _ in found]))
    row(f"{which}: text, seconds: p50 / p95 / max", figures(texts))
    others = len(world.honest) - 1
    share = sum(text <= PATIENCE_SECONDS for text in texts) / len(ids) / others
    row(f"{which}: nodes that have the text in a minute", f"{share:.2%}")
    reach = sorted(len(post) / others for post in by_post)
    row(f"{which}: nodes reached by now, by post", " ".join(f"{each:.0%}" for each in reach))
    return texts


def took(world: World, ids: Sequence[bytes]) -> list[tuple[float, float]]:
    """Return the seconds until header and text were there, for all but the authors."""
    return [
        (spread.headers.get(number, seconds), seconds)
        for spread in (world.spreads[each] for each in ids)
        for number, seconds in spread.texts.items()
        if seconds
    ]


def surrounded(options: argparse.Namespace) -> list[Line]:
    """See who is around the honest nodes, as time passes."""
    world = World(Plan(options.nodes or 1_000, hostile=0.2, seed=options.seed))
    world.start(30.0)
    passed = 0
    for minute in SURROUNDED_MINUTES:
        world.time.pass_seconds((minute - passed) * 60.0)
        passed, now = minute, around(world)
        print(
            f"  minute {minute:2}: of {now.dialled:.1f} neighbours that a node dialled"
            f" {now.hostile:.1f} are hostile; {now.surrounded:,} nodes have no others",
            flush=True,
        )
    return []


def routers(options: argparse.Namespace) -> list[Line]:
    """See who is reached when most are behind routers that let nobody in."""
    lines = []
    for share in (1.0, 0.3, 0.1, 0.05, 0.03):
        world = settled(Plan(options.nodes or 1_000, accepting=share, seed=options.seed))
        ids = []
        for _ in range(5):
            ids.append(world.publish())
            world.time.pass_seconds(PAUSE_SECONDS)
        world.time.pass_seconds(PATIENCE_SECONDS)
        times = [text for _, text in took(world, ids)]
        expected = len(ids) * (len(world.honest) - 1)
        alone = sum(not node.endpoint.links for node in world.honest)
        print(
            f"  {share:5.0%} accept: text p50 / p95 / max {figures(times)} s,"
            f" {len(times) / expected:.2%} reached, {alone} without any neighbour",
            flush=True,
        )
        lines.append(Line(f"{share:.0%} accept", curve(times, expected)))
    return lines


# -- nights --------------------------------------------------------------------------------------


def print_catch_ups(found: Sequence[CatchUp], unfinished: int) -> None:
    row("nodes that came back", f"{len(found):,}, and {unfinished:,} not done at the end")
    row("items missed: p50 / p95 / max", figures([float(each.missing) for each in found]))
    row("until all headers, seconds: p50 / p95 / max", figures([e.headers or 0 for e in found]))
    row("until all texts, seconds: p50 / p95 / max", figures([each.texts or 0 for each in found]))
    row("bytes received until then: p50 / p95 / max", figures([float(e.received) for e in found]))


def night(options: argparse.Namespace) -> list[Line]:
    """Let a night pass; one node in a hundred is hostile."""
    world = World(Plan(options.nodes or 1_000, hostile=0.01, seed=options.seed))
    made = Night(world)
    made.run()
    least = min(share for _, share in made.online)
    row("online: most / least of the nodes", f"{max(s for _, s in made.online):.0%} / {least:.0%}")
    row("posts", f"{len(world.spreads):,}")
    long = [each for each in made.waking.done if each.away_seconds >= LONG_AWAY_SECONDS]
    print_catch_ups(long, made.waking.unfinished())
    old = [i for i in made.published if world.library.items[i].created < world.time.unix() - 60]
    complete = [node.index.has_all(old) for node in world.honest if node.online]
    row("online nodes that have everything at the end", f"{sum(complete) / len(complete):.2%}")
    traffic = sum(world.traffic().values()) / made.online_hours
    row("bytes sent per node and hour online", f"{traffic:,.0f}")
    return [
        Line("night: all headers", curve([e.headers or 0 for e in long], len(long))),
        Line("night: all texts", curve([e.texts or 0 for e in long], len(long))),
    ]


def morning(options: argparse.Namespace) -> list[Line]:
    """Wake 3,000 of 10,000 nodes within ten minutes, after eight hours."""
    plan = Plan(options.nodes or 10_000, hostile=0.01, asleep=0.3, seed=options.seed)
    world = settled(plan)
    waking = Waking(world)
    published = [item.id for item in world.recent]
    for node in world.honest:
        if not node.online:
            wait = world.chance.uniform(0, WAKING_SECONDS)
            wake = partial(waking.start, node, plan.night_seconds, published)
            world.time.call_later(wait, wake)
    world.time.pass_seconds(WAKING_SECONDS + PATIENCE_SECONDS)
    print_catch_ups(waking.done, waking.unfinished())
    found = waking.done
    return [
        Line(
            "morning: all headers", curve([e.headers or 0 for e in found], len(found)), dashed=True
        ),
        Line("morning: all texts", curve([e.texts or 0 for e in found], len(found)), dashed=True),
    ]


# -- counts --------------------------------------------------------------------------------------


def count(options: argparse.Namespace) -> list[Line]:
    """Count seeds while nodes of the DHT lie."""
    print(f"  {'':44}{'median':>9}{'p95':>9}{'doubled':>9}{'halved':>9}")
    lines = []
    for liars in (0.0, 0.01, 0.2, 0.4):
        for lie in counts.LIES if liars else ("nothing",):
            found = counts.errors(liars, lie, options.trials, options.seed)
            name = f"{liars:.0%} say: {lie}" if liars else "all honest"
            print(
                f"  {name:44}{found.median:8.1f}%{found.p95:8.0f}%"
                f"{found.doubled:9.2%}{found.halved:9.2%}",
                flush=True,
            )
            if liars in {0.0, 0.2}:
                lines.append(Line(name.partition(",")[0], found.by_seeds))
    return lines


@dataclass(frozen=True)
class Named:
    """A case, what it shows, and the chart that its curves are in."""

    shows: str
    run: Case
    chart: str


def _spread(nodes: int, hostile: float, posts: int) -> Named:
    shows = f"{posts} posts among {nodes:,} nodes, {hostile:.0%} hostile, 30 % accept connections"
    return Named(shows, lambda options: spread(options, nodes, hostile, posts), "spreading")


CASES = {
    "spread-1000": _spread(1_000, 0.0, 12),
    "spread-1000-hostile-1": _spread(1_000, 0.01, 24),
    "spread-1000-hostile-20": _spread(1_000, 0.2, 24),
    "spread-10000": _spread(10_000, 0.0, 5),
    "spread-10000-hostile-1": _spread(10_000, 0.01, 18),
    "spread-10000-hostile-20": _spread(10_000, 0.2, 18),
    "surrounded": Named("20 % of 1,000 nodes are hostile", surrounded, "spreading"),
    "routers": Named("5 posts among 1,000 nodes, few of which accept", routers, "routers"),
    "night": Named("a board's members from 22:00 to 10:00, 1 % hostile", night, "catching-up"),
    "morning-10000": Named("3,000 of 10,000 nodes come back", morning, "catching-up"),
    "counts": Named("counts of 1 to 2,000 seeds while nodes of the DHT lie", count, "counts"),
}
SHARE = "share of the nodes, %"
CHARTS = {
    "spreading": Chart("From publishing to reading", "seconds", SHARE, (), log_x=True),
    "routers": Chart("When few accept connections", "seconds", SHARE, (), log_x=True),
    "catching-up": Chart("Back after a night", "seconds", "share of those back, %", (), log_x=True),
    "counts": Chart("Counting while nodes lie", "seeds", "median error, %", (), log_x=True),
}


def draw_all(results: dict[str, list[Line]], folder: Path) -> None:
    for name, chart in CHARTS.items():
        lines = [
            line for case in CASES if CASES[case].chart == name for line in results.get(case, ())
        ]
        if lines:
            draw(replace(chart, lines=lines), folder / f"{name}.png")


def read_curves(path: Path) -> dict[str, list[Line]]:
    """Return the curves of earlier runs, by case."""
    if not path.exists():
        return {}
    stored = json.loads(path.read_text())
    return {name: [Line(*line) for line in lines] for name, lines in stored.items()}


def write_curves(path: Path, results: dict[str, list[Line]]) -> None:
    path.write_text(json.dumps({name: [*map(astuple, found)] for name, found in results.items()}))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("cases", nargs="*", metavar="CASE", help="all when none is named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--nodes", type=int, help="instead of what the case's name says")
    parser.add_argument("--trials", type=int, default=2_000, help="of counting, for each lie")
    parser.add_argument("--curves", type=Path, help="file that keeps the curves of several runs")
    parser.add_argument("--images", type=Path, help="folder to draw the curves into")
    options = parser.parse_args()
    # What a world is made of stays until its end; looking for cycles in it takes a tenth more time.
    gc.disable()
    results = read_curves(options.curves) if options.curves else {}
    for name in options.cases or CASES:
        nodes = f" (with {options.nodes:,} nodes instead)" if options.nodes else ""
        print(f"{name}: {CASES[name].shows}{nodes}", flush=True)
        begun = time.perf_counter()
        results[name] = CASES[name].run(options)
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_024
        print(f"  ({time.perf_counter() - begun:.0f} s, {memory:,.0f} MB)\n", flush=True)
    if options.curves:
        write_curves(options.curves, results)
    if options.images:
        draw_all(results, options.images)


if __name__ == "__main__":
    main()
