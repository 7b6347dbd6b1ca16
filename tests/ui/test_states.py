"""Every state of the window says why, and offers one thing to do about it."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from p2psocial.data_folder import DataFolder
from tests.node_process import loopback_address
from tests.ui.opened import OpenedWindow


@pytest.fixture
def other(qapp: QApplication, tmp_path: Path, window: OpenedWindow) -> Iterator[OpenedWindow]:
    """Somebody else, who knows the first one."""
    del qapp
    opened = OpenedWindow(tmp_path / "other", bootstrap=[window.settings.listen])
    yield opened
    opened.close()


def test_who_has_joined_no_board_is_led_to_them(window: OpenedWindow) -> None:
    window.until_shows("You have not joined a board yet")
    window.click("emptyAction")
    window.until_shows("A board is nothing but a name")


def test_who_has_found_nobody_yet_is_told_that_it_goes_on(window: OpenedWindow) -> None:
    window.controller("boards").join("linux")
    window.until_shows("Looking for others")
    window.click("emptyAction")
    window.until_shows("New post")


def test_a_period_without_posts_offers_a_longer_one(window: OpenedWindow) -> None:
    window.post("Of tmpfs", board="linux")
    window.controller("feed").choose_board("bread")
    window.until_shows("in this period")
    window.click("emptyAction")
    window.until(lambda: window.state("feed", "period") == "all")


def test_a_node_that_cannot_start_says_why_and_starts_when_it_can(
    qapp: QApplication, tmp_path: Path
) -> None:
    del qapp
    folder = DataFolder(tmp_path / "data")
    folder.create()
    folder.index.mkdir()
    window = OpenedWindow(folder.path)
    window.until_shows("The node could not start")
    window.until_shows(str(folder.index))
    folder.index.rmdir()
    window.click("emptyAction")
    window.until_shows("You have not joined a board yet")
    window.close()


def test_without_a_node_what_is_here_can_still_be_read(qapp: QApplication, tmp_path: Path) -> None:
    del qapp
    first = OpenedWindow(tmp_path / "data")
    first.post("Of tmpfs")
    first.close()
    address = loopback_address()
    host, _, port = address.rpartition(":")
    with socket.create_server((host, int(port))):
        window = OpenedWindow(tmp_path / "data", listen=address)
        window.until_shows("The node is not running")
        window.until_shows("Of tmpfs")
    window.click("bannerAction")
    window.until(lambda: not window.shows("The node is not running"))
    window.close()


def test_a_second_window_shares_the_node_and_says_so(
    qapp: QApplication, window: OpenedWindow
) -> None:
    del qapp
    window.post("Of tmpfs")
    second = OpenedWindow(window.folder.path)
    second.until_shows("with the node that runs already")
    second.until_shows("Of tmpfs")
    second.close()


def test_what_fails_its_checks_is_told_from_what_nobody_has(
    window: OpenedWindow, other: OpenedWindow, tmp_path: Path
) -> None:
    # What they wrote has no stamp, and is refused by whoever wants one.
    post = other.post("Of tmpfs")
    picky = OpenedWindow(
        tmp_path / "picky",
        bootstrap=[other.settings.listen, window.settings.listen],
        stamp_bits=40,
    )
    picky.controller("navigator").go("thread", post)
    picky.until(lambda: picky.state("thread", "phase") == "refused")
    picky.until_shows("It was refused")
    picky.until_shows("the stamp has")
    picky.until_shows("Nothing of it was kept")
    picky.controller("navigator").back()
    picky.close()


def test_a_full_budget_proposes_what_to_drop_and_then_votes(
    qapp: QApplication, tmp_path: Path, window: OpenedWindow
) -> None:
    del qapp
    posts = [window.post(f"Post {number}", "x" * 900) for number in range(3)]
    small = OpenedWindow(tmp_path / "small", bootstrap=[window.settings.listen], disk_budget=2_000)
    for post in posts:
        magnet = window.perform("magnet", {"infohash": post})["magnet"]
        small.perform("import", {"magnet": magnet})
    for post in posts[:2]:
        small.perform("upvote", {"infohash": post, "for": "year"})
    small.controller("votes").upvote(posts[2], "month")
    small.until_shows("Your disk budget is full")
    small.until(lambda: len(small.items("drop")) == 1)
    small.click("sheetAccept")
    small.until(lambda: small.state("votes", "pending") == [])
    small.until(lambda: len(small.perform("seeding", {})) == 2)
    assert posts[2] in {each["infohash"] for each in small.perform("seeding", {})}
    assert not small.state("room", "asking")
    small.close()


def test_who_refuses_to_drop_anything_keeps_all_and_does_not_vote(
    qapp: QApplication, tmp_path: Path, window: OpenedWindow
) -> None:
    del qapp
    posts = [window.post(f"Post {number}", "x" * 900) for number in range(2)]
    small = OpenedWindow(tmp_path / "small", bootstrap=[window.settings.listen], disk_budget=1_000)
    for post in posts:
        magnet = window.perform("magnet", {"infohash": post})["magnet"]
        small.perform("import", {"magnet": magnet})
    small.perform("upvote", {"infohash": posts[0], "for": "year"})
    small.controller("votes").upvote(posts[1], "month")
    small.until_shows("Your disk budget is full")
    small.click("sheetReject")
    small.until(lambda: not small.state("room", "asking"))
    assert [each["infohash"] for each in small.perform("seeding", {})] == [posts[0]]
    small.close()
