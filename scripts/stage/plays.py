"""What is done in the window before a picture is taken."""

from __future__ import annotations

from collections.abc import Callable

from p2psocial.services.drafts import DraftKind, SavedDraft
from stage.people import somebody
from stage.window import StagedWindow

ABSENT = "ab" * 20

Play = Callable[[StagedWindow], None]


def page(name: str, argument: str = "") -> Play:
    def play(window: StagedWindow) -> None:
        window.go(name, argument)

    return play


def in_order(*plays: Play) -> Play:
    def play(window: StagedWindow) -> None:
        for each in plays:
            each(window)

    return play


def call(controller: str, slot: str, *arguments: object) -> Play:
    def play(window: StagedWindow) -> None:
        getattr(window.controller(controller), slot)(*arguments)
        window.breathe()

    return play


def feed_shown(window: StagedWindow) -> None:
    window.until(window.controller("feed").model.rowCount, "a ranking")


def post_of(window: StagedWindow, words: str) -> str:
    """Return the infohash of the post with these words in its title."""
    feed_shown(window)
    rows = window.controller("feed").model.rows
    found = [row.infohash for row in rows if words in row.title]
    if not found:
        raise LookupError(f"no post with {words!r} in its title is in the ranking")
    return str(found[0])


def thread(words: str) -> Play:
    def play(window: StagedWindow) -> None:
        window.go("thread", post_of(window, words))
        window.until(lambda: window.state("thread", "phase") == "shown", "the thread")

    return play


def thread_menu(asked: str = "") -> Play:
    def play(window: StagedWindow) -> None:
        thread("tmpfs" if asked == "retract" else "Sourdough")(window)
        window.press_button("more")
        window.breathe()
        if asked:
            window.press_button(asked)

    return play


def composing(text: str, title: str = "", *, preview: bool = False) -> Play:
    def play(window: StagedWindow) -> None:
        window.until(lambda: window.state("composer", "ready"), "the composer")
        board = "linux" if window.state("composer", "titled") else "cooking"
        if title:
            window.item("composerBoard").setProperty("text", board)
            window.item("composerTitle").setProperty("text", title)
        window.item("composerText").setProperty("text", text)
        window.controller("composer").change(board, title, text)
        window.controller("composer").show_preview(preview)
        window.until(lambda: window.state("composer", "kept") == "kept", "a saved draft")

    return play


def author_of(words: str) -> Play:
    def play(window: StagedWindow) -> None:
        feed_shown(window)
        rows = window.controller("feed").model.rows
        window.go("author", next(row.author for row in rows if words in row.title))
        window.until(lambda: window.state("author", "known"), "the author")

    return play


def searching(words: str) -> Play:
    def play(window: StagedWindow) -> None:
        window.go("search")
        window.item("searchField").setProperty("text", words)
        window.controller("search").look_for(words)
        window.until(lambda: window.state("search", "found") >= 0 or not words, "results")

    return play


def ticking(count: int) -> Play:
    def play(window: StagedWindow) -> None:
        window.go("seeding")
        window.until(window.controller("seeding").model.rowCount, "seeds")
        for row in list(window.controller("seeding").model.rows)[:count]:
            window.controller("seeding").tick(row.infohash)

    return play


def drafting(window: StagedWindow) -> None:
    drafts = window.viewer.drafts
    if not drafts.listing().drafts:
        for draft in (
            SavedDraft(DraftKind.POST, "I have one. It works.", "linux", "In defence of ed"),
            SavedDraft(DraftKind.POST, "", "astronomy", "Which filter for a bright sky?"),
            SavedDraft(
                DraftKind.REPLY,
                "Soak them overnight, then throw that water away.",
                "cooking",
                target=bytes(20),
                target_title="Beans that never get soft",
            ),
        ):
            drafts.save(draft)
    window.main.drafts.read()
    window.go("drafts")


def steps(step: str) -> Play:
    def play(window: StagedWindow) -> None:
        window.controller("welcome").go_to(step)
        window.breathe()

    return play


def upvoting(window: StagedWindow) -> None:
    feed_shown(window)
    row = next(row for row in window.controller("feed").model.rows if not row.seeding)
    window.controller("votes").upvote(row.infohash, "year")


def reordered(window: StagedWindow) -> None:
    feed_shown(window)
    window.controller("feed").put(stale=True)


def blocked_author(window: StagedWindow) -> None:
    window.go("author", somebody("marta").key.public.hex())
    window.until(lambda: window.state("author", "known"), "the author")


def ask_passphrase(window: StagedWindow) -> None:
    window.controller("deeds").retract(ABSENT)
    window.until(lambda: window.state("signing", "asking"), "the question")


def reply_to(words: str) -> Play:
    def play(window: StagedWindow) -> None:
        window.go("composer", "reply:" + post_of(window, words))

    return play
