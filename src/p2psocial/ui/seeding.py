"""Everything that this person seeds: how much, since and until when, and what dies without them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import Property, QObject, Slot

from p2psocial.protocol.item import Kind
from p2psocial.services.ports import SeedOrder, SeedRecord
from p2psocial.services.seeding import SeedingTotals, SeedList
from p2psocial.services.voting import Duration
from p2psocial.ui import safe_text
from p2psocial.ui.controller import Controller
from p2psocial.ui.node_link import Failure, Progress
from p2psocial.ui.pacing import Paced
from p2psocial.ui.ports import Reads
from p2psocial.ui.row_changes import Changes
from p2psocial.ui.row_model import RowModel
from p2psocial.ui.tools import Tools

_PAGE = 60
# As many as the node takes in one go, so that all that is shown can be chosen. All of it is read
# anew when something has changed; that takes 25 ms on the reader's thread.
_MAX_ROWS = 1_000
_TITLE = 160


@dataclass(frozen=True, slots=True)
class SeedRow:
    """One thing that is seeded; `until` is -1 for ever, `newer` the infohash of a newer version."""

    infohash: str
    comment: bool
    title: str
    board: str
    size: int
    seeds: int
    since: int
    until: int
    uploaded: int
    endangered: bool
    mine: bool
    newer: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class _Page:
    """What differs from what was shown, and whether there is more."""

    news: Changes[SeedRow]
    more: bool
    totals: SeedingTotals


class SeedingController(Controller):
    """`budget` and `bytes` are bytes on the disk; `count` texts are seeded.

    `chosen` of them are ticked, `lonely` of these seeded by nobody else; `done` of the ticked are
    changed already while `working`. `more` says that the list goes on when `load_more` is called.
    """

    def __init__(
        self, tools: Tools, disk_budget: Callable[[], int], parent: QObject | None = None
    ) -> None:
        """`disk_budget` returns how many bytes one may seed by the settings that hold now."""
        super().__init__(
            parent,
            order=SeedOrder.ENDANGERED.value,
            known=False,
            count=0,
            bytes=0,
            budget=disk_budget(),
            endangered=0,
            chosen=0,
            lonely=0,
            more=False,
            working=False,
            done=0,
        )
        self._tools = tools
        self._budget = disk_budget
        self._model: RowModel[SeedRow] = RowModel(SeedRow, "infohash", self)
        self._wanted = _PAGE
        self._chosen: frozenset[str] = frozenset()
        self._shown = False
        self._pace = Paced(self._again, self)
        tools.reader.changed.connect(self._pace.ask)

    @Property(QObject, constant=True)
    def model(self) -> RowModel[SeedRow]:
        """What is seeded."""
        return self._model

    # -- what the person does ----------------------------------------------------------------

    @Slot()
    def open(self) -> None:
        """Show it."""
        self._shown = True
        self._wanted = _PAGE
        self._choose(frozenset())
        self._read()

    @Slot()
    def close(self) -> None:
        """Keep it up to date no longer."""
        self._shown = False

    @Slot(str)
    def choose_order(self, order: str) -> None:
        """Order the list."""
        self.put(order=SeedOrder(order).value)
        self.open()

    @Slot()
    def load_more(self) -> None:
        """Show more of it."""
        if self.take("more"):
            self._wanted = min(len(self._model.rows) + _PAGE, _MAX_ROWS)
            self._read()

    @Slot(str)
    def tick(self, infohash: str) -> None:
        """Choose something for what is done in bulk, or not."""
        if infohash in self._chosen or len(self._chosen) < _MAX_ROWS:
            self._choose(self._chosen ^ {infohash})
        else:
            self._tools.messages.say(self.tr("No more can be changed in one go."))

    @Slot()
    def tick_all(self) -> None:
        """Choose all that is shown, or nothing when all was chosen."""
        shown = frozenset(row.infohash for row in self._model.rows)
        self._choose(frozenset() if shown <= self._chosen else shown)

    @Slot()
    def stop_chosen(self) -> None:
        """Stop seeding what is chosen."""
        self._change("unvote_many", {})

    @Slot(str)
    def keep_chosen(self, duration: str) -> None:
        """Seed what is chosen for that long from now on."""
        self._change("seed_many", {"for": Duration(duration).value})

    @Slot(str, str)
    def follow(self, infohash: str, newer: str) -> None:
        """Seed the newer version of something instead of it."""

        def done(_: object) -> None:
            self._choose(frozenset({infohash}))
            self._change("unvote_many", {})

        arguments = {"infohash": newer, "for": Duration.YEAR.value}
        self._tools.link.perform("upvote", arguments, done, self._tools.messages.fail)

    # -- what comes of it --------------------------------------------------------------------

    def _change(self, operation: str, how: Mapping[str, object]) -> None:
        if not self._chosen or self.take("working"):
            return
        self.put(working=True, done=0)
        arguments = {"infohashes": sorted(self._chosen), **how}
        link = self._tools.link
        link.perform(operation, arguments, self._changed, self._refused, self._report)

    def _report(self, progress: Progress) -> None:
        done = progress.get("done")
        self.put(done=done if isinstance(done, int) else 0)

    def _changed(self, answer: object) -> None:
        self._choose(frozenset())
        self.put(working=False)
        outcome = answer if isinstance(answer, Mapping) else {}
        done, failed = outcome.get("done"), outcome.get("failed")
        if failed:
            self._tools.messages.say(
                self.tr("%1 changed, %2 could not be.")
                .replace("%1", str(done))
                .replace("%2", str(failed))
            )
        else:
            self._tools.messages.say(
                self.tr("%n changed.", "", done if isinstance(done, int) else 0)
            )
        self._again()

    def _refused(self, failure: Failure) -> None:
        self.put(working=False)
        self._tools.messages.fail(failure)

    def _again(self) -> None:
        if self._shown:
            self._read()

    def _read(self) -> None:
        order = SeedOrder(str(self.take("order")))
        own, budget, wanted, before = (
            self._tools.own(),
            self._budget(),
            self._wanted,
            self._model.rows,
        )

        def read(reads: Reads) -> _Page:
            seeds = SeedList(reads.index, budget, lambda: own)
            records = seeds.page(order, None, wanted)
            # It may be another by the time when this is shown.
            chosen = self._chosen
            rows = [_row(reads, each, own, chosen) for each in records]
            more = len(records) == wanted < _MAX_ROWS
            return _Page(self._model.changes(before, rows), more, seeds.totals())

        def show(page: _Page) -> None:
            self._model.follow(before, page.news)
            self._show(page)

        self._tools.reader.read("seeding", read, show, self._refused)

    def _show(self, page: _Page) -> None:
        # What is not shown any more is not to be changed unseen.
        self._choose(self._chosen & {row.infohash for row in self._model.rows})
        self.put(
            known=True,
            more=page.more,
            count=page.totals.count,
            bytes=page.totals.bytes,
            budget=page.totals.disk_budget,
            endangered=page.totals.endangered,
        )

    def _choose(self, chosen: frozenset[str]) -> None:
        self._chosen = chosen
        rows = self._model.rows
        wrong = [row for row in rows if row.chosen != (row.infohash in chosen)]
        if wrong:
            self._model.update(replace(row, chosen=not row.chosen) for row in wrong)
        lonely = sum(row.endangered for row in rows if row.infohash in chosen)
        self.put(chosen=len(chosen), lonely=lonely)


def _row(
    reads: Reads, record: SeedRecord, own: frozenset[bytes], chosen: frozenset[str]
) -> SeedRow:
    entry, item = record.entry, record.entry.item
    infohash = item.infohash.hex()
    is_post = item.kind is Kind.POST
    title = item.title if is_post else safe_text.excerpt(reads.feed.body(item) or "", _TITLE)
    return SeedRow(
        infohash=infohash,
        comment=not is_post,
        title=safe_text.line(title, _TITLE),
        board=item.board,
        size=item.length,
        seeds=entry.seeds,
        since=record.since,
        until=-1 if record.until is None else record.until,
        uploaded=record.uploaded,
        endangered=record.endangered,
        mine=item.author in own,
        newer=record.newer.hex() if record.newer else "",
        chosen=infohash in chosen,
    )
