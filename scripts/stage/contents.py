"""What there is to see: the sample texts of the demo, and texts that strain a layout."""

from __future__ import annotations

import hashlib
from pathlib import Path

from p2psocial.demo.script import Act, Conversation, read_script
from p2psocial.index.index import Index
from p2psocial.index.records import NoticeKind
from p2psocial.protocol.item import Item
from stage.people import DAY, HOUR, NOW, Person, Scribe, somebody

BOARDS = ("astronomy", "bicycles", "books", "cooking", "linux", "meta")
# Of the viewer's own: what they wrote, by nick of the sample texts.
OWN_NICK = "wren"
_COUNTED_AGO = 180
_TODAY = 12


def fill_usual(path: Path, own: Person) -> None:
    """Make an index of the sample texts; what `wren` wrote in them is the viewer's own."""
    index = Index(path)
    scribe = Scribe(index)
    for board in BOARDS:
        index.join_board(board, NOW - 30 * DAY)
    for number, conversation in enumerate(read_script()):
        _Telling(scribe, conversation, own).tell(NOW - _age(number))
    index.close()


def _age(number: int) -> int:
    """Return how long ago a conversation began: a dozen today, the rest ever longer ago."""
    return (number + 1) * 6_100 if number < _TODAY else (number - _TODAY + 2) * 31 * HOUR


class _Telling:
    """One conversation as it comes into an index."""

    def __init__(self, scribe: Scribe, conversation: Conversation, own: Person) -> None:
        self._scribe = scribe
        self._conversation = conversation
        self._own = own
        self._items: list[Item] = []

    def tell(self, begun: int) -> None:
        parts = self._conversation.parts
        step = max(60, (NOW - begun) // (len(parts) + 2))
        with self._scribe.index.transaction(durable=False):
            for number in range(len(parts)):
                item = self._publish(number, begun + number * step)
                self._items.append(item)
                self._weigh(item, number)

    def _who(self, nick: str) -> Person:
        return self._own if nick == OWN_NICK else somebody(nick)

    def _publish(self, number: int, when: int) -> Item:
        part = self._conversation.parts[number]
        who = self._who(part.nick)
        if part.act is Act.POST:
            board, title = self._conversation.board, self._conversation.title
            return self._scribe.post(who, board, title, part.text, when)
        about = self._items[part.about]
        if part.act is Act.EDIT:
            return self._scribe.edit(who, about, part.text, when)
        if part.act is Act.RETRACT:
            return self._scribe.retract(who, about, when)
        item = self._scribe.comment(who, about, part.text, when)
        if self._conversation.parts[part.about].nick == OWN_NICK and part.nick != OWN_NICK:
            self._scribe.index.add_notice(item.infohash, NoticeKind.REPLY, when)
        return item

    def _weigh(self, item: Item, number: int) -> None:
        part = self._conversation.parts[number]
        if part.act is Act.RETRACT:
            return
        chance = int.from_bytes(hashlib.sha256(item.infohash).digest()[:4], "big")
        seeds = 2 + chance % 61 if number == 0 else chance % 9
        self._scribe.counted(item, seeds, NOW - _COUNTED_AGO - chance % 900)
        if part.nick == OWN_NICK or chance % 7 == 0:
            until = None if chance % 3 else NOW + 200 * DAY
            self._scribe.index.start_seed(item.infohash, NOW - chance % (3 * DAY), until)
            self._scribe.counted(item, seeds, NOW - _COUNTED_AGO)


_LONG_TITLE = (
    "Everything that I have learned in eleven years of repairing bicycles beside the road, in the"
    " rain, with the wrong tools, for people who were late, who did not want to wait, and who then"
    " told me on the next morning that the other wheel had always been the one that made the noise"
    " and nobody ever asked"
)
_LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
EXTREME_NICKS = (
    "اسم طويل جدا هنا",
    "W" * 32,
    "漢字かな交じり文名",
    "👩‍💻🚲🌙",
    "",
)


def fill_extreme(path: Path, own: Person) -> None:
    """Make an index of what is as long, as deep and as much as an item can be."""
    index = Index(path)
    scribe = Scribe(index)
    board = "a-board-whose-name-is-the-longes"
    for joined in (board, *(f"joined-board-number-{number}" for number in range(25))):
        index.join_board(joined, NOW)
    titles = (
        _LONG_TITLE[:300],
        _LONG_WORD[:298],
        "عنوان باللغة العربية يقرأ من اليمين إلى اليسار، with English in the middle، ثم يعود",
        "漢字だけの題名は折り返せる場所が多いので横にはみ出さないはずである" * 3,
        "i",
        "🚲 🌙 ✨ Emoji 👩‍💻 among words",
    )
    people = [somebody(nick) for nick in EXTREME_NICKS]
    with index.transaction(durable=False):
        for number, title in enumerate(titles):
            body = f"{_LONG_TITLE} {_LONG_WORD}" * 2
            who = people[number % len(people)]
            post = scribe.post(who, board, title, body, NOW - number * 700 - 60)
            scribe.counted(post, (9_876, 12_345, 1_234_567, 999, 1, 0)[number], NOW - 60)
            index.start_seed(post.infohash, NOW - 60, None)
            scribe.counted(post, (9_876, 12_345, 1_234_567, 999, 1, 0)[number], NOW - 50)
            if number == 0:
                _answer_deeply(scribe, post, people, own)
        mine = scribe.post(own, board, titles[0], "Mine.", NOW - 9_000)
        for number, who in enumerate(people):
            answer = scribe.comment(who, mine, _LONG_WORD[:400], NOW - 800 + number)
            index.add_notice(answer.infohash, NoticeKind.REPLY, NOW - 700 + number)
    index.close()


def _answer_deeply(scribe: Scribe, post: Item, people: list[Person], own: Person) -> None:
    parent = post
    for depth in range(24):
        who = own if depth % 6 == 5 else people[depth % len(people)]  # noqa: PLR2004 -- every sixth
        text = f"Answer number {depth + 1}. {_LONG_WORD[: 40 * (depth % 4)]}\n\n> {_LONG_TITLE}"
        here = depth % 7 != 3  # noqa: PLR2004 -- a few are missing
        parent = scribe.comment(who, parent, text, NOW - 3_000 + depth * 60, here=here)
        scribe.counted(parent, depth * 411, NOW - 60)
