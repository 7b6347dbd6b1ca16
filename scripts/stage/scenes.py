"""Every screen and every state of the window that a picture is taken of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from p2psocial.failures import BudgetFullError, IdentityLockedError, RequestError
from p2psocial.index.index import Index
from p2psocial.index.records import Block
from p2psocial.protocol.errors import InvalidItem, Reason
from p2psocial.services.ports import BlockKind
from p2psocial.ui.ports import NodeNews, NodeState
from p2psocial.ui.preferences import Preferences
from stage.people import NOW, Scribe, somebody
from stage.plays import (
    ABSENT,
    Play,
    ask_passphrase,
    author_of,
    blocked_author,
    call,
    composing,
    drafting,
    feed_shown,
    in_order,
    page,
    reordered,
    reply_to,
    searching,
    steps,
    thread,
    thread_menu,
    ticking,
    upvoting,
)
from stage.window import STATUS, USUAL, StagedWindow

RUNNING = NodeNews(NodeState.RUNNING)
STILL = Preferences(welcomed=True, reduced_motion=True, theme="light", period="month")
FRESH = replace(STILL, welcomed=False)


def _leave_alone(_: StagedWindow) -> None:
    pass


def answering(**answers: object) -> Mapping[str, object]:
    """Return the usual answers with others instead of some."""
    return {**USUAL, **answers}


def standing(**numbers: object) -> Mapping[str, object]:
    """Return answers of a node that stands otherwise."""
    return answering(status={**STATUS, **numbers})


@dataclass(frozen=True)
class Scene:
    """One picture. `index` is usual, extreme or empty; `main` ones are also taken small and large.

    `prepare` changes the index before the window is opened on it.
    """

    name: str
    play: Play = _leave_alone
    index: str = "usual"
    answers: Mapping[str, object] = field(default_factory=lambda: USUAL)
    news: NodeNews = RUNNING
    preferences: Preferences = STILL
    main: bool = False
    prepare: Callable[[Index], None] | None = None


# -- how the index differs ---------------------------------------------------------------------


def forget_boards(index: Index) -> None:
    for board in index.joined_boards():
        index.leave_board(board)


def block_somebody(index: Index) -> None:

    for kind, value in (
        (BlockKind.AUTHOR, somebody("marta").key.public.hex()),
        (BlockKind.BOARD, "gambling"),
        (BlockKind.WORD, "airdrop"),
    ):
        index.add_block(Block(kind, value), NOW)


def lose_texts(index: Index) -> None:
    scribe = Scribe(index)

    post = scribe.post(
        somebody("tomasz"), "linux", "Notes on a quiet fan curve", "…", NOW - 900, here=False
    )
    scribe.comment(somebody("obi"), post, "Which sensor is that?", NOW - 600)
    scribe.comment(somebody("ines"), post, "It never came.", NOW - 300, here=False)


# -- the scenes --------------------------------------------------------------------------------

_BUDGET = BudgetFullError("seeding this would take more than the disk budget", 4_096)
_REFUSED = InvalidItem(Reason.WRONG_SIGNATURE, "the signature is not that of its author")
_WHY = {
    "title": "Sourdough diary, day 40: I was wrong about the fridge",
    "rank": 3,
    "seeds": 48,
    "ranking": {"period": "week", "order": "top"},
    "evidence": [
        {"source": "self", "seeds": 1, "age": 0, "counts": True},
        {"source": "swarm", "seeds": 6, "age": 240, "counts": True, "networks": 5},
        {"source": "dht", "seeds": 44.2, "age": 200, "counts": True, "nodes": 7},
        {"source": "hint", "seeds": 52, "age": 4_000, "counts": False},
    ],
    "beaten_by": [
        {
            "infohash": ABSENT,
            "title": "I lost four hours of work because /tmp is a tmpfs",
            "seeds": 55,
        }
    ],
}
_MARKDOWN = """A preview shows **exactly** what others will see, through the same renderer.

