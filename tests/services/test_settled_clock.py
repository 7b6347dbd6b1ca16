"""A clock is believed once it has agreed for a while with one that only counts seconds."""

from __future__ import annotations

import asyncio

import pytest

from p2psocial.services.settled_clock import (
    DOUBTED_SECONDS,
    LEAD_SECONDS,
    SETTLE_SECONDS,
    SettledClock,
)
from p2psocial.services.voting import Duration
from tests.services.people import Clock, Person
from tests.services.test_voting import foreign, upvote

DAY = 86_400
MINUTE = 60


class Kept:
    """What is kept from one start to the next."""

    def __init__(self) -> None:
        self.believed: int | None = None

    def read(self) -> int | None:
        return self.believed

    def write(self, now: int) -> None:
        self.believed = now


class Clocks:
    """The system's clock, and the one that only counts seconds."""

    def __init__(self, clock: Clock) -> None:
        self.unix = clock
        self.seconds = 5.0
        self.kept = Kept()
        self.start()

    def start(self) -> None:
        """Start anew, as after a crash."""
        self.settled = SettledClock(self.unix, lambda: self.seconds, self.kept)

    def pass_time(self, seconds: int) -> bool:
        """Let time pass, looking every minute; returns whether the clock is settled then."""
        settled = False
        for _ in range(0, seconds, MINUTE):
            self.unix.now += MINUTE
            self.seconds += MINUTE
            settled = self.settled.is_settled()
        return settled


@pytest.fixture
def clocks(clock: Clock) -> Clocks:
    return Clocks(clock)


def test_it_is_not_settled_before_it_has_run_for_a_while(clocks: Clocks) -> None:
    assert not clocks.settled.is_settled()
    assert not clocks.pass_time(int(SETTLE_SECONDS) - MINUTE)
    assert clocks.pass_time(MINUTE)


@pytest.mark.parametrize("jump", [LEAD_SECONDS - DAY, -365 * DAY, 2 * MINUTE])
def test_after_a_jump_it_has_to_settle_again(clocks: Clocks, jump: int) -> None:
    assert clocks.pass_time(DAY)
    clocks.unix.now += jump
    assert not clocks.settled.is_settled()
    assert not clocks.pass_time(int(SETTLE_SECONDS) - MINUTE)
    assert clocks.pass_time(MINUTE)


def test_one_that_is_far_ahead_has_to_agree_for_a_day(clocks: Clocks) -> None:
    assert clocks.pass_time(DAY)
    clocks.unix.now += 365 * DAY
    assert not clocks.pass_time(int(DOUBTED_SECONDS) - MINUTE)
    assert clocks.settled.is_doubted()
    # The first look after the jump begins the day.
    assert clocks.pass_time(2 * MINUTE)
    assert not clocks.settled.is_doubted()


def test_that_it_is_far_ahead_is_known_after_any_number_of_starts(clocks: Clocks) -> None:
    assert clocks.pass_time(DAY)
    clocks.unix.now += 365 * DAY
    for _ in range(5):
        clocks.start()
        assert clocks.settled.is_doubted()
        assert not clocks.pass_time(DAY // 2)


def test_one_that_is_set_right_again_is_believed_soon(clocks: Clocks) -> None:
    assert clocks.pass_time(DAY)
    clocks.unix.now += 365 * DAY
    clocks.start()
    assert not clocks.pass_time(DAY // 2)
    clocks.unix.now -= 365 * DAY
    assert clocks.pass_time(int(SETTLE_SECONDS) + MINUTE)


def test_a_clock_that_is_set_slowly_stays_settled(clocks: Clocks) -> None:
    assert clocks.pass_time(DAY)
    for _ in range(100):
        clocks.unix.now += 30
        assert clocks.pass_time(MINUTE)


def test_no_vote_ends_because_the_clock_was_wrong_for_ten_minutes(
    anna: Person, ben: Person, clocks: Clocks
) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        await upvote(ben, post, Duration.MONTH)
        ben.voting.heed(clocks.settled.is_settled)
        clocks.pass_time(DAY)
        for jump in (365 * DAY, -365 * DAY):
            clocks.unix.now += jump
            for _ in range(10):
                clocks.pass_time(MINUTE)
                assert await ben.voting.expire() == []
        clocks.pass_time(30 * DAY)
        assert await ben.voting.expire() == [post.item.infohash]

    asyncio.run(run())


def test_no_vote_ends_because_the_clock_was_wrong_for_hours(
    anna: Person, ben: Person, clocks: Clocks
) -> None:
    async def run() -> None:
        post = await foreign(anna, ben)
        await upvote(ben, post, Duration.MONTH)
        assert clocks.pass_time(DAY)
        clocks.unix.now += 365 * DAY
        clocks.start()
        ben.voting.heed(clocks.settled.is_settled)
        for _ in range(12):
            clocks.pass_time(60 * MINUTE)
            assert await ben.voting.expire() == []
        clocks.unix.now -= 365 * DAY
        clocks.pass_time(DAY)
        assert await ben.voting.expire() == []

    asyncio.run(run())
