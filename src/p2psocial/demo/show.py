"""What happens in a demo: people post, answer, edit, take back, and change their minds."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from p2psocial.control.documents import Document
from p2psocial.demo.network import DemoNetwork, NodePlan
from p2psocial.demo.script import Act, Conversation, Part
from p2psocial.failures import RequestError

# So many rounds of posts are there when the curtain rises, written by so many at a time.
_OPENING_ROUNDS = ("1", "2", "3")
_WRITING_AT_A_TIME = 8
_OPENING_VOTES_PER_TEXT = 2
_CONNECTED_SECONDS = 60.0
_READABLE_SECONDS = 30.0
_LEAST_NEIGHBOURS = 3
_MEAN_PAUSE = 1.2
_SHARE_OF_WORDS = 0.35
_SHARE_OF_LOST_VOTES = 0.25
_EXCERPT = 48
_PERCENTILES = {"p50": 0.5, "p95": 0.95, "max": 1.0}


@dataclass(slots=True)
class _Published:
    """A text in the network, how many it would please, and the nodes that vote for it."""

    infohash: str
    board: str
    about: str
    nick: str
    appeal: float
    voters: set[int] = field(default_factory=set)


@dataclass(slots=True)
class _Staged:
    """A conversation, and what of it has been said."""

    conversation: Conversation
    said: list[_Published] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        return len(self.said) == len(self.conversation.parts)


class Show:
    """A demo on one network; `tell` is called with one line for each event."""

    def __init__(
        self, network: DemoNetwork, script: Iterable[Conversation], tell: Callable[[str], None]
    ) -> None:
        self._network = network
        self._staged = [_Staged(conversation) for conversation in script]
        self._tell_line = tell
        self._begun = time.monotonic()
        self._chance = random.Random(1)  # noqa: S311 -- a play, no secret
        self._homes: dict[str, int] = {}
        self._identities: dict[str, str] = {}
        self._published: list[_Published] = []
        self._counts = {"post": 0, "comment": 0, "edit": 0, "retract": 0, "vote": 0, "unvote": 0}
        self._spread_ms: list[float] = []
        self._late = 0

    def _tell(self, board: str, event: str) -> None:
        minutes, seconds = divmod(int(time.monotonic() - self._begun), 60)
        self._tell_line(f"{minutes:02}:{seconds:02}  {board:<10} {event}")

    # -- the beginning -----------------------------------------------------------------------

    async def open(self, count: int) -> None:
        """Start so many nodes, have them meet, and publish what is there from the beginning."""
        boards = tuple(sorted({each.conversation.board for each in self._staged}))
        self._tell_line(f"Starting {count} nodes in {self._network.folder}")
        await self._network.start(NodePlan(boards) for _ in range(count))
        await self._network.connected(min(_LEAST_NEIGHBOURS, count - 1), _CONNECTED_SECONDS)
        self._tell("", f"{count} nodes run in {self._network.processes} processes and have met")
        command = f"p2psocial --data-dir {self._network.folder_of(1)}"
        self._tell_line(f"Look at it from another terminal: {command} top")
        await self._create_identities()
        await self._play_opening()
        self._tell("", f"{len(self._published)} texts are there; from now on, life goes on")

    async def _create_identities(self) -> None:
        nodes = self._network.nodes
        nicks = {part.nick: None for each in self._staged for part in each.conversation.parts}
        for place, nick in enumerate(nicks):
            self._homes[nick] = nodes[place % len(nodes)]
        made = [self._network.identity(home, nick) for nick, home in self._homes.items()]
        self._identities = dict(zip(self._homes, await asyncio.gather(*made), strict=True))

    async def _play_opening(self) -> None:
        at_a_time = asyncio.Semaphore(_WRITING_AT_A_TIME)

        async def play(staged: _Staged) -> None:
            async with at_a_time:
                while not staged.is_over:
                    await self._say(staged)

        opening = [each for each in self._staged if each.conversation.round in _OPENING_ROUNDS]
        async with asyncio.TaskGroup() as group:
            for staged in opening:
                group.create_task(play(staged))
        for _ in range(_OPENING_VOTES_PER_TEXT * len(self._published)):
            await self._vote(told=False)
        self._tell("", f"{self._counts['vote']} votes are cast")

    # -- how it goes on ----------------------------------------------------------------------

    async def go_on(self) -> None:
        """Have something happen every second or so, for ever."""
        while True:
            await asyncio.sleep(self._chance.expovariate(1 / _MEAN_PAUSE))
            staged = next((each for each in self._staged if not each.is_over), None)
            if staged is not None and self._chance.random() < _SHARE_OF_WORDS:
                await self._say(staged)
            elif self._chance.random() < _SHARE_OF_LOST_VOTES:
                await self._unvote()
            else:
                await self._vote()

    async def _say(self, staged: _Staged) -> None:
        """Publish the next part of a conversation."""
        conversation = staged.conversation
        part = conversation.parts[len(staged.said)]
        subject = staged.said[part.about] if staged.said else None
        began = time.monotonic()
        document = await self._publish(conversation, part, subject)
        if subject is None or part.act is Act.ANSWER:
            about = conversation.title if subject is None else _excerpt(part.text)
            infohash = str(document["infohash"])
            appeal = self._chance.paretovariate(1.2) * (3 if subject is None else 1)
            made = _Published(infohash, conversation.board, about, part.nick, appeal)
            self._published.append(made)
            staged.said.append(made)
        else:
            staged.said.append(subject)
        if part.act is Act.RETRACT and subject in self._published:
            self._published.remove(subject)
        self._tell_of(conversation, part, subject)
        await self._follow(conversation, part, str(document["infohash"]), began)

    async def _publish(
        self, conversation: Conversation, part: Part, subject: _Published | None
    ) -> Document:
        home = self._homes[part.nick]
        arguments: dict[str, object] = {"identity": self._identities[part.nick], "nick": part.nick}
        if part.act is not Act.RETRACT:
            arguments["text"] = part.text
        if subject is None:
            arguments |= {"board": conversation.board, "title": conversation.title}
        else:
            arguments["infohash"] = subject.infohash
            # Nobody can answer what has not come yet.
            await self._network.arrivals.wait(subject.infohash, [home], _READABLE_SECONDS)
        operation = _OPERATIONS[part.act]
        self._counts[operation] += 1
        document: Document = await self._network.perform(home, operation, **arguments)
        return document

    def _tell_of(self, conversation: Conversation, part: Part, subject: _Published | None) -> None:
        if subject is None:
            event = f"posts “{conversation.title}”"
        elif part.act is Act.ANSWER:
            event = f"answers {subject.nick}: “{_excerpt(part.text)}”"
        else:
            event = f"{_DOES[part.act]} “{subject.about}”"
        self._tell(conversation.board, f"{part.nick} {event}")

    async def _follow(
        self, conversation: Conversation, part: Part, infohash: str, began: float
    ) -> None:
        """Wait until everybody can read it, and note how long that took."""
        nodes = self._network.nodes
        missing = await self._network.arrivals.wait(infohash, nodes, _READABLE_SECONDS)
        times = self._network.arrivals.texts(infohash)
        home = times.get(self._homes[part.nick], began)
        others = [at - home for node, at in times.items() if node != self._homes[part.nick]]
        self._spread_ms += [max(0.0, each) * 1_000 for each in others]
        self._late += len(missing)
        if part.act is Act.POST or missing:
            took = max(others, default=0.0) * 1_000
            readable = f"readable on {len(nodes) - len(missing)} of {len(nodes)} nodes"
            self._tell(
                conversation.board, f"“{conversation.title}”: {readable} after {took:.0f} ms"
            )

    # -- votes -------------------------------------------------------------------------------

    async def _vote(self, *, told: bool = True) -> None:
        voter = self._chance.choice(self._network.nodes)
        open_to = [each for each in self._published if voter not in each.voters]
        if not open_to:
            return
        (chosen,) = self._chance.choices(open_to, [each.appeal for each in open_to])
        chosen.voters.add(voter)
        arguments = {"infohash": chosen.infohash, "for": "day"}
        with self._told_if_refused(chosen.board):
            await self._network.perform(voter, "upvote", **arguments)
            self._counts["vote"] += 1
            if told:
                self._tell(chosen.board, f"node {voter} upvotes {chosen.nick}: “{chosen.about}”")

    async def _unvote(self) -> None:
        cast = [(each, voter) for each in self._published for voter in sorted(each.voters)]
        if not cast:
            return
        chosen, voter = self._chance.choice(cast)
        chosen.voters.discard(voter)
        with self._told_if_refused(chosen.board):
            await self._network.perform(voter, "unvote", infohash=chosen.infohash)
            self._counts["unvote"] += 1
            self._tell(chosen.board, f"node {voter} stops seeding {chosen.nick}: “{chosen.about}”")

    @contextlib.contextmanager
    def _told_if_refused(self, board: str) -> Iterator[None]:
        """Go on when somebody who looks at the demo has changed a vote of node 1 by hand."""
        try:
            yield
        except RequestError as error:
            self._tell(board, f"refused: {error}")

    # -- the end -----------------------------------------------------------------------------

    def summary(self) -> Document:
        """Return what happened, as one JSON-like document."""
        times = sorted(self._spread_ms)
        delivered = len(times) / (len(times) + self._late) if times else None
        return {
            "nodes": len(self._network.nodes),
            "processes": self._network.processes,
            "seconds": round(time.monotonic() - self._begun, 1),
            "events": dict(self._counts),
            "delivered": delivered,
            "readable_ms": {
                name: round(times[int((len(times) - 1) * share)], 1) if times else None
                for name, share in _PERCENTILES.items()
            },
            "complaints": self._network.complaints(),
        }


_DOES = {Act.EDIT: "edits", Act.RETRACT: "takes back"}
_OPERATIONS = {Act.POST: "post", Act.ANSWER: "comment", Act.EDIT: "edit", Act.RETRACT: "retract"}


def _excerpt(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1].rstrip() + "…"