- Lists, *emphasis*, `code` and [links](https://example.org/a-page)
- no pictures, and nothing that loads from elsewhere

> Whoever quotes is understood better.

    $ findmnt /tmp
    TARGET SOURCE FSTYPE OPTIONS
"""


def _screens() -> list[Scene]:
    return [
        Scene("feed", feed_shown, main=True),
        Scene("thread", thread("tmpfs"), main=True),
        Scene("thread-edited", thread("dotfiles")),
        Scene(
            "composer",
            in_order(page("composer"), composing(_MARKDOWN, "In defence of ed")),
            main=True,
        ),
        Scene(
            "composer-preview",
            in_order(page("composer"), composing(_MARKDOWN, "In defence of ed", preview=True)),
        ),
        Scene("composer-empty", page("composer")),
        Scene("drafts", drafting),
        Scene("drafts-empty", page("drafts")),
        Scene("seeding", page("seeding"), main=True),
        Scene("seeding-chosen", ticking(3), main=True),
        Scene("seeding-nothing", page("seeding"), index="empty"),
        Scene("search", searching("the night")),
        Scene("search-nothing-yet", page("search")),
        Scene("search-no-results", searching("xylophone")),
        Scene("boards", page("boards"), main=True),
        Scene("boards-none-known", page("boards"), index="empty", answers=answering(boards=[])),
        Scene("notices", page("notices"), main=True),
        Scene("notices-none", page("notices"), index="empty"),
        Scene("author", author_of("tmpfs"), main=True),
        Scene("author-blocked", blocked_author, prepare=block_somebody),
        Scene("settings", page("settings"), main=True, prepare=block_somebody),
        Scene("identities", page("identities"), main=True),
        Scene("about", page("about"), main=True),
        Scene("keys", page("about", "keys")),
    ]


def _first_run() -> list[Scene]:
    names = ("welcome", "public", "identity", "phrase", "limits", "boards", "ready")
    return [
        Scene(
            f"first-run-{name}",
            steps(name),
            index="empty",
            preferences=FRESH,
            main=name == "public",
        )
        for name in names
    ]


def _states() -> list[Scene]:
    lonely = standing(neighbours=0, dht_nodes=0, uptime=4, items=0)
    alone = standing(neighbours=0, dht_nodes=0, uptime=900, items=168)
    nobody = standing(neighbours=0, dht_nodes=212, uptime=900, items=0)
    failed = NodeNews(
        NodeState.FAILED,
        "cannot write /home/wren/.local/share/p2psocial/index.sqlite3: "
        "no space is left on the disk; free some",
    )
    joined = join_linux
    return [
        Scene("state-connecting", index="empty", answers=lonely, prepare=joined),
        Scene("state-no-peers-yet", index="empty", answers=nobody, prepare=joined),
        Scene("state-offline", feed_shown, answers=alone),
        Scene(
            "state-offline-nothing-here",
            index="empty",
            answers={
                **alone,
                "status": {**STATUS, "neighbours": 0, "dht_nodes": 0, "uptime": 900, "items": 0},
            },
            prepare=joined,
        ),
        Scene(
            "state-empty-board",
            call("feed", "choose_board", "linux"),
            index="empty",
            prepare=joined,
        ),
        Scene("state-no-boards", index="empty", answers=standing(items=0)),
        Scene(
            "state-endangered-none",
            call("feed", "choose_order", "endangered"),
            index="empty",
            prepare=joined,
        ),
        Scene("state-failed", index="empty", news=failed, main=True),
        Scene("state-failed-with-texts", feed_shown, news=failed),
        Scene("state-attached", feed_shown, news=NodeNews(NodeState.ATTACHED)),
        Scene("state-new-ranking", reordered),
        Scene("state-fetching", page("thread", ABSENT)),
        Scene(
            "state-failed-check",
            page("thread", ABSENT),
            answers=answering(**{"import": _REFUSED}),
            main=True,
        ),
        Scene(
            "state-nobody-has-it",
            page("thread", ABSENT),
            answers=answering(
                **{
                    "import": RequestError(
                        "nobody who has it answered within 60 seconds; try again later"
                    )
                }
            ),
        ),
        Scene(
            "state-texts-missing",
            thread("fan curve"),
            prepare=lose_texts,
            answers=answering(show={}),
        ),
        Scene("state-hidden", thread("tmpfs"), prepare=block_somebody),
    ]


def join_linux(index: Index) -> None:
    index.join_board("linux", NOW)


def _sheets() -> list[Scene]:
    return [
        Scene("sheet-menu", thread_menu()),
        Scene("sheet-block", thread_menu("block")),
        Scene("sheet-retract", thread_menu("retract")),
        Scene(
            "sheet-why",
            in_order(thread("Sourdough"), call("deeds", "explain", ABSENT, "week", "top")),
            answers=answering(why=_WHY),
        ),
        Scene(
            "sheet-link",
            call("links", "ask", "https://example.org/a/long/path?with=arguments&and=more"),
            main=True,
        ),
        Scene(
            "sheet-link-misleading",
            call("links", "ask", "https://example.org@xn--80ak6aa92e.example/login"),
        ),
        Scene(
            "sheet-passphrase",
            in_order(thread("tmpfs"), ask_passphrase),
            answers=answering(retract=IdentityLockedError("it is locked")),
        ),
        Scene(
            "sheet-budget",
            upvoting,
            answers=answering(upvote=_BUDGET, propose_drops=proposed_drops()),
            main=True,
        ),
        Scene("toast", call("messages", "say", "The magnet link is on the clipboard.")),
        Scene(
            "toast-failed",
            upvoting,
            answers=answering(
                upvote=RequestError("nobody who has it answered within 60 seconds; try again later")
            ),
        ),
    ]


def proposed_drops() -> dict[str, object]:
    titles = (
        ("My printer works, and I do not know why", 9, 3_210),
        ("Dark skies within two hours of a city, a list that we keep up together", 7, 2_870),
        ("A soup for the day before pay day", 5, 1_404),
    )
    return {
        "needed": 4_096,
        "free": 120,
        "enough": True,
        "proposals": [
            {
                "infohash": f"{number:040x}",
                "kind": "post",
                "title": title,
                "seeds": seeds,
                "size": size,
            }
            for number, (title, seeds, size) in enumerate(titles)
        ],
    }


def _extremes() -> list[Scene]:
    return [
        Scene("extreme-feed", feed_shown, index="extreme", main=True),
        Scene(
            "extreme-thread",
            thread("Everything"),
            index="extreme",
            main=True,
            answers=answering(show={}),
        ),
        Scene("extreme-author", author_of("Everything"), index="extreme"),
        Scene("extreme-notices", page("notices"), index="extreme", main=True),
        Scene("extreme-seeding", page("seeding"), index="extreme", main=True),
        Scene("extreme-search", searching("answer"), index="extreme"),
        Scene("extreme-composer", in_order(reply_to("Everything")), index="extreme"),
    ]


def scenes() -> list[Scene]:
    """Return all of them."""
    return [*_screens(), *_first_run(), *_states(), *_sheets(), *_extremes()]
